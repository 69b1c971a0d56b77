"""A published story as a page that can be opened from the folder: what readers are told, and nothing around it."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles.composing.lines import joined
from articles.composing.times import full_time
from articles.languages import direction, say
from articles.models import BylineRole, PublishedArticle, PublishedEntry, PublishedPicture
from house.web import absolute
from media.shelves import storage
from newsroom.moving import pictures

UP = "../../../../"

PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{headline}</title>
<link rel="canonical" href="{address}">
<style>
body {{ max-width: 40em; margin: auto; padding: 1em }}
figure {{ margin: 1em 0 }}
img {{ max-width: 100%; height: auto }}
</style>
</head>
<body>
<article>
{kicker}<h1>{headline}</h1>
{standfirst}{bylines}{dates}
{picture}{dateline}{text}
{agencies}{entries}{corrections}</article>
</body>
</html>
"""


def of(row: PublishedArticle) -> str:
    told = (
        (one["kind"].capitalize(), full_time(datetime.fromisoformat(one["at"]), row.language), one["text"])
        for one in row.history
        if one.get("text")
    )
    return format_html(
        PAGE,
        language=row.language,
        direction=direction(row.language),
        headline=row.headline,
        address=absolute(row.path),
        kicker=_element("p", row.kicker),
        standfirst=_element("p", row.standfirst),
        bylines=_bylines(row),
        dates=_dates(row),
        dateline=_element("p", row.dateline_place),
        picture=_lead(row.lead) if row.lead else "",
        text=_as_it_lies(row.rendered_body),
        agencies=_element("p", row.agency_line),
        entries=_entries(row) if row.entry_count else "",
        corrections=format_html_join("", "<section><h2>{}</h2><p>{}</p><p>{}</p></section>\n", told),
    )


def _bylines(row: PublishedArticle) -> SafeString:
    """Who did what, in the paper's order of roles."""
    found = []
    for role in BylineRole:
        if names := [one["name"] for one in row.credited if one["role"] == role]:
            found.append((say(row.language, role.label), joined(names, row.language)))
    return format_html_join("", "<p>{}: {}</p>\n", found)


def _dates(row: PublishedArticle) -> SafeString:
    times = {"Published %(time)s": row.published_at, "Updated %(time)s": row.updated_at}
    said = (
        say(row.language, words) % {"time": full_time(at, row.language)}
        for words, at in times.items()
        if at is not None
    )
    return format_html_join("", "<p>{}</p>", ((mark_safe(one),) for one in said))  # noqa: S308 # our own words


def _element(tag: str, text: str) -> SafeString:
    return format_html("<{tag}>{text}</{tag}>\n", tag=tag, text=text) if text else SafeString("")


def _lead(picture: PublishedPicture) -> SafeString:
    files = picture.files().get("jpeg", ())
    if not files:
        return SafeString("")
    widest = max(files, key=lambda file: file["width"])
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"><figcaption>{}</figcaption></figure>\n',
        _as_it_lies(widest["url"]),
        picture.alt,
        widest["width"],
        widest["height"],
        " ".join(filter(None, [picture.caption, picture.credit_line])),
    )


def _entries(row: PublishedArticle) -> SafeString:
    """Those of live coverage, newest first. Of one that was removed its text says why."""
    found = PublishedEntry.objects.filter(story=row)
    parts = (
        (
            full_time(one.published_at, row.language),
            _element("h2", one.headline),
            one.author,
            _as_it_lies(one.text),
        )
        for one in found
    )
    return format_html_join("", "<section><p>{}</p>\n{}<p>{}</p>\n{}</section>\n", parts)


def _as_it_lies(text: str) -> SafeString:
    """What was cleaned and rendered for readers, with our pictures as files of the folder, seen from a story's."""
    found = _pattern(storage.shelf()).sub(lambda found: UP + pictures.rendition_at(found[1]), text)
    return mark_safe(found)  # noqa: S308 # as readers get it


@cache
def _pattern(before: str) -> re.Pattern[str]:
    return re.compile(re.escape(before) + f"({storage.NAME})")
