"""The triggers that keep records append-only. A table that is one later gets its own when migrations have run."""

from django.db import migrations

from articles.records import append_only

TABLES = (
    "articles_accesschange",
    "articles_correction",
    "articles_edition",
    "articles_frontmove",
    "articles_frontversion",
    "articles_historyhiding",
    "articles_historylink",
    "articles_liveentryversion",
    "articles_plainpageversion",
    "articles_revision",
    "articles_statechange",
    "media_logentry",
)


def forwards(apps, schema_editor):
    for statement in append_only.statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in append_only.reverse_statements(schema_editor.connection.vendor, TABLES):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_relations"), ("media", "0001_tables")]

    operations = [migrations.RunPython(forwards, backwards)]
