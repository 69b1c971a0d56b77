"""A published story as an item of RSS 2.0 for a partner, with its full text and the pictures that it is given.

RSS has no word for what was taken back: such an item keeps its `guid`, has no text, and says in a `category`, with
the domain of IPTC's publishing status, what became of it. What RSS calls a description is read as HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django.utils.http import http_date
from lxml import etree

from articles.exchange import ninjs
from articles.exchange.outside import for_xml, text_for_others
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.taxonomy import Section
from house.web import absolute

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
}
STATUS = "http://cv.iptc.org/newscodes/pubstatusg2/"


def story(
    row: PublishedArticle, *, pictures: Sequence[PublishedPicture], sections: Sequence[Section]
) -> etree._Element:
    item = _item(row.story_id, row.headline, row.published_at)
    _under(item, "link", absolute(row.path))
    if row.standfirst:
        _under(item, "description", escape(row.standfirst))
    if row.byline_line:
        _under(item, "dc:creator", row.byline_line)
    _under(item, "dc:language", row.language)
    for name in [*(one.name for one in sections), *(one["name"] for one in row.tagged)]:
        _under(item, "category", name)
    _under(item, "content:encoded", text_for_others(row.rendered_body))
    for picture in pictures:
        if (file := picture.largest) is not None:
            media = _under(item, "media:content")
            media.attrib.update(
                {
                    "url": absolute(file["url"]),
                    "type": "image/jpeg",
                    "medium": "image",
                    "width": str(file["width"]),
                    "height": str(file["height"]),
                }
            )
            _under(media, "media:credit", " | ".join(filter(None, (picture.credit_line, picture.origin))))
            _under(media, "media:description", picture.caption or picture.alt)
    return item


def taken_back(story: int, *, at: datetime, status: str, note: str = "") -> etree._Element:
    item = _item(story, status.capitalize(), at)
    _under(item, "description", escape(note))
    _under(item, "category", status, domain=STATUS)
    return item


def _item(story: int, title: str, at: datetime) -> etree._Element:
    item = etree.Element("item", nsmap=NAMESPACES)
    _under(item, "title", title)
    _under(item, "guid", ninjs.uri_of(story), isPermaLink="false")
    _under(item, "pubDate", http_date(at.timestamp()))
    return item


def _under(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    prefix, _, tag = name.rpartition(":")
    made = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{tag}" if prefix else tag, attributes)
    if text is not None:
        made.text = for_xml(text)
    return made
