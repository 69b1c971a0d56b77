"""Puts on the desk what its people are busy with: who has what until when, what was returned, what goes out at its
time, what readers found wrong. Each by the act that somebody at the desk would press.

Nothing is scheduled for the next hours: whoever only looks at the newspaper finds it as it was loaded.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from articles.acts import moving, plain_moves, schedule
from articles.advertising import booking
from articles.assigning import deciding
from articles.assigning.deciding import Wish
from articles.corrections import deciding as reports
from articles.listing import saved
from articles.models import Advertisement, Article, ErrorReport, HouseWord, SavedFilter, Section
from articles.planning import ideas
from articles.planning.ideas import Idea
from articles.schedule import releases
from house import clock
from media.models import Image

# At the earliest so long after loading does anything go out by itself.
SOONEST = timedelta(hours=4)


@dataclass(frozen=True)
class DemoDesk:
    """Whose work it is, and the time at which it is looked at."""

    users: dict[str, User]
    sections: dict[str, Section]
    stories: dict[str, Article]
    pictures: dict[str, Image]
    now: datetime

    def day(self, days: int, time: str) -> datetime:
        return clock.read(timezone.localdate(self.now) + timedelta(days=days), time)

    def due(self, facts: dict[str, Any]) -> datetime:
        if "hours" in facts:
            return self.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=facts["hours"])
        return self.day(facts["day"], facts["time"])

    def next(self, time: str) -> datetime:
        """When the clock shows this time next, but for the next hours."""
        return next(at for days in range(3) if (at := self.day(days, time)) >= self.now + SOONEST)

    def wish(self, facts: dict[str, Any]) -> Wish:
        return Wish(
            to=self.users.get(facts.get("to", "")),
            desk=self.sections.get(facts.get("desk", "")),
            due=self.due(facts["due"]) if "due" in facts else None,
            words=facts.get("words"),
            picture_wanted=facts.get("picture_wanted", False),
            note=facts.get("note", ""),
        )


def give(desk: DemoDesk, facts: dict[str, list[dict[str, Any]]]) -> None:
    """Everything that `desk.toml` tells."""
    for row in facts["ideas"]:
        begin(desk, row)
    for row in facts["work"]:
        story = desk.stories[row["story"]]
        deciding.assign(story, desk.wish(row), by=desk.users[row["by"]], now=before(desk))
    for row in facts["planned"]:
        wish, story = desk.wish(row), desk.stories[row["story"]]
        deciding.plan(story, due=wish.due, words=wish.words, by=desk.users[row["by"]], now=before(desk))
    for row in facts["returned"]:
        send_back(desk, row)
    for row in facts["reports"]:
        report(desk, row)
    for row in facts["filters"]:
        keep_filter(desk, row)
    for row in facts["advertisements"]:
        advertise(desk, row)
    HouseWord.objects.bulk_create(HouseWord(**row) for row in facts["words"])


def before(desk: DemoDesk, hours: float = 1) -> datetime:
    return desk.now - timedelta(hours=hours)


def begin(desk: DemoDesk, facts: dict[str, Any]) -> None:
    """A line on the board, and who makes a story of it."""
    by, wish = desk.users[facts["by"]], desk.wish(facts)
    idea = Idea(facts["slugline"], facts["headline"], desk.sections[facts["section"]])
    story = ideas.add(idea, by=by, key=uuid.uuid4(), now=before(desk, 2))
    if wish.to or wish.desk:
        deciding.assign(story, wish, by=by, now=before(desk))
    elif wish.due:
        deciding.plan(story, due=wish.due, words=wish.words, by=by, now=before(desk))


def send_back(desk: DemoDesk, facts: dict[str, Any]) -> None:
    story = desk.stories[facts["story"]]
    moving.move(plain_moves.SUBMIT, story, by=story.created_by, now=before(desk, 2))
    moving.move(plain_moves.RETURN, story, by=desk.users[facts["by"]], note=facts["note"], now=before(desk))


def report(desk: DemoDesk, facts: dict[str, Any]) -> None:
    """From a reader, as the form of the site puts it in, or from somebody at the desk."""
    story, at = desk.stories[facts["story"]], before(desk, facts["hours_ago"])
    if "by" in facts:
        by = desk.users[facts["by"]]
        one = reports.report(story, facts["text"], passage=facts["passage"], by=by, now=at)
    else:
        edition = story.live_edition.number if story.live_edition else 1
        said = {name: facts[name] for name in ("text", "name", "email")}
        one = ErrorReport.objects.create(story_id=story.pk, edition_number=edition, at=at, **said)
    if "taken_by" in facts:
        reports.take_up(one, by=desk.users[facts["taken_by"]], now=before(desk))


def keep_filter(desk: DemoDesk, facts: dict[str, Any]) -> None:
    section = desk.sections.get(facts.get("section", ""))
    asked = {**facts["asked"], "section": str(section.pk) if section else ""}
    saved.keep(
        desk.users[facts["by"]],
        facts["name"],
        saved.in_one_order(asked.items()),
        shared=SavedFilter.Shared.EVERYBODY,
        section=None,
        key=uuid.uuid4(),
    )


def advertise(desk: DemoDesk, facts: dict[str, Any]) -> None:
    """A picture of the paper's own with a link, in stories."""
    one = Advertisement.objects.create(
        name=facts["name"],
        picture=desk.pictures[facts["picture"]],
        alt=facts["alt"],
        link=f"{settings.SITE_URL}{facts['link']}",
        begins_at=before(desk),
        ends_at=desk.now + timedelta(days=facts["days"]),
    )
    booking.enter(one, by=desk.users[facts["by"]], now=before(desk))


def let_go_out(desk: DemoDesk, slug: str, time: str, *, by: User) -> None:
    """An approved story goes out by itself."""
    revision = desk.stories[slug].approved_revision
    if revision is not None:
        schedule.schedule(revision, at=desk.next(time), by=by, now=desk.now)


def release(desk: DemoDesk, slugs: Collection[str], time: str, *, by: User) -> None:
    """These go out together, all or none."""
    approved = [desk.stories[slug].approved_revision for slug in slugs]
    releases.plan([one for one in approved if one], at=desk.next(time), by=by, now=desk.now)
