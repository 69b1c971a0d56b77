"""What agencies send: how it arrives, every version as it came, and what could not be read. Desk tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

# The longest of each that a list shows; a version has them whole.
URI_LENGTH, HEADLINE_LENGTH, SLUGLINE_LENGTH, STANDFIRST_LENGTH, CATEGORY_LENGTH = 500, 300, 120, 300, 200


class WireKind(models.TextChoices):
    """The words of `articles.wire.item.Kind`."""

    TEXT = "text", _lazy("Text")
    PICTURE = "picture", _lazy("Picture")
    VIDEO = "video", _lazy("Video")
    AUDIO = "audio", _lazy("Audio")
    GRAPHIC = "graphic", _lazy("Graphic")
    PACKAGE = "package", _lazy("Package")
    EVENT = "event", _lazy("Event")
    OTHER = "other", _lazy("Other")


class WireStatus(models.TextChoices):
    """The words of `articles.wire.item.Status`."""

    USABLE = "usable", _lazy("Usable")
    WITHHELD = "withheld", _lazy("Withheld")
    CANCELED = "canceled", _lazy("Canceled")


class WireSignal(models.TextChoices):
    """The words of `articles.wire.item.Signal`."""

    NONE = "", _lazy("New")
    UPDATE = "update", _lazy("Update")
    CORRECTION = "correction", _lazy("Correction")
    KILL = "kill", _lazy("Kill")


class WireFeed(models.Model):
    """One way on which copy of an agency arrives."""

    class Way(models.TextChoices):
        FOLDER = "folder", _lazy("Files in a folder")
        WEB = "web", _lazy("We fetch it at an address")
        PUSH = "push", _lazy("They send it to an address of ours")

    class LogIn(models.TextChoices):
        BASIC = "basic", _lazy("User name and password")
        BEARER = "bearer", _lazy("Token (Bearer)")

    name = models.CharField(_lazy("name"), max_length=80, unique=True)
    agency = models.ForeignKey("articles.Agency", on_delete=models.PROTECT, related_name="feeds")
    is_active = models.BooleanField(
        _lazy("active"), default=True, help_text=_lazy("Leave off, and nothing is taken from it.")
    )
    way = models.CharField(_lazy("how"), max_length=6, choices=Way, default=Way.FOLDER)
    folder = models.SlugField(
        _lazy("folder"),
        max_length=60,
        blank=True,
        help_text=_lazy("Its name inside the folder that the setting WIRE_FOLDER names."),
    )
    address = models.URLField(
        _lazy("their address"),
        max_length=1000,
        blank=True,
        help_text=_lazy("Where we fetch it, such as https://wire.example.org/news.xml."),
    )
    every = models.PositiveIntegerField(
        _lazy("seconds between two looks"), default=60, help_text=_lazy("How often we fetch it.")
    )
    silence = models.PositiveIntegerField(
        _lazy("alarm after minutes of silence"),
        null=True,
        blank=True,
        help_text=_lazy("If nothing arrives for so long, the wire desk is told. Empty: never."),
    )

    log_in = models.CharField(
        _lazy("log-in"),
        max_length=6,
        choices=LogIn,
        blank=True,
        help_text=_lazy("What their address asks for, if anything."),
    )
    user_name = models.CharField(_lazy("user name there"), max_length=120, blank=True)
    locked_secret = models.TextField(
        blank=True, editable=False, help_text="Password or token at their address, locked with SECRET_KEY."
    )

    digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="SHA-256 of the secret of those who send."
    )
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    due = models.DateTimeField(null=True, editable=False, help_text="Not before; empty: at once.")
    held_until = models.DateTimeField(
        null=True, editable=False, help_text="Somebody is fetching it; by then that has ended."
    )
    asked_at = models.DateTimeField(null=True, editable=False, help_text="When we last looked.")
    arrived_at = models.DateTimeField(null=True, editable=False, help_text="When something new last arrived.")
    listening_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when something is expected: silence counts from here."
    )
    silent_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when it is silent, once the wire desk was told."
    )
    failing_since = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="In a row.")
    problem = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _lazy("wire feed")
        verbose_name_plural = _lazy("wire feeds")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="web") | ~Q(address=""),
                name="web_feed_has_an_address",
                violation_error_message=_lazy("Type the address at which it is fetched."),
            ),
            models.CheckConstraint(
                condition=~Q(way="folder") | ~Q(folder=""),
                name="folder_feed_has_a_folder",
                violation_error_message=_lazy("Type the name of its folder."),
            ),
            models.UniqueConstraint(fields=["folder"], condition=~Q(folder=""), name="feed_of_a_folder"),
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="feed_of_a_secret"),
        ]

    def __str__(self) -> str:
        return self.name


class WireFeedChange(models.Model):
    """What somebody at the desk did to a feed. Append-only."""

    feed = models.ForeignKey(WireFeed, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Change of {self.feed} at {self.at:%Y-%m-%d %H:%M}"


class WireFile(models.Model):
    """The bytes of one file or answer as they came, with one item or many. Append-only."""

    feed = models.ForeignKey(WireFeed, on_delete=models.PROTECT, related_name="files", db_index=False)
    agency = models.ForeignKey("articles.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=255, help_text="Of the file, or where it was fetched.")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    data = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "digest"], name="file_of_an_agency_once"),
        ]
        indexes = [models.Index(fields=["feed", "-id"], name="files_of_a_feed")]

    def __str__(self) -> str:
        return self.name


class WireSending(models.Model):
    """What somebody sent to us, from the moment when they are told that it is kept until it is read."""

    feed = models.ForeignKey(WireFeed, on_delete=models.PROTECT, related_name="sendings", db_index=False)
    name = models.CharField(max_length=255, help_text="Of the file, as they call it.")
    received_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "digest"], name="sending_of_a_feed_once")]

    def __str__(self) -> str:
        return self.name


class WireItem(models.Model):
    """One item of an agency, as its newest version says: what lists and filters ask for. Only `newest` has it whole.

    Written only by `articles.incoming.storing`, and its `head` by `articles.incoming.lines`.
    """

    agency = models.ForeignKey("articles.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    uri = models.CharField(max_length=URI_LENGTH, help_text="The agency's own name for it.")
    newest = models.ForeignKey(
        "articles.WireVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Empty only within the transaction that writes it.",
    )
    received_at = models.DateTimeField(help_text="When the newest version came.")
    versioned_at = models.DateTimeField(null=True, help_text="When the agency made it, if it says so.")
    kind = models.CharField(max_length=8, choices=WireKind, default=WireKind.TEXT)
    status = models.CharField(max_length=8, choices=WireStatus, default=WireStatus.USABLE)
    signal = models.CharField(max_length=10, choices=WireSignal, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, help_text="1, a flash, to 9.")
    headline = models.CharField(max_length=HEADLINE_LENGTH, blank=True)
    slugline = models.CharField(max_length=SLUGLINE_LENGTH, blank=True)
    standfirst = models.CharField(max_length=STANDFIRST_LENGTH, blank=True, help_text="How it begins.")
    category = models.CharField(
        max_length=CATEGORY_LENGTH, blank=True, help_text="Names of its categories and subjects."
    )
    language = models.CharField(max_length=12, blank=True)
    word_count = models.PositiveIntegerField(default=0)
    has_pictures = models.BooleanField(default=False)
    embargo_until = models.DateTimeField(null=True)
    embargo_open = models.BooleanField(default=False, help_text="Until the agency lifts it.")
    words = models.TextField(blank=True, default="", editable=False, help_text="Of all its text, folded.")
    head = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="line",
        db_index=False,
        help_text="The item that stands in its place now, see articles.models.wire_line; empty if none does.",
    )

    class Meta:
        verbose_name = _lazy("wire item")
        verbose_name_plural = _lazy("wire items")
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "uri"], name="item_of_an_agency_once")]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="wire_newest_first"),
            models.Index(fields=["agency", "-received_at", "-id"], name="wire_of_an_agency"),
            models.Index(fields=["id"], condition=Q(words=""), name="wire_without_words"),
            models.Index(fields=["head"], condition=Q(head__isnull=False), name="wire_items_of_a_line"),
        ]

    def __str__(self) -> str:
        return self.headline or self.slugline or self.uri


class WireVersion(models.Model):
    """One version of an item, as it came. Append-only.

    `number` is the agency's, if it counts. Which of two versions is newer, `articles.incoming.order` says.
    """

    item = models.ForeignKey(WireItem, on_delete=models.PROTECT, related_name="versions", db_index=False)
    feed = models.ForeignKey(WireFeed, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(WireFile, on_delete=models.PROTECT, related_name="versions")
    place = models.PositiveIntegerField(help_text="Which item of the file it is, from one on.")
    number = models.BigIntegerField(null=True)
    versioned_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of what was read, see articles.incoming.facts."
    )
    format = models.CharField(max_length=40)
    status = models.CharField(max_length=8, choices=WireStatus, default=WireStatus.USABLE)
    signal = models.CharField(max_length=10, choices=WireSignal, blank=True)
    embargo_until = models.DateTimeField(null=True)
    embargo_open = models.BooleanField(default=False)
    usage_terms = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="Canonical HTML.")
    facts = models.JSONField(help_text="The item without its body, see articles.incoming.facts.")
    problems = models.JSONField(default=list, help_text="What was wrong or left out, in sentences.")

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["item", "digest"], name="version_of_an_item_once")]

    def __str__(self) -> str:
        return f"Version {self.number or self.pk} of wire item {self.item_id}"


class WireRefusal(models.Model):
    """A file, or an item in one, that could not be taken, and why: shown until somebody at the desk has seen it."""

    feed = models.ForeignKey(WireFeed, on_delete=models.PROTECT, related_name="refusals")
    file = models.ForeignKey(
        WireFile,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Which was kept, since other items in it could be taken.",
    )
    name = models.CharField(max_length=255, help_text="Of the file, or where it was fetched.")
    line = models.PositiveIntegerField(null=True)
    reason = models.TextField()
    at = models.DateTimeField(help_text="When it came first.")
    last_at = models.DateTimeField(help_text="When it came last.")
    times = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes.")
    size = models.PositiveBigIntegerField()
    data = models.BinaryField(help_text="How the bytes begin, or all of them; none if a file was kept.")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _lazy("refused wire copy")
        verbose_name_plural = _lazy("refused wire copy")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-id"], condition=Q(closed_at=None), name="refusals_open")]

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"
