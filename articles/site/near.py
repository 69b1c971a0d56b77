"""What a reader may have meant by an address where nothing is: one story, stories whose address is like it, sections.

Three queries of few rows at most, whatever is asked: a site is asked for many addresses that were never its own.
Only live stories are looked at, so that no address tells of a story that readers do not have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Case, IntegerField, Q, When

from articles.models.published import PublishedArticle
from articles.models.redirect import Redirect
from articles.models.taxonomy import Section

MOST = 5
RECENT = 300
LIKE = 0.62  # as difflib measures: what lost its end or a word, or has a letter wrong
SLUG = re.compile(r"[-\w]{3,150}", re.ASCII)
# A story's address, whatever its letters, with the zeros that some leave out; and what follows it.
STORY = re.compile(
    r"(?P<section>/[-\w]+)/(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<slug>[-\w]+)(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
# A query that lost its question mark, or words that a programme took for a part of the link.
FOREIGN = re.compile(r"[&;?#|\s].*", re.DOTALL)
# Signs that stood around the link, or ended its sentence; nobody sees the last ones, which come along with a copy.
AROUND = "/.,:;!?'\"()[]{}<>*~=\\`´‘’“”„«»…–—\u200b\u200e\u200f\u2060\ufeff"
# What other systems put after the address of a story.
FORMS = {"", "amp", "htm", "html", "php", "print", "index.htm", "index.html", "index.php"}


@dataclass(frozen=True)
class Near:
    stories: Sequence[PublishedArticle]
    meant: str = ""
    """The address of the one story that can have been meant; it is the first of the stories."""


def find(path: str) -> Near:
    """The same story under another address, or else recent ones with much the same slug."""
    address = mended(path)
    slug = last_part(address)
    if not slug:
        return Near([])
    rows = PublishedArticle.objects.only("path", "slug", "headline", "language", "published_at")
    # Not the newest first: a database asked for these might read through all where none fits.
    at_the_address = Q(path__in=as_written_and_in_small(address))
    first = Case(When(at_the_address, then=0), default=1, output_field=IntegerField())
    same = list(rows.filter(Q(slug=slug.lower()) | at_the_address).order_by(first)[:MOST])
    here = [story for story in same if story.path.lower() == address.lower()]
    if here:
        return Near(here, meant=here[0].path if len(here) == 1 else "")
    if same:
        return Near(same)
    moved = Redirect.objects.filter(old_path__in=as_written_and_in_small(address)).values("story")
    same = list(rows.filter(pk__in=moved))
    if same:
        return Near(same, meant=same[0].path if len(same) == 1 else "")
    if "-" not in slug:
        return Near([])
    recent = {story.slug: story for story in rows.newest_first()[:RECENT]}
    return Near([recent[like] for like in get_close_matches(slug.lower(), recent, n=3, cutoff=LIKE)])


def mended(path: str) -> str:
    """A story's address without what was added to it on its way; any other address as it is."""
    path = re.sub("/{2,}", "/", path)
    found = STORY.fullmatch(path)
    if found is None or FOREIGN.sub("", found["rest"]).strip(AROUND).lower() not in FORMS:
        return path
    # Signs that set a link in italics are letters of a slug too, but no slug ends with one.
    slug = found["slug"].rstrip("-_")
    return f"{found['section']}/{found['year']}/{found['month']:0>2}/{found['day']:0>2}/{slug}/"


def as_written_and_in_small(address: str) -> set[str]:
    return {address, address.lower()}


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
    part = path.rstrip("/").rpartition("/")[2]
    return part if SLUG.fullmatch(part) else ""
