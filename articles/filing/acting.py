"""Doing any act: the same records, guards and functions as the buttons of the desk."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from articles import policy
from articles.acts import approve, moving, plain_moves
from articles.acts.act import Act, Press
from articles.acts.decision import Decision
from articles.acts.table import BY_NAME
from articles.filing.keys import Caller
from articles.filing.once import Done
from articles.filing.refusing import STRANGE, NotDone, not_taken
from articles.filing.shapes import Wanted
from articles.filing.stories import find, standing
from articles.models import Article, Edition, KeyUse, Revision, StateChange
from articles.publishing import holding
from articles.records import chain

NO_SUCH_ACT = "There is no such act."
# What one press may have done before the act itself, see `articles.acts.one_press`.
STEPS = (plain_moves.TAKE, approve.ACT)


def named(name: str) -> Act:
    act = BY_NAME.get(name)
    if act is None:
        raise NotDone(404, NO_SUCH_ACT)
    return act


def draw_ahead(caller: Caller, article: Article, act: Act, wanted: Wanted) -> None:
    """Have the parts of pictures drawn that readers will get, before anything is held."""
    if act.goes_live and policy.may(caller.user, act.name, article):
        revision = _revision(article, act, wanted, caller)
        if revision is not None:
            holding.draw_ahead(revision)


def do(caller: Caller, pk: int, act: Act, wanted: Wanted, number: uuid.UUID) -> Done:
    """Do the act. The caller has a transaction. Raises NotDone and Refused."""
    article = find(caller, pk)
    if reason := policy.why_not(caller.user, act.name, article):
        raise NotDone(403, reason)
    _refuse_what_is_not_asked(act, article, wanted)
    press = Press(
        article,
        _revision(article, act, wanted, caller),
        caller.user,
        note=wanted.note,
        kind=wanted.kind,
        is_serious=wanted.is_serious,
        accept_older=wanted.accept_older,
        puts_back=wanted.puts_back,
        key=number,
        at=wanted.at,
        scheduled=wanted.scheduled,
    )
    moving.carry_out(act, press)
    _put_on_record(caller, article, number)
    try:
        there: dict[str, Any] | None = standing(find(caller, pk))
    except NotDone:  # it went to others, and this person does not see it any more
        there = None
    return Done(200, {"done": str(act.done), "story": there})


def _refuse_what_is_not_asked(act: Act, article: Article, wanted: Wanted) -> None:
    asks = act.asks_of(article)
    wrong = {}
    kinds = [kind for kind, _ in asks.kinds]
    if wanted.kind is not None and wanted.kind not in kinds:
        wrong["kind"] = f"One of these: {', '.join(kinds)}." if kinds else STRANGE
    for name, is_asked in (
        ("is_serious", asks.is_serious),
        ("accept_older", asks.accept_older),
        ("puts_back", asks.puts_back),
        ("at", asks.when),
        ("scheduled", asks.which),
    ):
        if getattr(wanted, name) and not is_asked:
            wrong[name] = STRANGE
    if asks.when and wanted.at is None:
        wrong["at"] = "Say when."
    if wanted.revision is None and (act.decides_on_revision or act.is_on_what_is_typed):
        wrong["revision"] = "Say which revision is meant."
    if wrong:
        raise not_taken(wrong)


def _revision(article: Article, act: Act, wanted: Wanted, caller: Caller) -> Revision | None:
    """The revision that was named, or the one that the act is about. Raises NotDone where there is none."""
    if wanted.revision is None:
        return act.about(Decision(article, None, caller.user, timezone.now()))
    revisions = article.revisions.select_related("author", "section__parent")
    found = revisions.filter(number=wanted.revision).first()
    if found is None:
        raise not_taken({"revision": "This story has no such revision."})
    return found


def _put_on_record(caller: Caller, article: Article, number: uuid.UUID) -> None:
    """Say of each record that this press has written that it came by a key. The press still holds the story.

    A press of long ago, whose answer is forgotten, has written nothing now.
    """
    numbers = [number, *(uuid.uuid5(number, step.name) for step in STEPS)]
    for move in StateChange.objects.filter(article=article, key__in=numbers, by_key=None).order_by("pk"):
        chain.keep(KeyUse(article=article, key=caller.key, move=move))
    for edition in Edition.objects.filter(article=article, key=number, by_key=None):
        chain.keep(KeyUse(article=article, key=caller.key, edition=edition))
