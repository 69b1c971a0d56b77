"""Middleware: requests that are refused before a view sees them, and headers that every answer gets."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote_to_bytes

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed, RequestDataTooBig
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils.log import log_response

from articles.site.caching import ASK_EACH_TIME
from articles.site.views import without_database
from house.web import DESK_API, PREVIEWS
from newsroom.watching.paths import is_for_monitors

logger = logging.getLogger(__name__)

NEVER_KEPT = "private, no-store"
FORBIDDEN = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
LONGEST_LINE = 8 * 1024 * 1024  # a body of 2 MB that is nothing but Chinese, written in percent signs


def keep_no_desk_page(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tell browsers and proxies to store nothing of the desk, and search engines to list nothing.

    No page, redirect, refusal or picture.

    It is the first middleware, so that answers of the others get the header too.
    """
    desk = settings.SESSION_COOKIE_PATH

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if f"{request.path_info}/".startswith((desk, DESK_API)):
            response.headers["Cache-Control"] = NEVER_KEPT
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer


def have_the_rest_asked_for_each_time(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let no cache keep an answer that says nothing of it, such as a redirect to HTTPS or a refusal.

    Some CDNs keep redirects and 410 for an hour where nothing is said, and would send readers from HTTPS to HTTPS.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", ASK_EACH_TIME)
        return response

    return answer


def refuse_strange_hosts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 400 to a host name that is not ours, with one line in the log.

    Scanners ask every address of the internet by its number, and Django would log a traceback each time.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            response = HttpResponseBadRequest(
                "Bad request: no newspaper has this name here.\n", content_type="text/plain"
            )
            asked = request.META.get("HTTP_HOST", "")[:100]
            log_response(
                "Refused: the host “%s” is not in ALLOWED_HOSTS.", asked, response=response, logger=logger
            )
            return response
        return get_response(request)

    return answer


def refuse_broken_addresses(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 400 to an address with a NUL byte, or with a query that is not UTF-8.

    Our links have neither, and such a request would fail only later: PostgreSQL refuses a NUL in a query, and no file
    name can have one. A path that is not UTF-8 need not be refused: Django has escaped it by now, and finds no page.

    A request that names another character set is refused too: Python accepts names that are no character sets
    ("hex"), and some that make characters which no database takes.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or is_broken(request.META.get("QUERY_STRING", "")):
            return HttpResponseBadRequest("Bad request: this address is broken.\n", content_type="text/plain")
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            return HttpResponseBadRequest("Bad request: forms come in UTF-8.\n", content_type="text/plain")
        return get_response(request)

    return answer


def refuse_long_lines(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 413 to a URL-encoded form of many megabytes, before anything reads it.

    Decoding 30 MB of percent signs needs more than a gigabyte, and the log-in page reads what anybody sends. The form
    of a story may be long, but is sent as multipart.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_one_line = request.content_type == "application/x-www-form-urlencoded"
        if is_one_line and length.isdecimal() and int(length) > LONGEST_LINE:
            raise RequestDataTooBig("A form sent as one line is too long.")
        return get_response(request)

    return answer


def say_what_pages_may_do(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Forbid pages, and frames in them, to use features of a reader's machine that our pages do not need.

    Features that videos need stay allowed, such as filling the screen.
    """
    policy = ", ".join(f"{feature}=()" for feature in FORBIDDEN)

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", policy)
        return response

    return answer


def send_nothing_with_304(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Remove the length from an answer without a body. It should be the length of the page, but is set to 0.

    https://www.rfc-editor.org/rfc/rfc9110#section-8.6
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == 304:
            response.headers.pop("Content-Length", None)
        return response

    return answer


class ContentPolicy(CSPMiddleware):
    """Send the policy as django-csp does, which puts it together anew for each answer, and twice at that.

    It is the same for all answers without a nonce, and so for all that readers get.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        has_own = any(name.startswith("_csp_") for name in (*vars(request), *vars(response)))
        if has_own or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        # A nonce that somebody asks for now would be in no header.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined] # theirs
        return response


def closed_for_maintenance(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """If MAINTENANCE is set, answer 503 to everything but what monitors ask, without asking the database."""
    if not settings.MAINTENANCE:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        if is_for_monitors(request.path_info):
            return get_response(request)
        return HttpResponse(
            without_database("503.html"),
            status=503,
            headers={"Retry-After": "600", "Cache-Control": "no-store"},
        )

    return answer


def desk_only_where_it_works(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 404 to /desk/ in a process whose database role is for the site only: nobody could log in there.

    Nor does such a role see what links to previews open, or which keys programs have.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if is_at_the_desk(request):
            if not may_log_people_in():
                raise Http404
            # Browsers send a cookie or leave the header out. If the header has a byte that is not ASCII, such as in
            # another program's "city=Malmö", Granian gives us an empty header, and the editor is logged out.
            if request.META.get("HTTP_COOKIE") == "":
                logger.warning(
                    "A browser's cookies could not be read at %s, so its editor is logged out: another program of "
                    "this host sets one with an accent. README.md says what to do under “Cookies of others”.",
                    request.path,
                )
        elif request.path_info.startswith((PREVIEWS, DESK_API)) and not may_log_people_in():
            raise Http404
        return get_response(request)

    return answer


def is_at_the_desk(request: HttpRequest) -> bool:
    return f"{request.path_info}/".startswith("/desk/")


@cache
def may_log_people_in() -> bool:
    """May the database role of this process write sessions? The database is asked once."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(to_regclass('django_session'), 'INSERT')")
        # The answer is None if the table does not exist yet.
        return cursor.fetchone()[0] is not False


def is_broken(query: str) -> bool:
    # WSGI gives bytes as if they were Latin-1.
    try:
        return "\0" in unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return True
