"""What a reader may have meant by an address where nothing is: stories whose address is like it, and sections.

Three queries of few rows at most, whatever is asked: a site is asked for many addresses that were never its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from django.db.models import Q

from articles.models.published import PublishedArticle
from articles.models.redirect import Redirect
from articles.models.taxonomy import Section

MOST = 5
RECENT = 300
LIKE = 0.62  # as difflib measures: what lost its end or a word, or has a letter wrong
SLUG = re.compile(r"[-\w]{3,150}", re.ASCII)


def stories(path: str) -> Sequence[PublishedArticle]:
    """The same story under another address, or else recent ones with much the same slug."""
    slug = last_part(path)
    if not slug:
        return []
    rows = PublishedArticle.objects.only("path", "slug", "headline", "language", "published_at")
    # In no order: a database asked for the newest that fit might read through all where none does.
    same = list(rows.filter(Q(slug=slug) | Q(path=path.lower()))[:MOST])
    if same:
        return same
    moved = Redirect.objects.filter(old_path=path.lower()).values("story")
    same = list(rows.filter(pk__in=moved))
    if same or "-" not in slug:
        return same
    recent = {story.slug: story for story in rows.newest_first()[:RECENT]}
    return [recent[like] for like in get_close_matches(slug, recent, n=3, cutoff=LIKE)]


def sections(path: str, known: Sequence[Section]) -> Sequence[Section]:
    """Sections with a name like one of the words of the address. They are known already: no query."""
    by_slug = {section.slug: section for section in known}
    found = {}
    for word in path.lower().split("/")[1:3]:
        for like in get_close_matches(word[:60], by_slug, n=1, cutoff=0.7):
            found[like] = by_slug[like]
    return list(found.values())


def last_part(path: str) -> str:
    """What the slug of a story would be; none in addresses that cannot have meant one, such as /wp-login.php."""
    part = path.rstrip("/").rpartition("/")[2].lower()
    return part if SLUG.fullmatch(part) else ""
