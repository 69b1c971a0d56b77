"""Which templates the process for readers has."""

from __future__ import annotations

from collections.abc import Iterator

from django.template import Origin
from django.template.loaders import filesystem


class TemplatesForReaders(filesystem.Loader):
    """Finds the pages of the site, and those that say what is wrong; a page of the desk cannot be made with it."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        folder = template_name.rpartition("/")[0]
        if folder in {"site", ""}:
            yield from super().get_template_sources(template_name)
