"""The library's search on PostgreSQL: words kept ready where it reads row by row, and an index for rare ones.

Of a prefix that it has no figures of, PostgreSQL expects to find one row in two hundred, and reads the newest rows
until the page is full: all of them, where there is none. That a look at a row is said to be costly keeps it from this;
and it is not to start helpers for it, which takes longer than the search.
"""

from django.db import migrations

FORWARDS = (
    "ALTER TABLE media_image ADD COLUMN search_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, search_text)) STORED",
    "CREATE FUNCTION picture_words(words tsvector) RETURNS tsvector LANGUAGE plpgsql "
    "IMMUTABLE COST 5000 AS 'BEGIN RETURN words; END'",
    "CREATE INDEX picture_search ON media_image USING gin (picture_words(search_vector))",
)
BACKWARDS = (
    "DROP INDEX IF EXISTS picture_search",
    "DROP FUNCTION picture_words(tsvector)",
    "ALTER TABLE media_image DROP COLUMN search_vector",
)


def run(statements):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("media", "0001_tables")]

    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
