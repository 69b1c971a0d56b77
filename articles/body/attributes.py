"""What an attribute of a block may say: one reader for each sort of value."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from house.lines import one_line
from media.terms.crops import Box

LONGEST_FILE_ADDRESS = 1000
_HOST_NAME = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?"

# A reader of an attribute takes its value as written and returns the canonical one: "" is as good as absent,
# None cannot be used.
Read = Callable[[str], str | None]


def flag(value: str) -> str | None:
    return ""


def line(value: str) -> str | None:
    return one_line(value)


def decorative(value: str) -> str | None:
    """A switch, written in the one way that also reads well where versions are compared."""
    return "decorative" if value.strip() else ""


def crop(value: str) -> str | None:
    """A part of a picture; the whole of it is not written."""
    try:
        box = Box.read(value.strip())
    except ValueError:
        return None
    return str(box) if box else ""


def number(value: str) -> str | None:
    """A positive row number that fits the database's integers."""
    match = re.fullmatch(r"\s*0*([1-9][0-9]{0,17})\s*", value)
    return match[1] if match else None


def count(value: str) -> str | None:
    """The number that a list begins at; one is the default and not written."""
    match = re.fullmatch(r"\s*\+?0*([0-9]{1,9})\s*", value, re.ASCII)
    return None if match is None else "" if match[1] == "1" else match[1]


def span(value: str) -> str | None:
    """How many columns or rows a cell covers; one is the default and not written."""
    read = number(value)
    if read is None or int(read) > 1000:
        return None
    return "" if read == "1" else read


def web_address(value: str) -> str | None:
    value = _squeeze(value)
    if not re.fullmatch(r"(?i:https?)://[^\s/?#\\@<>^|%\"]+([/?#]\S*)?", value):
        return None
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a broken IPv6 host, a port that is none
        return None
    return value if usable else None


def link(value: str) -> str | None:
    value = _squeeze(value)
    if re.fullmatch(r"(?i:mailto):[^\s:]\S*", value):
        return value
    return telephone(value) or web_address(value)


def telephone(value: str) -> str | None:
    """A number that a phone dials at a touch: the line of a police station, or for people in need."""
    value = re.sub(r"%20|\s", "", value)
    return value if re.fullmatch(r"(?i:tel):\+?[0-9*#().-]{2,40}(;ext=[0-9]{1,10})?", value) else None


def film(value: str) -> str | None:
    """The address of a video file; whether our pages may play it from there `articles.composing.videos` says."""
    return _file(value, "mp4|m4v|webm")


def captions(value: str) -> str | None:
    return _file(value, "vtt")


def _file(value: str, endings: str) -> str | None:
    value = _squeeze(value)
    if len(value) > LONGEST_FILE_ADDRESS:
        return None
    # Names only, as the content security policy is given them: no log-in, no port, no number of a machine.
    # Printable ASCII but for quotes, brackets, # and \, as addresses are copied.
    match = re.fullmatch(
        rf"https://({_HOST_NAME})(/[!$-;=@-\[\]-~]*\.(?:{endings})(?:\?[!$-;=?-\[\]-~]*)?)",
        value,
        re.ASCII | re.IGNORECASE,
    )
    return f"https://{match[1].lower()}{match[2]}" if match else None


def language(value: str) -> str | None:
    """A language's code, such as pt or pt-br."""
    value = value.strip().lower()
    return value if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", value) else None


def _squeeze(value: str) -> str:
    # Browsers drop tabs and newlines inside an address, so a scheme could hide behind them. What nobody sees in
    # it was copied with it: with a soft hyphen it leads nowhere.
    value = re.sub(r"[\t\n\u00ad\u200b\u2060\ufeff]", "", value)
    return value.strip().replace(" ", "%20")
