"""What everybody may do, on record: rows that can be added to, never changed or deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from articles.records import append_only

TABLES = ("articles_accesschange",)


def forwards(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in append_only.reverse_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0032_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "roles",
                    models.JSONField(default=list, help_text="Names of roles; “superuser” is one of them."),
                ),
                ("sections", models.JSONField(default=list, help_text="Names of the sections in the remit.")),
                ("gained", models.JSONField(default=list, help_text="What is more than before.")),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody where it was found: changed past the desk, or there before anybody kept this.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
