"""The requests that the writing page makes by itself: a sign of life, an autosave, a good-bye.

All answers are JSON. The page keeps its own copy of what was typed until the server has acknowledged it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body, policy
from articles.admin.acts import user_of
from articles.admin.arguments import StoryHere, StoryToWrite
from articles.desk import sittings
from articles.models import Article, Revision, Sitting, State
from house import people
from house.arguments import ArgumentKind, Number, Received, Text
from house.doors import JSON, Answer, By, FoundBy, Said, TooLarge, TwoDoors, door

View = Callable[..., HttpResponseBase]
NOBODY = uuid.UUID(int=0)
# Fields that come with every form and hold nothing that somebody typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "number", "_save", "_preview", "_act", "key", "goodbye"})


def addresses(wrapped: Callable[[View], View]) -> list[URLPattern]:
    return [
        path("begin/", wrapped(begin), name="articles_article_begin"),
        path("<int:pk>/presence/", wrapped(presence), name="articles_article_presence"),
        path("<int:pk>/autosave/", wrapped(autosave), name="articles_article_autosave"),
        path("<int:pk>/leave/", wrapped(leave), name="articles_article_leave"),
        path("<int:pk>/takeover/", wrapped(take_over), name="articles_article_takeover"),
        path(
            "<int:pk>/typed/<uuid:sitting>/",
            wrapped(what_was_typed),
            name="articles_article_typed",
        ),
    ]


def addresses_of(article: Article) -> dict[str, str]:
    """The addresses that the story's page asks, by the names that the page gives them."""
    named = {
        name: reverse(f"admin:articles_article_{name}", args=[article.pk])
        for name in ("change", "presence", "autosave", "leave", "takeover")
    }
    return named | {"typed": reverse("admin:articles_article_typed", args=[article.pk, NOBODY])}


@dataclass(frozen=True)
class FormAsItCame(ArgumentKind):
    """The whole form of a story as it was sent, without NUL bytes, which PostgreSQL cannot store.

    `to_keep` refuses a text that is too long for any save: the page still has the text, and says so.
    """

    to_keep: bool = True

    def read(self, sent: Received, name: str) -> sittings.Typed:
        if self.to_keep:
            refuse_if_too_large(sent.form)
        return {
            name.replace("\0", ""): [value.replace("\0", "") for value in values]
            for name, values in sent.form.lists()
            if name not in NOT_TYPED
        }


def who_may_begin(request: HttpRequest) -> User:
    if not policy.may_create(request.user):
        raise PermissionDenied(_("You may not begin stories."))
    return user_of(request)


Beginner = Annotated[User, FoundBy(who_may_begin, ())]
Typed = Annotated[sittings.Typed, FormAsItCame(to_keep=False)]
TypedToKeep = Annotated[sittings.Typed, FormAsItCame()]
# The number that the page gives to an autosave, counted from one in each sitting.
Counted = Annotated[int, Number(0, 999_999_999)]


@door("POST", answers=JSON)
@transaction.atomic
def begin(
    by: Beginner,
    *,
    sitting: uuid.UUID,
    key: uuid.UUID | None = None,
    from_wire: bool = False,
    typed: TypedToKeep,
) -> Answer:
    """A new story exists from its first autosave on."""
    now = timezone.now()
    known = Sitting.objects.filter(pk=sitting, user=by).select_related("article").first()
    if known is not None:
        return Answer(addresses_of(known.article), 200)  # the answer to an earlier request was lost
    begun = sittings.begin(by, key, from_wire=from_wire)
    article = get_object_or_404(policy.visible_articles(by).select_related("revision"), pk=begun.pk)
    sittings.autosave(opened(article, by, sitting, typed, now), 1, typed, now=now)
    return Answer(addresses_of(article), 201)


@door("POST", answers=JSON)
def presence(
    article: StoryHere,
    by: By,
    *,
    sitting: uuid.UUID,
    doing: Annotated[str, Text(200)] = "",
    typed: Typed,
) -> Said:
    now = timezone.now()
    # First of all: a new story that another sitting left empty is not deleted while somebody is here.
    here = opened(article, by, sitting, typed, now)
    if sittings.settle_left_behind(now=now, article=article):
        article.refresh_from_db()
    newest = article.revision
    why = policy.why_not(by, "edit_pictures", article)
    sittings.sign(here, now=now, doing=doing, may_edit=why is None)
    return {
        "others": sittings.others_here(here, now=now),
        "leads": here.leads,
        "became": sittings.became(here, typed),
        "newest": newest.number if newest else None,
        "newest_by": people.name_of(newest.author) if newest else "",
        "newest_is_yours": newest is not None and newest.author_id == by.pk,
        "newest_at": newest.at.isoformat() if newest else "",
        "state": str(State(article.state).label),
        "may_edit": why is None,
        "why": why or "",
        "unsaved": [
            {"sitting": str(row.pk), "at": (row.typed_at or row.seen_at).isoformat()}
            for row in sittings.unsaved_of(by, article)
            if row.pk != here.pk
        ],
    }


@door("POST", answers=JSON)
def autosave(
    article: StoryToWrite, by: By, *, sitting: uuid.UUID, number: Counted, typed: TypedToKeep
) -> Said:
    now = timezone.now()
    became = sittings.autosave(opened(article, by, sitting, typed, now), number, typed, now=now)
    newest = article.revision.number if article.revision else None
    return {"saved": now.isoformat(), "number": number, "newest": newest, "became": became}


@door("POST", answers=JSON)
def leave(
    article: StoryToWrite,
    by: By,
    *,
    sitting: uuid.UUID,
    number: Annotated[int | None, Number(0, 999_999_999)] = None,
    goodbye: bool = False,
    typed: TypedToKeep,
) -> Said:
    """Autosave what is not saved yet, and make a revision of the sitting.

    No number is sent if nothing was ever typed in the sitting.
    """
    now = timezone.now()
    left = opened(article, by, sitting, typed, now)
    if number is not None:
        sittings.autosave(left, number, typed, now=now)
    saved = sittings.settle(left.pk, now=now, goodbye=goodbye)
    newest = Revision.objects.filter(article=article.pk).order_by("-number").values_list("number", flat=True)
    return {"revision": saved.number if saved else None, "newest": newest.first()}


@door("POST", answers=JSON)
def take_over(article: StoryToWrite, by: By, *, sitting: uuid.UUID, typed: Typed) -> Said:
    now = timezone.now()
    mine = opened(article, by, sitting, typed, now)
    sittings.sign(mine, now=now)
    sittings.take_over(mine, now=now)
    article.refresh_from_db()
    return {"leads": True, "newest": article.revision.number if article.revision else None}


@door("GET", answers=JSON)
def typed_before(article: StoryHere, by: By, sitting: uuid.UUID) -> Said:
    """What this person typed in a sitting, to be put back. `closed` says that a revision was made of it."""
    found = Sitting.objects.filter(pk=sitting, article=article, user=by).first()
    last = found.autosaves.first() if found else None
    if found is None or last is None:
        return {"typed": None}
    return {
        "typed": last.typed,
        "at": last.at.isoformat(),
        "number": last.number,
        "closed": found.settled_at is not None,
        "became": sittings.became(found, last.typed),
    }


@door("POST", answers=JSON)
def let_go(article: StoryHere, by: By, sitting: uuid.UUID) -> Said:
    """This person does not want what they typed in a sitting any more."""
    found = Sitting.objects.filter(pk=sitting, article=article, user=by, autosaves__isnull=False).first()
    if found is None:
        return {"typed": None}
    sittings.close(found.pk, by, now=timezone.now())
    return {"closed": True}


what_was_typed = TwoDoors(typed_before, let_go)


def opened(article: Article, by: User, sitting: uuid.UUID, typed: sittings.Typed, now: datetime) -> Sitting:
    try:
        return sittings.opened(article, by, sitting, now=now, base=sittings.base_of(typed))
    except sittings.NotYours:
        raise PermissionDenied(_("This sitting is somebody else's.")) from None


def refuse_if_too_large(form: QueryDict) -> None:
    try:
        body.refuse_if_too_large(form.get("body", ""))
    except body.BodyTooLarge as reason:
        raise TooLarge(str(reason)) from None


def facts_for_the_page(user: Any, article: Article | None) -> dict[str, str]:
    """The form's data attributes, which the modules of the page read."""
    facts = {"user": str(user.pk), "username": user.get_username(), "login": reverse("admin:login")}
    if article is None:
        return facts | {"begin": reverse("admin:articles_article_begin")}
    # A page without a form to edit has no field that says which revision it shows.
    shown = {"revision": str(article.revision.number)} if article.revision else {}
    return facts | addresses_of(article) | shown
