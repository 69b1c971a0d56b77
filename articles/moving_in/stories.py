"""Stories of an archive as the desk's own: keys become numbers, and what a row cannot hold goes into the notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from articles import body
from articles.acts.bring_in import NewStory
from articles.languages import base, code
from articles.models import EmbargoState, Reporter, State, Topic
from articles.models.content import EMPTY, Content
from articles.models.story import LENGTHS, MOST
from articles.moving_in import record
from articles.moving_in.known import Known
from articles.moving_in.lists import Lists
from articles.publishing import holding
from house.lines import one_line

# In a tag: an article may write about these signs too.
NAMED_PICTURE = re.compile(r'(<figure(?: [a-z-]+="[^"]*")*?) (data-picture|data-poster)="(\d+)"')
PICTURE = re.compile(r'<figure data-picture="0"[^>]*></figure>')
GALLERY_OF_NONE = re.compile(r'<div data-gallery=""[^>]*></div>')
NAMED_STORY = re.compile(r'<aside data-related="(\d+)"></aside>')
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,90}")
LINES = (
    *("kicker", "headline", "dateline_place", "search_title", "search_description"),
    *("social_title", "social_description", "lead_caption", "lead_alt", "lead_credit"),
)
WORDS_OF_A_HEADLINE = 12
NO_HEADLINE = "It had no headline: its first words stand in its place."


@dataclass
class Prepared:
    """A story that can be stored, with what the report says of it."""

    said: record.Story
    new: NewStory
    lacks: list[str]
    """The keys of its pictures that are not there."""
    problems: list[str] = field(default_factory=list)


@dataclass
class Preparing:
    """What stories of one archive are prepared with."""

    known: Known
    lists: Lists
    language: str
    origin: str
    """Of which system they come, for the history of each."""

    reporter_names: dict[int, str] = field(init=False, default_factory=dict)
    topic_names: dict[int, str] = field(init=False, default_factory=dict)
    """Of those whom the stories name that are prepared."""

    def prepare(
        self, stories: Sequence[record.Story], now: datetime, *, is_dry: bool = False
    ) -> list[Prepared]:
        """The caller has a transaction, unless it is a dry run."""
        if not is_dry:
            self._hold_names(stories, now)
        named = {key for one in stories for key in (*one.pictures, one.lead_picture, *one.related)}
        rows = self.known.rows(named)
        numbers = {key: row.number for key, row in rows.items()}
        topics = self._topics(stories)
        people = {self.known.few.get(line.person, 0) for one in stories for line in one.bylines}
        self.reporter_names = dict(Reporter.objects.filter(pk__in=people).values_list("pk", "name"))
        return [self._prepared(one, numbers, topics, now, is_dry=is_dry) for one in stories]

    def _hold_names(self, stories: Sequence[record.Story], now: datetime) -> None:
        """Nobody at the desk renames what the stories name until they are in."""
        few = self.known.few
        holding.names(
            sections={self._section(one, now) for one in stories},
            reporters={few[line.person] for one in stories for line in one.bylines if line.person in few},
            topics={few[key] for one in stories for key in self._topic_keys(one) if key in few},
        )

    def _topics(self, stories: Sequence[record.Story]) -> dict[int, int]:
        """The places of topics in the order of their names, as the database sorts them."""
        numbers = {self.known.few.get(key, 0) for one in stories for key in self._topic_keys(one)}
        ordered = Topic.objects.filter(pk__in=numbers).order_by("name").values_list("pk", "name")
        self.topic_names = dict(ordered)
        return {pk: place for place, pk in enumerate(self.topic_names)}

    def _topic_keys(self, said: record.Story) -> list[str]:
        of_sections = [self.lists.as_topics[key] for key in (said.section,) if key in self.lists.as_topics]
        return [self.lists.as_topics.get(key, key) for key in said.topics] + of_sections

    def _prepared(
        self,
        said: record.Story,
        numbers: Mapping[str, int],
        topics: Mapping[int, int],
        now: datetime,
        *,
        is_dry: bool,
    ) -> Prepared:
        problems, notes = list(said.problems), [said.desk_note] if said.desk_note else []
        fields = dict(EMPTY.fields) | {"article_type": said.article_type, "language": self._language(said)}
        for name in LINES:
            fields[name] = self._fitting(name, one_line(getattr(said, name)), notes, problems)
        fields["standfirst"] = self._fitting("standfirst", said.standfirst.strip(), notes, problems)
        fields["slug"] = said.slug if SLUG.fullmatch(said.slug) else ""
        lacks = [
            key for key in dict.fromkeys((*said.pictures, said.lead_picture)) if key and key not in numbers
        ]
        fields["lead_picture_id"] = numbers.get(said.lead_picture)
        fields["body"] = self._body(said, numbers)
        fields["section_id"] = None if is_dry else self._section(said, now)
        if not fields["headline"]:
            fields["headline"] = _first_words(fields["body"])
            problems.append(NO_HEADLINE if fields["headline"] else "It has no headline and no text.")
        dated_at, state = self._standing(said, fields["headline"], now, problems, notes)
        bylines = tuple(row for one in said.bylines if (row := self._byline(one)))
        tagged = {self.known.few.get(key, 0) for key in self._topic_keys(said)} & topics.keys()
        names = [self.reporter_names.get(row["reporter"] or 0, "") for row in bylines]
        names += [self.topic_names[pk] for pk in tagged]
        if lacks:
            count = len(lacks)
            problems.append(f"{count} of its pictures {'is' if count == 1 else 'are'} not there yet.")
        new = NewStory(
            content=Content(fields, bylines, tuple(sorted(tagged, key=topics.__getitem__))),
            names=names,
            state=state,
            dated_at=dated_at,
            # What was to go out later was begun before.
            created_at=min(said.created_at or said.published_at or now, now),
            touched_at=min(said.modified_at or said.published_at or said.created_at or now, now),
            slugline=(said.slug or one_line(said.headline))[:MOST],
            desk_note="\n\n".join(notes),
            embargo=_embargo_of(said),
            embargo_until=said.embargo_until,
            embargo_source=one_line(said.embargo_source)[:MOST],
            note=f"{self.origin}: {said.key}",
            old_paths=said.old_paths,
        )
        return Prepared(said, new, lacks, problems)

    def _language(self, said: record.Story) -> str:
        """The story's language as ours are called; the paper's, where stories have no such language here."""
        asked = (code(said.language), base(said.language)) if said.language else ()
        return next((one for one in asked if one in settings.STORY_LANGUAGES), self.language)

    @staticmethod
    def _fitting(name: str, text: str, notes: list[str], problems: list[str]) -> str:
        """The text as far as a row holds it. Nothing is lost: the whole of it goes into the notes for the desk."""
        text = text.replace("\0", "")
        if len(text) > MOST:
            notes.append(f"The whole {name.replace('_', ' ')}:\n{text}")
            problems.append(f"Its {name.replace('_', ' ')} was cut; the notes have all of it.")
            return text[: MOST - 1] + "…"
        if len(text) > LENGTHS.get(name, MOST):
            problems.append(
                f"Its {name.replace('_', ' ')} has {len(text)} characters, and {LENGTHS[name]} is the most "
                "before it can be published again."
            )
        return text

    def _body(self, said: record.Story, numbers: Mapping[str, int]) -> str:
        """The body with numbers of ours. What is not there leaves it, and the report says so.

        So does what the archive's own text names: a number there may be that of a picture which no reader may see.
        """

        def picture(found: re.Match[str]) -> str:
            before, name, place = found[1], found[2], int(found[3]) - 1
            key = said.pictures[place] if 0 <= place < len(said.pictures) else ""
            if name == "data-poster":
                return f'{before} data-poster="{numbers[key]}"' if key in numbers else before
            return f'{before} data-picture="{numbers.get(key, 0)}"'

        def story(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            key = said.related[place] if 0 <= place < len(said.related) else ""
            return f'<aside data-related="{numbers[key]}"></aside>' if key in numbers else ""

        text = GALLERY_OF_NONE.sub("", PICTURE.sub("", NAMED_PICTURE.sub(picture, said.body)))
        return NAMED_STORY.sub(story, text)

    def _section(self, said: record.Story, now: datetime) -> int:
        number = self.known.few.get(said.section) if said.section not in self.lists.as_topics else None
        return number or self.lists.fallback(now)

    def _byline(self, said: record.Byline) -> dict[str, Any] | None:
        reporter = self.known.few.get(said.person) if said.person else None
        name = one_line(said.name)[:120]
        if reporter is None and not name:
            return None
        return {
            "role": str(said.role),
            "reporter": reporter,
            "organisation": "" if reporter else name,
            "name": name if reporter else "",
        }

    @staticmethod
    def _standing(
        said: record.Story, headline: str, now: datetime, problems: list[str], notes: list[str]
    ) -> tuple[datetime | None, State]:
        standing = record.Standing
        if said.standing == standing.PUBLISHED:
            if not headline:
                problems.append("It comes in as a draft: readers get no story without a headline.")
                return None, State.DRAFT
            if said.published_at is None:
                problems.append("It comes in as a draft: nobody knows when it was published.")
                return None, State.DRAFT
            if said.published_at > now:
                problems.append("It comes in as a draft: its time is still to come.")
                return None, State.DRAFT
            return said.published_at, State.DRAFT
        if said.standing == standing.SCHEDULED:
            when = (
                f"{said.published_at:%Y-%m-%d %H:%M %Z}" if said.published_at else "a time that is not known"
            )
            notes.append(f"It was to be published at {when}.")
            problems.append(f"It was to be published at {when}, and comes in as a draft: schedule it anew.")
        return None, State.SUBMITTED if said.standing == standing.SUBMITTED else State.DRAFT


def _first_words(text: str) -> str:
    words = body.plain_text(text).split()
    first = " ".join(words[:WORDS_OF_A_HEADLINE])[:120]
    return f"{first}…" if len(words) > WORDS_OF_A_HEADLINE else first


def _embargo_of(said: record.Story) -> EmbargoState:
    if not said.under_embargo:
        return EmbargoState.NONE
    return EmbargoState.UNTIL if said.embargo_until else EmbargoState.UNTIL_LIFTED
