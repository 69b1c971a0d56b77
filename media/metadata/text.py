"""Cleans texts and addresses out of files that strangers made."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Controls other than tab and line end, halves of characters, and what XML cannot carry.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
NOT_IN_AN_ADDRESS = re.compile(r"[\s\"'<>\\^`{|}]")
LONGEST_ADDRESS = 1_000


def clean(text: str) -> str:
    """The text without characters that pages, databases or XML refuse, and with one form of line ends."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decode(data: bytes, charset: str = "") -> str:
    """Decode in the declared charset; without one as UTF-8, or as Western Windows if that fails."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            if name:
                return data.decode(name)
        except UnicodeDecodeError as problem:
            # A field that was cut to a number of bytes may end inside a character.
            whole = data[: problem.start]
            if name == "utf-8" and problem.reason == "unexpected end of data" and not whole.isascii():
                return whole.decode(name)
    return data.decode("latin-1")


def web_address(text: str) -> str:
    """The text, if it is an http(s) address that may stand in a link; otherwise empty."""
    text = text.strip()
    if len(text) > LONGEST_ADDRESS or NOT_IN_AN_ADDRESS.search(text):
        return ""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises where it is no number)
    except ValueError:
        return ""
    # A user's name before the host serves to make one address look like another.
    sound = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return text if sound else ""
