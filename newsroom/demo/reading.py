"""Reads the demonstration newspaper's files into plain records. Knows nothing of the database.

The times of stories are relative to the day on which they are loaded. Every `hours_ago` counts back from the press
hour. Texts name days by words in braces, counted from the story's own day: `{weekday:-1}` is the name of the day
before, `{workday:-1}` that of the last working day before, `{date:+12}` a date such as "4 December", `{year:-1}` the
year before.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from newsroom.demo.drawing import draw

HERE = Path(__file__).parent
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAY_WORD = re.compile(r"\{(weekday|workday|date|year):([+-]?\d+)\}")


@dataclass(frozen=True)
class DemoStory:
    """One file of `stories/`: its number, its front matter and its body, with the days filled in."""

    number: int
    facts: dict[str, Any]
    body: str

    @property
    def slug(self) -> str:
        return str(self.facts["slug"])


def newsroom() -> dict[str, Any]:
    """Name, city and zone of the paper, its sections, topics, agencies, reporters and log-ins."""
    with (HERE / "newsroom.json").open(encoding="utf-8") as file:
        return dict(json.load(file))


def pages() -> dict[str, dict[str, str]]:
    """Title and text of every plain page, by the word in its address."""
    return tomllib.loads((HERE / "pages.toml").read_text(encoding="utf-8"))


def desk() -> dict[str, list[dict[str, Any]]]:
    """What the desk is busy with, by its kind."""
    return tomllib.loads((HERE / "desk.toml").read_text(encoding="utf-8"))


def wires() -> dict[str, list[dict[str, Any]]]:
    """The feeds of its agencies, and what came by them."""
    return tomllib.loads((HERE / "wires.toml").read_text(encoding="utf-8"))


def pictures() -> dict[str, dict[str, Any]]:
    """The facts of every picture, by its key."""
    return tomllib.loads((HERE / "pictures" / "pictures.toml").read_text(encoding="utf-8"))


def picture_bytes(key: str) -> bytes:
    """The picture as a JPEG: a photograph from its file, or an illustration, which is drawn now."""
    facts = pictures()[key]
    if facts["source"] == "file":
        return (HERE / "pictures" / str(facts["file"])).read_bytes()
    jpeg = io.BytesIO()
    drawn = draw(key, tuple(facts["size"])) if "size" in facts else draw(key)
    drawn.save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()


def press_hour(now: datetime) -> datetime:
    """The last half past five in the afternoon, in the newsroom's zone.

    Times count from it and not from `now`. Otherwise a story about this morning's ferry could be published before the
    ferry sailed.
    """
    here = now.astimezone(ZoneInfo(str(newsroom()["time_zone"])))
    today = here.replace(hour=17, minute=30, second=0, microsecond=0)
    return today if today <= here else today - timedelta(days=1)


def stories(now: datetime) -> list[DemoStory]:
    """All stories, the oldest first, with times counted from the last press hour."""
    latest = press_hour(now)
    told = [_story(path, latest) for path in sorted((HERE / "stories").glob("*.txt"))]
    return sorted(told, key=lambda story: -float(story.facts["hours_ago"]))


def _story(path: Path, latest: datetime) -> DemoStory:
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    facts = tomllib.loads(front)
    hour = latest - timedelta(hours=float(facts["hours_ago"]))
    return DemoStory(int(path.name[:3]), _dated(facts, hour), _dated(body.strip(), hour))


def _dated(value: Any, hour: datetime) -> Any:
    """The value with the day words in all its texts replaced."""
    if isinstance(value, str):
        return DAY_WORD.sub(lambda match: _day(match[1], int(match[2]), hour), value)
    if isinstance(value, list):
        return [_dated(item, hour) for item in value]
    if isinstance(value, dict):
        return {name: _dated(item, hour) for name, item in value.items()}
    return value


def _day(word: str, steps: int, hour: datetime) -> str:
    if word == "year":
        return str(hour.year + steps)
    day = hour.date() + timedelta(days=steps)
    if word == "date":
        return f"{day.day} {MONTHS[day.month - 1]}"
    if word == "workday":
        # Councils, courts and stock exchanges do not meet at weekends.
        while day.weekday() > 4:
            day += timedelta(days=1 if steps > 0 else -1)
    return WEEKDAYS[day.weekday()]
