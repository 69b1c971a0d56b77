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
from functools import cache
from typing import Any

from django.db.models import Prefetch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.api import documents
from articles.composing.navigation import Navigation
from articles.composing.times import iso, newspaper_date
from articles.exchange import ninjs
from articles.models import Article, Byline, PublishedArticle, PublishedPicture, Topic
from house.web import absolute
from media.files import serving
from media.shelves import storage
from newsroom.moving import pictures, rows
from newsroom.moving.folder import Folder
from newsroom.moving.histories import Histories

AT_ONCE = 100
UP = "../../../../"
EXAMPLE = "0123456789abcdef-400.jpg"

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{headline}</title>
<link rel="canonical" href="{address}">
</head>
<body>
<article>
{kicker}<h1>{headline}</h1>
{standfirst}{byline}<p>{dates}</p>
{picture}{text}{corrections}</article>
</body>
</html>
"""


def write(folder: Folder, now: datetime) -> Generator[int]:
    """Write all stories, and give the number of each that is done."""
    with closing(Histories()) as histories:
        yield from _write(folder, histories, now)


def _write(folder: Folder, histories: Histories, now: datetime) -> Iterator[int]:
    navigation = Navigation.read()
    found = Article.objects.order_by("pk").select_related("section__parent", "revision")
    found = found.prefetch_related(
        Prefetch("bylines", Byline.objects.select_related("reporter")),
        Prefetch("topics", Topic.objects.order_by("name")),
    )
    for some in rows.batches(found.iterator(chunk_size=AT_ONCE), AT_ONCE):
        numbers = [story.pk for story in some]
        told = {number: document for number, _, document in documents.composed(numbers, navigation, now)}
        pages = {row.story_id: row for row in _public(numbers)}
        for story in some:
            place = place_of(story)
            folder.put(f"{place}/working.ninjs.json", as_json(working(story)))
            if story.pk in told:
                folder.put(f"{place}/story.ninjs.json", as_json(told[story.pk]))
                folder.put(f"{place}/index.html", page(pages[story.pk]).encode())
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


def page(row: PublishedArticle) -> str:
    """The story as a page. It shows the pictures that lie in the folder."""
    dates = [f"{newspaper_date(row.published_at, row.language)}"]
    if row.updated_at:
        dates.append(f"{newspaper_date(row.updated_at, row.language)}")
    corrections = format_html_join(
        "",
        "<section><h2>{}</h2><p>{}</p></section>\n",
        ((one["kind"].capitalize(), one["text"]) for one in row.history if one.get("text")),
    )
    return format_html(
        PAGE,
        language=row.language,
        headline=row.headline,
        address=absolute(row.path),
        kicker=_element("p", row.kicker),
        standfirst=_element("p", row.standfirst),
        byline=_element("p", row.byline_line),
        dates=" · ".join(dates),
        picture=_lead(row.lead) if row.lead else "",
        text=mark_safe(as_it_lies(row.rendered_body)),  # noqa: S308 # canonical and cleaned, as readers get it
        corrections=corrections,
    )


def _element(tag: str, text: str) -> SafeString:
    return format_html("<{tag}>{text}</{tag}>\n", tag=tag, text=text) if text else SafeString("")


def _lead(picture: PublishedPicture) -> SafeString:
    files = picture.files().get("jpeg", ())
    if not files:
        return SafeString("")
    widest = max(files, key=lambda file: file["width"])
    caption = " ".join(filter(None, [picture.caption, picture.credit_line]))
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"><figcaption>{}</figcaption></figure>\n',
        as_it_lies(widest["url"]),
        picture.alt,
        widest["width"],
        widest["height"],
        caption,
    )


def as_it_lies(text: str) -> str:
    """With the addresses of our pictures as files of the folder, seen from the folder of a story."""
    return _address().sub(lambda found: UP + pictures.rendition_at(found[1]), text)


def _address() -> re.Pattern[str]:
    before = storage.address(EXAMPLE).removesuffix(EXAMPLE)
    return _pattern(before)


@cache
def _pattern(before: str) -> re.Pattern[str]:
    return re.compile(re.escape(before) + f"({serving.NAME})")
