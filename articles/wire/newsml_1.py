"""NewsML 1.0 to 1.2: items with their identity and management, and components that hold text, pictures or more.

What stands in the components is read by `newsml_1_parts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from . import embargo_words, item, newsml_1_parts, replacing, xml
from .newsml_1_parts import Found, find, find_all, formal, said
from .xml import Element

FORMAT = "NewsML 1.2"

_STATUSES = {
    "usable": item.Status.USABLE,
    "embargoed": item.Status.USABLE,
    "withheld": item.Status.WITHHELD,
    "canceled": item.Status.CANCELED,
    "cancelled": item.Status.CANCELED,
}
_PUBLIC = re.compile(r"urn:newsml:([^:\s]+):([^:\s]+):([^:\s]+)(?::(\d+)[A-Z]?)?", re.I)
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")


def parse(data: bytes, *, name: str = "") -> item.Parcel:
    """The items of a file, those within others too. One that cannot be taken is refused, and the others kept."""
    root = xml.parse(data, name=name)
    if xml.local(root) != "NewsML":
        raise item.Refused(f"the file is not NewsML 1: it begins with <{xml.local(root)}>", name=name, line=1)
    items, refused = [], []
    for element in root.iter("{*}NewsItem"):
        try:
            items.append(_item(element, root))
        except item.Refused as error:
            line = error.line or xml.line_of(element)
            refused.append(str(item.Refused(error.reason, name=name, line=line)))
    if not items and not refused:
        raise item.Refused("the file has no NewsItem; it may be a catalogue", name=name, line=1)
    return item.Parcel(items=tuple(items), refused=tuple(refused))


@dataclass(frozen=True)
class _Management:
    status: item.Status
    embargo: item.Embargo | None
    urgency: int | None
    signal: item.Signal
    notes: tuple[str, ...]
    links: tuple[item.Link, ...]


def _item(element: Element, root: Element) -> item.Item:
    problems: list[str] = []
    uri, version = _identity(element)
    management = find(element, "NewsManagement")
    managed = _managed(management, root, problems)
    found = newsml_1_parts.read([one for one in element if xml.local(one) == "NewsComponent"])
    signal = managed.signal
    if signal is item.Signal.NONE:
        signal = _signal_of_texts(element, found)
    if not (found.body or found.media or found.links or managed.status is not item.Status.USABLE):
        reason = "the item has no content that can be taken"
        if said(element, "Identification/NewsIdentifier/RevisionId", "Update") in ("U", "A"):
            reason = "the item only says what changed in an earlier one; ask for whole items"
        raise item.Refused(reason)
    lines = found.lines
    provider = formal(find(element, ".//AdministrativeMetadata/Provider/Party"))
    label = xml.text(find(element, "Identification/NameLabel"))
    if not lines.headline:
        problems.append("The item has no headline.")
    notes = [*managed.notes, *lines.notes]
    embargo = managed.embargo or embargo_words.in_notes([*notes, lines.slugline], problems)
    return item.Item(
        uri=uri,
        format=FORMAT,
        provider=provider or formal(find(root, "NewsEnvelope/SentFrom/Party")) or uri.split(":")[2],
        version=version,
        kind=_kind(found),
        status=managed.status,
        signal=signal,
        urgency=managed.urgency,
        created_at=_moment(management, "FirstCreated", "First created", problems),
        versioned_at=_moment(management, "ThisRevisionCreated", "This revision created", problems),
        embargo=embargo,
        slugline=lines.slugline or label,
        headline=lines.headline,
        standfirst=lines.standfirst,
        byline=lines.byline or formal(find(element, ".//AdministrativeMetadata/Creator/Party")),
        dateline=lines.dateline,
        language=_language(element),
        body=found.body,
        word_count=found.word_count,
        ednote="\n".join(notes),
        credit=lines.credit or formal(find(element, ".//AdministrativeMetadata/Source/Party")) or provider,
        copyright=lines.copyright,
        usage_terms=lines.usage_terms,
        keywords=_keywords(element, lines.keywords),
        subjects=tuple(_subjects(element)),
        media=found.media,
        links=(*managed.links, *found.links),
        replaces=_replaces(element, managed, signal),
        problems=(*problems, *found.problems),
    )


def _identity(element: Element) -> tuple[str, int | None]:
    """The identity without the revision, which is the version."""
    identifier = find(element, "Identification/NewsIdentifier")
    parts = [xml.text(find(identifier, part)) for part in ("ProviderId", "DateId", "NewsItemId")]
    revision = xml.text(find(identifier, "RevisionId"))
    public = _PUBLIC.fullmatch(xml.text(find(identifier, "PublicIdentifier")))
    if not all(parts) and public:
        parts, revision = [public[1], public[2], public[3]], revision or public[4] or ""
    if not all(parts):
        raise item.Refused(
            "the item has no identity (ProviderId, DateId and NewsItemId), so that no later revision could be told"
            " from it"
        )
    version = int(revision) if re.fullmatch(r"\d{1,9}", revision, re.ASCII) else None
    return "urn:newsml:" + ":".join(parts), version


def _managed(management: Element | None, root: Element, problems: list[str]) -> _Management:
    word = formal(find(management, "Status"))
    status = _STATUSES.get(word.lower(), item.Status.WITHHELD)
    if word.lower() not in _STATUSES:
        told = f"The status “{word[:40]}” is not known" if word else "The item has no status"
        problems.append(f"{told}; it counts as withheld.")
    instruction = formal(find(management, "Instruction"))
    notes = [
        f"Instruction: {formal(one)}"
        for one in find_all(management, "Instruction")
        if formal(one).lower() not in ("", "update")
    ]
    urgency = formal(find(management, "Urgency")) or formal(find(root, "NewsEnvelope/Priority"))
    links = [
        item.Link(uri=one.get("NewsItem", ""), rel=_relation(one, rel))
        for tag, rel in (("DerivedFrom", "derivedFrom"), ("AssociatedWith", "associatedWith"))
        for one in find_all(management, tag)
        if one.get("NewsItem")
    ]
    return _Management(
        status=status,
        embargo=_embargo(management, word.lower(), problems),
        urgency=int(urgency) if urgency in tuple("123456789") else None,
        signal=_signal(status, instruction),
        notes=tuple(notes),
        links=tuple(links),
    )


def _relation(element: Element, usual: str) -> str:
    """What AssociatedWith says of the association, if that is that one item takes the place of another."""
    said = formal(element)
    return said if replacing.is_replacing(said) else usual


def _replaces(element: Element, managed: _Management, signal: item.Signal) -> tuple[str, ...]:
    """Items are named with their revision or without, and with “urn:newsml:” or without."""
    revision = find(element, "Identification/NewsIdentifier/RevisionId")
    previous = "" if revision is None else revision.get("PreviousRevision", "")
    found: list[str] = []
    for name in replacing.names(managed.links, signal, is_first=not previous.strip("0 ")):
        whole = name if name.lower().startswith("urn:newsml:") else f"urn:newsml:{name}"
        public = _PUBLIC.fullmatch(whole)
        found += [name, *([f"urn:newsml:{public[1]}:{public[2]}:{public[3]}"] if public else [])]
    return tuple(dict.fromkeys(found))


def _embargo(management: Element | None, status: str, problems: list[str]) -> item.Embargo | None:
    """An embargo ends when the status is to change to Usable. Where that is not said, it has no end."""
    change = find(management, "StatusWillChange")
    future = formal(find(change, "FutureStatus"))
    when = xml.text(find(change, "DateAndTime"))
    if status != "embargoed":
        if change is not None and future:
            problems.append(f"The agency will change the status to {future} ({when or 'no date said'}).")
        return None
    words = "Embargoed"
    if future.lower() != "usable":
        return item.Embargo(until=None, words=words)
    until = xml.moment(when)
    if until is None:
        why = xml.why_no_moment(when, "End of the embargo") if when else ""
        problems.append(why.replace("left out", "kept open") or "The embargo has no end that is said.")
    return item.Embargo(until=until, words=f"{words}, to be Usable {when}".strip())


def _signal(status: item.Status, instruction: str) -> item.Signal:
    word = instruction.lower()
    if status is item.Status.CANCELED or word in ("kill", "delete", "cancel"):
        return item.Signal.KILL
    if word.startswith(("rectif", "correct")):
        return item.Signal.CORRECTION
    return item.Signal.UPDATE if word == "update" else item.Signal.NONE


def _signal_of_texts(element: Element, found: Found) -> item.Signal:
    genres = {formal(one).lower() for one in find_all(element, ".//DescriptiveMetadata/Genre")}
    if found.lines.is_correction or genres & {"correction", "corrective"}:
        return item.Signal.CORRECTION
    revision = find(element, "Identification/NewsIdentifier/RevisionId")
    previous = revision.get("PreviousRevision", "0") if revision is not None else "0"
    return item.Signal.UPDATE if "update" in genres or previous.strip("0 ") else item.Signal.NONE


def _kind(found: Found) -> item.Kind:
    if found.body:
        return item.Kind.TEXT
    if found.media:
        return found.media[0].kind
    return item.Kind.PACKAGE if found.links else item.Kind.OTHER


def _moment(management: Element | None, tag: str, what: str, problems: list[str]) -> datetime | None:
    return xml.moment_or_told(xml.text(find(management, tag)), what, problems)


def _language(element: Element) -> str:
    languages = (formal(one) for one in find_all(element, ".//DescriptiveMetadata/Language"))
    return next(filter(None, languages), "") or element.get(xml.LANG, "")


def _keywords(element: Element, said_in_lines: list[str]) -> tuple[str, ...]:
    found = list(said_in_lines)
    for one in find_all(element, ".//DescriptiveMetadata/Property"):
        if formal(one) == "Keyword" and not one.get("Role"):
            found.append(xml.squeeze(one.get("Value", "")))
    for metadata in find_all(element, ".//Metadata"):
        if "keyword" in formal(find(metadata, "MetadataType")).lower():
            found += [xml.squeeze(one.get("Value", "")) for one in find_all(metadata, "Property")]
    return tuple(dict.fromkeys(filter(None, found)))


def _subjects(element: Element) -> list[item.Subject]:
    found = []
    for code in find_all(element, ".//DescriptiveMetadata/SubjectCode"):
        for one in code:
            if xml.local(one) in _SUBJECTS and (number := formal(one)):
                found.append(
                    item.Subject(name=number, code=number, scheme=one.get("Scheme", "IptcSubjectCodes"))
                )
    for one in find_all(element, ".//DescriptiveMetadata/Genre"):
        if formal(one):
            found.append(item.Subject(name=formal(one), kind="genre"))
    for place in find_all(element, ".//DescriptiveMetadata/Location"):
        parts = {formal(one): one.get("Value", "") for one in find_all(place, "Property")}
        named = [parts[part] for part in ("City", "CountryArea", "Country", "WorldRegion") if parts.get(part)]
        if named:
            found.append(item.Subject(name=", ".join(named), code=parts.get("Country", ""), kind="place"))
    for one in find_all(element, ".//DescriptiveMetadata/Property"):
        if formal(one) == "Keyword" and one.get("Role") == "PersonInImage" and one.get("Value"):
            found.append(item.Subject(name=xml.squeeze(one.get("Value", "")), kind="person"))
    return list(dict.fromkeys(found))
