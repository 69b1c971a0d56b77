"""Pages of the site as a reader sees them: whole, as text, as a list of headlines."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.test import Client
from django.utils.html import strip_tags

MORNING = datetime(2022, 5, 23, 0, 31, tzinfo=UTC)  # 06:01 in Kolkata, the newsroom's zone under test


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def text(page: str) -> str:
    """What a reader sees of the page's main part, with single spaces."""
    return " ".join(strip_tags(main(page).replace("<", " <")).split())


def main(page: str) -> str:
    """The part between the heads of the page and its foot."""
    return page[page.index("<main") : page.index("</main>")]


def in_order(page: str, *parts: str) -> bool:
    places = [page.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    return places == sorted(places)


def headlines(page: str) -> list[str]:
    return re.findall(r'class="(?:card|river)-headline"><a href="[^"]*">(.*?)</a>', page)
