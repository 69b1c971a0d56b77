"""Items of agencies as they lie in the database, for tests of what is done with them."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import body
from articles.incoming import alarms, taking
from articles.models import Agency, Article, SourceUse, WireAlarm, WireFeed, WireItem, WireVersion
from house import folded
from tests import factories, wires

counter = itertools.count(1)
VOTE = "The council of Porto voted on Tuesday to run ferries all night."
DEAD = "Six people died when the ferry sank off the coast, the police said."
WIND = "The wind had been strong since the early morning."
TEXT = "".join(f"<p>{one}</p>" for one in (VOTE, DEAD, WIND))
# What a version has in columns of its own; all else is a fact.
COLUMNS = ("status", "signal", "embargo_until", "embargo_open", "usage_terms", "body")
ON_ITEM = ("kind", "urgency", "category", "has_pictures")


def item(
    *, of: WireFeed | None = None, agency: Agency | None = None, at: Any = None, **said: Any
) -> WireItem:
    """An item with one version: a text of three paragraphs, if nothing else is said."""
    of = of or WireFeed.objects.first() or wires.feed(agency=agency or factories.agency())
    made = WireItem.objects.create(
        agency=agency or of.agency, uri=f"urn:wire:{next(counter)}", received_at=at or timezone.now()
    )
    given = {"headline": f"Ferries sail at night {made.pk}", "body": TEXT, "language": "en"} | said
    _store(made, of, given, at=at)
    return made


def newer(known: WireItem, *, at: Any = None, **said: Any) -> WireVersion:
    """The next version of an item, as the last was but for what is said. Stories that use it are told."""
    with transaction.atomic():
        made = version_of(known, at=at, **said)
        alarms.raise_for(known, made)
    return made


def version_of(known: WireItem, *, at: Any = None, **said: Any) -> WireVersion:
    """The same, but nobody is told."""
    known.refresh_from_db()
    before = known.newest
    assert before is not None
    given = before.facts | {name: getattr(before, name) for name in COLUMNS} | {"signal": ""} | said
    return _store(known, before.feed, given, at=at)


def killed(known: WireItem, **said: Any) -> WireVersion:
    return newer(known, status="canceled", signal="kill", body="<p>Kill this story.</p>", **said)


def _store(known: WireItem, of: WireFeed, given: dict[str, Any], *, at: Any) -> WireVersion:
    number, now = known.versions.count() + 1, at or timezone.now()
    columns = {name: given.pop(name) for name in COLUMNS if name in given}
    on_item = {name: given.pop(name) for name in ON_ITEM if name in given}
    embargo = {"words": given.pop("embargo_words", "")}
    made = WireVersion.objects.create(
        item=known,
        feed=of,
        file=wires.file(f"{known.pk}.{number}".encode(), of=of),
        place=1,
        number=number,
        received_at=now,
        digest=hashlib.sha256(f"{known.pk}.{number}".encode()).hexdigest(),
        format="ninjs",
        facts=given | {"embargo": embargo},
        **columns,
    )
    text = columns.get("body", "")
    facts = {name: given.get(name, "") for name in ("headline", "slugline", "standfirst", "language")}
    repeated = {name: getattr(made, name) for name in ("status", "signal", "embargo_until", "embargo_open")}
    known.newest, known.received_at = made, now
    known.word_count = body.word_count(text)
    known.words = folded.column_of(
        facts["headline"], facts["slugline"], on_item.get("category", ""), body.plain_text(text)
    )
    for name, value in (facts | repeated | on_item).items():
        setattr(known, name, value)
    known.save()
    return made


def used(story: Article, known: WireItem | None = None, use: SourceUse = SourceUse.INPUTS) -> WireItem:
    """The story has taken the whole item."""
    known = known or item()
    known.refresh_from_db()
    assert known.newest is not None
    known.newest.item = known
    taking.into(story, taking.Taking(known.newest, use), by=factories.chief(), key=uuid.uuid4())
    story.refresh_from_db()
    return known


def alarm(story: Article, **said: Any) -> WireAlarm:
    """A newer version came of an item that the story has taken."""
    newer(used(story), **said)
    return WireAlarm.objects.open().filter(article=story)[0]


def in_hours(count: float) -> Any:
    return timezone.now() + timedelta(hours=count)
