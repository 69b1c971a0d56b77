"""The acts on the entries of live coverage: draft, post, change, correct, mark, remove.

Nothing else writes entries. Each act holds the story's row, writes the entry's next version and brings what readers
get up to date, in one transaction. The same `key` sent twice counts once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import body, policy
from articles.acts import entering, moving, presses
from articles.acts.act import Guard, Refused
from articles.live.entry_guards import OF_THE_STORY, OF_THE_TEXT, WHILE_OPEN, why_not_post
from articles.models import Article, LiveEntry, LiveEntryVersion, Revision
from articles.models.live import CONTENT
from articles.publishing import added_entry, public_rows, taken
from articles.writing import picture_uses, saving
from house import clock, people
from house.lines import one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Act = LiveEntryVersion.Act
# Drafts have no versions, so the story's log says when one was thrown away.
DISCARDED = "discard_entry"


@dataclass(frozen=True)
class Said:
    """What an entry says."""

    headline: str = ""
    body: str = ""
    reporter_id: int | None = None
    byline: str = ""
    is_key: bool = False
    is_pinned: bool = False

    @classmethod
    def of(cls, entry: LiveEntry | LiveEntryVersion) -> Said:
        return cls(**{name: getattr(entry, name) for name in CONTENT})


class WrittenMeanwhile(Exception):
    """Somebody wrote the entry since the form was opened; nothing was saved."""

    def __init__(self, newest: LiveEntry) -> None:
        self.newest = newest
        words = (
            _("{name} removed this entry at {time}, after you opened it.")
            if newest.is_removed
            else _("{name} changed this entry at {time}, after you opened it.")
        )
        super().__init__(
            words.format(name=people.name_of(newest.saved_by), time=clock.said(newest.saved_at, seconds=True))
        )


# Drafts


@transaction.atomic
def save_draft(
    article: Article,
    said: Said,
    *,
    by: User,
    entry: LiveEntry | None = None,
    base: int | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> LiveEntry:
    """Keep an entry that readers do not have.

    `base` is the save from which the form began. Raises WrittenMeanwhile, and Refused.
    """
    article = saving.locked(article.pk)
    if reason := policy.why_not(by, "draft_entry", article):
        raise Refused(reason)
    written = _draft(article, entry, base, key, by) or LiveEntry(
        article=article, key=key or uuid.uuid4(), saves=0
    )
    _write(article, written, said, by=by, now=now or timezone.now())
    return written


@transaction.atomic
def discard(entry: LiveEntry, *, by: User, base: int | None = None, now: datetime | None = None) -> None:
    """Throw a draft away. Its own author may do so, and an editor. The story's log keeps what it said.

    Entries that readers had are removed instead. Raises WrittenMeanwhile, and Refused.
    """
    article = saving.locked(entry.article_id)
    known = LiveEntry.objects.filter(pk=entry.pk).select_related("newest", "saved_by", "begun_by").first()
    if known is None:
        raise Refused(_("Somebody threw this draft away already."))
    if known.is_posted:
        raise Refused(_("Readers have this entry: remove it instead."))
    if reason := why_not_discard(known, article, by):
        raise Refused(reason)
    if base is not None:
        _refuse_if_stale(known, base)
    owner, said = known.begun_by or known.saved_by, body.plain_text(known.body)
    words = "\n".join(part for part in (known.headline, said) if part)
    note = _("Draft of {name}: {words}").format(
        name=people.name_of(owner), words=words or _("nothing was written yet")
    )
    moving.put_on_record(DISCARDED, article, by=by, note=note, now=now or timezone.now())
    known.delete()
    picture_uses.tell_of_entries(article)


def why_not_discard(entry: LiveEntry, article: Article, by: User) -> str | None:
    """Why this person may not throw the draft away: only its author may, and those who may post entries."""
    if reason := policy.why_not(by, "draft_entry", article):
        return reason
    owner = entry.begun_by or entry.saved_by
    if owner == by or policy.may(by, "post_entry", article):
        return None
    return _("This is a draft of {name}: only they or an editor may throw it away.").format(
        name=people.name_of(owner)
    )


# What readers get


def post(
    article: Article,
    said: Said,
    *,
    by: User,
    entry: LiveEntry | None = None,
    base: int | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> LiveEntry:
    """Give readers a new entry, or a draft. Raises WrittenMeanwhile, and Refused."""
    with _going_in(article.pk, said) as article:
        if done := _done(key, Act.POSTED, by=by, article=article, entry=entry, said=said):
            return done
        now = now or timezone.now()
        known = _draft(article, entry, base, key, by)
        _refuse(article, by, now, (*WHILE_OPEN, *OF_THE_TEXT), said)
        posted = known or LiveEntry(article=article, saves=0)
        _write(article, posted, said, by=by, now=now)
        newest = LiveEntry.objects.filter(article=article).aggregate(newest=Max("number"))["newest"]
        return _enter(article, posted, Act.POSTED, number=(newest or 0) + 1, by=by, key=key, now=now)


def change(
    entry: LiveEntry,
    said: Said,
    *,
    by: User,
    base: int | None,
    is_minor: bool = False,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> LiveEntry:
    """Give an entry that readers have other words. A minor change gives it no new time."""
    act = Act.MINOR if is_minor else Act.UPDATED
    return _change(entry, said, act, WHILE_OPEN, by=by, base=base, key=key, now=now)


def correct(
    entry: LiveEntry,
    said: Said,
    *,
    text: str,
    is_serious: bool = False,
    by: User,
    base: int | None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> LiveEntry:
    """Correct an entry, with a dated note in it that readers see. Possible after the coverage has ended."""
    if not text.strip():
        raise Refused(_("Say what was wrong and what is right: readers see it in the entry."))
    correction = (text.strip(), is_serious)
    return _change(
        entry, said, Act.CORRECTED, OF_THE_STORY, by=by, base=base, key=key, now=now, correction=correction
    )


def _change(
    entry: LiveEntry,
    said: Said,
    act: Act,
    guards: Sequence[Guard],
    *,
    by: User,
    base: int | None,
    key: uuid.UUID | None,
    now: datetime | None,
    correction: tuple[str, bool] = ("", False),
) -> LiveEntry:
    with _going_in(entry.article_id, said) as article:
        if done := _done(key, act, by=by, article=article, entry=entry, said=said, note=correction[0]):
            return done
        now = now or timezone.now()
        known = _again(entry)
        _refuse_if_stale(known, base)
        _refuse_unless_shown(known)
        _refuse(article, by, now, (*guards, *OF_THE_TEXT), said)
        if said == Said.of(known) and not correction[0]:
            raise Refused(_("Nothing has changed since the entry was last posted."))
        _write(article, known, said, by=by, now=now)
        return _enter(article, known, act, by=by, key=key, now=now, correction=correction)


def mark(
    entry: LiveEntry,
    *,
    by: User,
    is_key: bool | None = None,
    is_pinned: bool | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> LiveEntry:
    """Pin an entry or take the pin away; count it among the key events or no more. None leaves a mark as it is."""
    with _going_in(entry.article_id) as article:
        if done := _done(key, Act.MARKED, by=by, article=article, entry=entry):
            return done
        now = now or timezone.now()
        known = _again(entry)
        _refuse_unless_shown(known)
        _refuse(article, by, now, WHILE_OPEN, None)
        before = Said.of(known)
        marks = {
            "is_key": before.is_key if is_key is None else is_key,
            "is_pinned": before.is_pinned if is_pinned is None else is_pinned,
        }
        after = Said(**{**asdict(before), **marks})
        if after == before:
            return known
        _write(article, known, after, by=by, now=now)
        return _enter(article, known, Act.MARKED, by=by, key=key, now=now)


def remove(
    entry: LiveEntry, *, by: User, note: str = "", key: uuid.UUID | None = None, now: datetime | None = None
) -> LiveEntry:
    """Take an entry away from readers for good. In its place readers see that there was one, and the note, if any.

    Possible in every state of the story: one that was withdrawn may be published again without the entry.
    """
    with _going_in(entry.article_id) as article:
        if done := _done(key, Act.REMOVED, by=by, article=article, entry=entry, note=note.strip()):
            return done
        now = now or timezone.now()
        known = _again(entry)
        _refuse_unless_shown(known)
        _refuse(article, by, now, (), None)
        unmarked = Said(**{**asdict(Said.of(known)), "is_key": False, "is_pinned": False})
        _write(article, known, unmarked, by=by, now=now)
        return _enter(article, known, Act.REMOVED, by=by, key=key, now=now, note=note.strip())


# Writing


def _refuse(article: Article, by: User, now: datetime, asked: Sequence[Guard], said: Said | None) -> None:
    words = None
    if said is not None:
        # The guards read the text of a story. This revision holds the entry's text for them, and is never stored.
        author = (
            [{"reporter": said.reporter_id, "name": said.byline}] if said.reporter_id or said.byline else []
        )
        words = Revision(article=article, headline=said.headline, body=said.body, bylines=author)
    if reasons := why_not_post(article, by, now, asked, words):
        raise Refused(*reasons)


@contextmanager
def _going_in(article_id: int, said: Said | None = None) -> Iterator[Article]:
    """Hold the story with all that is written when this goes into it. Raises Refused."""
    with entering.coverage(article_id, said.body if said else ""):
        yield taken.article(article_id)


def _done(
    key: uuid.UUID | None,
    act: Act,
    *,
    by: User,
    article: Article,
    entry: LiveEntry | None = None,
    said: Said | None = None,
    note: str = "",
) -> LiveEntry | None:
    """What this very press has done already; None if it has done nothing yet.

    Raises Refused if the key was used for another story, entry or act, or by somebody else. Raises WrittenMeanwhile
    if other words came with it: those are still to be saved.
    """
    done = LiveEntryVersion.objects.select_related("entry").filter(key=key).first() if key else None
    if done is None:
        return None
    is_another = (done.article_id, done.act, done.by_id) != (article.pk, act, by.pk)
    if is_another or entry not in (None, done.entry) or (done.correction or done.note) != note:
        raise Refused(presses.USED_FOR_ANOTHER)
    if said is not None and _tidied(said) != Said.of(done):
        raise WrittenMeanwhile(_again(done.entry))
    return _again(done.entry)


def _tidied(said: Said) -> Said:
    return replace(said, headline=" ".join(said.headline.split()))


def _again(entry: LiveEntry) -> LiveEntry:
    """The entry as it is now that the story is locked."""
    return LiveEntry.objects.select_related("newest", "saved_by", "reporter").get(pk=entry.pk)


def _draft(
    article: Article, entry: LiveEntry | None, base: int | None, key: uuid.UUID | None, by: User
) -> LiveEntry | None:
    """The draft that a form writes, or None if its entry is a new one. Raises WrittenMeanwhile, and Refused.

    A form whose answer was lost may have begun the entry already: it has the form's key. What somebody else has
    begun, written since or posted is not overwritten by a form that never showed it.
    """
    if entry is not None:
        draft = _again(entry)
        _refuse_if_stale(draft, base)
    else:
        begun = LiveEntry.objects.filter(key=key).first() if key else None
        if begun is None:
            return None
        if begun.article_id != article.pk:
            raise Refused(presses.USED_FOR_ANOTHER)
        draft = _again(begun)
        if begun.saved_by_id != by.pk:
            raise WrittenMeanwhile(draft)
    if draft.is_posted:
        raise WrittenMeanwhile(draft)
    return draft


def _refuse_if_stale(known: LiveEntry, base: int | None) -> None:
    if known.saves != base:
        raise WrittenMeanwhile(known)


def _refuse_unless_shown(known: LiveEntry) -> None:
    if not known.is_posted:
        raise Refused(_("Readers do not have this entry: post it first."))
    if known.is_removed:
        raise Refused(_("This entry was removed. Post a new one."))


def _write(article: Article, entry: LiveEntry, said: Said, *, by: User, now: datetime) -> None:
    """The entry as it stands at the desk, and which pictures it uses there."""
    before = picture_uses.named(None, entry.body)
    _save(entry, said, by=by, now=now)
    if before != picture_uses.named(None, entry.body):
        picture_uses.tell_of_entries(article)


def _save(entry: LiveEntry, said: Said, *, by: User, now: datetime) -> None:
    for name, value in asdict(said).items():
        setattr(entry, name, value)
    entry.headline = one_line(entry.headline)
    entry.saves += 1
    entry.saved_by, entry.saved_at = by, now
    if entry.pk is not None:
        entry.save()
        return
    entry.begun_by = by
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        # An entry was begun in another story at this very moment.
        if not LiveEntry.objects.filter(key=entry.key).exists():
            raise
        raise Refused(presses.USED_FOR_ANOTHER) from None


def _enter(
    article: Article,
    entry: LiveEntry,
    act: Act,
    *,
    number: int | None = None,
    by: User,
    key: uuid.UUID | None,
    now: datetime,
    note: str = "",
    correction: tuple[str, bool] = ("", False),
) -> LiveEntry:
    """Store the entry's next version, and bring what readers get up to date."""
    newest = LiveEntryVersion.objects.filter(article=article).aggregate(newest=Max("change"))["newest"]
    at = entry.number or number or 1
    entry.number = at
    entry.newest = presses.keep(
        LiveEntryVersion(
            article=article,
            entry=entry,
            entry_number=at,
            change=(newest or 0) + 1,
            act=act,
            at=now,
            by=by,
            note=note,
            correction=correction[0],
            is_serious=correction[1],
            key=key or uuid.uuid4(),
            **{name: getattr(entry, name) for name in CONTENT},
        )
    )
    entry.save(update_fields=["number", "newest"])
    if act != Act.POSTED or not added_entry.add(entry.newest, now=now):
        public_rows.refresh([article.pk], now=now)
    return entry
