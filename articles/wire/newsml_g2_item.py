"""One item of NewsML-G2 as a record, from what stands in its itemMeta, contentMeta, rightsInfo and contentSet."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import markup, newsml_g2_about, newsml_g2_content, newsml_g2_meta, newsml_g2_package, replacing, xml
from .item import Item, Kind, Link, Media, Refused, Signal, Status
from .newsml_g2_codes import NOTHING, Children, Codes, catalogued, children
from .newsml_g2_content import Content
from .xml import Element

KINDS = ("newsItem", "packageItem", "planningItem")

_SHOWN = (Kind.PICTURE, Kind.VIDEO, Kind.AUDIO, Kind.GRAPHIC)


@dataclass
class _Sent:
    """One item while it is read."""

    element: Element
    called: str  # newsItem, or another of KINDS
    guid: str
    parts: Children
    meta: Children
    about: Children
    rights: Children
    codes: Codes
    content: Content
    name: str = ""
    problems: list[str] = field(default_factory=list)


def read(element: Element, called: str, *, schemes: dict[str, str], name: str) -> Item:
    """An item, `called` one of KINDS; `schemes` are the prefixes that the message around it explains."""
    line = xml.line_of(element)
    guid = xml.squeeze(element.get("guid", ""))
    if not guid:
        raise Refused("the item has no guid, so that nobody can tell it from others", name=name, line=line)
    parts = children(element)
    if "itemMeta" not in parts:
        reason = f"the item “{guid}” has no itemMeta: it does not say what it is or whether it may be used"
        raise Refused(reason, name=name, line=line)
    about = children(*parts.get("contentMeta", ()))
    codes = _codes(element, parts, about, schemes)
    try:
        content = newsml_g2_content.read(parts.get("contentSet", ()), codes, name=name)
    except Refused as refusal:
        reason = f"the item “{guid}”: {refusal.reason}"
        raise Refused(reason, name=name, line=refusal.line or line) from None
    return _item(
        _Sent(
            element=element,
            called=called,
            guid=guid,
            parts=parts,
            meta=children(*parts["itemMeta"]),
            about=about,
            rights=children(*parts["rightsInfo"]) if "rightsInfo" in parts else NOTHING,
            codes=codes,
            content=content,
            name=name,
        )
    )


def _codes(element: Element, parts: Children, about: Children, schemes: dict[str, str]) -> Codes:
    if "catalog" in parts:
        schemes = {**schemes, **catalogued(parts["catalog"])}
    asserted: dict[str, list[Element]] = {}
    for one in parts.get("assert", ()):
        for attribute in ("qcode", "uri", "literal"):
            if sent := one.get(attribute):
                asserted.setdefault(sent, []).append(one)
    languages = (newsml_g2_about.language(element, about), xml.language(element))
    return Codes(schemes, asserted, tuple(dict.fromkeys(tag.lower() for tag in languages if tag)))


def _item(sent: _Sent) -> Item:
    meta, about, codes, content, problems = sent.meta, sent.about, sent.codes, sent.content, sent.problems
    kind = _kind(sent)
    headline = (
        newsml_g2_about.headline(about, codes)
        or content.headline
        or newsml_g2_meta.title(meta, codes)
        or newsml_g2_package.first_headline(sent.parts.get("newsCoverageSet", ()))
    )
    described = newsml_g2_about.descriptions(about, codes)
    copy, notes = _copy(sent, headline, described)
    rights = newsml_g2_about.rights(sent.rights, codes)
    credit = newsml_g2_about.line(about, "creditline", codes)
    status = newsml_g2_meta.status(meta, codes, problems)
    signal = newsml_g2_meta.signal(meta, codes)
    version = newsml_g2_meta.version(sent.element, problems)
    return Item(
        uri=sent.guid,
        format="newsml-g2",
        provider=newsml_g2_meta.provider(meta, codes),
        version=version,
        kind=kind,
        status=status,
        signal=signal,
        urgency=newsml_g2_about.urgency(about),
        created_at=newsml_g2_meta.time(meta, "firstCreated", "The time of the first version", problems),
        versioned_at=newsml_g2_meta.time(meta, "versionCreated", "The time of this version", problems),
        embargo=newsml_g2_meta.embargo(meta, problems),
        slugline=newsml_g2_about.line(about, "slugline", codes),
        headline=headline,
        standfirst=described.summary or ("" if kind in _SHOWN else described.plain or content.standfirst),
        byline=newsml_g2_about.line(about, "by", codes)
        or content.byline
        or newsml_g2_about.creators(about, codes),
        dateline=newsml_g2_about.line(about, "dateline", codes)
        or content.dateline
        or newsml_g2_about.place(about, codes),
        language=newsml_g2_about.language(sent.element, about),
        body=copy.body,
        word_count=copy.word_count,
        ednote=newsml_g2_meta.ednote(meta, codes, notes),
        credit=credit,
        copyright=rights.whose,
        usage_terms=rights.terms,
        keywords=newsml_g2_about.keywords(about, codes),
        subjects=newsml_g2_about.subjects(meta, about, codes),
        media=_media(sent, kind, headline, described, credit, rights),
        links=_links(sent),
        aliases=tuple(filter(None, map(xml.text, about.get("altId", ())))),
        replaces=_replaces(sent, signal, status, version),
        problems=_problems(sent, kind, status, copy),  # last, when all else has told its own
    )


def _copy(
    sent: _Sent, headline: str, described: newsml_g2_about.Descriptions
) -> tuple[markup.Copy, tuple[str, ...]]:
    """The text, and what else editors are to know."""
    copy, notes = sent.content.copy, sent.content.notes
    if "newsCoverageSet" in sent.parts and not copy.body:
        copy = markup.plain(
            "\n\n".join(newsml_g2_package.planned(sent.parts["newsCoverageSet"], sent.codes)), name=sent.name
        )
    elif described.others and not copy.body:
        copy = newsml_g2_content.described(described.others, name=sent.name)
    elif described.others:
        notes += tuple(f"{role}: {xml.lines(one)}" for role, one in described.others.items())
    if copy is not sent.content.copy:
        sent.problems.extend(copy.problems)
    return markup.without_headline(copy, headline), notes


def _kind(sent: _Sent) -> Kind:
    if sent.called == "packageItem":
        return Kind.PACKAGE
    if sent.called == "planningItem":
        return Kind.EVENT
    said, content = newsml_g2_meta.kind(sent.meta, sent.codes), sent.content
    if said and said is not Kind.PACKAGE:
        return said
    if content.has_text:
        return Kind.TEXT
    return said or content.kind


def _media(
    sent: _Sent,
    kind: Kind,
    headline: str,
    described: newsml_g2_about.Descriptions,
    credit: str,
    rights: newsml_g2_about.Rights,
) -> tuple[Media, ...]:
    """What an item of pictures or sounds is, and what stands in its text; of other items what stands beside it."""
    icons = tuple(newsml_g2_content.renditions(sent.about.get("icon", []), sent.codes, role="icon"))
    if kind not in _SHOWN:
        return newsml_g2_content.media(sent.content, icons, sent.problems)
    itself = Media(
        uri=sent.guid,
        kind=kind,
        headline=headline,
        caption=described.caption or described.plain or described.summary,
        alt=described.alt,
        credit=credit,
        creator=newsml_g2_about.creators(sent.about, sent.codes),
        copyright=rights.whose,
        usage_terms=rights.terms,
        renditions=sent.content.renditions + icons,
    )
    return (itself, *sent.content.copy.media)


def _links(sent: _Sent) -> tuple[Link, ...]:
    links = newsml_g2_meta.links(sent.meta.get("link", []), sent.codes)
    if "groupSet" in sent.parts:
        links += newsml_g2_package.members(sent.parts["groupSet"], sent.codes, sent.problems)
    if "newsCoverageSet" in sent.parts:
        links += newsml_g2_package.delivered(sent.parts["newsCoverageSet"], sent.codes)
    return tuple(links)


def _replaces(sent: _Sent, signal: Signal, status: Status, version: int | None) -> tuple[str, ...]:
    """Of the item's own links; members of a package are other items."""
    links = newsml_g2_meta.links(sent.meta.get("link", []), sent.codes)
    signal = Signal.KILL if status is Status.CANCELED else signal
    return replacing.names(links, signal, is_first=version in (None, 0, 1))


def _problems(sent: _Sent, kind: Kind, status: Status, copy: markup.Copy) -> tuple[str, ...]:
    found = [
        *sent.problems,
        *sent.content.problems,
        *newsml_g2_meta.warnings(sent.meta, sent.about, sent.codes),
    ]
    if kind is Kind.TEXT and status is Status.USABLE and not copy.body:
        found.append("The item has no text.")
    return tuple(found)
