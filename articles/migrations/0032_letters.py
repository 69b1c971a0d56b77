"""Letters that wait to be sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0031_made_lines")]

    operations = [
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=320, verbose_name="Message-ID")),
                ("to", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=250)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("at", models.DateTimeField(db_index=True, help_text="Not before.")),
                ("until", models.DateTimeField(help_text="Later it is of no use to anybody.")),
                ("tries", models.PositiveIntegerField(default=0)),
            ],
            options={"default_permissions": ()},
        ),
    ]
