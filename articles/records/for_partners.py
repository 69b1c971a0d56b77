"""The trigger that writes down, with every edition in the ledger, that each active partner is to be told of it.

So nothing is forgotten by code that publishes in a new way, and publishing asks nothing more. Stories that are
imported with a time of their own go to nobody: partners did not ask for an archive.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "articles_edition_for_partners"
COLUMNS = "partner_id, article_id, edition_id, number, at, state, due, tries, was_tried, problem"


def written(edition: str, origin: str) -> str:
    """SQL that writes what is to be delivered of an edition. Who is not active is told of what was taken back."""
    return (
        f"INSERT INTO articles_delivery ({COLUMNS}) SELECT p.id, {edition}.article_id, {edition}.id, "  # noqa: S608 # names of ours
        f"{edition}.number, {edition}.at, 'waiting', {edition}.at, 0, FALSE, '' FROM {origin} "
        f"WHERE {edition}.dated_at IS NULL AND (p.is_active OR {edition}.kind IN ('withdrawal', 'kill'))"
    )


def statements(vendor: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {written('e', 'new_rows e CROSS JOIN articles_partner p')}; RETURN NULL; END $$",
            f"CREATE OR REPLACE TRIGGER {NAME} AFTER INSERT ON articles_edition "
            f"REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()",
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {NAME} AFTER INSERT ON articles_edition "
        f"BEGIN {written('NEW', 'articles_partner p')}; END"
    ]


def watch(using: str, **_: Any) -> None:
    """After migrations, which on SQLite may have made a table anew without its triggers."""
    make(connections[using])


def make(connection: BaseDatabaseWrapper) -> None:
    tables = set(connection.introspection.table_names())
    if not {"articles_edition", "articles_partner", "articles_delivery"} <= tables:
        return
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)
