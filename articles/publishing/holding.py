"""What is locked while readers' pages change: worked out once, taken at once, and in one order for everybody.

Two that take the same rows in different orders wait for each other, and PostgreSQL ends one of them with an error to
its editor. So whatever changes what readers get goes through here, and takes what it needs in this order:

1. the front, where stories go live with one (`fronts.versions.locked`);
2. stories at the desk, by number: the one that is published, those that its text points to, and the original of
   which it is or was a translation. Whoever is about to point to a story, or to join a group, holds it: so nobody
   joins those who have to be written while we write;
3. pictures, by number: whoever kills one waits until the story is out, and finds it; or we wait, and find the kill.
   Publications change no picture, so they share this lock, and those that show the same one go side by side;
4. sections and staff records whose own pictures change, by number;
5. public rows, by story: of the story, of its translations, and of the stories that it shows or that show it;
6. what hangs on these rows, and in the end, by picture, what has to be seen to after the commit.

A desk form that saves a row which pages name (a reporter, an agency) holds that row before it comes here. Those who
change a picture come in at 3. Nothing is drawn meanwhile: drawing takes seconds, and keeps rows of its own.
What has to be drawn is found out once all is held; then all is let go, and taken anew.
SQLite has no row locks; there each writer waits for the one before.

What is taken is read with its lock, and kept in `taken` for those who write.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from django.db import connection, transaction
from django.db.models import Model, Q

from articles import body
from articles.messages import telling
from articles.models import (
    Article,
    ArticleType,
    Correction,
    Edition,
    HistoryHiding,
    LiveEntry,
    PublishedArticle,
    Reporter,
    Revision,
    Scheduled,
    Section,
    StaffRecord,
    Topic,
    ledger,
    live_record,
)
from articles.publishing import parts, taken
from articles.publishing.parts import Part
from articles.publishing.taken import Held
from articles.records import chain
from articles.search import indexing
from articles.writing import picture_uses, translations
from house import asking
from media.files import publicity
from media.library import beside
from media.models import Image

Row = TypeVar("Row", bound=Model)


@contextmanager
def publication(*revisions: Revision, gone: Collection[int] = ()) -> Iterator[Held]:
    """All that is written when these revisions go live, and these stories go with them, in a transaction."""
    own = {one.article_id for one in revisions}
    changing = own | set(gone)
    roots = {one.translation_of_id for one in revisions if one.translation_of_id}
    texts = {one.article_id: [one.body] for one in revisions}
    drawing = PartsDrawn()

    def take(held: Held) -> bool:
        if changing <= held.changing:
            return True
        held.revisions |= {one.pk: one for one in revisions}
        _hold_stories(held, changing | roots | _related(texts))
        for one in revisions:
            if one.article_type == ArticleType.LIVE:
                texts[one.article_id] = texts_of(one)
        if not _related(texts) <= held.stories:
            return False
        named = _named(revisions, texts)
        _hold_pictures(held, named)
        _hold_changing_with(held, changing, roots)
        for one in revisions:
            if one.article_type != ArticleType.LIVE and one.article_id not in held.without_entries:
                texts[one.article_id] = texts_of(one)
        roots.update(_roots(held, changing))
        held.going_out |= own
        if not ((roots | _related(texts)) <= held.stories and _named(revisions, texts) <= named):
            return False
        shown = (parts.of_revision(one, texts[one.article_id]) for one in revisions)
        return drawing.are_there(set().union(*shown), held)

    with _holding(take, drawing.draw) as held:
        held.goes_out = True
        yield held


@contextmanager
def takedown(story: int, *known: Revision) -> Iterator[Held]:
    """All that is written when a story goes: its text points to nobody any more, and its pictures only go.

    `known` are revisions of it that were read before.
    """
    roots: set[int] = set()

    def take(held: Held) -> bool:
        if story in held.changing:
            return True
        held.revisions |= {one.pk: one for one in known}
        _hold_stories(held, {story} | roots)
        _hold_changing_with(held, {story}, roots)
        roots.update(_roots(held, {story}))
        return roots <= held.stories

    with _holding(take) as held:
        yield held


@contextmanager
def coverage(story: int, text: str = "") -> Iterator[Held]:
    """All that is written when an entry with this text goes into a live story, or the whole coverage moves."""

    drawing = PartsDrawn()

    def take(held: Held) -> bool:
        _hold_stories(held, {story, *body.related(text)})
        _hold_pictures(held, {pk for _, pk in picture_uses.named(None, text)})
        _hold_public(held, {story})
        return drawing.are_there(parts.of_texts([text]), held)

    with _holding(take, drawing.draw) as held:
        held.goes_out = True
        yield held


@contextmanager
def public_rows(
    stories: Iterable[int], *, sections: Iterable[int] = (), staff: Iterable[int] = ()
) -> Iterator[Held]:
    """Public rows that are made anew, since what they show has changed; the caller holds what has."""

    def take(held: Held) -> bool:
        _lock(Section, sections)
        _lock(StaffRecord, staff)
        _hold_public(held, set(stories))
        return True

    with _holding(take) as held:
        yield held


def pictures(numbers: Iterable[int]) -> dict[int, Image]:
    """Those of these pictures that there are, with rights and renditions: nobody changes them until the transaction
    ends. For stories that no reader ever had, and that nobody else can hold.
    """
    rows = _share(Image, numbers)
    beside.read(rows)
    return {row.pk: row for row in rows}


class Names(NamedTuple):
    """Rows that pages name, by their numbers."""

    sections: dict[int, Section]
    reporters: dict[int, Reporter]
    topics: dict[int, Topic]


def names(*, sections: Iterable[int], reporters: Iterable[int], topics: Iterable[int]) -> Names:
    """These rows, and the sections above: nobody renames or moves them until the transaction ends.

    For stories that come in by the hundred: whoever renames a reporter while they are written would not see them, and
    their pages would keep the old name. Taken before all else, as by a desk form that saves such a row.
    """
    found = _share(Section, sections)
    above = _share(Section, {row.parent_id for row in found if row.parent_id})
    of_reporters, of_topics = _share(Reporter, reporters), _share(Topic, topics)
    return Names(
        {row.pk: row for row in (*found, *above)},
        {row.pk: row for row in of_reporters},
        {row.pk: row for row in of_topics},
    )


class PartsDrawn:
    """Parts of pictures that were found lacking once they were held: they are let go, and the parts are drawn."""

    def __init__(self) -> None:
        self.lacking: set[Part] = set()
        self.done: set[Part] = set()

    def are_there(self, shown: set[Part], held: Held) -> bool:
        self.lacking = parts.lacking(shown - self.done, held.library)
        return not self.lacking

    def draw(self) -> None:
        parts.draw(self.lacking)
        self.done |= self.lacking


def draw_ahead(*revisions: Revision) -> None:
    """For a caller that holds something itself before it asks for a publication: see that nothing is drawn then."""
    shown = set().union(*(parts.of_revision(one, texts_of(one)) for one in revisions))
    images = Image.objects.with_rights().with_renditions().in_bulk({part.image for part in shown})
    parts.draw(parts.lacking(shown, images))


def texts_of(revision: Revision) -> list[str]:
    """What readers get to read of it: its own text, and the entries of a live story."""
    return [revision.body, *live_record.of_story(revision.article_id).texts]


@contextmanager
def _holding(take: Callable[[Held], bool], prepare: Callable[[], object] = lambda: None) -> Iterator[Held]:
    """A transaction that has taken what it needs; within another of these the same one goes on.

    `take` says whether that was all: by the time the first rows are held, more may be wanted. Then `prepare` is
    called before the next try.
    """
    if (outer := taken.held_now()) is not None:
        while not take(outer):
            prepare()
        yield outer
        return
    while True:
        with transaction.atomic():
            held = Held()
            if not take(held):
                # What was taken is let go, and all is taken in one order again.
                transaction.set_rollback(True)
            else:
                yield from _carried_out(held)
                return
        prepare()


def _carried_out(held: Held) -> Iterator[Held]:
    """What the caller does with it, and what is written in the end."""
    with taken.as_current(held):
        with telling.in_one_go(), chain.in_one_go(held.links):
            yield held
        for pk in sorted(held.unsaved):
            held.save(held.articles[pk])
        # In the end and by number: two who show the same pictures in another order would wait for each other.
        publicity.must_go(held.dropped)
        publicity.ask(held.shown)
        indexing.learn_after(held.words)


def _related(texts: dict[int, list[str]]) -> set[int]:
    return {pk for some in texts.values() for text in some for pk in body.related(text)}


def _named(revisions: Sequence[Revision], texts: dict[int, list[str]]) -> set[int]:
    """The pictures that these revisions show or would show."""
    named = (picture_uses.named(one.lead_picture_id, *texts[one.article_id]) for one in revisions)
    return {pk for uses in named for _, pk in uses}


def _roots(held: Held, stories: set[int]) -> set[int]:
    """The originals of those that readers have as translations."""
    rows = (held.rows.get(story) for story in stories)
    return {row.translation_of_id for row in rows if row is not None and row.translation_of_id}


def _hold_stories(held: Held, stories: set[int]) -> None:
    if not stories <= held.stories:
        held.articles = {row.pk: row for row in _lock(Article, stories)} | held.articles
        held.stories |= stories


def _hold_pictures(held: Held, pictures: set[int]) -> None:
    if not pictures <= held.pictures:
        rows = _share(Image, pictures)
        beside.read(rows)
        held.library |= {row.pk: row for row in rows}
        held.pictures |= pictures


def _hold_changing_with(held: Held, stories: set[int], roots: set[int]) -> None:
    """The public rows of these stories, of their groups, and of the stories that they show or that show them.

    With the records of the stories, which the caller holds.
    """
    held.relations |= taken.shown_cards(stories)
    of_them = held.stories | roots | {one.which for one in held.relations if one.of in stories}
    _hold_rows(held, Q(story_id__in=of_them) | Q(translation_of__in=stories | roots))
    held.groups |= stories | roots
    held.changing |= stories
    _read_records(held, stories)


def _read_records(held: Held, stories: set[int]) -> None:
    """Their ledgers, what is scheduled, whether anything was posted into them, and where their chains end."""
    editions, corrections, hidings, scheduled, first_entries, links = asking.together(
        Edition.objects.filter(article__in=stories),
        Correction.objects.filter(edition__article__in=stories),
        HistoryHiding.objects.filter(edition__article__in=stories),
        Scheduled.objects.open().filter(article__in=stories),
        LiveEntry.objects.filter(article__in=stories, number=1),
        chain.newest_links(stories),
    )
    ledger.complete(editions, corrections, hidings)
    held.ledgers |= {story: [] for story in stories}
    for edition in editions:
        article = held.articles[edition.article_id]
        edition.article = article
        if edition.revision_id in held.revisions:
            edition.revision = held.revisions[edition.revision_id]
        held.ledgers[article.pk].append(edition)
        if article.live_edition_id == edition.pk:
            article.live_edition = edition
    held.scheduled |= {story: [one for one in scheduled if one.article_id == story] for story in stories}
    held.without_entries |= stories - {entry.article_id for entry in first_entries}
    held.links |= dict.fromkeys(stories) | {link.subject: link for link in links}


def _hold_public(held: Held, stories: set[int]) -> None:
    """With their groups: a row that had not been true for some reason brings them up to date."""
    if not stories <= held.public:
        _hold_rows(held, Q(story_id__in=translations.beside(stories)))
        held.public |= stories


def _hold_rows(held: Held, which: Q) -> None:
    rows = (
        PublishedArticle.objects.select_for_update().filter(which).only(*taken.COLUMNS).order_by("story_id")
    )
    held.rows |= {row.story_id: row for row in rows}
    held.public |= held.rows.keys()


def _lock(model: type[Row], numbers: Iterable[int]) -> list[Row]:
    """Nobody changes these rows until the transaction ends; others may go on pointing to them.

    Nothing is joined: what is not locked would be as it was before the wait for the lock.
    """
    if not (wanted := set(numbers)):
        return []
    rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return list(rows.defer("words", "name_words") if model is Article else rows)


def _share(model: type[Row], numbers: Iterable[int]) -> list[Row]:
    """Nobody changes these rows until the transaction ends; others may hold them as well who change nothing.

    So stories that show the same picture need not wait for each other. Django knows no such lock.
    """
    if not (wanted := sorted(set(numbers))):
        return []
    share = " FOR SHARE" if connection.vendor == "postgresql" else ""
    places = ", ".join(["%s"] * len(wanted))
    # What is put in names a table of ours.
    question = f"SELECT * FROM {model._meta.db_table} WHERE id IN ({places}) ORDER BY id{share}"  # noqa: S608
    return list(model._default_manager.raw(question, wanted))
