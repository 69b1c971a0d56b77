"""The history of a front: every version and what became of it; two of them compared, one restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from articles import policy
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.arguments import Base
from articles.admin.front_places import PlaceHere, PlaceToEdit
from articles.composing.arrangement import Arrangement
from articles.fronts import versions, wording
from articles.fronts.versions import SavedMeanwhile, arrangement_of
from articles.models import FrontMove, FrontVersion, PublishedArticle
from house import clock, people
from house.arguments import LARGEST_VERSION, Named, Number
from house.doors import By, door

PAGE = 30
VersionNumber = Annotated[int, Named("This front has no such version.")]
SAID = {
    FrontMove.Act.LIVE: gettext_noop("put it live"),
    FrontMove.Act.SCHEDULED: gettext_noop("scheduled it for {what}"),
    FrontMove.Act.TAKEN_BACK: gettext_noop("took back its schedule for {what}"),
    FrontMove.Act.ON_TIME: gettext_noop("went live as scheduled"),
    FrontMove.Act.RELEASED: gettext_noop("released it with {what}"),
}


@dataclass(frozen=True)
class Fate:
    """One line below a version: what was done with it."""

    at: datetime
    by: str
    did: str


@dataclass(frozen=True)
class FrontLogLine:
    version: FrontVersion
    changed: list[str]
    fates: list[Fate]


@door("GET", knows_all=True)
def history(
    request: HttpRequest, place: PlaceHere, *, under: Annotated[int | None, Number(1, LARGEST_VERSION)] = None
) -> HttpResponse:
    """Thirty versions on a page. `?under=` shows those with smaller numbers."""
    rows: list[FrontVersion] = []
    if place.front:
        found = place.front.versions.select_related("by", "restored_from").order_by("-number")
        rows = list((found.filter(number__lt=under) if under else found)[: PAGE + 1])
    names = headlines([arrangement_of(row) for row in rows], request)
    context = {
        **admin_context(request),
        "title": _("History"),
        "place": place,
        "entries": entries(rows, names)[:PAGE],
        "older": rows[PAGE - 1].number if len(rows) > PAGE else None,
        "is_first_page": not under,
        "may_edit": not policy.why_not_front(
            request.user, "edit", place.section.pk if place.section else None
        ),
    }
    return TemplateResponse(request, "admin/articles/front/history.html", context)


def entries(rows: list[FrontVersion], names: Callable[[int], str]) -> list[FrontLogLine]:
    """The lines of the log. A line says what its version changed of the one before, which is the next in `rows`."""
    fates: dict[int, list[Fate]] = {}
    for move in FrontMove.objects.filter(version__in=rows).select_related("by"):
        fates.setdefault(move.version_id, []).append(fate(move))
    made = []
    for row, before in zip(rows, [*rows[1:], None], strict=False):
        now, was = arrangement_of(row), arrangement_of(before)
        changed = wording.changes(was, now, names) if now and was else []
        made.append(FrontLogLine(row, changed, fates.get(row.pk, [])))
    return made


def fate(move: FrontMove) -> Fate:
    what = clock.in_full(move.goes_live_at) if move.goes_live_at else ""
    if move.act == FrontMove.Act.RELEASED:
        count = len(move.stories)
        what = ngettext("%(count)s story", "%(count)s stories", count) % {"count": count}
    by = "" if move.act == FrontMove.Act.ON_TIME else people.name_of(move.by)
    return Fate(move.at, by, _(SAID[FrontMove.Act(move.act)]).format(what=what))


@door("GET")
def compare(request: HttpRequest, place: PlaceHere, *, a: VersionNumber, b: VersionNumber) -> HttpResponse:
    """`?a=` and `?b=` name two versions, the older first."""
    if place.front is None:
        raise Http404("Nobody has arranged this front.")
    rows = place.front.versions.select_related("by")
    old, new = (get_object_or_404(rows, number=number) for number in sorted((a, b)))
    said = in_words(arrangement_of(old) or Arrangement(), arrangement_of(new) or Arrangement(), request)
    context: dict[str, Any] = {
        **admin_context(request),
        "title": _("What changed"),
        "place": place,
        "old": old,
        "new": new,
        "said": said,
    }
    return TemplateResponse(request, "admin/articles/front/compare.html", context)


def in_words(before: Arrangement, after: Arrangement, request: HttpRequest) -> list[str]:
    return wording.changes(before, after, headlines([before, after], request))


def headlines(arranged: list[Arrangement | None], request: HttpRequest) -> Callable[[int], str]:
    """A function that names stories: by headline where this person may know it, otherwise by number."""
    numbers = {story for one in arranged if one for story in one.pinned}
    public = PublishedArticle.objects.filter(story_id__in=numbers).values_list("story_id", "headline")
    own = policy.visible_articles(request.user).filter(pk__in=numbers).values_list("pk", "headline")
    known = dict(own) | dict(public)
    return lambda number: known.get(number) or _("story {number}").format(number=number)


@door("POST")
def restore(
    request: HttpRequest, place: PlaceToEdit, number: int, by: By, *, base: Base = None
) -> HttpResponse:
    if place.front is None:
        raise Http404("Nobody has arranged this front.")
    old = get_object_or_404(place.front.versions.select_related("front__section"), number=number)
    try:
        version = versions.restore(old, base=base, by=by)
    except (SavedMeanwhile, Refused) as refused:
        messages.error(request, _("Nothing was restored. {why}").format(why=refused))
        return HttpResponseRedirect(place.address("history"))
    if version is None:
        told = _("The front is arranged like version {number} already.")
        messages.info(request, told.format(number=number))
    else:
        told = _("Version {number} is back, as version {new}. Readers do not have it yet.")
        messages.success(request, told.format(number=number, new=version.number))
    return HttpResponseRedirect(place.address())
