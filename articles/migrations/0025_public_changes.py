"""Which stories changed for readers, by number; filled from the ledger. And indexes by which the API lists stories.

The triggers come once all migrations have run, see `articles.records.public_changes`.
"""

from typing import Any

from django.db import migrations, models

# The ledger's order, by the newest edition of each story: those that readers lost long ago are told as well.
FILL = """
INSERT INTO articles_publicchange (story_id, number, at, kind, is_gone)
SELECT article_id, row_number() OVER (ORDER BY at, id), at, kind,
       NOT EXISTS (SELECT 1 FROM articles_publishedarticle live WHERE live.story_id = newest.article_id)
FROM (
    SELECT id, article_id, at, kind, row_number() OVER (PARTITION BY article_id ORDER BY number DESC) AS place
    FROM articles_edition
) AS newest WHERE place = 1
"""
# What readers have that no ledger knows, as a database for measurements may be filled.
FILL_THE_REST = """
INSERT INTO articles_publicchange (story_id, number, at, kind, is_gone)
SELECT story_id, (SELECT COALESCE(MAX(number), 0) FROM articles_publicchange) + row_number() OVER (
           ORDER BY modified_at, story_id
       ), modified_at, '', {false}
FROM articles_publishedarticle live
WHERE NOT EXISTS (SELECT 1 FROM articles_publicchange known WHERE known.story_id = live.story_id)
"""


def fill(apps: Any, schema_editor: Any) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute(FILL_THE_REST.format(false="FALSE" if is_postgresql else "0"))
        if is_postgresql:
            cursor.execute(
                "CREATE SEQUENCE articles_publicchange_numbers OWNED BY articles_publicchange.number"
            )
            cursor.execute(
                "SELECT setval('articles_publicchange_numbers', COALESCE(MAX(number), 0) + 1, FALSE) "
                "FROM articles_publicchange"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0024_announcements_and_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                (
                    "story_id",
                    models.BigIntegerField(
                        help_text="The story's number at the desk.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(
                        help_text="Nobody else sees a row without one: it is given at the commit.",
                        null=True,
                        unique=True,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="Of the newest edition of the story.", max_length=10
                    ),
                ),
                ("is_gone", models.BooleanField(help_text="Readers have the story no more.")),
            ],
            options={
                "verbose_name": "change of a story for readers",
                "verbose_name_plural": "changes of stories for readers",
            },
        ),
        migrations.AddIndex(
            model_name="publishedarticle",
            index=models.Index(
                fields=["language", "-published_at", "-story_id"], name="published_in_language"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedchange",
            index=models.Index(fields=["kind", "-at", "-id"], name="published_changes_of_kind"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
