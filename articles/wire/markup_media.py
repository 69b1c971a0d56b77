"""Pictures, videos and sounds that stand in the text of XHTML and NITF, taken out of it."""

from __future__ import annotations

import re

from . import xml
from .item import Kind, Media, Rendition
from .xml import Element

TAGS = frozenset({"media", "figure", "img", "picture", "video", "audio"})

_OF_NITF = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.AUDIO}
_OF_XHTML = {"img": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.AUDIO}


def read(element: Element) -> tuple[list[Media], list[str]]:
    """What an element shows, and what in it cannot be taken, in an editor's words."""
    if xml.local(element) == "media":
        return _of_nitf(element)
    return _of_xhtml(element)


def shows(element: Element) -> bool:
    """Whether there is a picture, video or sound in it."""
    return next(element.iter("{*}img", "{*}video", "{*}audio"), None) is not None


def number(text: str | None) -> int | None:
    """A whole number of pixels or bytes; None for all else."""
    said = re.fullmatch(r"\s*([0-9]{1,12})(?:px)?\s*", text or "", re.ASCII)
    return int(said[1]) if said else None


def _of_nitf(element: Element) -> tuple[list[Media], list[str]]:
    kind = _OF_NITF.get(element.get("media-type", ""), Kind.OTHER)
    renditions, captions, producers, left_out = [], [], [], []
    alt = mark = ""
    for child in element:
        tag = xml.local(child)
        if tag == "media-reference":
            alt = alt or xml.squeeze(child.get("alternate-text", ""))
            mark = mark or child.get("copyright", "")
            rendition = _rendition_of_nitf(child)
            renditions += [rendition] if rendition else []
        elif tag == "media-caption":
            captions.append(xml.text(child))
        elif tag == "media-producer":
            producers.append(xml.text(child))
        elif tag == "media-object":
            left_out.append("a file that stands in the text itself")
    media = Media(
        uri=element.get("id", ""),
        kind=kind,
        caption=" ".join(filter(None, captions)),
        alt=alt,
        creator=", ".join(filter(None, producers)),
        copyright=mark,
        renditions=tuple(renditions),
    )
    return ([media] if renditions or media.caption else []), left_out


def _rendition_of_nitf(element: Element) -> Rendition | None:
    address = (element.get("source") or element.get("data-location") or "").strip()
    if not address:
        return None
    return Rendition(
        address=address,
        media_type=element.get("mime-type", ""),
        width=number(element.get("width")),
        height=number(element.get("height")),
        role=element.get("name", ""),
    )


def _of_xhtml(element: Element) -> tuple[list[Media], list[str]]:
    caption = " ".join(xml.text(one) for one in element.iter("{*}figcaption"))
    if not caption and xml.local(element) == "figure":
        # All words beside a picture are its caption, but not what stands in a video for browsers that have none.
        caption = " ".join(xml.text(one) for one in element if not _is_shown(one))
    found, left_out = [], []
    for one in element.iter("{*}img", "{*}video", "{*}audio"):
        sources = [one, *(inner for inner in one if xml.local(inner) == "source")]
        addresses = [(source, (source.get("src") or "").strip()) for source in sources]
        renditions = tuple(
            Rendition(
                address=address,
                media_type=source.get("type", ""),
                width=number(one.get("width")),
                height=number(one.get("height")),
            )
            for source, address in addresses
            if address and not address.startswith("data:")
        )
        if any(address.startswith("data:") for _, address in addresses):
            left_out.append("a file that stands in the text itself")
        if renditions:
            kind = _OF_XHTML[xml.local(one)]
            alt = xml.squeeze(one.get("alt") or one.get("title") or "")
            found.append(Media(kind=kind, caption=caption, alt=alt, renditions=renditions))
    return found, left_out


def _is_shown(element: Element) -> bool:
    return xml.local(element) in _OF_XHTML or shows(element)
