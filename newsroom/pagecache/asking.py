"""Which requests may be answered with a page that is kept, and under what name.

The name has everything of a request that an answer depends on. A request with anything else that our pages look at
goes on to Django.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from articles.site.answers import encoding_for
from newsroom.pagecache.keeping import Name

# Pages that change with the tables of the site and the clock only. Not those of a search, and no address that leads
# nowhere: there are as many of these as anybody likes to make up.
VIEWS = {
    *("home", "latest", "feed", "sitemap", "news_sitemap", "sitemap_month", "manifest", "section_colours"),
    *("archive", "archive_month", "archive_day", "about", "contact", "privacy", "staff", "corrections"),
    *("topic", "reporter", "section", "section_feed", "subsection", "story", "robots"),
}
# Conditions other than If-None-Match are rare, and Django knows how to weigh them.
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_AUTHORIZATION")


def name_of(environ: dict[str, Any]) -> Name | None:
    """Under which name the answer to this request is kept; None if it must be made for this request alone."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not may_be_kept(environ.get("PATH_INFO", "")):
        return None
    if (query := environ.get("QUERY_STRING", "")) and not is_campaign(query):
        return None
    if any(name in environ for name in CONDITIONS) or environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return None
    if "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ:
        return None
    if not (host := environ.get("HTTP_HOST")):
        return None
    return (
        host,
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("SCRIPT_NAME", ""),
        environ["PATH_INFO"],
        encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


@lru_cache(maxsize=4096)
def may_be_kept(path: str) -> bool:
    try:
        found = resolve(path.encode("latin-1").decode())
    except (Resolver404, UnicodeError):
        return False
    return found.namespace == "site" and found.url_name in VIEWS


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    return encoding_for(accepted) or ""


@lru_cache(maxsize=1024)
def is_campaign(query: str) -> bool:
    """Whether it only says where the reader comes from, which changes nothing on our pages."""
    return query.isascii() and all(part.startswith("utm_") for part in query.split("&"))
