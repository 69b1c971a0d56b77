"""Which requests may be answered with a page that is kept, and under what name.

The name has everything of a request that an answer depends on. A request with anything else that our pages look at
goes on to Django.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from articles.site.answers import encoding_for
from house.web import PREVIEWS, READERS_API
from newsroom.pagecache.keeping import Name
from newsroom.serving import needs_nothing

# Pages that change with the tables of the site and what by_the_clock.py knows, and the parameters that they look at.
# Not those of a search, of which there are as many as there are words, nor the list of the last two days' news.
NONE: frozenset[str] = frozenset()
VIEWS = {
    **dict.fromkeys(
        ("home", "feed", "section_feed", "sitemap", "sitemap_month", "robots", "ads", "security"), NONE
    ),
    **dict.fromkeys(("topic_feed", "reporter_feed"), NONE),
    **dict.fromkeys(
        ("manifest", "archive", "archive_month", "about", "contact", "privacy", "staff", "feeds"), NONE
    ),
    **dict.fromkeys(("section", "subsection", "topic", "reporter"), frozenset({"before"})),
    **dict.fromkeys(("latest", "archive_day", "corrections"), frozenset({"before"})),
    "story": frozenset({"before", "entry"}),
    "live_changes": frozenset({"since"}),
    "section_colours": frozenset({"v"}),
    "advertisement_frame": NONE,
}
# Of the Content API, likewise without its search.
API_LISTS = frozenset({"section", "topic", "reporter", "type", "language", "since", "until", "change"})
PAGING = frozenset({"after", "limit"})
API_VIEWS = {
    **dict.fromkeys(("story", "sections", "openapi", "docs"), NONE),
    **dict.fromkeys(("topics", "reporters"), frozenset({"after"})),
    "stories": API_LISTS | PAGING,
    "changes": PAGING,
}
VIEWS_IN = {"site": VIEWS, "api": API_VIEWS}
# What others put behind our addresses to count by, and our pages never look at.
CAMPAIGN = re.compile(r"(utm_\w*|(fb|g)clid|msclkid|mc_[ce]id)(=.*)?", re.ASCII)
# No value that our own links have needs another letter.
VALUE = re.compile(r"[-\w.:%]{1,80}", re.ASCII)
# Conditions other than If-None-Match are rare, and Django knows how to weigh them.
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_AUTHORIZATION")
# Nothing longer is remembered of what a stranger may send.
LONGEST = 500


def name_of(environ: dict[str, Any]) -> Name | None:
    """Under which name the answer to this request is kept; None if it must be made for this request alone."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    accepted, host = environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_HOST")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not host:
        return None
    if max(map(len, (path, query, accepted, host))) > LONGEST or not is_ours(host):
        return None
    if path.startswith(PREVIEWS) or (known := parameters_of(path)) is None:
        return None
    if any(name in environ for name in CONDITIONS) or environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return None
    if "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ:
        return None
    # The API refuses what it does not know, whoever put it there, and this is not the place to know better.
    asked = without_campaign(query, known, keeps=path.startswith(READERS_API)) if query else ""
    if asked is None:
        return None
    return (
        scheme_of(environ),
        environ.get("SCRIPT_NAME", ""),
        path,
        encoding_of(accepted),
        asked,
    )


@lru_cache(maxsize=256)
def is_ours(host: str) -> bool:
    """Whether Django takes it. Which of ours it is changes nothing on a page."""
    request = HttpRequest()
    request.META["HTTP_HOST"] = host
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def scheme_of(environ: dict[str, Any]) -> str:
    """As Django finds it: some headers go with TLS only."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if (said := environ.get(name)) is not None:
            return "https" if said.partition(",")[0].strip() == secure else "http"
    return str(environ.get("wsgi.url_scheme", ""))


@lru_cache(maxsize=4096)
def parameters_of(path: str) -> frozenset[str] | None:
    """Those that the page at this path knows; None if it is not kept. An address that leads nowhere knows none."""
    if needs_nothing(path):
        return None
    try:
        found = resolve(path.encode("latin-1").decode())
    except Resolver404:
        return NONE
    except UnicodeError:
        return None
    return VIEWS_IN.get(found.namespace, {}).get(found.url_name or "")


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    return encoding_for(accepted) or ""


@lru_cache(maxsize=1024)
def without_campaign(query: str, known: frozenset[str], *, keeps: bool = False) -> str | None:
    """What of a query the page looks at, in one order; None if there is anything in it that we do not know."""
    asked: dict[str, str] = {}
    for part in query.split("&"):
        if not keeps and CAMPAIGN.fullmatch(part):
            continue
        name, _, value = part.partition("=")
        if name not in known or name in asked or not VALUE.fullmatch(value):
            return None
        asked[name] = value
    return "&".join(f"{name}={asked[name]}" for name in sorted(asked))
