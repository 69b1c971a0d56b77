"""What a reader may have meant by a wrong address: one story, stories with a similar address, sections.

It costs at most three queries of a few rows, since every site is asked for many addresses that were never its own.
Only live stories are looked at, so that no address betrays a story that readers do not have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from articles.models.published import PublishedArticle
from articles.models.redirect import Redirect
from articles.models.taxonomy import Section
from articles.site import prepared

MOST = 5
RECENT = 300
LIKE = 0.62  # as difflib measures: an address that lost its end or a word, or has a wrong letter
SLUG = re.compile(r"[-\w]{3,150}", re.ASCII)
# The address of a story in any letters, with or without leading zeros, and what follows it.
STORY = re.compile(
    r"(?P<section>/[-\w]+)/(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<slug>[-\w]+)(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
# A query without its question mark, or words that a program took as a part of the link.
FOREIGN = re.compile(r"[&;?#|\s].*", re.DOTALL)
# Signs around the link, or at the end of its sentence. The last ones are invisible, and come along with a copy.
AROUND = "/.,:;!?'\"()[]{}<>*~=\\`´‘’“”„«»…–—\u200b\u200e\u200f\u2060\ufeff"
# What other systems add to the address of a story.
FORMS = {"", "amp", "htm", "html", "php", "print", "index.htm", "index.html", "index.php"}


# Words count as the same by so many letters: behind these one may be wrong.
BEGINNING = 4
CANDIDATES = 40

STORIES, MOVED = PublishedArticle._meta.db_table, Redirect._meta.db_table
ROW = "id, path, slug, headline, language, published_at"
# Each part is an index. Not the newest first: a database asked for these might read through all where none fits.
# Only names and numbers of ours are written into these.
SAME = f"""
    SELECT 0, {ROW} FROM {STORIES} WHERE path IN (%s, %s)
    UNION ALL SELECT * FROM (SELECT 1, {ROW} FROM {STORIES} WHERE slug = %s LIMIT {MOST}) AS same
    UNION ALL SELECT 2, {ROW} FROM {STORIES} WHERE id IN (SELECT story_id FROM {MOVED} WHERE old_path IN (%s, %s))
"""  # noqa: S608 # only names of ours are put in
BY_TIME = f"FROM {STORIES} ORDER BY published_at DESC, story_id DESC"
NEWEST_AND_CHANGED = f"SELECT id, (SELECT MAX(modified_at) FROM {STORIES}) {BY_TIME} LIMIT 1"  # noqa: S608 # only names of ours are put in
NEWEST = f"SELECT id, slug {BY_TIME} LIMIT {RECENT}"
LIKE_IT = f"SELECT {ROW} FROM {STORIES} WHERE id IN ({{}})"  # noqa: S608 # only names of ours are put in


class NearStory(NamedTuple):
    pk: int
    path: str
    slug: str
    headline: str
    language: str
    published_at: datetime


@dataclass(frozen=True)
class Near:
    stories: Sequence[NearStory]
    meant: str = ""
    """The address of the one story that can have been meant; it is the first of the stories."""


def find(path: str) -> Near:
    """The same story under another address, or else recent ones with a similar slug."""
    address = mended(path)
    slug = last_part(address)
    if not slug:
        return Near([])
    asked = (address, address.lower())
    rows = answer(SAME, [*asked, slug.lower(), *asked])
    found = list(dict.fromkeys(story(row[1:]) for row in rows if row[0] < 2))[:MOST]
    here = [it for it in found if it.path.lower() == address.lower()]
    if here:
        return Near(here, meant=here[0].path if len(here) == 1 else "")
    if found:
        return Near(found)
    if moved := [story(row[1:]) for row in rows if row[0] == 2]:
        return Near(moved, meant=moved[0].path if len(moved) == 1 else "")
    return Near(like(slug.lower()) if "-" in slug else [])


def like(slug: str) -> list[NearStory]:
    """Recent stories with much the same slug, the most alike first."""
    newest = answer(NEWEST_AND_CHANGED, [])
    if not newest:
        return []
    recent = recent_slugs(newest[0])
    numbers = [recent.numbers[it] for it in recent.like(slug)]
    if not numbers:
        return []
    # Asked for again: one may have been withdrawn a moment ago.
    rows = answer(LIKE_IT.format(", ".join(map(str, numbers))), [])
    return sorted((story(row) for row in rows), key=lambda it: numbers.index(it.pk))


class RecentSlugs:
    """Slugs by their words, so that only a few are compared letter by letter."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self.numbers: dict[str, int] = {}
        self.by_word: dict[str, list[str]] = {}
        for number, slug in rows:
            self.numbers.setdefault(slug, number)
            for word in words_of(slug):
                self.by_word.setdefault(word, []).append(slug)

    def like(self, slug: str) -> list[str]:
        shared = Counter(it for word in words_of(slug) for it in self.by_word.get(word, ()))
        candidates = [it for it, _ in shared.most_common(CANDIDATES)]
        return get_close_matches(slug, candidates, n=3, cutoff=LIKE)


def words_of(slug: str) -> set[str]:
    return {word[:BEGINNING] for word in slug.split("-") if word}


@lru_cache(maxsize=1)
def recent_slugs(newest: tuple[Any, ...]) -> RecentSlugs:
    """Of the newest stories. `newest` says which is the newest now, and when any was last changed."""
    return RecentSlugs(answer(NEWEST, []))


def answer(sql: str, parameters: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def story(row: Sequence[Any]) -> NearStory:
    pk, path, slug, headline, language, published_at = row
    column, converters = prepared.converters_of(PublishedArticle._meta.get_field("published_at"))
    for convert in converters:
        published_at = convert(published_at, column, connection)
    return NearStory(pk, path, slug, headline, language, published_at)


def mended(path: str) -> str:
    """The address of a story without what was added on the way; any other address unchanged."""
    path = re.sub("/{2,}", "/", path)
    found = STORY.fullmatch(path)
    if found is None or FOREIGN.sub("", found["rest"]).strip(AROUND).lower() not in FORMS:
        return path
    # Signs that make a link italic are letters of a slug too, but no slug ends with one.
    slug = found["slug"].rstrip("-_")
    return f"{found['section']}/{found['year']}/{found['month']:0>2}/{found['day']:0>2}/{slug}/"


def sections(path: str, known: Sequence[Section]) -> Sequence[Section]:
    """The sections whose names resemble a word of the address. They are known already, so this is no query."""
    by_slug = {section.slug: section for section in known}
    found = {}
    for word in path.lower().split("/")[1:3]:
        for like in get_close_matches(word[:60], by_slug, n=1, cutoff=0.7):
            found[like] = by_slug[like]
    return list(found.values())


def last_part(path: str) -> str:
    """The part that would be the slug of a story; empty for addresses that cannot mean one, such as /wp-login.php."""
    part = path.rstrip("/").rpartition("/")[2]
    return part if SLUG.fullmatch(part) else ""
