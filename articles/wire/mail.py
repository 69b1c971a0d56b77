"""An e-mailed item, as RFC 5322 bytes: a press release, a story sent by hand, or a letter around files of wire copy.

Where an attachment is wire copy, it is what was sent, and the letter is a note on it. Otherwise the letter is the
item: its subject is the headline, its text the body.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import quote, unquote

from articles import body as bodies

from . import embargo_words, hypertext, mail_parts, markup, replacing
from .item import Embargo, Item, Kind, Link, Media, Parcel, Refused, Rendition, Signal, Status
from .mail_parts import Letter, Part

Parser = Callable[..., Parcel]
# Which parser reads an attachment; None where it is no wire copy.
ParserOf = Callable[[bytes, str], Parser | None]

# Addresses of what is attached: “attached:2/harbour.jpg” is the third part.
ATTACHED = "attached"
MAX_LINE = 2_000
MAX_NOTE = 5_000

_FIRST_WORDS = 1_500  # characters of the text in which an embargo is looked for
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
# Zones that mail systems are sure of. Python reads other names too, such as AST, which is not one zone only.
_ZONE = re.compile(r"([+-]\d{4}|\b(GMT|UT|UTC|[ECMP][SD]T))\s*(\([^()]*\)\s*)?$", re.IGNORECASE)
_PICTURE = re.compile(r"image/(jpe?g|pjpeg|png|webp|avif|tiff|gif)")
_NAMED_AS_PICTURE = re.compile(r"\.(jpe?g|png|webp|avif|tiff?|gif)$", re.IGNORECASE)
_TRACKED = 2  # pixels; a picture so small is there to tell the sender that the letter was opened


def parse(data: bytes, *, name: str = "", parser_of: ParserOf | None = None) -> Parcel:
    """The items of a letter. Without `parser_of` no attachment is opened."""
    letter = mail_parts.open_letter(data, name=name)
    problems = list(letter.problems)
    items: list[Item] = []
    refused: list[str] = []
    pictures: dict[str, Media] = {}
    for number, part in enumerate(letter.attachments):
        parser = parser_of(part.data, part.name) if parser_of else None
        if parser is None:
            if _is_picture(part) and not part.is_shown_in_text:
                pictures[_left(part)] = _attached(number, part)
            elif not (part.is_shown_in_text and part.media_type.startswith("image/")):
                problems.append(_left(part))
            continue
        try:
            parcel = parser(part.data, name=part.name)
        except Refused as reason:
            refused.append(str(reason))
            continue
        items += parcel.items
        refused += parcel.refused
    if len(items) > 1:
        # Of which of them they are, nothing says.
        problems += pictures
        pictures = {}
    own = _item(letter, data, problems, name)
    own = replace(own, media=(*own.media, *pictures.values()))
    if not items:
        return Parcel(items=(own,), refused=tuple(refused))
    return Parcel(items=tuple(_with_note(item, own, pictures) for item in items), refused=tuple(refused))


def attached(data: bytes, address: str) -> bytes | None:
    """The part of a letter that a picture's address names, by its place or as a file beside the item."""
    scheme, _colon, rest = address.strip().partition(":")
    parts = mail_parts.open_letter(data).attachments
    if scheme == ATTACHED:
        number = rest.partition("/")[0]
        is_there = number.isascii() and number.isdecimal() and int(number[:4]) < len(parts)
        return parts[int(number[:4])].data if is_there else None
    name = _last_part(address)
    return next((part.data for part in parts if part.name.casefold() == name), None) if name else None


def _last_part(address: str) -> str:
    return unquote(address.strip()).replace("\\", "/").rpartition("/")[2].casefold()


def _is_picture(part: Part) -> bool:
    kind = part.media_type.lower()
    is_unnamed = kind == "application/octet-stream" and _NAMED_AS_PICTURE.search(part.name)
    return bool(_PICTURE.fullmatch(kind) or is_unnamed)


def _attached(number: int, part: Part) -> Media:
    """A picture that is attached. Whose it is and what it shows, only its file may say."""
    file = Rendition(
        address=f"{ATTACHED}:{number}/{quote(part.name)}", media_type=part.media_type, size=len(part.data)
    )
    return Media(kind=Kind.PICTURE, headline=part.name, renditions=(file,))


def _item(letter: Letter, data: bytes, problems: list[str], name: str) -> Item:
    headers = letter.headers
    copy, signature = _copy(letter, problems, name)
    shown = tuple(one for one in copy.media if _is_news(one))
    if "cid:" in letter.html:
        problems.append("Pictures that stand in the letter itself are not kept: save them into the library.")
    called, address = parseaddr(headers.get("from", ""))
    sent = _sent(headers.get("date", ""), problems)
    links = _links(headers)
    signal = replacing.signal(headers.get("subject", ""))
    return Item(
        uri=_uri(headers, data, problems),
        format="mail",
        provider=(called or address)[:MAX_LINE],
        status=Status.CANCELED if signal is Signal.KILL else Status.USABLE,
        signal=signal,
        created_at=sent,
        versioned_at=sent,
        embargo=_embargo(headers.get("subject", ""), copy.body, problems),
        headline=headers.get("subject", "")[:MAX_LINE],
        language=headers.get("content-language", "")[:35],
        body=copy.body,
        word_count=copy.word_count,
        ednote=signature,
        media=shown,
        links=links,
        # A letter that only answers is another letter, unless it says that it kills or corrects.
        replaces=replacing.names(links, signal, is_first=True),
        problems=tuple(dict.fromkeys((*problems, *copy.problems))),
    )


def _copy(letter: Letter, problems: list[str], name: str) -> tuple[markup.Copy, str]:
    """The text, from HTML if it has any there, and the signature under plain text."""
    if letter.html.strip():
        try:
            copy = hypertext.read(letter.html, name=name)
        except Refused as reason:
            if not letter.plain.strip():
                raise
            problems.append(f"The HTML of the letter was left out for its plain text: {reason.reason}")
        else:
            if copy.body:
                return copy, ""
    text, *signature = _SIGNATURE.split(letter.plain.replace("\r\n", "\n"), maxsplit=1)
    return markup.plain(text, name=name), "".join(signature).strip()[:MAX_NOTE]


def _is_news(media: Media) -> bool:
    """Whether a picture can be fetched and is more than a mark that the letter was opened."""
    addresses = [one.address for one in media.renditions]
    if any(address.lower().startswith("cid:") for address in addresses):
        return False
    return not any(one.width is not None and one.width <= _TRACKED for one in media.renditions)


def _with_note(item: Item, letter: Item, pictures: Mapping[str, Media]) -> Item:
    """An attached item, with what the letter says: an embargo or a kill there holds for what is attached."""
    named = {_last_part(file.address) for media in item.media for file in media.renditions}
    beside = tuple(one for one in pictures.values() if one.headline.casefold() not in named)
    said = bodies.plain_text(letter.body)[:MAX_NOTE] if letter.body else ""
    note = "\n".join(
        filter(None, (item.ednote, f"Letter: {letter.headline}" if letter.headline else "", said))
    )
    is_killed = letter.signal is Signal.KILL
    return replace(
        item,
        ednote=note,
        status=Status.CANCELED if is_killed else item.status,
        signal=Signal.KILL if is_killed else item.signal,
        replaces=tuple(dict.fromkeys((*item.replaces, *letter.replaces))),
        embargo=_stricter(item.embargo, letter.embargo),
        media=(*item.media, *beside),
        problems=tuple(dict.fromkeys((*item.problems, *letter.problems))),
    )


def _stricter(first: Embargo | None, second: Embargo | None) -> Embargo | None:
    if first is None or second is None:
        return first or second
    if first.until is None or second.until is None:
        return first if first.until is None else second
    return first if first.until >= second.until else second


def _embargo(subject: str, html: str, problems: list[str]) -> Embargo | None:
    """An embargo in words has no time that could be trusted, so it holds until somebody lifts it."""
    text = bodies.plain_text(html)[:_FIRST_WORDS] if html else ""
    return embargo_words.in_notes([subject, text], problems)


def _uri(headers: dict[str, str], data: bytes, problems: list[str]) -> str:
    if identity := headers.get("message-id", "").strip("<> ")[:MAX_LINE]:
        return f"mid:{identity}"
    problems.append(
        "The letter has no Message-ID, so that a second copy of it can be known by its bytes only."
    )
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _sent(date: str, problems: list[str]) -> datetime | None:
    try:
        sent = parsedate_to_datetime(date) if _ZONE.search(date) else None
    except (ValueError, TypeError, IndexError, OverflowError):
        sent = None
    if sent is None or sent.tzinfo is None or not 1900 <= sent.year <= 9998:
        problems.append(f"Date: “{date[:60]}” is no time with a zone that can be read, and was left out.")
        return None
    return sent.astimezone(UTC)


def _links(headers: dict[str, str]) -> tuple[Link, ...]:
    answered = re.findall(r"<([^<>\s]{1,500})>", headers.get("in-reply-to", ""))[:1]
    replaced = re.findall(r"<([^<>\s]{1,500})>", headers.get("supersedes", ""))[:1]
    return (
        *(Link(uri=f"mid:{one}", rel="supersedes") for one in replaced),
        *(Link(uri=f"mid:{one}", rel="in-reply-to") for one in answered),
    )


def _left(part: Part) -> str:
    return (
        f"Attached and not kept: {part.name or 'a file'} ({part.media_type}, {len(part.data) / 1000:.0f} kB)."
    )
