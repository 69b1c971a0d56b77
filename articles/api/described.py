"""What answers look like, for the description of the API: no answer is checked against these while somebody waits.

Stories are IPTC's ninjs 3, whose own schema says everything about them. Here stands what ours always have.
"""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict

from articles.api import filters
from articles.api.problems import PROBLEM

NINJS = "https://iptc.org/std/ninjs/ninjs-schema_3.1.json"


class Story(Schema):
    """A story as IPTC’s ninjs 3.1, see https://iptc.org/standards/ninjs/ for its other properties.

    `pubStatus` is “canceled” for a story that was taken away; then it has neither headline nor text.
    """

    model_config = ConfigDict(extra="allow")

    uri: str
    standard: dict[str, str]
    type: Literal["text"]
    representationType: Literal["full", "partial"]  # IPTC's names
    pubStatus: Literal["usable", "canceled"]
    versionCreated: str
    altIds: list[dict[str, str]]
    language: str = ""
    headlines: list[dict[str, str]] = []
    bodies: list[dict[str, Any]] = []


class Stories(Schema):
    stories: list[Story]
    next: str | None


class Change(Schema):
    """The newest change of one story: the story as it is now, or what is left of it."""

    at: str
    kind: Literal["", "first", "minor", "update", "correction", "withdrawal", "kill"]
    story: Story


class Changes(Schema):
    changes: list[Change]
    next: str
    more: bool


class Section(Schema):
    slug: str
    name: str
    uri: str
    inside: str | None
    description: str


class Sections(Schema):
    sections: list[Section]


class Topic(Schema):
    slug: str
    name: str
    uri: str
    description: str


class Topics(Schema):
    topics: list[Topic]
    next: str | None


class Reporter(Schema):
    slug: str
    name: str
    uri: str
    position: str
    desk: str
    biography: str


class Reporters(Schema):
    reporters: list[Reporter]
    next: str | None


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "known": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Of 400: the parameters that there are.",
        },
        "unknown": {"type": "array", "items": {"type": "string"}},
        "wrong": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Of 422: what is wrong with each value.",
        },
        "kind": {"type": "string", "description": "Of 410: withdrawal or kill."},
        "story": {"type": "object", "description": "Of 410: what is left of the story, as ninjs."},
    },
}
WHY = {
    400: "A parameter that is not known here, or a cursor that was altered or is another query’s. "
    "Also an address that is broken.",
    401: "The key is not known here, or not any more. Without a key, what the site shows is open.",
    404: "There never was such a story.",
    410: "The story was taken away: take it away too.",
    422: "A value that cannot be read.",
    429: "Too many requests within a minute: “Retry-After” says when the next one is answered.",
}
AFTER = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "Where the page before ended. Take it from “next” as it is.",
    "schema": {"type": "string"},
}
LIMIT = {
    "name": "limit",
    "in": "query",
    "required": False,
    "description": "How many on a page.",
    "schema": {"type": "integer", "minimum": 1, "maximum": filters.MOST, "default": filters.USUAL},
}
WORDS = {
    "name": "q",
    "in": "query",
    "required": False,
    "description": "Words that occur in the story, as the search of the site takes them. Twenty at a time.",
    "schema": {"type": "string", "maxLength": 500},
}


def extra(*problems: int, parameters: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """What is said of an operation beside its best answer."""
    responses: dict[int, Any] = {
        304: {"description": "Nothing has changed since the answer that If-None-Match names."},
    }
    for status in (400, 401, *problems, 429):
        content = {PROBLEM: {"schema": PROBLEM_SCHEMA}}
        if status == 400:
            # Broken addresses are refused before anybody knows that they mean the API.
            content["text/plain"] = {"schema": {"type": "string"}}
        responses[status] = {"description": WHY[status], "content": content}
    return {"parameters": list(parameters), "responses": responses}
