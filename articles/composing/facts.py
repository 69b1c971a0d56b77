"""What the public row of a story says about the rows beside it, as plain facts.

With them a page needs one row for a story. The rows themselves are kept for the lists of a reporter and of a topic.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from articles.models.published import PublishedChange

if TYPE_CHECKING:
    from articles.models import (
        PublishedArticle,
        PublishedByline,
        PublishedPicture,
        PublishedTopic,
        Reporter,
    )

logger = logging.getLogger(__name__)

Shape = Mapping[str, type | tuple[type, ...]]

JPEG, SQUARE = "jpeg", "square"
LONGEST_LINE = 160
# A portrait in a story is small. The larger files are only for the reporter's own page.
WIDEST_PORTRAIT = 480


def of_bylines(rows: Iterable[PublishedByline]) -> list[dict[str, Any]]:
    """The bylines of a story. Reads the portrait of each reporter too."""
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
    """The facts that are needed to show a portrait: fields of its row, by name."""
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


def of_pictures(rows: Iterable[PublishedPicture]) -> list[dict[str, Any]]:
    """What machines are told of pictures that readers see. One without files is left out."""
    return [told for row in rows if (told := of_picture(row))]


def of_picture(row: PublishedPicture) -> dict[str, Any] | None:
    file = row.largest
    return file and {
        "image": row.image_id,
        **file,
        "caption": row.caption,
        "credit": row.credit_line,
        "creators": row.creators,
        "copyright": row.copyright_notice,
        "licence": row.licence_url,
        "acquire": row.acquire_licence_url,
        "made_by_ai": row.made_by_ai,
    }


def of_changes(rows: Iterable[PublishedChange]) -> list[dict[str, Any]]:
    return [
        {"kind": str(row.kind), "at": row.at.isoformat(), "text": row.text, "serious": row.is_serious}
        for row in rows
    ]


# Reading the facts. They may have been written by hand or by another version of this program: a page leaves out what
# it cannot show, and `rebuild_published` writes them anew.

BYLINE: Shape = {"role": str, "name": str, "path": str, "about": str}
PORTRAIT: Shape = {
    "image_id": int,
    "alt": str,
    "credit_line": str,
    "made_by_ai": str,
    "tone": str,
    "renditions": list,
    "rights_end": (str, type(None)),
}
TOPIC: Shape = {"topic": int, "name": str, "path": str}
CHANGE: Shape = {"kind": str, "at": str, "text": str, "serious": bool}
VIDEO: Shape = {
    "address": str,
    "type": str,
    "caption": str,
    "credit": str,
    "poster": (int, type(None)),
    "thumbnail": str,
}
IMAGE: Shape = {
    **dict.fromkeys(("image", "width", "height"), int),
    **dict.fromkeys(("url", "caption", "credit", "copyright", "licence", "acquire", "made_by_ai"), str),
    "creators": list,
}
AGENCY: Shape = {"use": str, "name": str}
TRANSLATION: Shape = {"story": int, "language": str, "path": str, "original": bool}
CREATOR: Shape = {"type": str, "name": str}


def readable(rows: Any, shape: Shape) -> list[dict[str, Any]]:
    """The rows that have every fact, each of the right type."""
    return [row for row in rows if has(row, shape)] if isinstance(rows, list) else []


def changes(rows: Any) -> list[dict[str, Any]]:
    """The changes of a story, or the corrections of an entry."""
    return [
        row for row in readable(rows, CHANGE) if row["kind"] in PublishedChange.Kind and is_time(row["at"])
    ]


def has(row: Any, shape: Shape) -> bool:
    if not isinstance(row, dict):
        return False
    # A list of fifty stories asks this several hundred times: a plain loop takes half as long as `all` and `map`.
    for name, kind in shape.items():  # noqa: SIM110 # as said
        if name not in row or not isinstance(row[name], kind):
            return False
    return True


def leave_out_what_is_broken(story: PublishedArticle) -> None:
    """Take broken facts out of a row that was read, so that its page can be made. The row is never saved.

    What was not read of the row is not read now.
    """
    is_broken = False
    for name in READ.keys() & story.__dict__.keys():
        before = getattr(story, name)
        if before == []:
            # Most stories have no videos, changes or translations.
            continue
        found = READ[name](before)
        setattr(story, name, found)
        is_broken |= found != before
    if is_broken:
        logger.error("Story %s has facts that cannot be read: its page does without them.", story.story_id)


def _readable_bylines(facts: Any) -> list[dict[str, Any]]:
    return [row | {"portrait": _readable_portrait(row.get("portrait"))} for row in readable(facts, BYLINE)]


def _readable_portrait(facts: Any) -> dict[str, Any] | None:
    if not has(facts, PORTRAIT) or not (facts["rights_end"] is None or is_time(facts["rights_end"])):
        return None
    return {name: facts[name] for name in PORTRAIT}


def is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


READ: dict[str, Callable[[Any], list[dict[str, Any]]]] = {
    "credited": _readable_bylines,
    "tagged": lambda facts: readable(facts, TOPIC),
    "history": changes,
    "videos": lambda facts: readable(facts, VIDEO),
    "images": lambda facts: readable(facts, IMAGE),
    "agencies": lambda facts: readable(facts, AGENCY),
    "translations": lambda facts: readable(facts, TRANSLATION),
}
