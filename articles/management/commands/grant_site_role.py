"""Let a PostgreSQL role read what readers may see, take what they send, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.urls import reverse

from articles.models import (
    LETTERBOXES,
    SITE_MODELS,
    NextFront,
    PublishedByline,
    PublishedEntry,
    PublishedTopic,
    Reporter,
    Revision,
    Topic,
)

# A reader's page takes milliseconds: what takes longer is an attack, or a database that is stuck.
LIMITS = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "10s",
}
# What /readyz reads, in newsroom/health.py. No word of a story is in these.
ASKED_BY_MONITORS = ("django_migrations", "newsroom_workerheartbeat")


class Command(BaseCommand):
    help = (
        "Grants SELECT on the site's tables and INSERT on what readers send to a role that exists, and takes every "
        "other right away from it: rows that are not public yet, temporary tables, large objects, statements that "
        "take long. Give the site's process a DATABASE_URL with this role."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="The name of the PostgreSQL role, such as newsroom_site.")

    def handle(self, *, role: str, **_: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are a matter of PostgreSQL; this database is SQLite.")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(
                    f"There is no role {role}. Create it first: CREATE ROLE {role} LOGIN PASSWORD …"
                )
            if found[0]:
                raise CommandError(
                    f"{role} is a superuser or passes by row security: no right can be taken from it."
                )
            # They lock their tables, and come first: while it gathers statistics of a table that was granted on in a
            # transaction, PostgreSQL waits for the end of that transaction, which would wait for it here.
            for statement in policies():
                cursor.execute(statement)
            grant_tables(cursor, role)
            if others := readable_beside(cursor, role):
                raise CommandError(
                    f"{role} may still read or write {', '.join(others)}: by another role that it is a member of, or "
                    "by a right that everybody has. Take that away first; nothing was changed."
                )
            left = list(rights_left(cursor, role))
        tables = len(SITE_MODELS) + len(ASKED_BY_MONITORS)
        self.stdout.write(
            f"{role} may read {tables} tables, add rows to {len(LETTERBOXES)} other, and change none."
        )
        for who, statement in left:
            self.stderr.write(f"Not done, as {who} has to do it: {statement};")


def grant_tables(cursor: CursorWrapper, role: str) -> None:
    name = connection.ops.quote_name(role)
    for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
        cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {name}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
    for right, tables in (("SELECT", SITE_MODELS), ("INSERT", LETTERBOXES)):
        for model in tables:
            cursor.execute(f"GRANT {right} ON {table(model)} TO {name}")
    for asked in ASKED_BY_MONITORS:
        cursor.execute(f"GRANT SELECT ON {asked} TO {name}")


def policies() -> Iterator[str]:
    """Which rows of the site's tables are public. Who may read revisions is of the desk, and has all rows.

    The owner of the tables is not asked anyway.
    """
    profile = reverse("site:reporter", args=["-"]).removesuffix("-/")
    topic, reporter = table(Topic), table(Reporter)
    written = f"author_path = '{profile}' || {reporter}.slug || '/'"
    shown = {
        NextFront: "at <= now()",
        Topic: exists(PublishedTopic, f"topic_id = {topic}.id"),
        # Whoever is active is on the page of the staff.
        Reporter: (
            f"active OR {exists(PublishedByline, f'reporter_id = {reporter}.id')} "
            f"OR {exists(PublishedEntry, written)}"
        ),
    }
    desk = f"has_table_privilege('{Revision._meta.db_table}', 'SELECT')"
    for model, rows in shown.items():
        yield f"ALTER TABLE {table(model)} ENABLE ROW LEVEL SECURITY"
        yield f"DROP POLICY IF EXISTS what_is_public ON {table(model)}"
        yield f"CREATE POLICY what_is_public ON {table(model)} USING ((SELECT {desk}) OR {rows})"


def exists(model: type[models.Model], condition: str) -> str:
    return f"EXISTS (SELECT FROM {table(model)} shown WHERE shown.{condition})"


def table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def readable_beside(cursor: CursorWrapper, role: str) -> list[str]:
    """Tables that the role can do more with than it was granted."""
    cursor.execute(
        """
        SELECT relname, has_table_privilege(%(role)s, oid, 'SELECT'),
            has_table_privilege(%(role)s, oid, 'INSERT'),
            has_table_privilege(%(role)s, oid, 'UPDATE') OR has_table_privilege(%(role)s, oid, 'DELETE')
                OR has_table_privilege(%(role)s, oid, 'TRUNCATE')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
        ORDER BY relname
        """,
        {"role": role},
    )
    read, written = ({model._meta.db_table for model in tables} for tables in (SITE_MODELS, LETTERBOXES))
    read.update(ASKED_BY_MONITORS)
    return [
        name
        for name, reads, adds, changes in cursor.fetchall()
        if changes or (reads and name not in read) or (adds and name not in written)
    ]


def rights_left(cursor: CursorWrapper, role: str) -> Iterator[tuple[str, str]]:
    """Take away what everybody may do; who has to do the rest, and how."""
    name, database = (
        connection.ops.quote_name(role),
        connection.ops.quote_name(connection.settings_dict["NAME"]),
    )
    for limit, most in LIMITS.items():
        statement = f"ALTER ROLE {name} IN DATABASE {database} SET {limit} = '{most}'"
        if not attempt(cursor, statement):
            yield "a superuser, or whoever made the role,", statement
    asked = (
        (
            f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
            "SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')",
        ),
        (
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "SELECT has_schema_privilege(%s, 'public', 'CREATE')",
        ),
    )
    for statement, has_it in asked:
        if holds(cursor, has_it, role):
            attempt(cursor, statement)
            if holds(cursor, has_it, role):
                yield "the owner of the database", statement
    if functions := of_large_objects(cursor, role):
        attempt(cursor, f"REVOKE EXECUTE ON FUNCTION {', '.join(functions)} FROM PUBLIC")
        if functions := of_large_objects(cursor, role):
            yield "a superuser", f"REVOKE EXECUTE ON FUNCTION {', '.join(functions)} FROM PUBLIC"


def holds(cursor: CursorWrapper, question: str, role: str) -> bool:
    cursor.execute(question, [role])
    (answer,) = cursor.fetchone()
    return bool(answer)


def of_large_objects(cursor: CursorWrapper, role: str) -> list[str]:
    """The functions that the role can make and write large objects with: every role may, out of the box."""
    cursor.execute(
        """
        SELECT 'pg_catalog.' || oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_|loread$|lowrite$)'
            AND has_function_privilege(%s, oid, 'EXECUTE')
        ORDER BY 1
        """,
        [role],
    )
    return [function for (function,) in cursor.fetchall()]


def attempt(cursor: CursorWrapper, statement: str) -> bool:
    try:
        with transaction.atomic():
            cursor.execute(statement)
    except ProgrammingError:
        return False
    return True
