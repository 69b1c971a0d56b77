"""Puts the demonstration newspaper into the database by the same acts as people at the desk.

Somebody types, submits, edits, approves and publishes every story, each at its own time. So history, ledger and
public pages look as after ten days of work.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import F

from articles import body
from articles.acts import approve, correct, kill, moving, plain_moves, publish, withdraw
from articles.acts.act import Act
from articles.models import (
    Agency,
    Article,
    Byline,
    Message,
    PlainPage,
    Remit,
    Reporter,
    Section,
    StaffRecord,
    State,
    StorySource,
    Topic,
    content,
)
from articles.models.content import Content
from articles.publishing import public_copies
from articles.writing import plain_pages, saving
from media.intake import uploads
from media.library import search
from media.models import Credit, Image
from newsroom.demo import entries, fronts, reading, wires, work
from newsroom.demo.entries import ToldCoverage
from newsroom.demo.reading import DemoStory
from newsroom.demo.work import DemoDesk

PASSWORD = "night-ferry-to-pelane"  # noqa: S105 # printed for everybody: the demo has no secrets
CHIEF, SECTION_EDITOR, COPY_EDITOR = "marguerite", "emil", "noa"
PICTURE_EDITOR, WIRE_DESK = "signe", "pavel"


@dataclass
class Cast:
    """Rows by their names in the files."""

    users: dict[str, User] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    reporters: dict[str, Reporter] = field(default_factory=dict)
    pictures: dict[str, Image] = field(default_factory=dict)
    stories: dict[str, Article] = field(default_factory=dict)


@transaction.atomic
def load(now: datetime) -> int:
    """Load everything as of the press hour before `now`. Returns the number of stories."""
    facts = reading.newsroom()
    cast = Cast()
    load_lists(facts, cast)
    load_people(facts, cast)
    load_pages(cast, now)
    load_pictures(cast, now)
    load_section_pictures(facts, cast)
    load_portraits(facts, cast)
    told = reading.stories(now)
    hour = reading.press_hour(now)
    for story in told:
        # All rows are made before the first story is written, so that texts can point to each other.
        cast.stories[story.slug] = Article.objects.create(
            created_by=author_of(story, cast), created_at=hour - timedelta(hours=story.facts["hours_ago"] + 4)
        )
    for story in told:
        Life(story, cast, hour).live()
    fronts.arrange(
        cast.stories, cast.sections, chief=cast.users[CHIEF], editor=cast.users[SECTION_EDITOR], hour=hour
    )
    give_work(told, cast, now)
    gone = [row["username"] for row in facts["users"] if not row["active"]]
    User.objects.filter(username__in=gone).update(is_active=False)
    return len(told)


def give_work(told: list[DemoStory], cast: Cast, now: datetime) -> None:
    """What was done in these ten days is no news to anybody. What is to be done now is."""
    Message.objects.update(read_at=F("at"))
    desk = DemoDesk(cast.users, cast.sections, cast.stories, cast.pictures, now)
    work.give(desk, reading.desk())
    wires.send(reading.wires(), cast.agencies, cast.stories, cast.users, now)
    together: dict[tuple[str, str], list[str]] = {}
    for story in told:
        editor = Life(story, cast, now).editor
        if time := story.facts.get("scheduled"):
            work.let_go_out(desk, story.slug, time, by=editor)
        elif time := story.facts.get("released"):
            together.setdefault((time, editor.username), []).append(story.slug)
    for (time, editor_name), slugs in together.items():
        work.release(desk, slugs, time, by=cast.users[editor_name])


def load_lists(facts: dict[str, Any], cast: Cast) -> None:
    for row in facts["sections"]:
        cast.sections[row["slug"]] = Section.objects.create(
            name=row["name"],
            slug=row["slug"],
            description=row["description"],
            colour=row["colour"],
            position=row["order"],
            parent=cast.sections.get(row["parent"]),
        )
    for row in facts["topics"]:
        cast.topics[row["slug"]] = Topic.objects.create(**row)
    for row in facts["agencies"]:
        cast.agencies[row["slug"]] = Agency.objects.create(
            name=row["name"],
            slug=row["slug"],
            credit_name=row["credit_name"],
            wire_name=row["full_line"].strip("()"),
        )


def load_people(facts: dict[str, Any], cast: Cast) -> None:
    for row in facts["users"]:
        first, _, last = row["name"].partition(" ")
        user = User.objects.create_user(
            row["username"],
            f"{row['username']}@almadrel-meridian.example",
            PASSWORD,
            first_name=first,
            last_name=last,
            is_staff=True,
        )
        user.groups.add(Group.objects.get(name=row["role"]))
        for slug in row["sections"]:
            Remit.objects.create(user=user, section=cast.sections[slug])
        cast.users[row["username"]] = user
    for row in facts["reporters"]:
        reporter = Reporter.objects.create(
            name=row["name"],
            slug=row["slug"],
            job_title=row["job_title"],
            desk=row["desk"],
            biography=row["biography"],
            public_contact=row["email"],
            active=row["active"],
        )
        StaffRecord.objects.create(reporter=reporter, user=cast.users.get(row["user"]), email=row["email"])
        cast.reporters[row["slug"]] = reporter


def load_pages(cast: Cast, now: datetime) -> None:
    for slug, said in reading.pages().items():
        page = PlainPage.objects.get(slug=slug)
        # Texts have full addresses, with the newspaper's host.
        text = body.clean(said["text"].replace('href="/', f'href="{settings.SITE_URL}/')).html
        plain_pages.change(page, title=said["title"], text=text, by=cast.users[CHIEF], now=now)


def load_pictures(cast: Cast, now: datetime) -> None:
    listed = reading.pictures()
    with ProcessPoolExecutor(max_workers=2) as drawing:
        files = dict(zip(listed, drawing.map(reading.picture_bytes, listed), strict=True))
    for key, facts in listed.items():
        image = uploads.accept(
            io.BytesIO(files[key]),
            by=cast.users[PICTURE_EDITOR],
            filename=f"{key}.jpg",
            caption=facts["caption"],
            alt_text=facts["alt"],
            rights_note=facts["rights_note"],
            rights_end=now + timedelta(days=facts["rights_end_days"]) if "rights_end_days" in facts else None,
        )
        image.category, image.licence = facts["category"], facts.get("licence", "")
        image.copyright_notice = facts.get("copyright", "")
        image.save(update_fields=["category", "licence", "copyright_notice"])
        for position, credit in enumerate(facts["credits"]):
            Credit.objects.create(image=image, position=position, **credit)
        search.write(image)
        cast.pictures[key] = image


def load_section_pictures(facts: dict[str, Any], cast: Cast) -> None:
    """Set the pictures of sections, which replace lead pictures whose rights have ended."""
    for row in facts["sections"]:
        if "picture" in row:
            section = cast.sections[row["slug"]]
            section.picture = cast.pictures[row["picture"]]
            section.save(update_fields=["picture"])
    public_copies.refresh_sections()


def load_portraits(facts: dict[str, Any], cast: Cast) -> None:
    records = StaffRecord.objects.select_related("reporter").in_bulk(field_name="reporter_id")
    for row in facts["reporters"]:
        record = records[cast.reporters[row["slug"]].pk]
        record.portrait = cast.pictures[row["portrait"]]
        record.save(update_fields=["portrait"])
        public_copies.refresh_portrait(record)


def author_of(story: DemoStory, cast: Cast) -> User:
    if "filed_by" in story.facts:
        return cast.users[story.facts["filed_by"]]
    for byline in story.facts["bylines"]:
        record = StaffRecord.objects.filter(reporter__slug=byline.get("reporter")).first()
        if record is not None and record.user is not None:
            return record.user
    return cast.users[COPY_EDITOR]


class Life:
    """One story's way through the newsroom, act by act."""

    def __init__(self, story: DemoStory, cast: Cast, hour: datetime) -> None:
        self.facts, self.slug, self.cast, self.hour = story.facts, story.slug, cast, hour
        self.body = self.with_numbers(story.body)
        self.article = cast.stories[story.slug]
        self.author = author_of(story, cast)
        self.editor = self.editor_of(self.facts["section"])

    def editor_of(self, section: str) -> User:
        """The section's editor, or the editor-in-chief if the section's editor is the author."""
        found = self.cast.sections[section]
        editors = User.objects.filter(groups__name="Section editor", remits__section=found.root)
        return editors.exclude(pk=self.author.pk).first() or self.cast.users[CHIEF]

    @property
    def minutes_in_edit(self) -> int:
        """Longer where there is more to read: half an hour at most, after which the story goes out."""
        return min(6 + len(self.body) // 250, 29)

    def ago(self, hours: float) -> datetime:
        return self.hour - timedelta(hours=hours)

    def with_numbers(self, text: str) -> str:
        """A text with the numbers of stored rows in place of the keys and slugs that the files use."""
        for key, image in self.cast.pictures.items():
            text = text.replace(f'data-picture="{key}"', f'data-picture="{image.pk}"')
        for slug, article in self.cast.stories.items():
            text = text.replace(f'data-related="{slug}"', f'data-related="{article.pk}"')
        return body.clean(text).html  # as the desk would store it, without the line ends of the files

    def live(self) -> None:
        facts, began = self.facts, self.ago(self.facts["hours_ago"])
        state = facts["state"]
        is_out = state in {"live", "withdrawn", "killed"}
        self.write(began - timedelta(hours=2) if is_out else began)
        if is_out:
            self.go_live(began)
            for when, change in self.later_changes():
                self.change(when, change)
            self.post_entries()
            self.end(state)
        else:
            self.advance(state, began)

    def write(self, when: datetime) -> None:
        facts, cast = self.facts, self.cast
        picture = cast.pictures.get(facts.get("picture", ""))
        Article.objects.filter(pk=self.article.pk).update(
            kicker=facts["kicker"],
            headline=facts["headline"],
            slug=self.slug,
            slugline=self.slug.replace("-", " ")[:80],
            standfirst=facts["standfirst"],
            dateline_place=facts["dateline"],
            section=cast.sections[facts["section"]],
            body=self.body,
            article_type=facts["type"],
            language=facts["language"],
            translation_of=cast.stories.get(facts.get("translation_of", "")),
            lead_picture=picture,
            lead_caption=facts.get("picture_caption", ""),
            lead_alt=facts.get("picture_alt", ""),
            is_sensitive=facts.get("sensitive", False),
            no_advertisements=facts.get("no_advertisements", False),
            search_title=facts.get("search_title", "")[:80],
            search_description=facts.get("search_description", "")[:200],
            from_wire=self.author.username == WIRE_DESK,
        )
        Byline.objects.bulk_create(
            Byline(
                article=self.article,
                position=position,
                role=row["role"],
                reporter=cast.reporters.get(row.get("reporter", "")),
                organisation=row.get("organisation", ""),
            )
            for position, row in enumerate(facts["bylines"])
        )
        StorySource.objects.bulk_create(
            StorySource(
                article=self.article, position=position, agency=cast.agencies[row["agency"]], use=row["use"]
            )
            for position, row in enumerate(facts["sources"])
        )
        self.article.topics.set([cast.topics[slug] for slug in facts["topics"]])
        self.article.refresh_from_db()
        saving.record(self.article, by=self.author, now=when)

    def move(self, act: Act, when: datetime, *, by: User, note: str = "") -> None:
        moving.move(act, self.article, by=by, note=note, now=when)

    def advance(self, state: str, when: datetime) -> None:
        """Take the story through the workflow up to this state."""
        if state == State.SPIKED:
            self.move(plain_moves.SPIKE, when, by=self.cast.users[CHIEF], note=self.facts["spike_note"])
            return
        steps = {"submitted": 1, "in_edit": 2, "ready": 3}.get(state, 0)
        acts = [
            (plain_moves.SUBMIT, self.author),
            (plain_moves.TAKE, self.editor),
            (approve.ACT, self.editor),
        ]
        for minutes, (act, by) in zip((10, 20, 20 + self.minutes_in_edit), acts[:steps], strict=False):
            self.move(act, when + timedelta(minutes=minutes), by=by)

    def go_live(self, when: datetime) -> None:
        self.advance("ready", when - timedelta(minutes=50))
        self.publish(when)

    def publish(self, when: datetime, **options: Any) -> None:
        if self.article.approved_revision is not None:
            publish.publish(self.article.approved_revision, by=self.editor, now=when, **options)
            self.article.refresh_from_db()

    def later_changes(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        changes = [*self.facts.get("updates", []), *self.facts.get("corrections", [])]
        for change in sorted(changes, key=lambda change: -change["hours_ago"]):
            yield self.ago(change["hours_ago"]), change

    def change(self, when: datetime, change: dict[str, Any]) -> None:
        """Make an update or a correction: change the text first, if it changes, then publish it."""
        is_changed = self.rewrite(change, when - timedelta(minutes=12), by=self.author)
        if is_changed:
            self.move(plain_moves.TAKE, when - timedelta(minutes=8), by=self.editor)
            self.move(approve.ACT, when - timedelta(minutes=4), by=self.editor)
        if "text" not in change:
            self.publish(when, kind=change["kind"], note=change["note"])
            return
        live = self.article.live_edition
        revision = live.revision if live and not is_changed else self.article.approved_revision
        if revision is not None:
            correct.correct(revision, text=change["text"], kind=change["kind"], by=self.editor, now=when)
            self.article.refresh_from_db()

    def post_entries(self) -> None:
        coverage = ToldCoverage(
            self.article, self.editor, self.cast.reporters, ago=self.ago, stored=self.with_numbers
        )
        entries.post(coverage, self.facts.get("entries", []))

    def rewrite(self, change: dict[str, Any], when: datetime, *, by: User) -> bool:
        before = content.of_article(self.article)
        fields = dict(before.fields)
        if "replace" in change:
            fields["body"] = fields["body"].replace(*change["replace"])
        fields["body"] += self.with_numbers(change.get("append", ""))
        fields["headline"] = change.get("headline", fields["headline"])
        after = Content(fields, before.bylines, before.topics, before.sources)
        newest = self.article.revision
        saved = saving.save(self.article.pk, after, base=newest.number if newest else None, by=by, now=when)
        self.article.refresh_from_db()
        return saved is not None

    def end(self, state: str) -> None:
        facts = self.facts
        if state == "withdrawn":
            gone = facts["withdrawn"]
            withdraw.withdraw(
                self.article, by=self.editor, note=gone["note"], now=self.ago(gone["hours_ago"])
            )
        elif state == "killed":
            gone = facts["killed"]
            kill.kill(
                self.article, by=self.cast.users[CHIEF], note=gone["note"], now=self.ago(gone["hours_ago"])
            )
        elif "draft_change" in facts:
            when = self.ago(0.5)
            self.rewrite({"append": facts["draft_change"]}, when, by=self.author)
            self.advance(facts.get("draft_state", "draft"), when)
