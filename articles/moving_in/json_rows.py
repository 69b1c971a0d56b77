"""Rows out of the tables of a large JSON file, one at a time, so that memory need not hold the file.

The file is an object that holds, perhaps deeper down, an object whose values are lists of rows. What stands around
the tables is passed over, and one row is decoded at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from articles.moving_in.record import Refused

AT_ONCE = 1024 * 1024
MOST = 64 * 1024 * 1024
"""Letters of one row."""
SPACES = re.compile(r"[ \t\r\n]*")
# What no text of a story holds, and a database may not take: half of a sign, and NUL.
BROKEN = re.compile("[\ud800-\udfff\x00]")


class Row(NamedTuple):
    table: str
    values: dict[str, Any]
    line: int


def read(file: Path, *, path: tuple[str, ...]) -> Iterator[Row]:
    """The rows of all tables of the object to which `path` leads; a list on the way is entered at its first element.

    Raises Refused where it is no JSON, or nothing is there.
    """
    try:
        with file.open(encoding="utf-8-sig") as text:
            yield from _Reader(text, file.name).rows(path)
    except UnicodeDecodeError as problem:
        raise Refused("it is no UTF-8, which JSON is written in.", name=file.name) from problem


class _Reader:
    def __init__(self, text: IO[str], name: str) -> None:
        self.text, self.name = text, name
        self.buffer, self.at, self.line, self.is_all = "", 0, 1, False
        self.decoder = JSONDecoder(parse_constant=self._constant)

    def rows(self, path: tuple[str, ...]) -> Iterator[Row]:
        for name in path:
            self._enter(name)
        for table in self._names():
            if self._peek() != "[":
                self._value()
                continue
            for _ in self._elements():
                self._peek()
                line = self.line
                row = self._value()
                if isinstance(row, dict):
                    yield Row(table, row, line)

    # On the way

    def _enter(self, name: str) -> None:
        """To the value of this name in the object that comes next."""
        if self._peek() == "[":
            self._step()
        for found in self._names():
            if found == name:
                return
            self._value()
        raise Refused(f"it has no “{name}” where an export has it.", name=self.name, line=self.line)

    def _names(self) -> Iterator[str]:
        """The names of the object that comes next. Whoever asks takes the value before the next name."""
        self._expect("{")
        while self._peek() != "}":
            name = self._value()
            if not isinstance(name, str):
                self._refuse()
            self._expect(":")
            yield name
            if self._peek() == ",":
                self._step()
                if self._peek() == "}":
                    self._refuse()
            elif self._peek() != "}":
                self._refuse()
        self._step()

    def _elements(self) -> Iterator[None]:
        self._expect("[")
        while self._peek() != "]":
            yield
            if self._peek() == ",":
                self._step()
                if self._peek() == "]":
                    self._refuse()
            elif self._peek() != "]":
                self._refuse()
        self._step()

    # What stands there

    def _value(self) -> Any:
        self._peek()
        more = AT_ONCE
        while True:
            try:
                value, end = self.decoder.raw_decode(self.buffer, self.at)
            except JSONDecodeError as problem:
                # It may only be that the rest of it was not read yet.
                if self.is_all:
                    line = self.line + self.buffer.count("\n", self.at, problem.pos)
                    self._refuse(line)
            except Refused:
                raise
            except ValueError:  # of a number with thousands of digits
                raise Refused(
                    "it holds a number that is too large.", name=self.name, line=self.line
                ) from None
            except RecursionError:
                self._refuse_depth()
            else:
                # A number that ends where we have read to may go on.
                if end < len(self.buffer) or self.is_all:
                    self._go_to(end)
                    return self._mended(value)
            if len(self.buffer) - self.at > MOST:
                raise Refused("it holds a value that is too large.", name=self.name, line=self.line)
            self._read(more)
            more *= 2

    def _mended(self, value: Any) -> Any:
        try:
            return _mended(value)
        except RecursionError:
            self._refuse_depth()

    def _refuse_depth(self) -> NoReturn:
        raise Refused("it is nested too deeply.", name=self.name, line=self.line) from None

    def _peek(self) -> str:
        while True:
            found = SPACES.match(self.buffer, self.at)
            self._go_to(found.end() if found else self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if self.is_all:
                raise Refused("the file ends before it is whole.", name=self.name, line=self.line)
            self._read(AT_ONCE)

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            self._refuse()
        self._step()

    def _step(self) -> None:
        self._go_to(self.at + 1)

    def _go_to(self, place: int) -> None:
        self.line += self.buffer.count("\n", self.at, place)
        self.at = place

    def _read(self, size: int) -> None:
        more = self.text.read(size)
        self.is_all = not more
        self.buffer, self.at = self.buffer[self.at :] + more, 0

    def _refuse(self, line: int | None = None) -> NoReturn:
        raise Refused("this is no JSON.", name=self.name, line=line or self.line)

    def _constant(self, name: str) -> NoReturn:
        raise Refused(f"{name} is no number of JSON.", name=self.name, line=self.line)


def _mended(value: Any) -> Any:
    """Without halves of signs, which JSON can spell."""
    if isinstance(value, str):
        return BROKEN.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mended(name): _mended(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_mended(it) for it in value]
    return value


def texts(row: dict[str, Any]) -> dict[str, str]:
    """The row with words only: what is missing or empty is "", and numbers are spelled."""
    return {
        name: value if isinstance(value, str) else "" if value is None else json.dumps(value)
        for name, value in row.items()
    }
