"""Arranges the demonstration newspaper's home page and the front of its city pages, as its editors would."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import going_live, versions
from articles.models import Article, Section


def arrange(
    stories: dict[str, Article], sections: dict[str, Section], *, chief: User, editor: User, hour: datetime
) -> None:
    """Arrange both fronts and put them live. The newest version of the home page waits for an unpublished story."""

    def pin(slug: str, headline: str = "", kicker: str = "") -> Pin:
        return Pin(stories[slug].pk, headline, kicker)

    barrage = (pin("how-the-barrage-works", kicker="Explainer"),)
    home = Arrangement(
        (
            Zone(1, "lead", "front", 9, pins=(pin("council-backs-new-barrage-gates"),)),
            Zone(2, "topic", "block", 5, title="The barrage", of="sorve-barrage", pins=barrage),
            Zone(3, "recent", "hours", 4, title="Most recent"),
            Zone(4, "section", "block", 6, of="city"),
            Zone(5, "opinion", "voices", 2, title="Opinion", pins=(pin("a-timetable-is-a-promise"),)),
            Zone(6, "section", "block", 6, of="economy"),
            Zone(7, "section", "block", 5, of="science"),
            Zone(8, "section", "block", 6, of="culture"),
            Zone(9, "section", "row", 4, of="sport"),
            Zone(10, "section", "headlines", 4, of="world"),
        )
    )
    went_live = hour - timedelta(hours=1)
    live = versions.save(None, home, base=None, by=chief, now=went_live, note="The council’s vote leads.")
    if live is not None:
        going_live.put_live(live, by=chief, now=went_live)
        lead, topic, *others = home.zones
        comment = pin("what-the-barrage-leaves", headline="The gates are paid for. What about the rest?")
        to_come = Arrangement((lead, replace(topic, pins=(comment, *topic.pins)), *others))
        soon = hour - timedelta(minutes=20)
        versions.save(
            None, to_come, base=live.number, by=chief, now=soon, note="With the analysis, once it is out."
        )

    city = Arrangement(
        (
            Zone(1, "lead", "opener", 1, pins=(pin("forty-one-empty-houses"),)),
            Zone(2, "secondary", "row", 4),
        )
    )
    live = versions.save(sections["city"], city, base=None, by=editor, now=went_live)
    if live is not None:
        going_live.put_live(live, by=editor, now=went_live)
