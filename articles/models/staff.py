"""What only the desk knows about people: log-ins, telephone numbers, names behind pseudonyms, and who edits what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class StaffRecord(models.Model):
    """The private side of a reporter."""

    reporter = models.OneToOneField(
        "articles.Reporter", on_delete=models.CASCADE, related_name="staff_record"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_record",
        verbose_name=_lazy("log-in"),
        help_text=_lazy("Empty for those who never log in."),
    )
    legal_name = models.CharField(max_length=120, blank=True, help_text=_lazy("The name behind a pseudonym."))
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    portrait = models.ForeignKey(
        "media.Image", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return _("Staff record of {reporter}").format(reporter=self.reporter)


class Remit(models.Model):
    """A section for which an editor answers, with the sections inside it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="remits")
    section = models.ForeignKey("articles.Section", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "section"], name="one_remit_per_section")]

    def __str__(self) -> str:
        return f"{self.user} edits {self.section}"


class DeskLanguage(models.Model):
    """The language in which somebody wants the desk. Without such a row it is the paper's."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_language"
    )
    language = models.CharField(max_length=10)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} reads {self.language}"


class AccessChange(models.Model):
    """What somebody may do at the desk, from one moment on. Append-only, like the ledger of stories."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_changes"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody where it was found: changed past the desk, or there before anybody kept this.",
    )
    at = models.DateTimeField()
    roles = models.JSONField(default=list, help_text="Names of roles; “superuser” is one of them.")
    sections = models.JSONField(default=list, help_text="Names of the sections in the remit.")
    gained = models.JSONField(default=list, help_text="What is more than before.")
    note = models.TextField(blank=True, help_text="What was done to the log-in besides.")

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Access of {self.user} from {self.at:%Y-%m-%d} on"
