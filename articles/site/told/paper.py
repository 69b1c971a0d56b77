"""The paper in schema.org's words: its name, its logo, its site, and the pages that say how it works."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from articles.site.imprint import ICONS, LARGEST_ICON
from articles.site.told.scripts import known
from house.web import absolute


def publisher() -> dict[str, Any]:
    """The paper as far as a page needs it that is about something else. Nobody changes what is returned."""
    return _publisher(settings.SITE_NAME, settings.SITE_URL)


@lru_cache(maxsize=1)
def _publisher(*about: str) -> dict[str, Any]:
    """Kept as long as this is what the settings say: to find the address of the logo takes long."""
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
    facts = {
        "slogan": settings.SITE_TAGLINE,
        "publishingPrinciples": absolute(reverse("site:about")),
        "correctionsPolicy": absolute(reverse("site:corrections")),
        "masthead": absolute(reverse("site:staff")),
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "newsroom",
            "url": absolute(reverse("site:contact")),
        },
    }
    return publisher() | known(facts)


def website() -> dict[str, Any]:
    """The site: its name, and the address of its search."""
    facts = {
        "@type": "WebSite",
        "@id": f"{absolute('/')}#site",
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "description": settings.SITE_TAGLINE,
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
    return known(facts)
