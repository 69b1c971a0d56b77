"""A letter taken apart: headers in readable text, its own words, and what is attached. Nothing in it is trusted.

Python's newer reading of headers (`email.policy.default`) raises errors of many kinds on broken ones, so the older
one is used, and each header is decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import errors, message_from_bytes
from email.header import decode_header
from email.message import Message

from .item import Refused

MAX_BYTES = 30_000_000
MAX_PARTS = 200
MAX_NESTING = 20
MAX_HEADER = 10_000

# Names of encodings that Python knows are not all encodings of text, and some take very long.
_ENCODINGS = re.compile(
    r"utf-?8|utf-?16([bl]e)?|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?[1-9]|(windows|cp)-?125\d|koi8-[ru]|macintosh"
    r"|iso-2022-(jp|kr)|shift[-_]jis|euc-(jp|kr|cn)|gb2312|gbk|gb18030|big5|ks_c_5601-1987",
    re.IGNORECASE,
)
_FIRST_LINE = re.compile(rb"(From [^\r\n]*\r?\n)?[!-9;-~]{1,60}:[ \t]?[^\r\n]*\r?\n")
_OF_MAIL = re.compile(
    rb"^(from|date|message-id|received|return-path|mime-version|delivered-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 20_000


@dataclass(frozen=True)
class Part:
    """A file that is attached, or a letter within the letter."""

    name: str
    media_type: str
    data: bytes
    is_shown_in_text: bool = False  # a picture that the letter's HTML places


@dataclass(frozen=True)
class Letter:
    headers: dict[str, str]  # lower case; the first of each name
    plain: str
    html: str
    attachments: tuple[Part, ...]
    problems: tuple[str, ...]


def is_letter(data: bytes) -> bool:
    """Whether bytes begin with the headers of a letter."""
    if not _FIRST_LINE.match(data):
        return False
    head = re.split(rb"\r?\n\r?\n", data[:_HEAD], maxsplit=1)[0]
    return len({name.lower() for name in _OF_MAIL.findall(head)}) >= 2


def open_letter(data: bytes, *, name: str = "") -> Letter:
    if len(data) > MAX_BYTES:
        size, most = f"{len(data) / 1e6:.1f}", f"{MAX_BYTES / 1e6:.0f}"
        raise Refused(f"The letter has {size} MB, and at most {most} MB are read.", name=name)
    if not is_letter(data):
        raise Refused("This is not e-mail: it does not begin with headers such as From and Date.", name=name)
    nesting = len(re.findall(rb"content-type\s*:\s*(?:multipart|message)/", data, re.IGNORECASE))
    if nesting > MAX_NESTING:
        raise Refused(f"The letter has {nesting} letters and groups of parts in one another.", name=name)
    try:
        message = message_from_bytes(data)
        leaves = _leaves(message)
    except (RecursionError, ValueError, TypeError, LookupError, AttributeError, errors.MessageError) as error:
        raise Refused(f"The letter cannot be taken apart: {error}", name=name) from None
    if len(leaves) > MAX_PARTS:
        raise Refused(f"The letter has {len(leaves)} parts, and at most {MAX_PARTS} are read.", name=name)
    problems: dict[str, None] = {}
    headers: dict[str, str] = {}
    for key, value in message.raw_items():
        headers.setdefault(key.lower(), _header(str(value)))
    plain: list[str] = []
    html: list[str] = []
    attachments: list[Part] = []
    for leaf in leaves:
        media_type, file = _header(leaf.get_content_type())[:100], _file_name(leaf)
        content = _content(leaf)
        if content is None:
            problems[f"A part of the letter ({media_type} {file}) cannot be read, and was left out."] = None
            continue
        is_attached = "attachment" in str(leaf.get("Content-Disposition", "")).lower() or file
        if media_type in ("text/plain", "text/html") and not is_attached:
            words = _text(content, _charset(leaf), problems)
            (html if media_type == "text/html" else plain).append(words)
        elif content.strip():
            attachments.append(Part(file or _name_of(media_type), media_type, content, "Content-ID" in leaf))
    return Letter(headers, "\n\n".join(plain), "\n".join(html), tuple(attachments), tuple(problems))


def _leaves(message: Message) -> list[Message]:
    """The parts that hold something, in order. A letter within the letter is one."""
    waiting, found = [message], []
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = _inner(part)
        else:
            found.append(part)
        if len(found) > MAX_PARTS:
            break
    return found


def _inner(part: Message) -> list[Message]:
    """The parts of a part. Of one that has none, `get_payload` would decode the text by whatever codec it names."""
    inner = part.get_payload() if part.is_multipart() else []
    return [one for one in inner if isinstance(one, Message)]


def _content(part: Message) -> bytes | None:
    try:
        if part.is_multipart():
            return b"".join(one.as_bytes() for one in _inner(part)[:1])
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, errors.MessageError):
        return None
    return content if isinstance(content, bytes) else None


def _charset(part: Message) -> str:
    try:
        return _header(str(part.get_content_charset() or ""))
    except (ValueError, LookupError, TypeError, AttributeError, errors.MessageError):
        return ""


def _file_name(part: Message) -> str:
    try:
        said = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError, errors.MessageError):
        said = "file"
    return _header(str(said)).replace("\\", "/").rpartition("/")[2][:200]


def _name_of(media_type: str) -> str:
    return "letter.eml" if media_type == "message/rfc822" else f"part.{media_type.rpartition('/')[2][:20]}"


def _header(value: str) -> str:
    """A header in readable text, on one line; what cannot be decoded stays as it was sent."""
    value = value[:MAX_HEADER]
    if not value.isascii():  # bytes that Python keeps as halves of characters
        value = _text(value.encode("utf-8", "surrogateescape"), "", {})
    try:
        words = [
            word if isinstance(word, str) else _text(word, charset or "", {})
            for word, charset in decode_header(value)
        ]
        value = "".join(words)
    except (ValueError, LookupError, errors.MessageError):
        pass
    value = value.encode("utf-8", "replace").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())


def _text(content: bytes, charset: str, problems: dict[str, None]) -> str:
    if charset.lower() == "unknown-8bit":  # how Python calls bytes that a header may not have
        charset = ""
    candidates = [charset] if _ENCODINGS.fullmatch(charset) else []
    for encoding in (*candidates, "utf-8"):
        try:
            return content.decode(encoding).replace("\0", "")
        except (UnicodeError, LookupError):
            continue
    problems[
        f"The text is in no encoding that fits (“{charset[:40]}”), and was read as windows-1252: look at accents."
    ] = None
    return content.decode("windows-1252", "replace").replace("\0", "")
