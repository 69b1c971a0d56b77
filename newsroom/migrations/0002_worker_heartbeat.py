"""Signs of life of workers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=255)),
                (
                    "pid",
                    models.PositiveIntegerField(
                        help_text="Its number there; 0 stands for rounds that a timer starts."
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                (
                    "failing",
                    models.JSONField(
                        default=dict, help_text="The duties that fail, each with the time since when."
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("host", "pid"), name="one_heartbeat_of_a_worker")
                ],
            },
        ),
    ]
