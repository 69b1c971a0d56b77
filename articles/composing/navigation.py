"""The sections of the paper as a tree, read in one query: the navigation, and every section's name and colour.

The rows are read for each page. What is made from them is kept until a row changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.composing.colours import stylesheet
from articles.models.taxonomy import Section

COLUMNS = tuple(field.attname for field in Section._meta.concrete_fields)
QUERY = str(Section.objects.order_by("position", "name").query)


class Navigation:
    """All sections, in the paper's order. No method asks the database again, and none changes a section."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.sections = list(sections)
        self.by_id = {section.pk: section for section in self.sections}
        for section in self.sections:
            if section.parent_id is not None:
                section.parent = self.by_id[section.parent_id]
        self.roots = [section for section in self.sections if section.parent_id is None]

    @classmethod
    def read(cls) -> Navigation:
        with connection.cursor() as cursor:
            cursor.execute(QUERY)
            return cls.of(tuple(cursor.fetchall()))

    @staticmethod
    def of(rows: tuple[tuple[Any, ...], ...]) -> Navigation:
        """The navigation made from rows that hold `COLUMNS`, in the paper's order."""
        return _made(rows)

    def find(self, slug: str) -> Section | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def inside(self, section: Section) -> list[Section]:
        return [it for it in self.sections if it.parent_id == section.pk]

    def menu(self, here: Section | None) -> SafeString:
        """The sections as a list. Given the section of the page, its entry is marked."""
        items = (
            f'<li><a class="section-{escape(root.slug)}" href="{escape(root.get_absolute_url())}"'
            f"{_current(root, here)}>{escape(root.name)}</a></li>\n"
            for root in self.roots
        )
        return mark_safe("".join(items))  # noqa: S308 # escaped above

    @cached_property
    def colours(self) -> str:
        return stylesheet(self.sections)

    @cached_property
    def colours_version(self) -> str:
        """Part of the style sheet's address, so that browsers keep the sheet until a colour changes."""
        return hashlib.sha256(self.colours.encode()).hexdigest()[:8]


@lru_cache(maxsize=8)
def _made(rows: tuple[tuple[Any, ...], ...]) -> Navigation:
    return Navigation(Section.from_db(None, COLUMNS, row) for row in rows)


def _current(root: Section, here: Section | None) -> str:
    if here is None:
        return ""
    if here.pk == root.pk:
        return ' aria-current="page"'
    return ' aria-current="true"' if here.parent_id == root.pk else ""
