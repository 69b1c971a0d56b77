"""The chain of hashes: each record of a story, front, page, picture, person, key and so on follows from the last.

`keep` is the one way to put a record on file: it writes the row and its link in the caller's transaction. The caller
holds the lock of what the record is about, as whoever writes such a record does anyway, so that a chain has one
writer at a time; pictures are locked here. docs/decisions/0023-one-chain-over-the-records.md says why it is so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.apps import apps
from django.db import models, transaction

from articles.models import Article, HistoryLink
from articles.models.content import RELATIONS
from articles.models.story import CONTENT_FIELDS
from media.models import Image, LogEntry
from media.signals import noted

Of = HistoryLink.Of
Row = TypeVar("Row", bound=models.Model)

_to_be_linked: ContextVar[list[models.Model] | None] = ContextVar("to_be_linked", default=None)


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: its table, and how a row leads to the story, front, page and so on that it is about."""

    name: str
    label: str
    of: Of
    subject: str
    words: str
    unread: tuple[str, ...] = ()
    """Fields that another hash in the row covers already."""

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)


RECORDS = (
    # The hash of a revision covers its content, see `articles.writing.saving`.
    RecordKind(
        "revision",
        "articles.Revision",
        Of.STORY,
        "article_id",
        "revision",
        unread=(*CONTENT_FIELDS, *RELATIONS),
    ),
    RecordKind("statechange", "articles.StateChange", Of.STORY, "article_id", "move in the workflow"),
    RecordKind("assignment", "articles.Assignment", Of.STORY, "article_id", "assignment"),
    RecordKind("reportmove", "articles.ReportMove", Of.STORY, "article_id", "move of a report"),
    RecordKind("edition", "articles.Edition", Of.STORY, "article_id", "edition"),
    RecordKind("correction", "articles.Correction", Of.STORY, "article_id", "correction"),
    RecordKind("hiding", "articles.HistoryHiding", Of.STORY, "edition.article_id", "hiding of a line"),
    RecordKind("schedulemove", "articles.ScheduleMove", Of.STORY, "move.article_id", "scheduling"),
    RecordKind("entry", "articles.LiveEntryVersion", Of.STORY, "article_id", "version of a live entry"),
    RecordKind("frontversion", "articles.FrontVersion", Of.FRONT, "front_id", "version"),
    RecordKind("frontmove", "articles.FrontMove", Of.FRONT, "front_id", "move"),
    RecordKind("pageversion", "articles.PlainPageVersion", Of.PAGE, "page_id", "version"),
    RecordKind("fileversion", "articles.SiteFileVersion", Of.FILE, "file_id", "version"),
    RecordKind("keyuse", "articles.KeyUse", Of.STORY, "article_id", "use of a key"),
    RecordKind("keymove", "articles.KeyMove", Of.KEY, "key_id", "move of a key"),
    RecordKind("accesschange", "articles.AccessChange", Of.PERSON, "user_id", "change of roles"),
    RecordKind("advertising", "articles.AdvertisingRecord", Of.ADVERT, "subject", "decision on advertising"),
    RecordKind("partner", "articles.PartnerChange", Of.PARTNER, "partner_id", "change of a partner"),
    RecordKind("attempt", "articles.DeliveryAttempt", Of.PARTNER, "delivery.partner_id", "try of a delivery"),
    RecordKind("wirefeed", "articles.WireFeedChange", Of.FEED, "feed_id", "change of a wire feed"),
    RecordKind("logentry", "media.LogEntry", Of.PICTURE, "image_id", "entry of the log"),
)
BY_NAME = {record.name: record for record in RECORDS}
BY_LABEL = {record.label: record for record in RECORDS}


def listen() -> None:
    noted.connect(link_log_entry, dispatch_uid="articles.records.chain")


def keep(row: Row) -> Row:
    """Put a record on file: its row, and its link in the chain."""
    with transaction.atomic(savepoint=False):
        row.save(force_insert=True)
        link(row)
    return row


def keep_many(rows: Iterable[models.Model]) -> None:
    """Put many records of stories on file at once. The caller has numbered them, and links them `in_one_go`."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for table, some in tables.items():
        table._base_manager.bulk_create(some)
        for row in some:
            link(row)


def newest_links(stories: Iterable[int]) -> models.QuerySet[HistoryLink]:
    """Where the chains of these stories end."""
    of_story = HistoryLink.objects.filter(of=Of.STORY, subject=models.OuterRef("pk"))
    newest = models.Subquery(of_story.order_by("-number").values("pk")[:1])
    return HistoryLink.objects.filter(
        pk__in=Article.objects.filter(pk__in=set(stories)).values(newest=newest)
    )


@contextmanager
def in_one_go(newest: Mapping[int, HistoryLink | None] | None = None) -> Iterator[None]:
    """Records of stories that are kept within are linked together in the end.

    The caller has a transaction around it, which fails as a whole where anything within fails. It may have read the
    newest links of stories that it holds.
    """
    if _to_be_linked.get() is not None:
        yield
        return
    rows: list[models.Model] = []
    token = _to_be_linked.set(rows)
    try:
        yield
        _link(rows, newest or {})
    finally:
        _to_be_linked.reset(token)


def link(row: models.Model) -> None:
    """The next link of a chain, for a record that was just written. The caller holds what the record is about."""
    rows = _to_be_linked.get()
    if rows is not None and BY_LABEL[row._meta.label].of == Of.STORY:
        rows.append(row)
    else:
        _link([row])


def _link(rows: Iterable[models.Model], of_stories: Mapping[int, HistoryLink | None] | None = None) -> None:
    """The links of these records, in their order."""
    newest: dict[tuple[str, int], HistoryLink | None] = {
        (Of.STORY, subject): link for subject, link in (of_stories or {}).items()
    }
    made = []
    for row in rows:
        record = BY_LABEL[row._meta.label]
        subject = subject_of(record, row)
        chain = record.of, subject
        if chain not in newest:
            links = HistoryLink.objects.filter(of=record.of, subject=subject)
            newest[chain] = links.order_by("-number").first()
        newest[chain] = next_one = next_link(newest[chain], record, subject, row)
        made.append(next_one)
    HistoryLink.objects.bulk_create(made)


def link_log_entry(sender: type[LogEntry], entry: LogEntry, **_: Any) -> None:
    """The library notes what happened to a picture. Two who note something of one picture wait for each other."""
    with transaction.atomic(savepoint=False):
        held = Image.objects.select_for_update(no_key=True).filter(pk=entry.image_id)
        list(held.values_list("pk", flat=True))
        link(entry)


def next_link(
    newest: HistoryLink | None,
    record: RecordKind,
    subject: int,
    row: models.Model,
    made: type[HistoryLink] = HistoryLink,
) -> HistoryLink:
    next_one = made(
        of=record.of,
        subject=subject,
        number=newest.number + 1 if newest else 1,
        record=record.name,
        row=row.pk,
        digest=digest(record, row),
    )
    next_one.hash = hash_of(next_one, previous=newest.hash if newest else "")
    return next_one


def subject_of(record: RecordKind, row: models.Model) -> int:
    return attrgetter(record.subject)(row)  # type: ignore[no-any-return]  # a whole number in every table


def digest(record: RecordKind, row: models.Model) -> str:
    """SHA-256 over what a record says. What is empty is left out, so that a column added later changes no digest."""
    said = {
        field.attname: value
        for field in row._meta.concrete_fields
        if field.attname not in record.unread
        and not _is_empty(value := _plain(field.to_python(getattr(row, field.attname))))
    }
    text = json.dumps([record.name, said], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(link: HistoryLink, *, previous: str) -> str:
    facts = (previous, link.of, link.subject, link.number, link.record, link.row, link.digest)
    return hashlib.sha256(" ".join(map(str, facts)).encode()).hexdigest()


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, (bool, int, str, list, dict)):
        return value
    return str(value)


def link_what_is_there(get_model: Any, names: Iterable[str], *, at_once: int = 500) -> int:
    """Links for records of these kinds that have none, as old as they are; how many. Can be stopped and run again."""
    links = get_model("articles.HistoryLink")
    count = 0
    for record in map(BY_NAME.__getitem__, names):
        rows = get_model(record.label)
        linked = links.objects.filter(record=record.name, row=models.OuterRef("pk"))
        unlinked = rows.objects.exclude(models.Exists(linked)).order_by("pk")
        if "." in record.subject:
            unlinked = unlinked.select_related(record.subject.partition(".")[0])
        while batch := list(unlinked[:at_once]):
            with transaction.atomic():
                _link_batch(links, record, batch)
            count += len(batch)
    return count


def _link_batch(links: Any, record: RecordKind, batch: Iterable[models.Model]) -> None:
    subjects = {row.pk: subject_of(record, row) for row in batch}
    there = links.objects.filter(of=record.of, subject__in=set(subjects.values()))
    later = there.filter(subject=models.OuterRef("subject"), number__gt=models.OuterRef("number"))
    newest = {link.subject: link for link in there.exclude(models.Exists(later))}
    made = []
    for row in batch:
        subject = subjects[row.pk]
        newest[subject] = next_link(newest.get(subject), record, subject, row, links)
        made.append(newest[subject])
    links.objects.bulk_create(made)
