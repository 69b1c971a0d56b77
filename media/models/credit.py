"""Who is credited for a picture."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from media.terms import credits
from media.terms.credits import OURS, CreditKind, Party


class CreditManager(models.Manager["Credit"]):
    def get_queryset(self) -> models.QuerySet[Credit]:
        # A credit is nothing without its party, and is read far more often than written.
        return super().get_queryset().select_related("agency", "reporter")


class Credit(models.Model):
    """One party of a credit line, in order."""

    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="credits")
    position = models.PositiveSmallIntegerField(_lazy("order"), default=0)
    kind = models.CharField(max_length=12, choices=CreditKind, default=CreditKind.PHOTOGRAPHER)
    agency = models.ForeignKey(
        "articles.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reporter = models.ForeignKey(
        "articles.Reporter", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80, blank=True, help_text=_lazy("Anybody who is neither."))

    guessed = models.BooleanField(
        default=False,
        editable=False,
        help_text=_lazy("Taken from what the file says, and not certain; until an editor confirms it."),
    )

    objects = CreditManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, reporter__isnull=True, name="")
                | Q(agency__isnull=True, reporter__isnull=False, name="")
                | (Q(agency__isnull=True, reporter__isnull=True) & ~Q(name=""))
                | Q(agency__isnull=True, reporter__isnull=True, name="", kind=CreditKind.STAFF),
                name="credit_names_one_party",
                violation_error_message=(
                    _lazy(
                        "Give one party: an agency, or a reporter, or a name. Only a staff picture may do "
                        "without, and is then credited “Self”."
                    )
                ),
            ),
            models.CheckConstraint(condition=Q(kind__in=CreditKind.values), name="credit_kind_known"),
        ]

    def __str__(self) -> str:
        return credits.credit_line([self.party])

    @property
    def party(self) -> Party:
        """Whom readers see credited."""
        return Party(self.kind, self._credited_name())

    def _credited_name(self) -> str:
        if self.agency is not None:
            return self.agency.credit_name or self.agency.name
        if self.reporter is not None:
            return self.reporter.name
        return self.name or OURS
