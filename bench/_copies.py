"""A large newsroom in minutes: the public rows of a small one, again and again, straight into their tables.

It has what lists of all stories, of a section and of changes read: stories, their pictures and the numbers of their
changes. Nothing of it is at the desk, and no topic or reporter has more stories than before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import connection, transaction
from django.db.models import Max, Model

from articles.models import PublicChange, PublishedArticle, PublishedPicture

AT_ONCE = 20
"""So many copies of the small newsroom by one statement."""
DAYS_BETWEEN = 5
"""So much older is each copy than the one before: a month gets more stories than a page of the sitemap has."""
STORY, PICTURE, CHANGE = (it._meta.db_table for it in (PublishedArticle, PublishedPicture, PublicChange))
# What the desk and lists of the site read of a story, machines do not.
NOT_COPIED = {"body": "''", "card": "''", "translation_of_id": "NULL", "lead_picture_id": "NULL"}
OLDER = f"- copy * interval '{DAYS_BETWEEN} days'"


def until_there_are(stories: int) -> None:
    """Copy the rows that there are until there are so many stories."""
    few = PublishedArticle.objects.count()
    # Each copy of a row has the number of the row, and this once more for each copy before it.
    step = max(
        *PublishedArticle.objects.aggregate(Max("pk"), Max("story_id")).values(),
        PublishedPicture.objects.aggregate(most=Max("pk"))["most"] or 0,
    )
    copies = -(-stories // few) - 1
    with transaction.atomic(), connection.cursor() as cursor:
        for table in (STORY, PICTURE, CHANGE):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for first in range(1, copies + 1, AT_ONCE):
            last = min(copies, first + AT_ONCE - 1)
            for statement in statements(step):
                cursor.execute(statement, {"first": first, "last": last, "step": step})
        # Oldest first, as if they had been published one after the other.
        cursor.execute(
            f"INSERT INTO {CHANGE} (story_id, number, at, kind, is_gone) SELECT story_id, "
            f"(SELECT MAX(number) FROM {CHANGE}) + row_number() OVER (ORDER BY published_at, story_id), "
            f"modified_at, 'published', FALSE FROM {STORY} WHERE story_id > %s",
            [step],
        )
        cursor.execute(f"SELECT setval('{CHANGE}_numbers', (SELECT MAX(number) FROM {CHANGE}))")
    with connection.cursor() as cursor:
        for table in (STORY, PICTURE, CHANGE):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def statements(step: int) -> Iterator[str]:
    among = f"id <= {step}"
    yield copied(
        PublishedPicture,
        {"id": "id + copy * %(step)s", "story_id": "story_id + copy * %(step)s"},
        among + " AND story_id IS NOT NULL",
    )
    shifted = {name: f"{name} {OLDER}" for name in ("published_at", "updated_at", "modified_at")}
    numbers = {name: f"{name} + copy * %(step)s" for name in ("id", "story_id", "lead_id")}
    path = {"path": "rtrim(path, '/') || '-' || copy || '/'"}
    yield copied(PublishedArticle, NOT_COPIED | shifted | numbers | path, among)


def copied(model: type[Model], otherwise: Mapping[str, str], among: str) -> str:
    """Every column as it is, but for these."""
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    values = ", ".join(otherwise.get(name, name) for name in columns)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} "
        f"FROM {table}, generate_series(%(first)s, %(last)s) AS copy WHERE {among}"
    )
