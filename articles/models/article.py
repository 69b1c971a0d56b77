"""The working copy of a story and the rows that belong to it. Desk tables."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.timezone import now as current_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models.assignment import Assignment
from articles.models.edition import Edition
from articles.models.schedule import Scheduled
from articles.models.statechange import StateChange
from articles.models.story import MOST, BylineRole, Story

if TYPE_CHECKING:
    from articles.models.revision import Revision


class State(models.TextChoices):
    DRAFT = "draft", _lazy("Draft")
    SUBMITTED = "submitted", _lazy("Submitted")
    IN_EDIT = "in_edit", _lazy("In edit")
    READY = "ready", _lazy("Ready")
    SPIKED = "spiked", _lazy("Spiked")


class EmbargoState(models.TextChoices):
    NONE = "none", _lazy("No embargo")
    UNTIL = "until", _lazy("Not before")
    UNTIL_LIFTED = "until_lifted", _lazy("Until lifted")


# The working copy says what readers do not have.
UNPUBLISHED = models.Q(live_edition__isnull=True) | models.Q(has_unpublished_changes=True)


# Lengths as the list of stories offers them: the number of words at which each has ended, and its name.
LENGTHS = (
    (200, _lazy("Under 200 words")),
    (400, _lazy("200 to 399 words")),
    (800, _lazy("400 to 799 words")),
    (1500, _lazy("800 to 1,499 words")),
)
LONGEST = _lazy("1,500 words or more")
LENGTH = models.Case(
    *(
        models.When(word_count__lt=end, then=models.Value(number))
        for number, (end, _) in enumerate(LENGTHS, 1)
    ),
    default=models.Value(len(LENGTHS) + 1),
    output_field=models.IntegerField(),
)
"""The number of the length, counted from one. `article_length` is an index of this."""


class ArticleQuerySet(models.QuerySet["Article"]):
    def newest_first(self) -> ArticleQuerySet:
        return self.order_by("-touched_at", "-pk")

    def live(self) -> ArticleQuerySet:
        return self.filter(live_edition__isnull=False)

    def without_words(self) -> ArticleQuerySet:
        """Without the columns that only the search reads, which are as long as the text."""
        return self.defer("words", "name_words")

    def with_past(self) -> ArticleQuerySet:
        """Whether each story has ever been live is read along. Otherwise `was_live` costs a query for each story."""
        editions = Edition.objects.filter(article=models.OuterRef("pk")).values_list(models.Value(True))
        # As an EXISTS, PostgreSQL would read all editions there are for a page of fifty stories. The annotation
        # replaces the property of that name, on purpose.
        return self.annotate(was_live=Coalesce(models.Subquery(editions[:1]), False))  # type: ignore[no-redef]

    def with_schedule(self) -> ArticleQuerySet:
        """Whether anything is scheduled for each story is read along, for the same reason."""
        rows = Scheduled.objects.open().filter(article=models.OuterRef("pk"))
        return self.annotate(is_scheduled=models.Exists(rows))  # type: ignore[no-redef]  # as above

    def with_translations(self) -> ArticleQuerySet:
        """Whether each story has translations is read along, for the same reason."""
        pointing = Article.objects.filter(translation_of=models.OuterRef("pk"))
        # The annotation replaces the property of that name, on purpose.
        return self.annotate(has_translations=models.Exists(pointing))  # type: ignore[no-redef]


class Article(Story):
    """What editors have open. `state` says how far the next version is, `live_edition` what readers have."""

    slugline = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("The desk's working name for the story. Readers never see it."),
    )
    desk_note = models.TextField(
        _lazy("notes"), blank=True, help_text=_lazy("For colleagues. Readers never see it.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    topics = models.ManyToManyField("articles.Topic", blank=True, related_name="+")
    from_wire = models.BooleanField(
        _lazy("from wire copy"),
        default=False,
        help_text=_lazy("Began as an agency's text and belongs to the wire desk."),
    )

    embargo = models.CharField(max_length=12, choices=EmbargoState, default=EmbargoState.NONE)
    embargo_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_lazy("By the newsroom's clock. Once it has passed, it holds nothing back."),
    )
    embargo_source = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("Who asked for it: the agency, the ministry, the company."),
    )

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=current_time, editable=False)
    touched_at = models.DateTimeField(default=current_time, editable=False, help_text="Last saved or moved.")

    revision: models.ForeignKey[Revision | None, Revision | None] = models.ForeignKey(
        "articles.Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_revision: models.ForeignKey[Revision | None, Revision | None] = models.ForeignKey(
        "articles.Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    live_edition: models.ForeignKey[Edition | None, Edition | None] = models.ForeignKey(
        "articles.Edition", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    killed = models.BooleanField(default=False, editable=False)
    # What the desk's first page asks for. Each is true of a few stories however many there are, so that an index of
    # these alone answers it; the rows that say the same lie in other tables.
    has_unpublished_changes = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Readers have it, and its working copy is another revision than theirs.",
    )
    is_returned = models.BooleanField(
        default=False, db_default=False, editable=False, help_text="Whether its last move returned it."
    )
    uses_wire = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether it uses wire copy: what was taken is asked only then.",
    )
    begun_with = models.UUIDField(
        null=True,
        editable=False,
        help_text="The key of the form that began it: sent twice, it begins one story.",
    )
    last_move: models.ForeignKey[StateChange | None, StateChange | None] = models.ForeignKey(
        "articles.StateChange",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        help_text="What brought it to where it stands, with who did it, when and the note.",
    )

    # Who has it now, until it is published or spiked. `assignment` is the record that says so; the others repeat what
    # lists are asked for, and have their indexes below, which hold only what somebody has.
    assignment: models.ForeignKey[Assignment | None, Assignment | None] = models.ForeignKey(
        "articles.Assignment",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_lazy("assigned to"),
    )
    assigned_desk = models.ForeignKey(
        "articles.Section",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    due = models.DateTimeField(null=True, editable=False)

    # What the desk finds it by; see articles/search/desk.py.
    words = models.TextField(blank=True, default="", editable=False, help_text="Of its text, folded.")
    word_count = models.PositiveIntegerField(
        "words", default=0, db_default=0, editable=False, help_text="As its newest revision has it."
    )
    name_words = models.TextField(
        blank=True, default="", editable=False, help_text="Of the names on it: reporters, topics, agencies."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("story")
        verbose_name_plural = _lazy("stories")
        indexes = [
            models.Index(fields=["-touched_at", "-id"], name="article_touched"),
            models.Index(fields=["state", "-touched_at"], name="article_state"),
            models.Index(fields=["section", "-touched_at"], name="article_section"),
            models.Index(fields=["created_by", "-touched_at"], name="article_owner"),
            models.Index(
                fields=["assignee", "due"],
                condition=models.Q(assignee__isnull=False),
                name="article_assignee",
            ),
            models.Index(
                fields=["assigned_desk", "due"],
                condition=models.Q(assigned_desk__isnull=False),
                name="article_assigned_desk",
            ),
            models.Index(fields=["due"], condition=models.Q(due__isnull=False), name="article_due"),
            models.Index(
                fields=["id"],
                condition=models.Q(words="") | models.Q(name_words=""),
                name="article_unsearchable",
            ),
            # In the order of the list of the desk's first page: what waits longest, or one's own newest.
            models.Index(
                fields=["touched_at", "id"],
                condition=models.Q(has_unpublished_changes=True),
                name="article_changed",
            ),
            models.Index(fields=["id"], condition=models.Q(is_returned=True), name="article_returned"),
            models.Index(
                fields=["created_by", "-touched_at", "-id"], condition=UNPUBLISHED, name="article_unpublished"
            ),
            # What the board shows without a day. With less of a condition it would be taken for somebody's drafts.
            models.Index(
                fields=["-touched_at", "-id"],
                condition=UNPUBLISHED & models.Q(due__isnull=True),
                name="article_in_work",
            ),
            models.Index(
                fields=["-touched_at", "-id"], condition=models.Q(from_wire=True), name="article_from_wire"
            ),
            # For the filters of the list of stories, in its order: whoever asks for what is rare reads no others.
            models.Index(fields=["article_type", "-touched_at", "-id"], name="article_type_touched"),
            models.Index(
                fields=["-touched_at", "-id"],
                condition=models.Q(live_edition__isnull=True),
                name="article_not_live",
            ),
            models.Index(
                fields=["-touched_at", "-id"], condition=models.Q(killed=True), name="article_killed"
            ),
            models.Index(LENGTH, models.F("touched_at").desc(), models.F("id").desc(), name="article_length"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="article_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=State.READY) | models.Q(approved_revision__isnull=False),
                name="ready_names_its_revision",
            ),
            models.CheckConstraint(
                condition=~models.Q(embargo=EmbargoState.UNTIL) | models.Q(embargo_until__isnull=False),
                name="embargo_until_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(killed=False) | models.Q(live_edition__isnull=True),
                name="killed_is_not_live",
            ),
            models.CheckConstraint(
                condition=~models.Q(translation_of=models.F("pk")), name="no_translation_of_itself"
            ),
            models.UniqueConstraint(fields=["created_by", "begun_with"], name="one_story_of_a_form"),
        ]

    def __str__(self) -> str:
        return self.headline or self.slugline or _("Untitled story")

    @property
    def is_live(self) -> bool:
        return self.live_edition_id is not None

    @cached_property
    def was_live(self) -> bool:
        """Whether readers have it or ever had it. If they had it and have it no more, it was withdrawn or killed."""
        return self.editions.exists()

    @cached_property
    def is_scheduled(self) -> bool:
        """Whether something waits for its time, or has failed and was seen to by nobody."""
        return self.scheduled.open().exists()

    @cached_property
    def open_schedule(self) -> list[Scheduled]:
        """What that is, in the order of time: several acts and the page of the story ask for it."""
        along = ("by", "revision__author", "revision__section__parent", "release")
        return list(self.scheduled.open().select_related(*along))

    @cached_property
    def has_translations(self) -> bool:
        return Article.objects.filter(translation_of=self.pk).exists()

    @property
    def returned(self) -> StateChange | None:
        """The move that returned it, with a note of what is missing. None once it is submitted or taken again."""
        return self.last_move if self.is_returned else None

    @property
    def handed_over(self) -> StateChange | None:
        """The move by which somebody finished their part of it in this state; whoever approves it goes on."""
        move = self.last_move
        return move if move is not None and move.act == StateChange.HAND_OVER and not self.killed else None

    @property
    def is_left_to_a_desk(self) -> bool:
        """Whether it waits for somebody of a desk to take it."""
        return self.assigned_desk_id is not None and self.assignee_id is None and self.state == State.DRAFT

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been ready by now."""
        return self.due is not None and self.due < now and self.state != State.READY

    def embargoed_at(self, now: datetime) -> bool:
        if self.embargo == EmbargoState.UNTIL:
            return self.embargo_until is not None and now < self.embargo_until
        return self.embargo == EmbargoState.UNTIL_LIFTED


class Byline(models.Model):
    """One name on a story: a reporter or an organisation, in a role, in order."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    role = models.CharField(max_length=12, choices=BylineRole, default=BylineRole.REPORTED)
    reporter = models.ForeignKey(
        "articles.Reporter", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("Instead of a reporter: an agency, or the newspaper's own desk."),
    )
    name_as_published = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("Only where this story asks for another form of the name."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        # The stories of a reporter, the last begun first.
        indexes = [models.Index(fields=["reporter", "article"], name="byline_of_reporter")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reporter__isnull=False, organisation="")
                | (models.Q(reporter__isnull=True) & ~models.Q(organisation="")),
                name="byline_is_a_reporter_or_an_organisation",
                violation_error_message=_lazy(
                    "Give a reporter or an organisation, not both and not neither."
                ),
            ),
            models.UniqueConstraint(
                fields=["article", "role", "reporter"],
                condition=models.Q(reporter__isnull=False),
                name="reporter_named_once_per_role",
                violation_error_message=_lazy("This reporter already has that role in the story."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_as_published or self.organisation or str(self.reporter)
