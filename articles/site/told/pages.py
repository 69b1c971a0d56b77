"""Pages beside the stories in schema.org's words: lists, reporters, what is said of the paper, and the way there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from articles.composing import story_parts
from articles.composing.facts import of_picture
from articles.composing.times import iso
from articles.models.people import Reporter
from articles.models.plain import PlainPage
from articles.models.published import PublishedPicture
from articles.models.taxonomy import Section
from articles.site.told import paper
from articles.site.told.pictures import image_object
from articles.site.told.scripts import known
from house.web import absolute

Place = tuple[str, str]
"""The name of a page and its path."""

OF_A_PLACE: dict[str, str] = {PlainPage.Place.ABOUT: "AboutPage", PlainPage.Place.CONTACT: "ContactPage"}
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


def home() -> Place:
    return gettext("Home"), reverse("site:home")


def breadcrumb_list(places: Iterable[Place]) -> dict[str, Any] | None:
    """The way to a page, from the home page on; nothing for the home page itself."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(places, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if len(items) > 1 else None


def page(kind: str, places: Iterable[Place], *, description: str = "", **more: Any) -> list[dict[str, Any]]:
    """A page of this kind, the last of these places, and the way there."""
    way = [home(), *places]
    name, path = way[-1]
    address = absolute(path)
    facts = {
        "@type": kind,
        "@id": address,
        "url": address,
        "name": name,
        "description": description,
        "inLanguage": settings.LANGUAGE_CODE,
        "isPartOf": {"@id": f"{absolute('/')}#site"},
        **more,
    }
    return [known(facts), *filter(None, [breadcrumb_list(way)])]


def collection(*places: Place, description: str = "", before: object = None) -> list[dict[str, Any]]:
    """A list of stories, or the page of it that begins `before` a place. Which stories they are, its feed says."""
    found, *way = page("CollectionPage", places, description=description)
    if before is not None:
        found |= dict.fromkeys(("@id", "url"), f"{found['url']}?before={before}")
    return [found, *way]


def of_section(section: Section, before: object = None) -> list[dict[str, Any]]:
    return collection(*story_parts.trail(section)[1:], description=section.description, before=before)


def profile_page(reporter: Reporter, portrait: PublishedPicture | None) -> list[dict[str, Any]]:
    """The page of a reporter, with what readers see there of the person and nothing else."""
    contact = reporter.public_contact if reporter.active else ""
    face = of_picture(portrait) if portrait else None
    path = reporter.get_absolute_url()
    person = {
        "@type": "Person",
        "name": reporter.name,
        "url": absolute(path),
        "jobTitle": reporter.job_title,
        "description": reporter.biography,
        "image": image_object(face) if face else None,
        "worksFor": paper.publisher() if reporter.active else None,
        **ways_to_write(contact),
    }
    return page("ProfilePage", [(reporter.name, path)], mainEntity=known(person))


def ways_to_write(contact: str) -> dict[str, list[str] | str]:
    """The addresses in what a reporter says of how to be reached: words around them are left out."""
    words = [word.strip(".,;:()") for word in contact.split()]
    mail = [word for word in words if MAIL.fullmatch(word)]
    return {"email": mail[0] if mail else "", "sameAs": [word for word in words if _is_address(word)]}


def _is_address(word: str) -> bool:
    try:
        parts = urlsplit(word)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def plain_page(found: PlainPage, *, is_dated: bool) -> list[dict[str, Any]]:
    """A page about the paper. `is_dated`: it says since when it says this."""
    kind = OF_A_PLACE.get(found.slug, "WebPage")
    is_about = found.slug == PlainPage.Place.ABOUT
    return page(
        kind,
        [(found.title, found.get_absolute_url())],
        dateModified=iso(found.updated_at) if is_dated and found.updated_at else None,
        mainEntity=paper.newspaper() if is_about else None,
    )
