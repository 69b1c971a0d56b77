"""Values as PHP keeps them in a text, such as `a:1:{s:6:"credit";s:3:"AFP";}`.

Each string says how many bytes it has. XML makes CR LF into LF, and tools that replace an address count nothing anew:
so a count that is wrong is only where the search for the end of the string begins.
"""

from __future__ import annotations

import re
from typing import Any

DEEPEST = 40
MOST = 1_000_000
_NUMBER = re.compile(rb"([idb]):(-?[0-9.eE+-]+|INF|-INF|NAN);")
_STRING = re.compile(rb's:(\d{1,9}):"')
_LIST = re.compile(rb"a:(\d{1,7}):\{")
_OBJECT = re.compile(rb'[OC]:\d{1,4}:"[^"]{0,200}":(\d{1,7}):\{')
# What may follow the end of a string: the next value or key, or the end of what is around it.
_AFTER = re.compile(rb'";(?:[sidbaONC][:;]|\}|$)')


class NotPHP(ValueError):
    """The text is no such value, or broken in another way than by its counts."""


def read(text: str) -> Any:
    """The value: texts, numbers, booleans, None, and dictionaries for lists. Objects are read as dictionaries."""
    data = text.strip().encode("utf-8", "replace")
    if len(data) > MOST:
        raise NotPHP("it is too long")
    value, end = _value(data, 0, 0)
    if data[end:].strip():
        raise NotPHP("there is more behind it")
    return value


def is_one(text: str) -> bool:
    return bool(re.match(r'(?:[idb]:[^;]{1,30};|s:\d+:"|a:\d+:\{|O:\d+:"|N;)', text.lstrip()))


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise NotPHP("it is too deep")
    if data.startswith(b"N;", at):
        return None, at + 2
    if found := _NUMBER.match(data, at):
        return _number(found[1], found[2]), found.end()
    if found := _STRING.match(data, at):
        return _string(data, found.end(), int(found[1]))
    if found := _LIST.match(data, at) or _OBJECT.match(data, at):
        return _list(data, found.end(), int(found[1]), depth)
    raise NotPHP(f"nothing is known that begins like byte {at}")


def _number(kind: bytes, said: bytes) -> Any:
    try:
        if kind == b"d":
            return float(said)
        return bool(int(said)) if kind == b"b" else int(said)
    except ValueError as wrong:
        raise NotPHP("a number is none") from wrong


def _string(data: bytes, start: int, count: int) -> tuple[str, int]:
    end = start + count
    if data[end : end + 2] != b'";':
        found = _AFTER.search(data, start)
        if found is None:
            raise NotPHP("a text has no end")
        end = found.start()
    return data[start:end].decode("utf-8", "replace"), end + 2


def _list(data: bytes, at: int, count: int, depth: int) -> tuple[dict[Any, Any], int]:
    found: dict[Any, Any] = {}
    for _ in range(count):
        key, at = _value(data, at, depth + 1)
        value, at = _value(data, at, depth + 1)
        if isinstance(key, dict):
            raise NotPHP("a key is a list")
        found[key] = value
    if not data.startswith(b"}", at):
        raise NotPHP("a list has no end")
    return found, at + 1
