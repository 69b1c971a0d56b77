"""Checks of JSON by hand: what an object may hold, and a refusal that names the property and what is wrong with it.

What comes back is the value with lower-case names: ninjs 1 and 2 write `versioncreated`, ninjs 3 `versionCreated`.
A value of null counts as not there, which is how some systems write an empty field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .strict_json import Path

MOST_ENTRIES = 2_000  # of one list, such as the subjects of an item


class Wrong(ValueError):
    """A value that may not be there. `path` leads to it."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{spell(path)} {what}")
        self.path = path


@dataclass
class Told:
    """What an item holds that ninjs does not know, such as an agency's own properties."""

    unknown: list[str] = field(default_factory=list)


Check = Callable[[Any, Path, Told], Any]


@dataclass(frozen=True)
class Shape:
    """What an object may hold. Names are lower case; `patterns` are for names that agencies make up."""

    names: dict[str, Check]
    patterns: tuple[tuple[re.Pattern[str], Check], ...] = ()
    needs: tuple[str, ...] = ()
    exclude_each_other: tuple[tuple[str, str], ...] = ()
    one_of: tuple[str, ...] = ()  # at least one of these has to be there

    def __call__(self, value: Any, path: Path, told: Told) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong(path, f"has to be an object, and is {kind_of(value)}")
        read: dict[str, Any] = {}
        spelt: dict[str, str] = {}
        for name, inner in value.items():
            if inner is None:
                continue
            key, here = name.lower(), (*path, name)
            check = self._check_of(key)
            if check is None:
                if not name.startswith("_"):  # what Superdesk's interfaces add of their own
                    told.unknown.append(spell(here))
                continue
            if key in spelt:
                raise Wrong(here, f"stands there twice, as “{spelt[key]}” and “{name}”")
            spelt[key] = name
            read[key] = check(inner, here, told)
        self._refuse_what_lacks(read, path)
        return read

    def _check_of(self, key: str) -> Check | None:
        if key in self.names:
            return self.names[key]
        return next((check for pattern, check in self.patterns if pattern.fullmatch(key)), None)

    def _refuse_what_lacks(self, read: dict[str, Any], path: Path) -> None:
        for name in self.needs:
            if name not in read:
                raise Wrong((*path, name), "is missing")
        for first, second in self.exclude_each_other:
            if first in read and second in read:
                raise Wrong((*path, first), f"and {second} exclude each other")
        if self.one_of and not any(name in read for name in self.one_of):
            raise Wrong(path, f"has none of {', '.join(self.one_of)}")


def text(value: Any, path: Path, told: Told) -> str:
    if not isinstance(value, str):
        raise Wrong(path, f"has to be text, and is {kind_of(value)}")
    return value


def needed_text(value: Any, path: Path, told: Told) -> str:
    if not text(value, path, told).strip():
        raise Wrong(path, "is empty")
    return str(value)


def number(value: Any, path: Path, told: Told) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(path, f"has to be a number, and is {kind_of(value)}")
    return value


def whole(lowest: int, highest: int) -> Check:
    def check(value: Any, path: Path, told: Told) -> int:
        # ninjs 1 and 2 allow any number where ninjs 3 wants a whole one, so 5.0 is 5.
        read = number(value, path, told)
        if read != int(read) or not lowest <= read <= highest:
            raise Wrong(path, f"has to be a whole number from {lowest} to {highest}, and is {value}")
        return int(read)

    return check


def among(*values: str) -> Check:
    def check(value: Any, path: Path, told: Told) -> str:
        if text(value, path, told) not in values:
            raise Wrong(path, f"is “{value[:60]}”, and has to be one of {', '.join(values)}")
        return str(value)

    return check


def matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any, path: Path, told: Told) -> str:
        if not pattern.fullmatch(text(value, path, told)):
            raise Wrong(path, f"is “{value[:60]}”, and has to be {what}")
        return str(value)

    return check


def each(check_one: Check) -> Check:
    def check(value: Any, path: Path, told: Told) -> list[Any]:
        if not isinstance(value, list):
            raise Wrong(path, f"has to be a list, and is {kind_of(value)}")
        if len(value) > MOST_ENTRIES:
            raise Wrong(path, f"has {len(value):,} entries, and at most {MOST_ENTRIES:,} are read")
        return [check_one(one, (*path, at), told) for at, one in enumerate(value) if one is not None]

    return check


def by_name(check_one: Shape) -> Check:
    """Objects by their names, as ninjs 1 has them, or a list of objects that say their `name`, as ninjs 2 and 3."""

    def check(value: Any, path: Path, told: Told) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        if not isinstance(value, dict):
            found += each(check_one)(value, path, told)
            return found
        if len(value) > MOST_ENTRIES:
            raise Wrong(path, f"has {len(value):,} entries, and at most {MOST_ENTRIES:,} are read")
        for name, one in value.items():
            if isinstance(one, dict):
                found.append(check_one({**one, "name": one.get("name") or name}, (*path, name), told))
            elif one is not None:
                raise Wrong((*path, name), f"has to be an object, and is {kind_of(one)}")
        return found

    return check


def anything(value: Any, path: Path, told: Told) -> Any:
    return value


def spell(path: Path) -> str:
    """The way to a value as people write it: places[2].geojson.type."""
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in path)
    return written.removeprefix(".") or "The item"


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {str: "text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
