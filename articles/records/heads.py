"""The head of the history: one line that stands for every record there is, to be kept elsewhere.

Whoever can write to the database can also compute the whole chain anew. They cannot change a line that was printed,
mailed or copied elsewhere before. Against it shows what was cut off, changed, reordered or computed anew since.

A head names the newest link that it takes in, so that it can be computed again when the history has grown. A
statement is a head with a line for each chain; it tells which record is not what it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from articles.models import HistoryLink
from articles.records import verifying
from articles.records.chain import BY_NAME, Of

AT_ONCE = 200
# Of a digest in a statement: enough to tell two records apart. The head has the whole of it.
SHORT = 12


class UnreadableHead(Exception):
    """The file has no head in it, or somebody has changed it."""


@dataclass(frozen=True)
class Head:
    upto: int
    hash: str

    def __str__(self) -> str:
        return f"head {self.upto} {self.hash}"


@dataclass(frozen=True)
class HeadEntry:
    record: str
    row: int
    digest: str

    def __str__(self) -> str:
        return f"{self.record}/{self.row}/{self.digest}"

    @classmethod
    def read(cls, text: str) -> HeadEntry:
        record, row, digest = text.split("/")
        return cls(record, int(row), digest)


@dataclass(frozen=True)
class Chain:
    of: str
    subject: int
    hash: str
    entries: tuple[HeadEntry, ...]

    def __str__(self) -> str:
        return f"chain {self.of} {self.subject} {self.hash} {' '.join(map(str, self.entries))}"


def now() -> Head:
    """The head of what is on record at this moment."""
    return head(settled())


def settled() -> int:
    """The number of the newest link, once no transaction is left that may still add one below it.

    PostgreSQL gives numbers before it commits them. Writers wait for as long as this reads one number.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '10s'")
                cursor.execute(f"LOCK TABLE {HistoryLink._meta.db_table} IN SHARE MODE")
        return HistoryLink.objects.aggregate(newest=Max("pk"))["newest"] or 0


def head(upto: int) -> Head:
    """The head that was, when the newest link was this one: folded from the last link that each chain had then."""
    then = HistoryLink.objects.filter(pk__lte=upto)
    later = then.filter(of=OuterRef("of"), subject=OuterRef("subject"), number=OuterRef("number") + 1)
    last = then.exclude(Exists(later)).order_by("of", "subject", "number")
    return Head(upto, fold(last.values_list("of", "subject", "number", "hash").iterator()))


def fold(chains: Iterable[tuple[str, int, int, str]]) -> str:
    folded = hashlib.sha256()
    for of, subject, length, tail in chains:
        folded.update(f"{of} {subject} {length} {tail}\n".encode())
    return folded.hexdigest()


def write(file: TextIO) -> Head:
    """A statement of all that is on record."""
    newest = now()
    file.write(f"{newest}\n")
    links = HistoryLink.objects.filter(pk__lte=newest.upto).order_by("of", "subject", "number")
    rows = links.values_list("of", "subject", "record", "row", "digest", "hash").iterator()
    for (of, subject), group in groupby(rows, key=lambda row: row[:2]):
        chain = list(group)
        entries = tuple(HeadEntry(record, row, digest[:SHORT]) for _, _, record, row, digest, _ in chain)
        file.write(f"{Chain(of, subject, chain[-1][-1], entries)}\n")
    return newest


def keep(now_at: datetime) -> int:
    """A head a day into the file that HISTORY_HEADS names, and into the log; how many. The worker does it."""
    if not settings.HISTORY_HEADS:
        return 0
    file = Path(settings.HISTORY_HEADS)
    day = f"{now_at:%Y-%m-%d}"
    if file.exists() and any(line.rstrip().endswith(day) for line in file.read_text().splitlines()[-1:]):
        return 0
    with file.open("a") as heads:
        heads.write(f"{now()} {day}\n")
    return 1


def read(file: TextIO) -> tuple[list[Head], list[Chain]]:
    """What a statement, or a file of heads, says. Raises UnreadableHead."""
    heads, chains = [], []
    for number, line in enumerate(file, start=1):
        match line.split():
            case ["head", upto, tail, *_] if upto.isdecimal():
                heads.append(Head(int(upto), tail))
            case ["chain", of, subject, tail, *entries] if of in Of.values:
                chains.append(Chain(of, int(subject), tail, tuple(map(HeadEntry.read, entries))))
            case []:
                pass
            case _:
                raise UnreadableHead(f"line {number} is neither a head nor a chain")
    if not heads:
        raise UnreadableHead("there is no head in it")
    if chains:
        facts = ((one.of, one.subject, len(one.entries), one.hash) for one in chains)
        if fold(facts) != heads[-1].hash:
            raise UnreadableHead("its lines do not make up its head: somebody has changed it")
    return heads, chains


def differences(heads: Iterable[Head], chains: Iterable[Chain]) -> Iterator[str]:
    """What is not as it was when these were written; nothing if all has only grown since."""
    found = False
    stream = iter(chains)
    while batch := list(islice(stream, AT_ONCE)):
        for difference in _of_chains(batch):
            found = True
            yield difference
    for number, then in enumerate(heads, start=1):
        if head(then.upto) != then:
            if not found:
                yield (
                    f"head {number} in the file ({then.upto}): what was on record then is not what is on record "
                    "now. A statement of that time would tell which records."
                )
            return


def _of_chains(batch: list[Chain]) -> Iterator[str]:
    links = HistoryLink.objects.filter(
        of__in={then.of for then in batch}, subject__in={then.subject for then in batch}
    ).order_by("of", "subject", "number")
    stored = {key: list(group) for key, group in groupby(links, key=lambda link: (link.of, link.subject))}
    for then in batch:
        for words in _unlike(then, stored.get((then.of, then.subject), [])):
            yield f"{Of(then.of).label} {then.subject}: {words}"


def _unlike(then: Chain, links: list[HistoryLink]) -> Iterator[str]:
    was, count = then.entries, len(then.entries)
    if not links:
        yield f"its whole chain is gone, {_records(count)}"
        return
    stands = {
        HeadEntry(link.record, link.row, link.digest[:SHORT]): place for place, link in enumerate(links)
    }
    is_now = list(stands)
    if is_now[:count] == list(was):
        if links[count - 1].hash != then.hash:
            yield "its chain was computed anew"
        return
    names = {
        (kind, row): verifying.name(BY_NAME[kind], found)
        for (kind, row), found in verifying.rows_of(links).items()
    }
    rows_now = {(entry.record, entry.row) for entry in is_now}
    kept = [entry for entry in was if entry in stands]
    last_kept = was.index(kept[-1]) if kept else -1
    for place, entry in enumerate(was):
        key = (entry.record, entry.row)
        what = f"{names.get(key, f'{BY_NAME[entry.record].words} (row {entry.row})')}, record {place + 1} of {count},"
        if entry in stands:
            continue
        if key in rows_now:
            yield f"{what} was changed, and its chain computed anew"
        else:
            yield f"{what} was cut {'out' if place < last_kept else 'off'}"
    in_order = sorted(kept, key=stands.__getitem__)
    for before, after in zip(kept, in_order, strict=True):
        if before != after:
            what = names.get((before.record, before.row), BY_NAME[before.record].words)
            yield f"{what} was record {was.index(before) + 1}, and is record {stands[before] + 1} now"
    known = {(entry.record, entry.row) for entry in was}
    end = max((stands[entry] for entry in kept), default=0)
    for entry in is_now[:end]:
        if (entry.record, entry.row) not in known:
            what = names.get((entry.record, entry.row), BY_NAME[entry.record].words)
            yield f"{what} was put in before others, as record {stands[entry] + 1}"


def _records(count: int) -> str:
    return f"{count} record{'' if count == 1 else 's'}"
