"""Several documents of one format as one file, by joining texts: the site does so without a parser."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from django.conf import settings
from django.utils.http import http_date

from articles.composing.times import iso
from house.web import absolute

XML = '<?xml version="1.0" encoding="utf-8"?>\n'
CONTENT_TYPES = {
    "ninjs": "application/json",
    "newsml": "application/vnd.iptc.g2.newsmessage+xml",
    "rss": "application/rss+xml; charset=utf-8",
}


def wrapped(format: str, documents: Iterable[str], *, at: datetime) -> str:
    return WRAPPERS[format](documents, at)


def as_list(documents: Iterable[str], at: datetime) -> str:
    return f'{{"items": [{", ".join(documents)}]}}'


def as_message(documents: Iterable[str], at: datetime) -> str:
    """A NewsML-G2 news message."""
    return (
        f'{XML}<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>{iso(at)}</sent>'
        f"<sender>{escape(settings.SITE_NAME)}</sender></header><itemSet>{''.join(documents)}</itemSet></newsMessage>"
    )


def as_channel(documents: Iterable[str], at: datetime) -> str:
    """An RSS feed."""
    name = escape(settings.SITE_NAME)
    return (
        f'{XML}<rss version="2.0"><channel><title>{name}</title><link>{escape(absolute("/"))}</link>'
        f"<description>{name}</description><lastBuildDate>{http_date(at.timestamp())}</lastBuildDate>"
        f"{''.join(documents)}</channel></rss>"
    )


WRAPPERS = {"ninjs": as_list, "newsml": as_message, "rss": as_channel}
