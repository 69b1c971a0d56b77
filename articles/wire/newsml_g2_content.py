"""The contentSet of a NewsML-G2 item: its text, inline as NITF, XHTML or plain, and files that stand elsewhere."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from . import markup, markup_media, xml
from .item import Kind, Media, Rendition
from .newsml_g2_codes import Codes, name_of
from .xml import Element

_NITF = "http://iptc.org/std/NITF/2006-10-18/"
_XHTML = "http://www.w3.org/1999/xhtml"
_KINDS = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.AUDIO}


_NO_TEXT = markup.Copy()


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an item holds. Lines of a text's own head are there for items whose contentMeta has none."""

    copy: markup.Copy = _NO_TEXT
    headline: str = ""
    byline: str = ""
    dateline: str = ""
    standfirst: str = ""
    renditions: tuple[Rendition, ...] = ()
    has_text: bool = False
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """What the files are, by their media types."""
        types = (one.media_type.partition("/")[0] for one in self.renditions)
        return next((_KINDS[one] for one in types if one in _KINDS), Kind.OTHER)


def read(sets: Sequence[Element], codes: Codes, *, name: str = "") -> Content:
    texts: list[Element] = []
    files: list[Element] = []
    problems: list[str] = []
    for element in (child for content in sets for child in content):
        called = name_of(element)
        if called == "remoteContent":
            files.append(element)
        elif called in ("inlineXML", "inlineData"):
            texts.append(element)
    content = Content()
    if texts:
        content = _text(codes.alike(texts)[0], problems, name)
        if len(texts) > 1:
            problems.append(f"The text was sent in {len(texts)} forms, of which one was taken.")
    return replace(
        content,
        renditions=tuple(renditions(files, codes)),
        has_text=bool(texts),
        problems=(*problems, *content.copy.problems),
    )


def described(others: dict[str, Element], *, name: str = "") -> markup.Copy:
    """Shot lists and the like, which an item of pictures and sounds has for a text."""
    parts: list[Element] = []
    for role, element in others.items():
        heading = etree.Element("h2")
        heading.text = role[:1].upper() + role[1:]
        parts += [heading, element]
    return markup.read(*parts, name=name)


def renditions(elements: Sequence[Element], codes: Codes, *, role: str = "") -> Iterator[Rendition]:
    """The files that elements name; `role` is what a file is where it does not say so itself."""
    for element in elements:
        get = element.get
        if address := (get("href") or get("residref") or "").strip():
            yield Rendition(
                address=address,
                media_type=get("contenttype", ""),
                width=markup_media.number(get("width")),
                height=markup_media.number(get("height")),
                size=markup_media.number(get("size")),
                role=codes.code(element, "rendition") or role,
            )


def media(content: Content, icons: tuple[Rendition, ...], problems: list[str]) -> tuple[Media, ...]:
    """Pictures that a text shows, files that were sent beside it, and the picture that stands for it in lists."""
    beside: dict[Kind, list[Rendition]] = {}
    for one in content.renditions:
        kind = _KINDS.get(one.media_type.partition("/")[0], Kind.OTHER)
        if kind is Kind.OTHER and not content.has_text:
            problems.append(
                f"The content stands in a file elsewhere, which is not fetched: {one.address[:200]}"
            )
        else:
            beside.setdefault(kind, []).append(one)
    found = [Media(kind=kind, renditions=tuple(files)) for kind, files in beside.items()]
    if icons:
        found.append(Media(kind=Kind.PICTURE, renditions=icons))
    return (*content.copy.media, *found)


def _text(element: Element, problems: list[str], name: str) -> Content:
    if name_of(element) == "inlineData":
        return _data(element, problems, name)
    for child in element:
        called = xml.local(child)
        if called == "nitf" or f"{{{_NITF}}}" in str(child.tag):
            return _nitf(child, name)
        if called == "html" or f"{{{_XHTML}}}" in str(child.tag):
            return _xhtml(child, name)
        problems.append(f"The text is in <{called}>, which is neither NITF nor XHTML, and was left out.")
        return Content()
    return Content(copy=markup.plain(element.text or "", name=name))


def _data(element: Element, problems: list[str], name: str) -> Content:
    kind = element.get("contenttype", "text/plain").partition(";")[0].strip().lower()
    said = "".join(str(part) for part in element.itertext())
    if "base64" in element.get("encoding", "") + element.get("encodinguri", ""):
        if not kind.startswith("text/"):
            problems.append(f"A file of the kind {kind} stands in the item itself, and was left out.")
            return Content()
        try:
            said = base64.b64decode(said, validate=False).decode()
        except (binascii.Error, UnicodeDecodeError):
            problems.append("The text is not in the encoding that the item names, and was left out.")
            return Content()
    if kind in ("text/html", "application/xhtml+xml"):
        return Content(copy=markup.html(said, name=name))
    if kind.startswith("text/"):
        return Content(copy=markup.plain(said, name=name))
    problems.append(f"The item holds data of the kind {kind}, which is no text, and was left out.")
    return Content()


def _nitf(root: Element, name: str) -> Content:
    """The text of NITF, and the lines of its head."""
    head: dict[str, str] = {}
    copied: list[Element] = []
    notes: list[str] = []
    body = root if xml.local(root) == "body" else next(root.iter("{*}body"), None)
    for part in root if body is None else body:
        called = xml.local(part)
        if called == "body.head":
            _head(part, head)
        elif called != "head":
            copied.append(part)
    for message in root.iter("{*}ed-msg"):
        notes.append(xml.squeeze(message.get("info", "")) or xml.text(message))
    copy = markup.read(*(copied or [root if body is None else body]), name=name)
    return Content(
        copy=copy,
        headline=head.get("hl1", ""),
        byline=head.get("byline", ""),
        dateline=head.get("dateline", ""),
        standfirst=head.get("abstract", ""),
        notes=(*notes, *copy.notes),
    )


def _head(element: Element, head: dict[str, str]) -> None:
    for part in element:
        called = xml.local(part)
        if called == "hedline":
            for line in part:
                head.setdefault(xml.local(line), xml.text(line))
        elif called in ("byline", "dateline", "abstract"):
            head.setdefault(called, xml.text(part))


def _xhtml(root: Element, name: str) -> Content:
    copy = markup.read(root, name=name)
    title = next((xml.text(one) for one in root.iter("{*}title")), "")
    return Content(copy=copy, headline=title, notes=copy.notes)
