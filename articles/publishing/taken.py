"""What the transaction that runs has taken, and what it has read of that: nobody asks the database for it twice.

`holding` fills it while it takes locks, in one order for everybody. Whoever writes public rows then asks here.
Outside of such a transaction these functions ask the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from articles.composing import names_in_stories
from articles.composing.names_in_stories import NamesInStories
from articles.models import (
    Article,
    ChangeKind,
    Edition,
    HistoryLink,
    PublishedArticle,
    PublishedRelation,
    Revision,
    Scheduled,
    addresses,
    ledger,
)
from articles.writing import saving, translations
from media.models import Image

# Of the public rows that are held.
COLUMNS = ("story_id", "path", "language", "translation_of", "translations", "headline", "entry_count")


class ShownCard(NamedTuple):
    """A story that shows a card, and the one of which it is, by their numbers."""

    pk: int
    which: int
    of: int


@dataclass
class Held:
    """What this transaction has taken, and the pictures that it shows and no longer shows."""

    stories: set[int] = field(default_factory=set)
    articles: dict[int, Article] = field(default_factory=dict)
    """Those stories that there are, as they are at the desk now that nobody else changes them."""
    pictures: set[int] = field(default_factory=set)
    library: dict[int, Image] = field(default_factory=dict)
    """Those pictures of them that there are, with rights and renditions."""
    public: set[int] = field(default_factory=set)
    rows: dict[int, PublishedArticle] = field(default_factory=dict)
    """The public rows of these stories, as far as there are any."""
    groups: set[int] = field(default_factory=set)
    """Originals of which all live translations are among the rows."""
    relations: set[ShownCard] = field(default_factory=set)
    """From and to the stories of which all that changes with them is held."""
    changing: set[int] = field(default_factory=set)
    """Stories of which all that changes with them is held."""
    ledgers: dict[int, list[Edition]] = field(default_factory=dict)
    """Newest first."""
    scheduled: dict[int, list[Scheduled]] = field(default_factory=dict)
    """What is open of their schedules, without anything joined."""
    revisions: dict[int, Revision] = field(default_factory=dict)
    """Those that somebody has brought along: the editions of the ledgers share them, since they never change."""
    going_out: set[int] = field(default_factory=set)
    """Stories of which something new goes to readers; their pictures are in the library."""
    without_entries: set[int] = field(default_factory=set)
    """Stories of which all that changes with them is held, and into which nothing was ever posted."""
    links: dict[int, HistoryLink | None] = field(default_factory=dict)
    """The newest in the chain of each of these stories."""
    goes_out: bool = False
    """Whether something new goes to readers, which has to be refused where it cannot be had whole."""
    unsaved: dict[int, set[str]] = field(default_factory=dict)
    """Fields of the stories that are written with the next that are."""
    shown: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Those that the search learns once all is committed."""
    beside: dict[int, dict[str, list[Any]]] = field(default_factory=dict)
    """Of public rows of `going_out`, what hangs on them, by the names of their managers, until it is written."""
    free: set[tuple[str, int]] = field(default_factory=set)
    """Addresses that these stories may have, until something is written: the acts of one press ask the same."""
    names: tuple[frozenset[int], NamesInStories] | None = None
    """What revisions name, read when the first of them was composed."""

    def row(self, story: int) -> PublishedArticle | None:
        if story in self.changing or story in self.public:
            return self.rows.get(story)
        return PublishedArticle.objects.filter(story_id=story).only(*COLUMNS).first()

    def group(self, root: int) -> list[PublishedArticle]:
        """The live stories of the group around this original, itself included."""
        if root in self.groups:
            return [row for row in self.rows.values() if root in (row.story_id, row.translation_of_id)]
        return list(translations.live(root).only(*COLUMNS))

    def pointing_to(self, story: int) -> set[int]:
        """The live stories whose text shows a card of this one."""
        relations = self.relations if story in self.changing else shown_cards({story})
        return {one.which for one in relations if one.of == story != one.which}

    def relations_of(self, row: PublishedArticle) -> list[PublishedRelation]:
        if row.story_id not in self.changing:
            return list(row.relations.all())
        own = [one for one in self.relations if one.which == row.story_id]
        return [PublishedRelation(pk=one.pk, story_id=row.pk, to_story_id=one.of) for one in own]

    def save(self, article: Article, *fields: str) -> None:
        """Write these fields of a working copy, and those that wait for it."""
        article.save(update_fields=self.unsaved.pop(article.pk, set()).union(fields))

    def names_of(self, revision: Revision) -> NamesInStories | None:
        """What it names, read together with what all others name that were brought along."""
        if revision.pk not in self.revisions:
            return None
        if self.names is None or revision.pk not in self.names[0]:
            self.names = frozenset(self.revisions), names_in_stories.of(*self.revisions.values())
        return self.names[1]

    def has_written(self, row: PublishedArticle, relations: Iterable[PublishedRelation]) -> None:
        """What is known follows what was written."""
        self.has_removed(row.story_id)
        self.rows[row.story_id] = row
        self.public.add(row.story_id)
        self.relations |= {ShownCard(one.pk, row.story_id, one.to_story_id) for one in relations}

    def has_removed(self, story: int) -> None:
        self.rows.pop(story, None)
        self.free.clear()
        self.relations = {one for one in self.relations if one.which != story}


def shown_cards(stories: set[int]) -> set[ShownCard]:
    """From and to these stories. Each half of the question has an index of its own."""
    columns = ("pk", "story__story_id", "to_story_id")
    to_them = PublishedRelation.objects.filter(to_story_id__in=stories).values_list(*columns)
    of_them = PublishedRelation.objects.filter(story__story_id__in=stories).values_list(*columns)
    return {ShownCard(*row) for row in to_them.union(of_them)}


_held: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def as_current(held: Held) -> Iterator[Held]:
    """Within, this is what the transaction that runs holds."""
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


def current() -> Held:
    """What the transaction that runs holds."""
    if (held := _held.get()) is None:
        raise RuntimeError("public rows are written by those who hold them")
    return held


def held_now() -> Held | None:
    """What the transaction that runs holds, if it holds anything."""
    return _held.get()


def article(pk: int) -> Article:
    """The working copy of a story, held until the transaction ends."""
    return held_article(pk) or saving.locked(pk)


def held_article(pk: int) -> Article | None:
    """The working copy of a story, if this transaction holds it already."""
    held = _held.get()
    return held.articles.get(pk) if held is not None else None


def ledger_of(story: int) -> list[Edition]:
    """The story's editions, newest first."""
    held = _held.get()
    if held is not None and story in held.ledgers:
        return held.ledgers[story]
    return list(ledger.of_story(story))


def scheduled_of(story: int) -> list[Scheduled]:
    """What is scheduled for a story, or has failed and been seen to by nobody, in the order of time."""
    held = _held.get()
    if held is not None and story in held.scheduled:
        return [one for one in held.scheduled[story] if one.state in Scheduled.OPEN]
    return list(Scheduled.objects.open().filter(article=story))


def newest_for_readers(story: int) -> Revision | None:
    """The revision of the newest edition of a story whose ledger is held."""
    newest = next(iter(current().ledgers[story]), None)
    return newest.revision if newest is not None else None


def save(article: Article, *fields: str) -> None:
    """Write these fields of a working copy; of one that is held, with what else is written of it."""
    if (held := _held.get()) is not None and held.articles.get(article.pk) is article:
        held.unsaved.setdefault(article.pk, set()).update(fields)
    else:
        article.save(update_fields=fields)


def save_now(article: Article) -> None:
    """Write what waits to be written of a working copy, before somebody reads it."""
    if (held := _held.get()) is not None and article.pk in held.unsaved:
        held.save(article)


def first_edition(story: int) -> Edition | None:
    held = _held.get()
    if held is None or story not in held.ledgers:
        return addresses.first_edition(story)
    return next((one for one in held.ledgers[story] if one.kind == ChangeKind.FIRST), None)


def address_of(story: int) -> str | None:
    """Where readers have the story, if this transaction holds its public row."""
    held = _held.get()
    row = held.rows.get(story) if held is not None else None
    return row.path if row is not None else None


def why_address_is_taken(path: str, story: int) -> str | None:
    """Why this story cannot have the address, in words for the editor; None if it can."""
    held = _held.get()
    if held is not None and (path, story) in held.free:
        return None
    reason = addresses.why_taken(path, story)
    if held is not None and reason is None:
        held.free.add((path, story))
    return reason


def library(wanted: set[int]) -> dict[int, Image] | None:
    """Those of these pictures that there are, with their rights, if the transaction holds them."""
    held = _held.get()
    return held.library if held is not None and wanted <= held.pictures else None


def around(story: int, original: int | None) -> list[PublishedArticle] | None:
    """The live stories of the groups around these two, if the transaction holds them."""
    held, roots = _held.get(), {story, original or story}
    if held is None or not roots <= held.groups:
        return None
    return [row for row in held.rows.values() if roots & {row.story_id, row.translation_of_id}]
