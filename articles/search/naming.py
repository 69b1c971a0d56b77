"""Sections, topics and reporters whose name is what was asked for, if they have live stories.

Topics and reporters are taken from the stories that were found: their names are in the index with the stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedByline, PublishedTopic
from articles.models.taxonomy import Section, Topic
from articles.search import words
from articles.search.asked import AskedWords

SECTION, TOPIC, REPORTER = "1 section", "2 topic", "3 reporter"
CHOSEN_TOPIC, CHOSEN_REPORTER = "chosen topic", "chosen reporter"
MOST = 6
# Only names of ours are written into these. As query sets they would be put into SQL for every page anew, which took
# three times as long as the answer.
SECTION_TABLE, TOPIC_TABLE, REPORTER_TABLE = (it._meta.db_table for it in (Section, Topic, Reporter))
STORIES, TOPICS, BYLINES = (it._meta.db_table for it in (PublishedArticle, PublishedTopic, PublishedByline))
SECTIONS = f"""
    SELECT '{SECTION}', slug, name FROM {SECTION_TABLE}
    WHERE (EXISTS (SELECT 1 FROM {STORIES} WHERE section_id = {SECTION_TABLE}.id)
        OR EXISTS (SELECT 1 FROM {STORIES} WHERE root_section_id = {SECTION_TABLE}.id)) AND slug IN"""  # noqa: S608 # only names of ours are put in
ON_TOPICS = f"""
    SELECT '{TOPIC}', slug, name FROM {TOPICS}
    JOIN {TOPIC_TABLE} ON {TOPIC_TABLE}.id = topic_id WHERE story_id IN"""  # noqa: S608 # only names of ours are put in
BY_REPORTERS = f"""
    SELECT '{REPORTER}', {REPORTER_TABLE}.slug, {REPORTER_TABLE}.name FROM {BYLINES}
    JOIN {REPORTER_TABLE} ON {REPORTER_TABLE}.id = reporter_id WHERE story_id IN"""  # noqa: S608 # only names of ours are put in
THE_TOPIC = f"""
    SELECT '{CHOSEN_TOPIC}', slug, name FROM {TOPIC_TABLE}
    WHERE id IN (SELECT topic_id FROM {TOPICS}) AND slug = %s"""  # noqa: S608 # only names of ours are put in
THE_REPORTER = f"SELECT '{CHOSEN_REPORTER}', slug, name FROM {REPORTER_TABLE} WHERE slug = %s"  # noqa: S608 # only names of ours are put in


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
    """The topic and the reporter to which the results are narrowed."""


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
    by_slug = {section.slug: section for section in sections if fits(section.name, asked, languages)}
    parts: list[str] = []
    parameters: list[str] = []
    if by_slug:
        parts.append(f"{SECTIONS} ({', '.join(['%s'] * len(by_slug))})")
        parameters += by_slug
    if asked and (numbers := ", ".join(str(int(number)) for number in found)):
        parts += [f"{ON_TOPICS} ({numbers})", f"{BY_REPORTERS} ({numbers})"]
    if topic:
        parts.append(THE_TOPIC)
        parameters.append(topic)
    if reporter:
        parts.append(THE_REPORTER)
        parameters.append(reporter)
    if not parts:
        return NamesFound()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), parameters)
        rows = cursor.fetchall()
    offered, chosen = [], []
    for kind, slug, name in sorted(rows):
        what = kind.split()[-1]
        path = by_slug[slug].get_absolute_url() if kind == SECTION else reverse(f"site:{what}", args=[slug])
        if kind in {CHOSEN_TOPIC, CHOSEN_REPORTER}:
            chosen.append(NamedThing(what, name, slug, path))
        elif kind == SECTION or fits(name, asked, languages):
            offered.append(NamedThing(what, name, slug, path))
    return NamesFound(offered[:MOST], chosen)


def fits(name: str, asked: AskedWords, languages: Sequence[str]) -> bool:
    """Whether all that was asked for is in the name, or all of the name was asked for."""
    for language in languages:
        wanted = {words.stem(word, language) for word in asked.words}
        borne = set(words.stems(name, language))
        if wanted and borne and (wanted <= borne or borne <= wanted):
            return True
    return False
