"""Putting a live story first on a front, from the story: which fronts, and what moves there."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.admin import acts, in_place
from articles.admin.arguments import StoryHere
from articles.admin.front_places import FrontPlace
from articles.fronts import drafting, placing
from articles.models import Article, Section
from house.arguments import Key, Text
from house.doors import By, door


@door("GET", "POST")
def put_first(
    request: HttpRequest,
    article: StoryHere,
    by: By,
    *,
    front: Annotated[str, Text(100, lenient=True)] = "",
    key: Annotated[uuid.UUID | None, Key(lenient=True)] = None,
) -> HttpResponse:
    """GET shows the fronts that this person may set, with what moves there. POST puts the story on one of them.

    `front` names it with the version that readers had when the page was shown, as in home.12; home.0 for none.
    """
    return in_place.answer(request, _put_first, article, by, front, key)


def _put_first(
    request: HttpRequest, article: Article, by: User, front: str, key: uuid.UUID | None
) -> HttpResponse:
    if not article.is_live:
        raise PermissionDenied(_("Readers do not have this story: publish it first."))
    places = fronts_for(by, article.section)
    if not places:
        raise PermissionDenied(_("You may not set the home page, nor the front of this story's section."))
    reasons: tuple[str, ...] = ()
    slug, _dot, version = front.rpartition(".")
    if request.method == "POST":
        try:
            chosen = next((place for place in places if place.slug == slug), None)
            if chosen is None:
                raise Refused(_("Choose a front."))
            placing.put_first(
                article.pk, chosen.section, seen=drafting.number(version) or None, by=by, key=key
            )
        except Refused as refused:
            reasons = refused.reasons
        else:
            told = _("Readers find it first on: {front}.")
            messages.success(request, told.format(front=placing.name_of(chosen.section)))
            return HttpResponseRedirect(acts.landing(request, article))
    now = timezone.now()
    proposed = [(place, placing.proposed(article.pk, place.section, now=now)) for place in places]
    offered = [(place, putting) for place, putting in proposed if putting is not None]
    context = {
        **acts.admin_context(request),
        "title": placing.words_for(any_home=any(place.section is None for place in places)),
        "article": article,
        "offered": offered,
        "chosen": slug or next((place.slug for place, one in offered if not one.is_first), ""),
        "reasons": reasons,
        "key": uuid.uuid4(),
    }
    status = 409 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/articles/article/put_first.html", context, status=status)


def fronts_for(by: User, section: Section | None) -> list[FrontPlace]:
    """The home page and the fronts around the section of a story, as far as this person may change them at once."""
    return [
        FrontPlace(one, None)
        for one in placing.fronts_of(section)
        if not any(policy.why_not_front(by, act, one.pk if one else None) for act in ("edit", "put_live"))
    ]


def addresses(view: Callable[..., Any]) -> list[URLPattern]:
    return [path("<int:pk>/put-first/", view(put_first), name="articles_article_put_first")]
