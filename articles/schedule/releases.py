"""Releases at a time: several stories, with a version of a front or without, go out together or not at all.

What is decided here is one row with the revisions; each of them is a schedule as any other. A story that is returned,
spiked or taken down meanwhile is no longer among those that wait: then none of them goes out, and a person hears it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import presses, schedule, schedule_withdrawal, unschedule
from articles.acts.act import Refused
from articles.fronts import versions
from articles.models import (
    Article,
    ChangeKind,
    Front,
    FrontVersion,
    Revision,
    Scheduled,
    ScheduledRelease,
    State,
)
from articles.writing import saving

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 100
OFFERED = 100
TOO_FEW = gettext_noop("Choose at least two stories, or one and a front: a single story has its own time.")
BOTH = gettext_noop("A story cannot go out and be withdrawn at the same time.")
TAKEN_OUT = gettext_noop("It no longer goes out with the others.")
# In place of a headline, for somebody who may see another story of the release.
UNSEEN = gettext_noop("A story that you may not see")


@dataclass(frozen=True)
class SaidOfChange:
    """What readers are told of an update that goes out with others."""

    kind: str | None = None
    """Minor or update. Without it, this is the first publication or an update."""
    note: str = ""
    puts_back: bool = False
    """Whether readers are to get it again: it was withdrawn."""


@dataclass(frozen=True)
class ReleaseCandidate:
    """A story that could go out with others: the revision that would, and the one that waits in its place."""

    article: Article
    revision: Revision
    is_planned: bool = False
    instead_of: Revision | None = None
    said: SaidOfChange = SaidOfChange()

    @property
    def name(self) -> str:
        """What the form calls it: the number of the story and of the revision that was shown."""
        return f"{self.article.pk}.{self.revision.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody has to say that readers get it again. Of one that is planned this was said."""
        return not self.is_planned and not self.article.is_live and self.article.was_live


@dataclass(frozen=True)
class WithdrawalCandidate:
    """A live story that readers could lose with the release."""

    article: Article
    is_planned: bool = False
    note: str = ""


def candidates(by: User, release: ScheduledRelease | None = None) -> list[ReleaseCandidate]:
    """The stories of the release, then those that are ready and go out with no other release."""
    along = ("article__approved_revision__author", "revision__author", "article__section")
    rows = release.scheduled.open().select_related(*along).order_by("article_id") if release else ()
    planned = [_candidate(row, row.revision) for row in rows if row.revision is not None]
    others = Scheduled.objects.waiting().filter(article=OuterRef("pk"), release__isnull=False)
    ready = policy.visible_articles(by).with_past().with_schedule()
    ready = ready.filter(state=State.READY, approved_revision__isnull=False)
    ready = ready.exclude(pk__in=[one.article.pk for one in planned]).filter(~Exists(others))
    ready = ready.select_related("approved_revision__author", "section").order_by("-touched_at", "-pk")
    found = [
        *planned,
        *(ReleaseCandidate(one, one.approved_revision) for one in ready[:OFFERED] if one.approved_revision),
    ]
    return [one for one in found if policy.may(by, schedule.ACT.name, one.article)]


def _candidate(row: Scheduled, pinned: Revision) -> ReleaseCandidate:
    """With the approved revision, if it is another than the one that waits."""
    approved, said = row.article.approved_revision, SaidOfChange(row.kind, row.note)
    if approved is None or approved.pk == pinned.pk:
        return ReleaseCandidate(row.article, pinned, is_planned=True, said=said)
    return ReleaseCandidate(row.article, approved, is_planned=True, instead_of=pinned, said=said)


def withdrawals(
    by: User, release: ScheduledRelease | None = None, asked: Collection[int] = ()
) -> list[WithdrawalCandidate]:
    """Those of the release, those whose withdrawal waits alone, and those that somebody asks for."""
    rows = Scheduled.objects.open().filter(
        kind=ChangeKind.WITHDRAWAL, article__in=policy.visible_articles(by)
    )
    own = Q(release=release.pk) if release is not None else Q(pk__in=[])
    rows = rows.filter(own | Q(release=None)).select_related("article__section").order_by("article_id")
    found = [
        WithdrawalCandidate(row.article, release is not None and row.release_id == release.pk, row.note)
        for row in rows[:OFFERED]
    ]
    more = policy.visible_articles(by).live().filter(pk__in=asked)
    more = more.exclude(pk__in=[one.article.pk for one in found]).select_related("section").order_by("pk")
    found += [WithdrawalCandidate(one) for one in more[:OFFERED]]
    return [one for one in found if policy.may(by, schedule_withdrawal.ACT.name, one.article)]


def of_front(front: Front | None) -> ScheduledRelease | None:
    """The next release with which a version of this front goes live. One query."""
    waiting = Scheduled.objects.waiting().filter(release__version__front=front)
    along = waiting.select_related("release__version", "release__by").order_by("at", "pk")
    row = along.first() if front is not None else None
    return row.release if row is not None else None


@transaction.atomic
def plan(
    revisions: Sequence[Revision],
    *,
    at: datetime,
    by: User,
    said: Mapping[int, SaidOfChange] | None = None,
    gone: Mapping[int, str] | None = None,
    version: FrontVersion | None = None,
    instead_of: ScheduledRelease | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> ScheduledRelease:
    """Let these revisions go out at that time, and the version of the front with them, all or none.

    `said` is by story what readers are told of the change. `gone` are the stories that they lose, each with the note
    that they read instead.
    What is left of `instead_of` is taken back. Raises Refused with the reasons of all stories.
    """
    now, at, key, said = now or timezone.now(), at.replace(microsecond=0), key or uuid.uuid4(), said or {}
    gone, stories = gone or {}, {one.article_id for one in revisions}
    if len(revisions) + len(gone) + (version is not None) < 2 or not revisions:
        raise Refused(TOO_FEW)
    if len(revisions) + len(gone) > MOST:
        raise Refused(_("At most {count} stories go out together.").format(count=MOST))
    if stories & gone.keys():
        raise Refused(BOTH)
    if version is not None:
        versions.refuse_unless_may("release", version.front.section, by)
    before = list(instead_of.scheduled.waiting()) if instead_of else []
    # By number, as everybody does who needs several: otherwise two would wait for each other.
    held = {
        story: saving.locked(story)
        for story in sorted({*stories, *gone, *(row.article_id for row in before)})
    }
    if done := ScheduledRelease.objects.filter(key=key).first():
        return _the_same(done, revisions, at=at, by=by, said=said, gone=gone, version=version)
    dropped = _leave(instead_of, {one.pk for one in revisions}, gone) if instead_of else []
    release = ScheduledRelease.objects.create(
        at=at,
        by=by,
        version=version,
        revisions=sorted(one.pk for one in revisions),
        withdrawals=sorted(gone),
        key=key,
    )
    reasons: list[str] = []
    for row in dropped:
        try:
            unschedule.unschedule(row.article, row.pk, by=by, note=_(TAKEN_OUT), now=now)
        except Refused as refused:
            reasons += _named(name_for(by, row.article), refused)
    for one in sorted(revisions, key=lambda revision: revision.article_id):
        try:
            told, was_meant = said.get(one.article_id, SaidOfChange()), _waits(one)
            schedule.schedule(
                one,
                at=at,
                by=by,
                kind=told.kind,
                note=told.note,
                release=release,
                accept_older=was_meant,
                puts_back=told.puts_back or was_meant,
                key=uuid.uuid5(key, str(one.article_id)),
                now=now,
            )
        except Refused as refused:
            reasons += _named(f"“{one.headline}”", refused)
    for story, told_of_it in sorted(gone.items()):
        try:
            schedule_withdrawal.schedule(
                held[story],
                at=at,
                by=by,
                note=told_of_it,
                release=release,
                key=uuid.uuid5(key, str(story)),
                now=now,
            )
        except Refused as refused:
            reasons += _named(f"“{held[story].headline}”", refused)
    if reasons:
        raise Refused(*reasons)
    return release


@transaction.atomic
def take_back(release: ScheduledRelease, *, by: User, now: datetime | None = None) -> int:
    """None of them goes out by itself. Returns how many stories waited."""
    now = now or timezone.now()
    for story in sorted(release.scheduled.waiting().values_list("article_id", flat=True)):
        saving.locked(story)
    reasons: list[str] = []
    rows = _leave(release, (), ())
    for row in rows:
        try:
            unschedule.unschedule(row.article, row.pk, by=by, now=now)
        except Refused as refused:
            reasons += _named(name_for(by, row.article), refused)
    if reasons:
        raise Refused(*reasons)
    if not rows:
        raise Refused(unschedule.GONE)
    return len(rows)


def lacking(releases: Iterable[ScheduledRelease], by: policy.AnyUser | None = None) -> dict[int, list[str]]:
    """By release, what neither waits nor has happened, by its headline: somebody has decided otherwise since.

    `by` is who reads it, and is told no headline of a story that they may not see.
    """
    planned = list(releases)
    found = _lacking_withdrawals(planned)
    wanted = {pk: release.pk for release in planned for pk in release.revisions}
    if wanted:
        # Done are those that the worker has just begun, in the transaction in which it asks.
        kept = Scheduled.objects.filter(release__in=set(wanted.values()), revision=OuterRef("pk"))
        kept = kept.filter(state__in=[Scheduled.State.WAITING, Scheduled.State.DONE])
        # Readers have it, or a newer text of the story.
        is_out = Q(article__live_edition__revision__gte=F("pk"))
        gone = Revision.objects.filter(~Exists(kept), pk__in=wanted).exclude(is_out)
        for revision in gone.only("headline", "number", "article").order_by("pk"):
            found.setdefault(wanted[revision.pk], []).append((revision.article_id, revision.headline))
    return _as_told(found, by)


def _as_told(found: Mapping[int, list[tuple[int, str]]], by: policy.AnyUser | None) -> dict[int, list[str]]:
    """The headlines in quotes, of those that this person sees. No query for those who see all stories."""
    stories = {story for named in found.values() for story, _ in named}
    seen = stories
    if stories and by is not None and policy.ways_to_see(by) is not None:
        seen = set(policy.visible_articles(by).filter(pk__in=stories).values_list("pk", flat=True))
    return {
        pk: [f"“{headline}”" if story in seen else _(UNSEEN) for story, headline in named]
        for pk, named in found.items()
    }


def _lacking_withdrawals(releases: Iterable[ScheduledRelease]) -> dict[int, list[tuple[int, str]]]:
    """By release, the stories that readers go on having although they were to lose them. No query without one."""
    wanted = {(release.pk, story) for release in releases for story in release.withdrawals}
    if not wanted:
        return {}
    rows = Scheduled.objects.filter(release__in={release for release, _ in wanted}, revision=None)
    rows = rows.filter(state__in=[Scheduled.State.WAITING, Scheduled.State.DONE])
    kept = set(rows.values_list("release", "article"))
    live = Article.objects.live().only("headline", "slugline").in_bulk({story for _, story in wanted - kept})
    found: dict[int, list[tuple[int, str]]] = {}
    for release, story in sorted(wanted - kept):
        if story in live:
            found.setdefault(release, []).append((story, str(live[story])))
    return found


def against(release: ScheduledRelease, by: policy.AnyUser | None = None) -> list[str]:
    """Why none of them will go out, if somebody has stopped one. `by` is as in `lacking`."""
    return why_not(lacking([release], by).get(release.pk, ()))


def why_not(lacking: Iterable[str]) -> list[str]:
    return [
        _("{story} was to go out with it, and was taken back since.").format(story=one) for one in lacking
    ]


def _leave(release: ScheduledRelease, staying: Collection[int], gone: Collection[int]) -> list[Scheduled]:
    """Let those that wait stand alone, so that each can be changed; returns those that do not stay.

    `staying` are revisions, and `gone` stories whose withdrawal stays.
    """
    rows = list(release.scheduled.waiting().select_related("article").order_by("article_id"))
    release.scheduled.waiting().update(release=None)
    return [
        row
        for row in rows
        if (row.article_id not in gone if row.revision_id is None else row.revision_id not in staying)
    ]


def _waits(revision: Revision) -> bool:
    """Whether it was meant before: then nobody is asked whether the newest is meant instead, or to put it back."""
    return Scheduled.objects.waiting().filter(revision=revision).exists()


def _the_same(
    done: ScheduledRelease,
    revisions: Sequence[Revision],
    *,
    at: datetime,
    by: User,
    said: Mapping[int, SaidOfChange],
    gone: Mapping[int, str],
    version: FrontVersion | None,
) -> ScheduledRelease:
    """What this very press has done already."""
    asked = (at, by.pk, version.pk if version else None, sorted(one.pk for one in revisions), sorted(gone))
    withdrawn = {row.article_id: row.note for row in done.scheduled.all() if row.is_withdrawal}
    told = {row.article_id: SaidOfChange(row.kind, row.note) for row in done.scheduled.all()}
    is_the_same = (done.at, done.by_id, done.version_id, done.revisions, done.withdrawals) == asked and all(
        one.kind in (None, told[story].kind) and one.note == told[story].note
        for story, one in said.items()
        if story in told
    )
    if not is_the_same or any(gone[story].strip() != note for story, note in withdrawn.items()):
        raise Refused(presses.USED_FOR_ANOTHER)
    return done


def _named(name: str, refused: Refused) -> list[str]:
    return [f"{name}: {reason}" for reason in refused.reasons]


def name_for(by: policy.AnyUser, article: Article) -> str:
    """Its headline, for somebody who may see it."""
    return f"“{article.headline}”" if policy.may(by, "view", article) else _(UNSEEN)
