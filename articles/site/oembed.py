"""oEmbed: how others show a story on their pages, as a quotation that needs no script and no style of ours.

https://oembed.com says what is asked and answered. Whatever readers do not get is not told: a story that was taken
away is not found, and what only the desk may open is 401.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from xml.sax.saxutils import escape as text

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.composing.pictures import shown
from articles.composing.times import newspaper_date
from articles.languages import attributes
from articles.models import page_keys
from articles.models.published import File, PublishedArticle, PublishedPicture
from articles.models.redirect import Redirect
from articles.site.answers import for_readers
from articles.site.caching import shows
from articles.site.feed_formats import as_json, as_xml, credit_of, tellers
from house.web import PREVIEWS, absolute

WIDTH, HEIGHT = 600, 220
# Below this the quotation has the headline alone.
LOW = 160
LONGEST = 2000
PORTS = {"http": 80, "https": 443}
NOT_FOR_READERS = (PREVIEWS, "/desk/")
TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}


@for_readers
def oembed(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("format") or "json"
    if kind not in TYPES:
        return refusal(501, f"This format is not known. Ask for format={' or format='.join(TYPES)}.")
    asked = request.GET.get("url", "")
    if not asked:
        return refusal(400, "Say which page: the parameter url is its whole address.")
    path = path_of(asked)
    if path.startswith(NOT_FOR_READERS):
        response = refusal(401, "This page is not for everybody: link to it instead.")
        response.headers["WWW-Authenticate"] = "Session"
        return response
    story = at(path)
    if story is None:
        return refusal(404, "No story of this paper is at this address.")
    facts = facts_of(story, measure(request, "maxwidth"), measure(request, "maxheight"))
    content = as_json(facts).encode() if kind == "json" else in_xml(facts)
    response = HttpResponse(content, content_type=TYPES[kind])
    # The page of others may ask by a script: the answer is the same for everybody.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return shows(response, page_keys.story(story.story_id))


def refusal(status: int, words: str) -> HttpResponse:
    # A story may come to stand there.
    content = json.dumps({"error": words})
    return shows(HttpResponse(content, status=status, content_type=TYPES["json"]), page_keys.STORIES)


def path_of(asked: str) -> str:
    """The path of an address that is ours; nothing for those of others."""
    try:
        parts, ours = urlsplit(asked[:LONGEST].strip()), urlsplit(settings.SITE_URL)
        is_usual = parts.port in {None, PORTS.get(parts.scheme), ours.port}
        if parts.scheme in PORTS and parts.hostname == ours.hostname and is_usual:
            return unquote(parts.path)
    except ValueError:  # it is no address
        pass
    return ""


def at(path: str) -> PublishedArticle | None:
    """The story at an address, or the one that was there before it moved."""
    if not path or "\0" in path:
        return None
    stories = PublishedArticle.objects.select_related("lead").defer("body", "rendered_body")
    moved = Redirect.objects.filter(old_path=path).values("story")
    return stories.filter(path=path).first() or stories.filter(pk__in=moved).first()


def measure(request: HttpRequest, name: str) -> int | None:
    """A number of pixels, if one is asked for."""
    said = request.GET.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and 0 < len(said) < 6 and int(said) else None


def facts_of(story: PublishedArticle, widest: int | None, highest: int | None) -> dict[str, Any]:
    height = min(HEIGHT, highest or HEIGHT)
    facts: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": story.headline,
        "provider_name": settings.SITE_NAME,
        "provider_url": absolute("/"),
        "url": absolute(story.path),
        "html": quotation(story, is_low=height < LOW),
        "width": min(WIDTH, widest or WIDTH),
        "height": height,
    }
    if named := tellers(story):
        facts["author_name"] = ", ".join(name for name, _ in named)
        if len(named) == 1 and named[0][1]:
            facts["author_url"] = absolute(named[0][1])
    picture = shown(story.lead, timezone.now())
    if picture is not None and (file := thumbnail(picture, widest, highest)) is not None:
        facts |= {
            "thumbnail_url": absolute(file["url"]),
            "thumbnail_width": file["width"],
            "thumbnail_height": file["height"],
            "thumbnail_credit": credit_of(picture),
        }
    return facts


def thumbnail(picture: PublishedPicture, widest: int | None, highest: int | None) -> File | None:
    """The largest file that fits; none where none does."""
    fitting = [
        file
        for file in picture.files().get("jpeg", [])
        if file["width"] <= (widest or file["width"]) and file["height"] <= (highest or file["height"])
    ]
    return fitting[-1] if fitting else None


def quotation(story: PublishedArticle, *, is_low: bool) -> str:
    """The story in a few lines. Its language and direction stand in it, wherever it is shown."""
    address = escape(absolute(story.path))
    told = "" if is_low or not story.standfirst else f"<p>{escape(story.standfirst)}</p>"
    names = [story.byline_line] if story.byline_line and not is_low else []
    by = ", ".join([*names, settings.SITE_NAME, newspaper_date(story.published_at)])
    return (
        f'<blockquote cite="{address}"{attributes(story.language)}><p><a href="{address}">'
        f"<strong>{escape(story.headline)}</strong></a></p>{told}<footer>{escape(by)}</footer></blockquote>"
    )


def in_xml(facts: dict[str, Any]) -> bytes:
    said = "".join(f"<{name}>{text(str(value))}</{name}>\n" for name, value in facts.items())
    return as_xml(f"<oembed>\n{said}</oembed>\n")


def links(story: PublishedArticle) -> SafeString:
    """By which a program that has the page finds this."""
    found = []
    for kind, content_type in (("json", "application/json+oembed"), ("xml", "text/xml+oembed")):
        asked = urlencode({"url": absolute(story.path), "format": kind})
        address = escape(f"{absolute(reverse('site:oembed'))}?{asked}")
        found.append(
            f'<link rel="alternate" type="{content_type}" href="{address}" title="{escape(story.headline)}">\n'
        )
    return mark_safe("".join(found))  # noqa: S308 # escaped above
