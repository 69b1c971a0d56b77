"""An index for finding a story by the last part of its address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_story_facts")]

    operations = [
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(fields=["slug"], name="published_by_slug"),
        ),
    ]
