"""Messages between control characters: how a stream is cut into them, and what their text and their end say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from articles import body

from . import embargo_words, item

SOH, STX, ETX, EOT = "\x01", "\x02", "\x03", "\x04"

# Signs between letters that are set apart: fractions, thin spaces, leaders.
_SEPARATORS = re.compile("[\x1d-\x1f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1c\x7f-\x9f]")
_BREAKS = re.compile(r"\r+\n|\r|\n")
_INDENT = re.compile(r"\t| {2,}")
_QUADS = "<=>"  # at the end of a line: the rest of it stays white, and a paragraph ends here
_LONGEST_TRAILER = 200
MAX_BYTES = 10_000_000
_CENTURY = 79  # ANPA 1312 is of 1979: no message is older
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# AP-WF-08-29-16 1626GMT: service, cycle, month, day, year, hour, zone.
_AP_STAMP = re.compile(r"([A-Za-z]+)-[A-Za-z]+-(\d{1,2})-(\d{1,2})-(\d{2}) (\d{2})(\d{2})(?:GMT|UTC)\b")
# 291626 GMT AUG 16: day, hour, zone, month, year.
_IPTC_STAMP = re.compile(
    r"(\d{2})(\d{2})(\d{2})\s*(?:GMT|UTC|Z)[ ]*,?\s*([A-Za-z]{3})[a-z]*\.?\s*(\d{4}|\d{2})\b", re.I
)
# What agencies write besides what embargo_words knows.
_HOLD = r"hold for release|for release (?:at|on|after|\d)"
_HELD = re.compile(_HOLD, re.I)
# In the text itself it has to begin a line: a story may say that a country is under embargo.
_HELD_FIRST = re.compile(
    rf"\W*(?:strictly )?(?:{_HOLD}|embargo(?:ed)?\s*(?:until|till|for|[:–—-]|\d|$)|sperrfrist|embargoed\b"
    r"|not for (?:publication|release|use) (?:before|until))",
    re.I,
)
_ADVANCE = re.compile(r"\badv\s?\d{1,2}\b", re.I)
_KILLED = re.compile(r"\W*(?:mandatory |bulletin )*(?:kill|elimination|withdrawal|withdrawn)\b", re.I)
_KILL = re.compile(r"\bKILL\b|\b(?:[Mm]andatory|[Bb]ulletin) [Kk]ill\b|\bELIMINATION\b")
_CORRECTION = re.compile(r"\bcorrect(?:ion|ive|s|ed)\b", re.I)
_LEAD = re.compile(r"\b\d+(?:st|nd|rd|th) ?(?:ld|lead|add)\b|writethru", re.I)
_UPDATE = re.compile(r"\b\d+(?:st|nd|rd|th) ?(?:ld|lead|add)\b|writethru|\bupdates?\b|\brecaps?\b", re.I)


@dataclass(frozen=True)
class Message:
    header: str
    text: str
    trailer: str
    line: int
    broke_off: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    marked: tuple[str, ...]  # lines above the text that begin with ^
    paragraphs: tuple[str, ...]  # lines within one are parted by a newline
    are_lines: bool = False  # nothing says where paragraphs begin


@dataclass(frozen=True)
class Stamp:
    at: datetime | None = None
    provider: str = ""
    words: str = ""


def cut(data: bytes, *, name: str = "") -> Iterator[Message]:
    """The messages of a file. One that lacks its beginning of text, or end, is given as broken off."""
    if len(data) > MAX_BYTES:
        most = f"at most {MAX_BYTES // 1_000_000} MB are read; split it"
        raise item.Refused(f"the file has {len(data) / 1e6:.0f} MB, and {most}", name=name)
    text, problems = _decoded(_without_parity(data))
    if SOH not in text:
        raise item.Refused(
            "no message begins here (SOH, control character 1): not ANPA 1312 or IPTC 7901", name=name
        )
    at = text.index(SOH)
    if re.search(r"\w{3}", text[:at]):
        problems = (*problems, "Something stands before the first message of the file and was not read.")
    line = 1 + text.count("\n", 0, at)
    while at >= 0:
        behind = text.find(SOH, at + 1)
        yield _message(text[at + 1 : behind if behind >= 0 else len(text)], line, problems)
        line += text.count("\n", at, max(behind, at))
        at = behind


def _message(text: str, line: int, problems: tuple[str, ...]) -> Message:
    text, ended, behind = text.partition(EOT)
    header, began, rest = text.partition(STX)
    rest, closed, trailer = rest.partition(ETX)
    if ended and re.search(r"\w{3}", behind):
        problems = (*problems, "Something stands behind the end of the message and was not read.")
    return Message(
        header, rest, _clean(trailer[:_LONGEST_TRAILER]), line, not (began and (closed or ended)), problems
    )


def _without_parity(data: bytes) -> bytes:
    """Seven bits of each byte, where the eighth makes the number of bits of every single byte even, or odd."""
    if not data or data.isascii():
        return data
    odd = {byte.bit_count() & 1 for byte in set(data)}
    return bytes(byte & 0x7F for byte in data) if len(odd) == 1 and len(data) > 16 else data


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Letters beyond ASCII are not of these formats, and yet sent."""
    if data.isascii():
        return data.decode("ascii"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = "".join(
            bytes([byte]).decode("cp1252", "replace") if byte > 127 else chr(byte) for byte in data
        )
        told = "The message does not say how its letters beyond ASCII are encoded; they were read as Windows-1252."
        if "\ufffd" in text:
            told += " Some are in no such encoding and became �."
        return text, (told,)


def read(text: str, *, tabular: bool = False) -> Text:
    """The lines of a text put into paragraphs.

    A paragraph begins with an indent or behind an empty line. In tabular matter each line stays a line.
    """
    marked: list[str] = []
    lines: list[str] = []
    for line in _BREAKS.split(text):
        # ^ opens a line that is set apart; two on one line are two lines.
        if line.lstrip(" ").startswith("^") and not any(words.strip() for words in lines):
            marked += [clean for part in line.split("^") if (clean := _clean(part.strip().rstrip(_QUADS)))]
        else:
            lines.append(line)
    if tabular:
        return Text(tuple(marked), _tables(lines))
    is_marked = any(_INDENT.match(line) for line in lines if line.strip()) or _has_gap(lines)
    if not is_marked:
        found = tuple(clean for line in lines if (clean := _line(line)))
        return Text(tuple(marked), found, are_lines=len(found) > 1)
    paragraphs: list[list[str]] = []
    begins = True
    for line in lines:
        words = _line(line)
        if not words:
            begins = True
            continue
        if begins or _INDENT.match(line) or not paragraphs:
            paragraphs.append([words])
        else:
            paragraphs[-1].append(words)
        begins = line.rstrip().endswith(tuple(_QUADS))
    return Text(tuple(marked), tuple(" ".join(lines) for lines in paragraphs))


def _has_gap(lines: list[str]) -> bool:
    inner = "\n".join(line.strip() for line in lines).strip("\n")
    return "\n\n" in inner


def _tables(lines: list[str]) -> tuple[str, ...]:
    blocks = re.split(r"\n\s*\n", "\n".join(_spaced(line.rstrip().rstrip(_QUADS)) for line in lines))
    return tuple(block.strip("\n") for block in blocks if block.strip())


def _line(line: str) -> str:
    return _clean(line.strip().removeprefix("^").rstrip(_QUADS))


def _clean(text: str) -> str:
    return " ".join(_typed(_spaced(text)).split())


def _spaced(text: str) -> str:
    return _CONTROLS.sub("", _SEPARATORS.sub(" ", text))


def _typed(text: str) -> str:
    """Dashes and quotation marks, which seven bits lack: agencies send _ between spaces, `` and ''."""
    return re.sub(r"(?<= )_(?= )", "—", text).replace("``", "“").replace("''", "”")


def stamped(trailer: str) -> Stamp:
    """When a message was sent, where its end says it with year and zone."""
    words = trailer.rstrip("< ")
    try:
        if found := _AP_STAMP.match(words):
            provider, month, day, year, hour, minute = found.groups()
            at = datetime(_year(year), int(month), int(day), int(hour), int(minute), tzinfo=UTC)
            return Stamp(at, provider.upper(), words)
        if found := _IPTC_STAMP.search(words):
            day, hour, minute, month, year = found.groups()
            at = datetime(
                _year(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), tzinfo=UTC
            )
            return Stamp(at, "", words)
    except ValueError:
        pass
    return Stamp(None, "", words[:40])


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _CENTURY else 2000)


def embargo(fields: Iterable[str], paragraphs: Iterable[str]) -> item.Embargo | None:
    """The formats have no field for it: it stands in words, in the fields or above the text, and so does its end."""
    held = [
        line for line in fields if embargo_words.find(line) or _HELD.search(line) or _ADVANCE.search(line)
    ]
    held += [line for line in list(paragraphs)[:3] if _HELD_FIRST.match(line)]
    return item.Embargo(until=None, words=held[0].strip()[:300]) if held else None


def signal(versions: Iterable[str], notes: Iterable[str]) -> item.Signal:
    """What a message is to the one before it. A slugline is no sign: "Police kill suspect" kills no story."""
    versions = [version.strip() for version in versions]
    said = " ".join([*versions, *notes])
    if any(_KILLED.match(version) for version in versions) or _KILL.search(said):
        return item.Signal.KILL
    if _CORRECTION.search(said):
        return item.Signal.CORRECTION
    return item.Signal.UPDATE if _UPDATE.search(said) else item.Signal.NONE


def is_lead(version: str) -> bool:
    """Whether a message goes on with a story that was sent before."""
    return bool(_LEAD.search(version))


def as_body(paragraphs: Iterable[str]) -> tuple[str, int]:
    """Plain paragraphs as the body of a story, and their number of words."""
    html = "".join(f"<p>{escape(words).replace(chr(10), '<br>')}</p>" for words in paragraphs)
    try:
        cleaned = body.clean(html).html
    except body.BodyTooLarge as error:
        raise item.Refused(str(error)) from error
    return cleaned, body.word_count(cleaned)
