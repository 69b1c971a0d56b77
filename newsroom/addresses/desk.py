"""What the process for the desk answers: /healthz and /readyz, the desk and what its previews show of the site, and
previews for people without a log-in.

The desk makes addresses of readers' pages all the time: to publish a story, to link to it. So the names of these
pages are all here, but who asks for one is told that the proxy in front has sent the question to the wrong process.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.views.decorators.csrf import csrf_exempt

import articles.api.urls as api
import articles.site.urls as site
from articles.admin import shared
from articles.filing.api import addresses as filing
from articles.incoming.pushing import addresses as wires
from newsroom.addresses.site import for_machines, handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

# A preview looks as the page will, pictures and colours included.
SHOWN_IN_PREVIEWS = {"section_colours"}


@csrf_exempt
def elsewhere(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse(
        "Readers' pages are not served here: this process has the desk alone (NEWSROOM_PROCESS=desk).\n"
        "The proxy in front is to send it /desk/, /preview/ and /api/desk/, and nothing else.\n",
        status=421,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def named_only(page: URLPattern) -> URLPattern:
    if page.name in SHOWN_IN_PREVIEWS:
        return page
    return URLPattern(page.pattern, elsewhere, page.default_args, page.name)


urlpatterns = [
    *for_machines,
    path("desk/", admin.site.urls),
    *shared.addresses,
    *wires,
    *filing,
    path("", include("media.urls")),
    path("", include(([named_only(page) for page in api.urlpatterns], api.app_name))),
    path("", include(([named_only(page) for page in site.urlpatterns], site.app_name))),
]
