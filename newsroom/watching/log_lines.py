"""How a line of the log looks: to people, or as one JSON object for programs that collect logs.

No line has the secret of a link, whoever writes it: of one to a preview, of an invitation, of one that sets a new
password, of the address where a partner fetches stories. Django names the address that it refuses, and the server may
be told to write down every address.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from house.web import PREVIEWS
from newsroom.watching import request_ids

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# What comes before the secret of a link.
PLACES = (PREVIEWS, "/desk/invited/", "/desk/reset/", "/partners/")
# With the scheme and the host, or without. The desk's own previews have other parts before it, and no secret.
SECRET = re.compile(rf"((?<![\w/.~%-])|https?://[^/\s]+)({'|'.join(map(re.escape, PLACES))})[^\s\"'<>]+")


def without_secrets(line: str) -> str:
    return SECRET.sub(r"\1\2…", line)


class PlainLines(logging.Formatter):
    """A line for people, with the number of the request at its end."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        number = request_ids.current.get()
        return f"{line} [{number}]" if number else line

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class ServerLines(logging.Formatter):
    """The server's own lines, as it writes them."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """A JSON object in one line, whatever stands in the message or the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := request_ids.current.get():
            told["request_id"] = number
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return without_secrets(json.dumps(told, ensure_ascii=False, default=str))


def with_fields(**fields: Any) -> dict[str, Any]:
    """What a call of a logger takes as `extra`, so that programs find these values under names of their own."""
    return {"told": fields}
