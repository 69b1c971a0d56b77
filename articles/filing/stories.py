"""Beginning, reading and saving a story, as the form of the desk does it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles import policy
from articles.acts import offering
from articles.desk import sittings
from articles.desk.forms import ArticleForm
from articles.desk.rowsets import stored_rows
from articles.filing import typed
from articles.filing.keys import Caller
from articles.filing.once import Done
from articles.filing.refusing import NOT_HERE, NotDone, not_taken
from articles.models import Article, KeyUse, Revision
from articles.records import chain
from articles.writing import saving
from house import people
from house.web import absolute

WEAKER = "An embargo is not taken away or brought forward by saving: the act “lift_embargo” lifts it."
ALONG = (
    *("revision__author", "revision__section__parent", "live_edition__revision__section__parent"),
    *("approved_revision__section__parent", "lead_picture", "last_move__by"),
)


def find(caller: Caller, pk: int) -> Article:
    """A story in sight of whoever the key acts as. What is out of reach is answered as what is not there."""
    rows = (
        policy.visible_articles(caller.user).with_past().with_schedule().with_translations().without_words()
    )
    article = rows.select_related(*ALONG).prefetch_related(*stored_rows()).filter(pk=pk).first()
    if article is None:
        raise NotDone(404, NOT_HERE)
    return article


def begin(caller: Caller, given: Mapping[str, Any], number: uuid.UUID) -> Done:
    """Begin a story. The caller has a transaction, and asked whether this person may."""
    form = typed.form_of(caller.user, None, None, given)
    _refuse_unless_valid(form)
    begun = sittings.begin(caller.user, number, from_wire=form.cleaned_data["from_wire"])
    locked = saving.locked(begun.pk)
    # This very request may have begun it long ago, and the answer is forgotten.
    is_new = locked.revision_id is None
    saved = _write(caller, form, locked, base=None) if is_new else saving.Saved(None)
    return Done(201, _saved(find(caller, begun.pk), form, saved))


@transaction.atomic
def save(caller: Caller, pk: int, given: Mapping[str, Any], *, base: int | None) -> Done:
    """Save a story with what was changed since revision `base`, merged with what others saved meanwhile."""
    find(caller, pk)
    saving.locked(pk)  # from here on nobody moves it
    article = find(caller, pk)
    opened = article.revisions.filter(number=base).first() if base is not None else None
    if base is not None and opened is None:
        raise not_taken({"revision": "This story has no such revision."})
    if reason := policy.why_not(caller.user, "edit_pictures", article):
        raise NotDone(403, reason)
    form = typed.form_of(caller.user, article, opened, given)
    if closed := sorted(
        set(given) - set(form.fields) - ({"bylines", "sources"} if form.edits_words else set())
    ):
        why = policy.why_not(caller.user, "edit", article) or "These cannot be changed."
        raise NotDone(403, why, wrong=dict.fromkeys(closed, why))
    _refuse_unless_valid(form)
    _refuse_a_weaker_embargo(form, given)
    try:
        saved = _write(caller, form, form.locked, base=base)
    except saving.Collision as collision:
        raise _both_changed(collision) from None
    return Done(200, _saved(find(caller, pk), form, saved))


def _refuse_unless_valid(form: ArticleForm) -> None:
    if not form.is_valid():
        raise not_taken(typed.problems_of(form))


def _refuse_a_weaker_embargo(form: ArticleForm, given: Mapping[str, Any]) -> None:
    """Whoever the key acts as. A program may send back what it read before somebody set the embargo."""
    if (
        "embargo" in form.fields
        and given.keys() & {"embargo", "embargo_until"}
        and form.weakens_the_embargo()
    ):
        raise not_taken({"embargo": WEAKER})


def _write(caller: Caller, form: ArticleForm, locked: Article, *, base: int | None) -> saving.Saved:
    saved = saving.write(
        locked, form.content(), base=base, by=caller.user, desk=form.desk_changes(), now=timezone.now()
    )
    if saved.revision is not None:
        chain.keep(KeyUse(article_id=locked.pk, key=caller.key, revision=saved.revision))
    return saved


def _both_changed(collision: saving.Collision) -> NotDone:
    questions = [
        {
            "field": question.name.removesuffix("_id"),
            "base": question.base,
            "mine": question.mine,
            "theirs": question.theirs,
        }
        for question in collision.merged.questions
    ]
    why = f"{collision} Nothing was saved. {'' if questions else collision.advice}".strip()
    return NotDone(409, why, revision=collision.newest.number, both_changed=questions)


# What is answered


def standing(article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "revision": article.revision.number if article.revision else None,
        "state": str(article.state),
        "is_live": article.is_live,
        "address": absolute(article.live_edition.path) if article.live_edition else None,
        "at_the_desk": absolute(reverse("admin:articles_article_change", args=[article.pk])),
    }


def _saved(article: Article, form: ArticleForm, saved: saving.Saved) -> dict[str, Any]:
    removed = form.fields["body"].removed if "body" in form.fields else ()  # type: ignore[attr-defined] # of our field
    theirs = saved.merged.from_theirs if saved.merged else ()
    merged = [name.removesuffix("_id") for name in theirs]
    return standing(article) | {"left_out": list(removed), "merged_with": merged}


def read(caller: Caller, pk: int) -> dict[str, Any]:
    """The working copy, where it stands, and what this person may do to it now."""
    article = find(caller, pk)
    newest: Revision | None = article.revision
    return standing(article) | {
        "fields": typed.told(article),
        "word_count": article.word_count,
        "saved_by": people.name_of(newest.author) if newest else None,
        "saved_at": newest.at if newest else None,
        "acts": [
            {
                "name": option.act.name,
                "label": str(option.label),
                "is_open": option.is_open,
                "reasons": list(option.reasons),
            }
            for option in offering.options(article, caller.user)
        ],
    }
