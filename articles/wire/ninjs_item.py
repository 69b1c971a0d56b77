"""One item of ninjs as a record. Its names are checked and lower case already (`ninjs_rules.ITEM`)."""

from __future__ import annotations

from typing import Any

from . import ninjs_embargo, ninjs_media, ninjs_texts, replacing, xml
from .item import Item, Kind, Link, Media, Signal, Status, Subject
from .ninjs_media import Fields

MAX_FIELD = 2_000

# The names of ninjs 2 and 3, those of ninjs 1, and what each is here.
_NAMED = (
    ("subjects", "subject", "subject"),
    ("people", "person", "person"),
    ("organisations", "organisation", "organisation"),
    ("places", "place", "place"),
    ("events", "event", "event"),
    ("objects", "object", "subject"),
    ("genres", "genre", "genre"),
    ("service", "category", "category"),  # "service" is Superdesk's name for categories
)
_SIGNALS = {
    "update": Signal.UPDATE,
    "correction": Signal.CORRECTION,
    "corrected": Signal.CORRECTION,
    "kill": Signal.KILL,
}
_PARTIAL = ("partial", "incomplete")
_MOST_DIGITS = 18
# What is shorter names no item: IPTC's own examples have "(ap)" as the value of most names.
_SHORTEST_NAME = 8


def read(item: Fields, *, format: str, problems: list[str]) -> Item:
    kind = ninjs_media.kind(item)
    embargo = ninjs_embargo.embargo(item, problems)
    media, links = ninjs_media.associated(item, embargo, problems)
    body, word_count, notes = "", 0, [item.get("ednote", "").strip()]
    if kind in ninjs_media.SHOWN:
        media = (ninjs_media.media(item, problems), *media)
    else:
        ninjs_media.tell_of_ai(item, problems)
        copy = ninjs_texts.body(item, problems)
        body, word_count = copy.body, copy.word_count
        media = (*media, *_new(copy.media, media))
        notes += copy.notes
        problems += copy.problems
        links = (*links, *_pages(item))
    if kind is Kind.EVENT:
        notes.append(_when(item))
    if planned := item.get("plannedcoverage"):
        problems.append(f"{len(planned)} planned items are named here (plannedCoverage), and are not kept.")
    if kind is Kind.PACKAGE and body:
        kind = Kind.TEXT  # a story with its pictures, as in IPTC's example of a composite
    if item.get("representationtype") in _PARTIAL:
        problems.append("The agency calls this item incomplete: there is more of it elsewhere.")
    if replaced := item.get("evolvedfrom", "").strip():
        links = (*links, Link(uri=replaced, rel="evolvedfrom"))
    status = ninjs_embargo.status(item, problems)
    signal, version = _signal(item, status), _version(item, problems)
    return Item(
        uri=ninjs_media.uri(item),
        format=format,
        provider=_line(item.get("source") or item.get("copyrightholder") or ""),
        version=version,
        kind=kind,
        status=status,
        signal=signal,
        urgency=item.get("urgency"),
        created_at=_time(item, ("firstcreated", "contentcreated"), problems),
        versioned_at=_time(item, ("versioncreated",), problems),
        embargo=embargo,
        slugline=_line(item.get("slugline", "")),
        headline=ninjs_texts.headline(item, problems) or ninjs_texts.title(item, problems),
        standfirst="" if kind in ninjs_media.SHOWN else ninjs_texts.standfirst(item, problems),
        byline=ninjs_media.byline(item),
        dateline=_line(item.get("located", "")),
        language=_line(item.get("language", "")),
        body=body,
        word_count=word_count,
        ednote="\n".join(filter(None, notes)),
        credit=ninjs_texts.credit(item, problems),
        copyright=_line(item.get("copyrightnotice") or item.get("copyrightholder") or ""),
        usage_terms=ninjs_media.usage_terms(item),
        keywords=tuple(dict.fromkeys(filter(None, map(_line, item.get("keywords", ()))))),
        subjects=_subjects(item),
        media=media,
        links=links,
        aliases=_other_names(item),
        replaces=replacing.names(links, signal, is_first=version in (None, 0, 1)),
        problems=tuple(dict.fromkeys(problems)),
    )


def _other_names(item: Fields) -> tuple[str, ...]:
    """`altids` of ninjs 1, `altIds` of the others: names as values, or each with its role. One may stand empty.

    An `etag` names a version, and Superdesk's `guid` is the identity where there is no uri.
    """
    said = item.get("altids") or ()
    pairs = (
        said.items()
        if isinstance(said, dict)
        else ((one.get("role"), one.get("value")) for one in said if isinstance(one, dict))
    )
    found = [value.strip() for role, value in pairs if isinstance(value, str) and role != "etag"]
    found.append(item.get("guid", "").strip())
    return tuple(dict.fromkeys(name for name in found if len(name) >= _SHORTEST_NAME))


def _subjects(item: Fields) -> tuple[Subject, ...]:
    found = []
    for names, name, kind in _NAMED:
        for one in (*item.get(names, ()), *item.get(name, ())):
            code, scheme = _code(one)
            if called := _line(one.get("name", "")) or code:
                found.append(Subject(name=called, code=code, scheme=scheme, kind=kind))
    return tuple(dict.fromkeys(found))


def _code(one: Fields) -> tuple[str, str]:
    """The code and its scheme. ninjs 2 and 3 have both in one `uri`, and often the code by itself as `literal`."""
    if "uri" not in one:
        code: str = one.get("code") or one.get("literal") or ""
        return code.strip(), one.get("scheme", "").strip()
    uri, literal = one["uri"].strip(), one.get("literal", "").strip()
    if literal and uri.endswith(literal):
        return literal, uri.removesuffix(literal)
    return uri, ""


def _new(found: tuple[Media, ...], known: tuple[Media, ...]) -> tuple[Media, ...]:
    """Pictures of the text that are not among the associations as well."""
    addresses = {rendition.address for one in known for rendition in one.renditions}
    return tuple(one for one in found if not addresses & {rendition.address for rendition in one.renditions})


def _pages(item: Fields) -> tuple[Link, ...]:
    """The renditions of a text: the page where it stands, a PDF."""
    return tuple(Link(uri=one.address, rel=one.role) for one in ninjs_media.renditions(item))


def _version(item: Fields, problems: list[str]) -> int | None:
    said: str = item.get("version", "").strip()
    if not said:
        return None
    if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS:
        return int(said)
    problems.append(
        f"The version “{said[:60]}” is not a whole number; the time of the version says which is newer."
    )
    return None


def _signal(item: Fields, status: Status) -> Signal:
    """What Superdesk says by codes of IPTC's `signal`. An item that is canceled kills what came before it."""
    if status is Status.CANCELED:
        return Signal.KILL
    codes = [one.get("code", one.get("literal", one.get("uri", ""))) for one in item.get("signal", ())]
    words = [code.strip().lower().replace("/", ":").rpartition(":")[2] for code in codes]
    found = [_SIGNALS[word] for word in words if word in _SIGNALS]
    strictness = (Signal.UPDATE, Signal.CORRECTION, Signal.KILL)
    return max(found, key=strictness.index, default=Signal.NONE)


def _time(item: Fields, names: tuple[str, ...], problems: list[str]) -> Any:
    for name in names:
        if said := item.get(name, "").strip():
            return xml.moment_or_told(said, name, problems)
    return None


def _when(item: Fields) -> str:
    """When and where an event is, for which a record of wire copy has no field."""
    dates = item.get("eventdetails", {}).get("dates", {})
    begins = dates.get("startdate") or dates.get("expectedstartdate") or ""
    ends = dates.get("enddate") or dates.get("expectedenddate") or ""
    places = [one["name"] for one in item.get("places", ()) if one.get("name", "").strip()]
    when = " to ".join(filter(None, (begins.strip(), ends.strip())))
    return f"Event: {', '.join([*([when] if when else []), *places])}" if when or places else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:MAX_FIELD]
