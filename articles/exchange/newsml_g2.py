"""A published story as NewsML-G2 2.35, IPTC's news in XML: https://iptc.org/standards/newsml-g2/ .

A story is a news item with its text as XHTML. Each picture is a news item of its own with its files, to which the
story's item links; `wrapping` puts them into one news message. The `guid` of a story is its name in ninjs too, and
stays when headline, section or address change; `version` is the number of its edition, so that whoever gets an older
one after a newer one can tell. What was taken back is the same item with `stat:canceled` and no content, and what may
not be passed on any more with `stat:withheld`. Nothing here is ever under embargo: readers have it already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import lxml.html
from django.conf import settings
from django.utils.encoding import iri_to_uri
from lxml import etree

from articles.composing.times import iso
from articles.exchange import ninjs
from articles.exchange.outside import for_xml, text_for_others
from articles.models.published import File, PublishedArticle, PublishedPicture
from articles.models.taxonomy import Section
from house.web import absolute
from media.terms import source_types

G2 = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "{http://www.w3.org/XML/1998/namespace}"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"
STANDARD = {"standard": "NewsML-G2", "standardversion": "2.35", "conformance": "power"}

Status = Literal["usable", "canceled", "withheld"]


def story(
    row: PublishedArticle, *, pictures: Sequence[PublishedPicture], sections: Sequence[Section]
) -> list[etree._Element]:
    """The item of a story, with those of its pictures behind it. `sections` are its own and the one above that."""
    links = [picture_name(row, one) for one in pictures]
    item = _item(
        row.story_id, row.edition_number, row.modified_at, "text", row.language, made=row.published_at
    )
    meta = item.find(_g2("itemMeta"))
    assert meta is not None  # noqa: S101 # `_item` has made it
    _under(meta, "title", row.headline)
    for note in _notes(row):
        _under(meta, "edNote", note)
    if row.updated_at is not None:
        _under(meta, "signal", qcode="sig:correction" if _is_corrected(row) else "sig:update")
    page = _under(meta, "link", rel="irel:seeAlso", href=absolute(row.path), contenttype="text/html")
    _under(page, "title", row.headline)
    for name in links:
        _under(meta, "link", rel="irel:seeAlso", residref=name)
    _about(item, row, sections)
    content = _under(_under(item, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    content.set("wordcount", str(row.word_count))
    content.append(_text(row))
    return [item, *(_picture(row, one) for one in pictures)]


def taken_back(
    story: int, version: int, *, at: datetime, status: Status, language: str, note: str = ""
) -> etree._Element:
    """What is left of a story that whoever has it takes away too. Its pictures are items of their own."""
    item = _item(story, version, at, "text", language, status=status)
    if note:
        meta = item.find(_g2("itemMeta"))
        assert meta is not None  # noqa: S101 # `_item` has made it
        _under(meta, "edNote", note)
    return item


def picture_taken_back(
    name: str, story: int, version: int, *, at: datetime, status: Status, language: str
) -> etree._Element:
    """What is left of a picture that a story had: `name` is its `guid`."""
    return _item(story, version, at, "picture", language, status=status, name=name)


def _item(
    story: int,
    version: int,
    at: datetime,
    kind: str,
    language: str,
    *,
    made: datetime | None = None,
    status: Status = "usable",
    name: str = "",
) -> etree._Element:
    """An item with what each has, before its content is described."""
    attributes = {
        "guid": name or ninjs.uri_of(story),
        "version": str(version),
        **STANDARD,
        f"{XML}lang": language,
    }
    # The stubs do not know that a namespace may have no prefix.
    item = etree.Element(_g2("newsItem"), attributes, nsmap={None: G2})  # type: ignore[dict-item]
    _under(item, "catalogRef", href=CATALOG)
    rights = _under(item, "rightsInfo")
    _under(_under(rights, "copyrightHolder", uri=absolute("/")), "name", settings.SITE_NAME)
    _under(rights, "copyrightNotice", ninjs.copyright_of(made or at))
    meta = _under(item, "itemMeta")
    _under(meta, "itemClass", qcode=f"ninat:{kind}")
    _under(_under(meta, "provider", uri=absolute("/")), "name", settings.SITE_NAME)
    _under(meta, "versionCreated", iso(at))
    if made is not None:
        _under(meta, "firstCreated", iso(made))
    _under(meta, "pubStatus", qcode=f"stat:{status}")
    return item


def _about(item: etree._Element, row: PublishedArticle, sections: Sequence[Section]) -> None:
    meta = _under(item, "contentMeta")
    _under(meta, "contentCreated", iso(row.published_at))
    _under(meta, "contentModified", iso(row.modified_at))
    if row.dateline_place:
        _under(_under(meta, "located"), "name", row.dateline_place)
    for credited in row.credited:
        creator = _under(meta, "creator", **({"uri": absolute(credited["path"])} if credited["path"] else {}))
        _under(creator, "name", credited["name"])
    _under(meta, "language", tag=row.language)
    if known := ninjs.GENRES.get(row.article_type):
        _under(meta, "genre", qcode=f"genre:{known}")
    for section in sections:
        _under(_under(meta, "subject", uri=absolute(section.get_absolute_url())), "name", section.name)
    for topic in row.tagged:
        _under(_under(meta, "subject", uri=absolute(topic["path"])), "name", topic["name"])
    _under(meta, "slugline", row.slug)
    _under(meta, "headline", row.headline)
    if row.dateline_place:
        _under(meta, "dateline", row.dateline_place)
    if row.byline_line:
        _under(meta, "by", row.byline_line)
    _under(meta, "creditline", row.agency_line or settings.SITE_NAME)
    if row.standfirst:
        _under(meta, "description", row.standfirst, role="drol:summary")


def _notes(row: PublishedArticle) -> Iterator[str]:
    """What readers are told of its corrections, newest first."""
    for change in row.history:
        if change["text"] and change["kind"] not in {"published", "updated"}:
            yield f"{change['kind'].capitalize()}: {change['text']}"


def _is_corrected(row: PublishedArticle) -> bool:
    """Whether the newest change is a correction."""
    return bool(row.history) and row.history[0]["kind"] in {"correction", "clarification"}


def _text(row: PublishedArticle) -> etree._Element:
    """The text as an XHTML page, with whole addresses."""
    text = for_xml(text_for_others(row.rendered_body))
    page = lxml.html.document_fromstring(f"<html><head><title></title></head><body>{text}</body></html>")
    page.set("lang", row.language)
    title = page.find("head/title")
    assert title is not None  # noqa: S101 # it stands in the line above
    title.text = for_xml(row.headline)
    said = lxml.html.tostring(page, encoding="unicode", method="xml")
    # With the namespace as the default one, which not every reader of XHTML would find under a prefix.
    return etree.fromstring(said.replace("<html", f'<html xmlns="{XHTML}"', 1))


def picture_name(row: PublishedArticle, picture: PublishedPicture) -> str:
    return f"{ninjs.uri_of(row.story_id)}#picture-{picture.use}-{picture.position}"


def _picture(row: PublishedArticle, picture: PublishedPicture) -> etree._Element:
    item = _item(
        row.story_id,
        row.edition_number,
        row.modified_at,
        "picture",
        row.language,
        made=row.published_at,
        name=picture_name(row, picture),
    )
    rights = item.find(_g2("rightsInfo"))
    assert rights is not None  # noqa: S101 # `_item` has made it
    # The rights are those of whoever is credited, not ours.
    for one in list(rights):
        rights.remove(one)
    _under(_under(rights, "copyrightHolder"), "name", picture.credit_line)
    _under(rights, "copyrightNotice", picture.copyright_notice or picture.credit_line)
    if picture.licence_url:
        _under(rights, "link", rel="irel:seeAlso", href=iri_to_uri(picture.licence_url))
    if picture.rights_end:
        _under(rights, "usageTerms", f"Not after {iso(picture.rights_end)}.")
    meta = _under(item, "contentMeta")
    if picture.made_by_ai:
        _under(meta, "digitalSourceType", uri=source_types.address(picture.made_by_ai))
    for creator in picture.creators:
        _under(_under(meta, "creator"), "name", creator["name"])
    _under(meta, "creditline", picture.credit_line)
    if picture.caption:
        _under(meta, "description", picture.caption, role="drol:caption")
    if picture.alt:
        _under(meta, "description", picture.alt, role="drol:altText")
    files = _under(item, "contentSet")
    for file in picture.files().get("jpeg", ()):
        _file(files, file)
    return item


def _file(files: etree._Element, file: File) -> None:
    _under(
        files,
        "remoteContent",
        href=absolute(file["url"]),
        contenttype="image/jpeg",
        width=str(file["width"]),
        height=str(file["height"]),
    )


def _under(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _g2(name), {key: for_xml(value) for key, value in attributes.items()})
    if text:
        made.text = for_xml(text)
    return made


def _g2(tag: str) -> str:
    return f"{{{G2}}}{tag}"
