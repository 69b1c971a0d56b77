"""What the search box in the head of every page asks while somebody types."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles.desk.places import of_the_desk
from articles.listing import finding
from house import letters
from house.arguments import Text
from house.doors import JSON, By, door

MOST_PAGES = 4


@door("GET", answers=JSON)
def find(
    request: HttpRequest, by: By, *, q: Annotated[str, Text(200, cut=True)] = "", pages: bool = False
) -> JsonResponse:
    """Stories with these words as a list of `label`, `about` and `address`; with `pages`, pages of the desk first."""
    found = [*_pages(request, by, q)] if pages else []
    found += [
        {
            "label": story.label,
            "about": story.about,
            "address": reverse("admin:articles_article_change", args=[story.number]),
        }
        for story in finding.stories(by, q)
    ]
    return JsonResponse(found, safe=False)


def _pages(request: HttpRequest, by: By, asked: str) -> list[dict[str, Any]]:
    words = letters.words(asked)
    named = [
        {"label": place.name, "about": _("Page of the desk"), "address": place.address}
        for place in of_the_desk(request, by)
        if words and all(any(one.startswith(word) for one in letters.words(place.name)) for word in words)
    ]
    return named[:MOST_PAGES]


def addresses(view: Any) -> list[URLPattern]:
    return [path("find/", view(find), name="articles_article_find")]
