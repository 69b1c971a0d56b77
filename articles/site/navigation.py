"""The sections of the paper as one tree, read in one query: the navigation, and every section's name and colour."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models.taxonomy import Section
from articles.site.colours import stylesheet


class Navigation:
    """All sections, in the paper's order. No method asks the database again."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self.sections = list(sections)
        self.by_id = {section.pk: section for section in self.sections}
        for section in self.sections:
            if section.parent_id is not None:
                section.parent = self.by_id[section.parent_id]
        self.roots = [section for section in self.sections if section.parent_id is None]

    @classmethod
    def read(cls) -> Navigation:
        return cls(Section.objects.order_by("position", "name"))

    def find(self, slug: str) -> Section | None:
        return next((section for section in self.sections if section.slug == slug), None)

    def inside(self, section: Section) -> list[Section]:
        return [it for it in self.sections if it.parent_id == section.pk]

    def menu(self, section: Section | str | None) -> SafeString:
        """The sections in a list, with the mark where the page, which may be of one, is."""
        here = section if isinstance(section, Section) else None
        items = (
            f'<li><a class="section-{escape(root.slug)}" href="{escape(root.get_absolute_url())}"'
            f"{_current(root, here)}>{escape(root.name)}</a></li>\n"
            for root in self.roots
        )
        return mark_safe("".join(items))  # noqa: S308 # escaped above

    @property
    def colours(self) -> str:
        return stylesheet(self.sections)

    @property
    def colours_version(self) -> str:
        """Part of the stylesheet's address, so that a browser keeps it until a colour changes."""
        return hashlib.sha256(self.colours.encode()).hexdigest()[:8]


def _current(root: Section, here: Section | None) -> str:
    if here is None:
        return ""
    if here.pk == root.pk:
        return ' aria-current="page"'
    return ' aria-current="true"' if here.parent_id == root.pk else ""
