"""JSON that came from anybody: what is no JSON, what nobody types, and what Python reads otherwise than others do."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

# A story has three: itself, its bylines, one of these.
DEEPEST = 20
TYPED = "\t\n\r"


class NotJSON(ValueError):
    """Why it was not read, in words."""


class Reader(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        return read(request.body)


def read(sent: bytes) -> Any:
    try:
        found = json.loads(sent.decode(), parse_constant=_no_number, object_pairs_hook=_once_each)
    except NotJSON:
        raise
    except RecursionError:
        raise NotJSON("It is nested too deeply.") from None
    except ValueError:  # no UTF-8, no JSON, or a number of thousands of digits
        raise NotJSON("It cannot be read as JSON in UTF-8.") from None
    _refuse_what_nobody_types(found)
    return found


def _no_number(name: str) -> None:
    raise NotJSON(f"{name} is no number in JSON.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJSON("A name is there twice in one object.")
    return found


def _refuse_what_nobody_types(found: Any) -> None:
    """No text that a database does not take, or that shows otherwise than it reads."""
    rest = [(found, 1)]
    while rest:
        value, depth = rest.pop()
        if depth > DEEPEST:
            raise NotJSON("It is nested too deeply.")
        if isinstance(value, dict):
            rest += [(one, depth + 1) for pair in value.items() for one in pair]
        elif isinstance(value, list):
            rest += [(one, depth + 1) for one in value]
        elif isinstance(value, str) and (sign := next(filter(_is_untyped, value), None)):
            raise NotJSON(f"A text has the character U+{ord(sign):04X} in it, which nobody types.")


def _is_untyped(sign: str) -> bool:
    number = ord(sign)
    return (number < 32 and sign not in TYPED) or 127 <= number < 160 or 0xD800 <= number < 0xE000
