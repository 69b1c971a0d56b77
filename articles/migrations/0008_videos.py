"""What readers, feeds and search engines are told of the videos in a live story."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_append_only_again")]

    operations = [
        migrations.AddField(
            model_name="publishedarticle",
            name="videos",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Of the text, in order: [{address, type, caption, credit, poster, thumbnail}].",
            ),
        )
    ]
