"""Lines of “What changed” that readers are not shown: a record that can be added to, never changed or deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.records import append_only

TABLES = ("articles_historyhiding",)


def forwards(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in append_only.reverse_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_published_by_slug"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryHiding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_hidden", models.BooleanField(help_text="False: it was shown again.")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hidings",
                        to="articles.edition",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_hidden", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="line_hidden_for_a_reason",
                    )
                ],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
