"""Checks whether the records are what was written, for one story or for the whole newsroom.

What somebody changed, removed or added without this program shows here, unless they computed the chain anew. That
shows against a head that was kept elsewhere, see `articles.records.heads`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection, models
from django.db.models import Exists, OuterRef, Subquery

from articles.models import Article, Edition, HistoryLink, Revision, WireFile
from articles.models.edition import TAKES_DOWN
from articles.records import append_only, chain, revision_chain
from articles.records.chain import BY_NAME, RECORDS, Of, RecordKind

AT_ONCE = 1000
# Each with its bytes.
FILES_AT_ONCE = 20


@dataclass(frozen=True)
class Problem:
    of: str
    subject: int
    words: str

    def __str__(self) -> str:
        return f"{Of(self.of).label} {self.subject}: {self.words}"


def problems(*stories: int) -> Iterator[Problem]:
    """Whatever does not verify, each once: of these stories, or of everything."""
    seen = set()
    of_wires = () if stories else _not_as_received()
    for found in (_broken(stories), _unlinked(stories), _rewritten(stories), _astray(stories), of_wires):
        for problem in found:
            if problem not in seen:
                seen.add(problem)
                yield problem


def unguarded() -> list[str]:
    """The tables that could be changed now, because their triggers are missing."""
    return append_only.unguarded(connection)


def verifies(story: int) -> bool:
    return next(problems(story), None) is None


def unverified(stories: Sequence[int]) -> set[int]:
    """Those of which the history does not verify, by as many questions as for one.

    A story that is published meanwhile may look so for a moment. So each that does is looked at once more by itself.
    """
    found = {problem.subject for problem in problems(*stories)} if stories else set()
    return {story for story in found if not verifies(story)}


def name(record: RecordKind, row: models.Model) -> str:
    """The name of a record: its number in the story, or else in its table."""
    number = getattr(row, "number", None)
    return f"{record.words} {number}" if number else f"{record.words} (row {row.pk})"


def _broken(stories: Sequence[int]) -> Iterator[Problem]:
    """Links that do not follow from the one before, and records that are not what was linked."""
    links = HistoryLink.objects.order_by("of", "subject", "number")
    if stories:
        links = links.filter(of=Of.STORY, subject__in=stories)
    stream = links.iterator(chunk_size=AT_ONCE)
    before: HistoryLink | None = None
    while batch := list(islice(stream, AT_ONCE)):
        rows = rows_of(batch)
        for link in batch:
            if before is not None and (before.of, before.subject) != (link.of, link.subject):
                before = None
            yield from (Problem(link.of, link.subject, words) for words in _wrong(link, before, rows))
            before = link


def rows_of(links: Iterable[HistoryLink]) -> dict[tuple[str, int], models.Model]:
    """The records of these links that are still there, by kind and number."""
    wanted = defaultdict(list)
    for link in links:
        wanted[link.record].append(link.row)
    found = {}
    for kind, numbers in wanted.items():
        record = BY_NAME[kind]
        rows = record.model._base_manager.defer(*record.unread)
        found.update({(kind, row.pk): row for row in rows.filter(pk__in=numbers)})
    return found


def _wrong(
    link: HistoryLink, before: HistoryLink | None, rows: dict[tuple[str, int], models.Model]
) -> Iterator[str]:
    expected = before.number + 1 if before else 1
    if link.number != expected:
        yield f"link {expected} of its chain is missing"
    elif chain.hash_of(link, previous=before.hash if before else "") != link.hash:
        yield f"link {link.number} of its chain does not follow from the one before"
    record, row = BY_NAME[link.record], rows.get((link.record, link.row))
    if row is None:
        yield f"{record.words} (row {link.row}) is gone"
    elif chain.digest(record, row) != link.digest:
        yield f"{name(record, row)} is not what was saved"


def _unlinked(stories: Sequence[int]) -> Iterator[Problem]:
    """Records that came in past the program."""
    for record in RECORDS:
        if stories and record.of != Of.STORY:
            continue
        linked = HistoryLink.objects.filter(record=record.name, row=OuterRef("pk"))
        rows = record.model._base_manager.defer(*record.unread).exclude(Exists(linked)).order_by("pk")
        if stories:
            rows = rows.filter(**{f"{record.subject.replace('.', '__')}__in": stories})
        for row in rows.iterator():
            words = f"{name(record, row)} is in no chain: it was not written by this program"
            yield Problem(record.of, chain.subject_of(record, row), words)


def _rewritten(stories: Sequence[int]) -> Iterator[Problem]:
    revisions = Revision.objects.filter(article__in=stories) if stories else Revision.objects.all()
    for revision in revision_chain.broken_links(revisions):
        yield Problem(Of.STORY, revision.article_id, f"revision {revision.number} is not what was saved")


def _not_as_received() -> Iterator[Problem]:
    """Files of agencies whose bytes are not those of the digest in their record."""
    for file in WireFile.objects.order_by("pk").iterator(chunk_size=FILES_AT_ONCE):
        if hashlib.sha256(bytes(file.data)).hexdigest() != file.digest:
            yield Problem(
                Of.FEED, file.feed_id, f"file of a wire feed (row {file.pk}) is not what was received"
            )


def _astray(stories: Sequence[int]) -> Iterator[Problem]:
    """The working copy is no record, but it says which record counts: the newest."""
    articles = Article.objects.filter(pk__in=stories) if stories else Article.objects.all()
    editions = Edition.objects.filter(article=OuterRef("pk")).order_by("-number")
    revisions = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    rows = articles.order_by("pk").values_list(
        "pk",
        "live_edition",
        Subquery(editions.values("pk")[:1]),
        Subquery(editions.values("kind")[:1]),
        "revision",
        Subquery(revisions.values("pk")[:1]),
    )
    for pk, live, edition, kind, revision, newest in rows.iterator():
        # A story that readers do not have publishes no forgery.
        if live is not None and (kind in TAKES_DOWN or live != edition):
            yield Problem(Of.STORY, pk, "what is live is not the newest entry of its ledger")
        if revision != newest:
            yield Problem(Of.STORY, pk, "its working copy does not follow its newest revision")
