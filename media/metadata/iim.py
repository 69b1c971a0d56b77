"""IIM, the older of IPTC's two forms of metadata: numbered data sets of bytes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from media.metadata import text

# Number → name and longest size in bytes, from IPTC's photo metadata reference.
DATA_SETS = {
    4: ("Object Attribute Reference", 68),
    5: ("Object Name", 64),
    7: ("Edit Status", 64),
    10: ("Urgency", 1),
    12: ("Subject Reference", 236),
    15: ("Category", 3),
    20: ("Supplemental Category", 32),
    22: ("Fixture Identifier", 32),
    25: ("Keywords", 64),
    30: ("Release Date", 8),
    35: ("Release Time", 11),
    37: ("Expiration Date", 8),
    38: ("Expiration Time", 11),
    40: ("Special Instruction", 256),
    55: ("Date Created", 8),
    60: ("Time Created", 11),
    62: ("Digital Creation Date", 8),
    63: ("Digital Creation Time", 11),
    65: ("Originating Program", 32),
    70: ("Program Version", 10),
    80: ("By-line", 32),
    85: ("By-line Title", 32),
    90: ("City", 32),
    92: ("Sublocation", 32),
    95: ("Province/State", 32),
    100: ("Country/Primary Location Code", 3),
    101: ("Country/Primary Location Name", 64),
    103: ("Original Transmission Reference", 32),
    105: ("Headline", 256),
    110: ("Credit", 32),
    115: ("Source", 32),
    116: ("Copyright Notice", 128),
    118: ("Contact", 128),
    120: ("Caption/Abstract", 2000),
    122: ("Writer/Editor", 32),
    130: ("Image Type", 2),
    131: ("Image Orientation", 1),
    135: ("Language Identifier", 3),
}
LONGEST = dict(DATA_SETS.values())
MOST_DATA_SETS = 2_000
LONGEST_VALUE = 64 * 1024

# Data set 1:90 names the character set by an escape sequence of ISO 2022; a few programs write a plain name.
CHARSETS = {
    b"\x1b%G": "utf-8",
    b"\x1b%/G": "utf-8",
    b"\x1b%/H": "utf-8",
    b"\x1b%/I": "utf-8",
    b"\x1b.A": "cp1252",
    b"\x1b-A": "cp1252",
    b"\x1b-B": "iso8859-2",
    b"\x1b-F": "iso8859-7",
    b"\x1b-G": "iso8859-6",
    b"\x1b-H": "iso8859-8",
    b"\x1b-L": "iso8859-5",
    b"\x1b-M": "iso8859-9",
    b"utf-8": "utf-8",
    b"utf8": "utf-8",
    b"macroman": "mac-roman",
    b"macintosh": "mac-roman",
}


class Iim:
    """The data sets of the application record, by name, in the order in which they came."""

    def __init__(self, data: bytes = b"") -> None:
        self.values: dict[str, list[str]] = {}
        self.problems: list[str] = []
        charset = ""
        for count, (record, number, value) in enumerate(_data_sets(data, self.problems)):
            if count == MOST_DATA_SETS:
                self.problems.append(
                    gettext_noop("The IPTC block has more entries than any picture needs; the rest was left.")
                )
                break
            if (record, number) == (1, 90):
                charset = CHARSETS.get(value.strip(b"\0 ")) or CHARSETS.get(value.strip(b"\0 ").lower(), "")
            elif record == 2 and number != 0:
                name, _ = DATA_SETS.get(number, (f"2:{number:02}", 0))
                words = text.clean(text.decode(value[:LONGEST_VALUE], charset))
                self.values.setdefault(name, []).append(words)

    def texts(self, name: str) -> list[str]:
        """The values of a data set, or of two joined ones, such as "Date Created+Time Created"."""
        first, _, second = name.partition("+")
        if second:
            return [" ".join([*self.texts(first)[:1], *self.texts(second)[:1]])]
        return self.values.get(name, [])

    def was_cut(self, name: str, value: str) -> bool:
        """Is the value as long as its data set allows? Then it may have lost its end."""
        return len(value.encode()) >= LONGEST.get(name, LONGEST_VALUE) - 3


def _data_sets(data: bytes, problems: list[str]) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        record, number = data[at + 1], data[at + 2]
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:
            more = length & 0x7FFF
            length = int.from_bytes(data[at : at + more], "big") if more <= 4 else len(data)
            at += more
        if at + length > len(data):
            break
        yield record, number, data[at : at + length]
        at += length
    if data[at:].strip(b"\0 "):
        problems.append(gettext_noop("The IPTC block is damaged: it was read up to there."))
