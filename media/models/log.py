"""What happened to a picture: the library's own log, append-only like the ledger of stories."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import now as current_time
from django.utils.translation import gettext_lazy as _lazy


class LogEntry(models.Model):
    """One thing that happened to a picture. The entry stays, with the picture's number, when that is deleted."""

    class Act(models.TextChoices):
        UPLOADED = "uploaded", _lazy("Uploaded")
        CHANGED = "changed", _lazy("Changed")
        RIGHTS = "rights", _lazy("Rights changed")
        CROPPED = "cropped", _lazy("Cropped")
        NOTICE = "notice", _lazy("Rights end soon")
        ENDED = "ended", _lazy("Rights ended")
        KILLED = "killed", _lazy("Killed")
        RELEASED = "released", _lazy("Kill lifted")
        DELETED = "deleted", _lazy("Deleted")

    image_id = models.BigIntegerField(help_text="The picture's number in the library.")
    act = models.CharField(max_length=8, choices=Act)
    at = models.DateTimeField(default=current_time)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody where the system did it by itself.",
    )
    words = models.TextField(help_text="What happened, for an editor: what changed, where it was, and why.")

    class Meta:
        verbose_name_plural = "log entries"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["image_id", "-at"], name="log_of_picture")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.words}"
