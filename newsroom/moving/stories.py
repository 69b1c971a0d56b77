"""Each story in a folder of its own, for other systems and for people: ninjs, HTML, and its whole history.

story.ninjs.json    what readers have, as the Content API tells it; only of stories that are published
index.html          the same as a page that can be opened from the folder
working.ninjs.json  the working copy of the desk, whose pubStatus is "withheld": it is nobody's to publish
history.jsonl       every record of the story, one a line, with the links of its chain
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from articles.api import documents
from articles.composing.navigation import Navigation
from articles.composing.times import iso
from articles.exchange import ninjs
from articles.models import Article, Byline, PublishedArticle, Topic
from newsroom.moving import page, weighing
from newsroom.moving.folder import Folder
from newsroom.moving.histories import Histories

AT_ONCE = 100


def write(folder: Folder, now: datetime) -> Generator[int]:
    """Write all stories, and give the number of each that is done."""
    with closing(Histories()) as histories:
        yield from _write(folder, histories, now)


def _write(folder: Folder, histories: Histories, now: datetime) -> Iterator[int]:
    navigation = Navigation.read()
    found = Article.objects.select_related("section__parent", "revision").prefetch_related(
        Prefetch("bylines", Byline.objects.select_related("reporter")),
        Prefetch("topics", Topic.objects.order_by("name")),
    )
    for numbers in weighing.numbers(Article.objects.order_by("pk"), AT_ONCE):
        told = {number: document for number, _, document in documents.composed(numbers, navigation, now)}
        pages = {row.story_id: row for row in _public(numbers)}
        for story in found.filter(pk__in=numbers).order_by("pk"):
            place = place_of(story)
            folder.put(f"{place}/working.ninjs.json", as_json(working(story)))
            if story.pk in told:
                folder.put(f"{place}/story.ninjs.json", as_json(told[story.pk]))
                folder.put(f"{place}/index.html", page.of(pages[story.pk]).encode())
            with folder.file(f"{place}/history.jsonl") as file:
                for line in histories.of(story.pk):
                    file.write(line)
            yield story.pk


def place_of(story: Article) -> str:
    """Where a story lies: by the month in which it was begun, its number and its slug."""
    slug = re.sub("[^0-9a-z-]", "", story.slug.lower())[:80].strip("-")
    name = f"{story.pk:06}-{slug}" if slug else f"{story.pk:06}"
    return f"stories/{story.created_at:%Y/%m}/{name}"


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def working(story: Article) -> ninjs.Ninjs:
    """The working copy, with what the desk alone may know of it."""
    section = story.section
    made = {
        "uri": f"{ninjs.uri_of(story.pk)}#working-copy",
        "standard": ninjs.STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(story.revision.number if story.revision else 0),
        "firstCreated": iso(story.created_at),
        "versionCreated": iso(story.revision.at if story.revision else story.created_at),
        "pubStatus": "withheld",
        "embargoedUntil": iso(story.embargo_until) if story.embargo_until else "",
        "language": story.language,
        "slugline": story.slugline,
        "located": story.dateline_place,
        "edNote": story.desk_note,
        "headlines": ninjs.said(
            ("main", story.headline), ("kicker", story.kicker), ("social", story.social_title)
        ),
        "descriptions": ninjs.said(("standfirst", story.standfirst), ("search", story.search_description)),
        "bodies": [{"role": "main", "contentType": ninjs.HTML, "value": story.body}],
        "people": [
            {"name": row.name_as_published or row.reporter.name, "rel": row.role}
            for row in story.bylines.all()
            if row.reporter is not None
        ],
        "organisations": [
            {"name": row.organisation, "rel": row.role}
            for row in story.bylines.all()
            if row.reporter is None and row.organisation
        ],
        "subjects": [
            *({"name": one.name, "rel": "section"} for one in [section] if one is not None),
            *({"name": topic.name, "rel": "topic"} for topic in story.topics.all()),
        ],
        "genres": [{"name": story.get_article_type_display(), "literal": story.article_type}],
        "altIds": [{"role": "story", "value": str(story.pk)}, {"role": "state", "value": story.state}],
    }
    return {name: value for name, value in made.items() if value not in ("", [])}


def _public(numbers: list[int]) -> Iterator[PublishedArticle]:
    rows = PublishedArticle.objects.filter(story_id__in=numbers).select_related("lead")
    return rows.iterator(chunk_size=AT_ONCE)
