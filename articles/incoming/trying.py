"""Trying a feed out: what could be had from it now, without keeping anything."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.incoming import folders, patience, storing, web
from articles.incoming.trouble import Trouble
from articles.models import WireFeed

SECONDS = 10.0
SHOWN = 3


def try_out(feed: WireFeed, now: datetime) -> str:
    """What was found, in words. Raises Trouble."""
    if feed.way == WireFeed.Way.FOLDER:
        return _in_folder(feed, now)
    if feed.way == WireFeed.Way.WEB:
        return _on_the_web(feed, now)
    raise Trouble(_("They send to us, so there is nothing to look at: ask them to send something."))


def _in_folder(feed: WireFeed, now: datetime) -> str:
    count = patience.within(SECONDS, partial(_files_in, feed, now), name=f"trying feed {feed.pk}")
    words = ngettext(
        "The folder can be read, and {count} file waits in it.",
        "The folder can be read, and {count} files wait in it.",
        count,
    )
    return words.format(count=count)


def _files_in(feed: WireFeed, now: datetime) -> int:
    with folders.opened(feed) as folder:
        return len(folders.settled(folder, now))


def _on_the_web(feed: WireFeed, now: datetime) -> str:
    data = web.fetch(feed, now, seconds=SECONDS)
    items, refused = storing.look_into(feed, data, now)
    if refused and not items:
        raise Trouble(_("What it sent could not be taken: {why}").format(why=refused[0].reason))
    words = ngettext("It sent {count} item.", "It sent {count} items.", len(items))
    said = [words.format(count=len(items))]
    said += [f"“{item.headline or item.slugline or item.uri}”" for item in items[:SHOWN]]
    if refused:
        words = ngettext(
            "{count} cannot be taken: {why}",
            "{count} cannot be taken, the first for this reason: {why}",
            len(refused),
        )
        said.append(words.format(count=len(refused), why=refused[0].reason))
    return " ".join(said)
