"""Bringing in: stories of another system's archive, many at once, each with its record and as far as it had come.

Nobody decides on them one by one, so no guard is asked: readers had what was published, with whatever it lacked. What
cannot stand at all (no headline, no section) the caller makes a draft. Nobody is told: no people, hubs or partners.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _lazy

from articles import body
from articles.acts import entering
from articles.models import (
    Article,
    Byline,
    ChangeKind,
    Edition,
    EmbargoState,
    GonePath,
    PublishedArticle,
    Redirect,
    Revision,
    Section,
    State,
    StateChange,
    StorySource,
    addresses,
    content,
)
from articles.models.content import Content
from articles.publishing import new_rows, public_rows, taken
from articles.records import chain, revision_chain
from articles.writing import desk_search, picture_uses, saving
from house import numbers
from media.models import Use

if TYPE_CHECKING:
    from django.contrib.auth.models import User

NAME = "bring_in"
DID = _lazy("brought it in from another system")
LONGEST_PATH = 255


@dataclass
class NewStory:
    """A story as it comes in. `names` are those of its people, topics and agencies, by which the desk finds it."""

    content: Content
    names: Sequence[str] = ()
    state: State = State.DRAFT
    dated_at: datetime | None = None
    """When readers first had it; None for what they never had."""
    created_at: datetime | None = None
    touched_at: datetime | None = None
    slugline: str = ""
    desk_note: str = ""
    embargo: EmbargoState = EmbargoState.NONE
    embargo_until: datetime | None = None
    embargo_source: str = ""
    note: str = ""
    """Where it comes from, for its history."""
    old_paths: Sequence[str] = ()
    # What becomes of it
    article: Article = field(init=False)
    uses: set[tuple[str, int]] = field(init=False, default_factory=set)
    revision: Revision = field(init=False)
    change: StateChange = field(init=False)
    edition: Edition | None = field(init=False, default=None)


def bring_in(stories: Sequence[NewStory], *, by: User, now: datetime) -> None:
    """Store these stories with all their rows. The caller has a transaction, which fails as a whole."""
    if not stories:
        return
    for one, number in zip(stories, numbers.take(Article, len(stories)), strict=True):
        one.article = _article(one, number, by, now)
    public = [one for one in stories if one.dated_at is not None]
    paths = _addresses(public)
    _number(stories, public, paths, by=by, now=now)
    for one in stories:
        _point(one)
    Article.objects.bulk_create([one.article for one in stories])
    _write_beside(stories)
    with chain.in_one_go({one.article.pk: None for one in stories}):
        chain.keep_many([one.revision for one in stories])
        chain.keep_many([one.change for one in stories])
        chain.keep_many([one.edition for one in public if one.edition is not None])
    if public:
        rows = new_rows.write([one.edition for one in public if one.edition is not None])
        _redirect(public, rows, now)


def _article(one: NewStory, number: int, by: User, now: datetime) -> Article:
    article = Article(
        pk=number,
        state=one.state,
        slugline=one.slugline,
        desk_note=one.desk_note,
        embargo=one.embargo,
        embargo_until=one.embargo_until,
        embargo_source=one.embargo_source,
        created_by=by,
        created_at=one.created_at or one.dated_at or now,
        touched_at=one.touched_at or one.dated_at or now,
        **one.content.fields,
    )
    # All that is read of its text, one after the other: the text is then read once.
    article.words = desk_search.words_of(one.slugline, one.content)
    article.word_count = body.word_count(one.content.fields["body"])
    one.uses = picture_uses.of_content(one.content)
    typed = [part for row in one.content.bylines for part in (row["name"], row["organisation"])]
    article.name_words = desk_search.column_of_names(*one.names, *typed)
    return article


def _addresses(public: Sequence[NewStory]) -> dict[int, str]:
    """The address of each story. One that another has gets a number behind its slug, which is content."""
    sections = Section.objects.select_related("parent").in_bulk(
        {one.content.fields["section_id"] for one in public}
    )
    wanted: dict[int, str] = {}
    for one in public:
        wanted[one.article.pk] = _path(one, sections)
    taken = _taken(wanted.values())
    for one in public:
        path, again = wanted[one.article.pk], 2
        slug = path.rstrip("/").rpartition("/")[2]
        while path in taken:
            one.content = _with_slug(one.content, f"{slug}-{again}")
            one.article.slug = one.content.fields["slug"]
            path, again = _path(one, sections), again + 1
            if again > 2:
                taken |= _taken([path])
        taken.add(path)
        wanted[one.article.pk] = path
    return wanted


def _with_slug(said: Content, slug: str) -> Content:
    return Content({**said.fields, "slug": slug}, said.bylines, said.topics, said.sources)


def _path(one: NewStory, sections: dict[int, Section]) -> str:
    if one.dated_at is None:
        raise ValueError("a story without a time has no address")
    fields = one.content.fields
    named = Revision(article_id=one.article.pk, headline=fields["headline"], slug=fields["slug"])
    return addresses.path_of(named, first=None, now=one.dated_at, section=sections[fields["section_id"]])


def _taken(paths: Iterable[str]) -> set[str]:
    some = set(paths)
    live = PublishedArticle.objects.filter(path__in=some).values_list("path")
    once = Redirect.objects.filter(old_path__in=some).values_list("old_path")
    gone = GonePath.objects.filter(path__in=some).values_list("path")
    return {path for (path,) in live.union(once, gone)}


def _number(
    stories: Sequence[NewStory],
    public: Sequence[NewStory],
    paths: dict[int, str],
    *,
    by: User,
    now: datetime,
) -> None:
    """The records of each story, with numbers, so that the rows can name one another before they are there."""
    revisions, changes = (numbers.take(table, len(stories)) for table in (Revision, StateChange))
    for one in stories:
        one.revision = _revision(one, next(revisions), by, now)
        one.change = StateChange(
            pk=next(changes),
            article=one.article,
            act=NAME,
            from_state=State.DRAFT,
            to_state=one.state,
            revision=one.revision,
            by=by,
            at=now,
            note=one.note,
        )
    editions = numbers.take(Edition, len(public))
    for one in public:
        one.edition = Edition(
            pk=next(editions),
            article=one.article,
            number=1,
            revision=one.revision,
            kind=ChangeKind.FIRST,
            at=now,
            dated_at=one.dated_at,
            by=by,
            path=paths[one.article.pk],
        )


def _revision(one: NewStory, number: int, by: User, now: datetime) -> Revision:
    revision = Revision(
        pk=number,
        article=one.article,
        number=1,
        author=by,
        at=now,
        note=one.note[:300],
        changed=content.changes(None, one.content),
        word_count=one.article.word_count,
        **one.content.as_json(),
    )
    revision.hash = revision_chain.hash_of(revision, previous="")
    return revision


def _point(one: NewStory) -> None:
    """What the working copy says of its records, which are stored after it."""
    article = one.article
    article.revision_id = one.revision.pk
    article.last_move_id = one.change.pk
    article.live_edition_id = one.edition.pk if one.edition is not None else None


def _write_beside(stories: Sequence[NewStory]) -> None:
    bylines: list[Any] = []
    sources: list[Any] = []
    topics: list[Any] = []
    uses: list[Any] = []
    tagged = Article.topics.through
    for one in stories:
        article, said = one.article, one.content
        for position, row in enumerate(said.bylines):
            bylines.append(
                Byline(
                    article=article,
                    position=position,
                    role=row["role"],
                    reporter_id=row["reporter"],
                    organisation=row["organisation"],
                    name_as_published=row["name"],
                )
            )
        for position, row in enumerate(said.sources):
            sources.append(
                StorySource(
                    article=article,
                    position=position,
                    agency_id=row["agency"],
                    use=row["use"],
                    credit_line=row["credit_line"],
                )
            )
        topics += [tagged(article_id=article.pk, topic_id=pk) for pk in said.topics]
        uses += [
            Use(story=article.pk, section=article.section_id, place=place, image_id=pk, is_live=False)
            for place, pk in sorted(one.uses)
        ]
    for rows in (bylines, sources, topics, uses):
        if rows:
            type(rows[0])._base_manager.bulk_create(rows)


def _redirect(public: Sequence[NewStory], rows: dict[int, PublishedArticle], now: datetime) -> None:
    """The addresses that readers know lead to where the story is now. One that somebody else has stays theirs."""
    wanted: dict[str, PublishedArticle] = {}
    for one in public:
        story = rows[one.article.pk]
        for path in one.old_paths:
            if path != story.path and len(path) <= LONGEST_PATH:
                wanted.setdefault(path, story)
    taken = _taken(wanted)
    Redirect.objects.bulk_create(
        Redirect(old_path=path, story=story, since=now) for path, story in wanted.items() if path not in taken
    )


def complete(story: int, after: Content, *, by: User, note: str, now: datetime) -> Edition | None:
    """Give a story that came in what came later, such as pictures: a minor change, for readers too if they have it.

    The caller has a transaction, and has seen that nobody has worked on the story since it came in.
    """
    article = saving.locked(story)
    newest = article.revision
    saved = saving.write(article, after, base=newest.number if newest else None, by=by, note=note, now=now)
    first = addresses.first_edition(story)
    if saved.revision is None or first is None or not article.is_live:
        return None
    with entering.going_live(saved.revision):
        held = taken.article(story)
        # With the time of the first: readers are told of no change, and partners get no archive.
        edition = entering.enter(
            held, saved.revision, kind=ChangeKind.MINOR, by=by, dated_at=first.reader_time, now=now
        )
        public_rows.store(held, edition, now=now)
    return edition
