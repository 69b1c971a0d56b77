from typing import Any

from django.db import migrations, models
from django.db.models.functions import Now


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """Those that know no keys; `articles.records.freshness.watch` makes the new ones once all migrations have run."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS articles_freshness_write() CASCADE")
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_changes\\_%' ESCAPE '\\'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_rights_of_pictures_in_pages"),
    ]

    operations = [
        migrations.RunPython(drop_triggers, migrations.RunPython.noop),
        migrations.DeleteModel("Freshness"),
        migrations.CreateModel(
            name="Freshness",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "number", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_default=Now())),
                (
                    "is_passed_on",
                    models.BooleanField(
                        db_default=False, help_text="Whether the caches in front of us are being told."
                    ),
                ),
            ],
            options={
                "verbose_name": "change of what readers get",
                "verbose_name_plural": "changes of what readers get",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_passed_on", False)),
                        fields=["number"],
                        name="freshness_to_pass_on",
                    ),
                    models.Index(fields=["at"], name="freshness_at"),
                ],
            },
        ),
    ]
