"""JSON read strictly: one reading or none. What two programs would read differently is refused, with its line.

Python's own reader takes the last of two equal keys, NaN, and numbers of any length; an embargo that stands twice
would be whichever came last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isinf
from typing import Any, NamedTuple

from .item import Refused

MAX_BYTES = 10_000_000
MAX_VALUES = 500_000
DEEPEST = 100
LONGEST_NUMBER = 40  # digits and signs

Path = tuple[str | int, ...]

_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# A text (with the colon of a key), a bracket or comma, a number or word. Possessive: nothing is read twice.
_PIECE = re.compile(
    r'(?P<text>"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))(?P<colon>[ \t\r\n]*+:)?'
    r'|(?P<mark>[\[\]{},])|(?P<word>[^\s\[\]{},:"]++)',
    re.DOTALL,
)
_WORDS = frozenset({"true", "false", "null"})
_NO_CHARACTERS = re.compile("[\x00\ud800-\udfff]")


class Document(NamedTuple):
    value: Any
    text: str  # as it was read, for `line_of`
    problems: tuple[str, ...]


def read(data: bytes, *, name: str = "") -> Document:
    """The value in `data`. Raises Refused."""
    text, problems = _decode(data, name)
    values = text.count(",") + text.count("[") + text.count("{")
    if values > MAX_VALUES:
        raise Refused(f"The file holds more than {MAX_VALUES:,} values. Ask for smaller files.", name=name)
    try:
        value = json.loads(text, parse_int=_whole, parse_float=_real, parse_constant=str)
    except json.JSONDecodeError as error:
        raise Refused(
            f"This is not JSON: {_lower(error.msg)} at character {error.colno} of the line. Nothing was taken.",
            name=name,
            line=error.lineno,
        ) from None
    except RecursionError:
        raise _too_deep(name, None) from None
    _look(text, name)
    if "\\u" in text:
        value, replaced = _repair(value, name)
        if replaced:
            problems = (
                *problems,
                f"{replaced} characters that do not exist in Unicode's texts were replaced by �.",
            )
    return Document(value, text, problems)


def line_of(text: str, path: Path) -> int | None:
    """The line on which the value stands that `path` leads to, in a text that `read` has taken."""
    for found, start in _values(text):
        if found == path:
            return text.count("\n", 0, start) + 1
    return None


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    if len(data) > MAX_BYTES:
        size, most = f"{len(data) / 1e6:.1f}", f"{MAX_BYTES / 1e6:.0f}"
        raise Refused(
            f"The file has {size} MB, and at most {most} MB are read. Ask for smaller files.", name=name
        )
    problems: tuple[str, ...] = ()
    for mark, encoding in _OTHER_ENCODINGS:
        if data.startswith(mark):
            raise Refused(f"The file is in {encoding}. JSON has to be in UTF-8.", name=name, line=1)
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        problems = ("The file begins with a byte order mark, which JSON does not allow; it was left out.",)
    try:
        return data.decode(), problems
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"The file is not in UTF-8: byte {data[error.start]:#04x} has no meaning there. Nothing was taken.",
            name=name,
            line=line,
        ) from None


def _look(text: str, name: str) -> None:
    """Refuse what Python's reader lets pass: depth, keys that come twice, numbers and words that JSON has not."""
    keys: list[set[str]] = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found["mark"]:
            if piece in "[{":
                keys.append(set())
                if len(keys) > DEEPEST:
                    raise _too_deep(name, _line(text, found.start()))
            elif piece in "]}":
                keys.pop()
        elif found["word"]:
            _refuse_word(piece, name, text, found.start())
        elif found["colon"]:
            key = _key(found["text"])
            if key in keys[-1]:
                raise Refused(
                    f"“{key[:60]}” stands twice in one object, and only one can be meant. Nothing was taken.",
                    name=name,
                    line=_line(text, found.start()),
                )
            keys[-1].add(key)


def _refuse_word(word: str, name: str, text: str, start: int) -> None:
    if word in _WORDS:
        return
    if len(word) > LONGEST_NUMBER:
        reason = f"A number of {len(word):,} digits is no number of a news item. Nothing was taken."
    elif word.lstrip("-") in ("NaN", "Infinity"):
        reason = f"{word} is not a number in JSON. Nothing was taken."
    elif isinf(float(word)):
        reason = f"The number {word} is too large. Nothing was taken."
    else:
        return
    raise Refused(reason, name=name, line=_line(text, start))


def _values(text: str) -> Iterator[tuple[Path, int]]:
    """Where each value begins, and the way to it."""
    path: list[str | int] = []
    is_object: list[bool] = []
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found["colon"]:
            path[-1] = _key(found["text"])
            continue
        if piece == ",":
            if is_object and not is_object[-1]:
                path[-1] = int(path[-1]) + 1
            continue
        if piece in ("]", "}"):
            path.pop()
            is_object.pop()
            continue
        yield tuple(path), found.start()
        if piece in ("[", "{"):
            is_object.append(piece == "{")
            path.append("" if piece == "{" else 0)


def _repair(value: Any, name: str) -> tuple[Any, int]:
    """The value without NUL and halves of characters, which no database keeps; and how many were replaced."""
    if isinstance(value, str):
        return _NO_CHARACTERS.subn("�", value)
    if isinstance(value, list):
        pairs = [_repair(one, name) for one in value]
        return [one for one, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        for key in value:
            if _NO_CHARACTERS.search(key):
                raise Refused("A key holds characters that do not exist. Nothing was taken.", name=name)
        repaired = {key: _repair(one, name) for key, one in value.items()}
        return {key: one for key, (one, _) in repaired.items()}, sum(count for _, count in repaired.values())
    return value, 0


def _whole(digits: str) -> int:
    return int(digits) if len(digits) <= LONGEST_NUMBER else 0  # refused right after


def _real(digits: str) -> float:
    return float(digits) if len(digits) <= LONGEST_NUMBER else 0.0


def _key(text: str) -> str:
    return str(json.loads(text)) if "\\" in text else text[1:-1]


def _line(text: str, start: int) -> int:
    return text.count("\n", 0, start) + 1


def _too_deep(name: str, line: int | None) -> Refused:
    return Refused(
        f"The file nests more than {DEEPEST} levels deep. Nothing was taken.", name=name, line=line
    )


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:].removesuffix(" at")
