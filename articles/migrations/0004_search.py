"""What the searches stand on: the index of published stories on each database, and the desk's words on PostgreSQL."""

from django.db import migrations

from articles.search import tables

# The function is said to be costly for the reason that media/migrations/0002_search.py gives.
DESK = (
    "ALTER TABLE articles_article ADD COLUMN words_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words || name_words)) STORED",
    "CREATE FUNCTION article_words(words tsvector) RETURNS tsvector LANGUAGE plpgsql "
    "IMMUTABLE COST 5000 AS 'BEGIN RETURN words; END'",
    "CREATE INDEX article_search ON articles_article USING gin (article_words(words_vector))",
)
NO_DESK = (
    "DROP INDEX IF EXISTS article_search",
    "DROP FUNCTION article_words(tsvector)",
    "ALTER TABLE articles_article DROP COLUMN words_vector",
)


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in [*tables.STATEMENTS[vendor], *(DESK if vendor == "postgresql" else ())]:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in [*(NO_DESK if vendor == "postgresql" else ()), *tables.REVERSE_STATEMENTS[vendor]]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_append_only")]

    operations = [migrations.RunPython(forwards, backwards)]
