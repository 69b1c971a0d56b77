"""Versions of fronts and what was done with them can be added to, never changed or deleted."""

from django.db import migrations

from articles.records import append_only

TABLES = ("articles_frontversion", "articles_frontmove")


def forwards(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in append_only.reverse_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_fronts")]

    operations = [migrations.RunPython(forwards, backwards)]
