"""RSS 2.0, Atom 1.0 and JSON Feed 1.1: the same stories, written in three ways.

They are put together from texts, since a feed has fifty whole stories. Every text is escaped on its way in. What XML
cannot hold, not even escaped, is taken out of the finished bytes at once: escaped text has no tag that could come
about by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as text

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import linebreaks

from articles.composing import story_parts as parts
from articles.composing.times import in_newsroom, iso
from articles.languages import say, spoken
from articles.models.published import PublishedArticle, PublishedChange, PublishedPicture
from articles.models.story import BylineRole
from articles.site.feed_text import whole_text
from house.web import absolute

# XML cannot hold these signs, not even escaped. One of them would break the whole feed.
CONTROLS = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
NO_LETTERS = ("\ufffe".encode(), "\uffff".encode())
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'
MINUTES_TO_KEEP = 5
# The picture that links to a story show.
SOCIAL = "social"
ICON, TOUCH_ICON = "site/icon-512.png", "site/touch-icon.png"


class Channel(NamedTuple):
    """What a feed says of itself."""

    title: str
    about: str
    page: str
    own: str
    of: str
    """What the feed is of, by a number that never changes; empty: of the whole paper."""
    changed_at: datetime


def rss(channel: Channel, items: Sequence[str]) -> bytes:
    names = (
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    hubs = (f'<atom:link rel="hub" href="{escape(hub)}"/>\n' for hub in settings.WEBSUB_HUBS)
    return as_xml(
        f'<rss version="2.0" {names} {MEDIA}>\n<channel>\n<title>{text(channel.title)}</title>\n'
        f"<link>{text(absolute(channel.page))}</link>\n<description>{twice(channel.about)}</description>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{escape(absolute(channel.own))}"/>\n',
        *hubs,
        f"<language>{text(settings.LANGUAGE_CODE)}</language>\n<copyright>{text(rights())}</copyright>\n"
        f"<lastBuildDate>{rfc822(channel.changed_at)}</lastBuildDate>\n<ttl>{MINUTES_TO_KEEP}</ttl>\n",
        *items,
        "</channel>\n</rss>\n",
    )


def rss_item(story: PublishedArticle, sections: Sequence[str]) -> str:
    authors = "".join(f"<dc:creator>{text(name)}</dc:creator>\n" for name, _ in tellers(story))
    about = "".join(f"<category>{text(name)}</category>\n" for name in tags(story, sections))
    language = (
        f"<dc:language>{text(story.language)}</dc:language>\n"
        if story.language != settings.LANGUAGE_CODE
        else ""
    )
    return (
        f"<item>\n<title>{text(story.headline)}</title>\n<link>{text(absolute(story.path))}</link>\n"
        f'<guid isPermaLink="false">{text(lasting_id(story))}</guid>\n'
        f"<pubDate>{rfc822(story.published_at)}</pubDate>\n"
        f"<atom:updated>{iso(story.modified_at)}</atom:updated>\n{authors}{language}{about}"
        f"<description>{text(described(story))}</description>\n"
        f"<content:encoded>{text(whole_text(story))}</content:encoded>\n"
        f"{_media(story)}</item>\n"
    )


def _media(story: PublishedArticle) -> str:
    """Picture and videos as Media RSS has them, since <enclosure> has no place for a credit."""
    found = []
    if (picture := story.picture) is not None and (file := picture.largest) is not None:
        size = f'width="{file["width"]}" height="{file["height"]}"'
        address = f'url="{escape(absolute(file["url"]))}" type="image/jpeg" medium="image"'
        title = f'<media:title type="plain">{text(picture.caption)}</media:title>' if picture.caption else ""
        found.append((f"{address} {size}", credit_of(picture), title, picture.alt))
    for video in story.videos:
        address = f'url="{escape(video["address"])}" type="{escape(video["type"])}" medium="video"'
        found.append((address, video["credit"], "", video["caption"]))
    return "".join(
        f"<media:content {attributes}><media:credit>{text(credit)}</media:credit>{title}"
        + (f'<media:description type="plain">{text(words)}</media:description>' if words else "")
        + "</media:content>\n"
        for attributes, credit, title, words in found
    )


def atom(channel: Channel, items: Sequence[str]) -> bytes:
    number = f"#{channel.of}" if channel.of else ""
    hubs = (f'<link rel="hub" href="{escape(hub)}"/>\n' for hub in settings.WEBSUB_HUBS)
    return as_xml(
        f'<feed xmlns="http://www.w3.org/2005/Atom" {MEDIA} xml:lang="{escape(settings.LANGUAGE_CODE)}">\n'
        f"<id>{text(absolute(reverse('site:feed')))}{number}</id>\n<title>{text(channel.title)}</title>\n"
        f"<subtitle>{text(channel.about)}</subtitle>\n<updated>{iso(channel.changed_at)}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(absolute(channel.own))}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(absolute(channel.page))}"/>\n',
        *hubs,
        f"<author><name>{text(settings.SITE_NAME)}</name><uri>{text(absolute('/'))}</uri></author>\n"
        f"<rights>{text(rights())}</rights>\n<icon>{text(absolute(static(TOUCH_ICON)))}</icon>\n",
        *items,
        "</feed>\n",
    )


def atom_entry(story: PublishedArticle, sections: Sequence[str]) -> str:
    """`updated` moves with updates and corrections only: a comma is no news to whoever has read the story."""
    people = [("author", *found) for found in tellers(story)]
    people += [("contributor", *found) for found in others(story)]
    named = "".join(
        f"<{role}><name>{text(name)}</name>{f'<uri>{text(absolute(path))}</uri>' if path else ''}</{role}>\n"
        for role, name, path in people
    )
    about = "".join(f'<category term="{escape(name)}"/>\n' for name in tags(story, sections))
    files = [(video["type"], video["address"]) for video in story.videos]
    if story.picture is not None and (file := story.picture.largest) is not None:
        files.insert(0, ("image/jpeg", absolute(file["url"])))
    enclosed = "".join(
        f'<link rel="enclosure" type="{escape(kind)}" href="{escape(address)}"/>\n' for kind, address in files
    )
    address = escape(absolute(story.path))
    return (
        f'<entry xml:lang="{escape(story.language)}">\n<id>{text(lasting_id(story))}</id>\n'
        f"<title>{text(story.headline)}</title>\n"
        f'<link rel="alternate" type="text/html" hreflang="{escape(story.language)}" href="{address}"/>\n'
        f"<published>{iso(story.published_at)}</published>\n"
        f"<updated>{iso(story.updated_at or story.published_at)}</updated>\n{named}{about}{enclosed}"
        f"<summary>{text(story.standfirst)}</summary>\n"
        f'<content type="html">{text(whole_text(story))}</content>\n{_media(story)}</entry>\n'
    )


def json_feed(channel: Channel, items: Sequence[str]) -> bytes:
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.about,
        "home_page_url": absolute(channel.page),
        "feed_url": absolute(channel.own),
        "language": settings.LANGUAGE_CODE,
        "icon": absolute(static(ICON)),
        "favicon": absolute(static(TOUCH_ICON)),
        "authors": [{"name": settings.SITE_NAME, "url": absolute("/")}],
    }
    if settings.WEBSUB_HUBS:
        told["hubs"] = [{"type": "WebSub", "url": hub} for hub in settings.WEBSUB_HUBS]
    return f'{as_json(told)[:-1]},"items":[{",".join(items)}]}}'.encode()


def json_item(story: PublishedArticle, sections: Sequence[str]) -> str:
    item: dict[str, Any] = {
        "id": lasting_id(story),
        "url": absolute(story.path),
        "title": story.headline,
        "summary": story.standfirst,
        "content_html": whole_text(story),
        "date_published": iso(story.published_at),
        "date_modified": iso(story.modified_at),
        "language": story.language,
        "authors": [
            {"name": name, "url": absolute(path)} if path else {"name": name} for name, path in tellers(story)
        ],
        "tags": tags(story, sections),
        "attachments": [
            {"url": it["address"], "mime_type": it["type"], "title": it["caption"] or it["credit"]}
            for it in story.videos
        ],
    }
    if (picture := story.picture) is not None and (file := picture.largest) is not None:
        item["image"] = absolute(file["url"])
        item["_image"] = {"credit": credit_of(picture), "caption": picture.caption, "alt": picture.alt}
        if wide := picture.files(SOCIAL).get("jpeg"):
            item["banner_image"] = absolute(wide[-1]["url"])
    if corrected := corrections(story):
        item["_corrections"] = {"about": absolute(reverse("site:corrections")), "list": corrected}
    return as_json({name: value for name, value in item.items() if value not in ("", [])})


def as_json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


class Format(NamedTuple):
    content_type: str
    item: Callable[[PublishedArticle, Sequence[str]], str]
    """A story, with the names of its sections, the outermost first."""
    whole: Callable[[Channel, Sequence[str]], bytes]


# By the last part of a feed's address.
FORMATS = {
    "": Format("application/rss+xml; charset=utf-8", rss_item, rss),
    "atom": Format("application/atom+xml; charset=utf-8", atom_entry, atom),
    "json": Format("application/feed+json", json_item, json_feed),
}


def as_xml(*pieces: str) -> bytes:
    whole = '<?xml version="1.0" encoding="utf-8"?>\n' + "".join(pieces)
    written = whole.encode("utf-8", "ignore").translate(None, CONTROLS)
    for sign in NO_LETTERS:
        written = written.replace(sign, b"")
    return written


def twice(words: str) -> str:
    """Feed readers take a description for HTML, so what was typed is escaped as HTML before it becomes XML."""
    return text(escape(words, quote=False))


def described(story: PublishedArticle) -> str:
    """As HTML: the standfirst, then the corrections, so that those who have read the story learn of them."""
    standfirst, language = escape(story.standfirst), spoken(story.language)
    put_right = [
        linebreaks(f"{say(language, parts.KINDS[row['kind']])}: {row['text']}", autoescape=True)
        for row in corrections_of(story)
    ]
    return "".join([f"<p>{standfirst}</p>", *put_right]) if put_right else standfirst


def corrections_of(story: PublishedArticle) -> Iterator[dict[str, Any]]:
    return (row for row in story.history if row["kind"] in PublishedChange.CORRECTIONS)


def corrections(story: PublishedArticle) -> list[dict[str, str]]:
    return [{"kind": row["kind"], "date": row["at"], "text": row["text"]} for row in corrections_of(story)]


def tellers(story: PublishedArticle) -> list[tuple[str, str]]:
    """Name and path of everybody who told the story, each once. An old row has the line of names alone."""
    found = {row["name"]: row["path"] for row in story.credited if row["role"] in parts.TELLERS}
    if not found and story.byline_line:
        return [(story.byline_line, "")]
    return list(found.items())


def others(story: PublishedArticle) -> list[tuple[str, str]]:
    """Those who edited, photographed or translated it."""
    roles = [role for role in BylineRole if role not in parts.TELLERS]
    return list({row["name"]: row["path"] for row in story.credited if row["role"] in roles}.items())


def tags(story: PublishedArticle, sections: Sequence[str]) -> list[str]:
    """Its sections and topics, each name once."""
    return list(dict.fromkeys([*sections, *(row["name"] for row in story.tagged)]))


def credit_of(picture: PublishedPicture) -> str:
    return " | ".join(filter(None, (picture.credit_line, picture.origin)))


def rights() -> str:
    return f"© {settings.SITE_NAME}"


def rfc822(moment: datetime) -> str:
    return format_datetime(in_newsroom(moment))


def lasting_id(story: PublishedArticle) -> str:
    """An id that stays when headline, section, slug or zone change: otherwise readers get a story twice.

    RFC 4151 asks for a day on which the host was ours: the day in the story's address never changes.
    """
    host = urlsplit(settings.SITE_URL).hostname
    day = PublishedArticle.day_in(story.path).replace("/", "-")
    return f"tag:{host},{day}:story-{story.story_id}"
