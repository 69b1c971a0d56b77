"""Pictures and other items that come with a ninjs item: what can be shown as media, all else as a link."""

from __future__ import annotations

from typing import Any

from . import ninjs_embargo, ninjs_texts, replacing
from .item import Embargo, Kind, Link, Media, Rendition, Status

Fields = dict[str, Any]

KINDS = {
    "text": Kind.TEXT,
    "picture": Kind.PICTURE,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "graphic": Kind.GRAPHIC,
    "composite": Kind.PACKAGE,
    "event": Kind.EVENT,
    "planning": Kind.EVENT,
    "component": Kind.OTHER,
}
SHOWN = frozenset({Kind.PICTURE, Kind.VIDEO, Kind.AUDIO, Kind.GRAPHIC})
_BY_MEDIA_TYPE = {"image": Kind.PICTURE, "video": Kind.VIDEO, "audio": Kind.AUDIO}
_LARGEST = 1_000_000_000_000  # pixels or bytes


def kind(item: Fields) -> Kind:
    """What an item is. One without a type is what its renditions are, if it has no text."""
    if "type" in item:
        return KINDS[item["type"]]
    types = [media_type(one).partition("/")[0] for one in item.get("renditions", ())]
    has_text = bool(ninjs_texts.texts(item, "bodies", "body"))
    known = [_BY_MEDIA_TYPE[one] for one in types if one in _BY_MEDIA_TYPE]
    return known[0] if known and not has_text else Kind.TEXT


def media(item: Fields, problems: list[str]) -> Media:
    """An item that is a picture (video, sound, graphic)."""
    tell_of_ai(item, problems)
    return Media(
        uri=uri(item),
        kind=kind(item),
        headline=ninjs_texts.headline(item, problems) or ninjs_texts.title(item, problems),
        caption=ninjs_texts.caption(item, problems),
        alt=ninjs_texts.alt(item, problems),
        credit=ninjs_texts.credit(item, problems) or item.get("source", "").strip(),
        creator=byline(item),
        copyright=str(item.get("copyrightnotice") or item.get("copyrightholder") or "").strip(),
        usage_terms=usage_terms(item),
        renditions=renditions(item),
    )


def associated(
    item: Fields, embargo: Embargo | None, problems: list[str]
) -> tuple[tuple[Media, ...], tuple[Link, ...]]:
    """What the associations of an item give. A picture that is held longer than the item itself is left out."""
    shown: list[Media] = []
    links: list[Link] = []
    for one in item.get("associations", ()):
        if kind(one) in SHOWN and not replacing.is_replacing(_relation(one)):
            reason = _why_not(one, embargo)
            if reason:
                problems.append(f"The {one.get('type', 'picture')} {uri(one)[:200]} was left out: {reason}.")
            else:
                shown.append(media(one, problems))
            continue
        links.append(
            Link(
                uri=uri(one),
                rel=_relation(one),
                headline=ninjs_texts.headline(one, problems) or ninjs_texts.title(one, problems),
                version=one.get("version", ""),
            )
        )
        if ninjs_texts.texts(one, "bodies", "body"):
            problems.append(
                f"The text of {uri(one)[:200]} came inside this item, and is not read from there."
            )
    return tuple(shown), tuple(links)


def _relation(one: Fields) -> str:
    return str(one.get("rel", "").strip() or one["name"].strip())


def renditions(item: Fields) -> tuple[Rendition, ...]:
    found = []
    for one in item.get("renditions", ()):
        if address := one.get("href", "").strip():
            found.append(
                Rendition(
                    address=address,
                    media_type=media_type(one),
                    width=_size(one.get("width")),
                    height=_size(one.get("height")),
                    size=_size(one.get("sizeinbytes", one.get("size"))),
                    role=one["name"].strip(),
                )
            )
    return tuple(found)


def media_type(rendition: Fields) -> str:
    said: str = rendition.get("contenttype") or rendition.get("mimetype") or ""
    return said.strip().lower()


def uri(item: Fields) -> str:
    return str(item.get("uri") or item["guid"]).strip()


def byline(item: Fields) -> str:
    return " ".join((item.get("by") or item.get("byline") or "").split())


def tell_of_ai(item: Fields, problems: list[str]) -> None:
    """Whether the agency says, by IPTC's `digitalsourcetype`, that a machine made this."""
    source = item.get("digitalsourcetype", {})
    said = source.get("uri") or source.get("literal") or source.get("name") or ""
    code = said.strip().rstrip("/").rpartition("/")[2][:60]
    if "trainedalgorithmic" in code.lower() or code.lower() == "compositesynthetic":
        problems.append(f"The agency says that AI made this, or a part of it ({code}).")


def usage_terms(item: Fields) -> str:
    """The terms of use, with what the item says of rights elsewhere."""
    terms = [item.get("usageterms", "").strip()]
    rights = item.get("rightsinfo", {})
    if "linkedrights" in rights:
        terms.append(f"Rights: {rights['linkedrights'].strip()}")
    if "encodedrights" in rights:
        terms.append(f"Rights, for machines: {rights['encodedrights'].strip()[:2_000]}")
    if expires := item.get("expires", "").strip():
        terms.append(f"Not to be used after {expires[:60]}.")
    return "\n".join(filter(None, terms))


def _why_not(one: Fields, embargo: Embargo | None) -> str:
    problems: list[str] = []
    status = ninjs_embargo.status(one, problems)
    if status is not Status.USABLE:
        return f"it is {status}"
    own = ninjs_embargo.embargo(one, problems)
    if own is None or (embargo and not embargo.until):
        return ""
    if own.until is None:
        return "it is embargoed, and nobody says until when"
    if embargo and embargo.until and embargo.until >= own.until:
        return ""
    return f"it is embargoed until {own.until:%Y-%m-%d %H:%M} UTC, longer than the text"


def _size(value: float | None) -> int | None:
    return int(value) if value is not None and 0 < value < _LARGEST else None
