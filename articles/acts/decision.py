"""What is judged before an act is done: who decides on which revision and when, and all that the guards must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from articles import body
from articles.models import Article, Revision, State, addresses, live_record
from articles.publishing import taken
from articles.writing import translations
from media.models import Image

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class InUse:
    """A picture of a revision, with its words there; its `image` is None if the library has it no more."""

    image: Image | None
    use: body.PictureUse


@dataclass(frozen=True)
class Decision:
    """What a guard judges: the act of one person on one revision at one time."""

    article: Article
    revision: Revision | None
    by: User
    now: datetime
    accept_older: bool = False
    puts_back: bool = False
    of_the_story: dict[str, Revision | None] = field(default_factory=dict, compare=False, repr=False)
    """What has been read of the story: the same decision on another revision does not read it again."""

    of_revisions: dict[int, str | None] = field(default_factory=dict, compare=False, repr=False)
    """Why a revision needs a second person, by its number in the database: several acts ask the same."""

    @property
    def last_live(self) -> Revision | None:
        """The revision that readers have, or had before the story was taken down."""
        if "last_live" not in self.of_the_story:
            self.of_the_story["last_live"] = last_for_readers(self.article)
        return self.of_the_story["last_live"]

    @property
    def was_live(self) -> bool:
        return self.article.is_live or self.last_live is not None

    @cached_property
    def coverage_ended_at(self) -> datetime | None:
        return live_record.ended_at(self.article.pk)

    @cached_property
    def pictures(self) -> list[InUse]:
        """The pictures of the revision, the lead picture first."""
        story = self.revision
        if story is None:
            return []
        uses = body.pictures(story.body)
        if story.lead_picture_id:
            lead = body.PictureUse(
                story.lead_picture_id,
                alt=story.lead_alt,
                decorative=story.lead_decorative,
                crop=story.lead_crop,
            )
            uses.insert(0, lead)
        wanted = {use.image_id for use in uses}
        library = taken.library(wanted)
        if library is None:
            # The lead picture has mostly been read with the story.
            known = self.article.lead_picture
            library = {known.pk: known} if known and known.pk in wanted else {}
            if others := wanted - library.keys():
                library |= Image.objects.in_bulk(others)
        prefetch_related_objects(list(library.values()), "credits", "leases")
        return [InUse(library.get(use.image_id), use) for use in uses]

    @cached_property
    def why_address_is_taken(self) -> str | None:
        if self.revision is None or not self.revision.section_id:
            return None
        first = taken.first_edition(self.article.pk)
        path = addresses.path_of(self.revision, first=first, now=self.now)
        # What readers get at an address, no other story has or had there.
        if path == taken.address_of(self.article.pk):
            return None
        return taken.why_address_is_taken(path, self.article.pk)

    @cached_property
    def why_no_translation(self) -> str | None:
        story = self.revision
        if story is None:
            return None
        around = taken.around(story.article_id, story.translation_of_id)
        if around is None and not (story.translation_of_id or self.article.has_translations):
            return None
        return translations.why_not_for_readers(story, around)


def last_for_readers(article: Article) -> Revision | None:
    """The revision of the newest edition, also of a story that was taken down."""
    if (held := taken.held_now()) is not None and article.pk in held.ledgers:
        return taken.newest_for_readers(article.pk)
    last = article.editions.select_related("revision__section__parent").first()
    return last.revision if last else None


def was_touched(article: Article) -> bool:
    """Whether a story that is ready has a newer revision than the approved one."""
    return article.state == State.READY and article.approved_revision_id != article.revision_id


# Situations in which nobody looks for an act


def never(story: Decision) -> bool:
    return False


def when_live(story: Decision) -> bool:
    return story.article.is_live


def when_not_live(story: Decision) -> bool:
    return not story.article.is_live


def when_killed(story: Decision) -> bool:
    return story.article.killed


# The revision that an act is about, unless whoever does the act names one


def newest(story: Decision) -> Revision | None:
    return story.article.revision


def approved(story: Decision) -> Revision | None:
    return story.article.approved_revision


def live(story: Decision) -> Revision | None:
    """What readers have. If the story is not live, the newest revision: the guards of the act refuse it anyway."""
    edition = story.article.live_edition
    return edition.revision if edition else story.article.revision


def last_live(story: Decision) -> Revision | None:
    return story.last_live
