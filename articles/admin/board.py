"""The planning board, where its cards move, and where an idea begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.admin import figures
from articles.admin.acts import admin_context
from articles.admin.arguments import StoryHere
from articles.models import Section
from articles.planning import board, ideas, moving
from house import clock
from house.arguments import Number, OneValue, Text
from house.doors import By, TwoDoors, door, is_asked_by_a_script


@dataclass(frozen=True)
class Day(OneValue):
    """A day as 2026-11-30; with `or_none`, also “none”."""

    or_none: bool = False

    def value(self, text: str) -> date | str:
        if self.or_none and text == board.NO_DAY:
            return text
        try:
            day = date.fromisoformat(text) if len(text) == len("2026-11-30") else None
        except ValueError:
            day = None
        if day is None or not clock.FIRST_YEAR < day.year < clock.LAST_YEAR:
            raise ValueError(_("It has to be a day, such as 2026-11-30."))
        return day


@door("GET", permission="articles.view_article")
def planned(
    request: HttpRequest,
    by: By,
    *,
    start: Annotated[date | None, Day(lenient=True)] = None,
    section: Annotated[int | None, Number(lenient=True)] = None,
    person: Annotated[int | None, Number(lenient=True)] = None,
) -> HttpResponse:
    """The board, from today or from the day `start`; of one section, or of what one person has."""
    read = board.read(by, start=start, section=section, person=person)
    context = admin_context(request) | {
        "title": _("Board"),
        "board": read,
        "section": section,
        "person": person,
        "key": uuid.uuid4(),
        "may_create": policy.may_create(by),
        "to": _sections(by, read.sections),
    }
    return TemplateResponse(request, "admin/articles/article/board.html", context)


def _sections(by: User, known: list[Section]) -> list[Section]:
    """Those into which this person may put stories, in the order of the paper."""
    allowed = set(policy.sections_for(by).values_list("pk", flat=True))
    return [one for one in known if one.pk in allowed]


@door("GET")
def asking(request: HttpRequest, article: StoryHere, by: By) -> HttpResponse:
    """The page on which a card is moved without scripts."""
    read = board.read(by, person=policy.person(by).pk)
    context = admin_context(request) | {
        "title": _("Move on the board"),
        "article": article,
        "days": read.days,
        "to": _sections(by, read.sections),
        "key": uuid.uuid4(),
    }
    return TemplateResponse(request, "admin/articles/article/move_on_board.html", context)


@door("POST", refusals=(Refused,))
def doing(
    request: HttpRequest,
    article: StoryHere,
    by: By,
    *,
    key: uuid.UUID,
    day: Annotated[date | Literal["none"] | None, Day(or_none=True)] = None,
    time: Annotated[str, Text(20)] = "",
    section: int | None = None,
    base: int | None = None,
    was_in: int | None = None,
    back: Annotated[str, Text(500)] = "",
) -> HttpResponse:
    """Move a card to a day, or to no day, and into a section. `base` and `was_in` say from where it was taken."""
    to = get_object_or_404(Section.objects.select_related("parent"), pk=section) if section else None
    said = moving.move(article, moving.Move(day, time, to, base, was_in), by=by, key=key)
    return _done(request, said, back)


move = TwoDoors(asking, doing)


@door("POST", permission="articles.view_article", refusals=(Refused,))
def begin(
    request: HttpRequest,
    by: By,
    *,
    key: uuid.UUID,
    slugline: Annotated[str, Text(200)],
    headline: Annotated[str, Text(300)] = "",
    section: int | None = None,
    day: Annotated[date | Literal["none"] | None, Day(or_none=True)] = None,
    words: Annotated[int | None, Number(1, 50_000)] = None,
    back: Annotated[str, Text(500)] = "",
) -> HttpResponse:
    """Put an idea on the board."""
    into = get_object_or_404(Section.objects.select_related("parent"), pk=section) if section else None
    idea = ideas.Idea(slugline.strip(), headline.strip(), into, day if isinstance(day, date) else None, words)
    story = ideas.add(idea, by=by, key=key)
    return _done(request, _("“{name}” is on the board.").format(name=story.slugline), back)


def _done(request: HttpRequest, said: str, back: str) -> HttpResponse:
    if is_asked_by_a_script(request):
        return JsonResponse({"said": said})
    messages.success(request, said)
    board_page = reverse("admin:articles_article_board")
    is_board = back.startswith(board_page) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if is_board else board_page)


def addresses(view: Any) -> list[URLPattern]:
    return [
        path("board/", view(planned), name="articles_article_board"),
        path("board/begin/", view(begin), name="articles_article_board_begin"),
        path("<int:pk>/move/", view(move), name="articles_article_move"),
        *figures.addresses(view),
    ]
