"""Which pictures a partner has with a story, so that they are taken back with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0032_moved_in")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="pictures",
            field=models.JSONField(
                editable=False,
                help_text="Names of items of pictures that may have reached them with the story.",
                null=True,
            ),
        ),
    ]
