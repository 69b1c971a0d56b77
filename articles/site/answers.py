"""How a public page is answered: alike for all readers, without cookies, compressed, and 304 if unchanged."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha1
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.site import caching

# The best that the browser can read comes first. A page that is kept is compressed once for many readers; any other
# as fast as can be, and is a sixth longer. Public pages hold no secret and do not depend on who asks, so their length
# gives nothing away.
COMPRESSED: dict[str, Callable[[bytes, bool], bytes]] = {
    "br": lambda content, is_kept: bytes(
        brotli.compress(content, mode=brotli.MODE_TEXT, quality=4 if is_kept else 1)
    ),
    "gzip": lambda content, is_kept: gzip.compress(content, compresslevel=5 if is_kept else 1, mtime=0),
}
# The same in portions: what takes one, and what gives the end.
Packer = tuple[Callable[[bytes], bytes], Callable[[], bytes]]
WORTH_COMPRESSING = 1000
NOT_AT_ALL = {"q=0", "q=0.0", "q=0.00", "q=0.000"}


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answered(request, view(request, *args, **kwargs))

    # No form is sent to these pages, so there is no token to check and no cookie to carry one.
    return csrf_exempt(require_safe(page))


def answered(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """With the headers for caches. The tag is made of the whole page: a renamed section changes it too."""
    caching.say(request, response)
    # Of the small ones too: a page may be longer the next time.
    patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code == 200:
        response.headers["ETag"] = tag_of(response)
        # Whoever has the tag is answered by it alone; the time is for those who keep nothing else.
        changed_at = parse_http_date_safe(response.headers.get("Last-Modified", ""))
        unchanged = get_conditional_response(request, response.headers["ETag"], changed_at, response)
        if unchanged is not None and unchanged is not response:
            return unchanged
    return compressed(request, response)


def in_portions(request: HttpRequest, portions: Iterable[bytes], content_type: str) -> HttpResponse:
    """A long page, compressed while it is made: it is never in memory as a whole. Its tag is as that of any page."""
    response = HttpResponse(content_type=content_type)
    digest = sha1(usedforsecurity=False)
    name = encoding_for(request.headers.get("Accept-Encoding", ""))
    pack, end = packer(name, is_kept=caching.WILL_BE_KEPT in request.META)
    packed = []
    for portion in portions:
        digest.update(portion)
        packed.append(pack(portion))
    response.content = b"".join([*packed, end()])
    response.page_digest = digest  # type: ignore[attr-defined] # ours
    if name is not None:
        response.headers["Content-Encoding"] = name
    return response


def packer(name: str | None, *, is_kept: bool) -> Packer:
    """As strongly as `COMPRESSED`."""
    if name == "br":
        brotli_packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=4 if is_kept else 1)
        return brotli_packer.process, brotli_packer.finish
    if name == "gzip":
        gzip_packer = zlib.compressobj(5 if is_kept else 1, wbits=16 + zlib.MAX_WBITS)
        return gzip_packer.compress, gzip_packer.flush
    return bytes, bytes


def tag_of(response: HttpResponse) -> str:
    """A weak one: the same page compressed is other bytes. Of the keys too, which a cache keeps when it gets 304."""
    made = getattr(response, "page_digest", None)
    digest = made.copy() if made else sha1(response.content, usedforsecurity=False)
    for name in caching.BETWEEN:
        digest.update(response.headers.get(name, "").encode())
    return f'W/"{digest.hexdigest()}"'


def moved(
    request: HttpRequest, address: str, *, preserve_request: bool = False
) -> HttpResponsePermanentRedirect:
    """A permanent redirect within the site. Its query is kept: it may name an entry, a page or a campaign."""
    # WSGI gives bytes as if they were Latin-1.
    query = request.META.get("QUERY_STRING", "").encode("latin-1").decode()
    there = f"{address}?{query}" if query else address
    return HttpResponsePermanentRedirect(
        there, preserve_request=preserve_request, headers={"Cache-Control": caching.ASK_EACH_TIME}
    )


def compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if len(response.content) < WORTH_COMPRESSING or response.has_header("Content-Encoding"):
        return response
    if (name := encoding_for(request.headers.get("Accept-Encoding", ""))) is not None:
        response.content = COMPRESSED[name](response.content, caching.WILL_BE_KEPT in request.META)
        response.headers["Content-Encoding"] = name
    return response


def encoding_for(accepted: str) -> str | None:
    """The best of our encodings that a browser which says this can read."""
    named = (it.replace(" ", "").partition(";") for it in accepted.split(","))
    readable = {name for name, _, weight in named if weight not in NOT_AT_ALL}
    return next((name for name in COMPRESSED if name in readable), None)
