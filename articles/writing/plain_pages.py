"""Changing a plain page: readers get the new text at once, and the earlier one is kept as a version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles import body
from articles.models import PlainPage, PlainPageVersion, Section
from articles.records import chain

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def words_of(text: str) -> str:
    """The text without pictures and videos: only stories keep rights and credits for these."""
    return "".join(body.without_pictures(text))


def rendered(text: str) -> str:
    return body.render(
        words_of(text), picture=lambda _: "", related=lambda _: "", video=lambda _: "", advertisement=None
    )


class AddressTaken(ValueError):
    """No page is made: what readers would get there is something else."""


@transaction.atomic
def create(*, slug: str, title: str, text: str, by: User, now: datetime) -> PlainPage:
    """A page of its own at this address. Raises AddressTaken if a section has it."""
    if section := Section.objects.filter(slug=slug, parent=None).first():
        raise AddressTaken(f"The section “{section.name}” has the address /{slug}/.")
    page = PlainPage.objects.create(
        slug=slug, title=title, text=text, rendered_text=rendered(text), updated_at=now
    )
    chain.keep(PlainPageVersion(page=page, title=title, text=text, by=by, at=now))
    return page


def lead_here(page: PlainPage, old_paths: Iterable[str]) -> None:
    """Addresses at which readers had the page in another system."""
    page.old_paths = sorted({*page.old_paths, *old_paths} - {page.get_absolute_url()})
    page.save(update_fields=["old_paths"])


@transaction.atomic
def change(
    page: PlainPage, *, title: str, text: str, by: User | None, now: datetime | None = None
) -> PlainPageVersion | None:
    """Give the page this title and text. Returns None if it has them already.

    `text` is what `body.clean` returned.
    """
    now = now or timezone.now()
    locked = PlainPage.objects.select_for_update().get(pk=page.pk)
    if (locked.title, locked.text) == (title, text):
        return None
    page.title, page.text, page.rendered_text, page.updated_at = title, text, rendered(text), now
    page.save(update_fields=["title", "text", "rendered_text", "updated_at"])
    return chain.keep(PlainPageVersion(page=page, title=title, text=text, by=by, at=now))
