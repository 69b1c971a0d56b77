"""Records made before there was a chain get their links, in batches. Stopped half-way, it goes on where it was."""

from django.db import migrations

from articles.records import chain

RECORDS = (
    "revision",
    "statechange",
    "edition",
    "correction",
    "hiding",
    "entry",
    "frontversion",
    "frontmove",
    "pageversion",
    "logentry",
)


def forwards(apps, schema_editor):
    chain.link_what_is_there(apps.get_model, RECORDS)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0022_chain"), ("media", "0006_library_words")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
