"""Figures as bars: where each stands in a drawing, for a template that writes SVG. No script and no library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.planning import days as by_name

# In the units of the drawing. Beneath the bars stand the days, above each its figure.
WIDTH, HEIGHT, FOOT, HEAD = 420, 156, 22, 20
GAP = 0.28


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    middle: float
    said: str
    """Its figure, where there is room for it and anything to say."""
    day: str
    """Its day, where there is room for it."""
    label_y: float


@dataclass(frozen=True)
class Chart:
    name: str
    title: str
    summary: str
    """In words what it shows, for whoever does not see it."""
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def base(self) -> int:
        return HEIGHT - FOOT


def of_days(
    name: str,
    title: str,
    summary: str,
    days: Sequence[date],
    values: Sequence[float | None],
    said: Sequence[str],
) -> Chart:
    """One bar a day. `said` are the values as they are written."""
    room = WIDTH / max(len(days), 1)
    most = max((value for value in values if value), default=1)
    every = ceil(len(days) / 7)
    bars = []
    for number, (day, value, words) in enumerate(zip(days, values, said, strict=True)):
        height = round((HEIGHT - FOOT - HEAD) * (value or 0) / most, 1)
        left = number * room
        # Counted from the last day, which is today.
        is_named = (len(days) - 1 - number) % every == 0
        bars.append(
            Bar(
                x=round(left + room * GAP / 2, 1),
                y=round(HEIGHT - FOOT - height, 1),
                width=round(room * (1 - GAP), 1),
                height=height,
                middle=round(left + room / 2, 1),
                said=words if value and (every == 1 or len(words) < 3) else "",
                day=by_name.named(day, "D j") if is_named else "",
                label_y=round(HEIGHT - FOOT - height - 5, 1),
            )
        )
    return Chart(name, title, summary, bars)


def duration(time: timedelta | None) -> str:
    """“40 min”, “3 h 20 min”, “2 days 4 h”; a dash where nothing was measured."""
    if time is None:
        return "–"
    minutes = round(time.total_seconds() / 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return ngettext("%(days)s day %(hours)s h", "%(days)s days %(hours)s h", days) % {
            "days": days,
            "hours": hours,
        }
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} min").format(minutes=minutes)
