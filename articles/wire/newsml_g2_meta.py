"""What itemMeta of a NewsML-G2 item says: whether it may be used and from when, and what it is to others."""

from __future__ import annotations

from datetime import datetime

from . import xml
from .item import Embargo, Kind, Link, Signal, Status
from .newsml_g2_codes import Children, Codes, children
from .xml import Element

_CLASSES = {
    "text": Kind.TEXT,
    "picture": Kind.PICTURE,
    "photo": Kind.PICTURE,
    "graphic": Kind.GRAPHIC,
    "animation": Kind.VIDEO,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "composite": Kind.PACKAGE,
}
_STATUSES = {
    "usable": Status.USABLE,
    "withheld": Status.WITHHELD,
    "canceled": Status.CANCELED,
    "cancelled": Status.CANCELED,
}
# Of several that are sent, the last in this order counts.
_STRENGTH = (Status.USABLE, Status.WITHHELD, Status.CANCELED)
_SIGNALS = (
    (Signal.KILL, frozenset({"kill", "killed", "mandatorykill", "takedown", "withdrawal"})),
    (Signal.CORRECTION, frozenset({"correction", "corrected", "corrective"})),
    (Signal.UPDATE, frozenset({"update", "updated", "writethru", "writethrough"})),
)


def kind(meta: Children, codes: Codes) -> Kind | None:
    """What the agency says that the item is; None where it does not, or in words of its own."""
    for element in meta.get("itemClass", ()):
        if found := _CLASSES.get(codes.code(element).lower()):
            return found
    return None


def status(meta: Children, codes: Codes, problems: list[str]) -> Status:
    """Usable unless the agency says otherwise. What it says in words that nobody knows is no leave to use it."""
    found = [Status.USABLE]
    for element in meta.get("pubStatus", ()):
        said = _STATUSES.get(codes.code(element).lower())
        if said is None:
            said = Status.WITHHELD
            problems.append(
                f"The agency's status is “{codes.sent(element)}”, which is none that IPTC knows:"
                " the item counts as withheld."
            )
        elif codes.is_of(element, "stat") is False:
            problems.append(f"The status “{codes.sent(element)}” is from a vocabulary other than IPTC's.")
        found.append(said)
    return max(found, key=_STRENGTH.index)


def embargo(meta: Children, problems: list[str]) -> Embargo | None:
    """Until when no version of the item may be public. Empty, or without a time that can be read, it has no end."""
    found: list[Embargo] = []
    for element in meta.get("embargoed", ()):
        words = xml.text(element)
        found.append(Embargo(until=xml.moment_or_told(words, "The embargo", problems), words=words))
        if words and found[-1].until is None:
            problems.append("The item is under embargo without an end, until the agency lifts it.")
    if not found:
        return None
    for one in found:
        if one.until is None:
            return one
    return max(found, key=_end)


def _end(one: Embargo) -> datetime:
    return one.until or datetime.max


def signal(meta: Children, codes: Codes) -> Signal:
    said = {codes.code(element).lower() for element in meta.get("signal", ())}
    for found, words in _SIGNALS:
        if said & words:
            return found
    return Signal.NONE


def warnings(meta: Children, about: Children, codes: Codes) -> list[str]:
    """What the agency wants to be known before anybody uses the item."""
    told = []
    if any(codes.code(element).lower() == "cwarn" for element in meta.get("signal", ())):
        told.append("The agency warns of what is shown or told (content warning).")
    for element in about.get("digitalSourceType", ()):
        code = codes.code(element)
        if "trainedalgorithmic" in code.lower() or code.lower() == "compositesynthetic":
            told.append(f"The agency says that AI made this, or a part of it ({code}).")
    return told


def version(element: Element, problems: list[str]) -> int | None:
    """The number of the version. The standard's default of 1 is not put in: who sends none tells versions by time."""
    said = element.get("version", "").strip()
    if said.isascii() and said.isdigit() and len(said) <= 18:
        return int(said)
    if said:
        problems.append(f"The version “{said[:40]}” is no number, and was left out.")
    return None


def time(meta: Children, called: str, what: str, problems: list[str]) -> datetime | None:
    for element in meta.get(called, ()):
        return xml.moment_or_told(element.text or "", what, problems)
    return None


def ednote(meta: Children, codes: Codes, also: tuple[str, ...]) -> str:
    notes = [xml.lines(element) for element in codes.alike(meta.get("edNote", ()))]
    return "\n".join(dict.fromkeys(filter(None, [*notes, *also])))


def provider(meta: Children, codes: Codes) -> str:
    return next(iter(codes.names(meta.get("provider", ()))), "")


def title(meta: Children, codes: Codes) -> str:
    return xml.text(codes.best(meta.get("title", ())))


def links(elements: list[Element], codes: Codes) -> list[Link]:
    found = []
    for element in elements:
        uri = (element.get("residref") or element.get("guidref") or element.get("href") or "").strip()
        if uri:
            inside = children(element)
            heading = codes.best(inside.get("title", ()) or inside.get("headline", ()))
            rel = codes.code(element, "rel")
            found.append(
                Link(uri=uri, rel=rel, headline=xml.text(heading), version=element.get("version", "").strip())
            )
    return found
