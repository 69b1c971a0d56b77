"""What the clock changes on pages without anybody writing: scheduled fronts, the end of pictures' rights, a new day.

Each counts as a change of all pages. So no page has to know how long it lives.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max, Min
from django.utils import timezone

from articles.composing.times import in_newsroom
from articles.models import NextFront, PublishedPicture


class Clock:
    """What it had changed by the last look, and what it will change next."""

    def __init__(self) -> None:
        self.shown: tuple[date, datetime | None] | None = None
        self.rights_end: datetime | None = None

    def look(self, *, has_changed: bool) -> bool:
        """Whether pages are other than at the last look without anybody writing; `has_changed`: somebody wrote, too.

        The site's role is shown a front from its time on only, so what comes next cannot be asked for.
        """
        now = timezone.now()
        newest = NextFront.objects.filter(at__lte=now).aggregate(Max("at"))["at__max"]
        shown = (in_newsroom(now).date(), newest)
        has_turned = shown != self.shown or self.has_ended()
        if has_turned or has_changed:
            rows = PublishedPicture.objects.filter(rights_end__gt=now)
            self.rights_end = rows.aggregate(Min("rights_end"))["rights_end__min"]
            self.shown = shown
        return has_turned

    def has_ended(self) -> bool:
        """Whether a picture of some page may not be shown any more; this is known without the database."""
        return self.rights_end is not None and self.rights_end <= timezone.now()
