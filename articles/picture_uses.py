"""Which pictures the working copies of stories use, told to the library. What is live, publishing tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from articles import body
from articles.models import Article
from media import uses
from media.models import Use

if TYPE_CHECKING:
    from articles.content import Content

MARK = "data-picture"


def named(lead: int | None, text: str) -> set[tuple[str, int]]:
    """The pictures of a story, each with its place in it."""
    found = {(str(Use.Place.BODY), use.image_id) for use in body.pictures(text)} if MARK in text else set()
    return found | {(str(Use.Place.LEAD), lead)} if lead else found


def of_content(content: Content | None) -> set[tuple[str, int]]:
    return named(content.fields["lead_picture_id"], content.fields["body"]) if content else set()


def tell_if_changed(story: int, before: Content | None, after: Content) -> None:
    """A save changed the working copy. Most saves change no picture, and cost nothing here."""
    same = ("lead_picture_id", "section_id", "body")
    if before and all(before.fields[name] == after.fields[name] for name in same):
        return
    was, now = of_content(before), of_content(after)
    moved = before is not None and before.fields["section_id"] != after.fields["section_id"]
    if was != now or (now and moved):
        uses.tell(story, after.fields["section_id"], now, is_live=False)


def tell_again() -> int:
    """The index of all working copies, made anew; how many use pictures."""
    with_pictures = Article.objects.filter(Q(lead_picture__isnull=False) | Q(body__contains=MARK))
    told: set[int] = set()
    fields = ("pk", "section_id", "lead_picture_id", "body")
    for pk, section, lead, text in with_pictures.values_list(*fields).iterator(chunk_size=200):
        uses.tell(pk, section, named(lead, text), is_live=False)
        told.add(pk)
    _forget_others(told)
    return len(told)


def _forget_others(told: Iterable[int]) -> None:
    strays = set(Use.objects.filter(is_live=False).values_list("story", flat=True)) - set(told)
    for story in strays:
        uses.tell(story, None, (), is_live=False)
