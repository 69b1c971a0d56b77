"""The file of a picture that wire copy names: where its bytes are.

They are fetched from the web, or read where they came with the item: beside it in the feed's folder, or in a
letter.
"""

from __future__ import annotations

import time
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from articles.incoming import folders, picture_sizes, web
from articles.incoming.trouble import Trouble
from articles.models import WireFeed, WireVersion
from articles.wire import mail, mail_parts
from articles.wire.item import Refused, Rendition
from house import outside


class PictureMissing(Exception):
    """Its bytes could not be had, in a sentence."""


def read(one: Rendition, version: WireVersion, until: float) -> bytes:
    """The bytes of the file, by this time on the monotonic clock. Raises PictureMissing."""
    feed, scheme = version.feed, picture_sizes.scheme_of(one.address)
    if scheme in picture_sizes.WEB:
        return _fetched(one.address, feed, until)
    if (found := _in_letter(one, version)) is not None:
        return found
    if scheme != picture_sizes.ATTACHED and feed.way == WireFeed.Way.FOLDER:
        return _beside(one, version, until)
    if scheme == "" and feed.way == WireFeed.Way.WEB:
        return _fetched(urljoin(feed.address, one.address.strip()), feed, until)
    raise PictureMissing(_("Its file was not sent along."))


def _fetched(address: str, feed: WireFeed, until: float) -> bytes:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise PictureMissing(_("It did not come in time."))
    try:
        answer = outside.ask(
            address,
            headers=web.for_the_same_host(feed, address),
            seconds=seconds,
            most_bytes=settings.PICTURE_MAX_BYTES,
        )
    except Trouble as trouble:
        raise PictureMissing(trouble.words) from trouble
    except outside.OutsideProblem as problem:
        raise PictureMissing(_("It cannot be fetched: {why}.").format(why=problem)) from problem
    if answer.status != 200:
        words = _("It answered {status} {reason}.")
        raise PictureMissing(words.format(status=answer.status, reason=answer.reason))
    if answer.is_half:
        raise PictureMissing(_("It sent only a part of what it said it would send."))
    if answer.is_cut:
        most = settings.PICTURE_MAX_BYTES // 1024**2
        raise PictureMissing(_("It sent more than {most} MB.").format(most=most))
    return answer.body


def _beside(one: Rendition, version: WireVersion, until: float) -> bytes:
    """From the feed's folder, where it came beside the item."""
    seconds = max(until - time.monotonic(), 0)
    try:
        found = folders.beside(version.feed, picture_sizes.name_of(one), version.received_at, seconds=seconds)
    except Trouble as trouble:
        raise PictureMissing(trouble.words) from trouble
    except Refused as problem:
        raise PictureMissing(problem.reason) from problem
    if found is None:
        raise PictureMissing(
            _("“{name}” does not lie in the folder of the feed any more, or has not come yet.").format(
                name=picture_sizes.name_of(one)
            )
        )
    return found


def _in_letter(one: Rendition, version: WireVersion) -> bytes | None:
    """What was attached to the letter that brought the item; None if it came otherwise, or had no such file."""
    data = bytes(version.file.data)
    if not mail_parts.is_letter(data):
        return None
    try:
        return mail.attached(data, one.address)
    except Refused:
        return None
