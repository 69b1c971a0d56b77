"""The paper as machines know it: its name and logos, the pages about itself, and what telephones install."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from articles.composing.colours import PAPER
from articles.languages import direction
from articles.site.answers import for_readers
from articles.site.caching import shows
from house.web import absolute

# Drawn from favicon.svg by docs/icons.py.
LARGEST_ICON = 512
ICONS = {192: "site/icon-192.png", LARGEST_ICON: "site/icon-512.png"}
TOUCH_ICON = "site/touch-icon.png"


def publisher() -> dict[str, Any]:
    """The paper as schema.org's NewsMediaOrganization, as far as the page of a story needs it."""
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{absolute('/')}#paper",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "logo": {
            "@type": "ImageObject",
            "url": absolute(static(ICONS[LARGEST_ICON])),
            "width": LARGEST_ICON,
            "height": LARGEST_ICON,
        },
    }


def newspaper() -> dict[str, Any]:
    """The same with the pages that say who makes the paper and how it corrects itself."""
    paper = {"@context": "https://schema.org", **publisher()}
    if settings.SITE_TAGLINE:
        paper["slogan"] = settings.SITE_TAGLINE
    return paper | {
        "publishingPrinciples": absolute(reverse("site:about")),
        "correctionsPolicy": absolute(reverse("site:corrections")),
        "masthead": absolute(reverse("site:staff")),
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "newsroom",
            "url": absolute(reverse("site:contact")),
        },
    }


def website() -> dict[str, Any]:
    """The site as schema.org's WebSite: its name, and the address of its search."""
    site = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": f"{absolute('/')}#site",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": f"{absolute('/')}#paper"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('site:search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    if settings.SITE_TAGLINE:
        site["description"] = settings.SITE_TAGLINE
    return site


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
