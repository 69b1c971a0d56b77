"""What telephones install, and the icons of the paper."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from articles.composing.colours import PAPER
from articles.languages import direction
from articles.site.answers import for_readers
from articles.site.caching import shows

# Drawn from favicon.svg by docs/icons.py.
LARGEST_ICON = 512
ICONS = {192: "site/icon-192.png", LARGEST_ICON: "site/icon-512.png"}
TOUCH_ICON = "site/touch-icon.png"


@for_readers
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone needs to keep the paper as an application. It opens in the browser, with its buttons."""
    told = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "lang": settings.LANGUAGE_CODE,
        "dir": direction(settings.LANGUAGE_CODE),
        "start_url": reverse("site:home"),
        "scope": reverse("site:home"),
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
            for size, name in ICONS.items()
        ],
    }
    if settings.SITE_TAGLINE:
        told["description"] = settings.SITE_TAGLINE
    return shows(
        JsonResponse(
            told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
        )
    )


@for_readers
def touch_icon(request: HttpRequest) -> HttpResponse:
    """For telephones that ask before they have read a page; pages name the icon themselves."""
    return HttpResponseRedirect(static(TOUCH_ICON))


@for_readers
def index_key(request: HttpRequest, key: str) -> HttpResponse:
    """The file by which search engines see that it is us who tell them of our stories."""
    if key != settings.INDEXNOW_KEY:
        raise Http404
    return shows(HttpResponse(f"{key}\n", content_type="text/plain; charset=utf-8"))
