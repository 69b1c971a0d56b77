"""A newsroom of any size to measure in: people, lists, and stories with all the rows that a story has.

Most rows are put into the tables directly. The stories that are measured are written by the acts of the desk.
"""

from __future__ import annotations

import io
import random
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture

from articles import body
from articles.acts import approve, moving, plain_moves, publish
from articles.models import (
    Agency,
    Article,
    Autosave,
    Byline,
    Edition,
    PublishedArticle,
    Remit,
    Reporter,
    Revision,
    Section,
    Sitting,
    State,
    StateChange,
    StorySource,
    Topic,
    content,
)
from articles.policy import Role
from articles.writing import saving
from media.intake import uploads
from media.models import Credit, Image

WORDS = re.findall(
    r"\w+",
    "the council ferry night line harbour vote river bridge after hours debate budget school teachers winter "
    "storm morning report minister answered nobody expected a new plan for tram drivers who asked for more time "
    "between shifts while passengers waited in the rain and watched last boats leave without them because money "
    "that was promised two years ago has never arrived said one of its members on Tuesday evening in Pelane",
)
DESK_WORDS = 150  # of the stories that only make the tables large
STATES = (State.DRAFT, State.SUBMITTED, State.IN_EDIT, State.DRAFT)
EDITOR, REPORTER, CHIEF = "editor", "reporter", "chief"

# What there is one or more of per story; all but sittings have plain numbers.
NUMBERED = (
    Article,
    Revision,
    Byline,
    StorySource,
    Article.topics.through,
    Edition,
    StateChange,
    PublishedArticle,
    Autosave,
)


def text(words: int, seed: int) -> str:
    """A body in canonical form: paragraphs of forty words, a subheading now and then, marks and links in some."""
    chance = random.Random(seed)
    blocks = []
    for number in range(max(1, words // 40)):
        said = [chance.choice(WORDS) for _ in range(40)]
        said[0] = said[0].capitalize()
        if number % 3 == 1:
            said[7] = f"<strong>{said[7]}</strong>"
            said[20] = f'<a href="https://example.org/{chance.randrange(10**6)}">{said[20]}</a>'
        blocks.append(f"<p>{' '.join(said)}.</p>")
        if number % 6 == 5:
            blocks.append(f"<h2>{' '.join(chance.choice(WORDS) for _ in range(4)).capitalize()}</h2>")
    return "".join(blocks)


def session_of(username: str) -> str:
    """The cookie of a log-in, for requests over the network. Leaves no connection open to the database."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    connection.close()
    return client.cookies["desk"].value


def found(stories: int) -> None:
    """People and lists, and so many stories of nobody's interest."""
    _lists()
    people()
    picture = _picture()
    with transaction.atomic():
        _stories(stories, picture, timezone.now())


def _lists() -> None:
    roots = [
        Section.objects.create(name=f"Section {number}", slug=f"section-{number}", position=number)
        for number in range(6)
    ]
    for number in range(6, 14):
        Section.objects.create(
            name=f"Section {number}", slug=f"section-{number}", position=number, parent=roots[number % 6]
        )
    Topic.objects.bulk_create(
        Topic(name=f"Topic {number:03}", slug=f"topic-{number}") for number in range(300)
    )
    Reporter.objects.bulk_create(
        Reporter(name=f"Reporter {number}", slug=f"reporter-{number}") for number in range(80)
    )
    Agency.objects.bulk_create(
        Agency(name=f"Agency {number}", slug=f"agency-{number}", credit_name=f"A{number}")
        for number in range(8)
    )


def people() -> None:
    roles = {EDITOR: Role.SECTION_EDITOR, REPORTER: Role.REPORTER, CHIEF: Role.EDITOR_IN_CHIEF}
    for name, role in roles.items():
        user = User.objects.create(username=name, first_name=name.title(), last_name="Caldera", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    for root in Section.objects.filter(parent=None)[:3]:
        Remit.objects.create(user=User.objects.get(username=EDITOR), section=root)
    User.objects.bulk_create(User(username=f"reporter{number}", is_staff=True) for number in range(40))


def add_pictures(count: int) -> None:
    """Stories that go out at once show pictures of their own, and do not wait for each other."""
    for number in range(count):
        _picture(number + 1)


def _picture(number: int = 0) -> Image:
    file = io.BytesIO()
    Picture.new("RGB", (960, 640), (40, 70, 90)).save(file, "JPEG", comment=str(number))
    file.seek(0)
    picture = uploads.accept(
        file,
        by=User.objects.get(username=CHIEF),
        filename="harbour.jpg",
        caption="The harbour at dawn.",
        alt_text="Boats in a harbour",
    )
    Credit.objects.create(image=picture, kind="agency", agency=Agency.objects.all()[0])
    Credit.objects.create(image=picture, kind="staff", position=1)
    return picture


def _stories(count: int, picture: Image, now: datetime) -> None:
    """Half of them published, each with its revision, its rows, its log, and what its last sitting typed."""
    _working_copies(count, picture, now)
    rows = list(Article.objects.prefetch_related("bylines", "sources", "section__parent").order_by("pk"))
    revisions = _revisions(rows)
    editions = Edition.objects.bulk_create(
        Edition(
            article_id=revision.article_id,
            number=1,
            revision=revision,
            kind="first",
            at=revision.at,
            by_id=revision.author_id,
            path=f"/live/{revision.article_id}/",
        )
        for revision in revisions[::2]
    )
    _point_to_their_rows()
    StateChange.objects.bulk_create(
        StateChange(
            article_id=revision.article_id,
            act="submit",
            from_state=State.DRAFT,
            to_state=State.SUBMITTED,
            revision=revision,
            by_id=revision.author_id,
            at=revision.at,
        )
        for revision in revisions
    )
    PublishedArticle.objects.bulk_create(_live_rows(rows[::2], editions))
    _sittings(revisions)


def _working_copies(count: int, picture: Image, now: datetime) -> None:
    """The stories with their bylines, topics and sources."""
    chance = random.Random(1)
    sections, topics = list(Section.objects.select_related("parent")), list(Topic.objects.all())
    reporters, agencies = list(Reporter.objects.all()), list(Agency.objects.all())
    users = list(User.objects.filter(username__startswith=REPORTER))
    articles = Article.objects.bulk_create(
        Article(
            headline=f"Ferry line {number} to run all night, council decides",
            standfirst="The council voted after three hours of debate.",
            slugline=f"ferry-{number}",
            body=text(DESK_WORDS, number),
            section=chance.choice(sections),
            lead_picture=picture if number % 3 == 0 else None,
            state=STATES[number % len(STATES)],
            created_by=chance.choice(users),
            touched_at=now - timedelta(minutes=7 * number),
        )
        for number in range(count)
    )
    Byline.objects.bulk_create(
        Byline(article=article, reporter=reporter, position=position)
        for article in articles
        for position, reporter in enumerate(chance.sample(reporters, 2))
    )
    tagged = Article.topics.through
    tagged.objects.bulk_create(
        tagged(article_id=article.pk, topic_id=topic.pk)
        for article in articles
        for topic in chance.sample(topics, 2)
    )
    StorySource.objects.bulk_create(
        StorySource(article=article, agency=chance.choice(agencies)) for article in articles[::4]
    )


def _revisions(rows: list[Article]) -> list[Revision]:
    return Revision.objects.bulk_create(
        Revision(
            article=article,
            number=1,
            author_id=article.created_by_id,
            at=article.touched_at,
            changed=["first version"],
            word_count=DESK_WORDS,
            hash="0" * 64,
            **content.of_article(article).as_json(),
        )
        for article in rows
    )


def _sittings(revisions: list[Revision]) -> None:
    """A sitting on each story, with what was typed in it."""
    sittings = Sitting.objects.bulk_create(
        Sitting(
            article_id=revision.article_id,
            user_id=revision.author_id,
            base=revision,
            seen_at=revision.at,
            typed_at=revision.at,
            settled_at=revision.at,
        )
        for revision in revisions
    )
    Autosave.objects.bulk_create(
        Autosave(sitting=sitting, number=number, at=sitting.seen_at, typed={"headline": ["Ferry line"]})
        for sitting in sittings
        for number in (1, 2, 3)
    )


def _point_to_their_rows() -> None:
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    live = Edition.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Article.objects.update(revision=Subquery(newest), live_edition=Subquery(live))
    changed = Article.objects.live().exclude(live_edition__revision=F("revision"))
    changed.update(has_unpublished_changes=True)


def _live_rows(articles: list[Article], editions: list[Edition]) -> Iterator[PublishedArticle]:
    for article, edition in zip(articles, editions, strict=True):
        assert article.section is not None
        yield PublishedArticle(
            story_id=article.pk,
            revision_number=1,
            edition_number=1,
            path=edition.path,
            headline=article.headline,
            slug=article.slugline,
            section=article.section,
            root_section=article.section.root,
            body=article.body,
            rendered_body=article.body,
            word_count=DESK_WORDS,
            published_at=edition.at,
            modified_at=edition.at,
        )


def grow(times: int) -> None:
    """Every row that belongs to a story so many times, with numbers of its own. PostgreSQL only."""
    highest = {model: model._base_manager.aggregate(Max("pk"))["pk__max"] for model in NUMBERED}
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (*NUMBERED, Sitting):
            copies = {
                quote(str(field.column)): _copied(field, highest) for field in model._meta.concrete_fields
            }
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(copies)}) SELECT {', '.join(copies.values())} "
                f"FROM {model._meta.db_table}, generate_series(1, %s) AS copy",
                [times - 1],
            )
        for statement in connection.ops.sequence_reset_sql(no_style(), list(NUMBERED)):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copied(field: Any, highest: dict[Any, int]) -> str:
    column = connection.ops.quote_name(field.column)
    points_to = field.model if field.primary_key else field.related_model
    if isinstance(field, models.UUIDField) or points_to is Sitting:
        return f"md5({column}::text || copy)::uuid"
    if field.name == "path":
        return f"{column} || copy || '/'"
    if field.name == "story_id":
        points_to = Article
    return f"{column} + copy * {highest[points_to]}" if points_to in highest else column


def live_story_in_edit(words: int, seed: int = 1, picture: int = 0) -> Article:
    """A story with everything on it: live, and being changed by an editor for its next version."""
    chief, section = User.objects.get(username=CHIEF), Section.objects.filter(parent=None)[0]
    article = Article.objects.create(
        created_by=User.objects.get(username=REPORTER),
        kicker="Harbour",
        headline=f"Ferry line {seed} to run all night, council decides after three hours",
        standfirst="The last boat will no longer be the last: from May on there is one every half hour.",
        slugline=f"night-ferry-{seed}",
        section=section,
        lead_picture=Image.objects.order_by("pk")[picture],
        body=text(words, seed),
    )
    for position, reporter in enumerate(Reporter.objects.all()[:2]):
        Byline.objects.create(article=article, reporter=reporter, position=position)
    Byline.objects.create(article=article, organisation="Our own desk", role="additional", position=2)
    StorySource.objects.create(article=article, agency=Agency.objects.all()[0])
    article.topics.set(Topic.objects.all()[:3])
    saving.record(article, by=article.created_by)
    moving.move(plain_moves.TAKE, article, by=chief)
    moving.move(approve.ACT, article, by=chief)
    assert article.approved_revision is not None
    publish.publish(article.approved_revision, by=chief)
    article.refresh_from_db()
    moving.move(plain_moves.TAKE, article, by=chief)
    return article


def make_ready(article: Article, **fields_changed: str) -> None:
    """Another version of a story that was published, by its author, approved by somebody else."""
    chief = User.objects.get(username=CHIEF)
    article.refresh_from_db()
    now = content.of_article(article)
    fields = dict(now.fields) | {"kicker": f"Harbour {uuid.uuid4().hex}"} | fields_changed
    assert article.revision is not None
    changed = content.Content(fields, now.bylines, now.topics, now.sources)
    saving.save(article.pk, changed, base=article.revision.number, by=article.created_by)
    article.refresh_from_db()
    if article.state == State.DRAFT:
        moving.move(plain_moves.TAKE, article, by=chief)
    moving.move(approve.ACT, article, by=chief)


def add_revisions(article: Article, count: int) -> None:
    """A long history, put there directly: a headline and some words change each time, by many hands."""
    first = article.revisions.get(number=1)
    users = list(User.objects.filter(username__startswith=REPORTER).values_list("pk", flat=True))
    now = content.of_revision(first).as_json()
    rows = (
        Revision(
            article=article,
            number=number,
            base=first,
            author_id=users[number % len(users)],
            at=first.at + timedelta(seconds=number),
            changed=["headline", "2 paragraphs"],
            word_count=first.word_count,
            hash=f"{number:064x}",
            **(now | {"headline": f"{first.headline} ({number})"}),
        )
        for number in range(2, count + 1)
    )
    with transaction.atomic():
        Revision.objects.bulk_create(rows, batch_size=500)
        newest = article.revisions.get(number=count)
        Article.objects.filter(pk=article.pk).update(
            revision=newest, has_unpublished_changes=article.is_live, headline=newest.headline
        )


def write_versions(article: Article, count: int) -> None:
    """Further revisions by the acts of the desk: words change in every fourth block, one goes, one comes."""
    for version in range(1, count + 1):
        article.refresh_from_db()
        now = content.of_article(article)
        blocks = body.blocks(article.body)
        for place in range(version % 4, len(blocks), 4):
            blocks[place] = blocks[place].replace(" the ", f" that same {version} ", 2)
        blocks.insert(len(blocks) // 2, f"<p>A paragraph of version {version}, which nobody had before.</p>")
        del blocks[len(blocks) // 3]
        fields = dict(now.fields) | {"body": "".join(blocks), "headline": f"Version {version} of the ferry"}
        changed = content.Content(fields, now.bylines, now.topics, now.sources)
        assert article.revision is not None
        saving.save(article.pk, changed, base=article.revision.number, by=article.created_by)
