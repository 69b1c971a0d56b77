"""Somebody leaves the desk: their work is handed on, and their access ends, in one transaction and on record.

Whoever shows the page sees first how much there is. Of thousands of stories the rows are written together.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import pending, schedule, schedule_withdrawal
from articles.acts.act import Refused
from articles.assigning import handing_on
from articles.assigning.handing_on import Receiver
from articles.corrections import deciding
from articles.desk import access
from articles.filing import keys
from articles.fronts import going_live, versions
from articles.models import (
    Article,
    Assignment,
    ErrorReport,
    Front,
    Scheduled,
    ScheduledRelease,
    Section,
    Sitting,
)
from articles.policy import Person, Role
from articles.records import outbox
from house import clock
from house.people import name_of
from newsroom.people import inviting, sessions

if TYPE_CHECKING:
    from articles.models.article import ArticleQuerySet

NO_SECTION = 0


@dataclass(frozen=True)
class LeftWork:
    """What somebody has in their hands: how much of each, for the page that asks who gets it."""

    stories: dict[int, int]
    """How many stories of each section; those without one under NO_SECTION."""
    open_forms: int
    scheduled: int
    reports: int
    fronts: int
    invitations: int
    sessions: int

    @property
    def count(self) -> int:
        return sum(self.stories.values())

    @property
    def needs_a_publisher(self) -> bool:
        return bool(self.scheduled or self.fronts)


@dataclass(frozen=True)
class LeftTo:
    """Who gets what: the stories of each section, and what is scheduled."""

    stories: Mapping[int, Receiver]
    publisher: User | None = None


def work_of(user: User) -> LeftWork:
    sections = handing_on.stories_of(user).order_by().values_list("section_id", flat=True)
    return LeftWork(
        stories=dict(Counter(section or NO_SECTION for section in sections)),
        open_forms=Sitting.objects.open().filter(user=user).count(),
        scheduled=_scheduled_by(user).count(),
        reports=_reports_of(user).count(),
        fronts=Front.objects.filter(next_by=user, next__isnull=False).count(),
        invitations=inviting.listed().filter(by=user, accepted_at=None, revoked_at=None).count(),
        sessions=len(sessions.of(user)),
    )


def receivers(section_id: int) -> list[User]:
    """Those who could work on stories of this section, by name."""
    return [
        user
        for user, who in everybody()
        if handing_on.can_work(who, None if section_id == NO_SECTION else section_id)
    ]


def publishers() -> list[User]:
    return [user for user, who in everybody() if who.roles & {Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF}]


def everybody() -> list[tuple[User, Person]]:
    """All who use the desk, with what the rules know of them. One query."""
    rows: dict[int, list[User]] = {}
    for row in policy.with_roles(is_active=True, is_staff=True):
        rows.setdefault(row.pk, []).append(row)
    found = [(same[0], policy.person_in(same)) for same in rows.values()]
    return sorted(found, key=lambda one: name_of(one[0]).casefold())


def leave(user: User, to: LeftTo, *, by: User, now: datetime) -> int:
    """Hand on what this person has, and end their access. Returns how many stories. Raises Refused, and then nothing
    has changed.
    """
    # The form of a story registers what it needs at the desk, which imports this module while it is being made.
    from articles.desk import sittings

    with transaction.atomic():
        _hold(user)
        note = _("{user} has left.").format(user=name_of(user))
        for number in (
            Sitting.objects.open().filter(user=user).order_by("article", "pk").values_list("pk", flat=True)
        ):
            # What was typed and not saved becomes a revision while its author may still make one.
            sittings.settle(number, now=now)
        held = list(_stories_held(user))
        _refuse_unless_they_can(held, to)
        made = handing_on.hand_on(
            held, lambda story: to.stories[story.section_id or NO_SECTION], by=by, note=note, now=now
        )
        scheduled = _hand_on_scheduled(user, to.publisher, by=by, note=note, now=now)
        deciding.let_go(user, by=by, note=note, now=now)
        keys.revoke_all_of(user, by=by, now=now)
        before = access.of(User.objects.get(pk=user.pk))
        _end_access(user, by=by, now=now)
        words = _("Left. Handed on: stories {made}, times at which something goes out {scheduled}.").format(
            made=len(made), scheduled=scheduled
        )
        access.record(user, by=by, before=before, now=now)
        access.note(user, words, by=by, now=now)
        _write_to_receivers(user, made, now=now)
    return len(made)


def _hold(user: User) -> None:
    """What is to change, in the order that everybody takes: fronts, stories by number, then the person."""
    released = _scheduled_by(user).filter(release__version__isnull=False)
    fronts = set(released.values_list("release__version__front", flat=True))
    fronts |= set(Front.objects.filter(next_by=user).values_list("pk", flat=True))
    list(Front.objects.select_for_update(of=("self",)).filter(pk__in=fronts).order_by("pk").values_list("pk"))
    stories = set(handing_on.stories_of(user).values_list("pk", flat=True))
    stories |= set(_scheduled_by(user).values_list("article", flat=True))
    stories |= set(_reports_of(user).values_list("story_id", flat=True))
    stories |= set(Sitting.objects.open().filter(user=user).values_list("article", flat=True))
    rows = Article.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    list(rows.filter(pk__in=stories).values_list("pk", flat=True))
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise Refused(_("{user} has left already.").format(user=name_of(user)))


def _stories_held(user: User) -> ArticleQuerySet:
    rows = handing_on.stories_of(user).without_words().defer("body").order_by("pk")
    return rows.select_for_update(no_key=True, of=("self",))


def _scheduled_by(user: User) -> QuerySet[Scheduled]:
    return Scheduled.objects.waiting().filter(by=user)


def _reports_of(user: User) -> QuerySet[ErrorReport]:
    return ErrorReport.objects.open().filter(assignee=user)


def _refuse_unless_they_can(stories: list[Article], to: LeftTo) -> None:
    people: dict[int, Person] = {}
    lacking: dict[str, None] = {}
    for section_id in sorted({story.section_id or NO_SECTION for story in stories}):
        whom = to.stories.get(section_id, Receiver())
        name = str(Section.objects.get(pk=section_id)) if section_id else _("no section")
        if whom.to is None and whom.desk is None:
            lacking[_("Choose who gets the stories of {name}: there are new ones.").format(name=name)] = None
        elif whom.to is not None:
            who = people.setdefault(whom.to.pk, policy.person(whom.to))
            if not handing_on.can_work(who, section_id or None):
                lacking[
                    _("{to} could not work on stories of {name}: choose somebody else.").format(
                        to=name_of(whom.to), name=name
                    )
                ] = None
    if lacking:
        raise Refused(*lacking)


def _hand_on_scheduled(user: User, publisher: User | None, *, by: User, note: str, now: datetime) -> int:
    along = ("article__section__parent", "release__version__front__section")
    rows = list(_scheduled_by(user).select_related(*along).order_by("article"))
    fronts = list(Front.objects.filter(next_by=user, next__isnull=False).select_related("next", "section"))
    if not rows and not fronts:
        return 0
    if publisher is None:
        raise Refused(_("Choose under whose name goes out what is scheduled."))
    copies: dict[int, ScheduledRelease] = {}
    for row in rows:
        act = (schedule_withdrawal if row.is_withdrawal else schedule).ACT
        if reason := policy.why_not(publisher, act.name, row.article):
            # Whoever looks after log-ins need not see stories, so none is named.
            where = row.article.section or _("no section")
            raise Refused(
                _("A story of {where} is scheduled, and {publisher} may not do that: {reason}").format(
                    where=where, publisher=name_of(publisher), reason=reason
                )
            )
        if (release := row.release) is not None:
            if release.pk not in copies:
                copies[release.pk] = _release_of(publisher, release)
            row.release = copies[release.pk]
            row.save(update_fields=["release"])
        pending.hand_on(row.article, row, to=publisher, by=by, note=note, now=now)
    for front in fronts:
        if front.next is not None and front.next_at is not None and front.next_at > now:
            going_live.schedule(front.next, front.next_at, by=publisher, now=now)
    return len(rows) + len(fronts)


def _release_of(publisher: User, release: ScheduledRelease) -> ScheduledRelease:
    """What goes out together is never changed: the same again, decided by somebody else."""
    if release.version is not None:
        versions.refuse_unless_may("release", release.version.front.section, publisher)
    return ScheduledRelease.objects.create(
        at=release.at,
        by=publisher,
        version=release.version,
        revisions=release.revisions,
        withdrawals=release.withdrawals,
        key=uuid.uuid4(),
    )


def _end_access(user: User, *, by: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.is_active = False
    Authenticator.objects.filter(user=user).delete()
    for invitation in inviting.listed().filter(by=user, accepted_at=None, revoked_at=None):
        inviting.revoke(invitation.pk, by=by, now=now)
    sessions.end_all(user)


def _write_to_receivers(user: User, made: list[Assignment], *, now: datetime) -> None:
    counted = Counter(row.to for row in made if row.to is not None)
    for receiver, count in counted.items():
        outbox.put(
            receiver.email,
            _("Stories of {user} are yours now").format(user=name_of(user)),
            _(
                "{user} left the desk of {newspaper} on {now}. You have the stories now that they had: "
                "{count}. They are on the first page of the desk: {site_url}/desk/"
            ).format(
                user=name_of(user),
                newspaper=settings.SITE_NAME,
                now=clock.in_full(now),
                count=count,
                site_url=settings.SITE_URL,
            ),
            now=now,
        )
