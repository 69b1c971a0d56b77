"""Where rows are written in a process for readers whose own database is a replica."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from articles.models import LETTERBOXES


class WhatReadersSend:
    """Puts reports of readers into the primary, by the connection of REPORTS_DATABASE_URL. All is read at home."""

    def db_for_write(self, model: type[Model], **_: Any) -> str | None:
        return "reports" if model in LETTERBOXES else None
