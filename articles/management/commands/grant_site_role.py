"""Let a PostgreSQL role read the site's tables, take what readers send, and nothing else."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from articles.models import LETTERBOXES, SITE_MODELS


class Command(BaseCommand):
    help = (
        "Grants SELECT on the site's tables and INSERT on what readers send to a role that exists, and takes every "
        "other right on tables away from it. Give the site's process a DATABASE_URL with this role."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="The name of the PostgreSQL role, such as newsroom_site.")

    def handle(self, *, role: str, **_: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are a matter of PostgreSQL; this database is SQLite.")
        name = connection.ops.quote_name(role)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                raise CommandError(
                    f"There is no role {role}. Create it first: CREATE ROLE {role} LOGIN PASSWORD …"
                )
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
            for right, models in (("SELECT", SITE_MODELS), ("INSERT", LETTERBOXES)):
                for model in models:
                    table = connection.ops.quote_name(model._meta.db_table)
                    cursor.execute(f"GRANT {right} ON {table} TO {name}")
        self.stdout.write(
            f"{role} may read {len(SITE_MODELS)} tables, add rows to {len(LETTERBOXES)} other, and change none."
        )
