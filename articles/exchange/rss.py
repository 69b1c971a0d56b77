"""A published story as an item of RSS 2.0 for a partner, with its full text and the pictures that it is given.

RSS has no word for what was taken back: such an item keeps its `guid`, has no text, and says in a `category`, with
the domain of IPTC's publishing status, what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.http import http_date
from lxml import etree

from articles.exchange import ninjs
from articles.exchange.outside import text_for_others
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
    etree.SubElement(item, "link").text = absolute(row.path)
    if row.standfirst:
        etree.SubElement(item, "description").text = row.standfirst
    if row.byline_line:
        _named(item, "dc", "creator").text = row.byline_line
    _named(item, "dc", "language").text = row.language
    for name in [*(one.name for one in sections), *(one["name"] for one in row.tagged)]:
        etree.SubElement(item, "category").text = name
    _named(item, "content", "encoded").text = text_for_others(row.rendered_body)
    for picture in pictures:
        if (file := picture.largest) is not None:
            media = _named(item, "media", "content")
            media.attrib.update(
                {
                    "url": absolute(file["url"]),
                    "type": "image/jpeg",
                    "medium": "image",
                    "width": str(file["width"]),
                    "height": str(file["height"]),
                }
            )
            _named(media, "media", "credit").text = " | ".join(
                filter(None, (picture.credit_line, picture.origin))
            )
            _named(media, "media", "description").text = picture.caption or picture.alt
    return item


def taken_back(story: int, *, at: datetime, status: str, note: str = "") -> etree._Element:
    item = _item(story, status.capitalize(), at)
    etree.SubElement(item, "description").text = note
    etree.SubElement(item, "category", domain=STATUS).text = status
    return item


def _item(story: int, title: str, at: datetime) -> etree._Element:
    item = etree.Element("item", nsmap=NAMESPACES)
    etree.SubElement(item, "title").text = title
    etree.SubElement(item, "guid", isPermaLink="false").text = ninjs.uri_of(story)
    etree.SubElement(item, "pubDate").text = http_date(at.timestamp())
    return item


def _named(parent: etree._Element, prefix: str, tag: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{tag}")
