"""A feed that we fetch: what is new at an address, asked for as whoever serves it wishes to be asked.

Whatever comes is kept by `storing`, which does not mind if a feed repeats itself or goes backwards.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _

from articles.incoming import secrets, storing
from articles.incoming.trouble import Trouble
from articles.models import WireFeed
from house import outside
from house.outside import OutsideAnswer, OutsideProblem
from house.outside.addresses import place_in

SECONDS = 30.0
LARGEST = 20 * 1024 * 1024
WANTED = "application/json, application/xml, application/atom+xml, application/rss+xml, text/xml, */*;q=0.5"
LONGEST_WAIT = timedelta(hours=6)


def take(feed: WireFeed, now: datetime) -> int:
    """Fetch what is new. Returns how many versions were new. Raises Trouble."""
    conditions = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    answer = _ask(feed, {name: value for name, value in conditions.items() if value}, SECONDS)
    if answer.status == 304:
        return 0
    _refuse_what_is_not_whole(answer, now)
    # Of the address only the host, since the rest may hold a secret.
    (outcome,) = storing.keep_each(feed, [storing.Sent(place_in(feed.address), answer.body)], received_at=now)
    if outcome.is_refused:
        words = _("What it sent could not be taken: {why}")
        raise Trouble(words.format(why=outcome.refused[0].reason))
    # Only now: what was not kept is to be sent again.
    etag, changed = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    WireFeed.objects.filter(pk=feed.pk).update(
        etag=etag if len(etag) <= 500 else "", last_modified=changed if len(changed) <= 100 else ""
    )
    return outcome.kept


def fetch(feed: WireFeed, now: datetime, *, seconds: float) -> bytes:
    """What is at the address, new or not. Raises Trouble."""
    answer = _ask(feed, {}, seconds)
    _refuse_what_is_not_whole(answer, now)
    return answer.body


def for_the_same_host(feed: WireFeed, address: str) -> dict[str, str]:
    """What is sent along when a file is fetched that the feed names: its log-in only to its own host."""
    return {"Accept": "image/*, */*;q=0.5"} | secrets.sent_to(feed, address)


def _ask(feed: WireFeed, conditions: dict[str, str], seconds: float) -> OutsideAnswer:
    headers = {"Accept": WANTED} | conditions | secrets.sent_to(feed, feed.address)
    try:
        return outside.ask(feed.address, headers=headers, seconds=seconds, most_bytes=LARGEST)
    except OutsideProblem as problem:
        raise Trouble(_("It cannot be fetched: {why}.").format(why=problem)) from problem


def _refuse_what_is_not_whole(answer: OutsideAnswer, now: datetime) -> None:
    if answer.status != 200:
        words = _("It answered {status} {reason}.").format(status=answer.status, reason=answer.reason)
        raise Trouble(words, wait_asked_for(answer.headers.get("Retry-After", ""), now))
    if answer.is_half:
        raise Trouble(_("It sent only a part of what it said it would send."))
    if answer.is_cut:
        raise Trouble(_("It sent more than {most} MB.").format(most=LARGEST // 1024**2))


def wait_asked_for(said: str, now: datetime) -> timedelta:
    """What Retry-After says: seconds or a time. What it should not say counts as nothing."""
    said = said.strip()
    if said.isascii() and said.isdecimal():
        return min(timedelta(seconds=int(said[:8])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(said)
        wait = (at if at.tzinfo else at.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return timedelta(0)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
