"""What readers say is wrong in a story."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0013_first_plain_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "story_id",
                    models.BigIntegerField(
                        db_index=True, help_text="Its number at the desk.", verbose_name="story"
                    ),
                ),
                (
                    "edition_number",
                    models.PositiveIntegerField(help_text="The one the reader saw.", verbose_name="edition"),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="what is wrong")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent")),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "report from a reader",
                "verbose_name_plural": "reports from readers",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["-at"], name="reports_open"),
                    models.Index(fields=["-at"], name="reports_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="report_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_done_by_somebody",
                    ),
                ],
            },
        ),
    ]
