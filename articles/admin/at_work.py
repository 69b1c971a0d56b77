"""What the writing page says to the server while somebody writes: I am here, this is typed, I am leaving.

All answers are JSON. The page keeps its own copy of what was typed until the server has acknowledged it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from articles import body, policy
from articles.admin.acts import name_of, user_of, visible_article
from articles.desk import sittings
from articles.models import Article, Revision, Sitting, State

View = Callable[..., HttpResponse]
NOBODY = uuid.UUID(int=0)
# What comes with every form and is nobody's text.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "number", "_save", "_preview", "_act", "key", "goodbye"})


def addresses(wrapped: Callable[[View], View]) -> list[URLPattern]:
    return [
        path("begin/", wrapped(begin), name="articles_article_begin"),
        path("<int:pk>/presence/", wrapped(presence), name="articles_article_presence"),
        path("<int:pk>/autosave/", wrapped(autosave), name="articles_article_autosave"),
        path("<int:pk>/leave/", wrapped(leave), name="articles_article_leave"),
        path("<int:pk>/takeover/", wrapped(take_over), name="articles_article_takeover"),
        path("<int:pk>/typed/<uuid:sitting>/", wrapped(typed), name="articles_article_typed"),
    ]


def addresses_of(article: Article) -> dict[str, str]:
    """Where the page of this story speaks to, by the names it uses."""
    named = {
        name: reverse(f"admin:articles_article_{name}", args=[article.pk])
        for name in ("change", "presence", "autosave", "leave", "takeover")
    }
    return named | {"typed": reverse("admin:articles_article_typed", args=[article.pk, NOBODY])}


@require_POST
@transaction.atomic
def begin(request: HttpRequest) -> JsonResponse:
    """A new story exists from its first autosave on."""
    user = user_of(request)
    if not policy.may_create(user):
        return refused("You do not begin stories.")
    if answer := too_large(request):
        return answer
    now = timezone.now()
    if (
        known := Sitting.objects.filter(pk=sitting_number(request), user=user)
        .select_related("article")
        .first()
    ):
        return JsonResponse(addresses_of(known.article))  # the answer was lost on the way
    begun = sittings.begin(user, key_of(request), from_wire=request.POST.get("from_wire") == "on")
    article = visible_article(request, begun.pk)
    sitting = opened(request, article, now)
    sittings.autosave(sitting, 1, typed_in(request), now=now)
    return JsonResponse(addresses_of(article), status=201)


@require_POST
def presence(request: HttpRequest, pk: int) -> JsonResponse:
    article, user, now = visible_article(request, pk), user_of(request), timezone.now()
    # First of all: what another sitting left behind does not go while somebody is here.
    sitting = opened(request, article, now)
    if sittings.settle_left_behind(now=now, article=article):
        article.refresh_from_db()
    newest, doing = article.revision, request.POST.get("doing", "").replace("\0", "")
    why = policy.why_not(user, "edit_pictures", article)
    sittings.sign(sitting, now=now, doing=doing, may_edit=why is None)
    return JsonResponse(
        {
            "others": sittings.others_here(sitting, now=now),
            "leads": sitting.leads,
            "became": sittings.became(sitting, typed_in(request)),
            "newest": newest.number if newest else None,
            "newest_by": name_of(newest.author) if newest else "",
            "newest_is_yours": newest is not None and newest.author_id == user.pk,
            "newest_at": newest.at.isoformat() if newest else "",
            "state": State(article.state).label,
            "may_edit": why is None,
            "why": why or "",
            "unsaved": [
                {"sitting": str(row.pk), "at": (row.typed_at or row.seen_at).isoformat()}
                for row in sittings.unsaved_of(user, article)
                if row.pk != sitting.pk
            ],
        }
    )


@require_POST
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    article, now = visible_article(request, pk), timezone.now()
    if answer := too_large(request):
        return answer
    if reason := policy.why_not(request.user, "edit_pictures", article):
        return refused(reason)
    number = numbered(request)
    became = sittings.autosave(opened(request, article, now), number, typed_in(request), now=now)
    newest = article.revision.number if article.revision else None
    return JsonResponse({"saved": now.isoformat(), "number": number, "newest": newest, "became": became})


@require_POST
def leave(request: HttpRequest, pk: int) -> JsonResponse:
    """Autosave what is not yet, and make a revision of the sitting."""
    article, now = visible_article(request, pk), timezone.now()
    if answer := too_large(request):
        return answer
    if reason := policy.why_not(request.user, "edit_pictures", article):
        return refused(reason)
    sitting = opened(request, article, now)
    if "number" in request.POST:  # without one, nothing was ever typed here
        sittings.autosave(sitting, numbered(request), typed_in(request), now=now)
    saved = sittings.settle(sitting.pk, now=now, goodbye="goodbye" in request.POST)
    newest = Revision.objects.filter(article=article.pk).order_by("-number").values_list("number", flat=True)
    return JsonResponse({"revision": saved.number if saved else None, "newest": newest.first()})


@require_POST
def take_over(request: HttpRequest, pk: int) -> JsonResponse:
    article, now = visible_article(request, pk), timezone.now()
    if reason := policy.why_not(request.user, "edit_pictures", article):
        return refused(reason)
    sitting = opened(request, article, now)
    sittings.sign(sitting, now=now)
    sittings.take_over(sitting, now=now)
    article.refresh_from_db()
    return JsonResponse({"leads": True, "newest": article.revision.number if article.revision else None})


@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: HttpRequest, pk: int, sitting: uuid.UUID) -> JsonResponse:
    """What one typed in a sitting, to be put back (GET) or let go (POST); `closed` once a revision came of it."""
    article, user = visible_article(request, pk), user_of(request)
    found = Sitting.objects.filter(pk=sitting, article=article, user=user).first()
    last = found.autosaves.first() if found else None
    if found is None or last is None:
        return JsonResponse({"typed": None})
    if request.method == "POST":
        sittings.close(found.pk, user, now=timezone.now())
        return JsonResponse({"closed": True})
    return JsonResponse(
        {
            "typed": last.typed,
            "at": last.at.isoformat(),
            "number": last.number,
            "closed": found.settled_at is not None,
            "became": sittings.became(found, last.typed),
        }
    )


def opened(request: HttpRequest, article: Article, now: datetime) -> Sitting:
    base = sittings.base_of(typed_in(request))
    try:
        return sittings.opened(article, user_of(request), sitting_number(request), now=now, base=base)
    except sittings.NotYours:
        raise PermissionDenied("This sitting is somebody else's.") from None


def sitting_number(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("sitting", ""))
    except ValueError:
        raise BadRequest("A sitting has a number of its own.") from None


def key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def numbered(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise BadRequest("An autosave has a number.")
    return int(number)


def typed_in(request: HttpRequest) -> sittings.Typed:
    """The form as it came; a NUL byte, which PostgreSQL cannot store, is the only thing left out."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
    }


def too_large(request: HttpRequest) -> JsonResponse | None:
    """What no save will take is not kept either: the page has it, and says so."""
    try:
        body.refuse_if_too_large(request.POST.get("body", ""))
    except body.BodyTooLarge as reason:
        return JsonResponse({"why": str(reason)}, status=413)
    return None


def refused(reason: str) -> JsonResponse:
    return JsonResponse({"why": reason}, status=403)


def facts_for_the_page(user: Any, article: Article | None) -> dict[str, str]:
    """The form's data attributes."""
    facts = {"user": str(user.pk), "username": user.get_username(), "login": reverse("admin:login")}
    if article is None:
        return facts | {"begin": reverse("admin:articles_article_begin")}
    # Whoever only reads has no field that says which revision the page shows.
    shown = {"revision": str(article.revision.number)} if article.revision else {}
    return facts | addresses_of(article) | shown
