"""Entries of live coverage at the desk: each as it is now, and every version that readers got. Desk tables."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.timezone import now as current_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.models.story import MOST


class EntryContent(models.Model):
    """What an entry says, in its row and in every version."""

    headline = models.CharField(
        max_length=MOST,
        blank=True,
        help_text=_lazy("What happened. An entry of one sentence needs none."),
    )
    body = models.TextField(_lazy("text"), blank=True)
    reporter = models.ForeignKey(
        "articles.Reporter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_lazy("author"),
    )
    byline = models.CharField(
        _lazy("or another name"),
        max_length=MOST,
        blank=True,
        help_text=_lazy("An agency, the newspaper’s own desk, or the author’s name in another form."),
    )
    is_key = models.BooleanField(
        _lazy("key event"), default=False, help_text=_lazy("Readers find it in the list on top of the story.")
    )
    is_pinned = models.BooleanField(
        _lazy("pinned"), default=False, help_text=_lazy("It stands above all others.")
    )

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        return self.byline or (self.reporter.name if self.reporter else "")


CONTENT = tuple(field.attname for field in EntryContent._meta.local_fields)


class LiveEntry(EntryContent):
    """One entry of a story. Until it is posted, it is a draft and has no number."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="live_entries")
    number = models.PositiveIntegerField(
        null=True, editable=False, help_text="Given when it is posted, and its place in the story for ever."
    )
    newest: models.ForeignKey[LiveEntryVersion | None, LiveEntryVersion | None] = models.ForeignKey(
        "articles.LiveEntryVersion", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    saves = models.PositiveIntegerField(
        default=1, editable=False, help_text="How often it was written: a form says which one it began from."
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        help_text="Whose draft it is. Nobody knows of entries begun before this was kept.",
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    saved_at = models.DateTimeField(default=current_time, editable=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _lazy("entry of a live story")
        verbose_name_plural = _lazy("entries of live stories")
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="live_entry_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, newest__isnull=True)
                | models.Q(number__gte=1, newest__isnull=False),
                name="posted_entry_has_number_and_version",
            ),
        ]

    def __str__(self) -> str:
        if self.headline:
            return self.headline
        if not self.number:
            return _("An entry without a headline")
        return _("Entry {number}").format(number=self.number)

    @property
    def is_posted(self) -> bool:
        return self.number is not None

    @property
    def is_removed(self) -> bool:
        return self.newest is not None and self.newest.is_removed


class LiveEntryVersion(EntryContent):
    """What readers got of an entry from one moment on. Append-only: triggers in the database hold it.

    `change` counts through the whole story, so that a page which has all changes up to one asks for those after it.
    """

    class Act(models.TextChoices):
        POSTED = "posted", capfirst(_lazy("posted"))
        UPDATED = "updated", _lazy("Updated")
        MINOR = "minor", _lazy("Minor change")
        CORRECTED = "corrected", _lazy("Corrected")
        MARKED = "marked", _lazy("Marked")
        REMOVED = "removed", _lazy("Removed")

    # Changes for which readers are told no new time.
    SILENT = (Act.MINOR, Act.MARKED)

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="live_versions")
    entry = models.ForeignKey(LiveEntry, on_delete=models.PROTECT, related_name="versions")
    entry_number = models.PositiveIntegerField()
    change = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, help_text="Of a removal: what readers are told, if anything.")
    correction = models.TextField(blank=True, help_text="What was wrong and what is right. Readers see it.")
    is_serious = models.BooleanField(default=False, help_text="The correction stands above the entry’s text.")
    key = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The same act sent twice counts once.")

    class Meta:
        ordering = ["-change"]
        constraints = [
            models.UniqueConstraint(fields=["article", "change"], name="live_change_once"),
            models.CheckConstraint(condition=models.Q(change__gte=1), name="live_changes_begin_at_one"),
            models.CheckConstraint(
                condition=models.Q(act__in=["posted", "updated", "minor", "corrected", "marked", "removed"]),
                name="live_act_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(act="corrected") | ~models.Q(correction=""),
                name="corrected_entry_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.entry_number}: {self.get_act_display()}"

    @property
    def is_removed(self) -> bool:
        return self.act == self.Act.REMOVED
