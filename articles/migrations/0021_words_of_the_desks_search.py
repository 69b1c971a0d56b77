"""The desk's search: words of stories, reporters, topics, sections and agencies, kept folded.

On PostgreSQL those of stories have a vector and an index, as pictures have: see media/migrations/0006_library_words.py
for why the function is said to be costly.
"""

from django.db import migrations, models

import house.folded

FORWARDS = (
    "ALTER TABLE articles_article ADD COLUMN words_vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, words || name_words)) STORED",
    "CREATE FUNCTION article_words(words tsvector) RETURNS tsvector LANGUAGE plpgsql "
    "IMMUTABLE COST 5000 AS 'BEGIN RETURN words; END'",
    "CREATE INDEX article_search ON articles_article USING gin (article_words(words_vector))",
)
BACKWARDS = (
    "DROP INDEX IF EXISTS article_search",
    "DROP FUNCTION article_words(tsvector)",
    "ALTER TABLE articles_article DROP COLUMN words_vector",
)
NAMED = ("Section", "Topic", "Reporter", "Agency")


def run(statements):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return on_postgresql


def write_words(apps, schema_editor):
    """Of names there are few. Those of stories the worker writes."""
    for name in NAMED:
        model = apps.get_model("articles", name)
        field = model._meta.get_field("words")
        for row in model.objects.iterator(chunk_size=500):
            model.objects.filter(pk=row.pk).update(words=field.pre_save(row, add=False))


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_live_stories")]

    operations = [
        *(
            migrations.AddField(name, "words", house.folded.FoldedWords(of=of))
            for name, of in {
                "agency": ("name", "credit_name", "wire_name"),
                "reporter": ("name", "desk"),
                "section": ("name",),
                "topic": ("name",),
            }.items()
        ),
        migrations.AddField(
            "article",
            "words",
            models.TextField(blank=True, default="", editable=False, help_text="Of its text, folded."),
        ),
        migrations.AddField(
            "article",
            "name_words",
            models.TextField(
                blank=True,
                default="",
                editable=False,
                help_text="Of the names on it: reporters, topics, agencies.",
            ),
        ),
        migrations.AddIndex(
            "article",
            models.Index(
                fields=["id"],
                condition=models.Q(words="") | models.Q(name_words=""),
                name="article_unsearchable",
            ),
        ),
        migrations.RunPython(run(FORWARDS), run(BACKWARDS)),
        migrations.RunPython(write_words, migrations.RunPython.noop),
    ]
