"""Releasing a front with its stories: the page lists them with what stands in the way, and has one button."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Annotated

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.front_places import PlaceToRelease
from articles.fronts import releasing
from articles.models import Revision
from house.arguments import ArgumentKind, Key, Received
from house.doors import By, door

CHOSEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
MOST = 100


@dataclass(frozen=True)
class ChosenStories(ArgumentKind):
    """Stories, each with the number of a revision, such as 12.3. Values of another form are left out."""

    def read(self, sent: Received, name: str) -> list[tuple[int, int]]:
        matches = (CHOSEN.fullmatch(one) for one in sent.form.getlist(name)[:MOST])
        return [(int(match[1]), int(match[2])) for match in matches if match]


@door("GET", "POST")
def release(
    request: HttpRequest,
    place: PlaceToRelease,
    number: int,
    by: By,
    *,
    story: Annotated[list[tuple[int, int]], ChosenStories()],
    key: Annotated[uuid.UUID | None, Key(lenient=True)] = None,
) -> HttpResponse:
    """GET lists the stories that are ready, POST publishes the chosen ones and the front in one act."""
    if place.front is None:
        raise Http404("Nobody has arranged this front.")
    version = get_object_or_404(place.front.versions.select_related("front__section", "by"), number=number)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            move = releasing.release(version, revisions_of(story, by), by=by, key=key, now=timezone.now())
        except Refused as refused:
            reasons = refused.reasons
        else:
            count = len(move.stories)
            told = _("Released: readers have version %(number)s and a story.")
            if count != 1:
                told = ngettext(
                    "Released: readers have version %(number)s and %(count)s story.",
                    "Released: readers have version %(number)s and %(count)s stories.",
                    count,
                )
            messages.success(request, told % {"number": version.number, "count": count})
            return HttpResponseRedirect(place.address())
    waiting = releasing.waiting(version, by=by)
    context = {
        **admin_context(request),
        "title": _("Release"),
        "place": place,
        "version": version,
        "waiting": waiting,
        "given": {f"{article}.{revision}" for article, revision in story}
        if request.method == "POST"
        else None,
        "reasons": reasons,
        "key": key or uuid.uuid4(),
    }
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/articles/front/release.html", context, status=status)


def revisions_of(named: list[tuple[int, int]], by: User) -> list[Revision]:
    """The revisions that the page showed, so that nobody releases a revision that they have not seen."""
    if not named:
        return []
    wanted = Q()
    for article, revision in named:
        wanted |= Q(article=article, number=revision)
    rows = Revision.objects.filter(wanted, article__in=policy.visible_articles(by))
    found = list(rows.select_related("section__parent", "author"))
    if len(found) < len(set(named)):
        raise Refused(_("A story is not there any more: load the page again."))
    return found
