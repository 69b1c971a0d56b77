"""JSON Feed 1 and 1.1: items with a text as HTML or plain, and files that go with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from . import embargo_words, feed_dates, hypertext, item, markup, strict_json, xml

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(1(?:\.\d)?)")
_KINDS = {"image": item.Kind.PICTURE, "video": item.Kind.VIDEO, "audio": item.Kind.AUDIO}
_LARGEST = 10**15  # bytes


def parse(data: bytes, *, name: str = "", address: str = "") -> item.Parcel:
    """The items of a feed. One without an identity is refused, as the format demands; the others are kept.

    `address` is where the feed was fetched, for relative links where it does not name itself.
    """
    document = strict_json.read(data, name=name)
    feed = document.value
    if not isinstance(feed, dict):
        raise item.Refused("the file is no JSON Feed: it is not an object", name=name, line=1)
    version = _VERSION.fullmatch(_text(feed.get("version")))
    if not version:
        raise item.Refused(
            "the file is no JSON Feed: it does not name a version of it that is read", name=name
        )
    entries = feed.get("items")
    if not isinstance(entries, list):
        raise item.Refused("the feed has no list of items", name=name)
    around = _Around(
        format=f"JSON Feed {version[1]}",
        title=_text(feed.get("title")),
        language=_text(feed.get("language")),
        authors=_authors(feed),
        base=_text(feed.get("home_page_url")) or _text(feed.get("feed_url")) or address,
    )
    items, refused = [], []
    for at, entry in enumerate(entries):
        try:
            items.append(_item(entry, around, document.problems))
        except item.Refused as error:
            line = strict_json.line_of(document.text, ("items", at))
            refused.append(str(item.Refused(error.reason, name=name, line=line)))
    return item.Parcel(items=tuple(items), refused=tuple(refused))


@dataclass(frozen=True)
class _Around:
    """What the feed says of all its items."""

    format: str
    title: str
    language: str
    authors: str
    base: str


def _item(entry: Any, feed: _Around, told: tuple[str, ...]) -> item.Item:
    if not isinstance(entry, dict):
        raise item.Refused("the item is not an object")
    problems = list(told)
    uri = _identity(entry.get("id"))
    base = _text(entry.get("url")) or feed.base
    copy = _copy(entry)
    media = _media(entry, copy, base, problems)
    headline, standfirst = _text(entry.get("title")), _text(entry.get("summary"))
    if not (headline or standfirst or copy.body or media):
        raise item.Refused("the item has neither title, text nor media")
    if not headline:
        problems.append("The item has no title.")
    created = _moment(entry, "date_published", problems)
    return item.Item(
        uri=uri,
        format=feed.format,
        provider=feed.title,
        kind=media[0].kind if media and not copy.body and not standfirst else item.Kind.TEXT,
        created_at=created,
        versioned_at=_moment(entry, "date_modified", problems) or created,
        embargo=embargo_words.in_notes([headline], problems),
        headline=headline,
        standfirst=standfirst,
        byline=_authors(entry) or feed.authors,
        language=_text(entry.get("language")) or feed.language,
        body=copy.body,
        word_count=copy.word_count,
        credit=feed.title,
        keywords=tuple(dict.fromkeys(filter(None, map(_text, _list(entry.get("tags")))))),
        media=media,
        links=_links(entry, base),
        problems=(*problems, *copy.problems),
    )


def _identity(said: Any) -> str:
    """The format has numbers taken for text, and what is neither, or blank, left out."""
    if isinstance(said, bool) or not isinstance(said, str | int | float) or not str(said).strip():
        raise item.Refused("the item has no identity (id), so that no later version could be told from it")
    return str(said).strip()


def _text(value: Any) -> str:
    return xml.squeeze(value) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _authors(of: dict[str, Any]) -> str:
    """The names of all; version 1 has one author, which 1.1 keeps for old readers beside the list."""
    people = [one for one in _list(of.get("authors")) or [of.get("author")] if isinstance(one, dict)]
    return ", ".join(dict.fromkeys(filter(None, (_text(one.get("name")) for one in people))))


def _copy(entry: dict[str, Any]) -> markup.Copy:
    html, plain = entry.get("content_html"), entry.get("content_text")
    if isinstance(html, str) and html.strip():
        return hypertext.read(html)
    return markup.plain(plain) if isinstance(plain, str) else markup.Copy()


def _moment(entry: dict[str, Any], key: str, problems: list[str]) -> datetime | None:
    said = _text(entry.get(key))
    return feed_dates.first([said] if said else [], key, problems)


def _links(entry: dict[str, Any], base: str) -> tuple[item.Link, ...]:
    found = []
    for key, rel in (("url", "alternate"), ("external_url", "related")):
        if address := _address(entry.get(key), base):
            found.append(item.Link(uri=address, rel=rel))
    return tuple(found)


def _address(said: Any, base: str) -> str:
    words = _text(said)
    try:
        joined = urljoin(base, words) if words else ""
        return joined if urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _media(
    entry: dict[str, Any], copy: markup.Copy, base: str, problems: list[str]
) -> tuple[item.Media, ...]:
    """The main picture, the attachments, and pictures of the text, each once.

    Attachments of the same title are the same in other forms, says the format.
    """
    found: dict[str, item.Media] = {}
    files: dict[
        str, dict[str, item.Rendition]
    ] = {}  # those of one picture or sound, by the address of the first
    for address in filter(None, (_address(entry.get(key), base) for key in ("image", "banner_image"))):
        found[address] = item.Media()
        files[address] = {address: item.Rendition(address=address)}
    titled: dict[str, str] = {}
    for attached in _list(entry.get("attachments")):
        file = _rendition(attached, base)
        if file is None:
            problems.append("Left out: an attachment without an address.")
            continue
        title = _text(attached.get("title"))
        first = titled.setdefault(title, file.address) if title else file.address
        if first not in found:
            kind = _KINDS.get(file.media_type.partition("/")[0].lower(), item.Kind.OTHER)
            found[first] = item.Media(kind=kind, caption=title)
        files.setdefault(first, {}).setdefault(file.address, file)
    for shown in copy.media:
        whole = [replace(file, address=_address(file.address, base)) for file in shown.renditions]
        whole = [file for file in whole if file.address]
        if not whole:
            continue
        first = whole[0].address
        known = found.get(first, shown)
        found[first] = replace(known, alt=known.alt or shown.alt, caption=known.caption or shown.caption)
        files.setdefault(first, {file.address: file for file in whole})
    return tuple(replace(one, renditions=tuple(files[first].values())) for first, one in found.items())


def _rendition(attached: Any, base: str) -> item.Rendition | None:
    if not isinstance(attached, dict) or not (address := _address(attached.get("url"), base)):
        return None
    size = attached.get("size_in_bytes")
    is_size = isinstance(size, int | float) and not isinstance(size, bool) and 0 < size < _LARGEST
    return item.Rendition(
        address=address,
        media_type=_text(attached.get("mime_type")),
        size=int(size) if is_size and size is not None else None,
    )
