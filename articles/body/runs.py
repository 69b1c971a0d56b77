"""The runs of one paragraph, in the one form in which they are stored."""

import re

from . import spaces
from .schema import BREAK, UNMARKED, Marks, Run

# The text and the marks of each run while it is read.
Read = list[tuple[list[str], Marks]]

LINE_END = [BREAK]  # the text of every line break while it is read
WHITE = re.compile(r"[ \t\n]+")


def tidy(runs: Read) -> tuple[Run, ...]:
    """One space where there was white space, none at the ends of lines, no empty runs; nothing if blank."""
    if len(runs) == 1 and runs[0][0] is not LINE_END:  # nearly always
        text = WHITE.sub(" ", "".join(runs[0][0])).strip(" ")
        marks = runs[0][1]
        return (Run(text, marks if any(marks) else UNMARKED),) if text and not text.isspace() else ()
    tidied: list[Run] = []
    # Runs that say the same are one, as blocks are.
    made: dict[Run, Run] = {}
    end = Run(BREAK, UNMARKED)
    for pieces, marks in runs:
        if pieces is LINE_END:
            if tidied and tidied[-1].text[-1] == " ":
                _trim(tidied)
            if tidied:
                if end.marks is not marks:
                    end = Run(BREAK, marks)
                tidied.append(end)
            continue
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if not text.isalnum():
            text = WHITE.sub(" ", text)
        last, before = tidied[-1] if tidied else end
        if text[:1] == " " and last[-1] in (" ", BREAK):
            text = text[1:]
        if not text:
            continue
        if last != BREAK and before == marks:
            tidied[-1] = Run(last + text, marks)
        else:
            run = Run(text, marks)
            tidied.append(made.setdefault(run, run))
    _trim(tidied)
    while tidied and tidied[-1].text == BREAK:
        tidied.pop()
        _trim(tidied)
    return tuple(tidied) if any(run.text and not run.text.isspace() for run in tidied) else ()


def _trim(tidied: list[Run]) -> None:
    """Take the one space off the end, and what it leaves empty."""
    if not tidied or tidied[-1].text == BREAK:
        return
    text, marks = tidied[-1]
    if text.endswith(" "):
        tidied[-1:] = [Run(text[:-1], marks)] if text != " " else []


def breakable(runs: Read) -> Read:
    """The runs with ordinary spaces where a machine made nearly all of them unbreakable."""
    pieces = ["".join(pieces) for pieces, _ in runs]
    if not any("\xa0" in piece for piece in pieces):
        return runs
    made = spaces.ordinary(pieces)
    return [
        (pieces if pieces is LINE_END else [piece], marks)
        for piece, (pieces, marks) in zip(made, runs, strict=True)
    ]
