"""Sections, topics and reporters that bear as their name what was asked for. Only those who have live stories.

Topics and reporters are those of the stories that were found: their names are in the index with the stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedByline, PublishedTopic
from articles.models.taxonomy import Section, Topic
from articles.search import words
from articles.search.asked import AskedWords

SECTION, TOPIC, REPORTER = "1 section", "2 topic", "3 reporter"
CHOSEN_TOPIC, CHOSEN_REPORTER = "chosen topic", "chosen reporter"
MOST = 6


@dataclass(frozen=True)
class NamedThing:
    kind: str
    name: str
    slug: str
    path: str


@dataclass(frozen=True)
class NamesFound:
    offered: Sequence[NamedThing] = ()
    chosen: Sequence[NamedThing] = ()
    """By which the list is narrowed."""


def names(
    asked: AskedWords,
    *,
    found: Iterable[int],
    sections: Iterable[Section],
    languages: Sequence[str],
    topic: str = "",
    reporter: str = "",
) -> NamesFound:
    """In one query, or in none. `topic` and `reporter` are the slugs of those chosen."""
    found = list(found)
    by_slug = {section.slug: section for section in sections if fits(section.name, asked, languages)}
    queries: list[QuerySet[Any]] = []
    if by_slug:
        live = PublishedArticle.objects.filter(Q(section=OuterRef("pk")) | Q(root_section=OuterRef("pk")))
        queries.append(_of(Section.objects.filter(Exists(live), slug__in=by_slug), SECTION))
    if found and asked:
        topics = PublishedTopic.objects.filter(story__in=found)
        bylines = PublishedByline.objects.filter(story__in=found, reporter__isnull=False)
        queries += [_of(topics, TOPIC, "topic__"), _of(bylines, REPORTER, "reporter__")]
    if topic:
        queries.append(
            _of(Topic.objects.filter(slug=topic, pk__in=PublishedTopic.objects.values("topic")), CHOSEN_TOPIC)
        )
    if reporter:
        queries.append(_of(Reporter.objects.filter(slug=reporter), CHOSEN_REPORTER))
    if not queries:
        return NamesFound()
    rows = list(queries[0].union(*queries[1:]) if len(queries) > 1 else queries[0])
    offered, chosen = [], []
    for kind, slug, name in sorted(set(rows)):
        what = kind.split()[-1]
        path = by_slug[slug].get_absolute_url() if kind == SECTION else reverse(f"site:{what}", args=[slug])
        if kind in {CHOSEN_TOPIC, CHOSEN_REPORTER}:
            chosen.append(NamedThing(what, name, slug, path))
        elif kind == SECTION or fits(name, asked, languages):
            offered.append(NamedThing(what, name, slug, path))
    return NamesFound(offered[:MOST], chosen)


def _of(rows: QuerySet[Any], kind: str, prefix: str = "") -> QuerySet[Any]:
    named: QuerySet[Any] = rows.annotate(kind=Value(kind)).order_by()
    return named.values_list("kind", f"{prefix}slug", f"{prefix}name")


def fits(name: str, asked: AskedWords, languages: Sequence[str]) -> bool:
    """Whether all that was asked for is in the name, or all of the name was asked for."""
    for language in languages:
        wanted = {words.stem(word, language) for word in asked.words}
        borne = set(words.stems(name, language))
        if wanted and borne and (wanted <= borne or borne <= wanted):
            return True
    return False
