"""Which pictures in pages may not be shown any more: the worker asks in every round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_freshness"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="publishedpicture",
            index=models.Index(
                fields=["rights_end"],
                condition=models.Q(rights_end__isnull=False),
                name="published_picture_rights_end",
            ),
        ),
    ]
