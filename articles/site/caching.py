"""What a public page says to browsers and to the caches in front of us. docs/decisions/0037 has the reasons.

A browser asks each time. A cache that is told of changes may keep a page for a minute, under the keys of what it
shows; one that is told nothing keeps it for a second.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.models.page_keys import ANY, EVERYTHING, Keys

# Kept by browsers and caches, but asked about each time.
ASK_EACH_TIME = "public, max-age=0, s-maxage=0, must-revalidate"
SHARED = "public, max-age=0, s-maxage={}, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"

UNTOLD, TOLD = 1, 60  # seconds that a cache keeps a page of whose changes it is not told, or is told
WHILE_ASKING = 10
# Whatever is withdrawn is dropped by its key, so what a cache still has may be shown while we do not answer.
WHEN_AWAY = 600

# By the scheme of an address in PURGE_URLS: the header with the keys, and that for CDNs alone. A browser must not see
# the permission to show an old page, and s-maxage takes it back for caches (RFC 9111, 5.2.2.10).
KEYS_IN = {"fastly": "Surrogate-Key", "varnish": "Surrogate-Key", "cloudflare": "Cache-Tag"}
LIFE_IN = {"fastly": "Surrogate-Control", "varnish": "CDN-Cache-Control", "cloudflare": "CDN-Cache-Control"}
BETWEEN = {"Surrogate-Key": " ", "Cache-Tag": ","}
# Fastly reads 16 KB of keys, none longer than 1 KB; Cloudflare 16 KB, or 1,000 tags.
MOST_BYTES, MOST_KEYS = 16_000, 1_000

# Where the page cache of this process finds the keys of an answer.
IN_PROCESS = "newsroom.keys"
# How it says that it keeps the answer.
WILL_BE_KEPT = "newsroom.kept"

Answer = TypeVar("Answer", bound=HttpResponse)


def shows(response: Answer, *keys: str | Iterable[str]) -> Answer:
    """Say what a page was made of, by `articles.models.page_keys`. A page that does not say goes with any change."""
    single = (key for key in keys if isinstance(key, str))
    several = (key for some in keys if not isinstance(some, str) for key in some)
    response.page_keys = frozenset((*single, *several))  # type: ignore[attr-defined] # ours
    return response


def keys_of(response: HttpResponse) -> Keys:
    said: Keys = getattr(response, "page_keys", frozenset({ANY}))
    if len(said) >= MOST_KEYS or sum(len(key) + 1 for key in said) > MOST_BYTES:
        said = frozenset({ANY})
    return said | {EVERYTHING}


def say(request: HttpRequest, response: HttpResponse) -> None:
    """Write the headers for caches, unless the view has said how long its page may be kept."""
    keys = request.META[IN_PROCESS] = keys_of(response)
    schemes = {address.partition(":")[0] for address in settings.PURGE_URLS}
    for name in {KEYS_IN[scheme] for scheme in schemes if scheme in KEYS_IN}:
        response.headers[name] = BETWEEN[name].join(sorted(keys))
    if response.has_header("Cache-Control"):
        return
    if response.status_code not in {200, 410}:
        response.headers["Cache-Control"] = ASK_EACH_TIME
    elif not schemes or schemes - KEYS_IN.keys():
        # Where one of several caches cannot drop pages by their keys, none may keep them.
        response.headers["Cache-Control"] = SHARED.format(UNTOLD)
    else:
        response.headers["Cache-Control"] = SHARED.format(TOLD)
        for scheme in schemes:
            response.headers[LIFE_IN[scheme]] = life(is_gone=response.status_code == 410)


def life(*, is_gone: bool) -> str:
    stale = "" if is_gone else f", stale-while-revalidate={WHILE_ASKING}, stale-if-error={WHEN_AWAY}"
    return f"max-age={TOLD}{stale}"
