"""Wire copy is kept as it came: files, items and versions, in one transaction for one file or many.

Whatever is sent again changes nothing, and an older version never takes the place of a newer one. What cannot be
read is a refusal, which the desk sees. docs/decisions/0066-wires-are-kept-as-they-came.md says why it is so.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.incoming import arriving, barring, describing, facts, finding, lines, order, refusals
from articles.incoming.outcome import Outcome, writable
from articles.models import Agency, WireFeed, WireFile, WireItem, WireVersion
from articles.wire import sniffing
from articles.wire.item import Item, Refused
from house import numbers, tables

logger = logging.getLogger(__name__)

NAME_LENGTH = 255
OUR_MISTAKE = gettext_noop("It could not be read: the log says why. Tell your engineers.")

KILLS_NOTHING = gettext_noop(
    "“{item}” kills another item, and names none that is here: look which story is meant. It is kept."
)


class Sent(NamedTuple):
    """One file or answer as it came."""

    name: str
    data: bytes
    is_young: bool = False
    """Whether the rest of it may be on its way, if it cannot be read."""


@dataclass
class _Opened:
    outcome: Outcome
    sent: Sent
    read: list[tuple[Item, WireVersion]] = field(default_factory=list)
    file: WireFile | None = None
    """If something in it was new."""


@dataclass
class _Known:
    """What is known of an item while files are kept."""

    row: WireItem
    digests: set[str] = field(default_factory=set)
    newest: WireVersion | None = None
    read: Item | None = None
    """What its newest version says, if that came just now."""


def keep(feed: WireFeed, name: str, data: bytes, *, received_at: datetime) -> Outcome:
    (outcome,) = keep_all(feed, [Sent(name, data)], received_at=received_at)
    return outcome


def keep_all(feed: WireFeed, files: Iterable[Sent], *, received_at: datetime) -> list[Outcome]:
    """Keep what is new in these files, in their order: all of it or, if the database fails, nothing."""
    opened = [
        _Opened(Outcome(name_of(sent.name), hashlib.sha256(sent.data).hexdigest()), sent) for sent in files
    ]
    unknown = _without_known(feed, opened)
    for one in unknown:
        _read(one, feed, received_at)
    if unknown:
        with transaction.atomic():
            # Two who keep copy of one agency wait for each other: each sees what the other kept.
            list(Agency.objects.select_for_update(no_key=True).filter(pk=feed.agency_id).values_list("pk"))
            _keep(feed, _without_known(feed, unknown), received_at)
    return [one.outcome for one in opened]


def look_into(feed: WireFeed, data: bytes, now: datetime) -> tuple[list[Item], list[Refused]]:
    """What could be taken of a file, and what could not. Nothing is kept."""
    one = _Opened(Outcome("", ""), Sent("", data))
    _read(one, feed, now)
    return [item for item, _version in one.read], one.outcome.refused


def keep_each(feed: WireFeed, files: Sequence[Sent], *, received_at: datetime) -> list[Outcome]:
    """Keep these files together, or if that fails each by itself, so that one does not hold up the others."""
    try:
        return keep_all(feed, files, received_at=received_at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Files of feed %s could not be kept together.", feed.pk)
    return [_keep_or_refuse(feed, sent, received_at) for sent in files]


def _keep_or_refuse(feed: WireFeed, sent: Sent, received_at: datetime) -> Outcome:
    try:
        return keep(feed, sent.name, sent.data, received_at=received_at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s of feed %s could not be kept.", sent.name, feed.pk)
    outcome = Outcome(
        name_of(sent.name), hashlib.sha256(sent.data).hexdigest(), refused=[Refused(_(OUR_MISTAKE))]
    )
    refusals.note(feed, outcome, sent.data, None, received_at)
    return outcome


def name_of(name: str) -> str:
    """The name of a file as it is kept: its end says more than its beginning."""
    return writable(name)[-NAME_LENGTH:]


def _without_known(feed: WireFeed, opened: Sequence[_Opened]) -> list[_Opened]:
    digests = {one.outcome.digest for one in opened}
    known = set(
        WireFile.objects.filter(agency=feed.agency_id, digest__in=digests).values_list("digest", flat=True)
    )
    unknown = []
    for one in opened:
        one.outcome.was_known = one.outcome.digest in known
        if not one.outcome.was_known:
            unknown.append(one)
            known.add(one.outcome.digest)
    return unknown


def _read(one: _Opened, feed: WireFeed, received_at: datetime) -> None:
    """Read the items of a file, each with the version that it would be."""
    outcome = one.outcome
    try:
        parcel = sniffing.read(one.sent.data, name=outcome.name)
    except Refused as problem:
        outcome.refused.append(problem)
        return
    except Exception:
        # The mistake is ours, and other files are taken.
        logger.exception("%s of feed %s could not be read.", outcome.name, feed.pk)
        outcome.refused.append(Refused(_(OUR_MISTAKE)))
        return
    outcome.refused += [Refused(reason) for reason in parcel.refused]
    for place, item in enumerate(parcel.items, 1):
        version = WireVersion(feed=feed, place=place, received_at=received_at)
        try:
            describing.check(item)
            version.facts = facts.plain(item)
            version.digest = facts.digest_of(version.facts, item.body)
        except Refused as problem:
            outcome.refused.append(Refused(f"{item.headline[:60] or item.uri[:60]}: {problem.reason}"))
            continue
        describing.fill_version(version, item)
        one.read.append((item, version))
    outcome.items = len(one.read)


def _keep(feed: WireFeed, files: Sequence[_Opened], received_at: datetime) -> None:
    known = _look_up(feed, {item.uri for one in files for item, _version in one.read})
    versions: list[WireVersion] = []
    newer: list[WireVersion] = []
    too_late: list[WireVersion] = []
    came: list[lines.Came] = []
    for one in files:
        for item, version in one.read:
            of = known.setdefault(item.uri, _Known(WireItem(agency_id=feed.agency_id, uri=item.uri)))
            is_kept = version.digest not in of.digests
            came.append(lines.Came(of.row, item, of.newest is None, is_kept))
            if not is_kept:
                continue
            of.digests.add(version.digest)
            one.file = one.file or _file(one, feed, received_at)
            one.outcome.kept += 1
            version.item, version.file = of.row, one.file
            versions.append(version)
            if of.newest is None or order.is_newer(version, of.newest):
                newer += [version] if of.newest else []
                of.newest, of.read = version, item
            elif barring.is_barred(version):
                too_late.append(version)
    if versions:
        changed = [(of.row, of.newest, of.read) for of in known.values() if of.newest and of.read]
        _write([one.file for one in files if one.file], changed, versions)
        WireFeed.objects.filter(pk=feed.pk).update(arrived_at=received_at, silent_since=None)
    linked = lines.note(feed.agency_id, came, received_at) if came else []
    lost = {id(one.read) for one in came if lines.kills_nothing(one, linked)}
    for one in files:
        if lost:
            named = (item.headline or item.slugline or item.uri for item, _v in one.read if id(item) in lost)
            one.outcome.refused += [Refused(_(KILLS_NOTHING).format(item=name[:60])) for name in named]
        one.outcome.may_be_half = one.outcome.is_refused and one.sent.is_young
        if not one.outcome.may_be_half:
            refusals.note(feed, one.outcome, one.sent.data, one.file, received_at)
    if newer or linked or too_late:
        arriving.arrived(newer, linked=linked, too_late=too_late)


def _look_up(feed: WireFeed, uris: set[str]) -> dict[str, _Known]:
    """The items of these names that are here, with what is known of their versions. Two queries."""
    rows = WireItem.objects.filter(agency=feed.agency_id, uri__in=uris).defer("words")
    known = {row.uri: _Known(row) for row in rows}
    if not known:
        return known
    by_number = {of.row.pk: of for of in known.values()}
    columns = ("pk", "item_id", "digest", "number", "versioned_at", "status", "signal")
    for version in WireVersion.objects.filter(item__in=by_number).only(*columns):
        of = by_number[version.item_id]
        of.digests.add(version.digest)
        if version.pk == of.row.newest_id:
            of.newest = version
    return known


def _file(one: _Opened, feed: WireFeed, received_at: datetime) -> WireFile:
    return WireFile(
        feed=feed,
        agency_id=feed.agency_id,
        name=one.outcome.name,
        received_at=received_at,
        digest=one.outcome.digest,
        data=one.sent.data,
    )


def _write(
    files: Sequence[WireFile],
    changed: Sequence[tuple[WireItem, WireVersion, Item]],
    versions: Sequence[WireVersion],
) -> None:
    """Write files and versions, and let the items that changed follow their newest ones: each table once."""
    # Versions and items name each other, so that all have numbers before they are there. The newest of an item comes
    # last, and so has the highest number.
    newest = {id(version) for _row, version, _item in changed}
    versions = sorted(versions, key=lambda version: id(version) in newest)
    new = [row for row, _version, _item in changed if row.pk is None]
    for model, rows in ((WireFile, files), (WireItem, new), (WireVersion, versions)):
        for row, number in zip(rows, numbers.take(model, len(rows)), strict=True):
            row.pk = number
    for version in versions:
        version.item_id, version.file_id = version.item.pk, version.file.pk
    is_new = {row.pk for row in new}
    for row, version, item in changed:
        describing.fill_item(row, version, item)
        row.newest = version
        if len(changed) <= finding.FEW:
            row.words = finding.words_of(item)
    tables.put(files)
    tables.put(new)
    tables.put(versions)
    # One statement, however many: an UPDATE with a case for each row takes far longer.
    WireItem.objects.bulk_create(
        (row for row, _version, _item in changed if row.pk not in is_new),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*describing.FOLLOWING, "newest"],
    )
