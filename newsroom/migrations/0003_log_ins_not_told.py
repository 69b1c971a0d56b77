"""Which failed log-ins nobody was told of: the worker asks in every round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_worker_heartbeat"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="loginattempt",
            index=models.Index(
                fields=["at"],
                condition=models.Q(succeeded=False, told_at=None, user__isnull=False),
                name="attempt_not_told",
            ),
        ),
    ]
