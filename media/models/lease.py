"""Agreements about a picture that hold for a time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.timezone import now as current_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class Lease(models.Model):
    """Allows or forbids a picture from one time to another, and says why. Either end may be open."""

    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="leases")
    allows = models.BooleanField(
        _lazy("what it does"),
        choices=[(True, _lazy("Allows it")), (False, _lazy("Forbids it"))],
        default=False,
    )
    starts = models.DateTimeField(_lazy("from"), null=True, blank=True)
    ends = models.DateTimeField(_lazy("to"), null=True, blank=True)
    reason = models.CharField(max_length=300, help_text=_lazy("What was agreed or demanded, and by whom."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=current_time, editable=False)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True)
                | models.Q(ends__isnull=True)
                | models.Q(ends__gt=models.F("starts")),
                name="lease_ends_after_it_starts",
                violation_error_message=_lazy("A lease ends after it starts."),
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="lease_has_a_reason"),
        ]

    def __str__(self) -> str:
        said = _("Allowed: {why}") if self.allows else _("Forbidden: {why}")
        return said.format(why=self.reason)
