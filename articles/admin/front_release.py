"""Releasing a front with its stories: which go, what stands in the way, and the one press that does it."""

from __future__ import annotations

import re
import uuid

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles import policy
from articles.acts.act import Refused
from articles.admin.acts import admin_context, user_of
from articles.admin.front_places import place_of
from articles.fronts import releasing
from articles.models import Revision

CHOSEN = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """GET lists the stories that are ready, POST publishes the chosen ones and the front in one act."""
    place = place_of(request, slug, "release")
    if place.front is None:
        raise Http404("Nobody has arranged this front.")
    version = get_object_or_404(place.front.versions.select_related("front__section", "by"), number=number)
    reasons: tuple[str, ...] = ()
    given = request.POST.getlist("story")
    key = key_in(request.POST.get("key", ""))
    if request.method == "POST":
        try:
            move = releasing.release(
                version, chosen(given, request), by=user_of(request), key=key, now=timezone.now()
            )
        except Refused as refused:
            reasons = refused.reasons
        else:
            count = len(move.stories)
            what = "a story" if count == 1 else f"{count} stories"
            messages.success(request, f"Released: readers have version {version.number} and {what}.")
            return HttpResponseRedirect(place.address())
    waiting = releasing.waiting(version, by=user_of(request))
    context = {
        **admin_context(request),
        "title": "Release",
        "place": place,
        "version": version,
        "waiting": waiting,
        "given": set(given) if request.method == "POST" else None,
        "reasons": reasons,
        "key": key or uuid.uuid4(),
    }
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/articles/front/release.html", context, status=status)


def chosen(given: list[str], request: HttpRequest) -> list[Revision]:
    """The revisions that the page was shown with, so that nobody releases what they have not seen."""
    named = [tuple(map(int, match.groups())) for one in given[:100] if (match := CHOSEN.fullmatch(one))]
    if not named:
        return []
    wanted = Q()
    for article, revision in named:
        wanted |= Q(article=article, number=revision)
    rows = Revision.objects.filter(wanted, article__in=policy.visible_articles(request.user))
    found = list(rows.select_related("section__parent", "author"))
    if len(found) < len(set(named)):
        raise Refused("A story is not there any more: load the page again.")
    return found


def key_in(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None
