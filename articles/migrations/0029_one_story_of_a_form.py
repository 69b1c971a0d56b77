"""The key of the form that began a story: sent twice, it begins one."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0028_next_fronts_left"),
        ("media", "0006_library_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="begun_with",
            field=models.UUIDField(
                editable=False,
                help_text="The key of the form that began it: sent twice, it begins one story.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(
                fields=("created_by", "begun_with"), name="one_story_of_a_form"
            ),
        ),
    ]
