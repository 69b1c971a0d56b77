"""What agencies send is kept before it is read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0035_wire_pictures")]

    operations = [
        migrations.CreateModel(
            name="WireSending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(help_text="Of the file, as they call it.", max_length=255)),
                ("received_at", models.DateTimeField()),
                ("digest", models.CharField(help_text="SHA-256 of the bytes.", max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "feed",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sendings",
                        to="articles.wirefeed",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("feed", "digest"), name="sending_of_a_feed_once")
                ],
            },
        ),
    ]
