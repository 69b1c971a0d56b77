"""What readers get: one flat row for each live story, and the rows that belong to it. Site tables.

Only `articles.publishing` writes them, always from a revision. `manage.py rebuild_published` makes them anew from the
ledger. Numbers of desk rows (`story_id`, `image_id`) are plain integers, so that no desk table is needed to read
these.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop

from articles.models.story import ArticleType, BylineRole, Story
from articles.models.taxonomy import Section
from media.shelves import storage
from media.terms import source_types
from media.terms.crops import STORY

logger = logging.getLogger(__name__)

JPEG = "jpeg"
FILE = re.compile(storage.NAME)

# The address of a file, by its row among the renditions.
AddressOfFile = Callable[[dict[str, Any]], str]

# The columns from which a card in a list is composed.
CARD = (
    "story_id",
    "path",
    "article_type",
    "language",
    "kicker",
    "headline",
    "standfirst",
    "byline_line",
    "published_at",
    "section_id",
    "coverage_ended_at",
    "lead__image_id",
    "lead__alt",
    "lead__credit_line",
    "lead__made_by_ai",
    "lead__tone",
    "lead__renditions",
    "lead__rights_end",
)


class PublishedArticleQuerySet(models.QuerySet["PublishedArticle"]):
    def newest_first(self) -> PublishedArticleQuerySet:
        return self.order_by("-published_at", "-story_id")

    def for_cards(self) -> PublishedArticleQuerySet:
        """With the columns from which cards are composed, and no others: a row has fifty."""
        return self.select_related("lead").only(*CARD)

    def in_list(self) -> Any:
        """For a page of a list, which needs only a story's place in the list and its card."""
        return self.values_list("pk", "story_id", "published_at", "card", named=True)

    def in_section(self, section: Section) -> PublishedArticleQuerySet:
        """In this section, or in one inside it."""
        if section.parent_id is None:
            return self.filter(root_section=section)
        return self.filter(section=section)


class PublishedArticle(Story):
    story_id = models.BigIntegerField(unique=True, help_text="The story's number at the desk.")
    revision_number = models.PositiveIntegerField()
    edition_number = models.PositiveIntegerField()
    path = models.CharField(max_length=255, unique=True)
    root_section = models.ForeignKey("articles.Section", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField()
    rendered_body = models.TextField()
    videos = models.JSONField(
        blank=True,
        default=list,
        help_text="Of the text, in order: [{address, type, caption, credit, poster, thumbnail}].",
    )
    images = models.JSONField(
        blank=True,
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text=(
            "The pictures of the text, in order, for machines: [{image, url, width, height, caption, credit,"
            " creators, copyright, licence, acquire, made_by_ai}]."
        ),
    )
    agencies = models.JSONField(
        blank=True,
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Those that the agency line names: [{use, name}].",
    )
    # What a page says of the rows beside this one, so that it need not read them.
    credited = models.JSONField(
        blank=True,
        default=list,
        help_text="The bylines, in order: [{role, name, path, about, portrait}].",
    )
    tagged = models.JSONField(blank=True, default=list, help_text="The topics: [{topic, name, path}].")
    history = models.JSONField(
        blank=True, default=list, help_text="The changes, newest first: [{kind, at, text, serious}]."
    )
    card = models.TextField(
        blank=True, default="", help_text="What lists show of it, composed by `articles.composing.cards`."
    )
    translations = models.JSONField(
        blank=True,
        default=list,
        help_text="The same story in other languages, the original first: [{story, language, path, original}].",
    )
    word_count = models.PositiveIntegerField()
    # Lines made of many names have no fixed length; what is typed has one.
    byline_line = models.TextField(help_text="Who reported it, as cards and feeds say it.")
    agency_line = models.TextField(blank=True)
    rights_end = models.DateTimeField(
        null=True, help_text="The first time at which a picture on the page may no longer be shown."
    )
    lead = models.ForeignKey(
        "articles.PublishedPicture", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    entry_count = models.PositiveIntegerField(
        default=0, help_text="Entries of a live story, removed ones among them: the number of the newest."
    )
    live_change = models.PositiveIntegerField(default=0, help_text="The newest change of its entries.")
    coverage_ended_at = models.DateTimeField(null=True, help_text="Of a live story that is closed.")

    objects = PublishedArticleQuerySet.as_manager()

    picture: PublishedPicture | None = None
    """The picture that pages show with it.

    Only `articles.composing.pictures` sets it: code that forgets to look at the clock shows no picture, rather than
    one whose rights have ended.
    """

    booked: str | None = None
    """All advertisements that readers get now, where `articles.site.advertisements` had them read with the row."""

    class Meta:
        indexes = [
            models.Index(fields=["-published_at", "-story_id"], name="published_newest"),
            models.Index(fields=["root_section", "-published_at", "-story_id"], name="published_in_root"),
            models.Index(fields=["section", "-published_at", "-story_id"], name="published_in_section"),
            models.Index(fields=["article_type", "-published_at", "-story_id"], name="published_of_type"),
            models.Index(fields=["language", "-published_at", "-story_id"], name="published_in_language"),
            models.Index(
                fields=["-updated_at"], condition=models.Q(updated_at__isnull=False), name="published_updated"
            ),
            # When something last changed: in the whole paper for feeds, in a month for sitemaps.
            models.Index(fields=["-modified_at"], name="published_modified"),
            models.Index(fields=["published_at", "modified_at"], name="published_by_month"),
            # When no story is at an address, it may have moved.
            models.Index(fields=["slug"], name="published_by_slug"),
            models.Index(
                fields=["rights_end"],
                condition=models.Q(rights_end__isnull=False),
                name="published_rights_end",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(headline=""), name="published_has_a_headline"),
            models.CheckConstraint(condition=models.Q(section__isnull=False), name="published_has_a_section"),
            models.CheckConstraint(
                condition=models.Q(updated_at__isnull=True)
                | models.Q(updated_at__gte=models.F("published_at")),
                name="updated_after_published",
            ),
        ]

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def type_in_words(self) -> str:
        """What stands above the headline. News has no word, and “Live” is true only while the coverage goes on."""
        if self.article_type == ArticleType.NEWS or self.coverage_ended_at is not None:
            return ""
        return self.get_article_type_display()

    @property
    def takes_advertisements(self) -> bool:
        return not (self.no_advertisements or self.is_sensitive)

    @property
    def reading_minutes(self) -> int:
        return max(1, round(self.word_count / 230))

    @staticmethod
    def path_for(*, root_section_slug: str, date: str, slug: str) -> str:
        """The address of a story. `date` is the day of its first publication, as YYYY/MM/DD."""
        year, month, day = date.split("/")
        return reverse("site:story", args=[root_section_slug, year, month, day, slug])

    @staticmethod
    def day_in(path: str) -> str:
        """The day in such an address, as YYYY/MM/DD."""
        return "/".join(path.strip("/").split("/")[-4:-1])


class PublishedByline(models.Model):
    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, related_name="bylines")
    reporter = models.ForeignKey("articles.Reporter", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=BylineRole)
    position = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(help_text="The story's, so that a reporter's page is one index.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "position"], name="published_byline_position_once")
        ]
        indexes = [models.Index(fields=["reporter", "-published_at", "-story"], name="published_by_reporter")]

    def __str__(self) -> str:
        return self.name


class PublishedTopic(models.Model):
    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, related_name="topic_rows")
    topic = models.ForeignKey("articles.Topic", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["story", "topic"], name="published_topic_once")]
        indexes = [models.Index(fields=["topic", "-published_at", "-story"], name="published_on_topic")]

    def __str__(self) -> str:
        return str(self.topic)


class PublishedPictureQuerySet(models.QuerySet["PublishedPicture"]):
    def ended(self, now: datetime) -> PublishedPictureQuerySet:
        return self.filter(rights_end__lte=now)


class File(TypedDict):
    """One rendition, for those who load it."""

    url: str
    width: int
    height: int


class PublishedPicture(models.Model):
    """The public copy of one use of a picture: in a live story, as a portrait, or as the picture of a section."""

    class Use(models.TextChoices):
        LEAD = "lead", "Lead"
        BODY = "body", "Body"
        PORTRAIT = "portrait", "Portrait"
        SECTION = "section", "Section"

    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, null=True, related_name="pictures")
    reporter = models.OneToOneField(
        "articles.Reporter", on_delete=models.CASCADE, null=True, related_name="portrait"
    )
    section = models.OneToOneField(
        Section,
        on_delete=models.CASCADE,
        null=True,
        related_name="public_picture",
        help_text="Of which it is the picture for stories that have none any more.",
    )
    use = models.CharField(max_length=8, choices=Use)
    position = models.PositiveSmallIntegerField(default=0)
    image_id = models.BigIntegerField(db_index=True, help_text="The picture's number in the library.")
    caption = models.TextField(blank=True)
    alt = models.TextField(blank=True)
    is_decorative = models.BooleanField(default=False, help_text="Screen readers pass over it.")
    credit_line = models.TextField()
    creators = models.JSONField(default=list, help_text="The names credited, without the word before them.")
    copyright_notice = models.CharField(max_length=300, blank=True)
    licence_url = models.URLField(max_length=500, blank=True)
    acquire_licence_url = models.URLField(max_length=500, blank=True)
    made_by_ai = models.CharField(max_length=40, blank=True, help_text="In what way; empty: it was not.")
    credentials = models.JSONField(
        blank=True,
        default=dict,
        help_text="What readers are told of its content credentials: {state, signer, signed_at, tool, actions}.",
    )
    tone = models.CharField(max_length=7, blank=True, help_text="The colour it is on the whole.")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    renditions = models.JSONField(
        help_text="Smallest first: [{name, width, height}], and shape and format where not the story’s JPEG."
    )
    rights_end = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    story__isnull=False, reporter__isnull=True, section__isnull=True, use__in=["lead", "body"]
                )
                | models.Q(story__isnull=True, reporter__isnull=False, section__isnull=True, use="portrait")
                | models.Q(story__isnull=True, reporter__isnull=True, section__isnull=False, use="section"),
                name="picture_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["story", "use", "position"],
                condition=models.Q(story__isnull=False),
                name="published_picture_position_once",
            ),
            models.CheckConstraint(condition=~models.Q(credit_line=""), name="published_picture_is_credited"),
        ]
        indexes = [
            # Most pictures may be shown for ever; the worker asks again and again which may not any more.
            models.Index(
                fields=["rights_end"],
                condition=models.Q(rights_end__isnull=False),
                name="published_picture_rights_end",
            )
        ]

    objects = PublishedPictureQuerySet.as_manager()

    is_private = False
    """In a preview: addresses that only the desk can open, instead of public ones."""
    for_guests: AddressOfFile | None = None
    """In a preview that somebody without a log-in sees: what makes the address of each file for them."""
    crop = ""
    """In a preview: the part of the picture that is shown, if it is not all of it."""

    def __str__(self) -> str:
        return f"Picture {self.image_id} ({self.get_use_display()})"

    def has_ended(self, now: datetime) -> bool:
        """Whether its rights have ended."""
        return self.rights_end is not None and self.rights_end <= now

    def files(self, shape: str = STORY.name) -> dict[str, list[File]]:
        """Format: its files, smallest first. A shape that is not made yet has the files of the story's shape."""
        # A page asks four times for the files of its lead picture.
        known: dict[str, dict[str, list[File]]] = self.__dict__.setdefault("_files", {})
        if shape not in known:
            try:
                known[shape] = self._read_files(shape)
            except (AttributeError, KeyError, TypeError, ValueError, NoReverseMatch):
                logger.exception("%s of story %s has renditions that cannot be read.", self, self.story_id)
                known[shape] = {}
        return known[shape]

    def _read_files(self, shape: str) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        wanted = [row for row in self.renditions if row.get("shape", STORY.name) == shape]
        if self.is_private:
            addresses: Iterator[str] = map(self.for_guests or self._desk_address, wanted)
        else:
            addresses = _addresses(wanted)
        for row, url in zip(wanted, addresses, strict=True):
            file: File = {"url": url, "width": int(row["width"]), "height": int(row["height"])}
            found.setdefault(row.get("format", JPEG), []).append(file)
        if JPEG not in found:
            return self.files() if shape != STORY.name else {}
        # Half a set would be worse than none: browsers take the first format that they know, and its largest file.
        complete = len(found[JPEG])
        return {name: files for name, files in found.items() if len(files) == complete}

    @property
    def largest(self) -> File | None:
        """The JPEG for those who load one file."""
        return next(reversed(self.files().get(JPEG, [])), None)

    @property
    def is_tall(self) -> bool:
        shown = self.largest
        return shown is not None and shown["height"] > shown["width"]

    @property
    def origin(self) -> str:
        """What readers are told about AI in the making of the picture."""
        return source_types.words(self.made_by_ai)

    def _desk_address(self, rendition: dict[str, Any]) -> str:
        part = urlencode({"crop": self.crop, "format": rendition.get("format", JPEG)})
        return f"{reverse('admin:media_image_rendition', args=[self.image_id, rendition['width']])}?{part}"


def _addresses(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The addresses of these files for readers. All lie on one shelf."""
    shelf = storage.shelf()
    for row in rows:
        if FILE.fullmatch(row["name"]) is None:
            raise ValueError(f"No file is named {row['name']!r}.")
        yield f"{shelf}{row['name']}"


class PublishedChange(models.Model):
    """A line of a story's public history. Corrections have their text in it."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", gettext_noop("Published")
        UPDATED = "updated", gettext_noop("Updated")
        CORRECTION = "correction", gettext_noop("Correction")
        CLARIFICATION = "clarification", gettext_noop("Clarification")
        NOTE = "note", gettext_noop("Editor’s note")

    CORRECTIONS = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.NOTE)

    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, related_name="changes")
    edition_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    is_serious = models.BooleanField(default=False, help_text="A correction that stands above the story.")

    class Meta:
        ordering = ["-at", "-edition_number"]
        constraints = [
            models.UniqueConstraint(fields=["story", "edition_number"], name="published_change_per_edition")
        ]
        indexes = [
            # In the order of the page of corrections, all kinds together.
            models.Index(
                fields=["-at", "-id"],
                condition=models.Q(kind__in=["correction", "clarification", "note"]),
                name="published_corrections",
            ),
            models.Index(fields=["kind", "-at", "-id"], name="published_changes_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class PublishedRelation(models.Model):
    """A live story whose text points to another one. When that one changes, this one is rendered anew."""

    story = models.ForeignKey(PublishedArticle, on_delete=models.CASCADE, related_name="relations")
    to_story_id = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "to_story_id"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.story_id} points to {self.to_story_id}"
