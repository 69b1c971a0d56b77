"""An item as it was read, made plain for the database, and made an item again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from articles.models import WireVersion
from articles.wire import item
from articles.wire.item import Embargo, Item, Link, Media, Refused, Rendition, Subject

RECORDS = (Embargo, Item, Link, Media, Rendition, Subject)
# Of each record the fields and what each says if nothing is said.
NAMES: dict[type, dict[str, Any]] = {
    record: {field.name: field.default for field in fields(record)} for record in RECORDS
}
PARTS: dict[str, type] = {"renditions": Rendition, "subjects": Subject, "media": Media, "links": Link}
WORDS: dict[type, type[StrEnum]] = {Item: item.Kind, Media: item.Kind}
TIMES = {"created_at", "versioned_at", "until"}
# What says nothing of the item itself: how it was packed, and what this program thought of it.
NOT_SAID = ("format", "problems")


def plain(read: Item) -> dict[str, Any]:
    """What an item says, without its body. What is not said is left out.

    What it is called besides has a table of its own: the same copy under another number is no new version.
    """
    facts = _plain(read)
    facts.pop("body", None)
    facts.pop("aliases", None)
    return facts


def digest_of(facts: Mapping[str, Any], body: str) -> str:
    """The same for the same version, whichever file it came in. Raises Refused if no database can hold its text."""
    said = {name: value for name, value in facts.items() if name not in NOT_SAID}
    text = json.dumps([said, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text:
        raise Refused(
            "It has NUL characters in its text, which no text has: ask the agency to send it again."
        )
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise Refused(
            "It has halves of characters in its text: ask the agency to send it again as UTF-8."
        ) from None


def item_of(version: WireVersion) -> Item:
    """The item as it was read."""
    made: Item = _record(Item, {**version.facts, "body": version.body})
    return made


def media_of(version: WireVersion) -> tuple[Media, ...]:
    """Its pictures and videos as they were read."""
    return tuple(_record(Media, part) for part in version.facts.get("media") or ())


def _plain(record: Any) -> dict[str, Any]:
    said = {}
    for name, unsaid in NAMES[type(record)].items():
        value = getattr(record, name)
        if value != unsaid:
            said[name] = _value(value)
    return said


def _value(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    return _plain(value) if type(value) in NAMES else value


def _record(made_of: type, said: Mapping[str, Any]) -> Any:
    given = {name: _read(made_of, name, value) for name, value in said.items() if name in NAMES[made_of]}
    return made_of(**given)


def _read(made_of: type, name: str, value: Any) -> Any:
    if name in PARTS:
        return tuple(_record(PARTS[name], part) for part in value)
    if name in TIMES:
        return datetime.fromisoformat(value) if value else None
    if name == "kind" and made_of in WORDS:
        return WORDS[made_of](value)
    if name == "status":
        return item.Status(value)
    if name == "signal":
        return item.Signal(value)
    if name == "embargo":
        return _record(Embargo, value)
    return tuple(value) if isinstance(value, list) else value
