"""Messages of the teleprinter age: ANPA 1312 (North America) and IPTC 7901 (elsewhere), framed by control characters.

SYN SYN SOH header STX text ETX time EOT; a file holds one message or many. Neither format knows an identity, a year
or a zone: what is taken in their place is told in the item's problems.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import item, telegram_names, telegrams

ANPA, IPTC = "ANPA 1312", "IPTC 7901"

# Service level and number of the transmission, after a separator whom it is for. On a second line priority, category,
# two signs for the form of the text, keyword, version, date and number of words. Lengths are bounded: a pattern of
# many parts takes too long over a line without end.
_ANPA = re.compile(
    r"(?P<service>[A-Za-z])(?P<number>\d{3,5})[ \t]*(?:\x1f(?P<selector>[^\r\n]*))?[\r\n]+"
    r"(?P<priority>[A-Za-z])[ ]{1,9}(?P<category>[A-Za-z0-9])?[ ]{0,9}(?P<form>[\x11-\x14]{0,2})[ ]{0,9}"
    r"(?P<keyword>\S{1,40})(?P<version>[^\r\n]{0,60}?)[ ]{1,60}"
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2})[ ]{1,9}(?P<words>\d{1,5})"
)
# Source and number of the message, priority, category, number of words and remarks; then keywords.
_IPTC = re.compile(
    r"(?P<source>[A-Za-z]{1,8})[ ]?(?P<number>\d{1,6})[ ]+(?P<priority>\d)[ ]+(?P<category>[A-Za-z]{1,8})"
    r"(?:[ ]+(?P<words>\d{1,5}))?(?P<remarks>[^\r\n]*)(?P<keywords>(?:[\r\n]+[^\r\n]*)*)"
)
_URGENCY = {"f": 1, "b": 2, "u": 3, "r": 4, "d": 5}
# Advance copy, for a day to come: weekdays, Sundays, or held until released.
_ADVANCE = frozenset("ash")
_CATEGORIES = {
    "a": "Domestic news",
    "e": "Features",
    "f": "Financial news",
    "i": "International news",
    "l": "Lifestyle",
    "n": "State and regional news",
    "o": "Weather",
    "p": "Politics",
    "s": "Sports",
    "t": "Travel",
    "v": "Advisories",
    "w": "Washington",
}
_TABULAR = "\x12"
_WORD_COUNT = re.compile(r",\s*\d{1,5}$")
_REFERENCE = re.compile(r"\*\d+$")
_NOTE = re.compile(r"eds\b|editors?\b|ap photo|\(?photos?\b", re.I)
_BYLINE = re.compile(r"by\s+\S", re.I)
_POST = re.compile(r"(?:associated press|ap)\b.{0,40}\b(?:writers?|editors?|reporters?)$", re.I)
_NOT_FOR_PRINT = re.compile(r"the following information is not (?:intended )?for publication", re.I)
_LONGEST_HEADLINE = 160
_LONGEST_HEADER = 2000


def parse(data: bytes, *, name: str = "") -> item.Parcel:
    """The messages of a file, in its order. One that broke off or has no text is refused, and the others kept."""
    items, refused = [], []
    for message in telegrams.cut(data, name=name):
        try:
            items.append(_item(message))
        except item.Refused as error:
            refused.append(str(item.Refused(error.reason, name=name, line=message.line)))
    return item.Parcel(items=tuple(items), refused=tuple(refused))


def _item(message: telegrams.Message) -> item.Item:
    if len(message.header) > _LONGEST_HEADER:
        raise item.Refused("the header of the message has no end; ask the agency to send it again")
    if message.broke_off:
        raise item.Refused("the message breaks off before its end; ask the agency to send it again")
    if found := _ANPA.match(message.header):
        return _anpa(message, found)
    if found := _IPTC.match(message.header):
        return _iptc(message, found)
    raise item.Refused(
        "the header of the message is neither that of ANPA 1312 nor of IPTC 7901; look at its first line"
    )


@dataclass(frozen=True)
class _Heading:
    """The marked lines above the text of an ANPA message, by what they say."""

    slugline: str = ""
    headline: str = ""
    byline: str = ""
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def _anpa(message: telegrams.Message, header: re.Match[str]) -> item.Item:
    problems = list(message.problems)
    text = telegrams.read(message.text, tabular=_TABULAR in header["form"])
    heading = _heading(text.marked)
    paragraphs = [*heading.others, *text.paragraphs]
    version = header["version"].strip()
    keyword = header["keyword"]
    if text.are_lines:
        problems.append("The text marks no paragraphs; each line became one.")
    if not heading.headline:
        problems.append("The message has no headline.")
    sent = telegrams.stamped(message.trailer)
    day = f"{int(header['month']):02}-{int(header['day']):02}"
    if sent.at is None:
        problems.append(
            f"The date {day} has no year, time and zone, and was left out{_beside(sent.words, message.trailer)}."
        )
    else:
        # Sent just behind New Year's Eve, and dated on it.
        is_of_old_year = int(header["month"]) - sent.at.month > 6
        day = f"{sent.at.year - is_of_old_year}-{day}"
    problems.append(
        "ANPA 1312 gives no identity: keyword and date stand for it, so that another message with this keyword on"
        " this day counts as its newer version."
    )
    embargo = telegrams.embargo([version, heading.slugline, *heading.notes], paragraphs)
    if embargo is None and header["priority"].lower() in _ADVANCE:
        embargo = item.Embargo(until=None, words=f"advance copy, priority {header['priority']}")
    provider = sent.provider
    signal = telegrams.signal([version, *heading.slugline.split(",")[1:]], heading.notes)
    names = telegram_names.Names(f"anpa:{provider or header['service']}", day)
    number = header["service"] + header["number"]
    return _made(
        paragraphs,
        signal,
        uri=f"anpa:{provider or header['service']}:{day}:{keyword}",
        aliases=names.own(number, keyword, heading.slugline),
        replaces=names.replaced(
            signal,
            words=[version, *heading.notes, *paragraphs[:3]],
            keywords=[keyword, heading.slugline],
            goes_on=telegrams.is_lead(version) or telegrams.is_lead(heading.slugline),
        ),
        format=ANPA,
        provider=provider,
        urgency=_URGENCY.get(header["priority"].lower()),
        versioned_at=sent.at,
        embargo=embargo,
        slugline=heading.slugline or f"{keyword} {version}".strip(),
        headline=heading.headline,
        byline=heading.byline,
        ednote="\n".join(heading.notes),
        subjects=_category(header["category"] or "", "anpa-1312", _CATEGORIES),
        problems=tuple(problems),
    )


def _beside(words: str, trailer: str) -> str:
    return f"; the end says “{words}”" if words and trailer else ""


def _heading(lines: tuple[str, ...]) -> _Heading:
    """AP marks lines above the text with ^: first the slugline, then the headline; notes and bylines say so."""
    slugline = headline = byline = ""
    notes: list[str] = []
    others: list[str] = []
    for line in lines:
        if _REFERENCE.match(line):
            continue
        if not slugline and (not headline or _WORD_COUNT.search(line)):
            slugline = _WORD_COUNT.sub("", line)
        elif _NOTE.match(line):
            notes.append(line)
        elif not byline and _BYLINE.match(line):
            byline = re.sub(r"^by\s+", "", line, flags=re.I)
        elif byline and _POST.match(line):
            byline += f", {line}"
        elif not headline and not byline:
            headline = line
        else:
            others.append(line)
    return _Heading(slugline, headline, byline, tuple(notes), tuple(others))


def _iptc(message: telegrams.Message, header: re.Match[str]) -> item.Item:
    problems = list(message.problems)
    text = telegrams.read(message.text)
    paragraphs, note = _without_note([*text.marked, *text.paragraphs])
    if text.are_lines:
        problems.append("The text marks no paragraphs; each line became one.")
    headline = ""
    if len(paragraphs) > 1 and len(paragraphs[0]) <= _LONGEST_HEADLINE and not paragraphs[0].endswith("."):
        headline = paragraphs[0]
        problems.append(
            "IPTC 7901 marks no headline: the first line is taken for one, and stays in the text as well."
        )
    else:
        problems.append("The message has no headline.")
    keywords = [" ".join(line.split()).rstrip("/ ") for line in header["keywords"].splitlines()]
    keywords = [line for line in keywords if line]
    sent = telegrams.stamped(message.trailer)
    if sent.at is None:
        words = f" (“{sent.words}”)" if sent.words else ""
        problems.append(f"The message does not say when it was sent, with year and zone{words}.")
    problems.append(
        "IPTC 7901 gives no identity: source, number and date stand for it, and its numbers begin anew each day."
        if sent.words
        else "IPTC 7901 gives no identity: source and number stand for it, and its numbers begin anew each day."
    )
    day = sent.at.strftime("%Y-%m-%d") if sent.at else "-".join(sent.words.split())
    slugline = " ".join(keywords) or header["remarks"].strip()
    signal = telegrams.signal([header["remarks"], *re.split(r"[/,]", slugline)[1:]], [note])
    names = telegram_names.Names(f"iptc7901:{header['source'].lower()}", day, header["source"])
    return _made(
        paragraphs,
        signal,
        aliases=names.own(header["number"], slugline),
        replaces=names.replaced(
            signal,
            words=[header["remarks"], slugline, *note.split("\n"), *paragraphs[:3]],
            keywords=[slugline],
        ),
        uri=f"iptc7901:{header['source'].lower()}:{day}:{header['number']}",
        format=IPTC,
        provider=header["source"].upper(),
        urgency=int(header["priority"]) or None,
        versioned_at=sent.at,
        embargo=telegrams.embargo([header["remarks"], slugline, *note.split("\n")], paragraphs),
        slugline=slugline,
        headline=headline,
        ednote=note,
        subjects=_category(header["category"], "iptc-7901", {}),
        problems=tuple(problems),
    )


def _without_note(paragraphs: list[str]) -> tuple[list[str], str]:
    """What stands behind "the following information is not for publication" is for the desk alone."""
    for at, words in enumerate(paragraphs):
        if _NOT_FOR_PRINT.search(words):
            return paragraphs[:at], "\n".join(paragraphs[at:])
    return paragraphs, ""


def _category(code: str, scheme: str, names: dict[str, str]) -> tuple[item.Subject, ...]:
    if not code:
        return ()
    return (
        item.Subject(
            name=names.get(code.lower(), code), code=f"{scheme}:{code}", scheme=scheme, kind="category"
        ),
    )


def _made(paragraphs: list[str], signal: item.Signal, **facts: object) -> item.Item:
    body, words = telegrams.as_body(paragraphs)
    is_killed = signal is item.Signal.KILL
    if not body and not is_killed:
        raise item.Refused("the message has no text")
    return item.Item(
        body=body,
        word_count=words,
        signal=signal,
        status=item.Status.CANCELED if is_killed else item.Status.USABLE,
        **facts,  # type: ignore[arg-type]  # the header's, by the names of their fields
    )
