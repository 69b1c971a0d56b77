"""What is locked while readers' pages change: worked out once, taken at once, and in one order for everybody.

Two that take the same rows in different orders wait for each other, and PostgreSQL ends one of them with an error to
its editor. So whatever changes what readers get goes through here, and takes what it needs in this order:

1. the front, where stories go live with one (`fronts.versions.locked`);
2. stories at the desk, by number: the one that is published, those that its text points to, and the original of
   which it is or was a translation. Whoever is about to point to a story, or to join a group, holds it: so nobody
   joins those who have to be written while we write;
3. pictures, by number: whoever kills one waits until the story is out, and finds it; or we wait, and find the kill;
4. sections and staff records whose own pictures change, by number;
5. public rows, by story: of the story, of its translations, and of the stories that show a card of it;
6. what hangs on these rows, and in the end, by picture, what has to be seen to after the commit.

A desk form that saves a row which pages name (a reporter, an agency) holds that row before it comes here. Those who
change a picture come in at 3. Nothing is drawn meanwhile: drawing takes seconds, and keeps rows of its own.
SQLite has no row locks; there each writer waits for the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model, Q

from articles import body
from articles.models import (
    Article,
    PublishedArticle,
    PublishedRelation,
    Revision,
    Section,
    StaffRecord,
    live_record,
)
from articles.writing import picture_uses, translations
from media.files import publicity
from media.models import Image


@dataclass
class Held:
    """What this transaction has taken, and the pictures that it shows and no longer shows."""

    stories: set[int] = field(default_factory=set)
    pictures: set[int] = field(default_factory=set)
    public: set[int] = field(default_factory=set)
    changing: set[int] = field(default_factory=set)
    """Stories of which all that changes with them is held."""
    goes_out: bool = False
    """Whether something new goes to readers, which has to be refused where it cannot be had whole."""
    shown: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)


_held: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def publication(*revisions: Revision) -> Iterator[Held]:
    """All that is written when these revisions go live, in a transaction."""
    with _holding() as held:
        roots = _hold_stories(held, revisions)
        texts = {one.article_id: texts_of(one) for one in revisions}
        named = (picture_uses.named(one.lead_picture_id, *texts[one.article_id]) for one in revisions)
        _hold_pictures(held, {pk for uses in named for _, pk in uses})
        _hold_changing_with(held, {one.article_id for one in revisions}, roots)
        held.goes_out = True
        yield held


@contextmanager
def takedown(story: int) -> Iterator[Held]:
    """All that is written when a story goes: its text points to nobody any more, and its pictures only go."""
    with _holding() as held:
        roots = _roots({story})
        _lock(Article, {story} | roots)
        held.stories |= {story} | roots
        _hold_changing_with(held, {story}, roots)
        yield held


@contextmanager
def coverage(story: int, text: str = "") -> Iterator[Held]:
    """All that is written when an entry with this text goes into a live story, or the whole coverage moves."""
    with _holding() as held:
        stories = {story, *body.related(text)}
        _lock(Article, stories)
        held.stories |= stories
        _hold_pictures(held, {pk for _, pk in picture_uses.named(None, text)})
        _hold_public(held, {story})
        held.goes_out = True
        yield held


@contextmanager
def public_rows(
    stories: Iterable[int], *, sections: Iterable[int] = (), staff: Iterable[int] = ()
) -> Iterator[Held]:
    """Public rows that are made anew, since what they show has changed; the caller holds what has."""
    with _holding() as held:
        _lock(Section, sections)
        _lock(StaffRecord, staff)
        _hold_public(held, set(stories))
        yield held


def current() -> Held:
    """What the transaction that runs holds."""
    if (held := _held.get()) is None:
        raise RuntimeError("public rows are written by those who hold them")
    return held


def texts_of(revision: Revision) -> list[str]:
    """What readers get to read of it: its own text, and the entries of a live story."""
    return [revision.body, *live_record.of_story(revision.article_id).texts]


@contextmanager
def _holding() -> Iterator[Held]:
    """A transaction; within another of these the same one goes on, which has taken all it needs already."""
    if (outer := _held.get()) is not None:
        yield outer
        return
    with transaction.atomic():
        held = Held()
        token = _held.set(held)
        try:
            yield held
            # In the end and by number: two who show the same pictures in another order would wait for each other.
            publicity.must_go(held.dropped)
            publicity.ask(held.shown)
        finally:
            _held.reset(token)


def _hold_stories(held: Held, revisions: Sequence[Revision]) -> set[int]:
    """Returns the originals around which the stories are grouped."""
    wanted, roots = _stories_of(revisions)
    while not wanted <= held.stories:
        # A savepoint: what was taken is let go where more is wanted by now, and all is taken in one order again.
        with transaction.atomic():
            _lock(Article, wanted)
            now_wanted, roots = _stories_of(revisions)
            if now_wanted <= wanted:
                held.stories |= wanted
            else:
                transaction.set_rollback(True)
        wanted = wanted | now_wanted
    return roots


def _stories_of(revisions: Sequence[Revision]) -> tuple[set[int], set[int]]:
    own = {one.article_id for one in revisions}
    roots = _roots(own) | {one.translation_of_id for one in revisions if one.translation_of_id}
    related = {pk for one in revisions for text in texts_of(one) for pk in body.related(text)}
    return own | roots | related, roots


def _roots(stories: set[int]) -> set[int]:
    """The originals of those that readers have as translations."""
    live = PublishedArticle.objects.filter(story_id__in=stories, translation_of__isnull=False)
    return {pk for pk in live.values_list("translation_of", flat=True) if pk is not None}


def _hold_pictures(held: Held, pictures: set[int]) -> None:
    if not pictures <= held.pictures:
        _lock(Image, pictures)
        held.pictures |= pictures


def _hold_changing_with(held: Held, stories: set[int], roots: set[int]) -> None:
    """The public rows of these stories, of their groups, and of the stories that show a card of one."""
    if not stories <= held.changing:
        pointing = PublishedRelation.objects.filter(to_story_id__in=stories)
        of_them = stories | roots | set(pointing.values_list("story__story_id", flat=True))
        _hold_rows(held, Q(story_id__in=of_them) | Q(translation_of__in=stories | roots))
        held.changing |= stories


def _hold_public(held: Held, stories: set[int]) -> None:
    """With their groups: a row that had not been true for some reason brings them up to date."""
    if not stories <= held.public:
        _hold_rows(held, Q(story_id__in=translations.beside(stories)))
        held.public |= stories


def _hold_rows(held: Held, which: Q) -> None:
    rows = PublishedArticle.objects.select_for_update().filter(which).order_by("story_id")
    held.public |= set(rows.values_list("story_id", flat=True))


def _lock(model: type[Model], numbers: Iterable[int]) -> None:
    """Nobody changes these rows until the transaction ends; others may go on pointing to them."""
    if wanted := set(numbers):
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        list(rows.values_list("pk", flat=True))
