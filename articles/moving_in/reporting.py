"""What became of everything in an archive: counted, written into a file as it comes, and told in the end."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

MOST_LINES = 200
COLUMNS = ("what", "outcome", "key", "title", "number", "line", "problems")

CAME = "brought in"
WOULD = "would come in"
THERE = "was there already"
COMPLETED = "completed"
LEFT_OUT = "left out"
MISSING = "missing"
"""A file that was not found: it can come with another run."""


@dataclass(frozen=True)
class Line:
    """What became of one record."""

    what: str
    outcome: str
    key: str = ""
    title: str = ""
    number: int | None = None
    line: int | None = None
    problems: Sequence[str] = ()

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        title = f" “{self.title}”" if self.title else ""
        said = f": {' '.join(self.problems)}" if self.problems else ""
        return f"{self.what} {self.key}{title}{place} {self.outcome}{said}"


class Report:
    """Keeps counts and the first lines that say what is worth a look. All lines go to the file, if there is one."""

    def __init__(self, file: Path | None = None) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.lines: list[Line] = []
        self.more = 0
        self._alike: Counter[tuple[object, ...]] = Counter()
        self.file = file
        self._open: IO[str] | None = None
        self._is_first = True

    def __enter__(self) -> Report:
        if self.file is not None:
            self._open = open(self.file, "w", encoding="utf-8", newline="", opener=_for_us_alone)
            if self.is_csv:
                csv.writer(self._open).writerow(COLUMNS)
            else:
                self._open.write("[")
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None:
            self._open.write("" if self.is_csv else "\n]\n")
            self._open.close()

    @property
    def is_csv(self) -> bool:
        return self.file is not None and self.file.suffix.lower() == ".csv"

    def add(self, line: Line) -> None:
        self.counts[line.what, line.outcome] += 1
        if line.problems and not self._is_known(line):
            if len(self.lines) < MOST_LINES:
                self.lines.append(line)
            else:
                self.more += 1
        if self._open is not None:
            self._write(self._open, line)

    def _is_known(self, line: Line) -> bool:
        """Seventy entries of menus that stay out for one reason are one line, so that the others are seen."""
        if line.outcome != LEFT_OUT:
            return False
        self._alike[_reason(line)] += 1
        return self._alike[_reason(line)] > 1

    def _write(self, file: IO[str], line: Line) -> None:
        row = asdict(line)
        if self.is_csv:
            row["problems"] = " ".join(line.problems)
            csv.writer(file).writerow([_harmless(row[name]) for name in COLUMNS])
            return
        file.write(("\n" if self._is_first else ",\n") + json.dumps(row, ensure_ascii=False))
        self._is_first = False

    def told(self) -> Iterator[str]:
        """The report as text: what is worth a look, then the counts."""
        for line in self.lines:
            others = self._alike[_reason(line)] - 1
            yield f"{line} And {others:,} more for the same reason." if others > 0 else str(line)
        if self.more:
            yield f"… and {self.more} more lines: --report FILE keeps them all."
        if self.lines:
            yield ""
        for (what, outcome), count in sorted(self.counts.items()):
            yield f"{count:>7,} × {what} {outcome}"


def _reason(line: Line) -> tuple[object, ...]:
    return line.what, line.outcome, *line.problems


def _for_us_alone(path: str, flags: int) -> int:
    """It has titles of drafts: others who use this machine may not read it."""
    return os.open(path, flags, 0o600)


def _harmless(value: object) -> object:
    """A title that begins like a formula is text for a spreadsheet too."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
