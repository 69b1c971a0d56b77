"""Feeds are looked at in threads of the worker's own: one that hangs holds up neither the others nor any story.

A feed that fails is left alone for longer and longer, and says on its page why. Two workers do no harm: one of them
holds a feed while it looks, and what is taken twice changes nothing.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.incoming import folders, patience, sendings, web
from articles.incoming.trouble import Trouble
from articles.incoming.turns import Turns
from articles.models import WireFeed, WireSending

logger = logging.getLogger(__name__)
Way = WireFeed.Way

EVERY = 1.0  # seconds
# So long all folders together may take to say whether there is anything in them; whoever takes longer is not waited
# for again.
A_PEEK = 0.5  # seconds
TO_TIDY = 20.0  # seconds, each folder
# After it another worker looks at a feed that one has left. Longer than one look lasts.
PATIENCE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
TOGETHER = 8
FAREWELL = 5.0  # seconds for those that are looking when the worker ends
TAKES = {Way.FOLDER: folders.take, Way.WEB: web.take}


def due(now: datetime) -> QuerySet[WireFeed]:
    """Feeds that could be looked at now, first those that have waited longest: folders may be full all day."""
    free = Q(held_until=None) | Q(held_until__lte=now)
    is_time = Q(due=None) | Q(due__lte=now)
    # What was sent is read, whichever way the feed has since.
    was_sent = Exists(WireSending.objects.filter(feed=OuterRef("pk")))
    has_something = Q(way__in=TAKES) | was_sent
    rows = WireFeed.objects.filter(free, is_time, has_something, is_active=True)
    return rows.order_by(F("asked_at").asc(nulls_first=True), "pk")


def to_be_fetched(now: datetime, peeks: Turns | None = None) -> list[WireFeed]:
    """Those worth a look: a folder with nothing in it is not written about each second.

    Each folder says so in a thread of its own. One that hangs is left out until it answers.
    """
    peeks = peeks or Turns("peek")
    feeds = list(due(now).select_related("agency"))
    quiet = {feed.pk: feed for feed in feeds if feed.way == Way.FOLDER and not feed.failures}
    for feed in quiet.values():
        peeks.begin(feed.pk, partial(folders.has_something, feed, now))
    full = peeks.finished(A_PEEK)
    return [feed for feed in feeds if feed.pk in full or feed.pk not in (quiet.keys() | peeks.going.keys())]


def see_to(now: datetime) -> int:
    """One round, feed by feed; how much was new."""
    return sum(fetch(feed, now) for feed in to_be_fetched(now))


def fetch(feed: WireFeed, now: datetime) -> int:
    """Look at a feed, and write down how it went. Returns how much was new."""
    if not _is_ours(feed, now):
        return 0
    feed.refresh_from_db()
    # The reasons are read at the desk.
    with translation.override(settings.LANGUAGE_CODE):
        try:
            count = sendings.take(feed, now)
            if feed.way in TAKES:
                count += TAKES[Way(feed.way)](feed, now)
        except Trouble as trouble:
            has_failed(feed, trouble, now)
            return 0
        except (DatabaseError, InterfaceError):
            _let_go(feed, now)
            raise
        except Exception:
            logger.exception("Feed %s could not be looked at.", feed)
            has_failed(feed, Trouble(_("It could not be looked at: the log of the worker says why.")), now)
            return 0
    went_well(feed, now)
    return count


def _is_ours(feed: WireFeed, now: datetime) -> bool:
    """Of two workers one changes the row."""
    return bool(due(now).filter(pk=feed.pk).order_by().update(held_until=now + PATIENCE))


def _let_go(feed: WireFeed, now: datetime) -> None:
    """The database failed, and may fail here too: then the feed is held until PATIENCE is over."""
    with suppress(DatabaseError, InterfaceError):
        WireFeed.objects.filter(pk=feed.pk).update(held_until=None, due=now + FIRST_PAUSE)


def went_well(feed: WireFeed, now: datetime) -> None:
    # A folder is looked at all the time.
    due_at = now + timedelta(seconds=feed.every) if feed.way == Way.WEB else None
    WireFeed.objects.filter(pk=feed.pk).update(
        held_until=None, due=due_at, asked_at=now, failing_since=None, failures=0, problem=""
    )


def has_failed(feed: WireFeed, trouble: Trouble, now: datetime) -> None:
    pause = max(min(FIRST_PAUSE * 2 ** min(feed.failures, 10), LONGEST_PAUSE), trouble.wait)
    WireFeed.objects.filter(pk=feed.pk).update(
        held_until=None,
        due=now + pause,
        asked_at=now,
        failing_since=Coalesce("failing_since", now),
        failures=F("failures") + 1,
        problem=trouble.words[:300],
    )
    logger.warning("Wire feed %s fails: %s", feed.pk, trouble.words)


def tidy(now: datetime) -> int:
    """A duty: delete files that were kept long ago from the folders."""
    count = 0
    for feed in WireFeed.objects.filter(way=Way.FOLDER):
        try:
            count += patience.within(
                TO_TIDY, partial(folders.tidy, feed, now), name=f"tidying feed {feed.pk}", alone=True
            )
        except Trouble:
            continue  # it says so itself when it is looked at
    return count


def begin(stopping: threading.Event) -> threading.Thread:
    """A thread of the worker that has each feed looked at by a thread of its own."""
    thread = threading.Thread(target=keep_fetching, args=(stopping,), name="wires", daemon=True)
    thread.start()
    return thread


def keep_fetching(stopping: threading.Event) -> None:
    """Until the worker ends. Whatever fails, by a mistake of ours too, is tried again."""
    peeks, looks = Turns("peek"), Turns("feed")
    is_failing = False
    while not stopping.wait(EVERY):
        try:
            _go_round(peeks, looks)
            is_failing = False
        except Exception as problem:
            if not is_failing:
                is_ours = not isinstance(problem, DatabaseError | InterfaceError)
                logger.warning("Wire feeds cannot be looked at: %s", problem, exc_info=is_ours)
            is_failing = True
            connection.close()
    # What is being kept is kept whole or not at all, and what is not taken another worker finds.
    looks.leave(FAREWELL)
    connections.close_all()


def _go_round(peeks: Turns, looks: Turns) -> None:
    """Start what is due, and say which feeds hang: they take no place from the others."""
    now = timezone.now()
    looks.finished()
    worth = [feed for feed in to_be_fetched(now, peeks) if feed.pk not in looks.going]
    hanging = looks.hanging(PATIENCE.total_seconds())
    free = max(TOGETHER - len(looks.going) + len(hanging), 0)
    for feed in worth[:free]:
        looks.begin(feed.pk, partial(look, feed))
    if hang := hanging | peeks.hanging(PATIENCE.total_seconds()):
        with translation.override(settings.LANGUAGE_CODE):
            for feed in due(now).filter(pk__in=hang):
                has_failed(feed, Trouble(_("It does not answer.")), now)


def look(feed: WireFeed) -> None:
    try:
        fetch(feed, timezone.now())
    except Exception:
        logger.exception("Wire feed %s could not be looked at.", feed.pk)
    finally:
        connections.close_all()
