"""Sittings at a story: who is here, whose turn it is, and what was typed and not yet saved.

An autosave is acknowledged once its row is in the database. A sitting becomes a revision when its editor saves or
leaves, after ten idle minutes, when somebody takes the story over, or when the next visitor finds that it was left.
Only then may its autosaves be pruned.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.desk import typed_story
from articles.models import Article, Autosave, Revision, Sitting
from articles.models.sitting import GONE_AFTER, SittingQuerySet
from articles.writing import saving
from house import people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

# The form as a browser sends it: each name with the list of its values.
Typed = dict[str, list[str]]

KEPT_AFTER_SETTLING = timedelta(days=30)
# The answers to this many saves of one page may be lost, one after the other.
MOST_SAVES = 20


class NotYours(Exception):
    """The number of this sitting belongs to somebody else or to another story."""


def begin(user: User, key: uuid.UUID | None, *, from_wire: bool) -> Article:
    """Begin a new, empty story. The same key begins the same story, however often it is sent."""
    if key is None:
        return Article.objects.create(created_by=user, from_wire=from_wire)
    article, _is_new = Article.objects.get_or_create(
        created_by=user, begun_with=key, defaults={"from_wire": from_wire}
    )
    return article


def begun_with(key: str, user: User) -> Article | None:
    """The story that was begun with this key."""
    try:
        number = uuid.UUID(key)
    except ValueError:
        return None
    return Article.objects.filter(created_by=user, begun_with=number).only("pk").first()


def opened(
    article: Article, user: User, sitting_id: uuid.UUID, *, now: datetime, base: int | None = None
) -> Sitting:
    """The sitting of this number. The browser's first request makes it."""
    sitting = Sitting.objects.counted().filter(pk=sitting_id).first()
    if sitting is None:
        began_from = article.revisions.filter(number=base).first() if base else article.revision
        sitting = Sitting(pk=sitting_id, article=article, user=user, base=began_from, opened_at=now)
        try:
            with transaction.atomic():
                sitting.save(force_insert=True)
        except IntegrityError:  # two first requests crossed, or one came twice
            sitting = Sitting.objects.counted().get(pk=sitting_id)
    if (sitting.article_id, sitting.user_id) != (article.pk, user.pk):
        raise NotYours
    return sitting


def sign(sitting: Sitting, *, now: datetime, doing: str = "", may_edit: bool = True) -> None:
    """Note that a browser is still here.

    The first person who edits becomes the one who leads. Whoever only reads keeps nobody from leading.
    """
    sitting.seen_at, sitting.doing = now, doing[:40] if may_edit else ""
    # Only these fields: meanwhile the sitting may have been settled, or taken over from.
    sitting.save(update_fields=["seen_at", "doing"])
    edits = may_edit and bool(sitting.doing or sitting.typed_at)
    if edits and not sitting.leads and sitting.settled_at is None and not _led_by_another(sitting, now):
        _begin_to_lead(sitting, now)


def _led_by_another(sitting: Sitting, now: datetime) -> bool:
    others = Sitting.objects.here(now).filter(article=sitting.article_id, leads=True)
    return others.exclude(pk=sitting.pk).exists()


def _begin_to_lead(sitting: Sitting, now: datetime) -> None:
    """Under the story's lock, so that only one of two who come at once leads. Those who are gone no longer count."""
    with transaction.atomic():
        saving.locked(sitting.article_id)
        if not _led_by_another(sitting, now):
            _lead(sitting)


def _lead(sitting: Sitting) -> None:
    """Lead instead of whoever led before. The caller holds the story's lock."""
    at_the_story = Sitting.objects.open().filter(article=sitting.article_id)
    at_the_story.filter(leads=True).exclude(pk=sitting.pk).update(leads=False)
    sitting.leads = at_the_story.filter(pk=sitting.pk).update(leads=True) == 1


def autosave(sitting: Sitting, number: int, typed: Typed, *, now: datetime) -> int | None:
    """Keep what was typed, and return what `became` returns.

    The same number with the same text is the same autosave, sent twice over a bad line. One that arrives after a
    newer one is kept in its place and changes nothing else: it must not open again a sitting that was saved
    meanwhile. Another text under a number that is taken counts as the newest: the page could not learn how far it had
    counted.
    """
    newest: int = getattr(sitting, "counted", None) or 0  # a sitting that was just made has none
    is_newest = number > newest
    if not is_newest:
        taken = sitting.autosaves.filter(number=number).first()
        if taken is not None and _text(taken.typed) != _text(typed):
            number, is_newest = newest + 1, True
    revision = became(sitting, typed)
    if revision is not None:
        typed = typed | {"base": [str(revision)]}
    row = Autosave(sitting=sitting, number=number, at=now, typed=typed)
    Autosave.objects.bulk_create([row], ignore_conflicts=True)
    if is_newest:
        Sitting.objects.filter(pk=sitting.pk).update(
            typed_at=now, seen_at=now, settled_at=None, collided=False
        )
    return revision


def _text(typed: Typed) -> Typed:
    """The typed text alone: without the time and the base, and with the line ends of one browser."""
    return {
        name: [value.replace("\r\n", "\n") for value in values]
        for name, values in typed.items()
        if name not in {"base", "typed_at", "labels"}
    }


def became(sitting: Sitting, typed: Typed) -> int | None:
    """The number of the newest revision made of this sitting, if no other author's revision stands between.

    A page can stay open while its text becomes a revision: somebody takes over, or the answer to a save is lost. It
    must go on from that revision: compared with its old base, its own earlier words would look like somebody else's.
    """
    if sitting.settled_at is None:
        return None
    return _went_on(sitting, base_of(typed))


def _went_on(sitting: Sitting, base: int | None) -> int | None:
    """Follow revisions from `base`, each by this author and each on top of the one before, to that of the sitting."""
    rows = Revision.objects.filter(article=sitting.article_id, number__gt=base or 0).order_by("number")
    before = base
    for number, author, at, began_from in rows.values_list("number", "author", "at", "base__number")[
        :MOST_SAVES
    ]:
        if author != sitting.user_id or began_from != before:
            return None
        if at == sitting.settled_at:
            return int(number)
        before = number
    return None


def base_now(
    sitting_id: uuid.UUID | None, user: User, base: int | None, newest: Revision | None
) -> int | None:
    """The number of the revision on which a sent form is based, even if the answer to its last save was lost."""
    if sitting_id is None or newest is None or newest.number == base:
        return base
    sitting = Sitting.objects.filter(pk=sitting_id, user=user, article=newest.article_id).first()
    if sitting is None or sitting.settled_at is None:
        return base
    return _went_on(sitting, base) or base


def base_of(typed: Typed) -> int | None:
    """The number of the revision from which a form was opened."""
    base = typed.get("base", [""])[0]
    return int(base) if base.isdecimal() and len(base) < 10 else None


def settle(sitting_id: uuid.UUID, *, now: datetime, goodbye: bool = False) -> Revision | None:
    """Make a revision of what was typed. Returns None if there was nothing new.

    A new story that says nothing is deleted once its page is gone; at once if the page says `goodbye`.

    What cannot be saved stays in the autosaves, is marked, and is offered to its author: a question that only they
    can answer, a field that is too long, a story that is now with somebody else.
    """
    with transaction.atomic():
        # The story's lock comes before the sitting's, as it does when the form is saved.
        article = saving.locked(Sitting.objects.values_list("article", flat=True).get(pk=sitting_id))
        sitting = (
            Sitting.objects.select_for_update(of=("self",)).select_related("user", "base").get(pk=sitting_id)
        )
        if sitting.settled_at is not None:
            return None
        last = sitting.autosaves.first()
        if last is None:
            return _settled(sitting, None, now)
        found = None
        if policy.why_not(sitting.user, "edit_pictures", article) is None:
            found = typed_story.read_typed(article, sitting.user, last.typed)
        if found is None:
            _left_to_its_author(sitting)
            return None
        if article.revision_id is None and found.says_nothing:
            if goodbye or sitting.seen_at <= now - GONE_AFTER:
                _forget(article, sitting, now)
            return None
        try:
            with transaction.atomic():
                saved = saving.save(
                    article.pk,
                    found.content,
                    base=found.base,
                    by=sitting.user,
                    desk=found.desk,
                    note=_("From an open form"),
                    now=now,
                )
        except saving.Collision:
            _left_to_its_author(sitting)
            return None
        return _settled(sitting, saved.revision, now)


def _settled(sitting: Sitting, revision: Revision | None, now: datetime) -> Revision | None:
    sitting.settled_at, sitting.leads = now, False
    sitting.save(update_fields=["settled_at", "leads"])
    return revision


def _forget(article: Article, sitting: Sitting, now: datetime) -> None:
    """Delete a story that was begun and emptied again, unless somebody else is here, typed in it or moved it."""
    others = article.sittings.exclude(pk=sitting.pk)
    if (
        others.here(now).exists()
        or others.open().exclude(typed_at=None).exists()
        or article.state_changes.exists()
    ):
        return
    Autosave.objects.filter(sitting__article=article).delete()
    article.sittings.all().delete()
    article.delete()


def _left_to_its_author(sitting: Sitting) -> None:
    sitting.collided, sitting.leads = True, False
    sitting.save(update_fields=["collided", "leads"])


def saved(sitting_id: uuid.UUID, user: User, article: Article, *, now: datetime) -> None:
    """The form itself was saved. `now` is also the time of the revision that it made."""
    same = Sitting.objects.filter(pk=sitting_id, user=user, article=article)
    if same.update(settled_at=now, leads=False) or Sitting.objects.filter(pk=sitting_id).exists():
        return
    Sitting.objects.create(
        pk=sitting_id, article=article, user=user, opened_at=now, seen_at=now, settled_at=now
    )


def close(sitting_id: uuid.UUID, user: User, *, now: datetime) -> None:
    """Its author does not want the text any more."""
    Sitting.objects.open().filter(pk=sitting_id, user=user).update(settled_at=now, leads=False)


def left_behind(now: datetime) -> SittingQuerySet:
    """What the worker settles. What collided waits for its author."""
    return Sitting.objects.left_behind(now).filter(collided=False)


def settle_left_behind(*, now: datetime, article: Article | None = None) -> int:
    """Settle what was left at this story, or at all stories. Returns how many sittings.

    If one of them cannot be settled, the others are: its text stays in its autosaves, and the next call tries again.
    """
    left = left_behind(now)
    if article is not None:
        left = left.filter(article=article)
    ids = list(left.order_by("opened_at").values_list("pk", flat=True))
    settled = 0
    for sitting_id in ids:
        try:
            settle(sitting_id, now=now)
        except Exception:
            logger.exception("Sitting %s cannot be settled; its text stays in its autosaves.", sitting_id)
        else:
            settled += 1
    return settled


def take_over(sitting: Sitting, *, now: datetime) -> None:
    """Lead the story from now on. First, what the person who led has typed becomes a revision."""
    for other in Sitting.objects.open().filter(article=sitting.article_id, leads=True).exclude(pk=sitting.pk):
        settle(other.pk, now=now)
    with transaction.atomic():
        saving.locked(sitting.article_id)
        _lead(sitting)


def unsaved_of(user: User, article: Article) -> list[Sitting]:
    """Sittings of this person whose text is in an autosave and in no revision, newest first."""
    return list(
        Sitting.objects.open()
        .filter(article=article, user=user, typed_at__isnull=False, collided=True)
        .order_by("-typed_at")
    )


def tidy(*, now: datetime) -> int:
    """A duty: prune the autosaves of sittings settled long ago. Returns how many rows were deleted."""
    old = Sitting.objects.filter(settled_at__lt=now - KEPT_AFTER_SETTLING)
    count, _by_model = Autosave.objects.filter(sitting__in=old).delete()
    return count


def others_here(sitting: Sitting, *, now: datetime) -> list[dict[str, Any]]:
    """Who else has the story open, as the form shows it."""
    rows = Sitting.objects.here(now).filter(article=sitting.article_id).exclude(pk=sitting.pk)
    return [
        {
            "name": people.name_of(row.user),
            "you": row.user_id == sitting.user_id,
            "doing": row.doing,
            "seconds": max(0, int((now - row.seen_at).total_seconds())),
            "leads": row.leads,
        }
        for row in rows.select_related("user").order_by("opened_at")
    ]
