"""NITF 2 to 3.6 in files of its own: one story, with its facts in the head and its pictures in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from . import embargo_words, item, markup, replacing, xml
from .xml import Element

FORMAT = "NITF"

_STATUSES = {
    "": item.Status.USABLE,
    "usable": item.Status.USABLE,
    "embargoed": item.Status.USABLE,
    "withheld": item.Status.WITHHELD,
    "canceled": item.Status.CANCELED,
    "cancelled": item.Status.CANCELED,
    "killed": item.Status.CANCELED,
}
# NTB5df9_02: the agency's number of the story, and of the version of it.
_VERSIONED = re.compile(r"(.+)_(\d{1,4})")
_IDENTIFIED = {
    "person": "person",
    "org": "organisation",
    "location": "place",
    "event": "event",
    "classifier": "subject",
    "object.title": "subject",
}


def parse(data: bytes, *, name: str = "") -> item.Parcel:
    root = xml.parse(data, name=name)
    if xml.local(root) != "nitf":
        raise item.Refused(f"the file is not NITF: it begins with <{xml.local(root)}>", name=name, line=1)
    return item.Parcel(items=(_story(root, name),))


def _story(root: Element, name: str) -> item.Item:
    problems: list[str] = []
    head, docdata = _all(root, "head"), _all(root, "head/docdata")
    top = _all(root, "body/body.head")
    uri, version = _identity(root, name, problems)
    copy = markup.read(*_all(root, "body/body.content"), name=name)
    status = _said(docdata, "management-status").lower()
    if status not in _STATUSES:
        problems.append(f"The status “{status[:40]}” is not one of NITF; the story counts as withheld.")
    keywords = _unique(one.get("key", "") for one in _all(root, "head/docdata/key-list/keyword"))
    headline = _text(top, "hedline/hl1", "headline/hl1", "hedline")
    if not headline and (headline := _text(head, "title")):
        problems.append("The story has no headline; the title of the file stands for it.")
    elif not headline:
        problems.append("The story has no headline.")
    corrections = _all(root, "head/docdata/correction")
    signal = _signal(_STATUSES.get(status), root, corrections, version)
    is_usable = _STATUSES.get(status) is item.Status.USABLE and signal is not item.Signal.KILL
    if not headline and not copy.body and not copy.media and is_usable:
        raise item.Refused("the story has neither headline nor text", name=name, line=xml.line_of(root))
    second = _text(top, "hedline/hl2")
    issued = _issued(root, problems)
    links = tuple(
        item.Link(uri=one.get("id-string", ""), rel="corrects") for one in corrections if one.get("id-string")
    )
    notes = _notes(root, copy, corrections)
    return item.Item(
        uri=uri,
        format=FORMAT,
        provider=_provider(root),
        version=version,
        status=_STATUSES.get(status, item.Status.WITHHELD),
        signal=signal,
        urgency=_urgency(_all(root, "head/docdata/urgency"), problems),
        versioned_at=issued,
        embargo=_embargo(root, status, notes, problems),
        slugline=keywords[0] if keywords else _said(_all(root, "head/docdata/du-key"), "key"),
        headline=headline,
        standfirst=_text(top, "abstract") or ("" if second in keywords else second),
        byline=_byline(top),
        dateline=_dateline(top),
        language=root.get("baselang", "") or root.get(xml.LANG, ""),
        body=copy.body,
        word_count=copy.word_count,
        ednote="\n".join(notes),
        credit=_text(top, "distributor"),
        copyright=_copyright(root, top),
        usage_terms=_usage_terms(root, top, problems),
        keywords=keywords,
        subjects=tuple(_subjects(root)),
        media=copy.media,
        links=links,
        aliases=_keys(root, issued)[:1],
        replaces=(
            *(name for name in replacing.names(links, signal, is_first=True) if name != uri),
            *(_keys(root, issued) if _goes_on(root, signal) else ()),
        ),
        problems=(*problems, *copy.problems),
    )


def _all(root: Element, path: str) -> list[Element]:
    return root.findall("/".join(f"{{*}}{step}" for step in path.split("/")))


def _said(elements: list[Element], attribute: str) -> str:
    """What the first of the elements says there."""
    return next((said for one in elements if (said := xml.squeeze(one.get(attribute, "")))), "")


def _text(within: list[Element], *paths: str) -> str:
    """The words of the first of these that has any."""
    for path in paths:
        for element in within:
            if words := next(filter(None, map(xml.text, _all(element, path))), ""):
                return words
    return ""


def _unique(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(xml.squeeze, said))))


def _identity(root: Element, name: str, problems: list[str]) -> tuple[str, int | None]:
    key = _all(root, "head/docdata/du-key")
    number = _said(key, "version")
    version = int(number) if re.fullmatch(r"\d{1,9}", number, re.ASCII) else None
    if uri := _said(_all(root, "head/docdata/doc-id"), "id-string"):
        # Where the file names the number of the story by itself too, the rest of the identity is its version.
        parts = _VERSIONED.fullmatch(uri)
        if parts and any(one.get("content") == parts[1] for one in _all(root, "head/meta")):
            return parts[1], int(parts[2])
        return uri, version
    if uri := _said(key, "key"):
        problems.append("The file has no doc-id; the key of the story (du-key) stands for its identity.")
        return uri, version
    raise item.Refused(
        "the story has no identity (doc-id with id-string), so that no later version could be told from it",
        name=name,
        line=xml.line_of(root),
    )


def _provider(root: Element) -> str:
    return (
        _said(_all(root, "head/docdata/doc-id"), "regsrc")
        or _said(_all(root, "head/docdata/del-list/from-src"), "src-name")
        or _text(_all(root, "body/body.head"), "distributor", "rights/rights.owner")
    )


def _keys(root: Element, issued: datetime | None) -> tuple[str, ...]:
    """The key of the story as a name, today and on the day before: agencies use a key anew after some days."""
    key = _said(_all(root, "head/docdata/du-key"), "key")
    return tuple(f"du-key:{key}:{day}" for day in replacing.days(issued.date())) if key and issued else ()


def _goes_on(root: Element, signal: item.Signal) -> bool:
    """Whether the story of this key was there before: the key counts, or what is said can be about nothing else."""
    key = _all(root, "head/docdata/du-key")
    counts = [_said(key, name) for name in ("version", "generation")]
    return signal in (item.Signal.KILL, item.Signal.CORRECTION) or any(
        count.isascii() and count.isdigit() and int(count[:9]) > 1 for count in counts
    )


def _signal(
    status: item.Status | None, root: Element, corrections: list[Element], version: int | None
) -> item.Signal:
    messages = _all(root, "head/docdata/ed-msg")
    said = replacing.signal(*(one.get(name, "") for one in messages for name in ("msg-type", "info")))
    if status is item.Status.CANCELED or said is item.Signal.KILL:
        return item.Signal.KILL
    if corrections or said is item.Signal.CORRECTION:
        return item.Signal.CORRECTION
    return item.Signal.UPDATE if version is not None and version > 1 else item.Signal.NONE


def _urgency(elements: list[Element], problems: list[str]) -> int | None:
    said = _said(elements, "ed-urg")
    if said in tuple("123456789"):
        return int(said)
    if said:
        problems.append(f"The urgency “{said[:20]}” is not one of 1 to 9, and was left out.")
    return None


def _issued(root: Element, problems: list[str]) -> datetime | None:
    """When this version was issued. The text beside a date is for readers, and often wrong: only `norm` counts."""
    said = [
        _said(_all(root, "head/docdata/date.issue"), "norm"),
        _said(_all(root, "head/pubdata"), "date.publication"),
        _said(_all(root, "body/body.head/dateline/story.date"), "norm"),
    ]
    said = [words for words in said if words]
    for words in said:
        if moment := xml.moment(words):
            return moment
    if said:
        problems.append(xml.why_no_moment(said[0], "Date of issue"))
    return None


def _embargo(root: Element, status: str, notes: list[str], problems: list[str]) -> item.Embargo | None:
    """A date of release that cannot be read holds the story with no end: left out, it would free it at once."""
    said = _said(_all(root, "head/docdata/date.release"), "norm")
    if said:
        until = xml.moment(said)
        if until is None:
            problems.append(xml.why_no_moment(said, "Date of release").replace("left out", "kept open"))
        return item.Embargo(until=until, words=f"date.release {said[:60]}")
    if status == "embargoed":
        return item.Embargo(until=None, words="embargoed")
    return embargo_words.in_notes(notes, problems)


def _byline(top: list[Element]) -> str:
    found = [xml.text(one) for element in top for one in _all(element, "byline")]
    return ", ".join(re.sub(r"^by\s+", "", words, flags=re.I) for words in found if words)


def _dateline(top: list[Element]) -> str:
    for element in top:
        for dateline in _all(element, "dateline"):
            date = " ".join(xml.text(one) for one in _all(dateline, "story.date"))
            words = xml.text(dateline)
            if words := (words.replace(date, "") if date else words).strip(" ,"):
                return words
    return ""


def _notes(root: Element, copy: markup.Copy, corrections: list[Element]) -> list[str]:
    """What is for the desk: messages of the agency, and lines below the text, where desks leave their addresses."""
    found = [one.get("info", "") for one in [*_all(root, "head/docdata/ed-msg"), *corrections]]
    found += [xml.lines(one) for one in _all(root, "body/body.head/note")]
    found += copy.notes
    for path in ("body/body.end/tagline", "body/body.end/bibliography"):
        found += [xml.text(one) for one in _all(root, path)]
    return [words for words in found if words.strip()]


def _copyright(root: Element, top: list[Element]) -> str:
    for one in _all(root, "head/docdata/doc.copyright"):
        if words := " ".join(filter(None, (one.get("year", ""), one.get("holder", "")))):
            return f"© {words}"
    return _text(top, "copyrite", "rights/rights.owner")


def _usage_terms(root: Element, top: list[Element], problems: list[str]) -> str:
    found = []
    for one in _all(root, "head/docdata/doc.rights"):
        found += [f"{str(name).replace('.', ' ')}: {one.get(name, '')}" for name in one.attrib]
    for element in top:
        for rights in _all(element, "rights"):
            found += [
                words for one in rights if xml.local(one) != "rights.owner" and (words := xml.text(one))
            ]
            found += [words for words in [xml.squeeze(rights.text or "")] if words]
    if expires := _said(_all(root, "head/docdata/date.expire"), "norm"):
        found.append(f"Not to be used after {expires}")
        xml.moment_or_told(expires, "Date of expiry", problems)
    return "\n".join(found)


def _subjects(root: Element) -> list[item.Subject]:
    found = []
    for topic in _all(root, "head/tobject"):
        if words := xml.squeeze(topic.get("tobject.type", "")):
            found.append(item.Subject(name=words, kind="category"))
        for one in _all(topic, "tobject.property"):
            if words := xml.squeeze(one.get("tobject.property.type", "")):
                found.append(item.Subject(name=words, kind="genre"))
        for one in _all(topic, "tobject.subject"):
            code = one.get("tobject.subject.refnum", "") or one.get("tobject.subject.code", "")
            said = [one.get(f"tobject.subject.{part}", "") for part in ("detail", "matter", "type")]
            words = next(filter(None, map(xml.squeeze, said)), code)
            if words:
                found.append(
                    item.Subject(name=words, code=code, scheme=one.get("tobject.subject.ipr", "IPTC"))
                )
    for one in _all(root, "head/docdata/identified-content/*"):
        kind = _IDENTIFIED.get(xml.local(one))
        words = xml.text(one) or one.get("value", "")
        if kind and words:
            found.append(
                item.Subject(
                    name=words, code=one.get("idsrc-value", ""), scheme=one.get("idsrc", ""), kind=kind
                )
            )
    for one in _all(root, "head/docdata/evloc"):
        places = (one.get(part, "") for part in ("city", "county-dist", "state-prov", "iso-cc"))
        if words := ", ".join(filter(None, places)):
            found.append(item.Subject(name=words, code=one.get("iso-cc", ""), kind="place"))
    found += [
        item.Subject(name=one.get("scope", ""), kind="subject")
        for one in _all(root, "head/docdata/doc-scope")
        if one.get("scope")
    ]
    return list(dict.fromkeys(found))
