"""Partners who get our stories, what each is to get of which edition, what became of it. Desk tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy


class Partner(models.Model):
    """Somebody who gets our stories as they are published, changed and taken back."""

    class Format(models.TextChoices):
        NINJS = "ninjs", "ninjs 3"
        NEWSML = "newsml", "NewsML-G2"
        RSS = "rss", "RSS 2.0"

    class Way(models.TextChoices):
        PUSH = "push", _lazy("We send each story to their address")
        PULL = "pull", _lazy("They fetch stories at an address of ours")

    name = models.CharField(_lazy("name"), max_length=80, unique=True)
    is_active = models.BooleanField(
        _lazy("active"),
        default=True,
        help_text=_lazy("Leave off, and nothing that is published goes to them."),
    )
    format = models.CharField(_lazy("format"), max_length=8, choices=Format, default=Format.NINJS)
    way = models.CharField(_lazy("how"), max_length=4, choices=Way, default=Way.PUSH)
    address = models.URLField(
        _lazy("their address"),
        max_length=500,
        blank=True,
        help_text=_lazy(
            "Where we send stories to, such as https://wire.example.org/in. Signed with the secret."
        ),
    )
    sections = models.ManyToManyField(
        "articles.Section",
        blank=True,
        related_name="+",
        verbose_name=_lazy("only from sections"),
        help_text=_lazy("With those inside them. None chosen: all sections."),
    )
    topics = models.ManyToManyField(
        "articles.Topic",
        blank=True,
        related_name="+",
        verbose_name=_lazy("only on topics"),
        help_text=_lazy("One of them is enough. None chosen: whatever the topic."),
    )
    languages = models.CharField(
        _lazy("only in languages"),
        max_length=100,
        blank=True,
        help_text=_lazy("Codes such as en pt. Empty: all languages."),
    )
    text_agencies = models.ManyToManyField(
        "articles.Agency",
        blank=True,
        related_name="+",
        verbose_name=_lazy("text of agencies"),
        help_text=_lazy(
            "Whose text we may pass on to them. A story with text of another agency is withheld."
        ),
    )
    own_pictures = models.BooleanField(
        _lazy("our own pictures"),
        default=True,
        help_text=_lazy("By our staff. They get the others only where what follows says so."),
    )
    picture_agencies = models.ManyToManyField(
        "articles.Agency",
        blank=True,
        related_name="+",
        verbose_name=_lazy("pictures of agencies"),
        help_text=_lazy("Whose pictures we may pass on to them. Others are left out."),
    )
    other_pictures = models.BooleanField(
        _lazy("pictures of others"),
        default=False,
        help_text=_lazy("Of freelances, handouts and the like, if our terms let us pass them on."),
    )

    locked_secret = models.TextField(blank=True, editable=False, help_text="With which we sign, locked.")
    digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="SHA-256 of the secret in the address they fetch at.",
    )
    quiet_until = models.DateTimeField(null=True, editable=False, help_text="Before, they are asked nothing.")
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="In a row, since they last answered."
    )

    class Meta:
        verbose_name = _lazy("partner")
        verbose_name_plural = _lazy("partners")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="push") | ~Q(address=""),
                name="partner_has_an_address",
                violation_error_message=_lazy("Type the address to which their stories are sent."),
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="partner_by_the_secret_of_its_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerChange(models.Model):
    """What somebody at the desk did to a partner. Append-only."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Change of {self.partner} at {self.at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One edition of a story for one partner.

    A trigger writes it in the transaction that writes the edition, see `articles.records.for_partners`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _lazy("Waiting")
        SENT = "sent", _lazy("Sent")
        CONFIRMED = "confirmed", _lazy("Confirmed")
        FAILED = "failed", _lazy("Failed")
        WITHHELD = "withheld", _lazy("Withheld")
        OVERTAKEN = "overtaken", _lazy("Overtaken by a newer version")
        UNWANTED = "unwanted", _lazy("Not for them")

    # They have something of the story, or may have: what was sent and not answered may have arrived.
    ARRIVED = (State.SENT, State.CONFIRMED)

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="deliveries")
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey("articles.Edition", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_lazy("edition"))
    at = models.DateTimeField(_lazy("time"))
    state = models.CharField(_lazy("state"), max_length=9, choices=State, default=State.WAITING)
    due = models.DateTimeField(help_text="Not before.")
    held_until = models.DateTimeField(null=True, help_text="Somebody is sending it; by then that has ended.")
    tries = models.PositiveIntegerField(default=0, help_text="In vain.")
    was_tried = models.BooleanField(
        default=False, help_text="Something may have reached them, whatever they answered."
    )
    pictures = models.JSONField(
        null=True,
        editable=False,
        help_text="Names of items of pictures that may have reached them with the story.",
    )
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _lazy("delivery")
        verbose_name_plural = _lazy("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "edition"], name="edition_delivered_once"),
        ]
        indexes = [
            models.Index(
                fields=["partner", "due"], condition=Q(state="waiting"), name="deliveries_that_wait"
            ),
            models.Index(fields=["partner", "article", "number"], name="deliveries_of_a_story"),
            models.Index(fields=["-at"], condition=Q(state="failed"), name="deliveries_failed"),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of story {self.article_id} to {self.partner}"


class DeliveryAttempt(models.Model):
    """One time that a delivery was tried, or that somebody asked for it again. Append-only."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=Delivery.State, help_text="What became of it.")
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who asked for it again; nobody where the worker tried.",
    )

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.delivery} at {self.at:%Y-%m-%d %H:%M}"
