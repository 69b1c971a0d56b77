"""What the clock changes on pages without anybody writing.

These are scheduled fronts, the ends of rights of pictures and of advertisements, and a new day.

Each counts as a change of all pages. So no page has to know how long it lives.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, Min, Model
from django.utils import timezone

from articles.composing.times import in_newsroom
from articles.models import NextFront, PublishedAdvertisement, PublishedPicture


class Clock:
    """What it had changed by the last look, and what it will change next."""

    def __init__(self) -> None:
        self.shown: tuple[date, datetime | None] | None = None
        self.ends_at: datetime | None = None

    def look(self, *, has_changed: bool) -> bool:
        """Whether pages are other than at the last look without anybody writing; `has_changed`: somebody wrote, too.

        The site's role is shown a front from its time on only, so what comes next cannot be asked for.
        """
        now = timezone.now()
        newest = NextFront.objects.filter(at__lte=now).aggregate(Max("at"))["at__max"]
        shown = (in_newsroom(now).date(), newest)
        has_turned = shown != self.shown or self.has_ended()
        if has_turned or has_changed:
            ends = (
                first_end(PublishedPicture, "rights_end", now),
                first_end(PublishedAdvertisement, "ends_at", now),
            )
            self.ends_at = min((at for at in ends if at is not None), default=None)
            self.shown = shown
        return has_turned

    def has_ended(self) -> bool:
        """Whether something on some page may not be shown any more; this is known without the database."""
        return self.ends_at is not None and self.ends_at <= timezone.now()


def first_end(model: type[Model], column: str, now: datetime) -> datetime | None:
    rows = model._default_manager.filter(**{f"{column}__gt": now})
    first: datetime | None = rows.aggregate(first=Min(column))["first"]
    return first
