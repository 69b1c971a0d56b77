"""What the public row of a story carries of the rows beside it, as plain facts.

A page then needs one row for a story. The rows themselves stay, for the lists of a reporter and of a topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articles.models import PublishedByline, PublishedChange, PublishedPicture, PublishedTopic, Reporter

JPEG, SQUARE = "jpeg", "square"
LONGEST_LINE = 160
# A portrait in a story is small: the larger files stay with the reporter's own page.
WIDEST_PORTRAIT = 480


def of_bylines(rows: Iterable[PublishedByline]) -> list[dict[str, Any]]:
    """Who made the story. Reads of each reporter the portrait too."""
    return [_credited(row) for row in rows]


def _credited(row: PublishedByline) -> dict[str, Any]:
    reporter = row.reporter
    return {
        "role": str(row.role),
        "name": row.name,
        "path": reporter.get_absolute_url() if reporter else "",
        "about": about(reporter) if reporter else "",
        "portrait": portrait(getattr(reporter, "portrait", None)),
    }


def about(reporter: Reporter) -> str:
    """Who somebody is, in a line: the first sentence of the biography, or else the position."""
    sentence = re.split(r"(?<=[.!?])\s", reporter.biography.strip(), maxsplit=1)[0]
    if 0 < len(sentence) <= LONGEST_LINE:
        return sentence
    return ", ".join(filter(None, [reporter.job_title, reporter.desk]))


def portrait(picture: PublishedPicture | None) -> dict[str, Any] | None:
    """As much of a portrait as shows it: the fields of its row, by their names."""
    if picture is None:
        return None
    square = [row for row in picture.renditions if row.get("shape") == SQUARE]
    small = [row for row in square if row["width"] <= WIDEST_PORTRAIT]
    is_made = any(row.get("format", JPEG) == JPEG for row in small)
    return {
        "image_id": picture.image_id,
        "alt": picture.alt,
        "credit_line": picture.credit_line,
        "made_by_ai": picture.made_by_ai,
        "tone": picture.tone,
        "renditions": small if is_made else picture.renditions,
        "rights_end": picture.rights_end.isoformat() if picture.rights_end else None,
    }


def of_topics(rows: Iterable[PublishedTopic]) -> list[dict[str, Any]]:
    return [
        {"topic": row.topic_id, "name": row.topic.name, "path": row.topic.get_absolute_url()} for row in rows
    ]


def of_changes(rows: Iterable[PublishedChange]) -> list[dict[str, Any]]:
    return [
        {"kind": str(row.kind), "at": row.at.isoformat(), "text": row.text, "serious": row.is_serious}
        for row in rows
    ]
