"""Pages beside the stories, such as “About us”: those that every newsroom has get their text, others are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.models import MovedIn, PlainPage, Section
from articles.models.taxonomy import RESERVED_SLUGS
from articles.moving_in import record, reporting
from articles.moving_in.known import Known
from articles.moving_in.reporting import Line
from articles.writing import plain_pages
from house import letters
from house.lines import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import User

LONGEST = 80
# What pages are called elsewhere that have their place here.
PLACES = {
    "about": "about",
    "about-us": "about",
    "sobre": "about",
    "sobre-nos": "about",
    "quem-somos": "about",
    "contact": "contact",
    "contact-us": "contact",
    "contacto": "contact",
    "contactos": "contact",
    "contato": "contact",
    "privacy": "privacy",
    "privacy-policy": "privacy",
    "politica-de-privacidade": "privacy",
}


def bring(said: record.Page, known: Known, *, by: User, now: datetime) -> Line:
    problems = list(said.problems)
    with transaction.atomic():
        text = plain_pages.words_of(said.body)
        # Readers are told since when it says this.
        since = min(said.modified_at or now, now)
        title = one_line(said.title)[:120] or said.slug or said.key
        page = PlainPage.objects.filter(slug=PLACES.get(said.slug, "")).first()
        if page is not None and page.versions.exclude(by=None).exists():
            problems.append(f"{page.get_absolute_url()} has a text of its own, which stays: look at both.")
            page = None
        if page is None:
            slug = _free_slug(said)
            if slug != said.slug:
                problems.append(f"It is at /{slug}/, since its address is another's.")
            page = plain_pages.create(slug=slug, title=title, text=text, by=by, now=since)
        else:
            plain_pages.change(page, title=title, text=text, by=by, now=since)
        plain_pages.lead_here(page, said.old_paths)
        known.keep(said.key, MovedIn.Kind.PAGE, page.pk, now)
    return Line("page", reporting.CAME, said.key, said.title, page.pk, said.line, problems)


def _free_slug(said: record.Page) -> str:
    made = letters.slug(said.slug or said.title, most=LONGEST - 6) or "page"
    slug, again = made, 1
    while slug in RESERVED_SLUGS or _is_taken(slug):
        slug, again = f"{made}-page" if again == 1 else f"{made}-page-{again}", again + 1
    return slug


def _is_taken(slug: str) -> bool:
    return PlainPage.objects.filter(slug=slug).exists() or Section.objects.filter(slug=slug).exists()
