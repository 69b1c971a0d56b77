"""The triggers again: SQLite lost those of the revisions with their table, and the library's log has its own."""

from django.db import migrations

from articles.records import append_only


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in [*append_only.reverse_statements(vendor), *append_only.statements(vendor)]:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in append_only.reverse_statements(vendor, ("media_logentry",)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_pictures_in_use"), ("media", "0003_picture_desk")]

    operations = [migrations.RunPython(forwards, backwards)]
