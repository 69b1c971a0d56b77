"""Which format bytes are in, by what they begin with. The name of a file and what a server calls it are not asked.

Agencies send XML as .txt and JSON as .xml; and a log-in page comes with any name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from . import anpa, feeds, json_feed, mail, mail_parts, newsml_1, newsml_g2, ninjs, nitf
from .item import Parcel, Refused

Parser = Callable[..., Parcel]

_HEAD = 65_536
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
# What may stand before the outermost element. Possessive, so that nothing is read twice.
_BEFORE = re.compile(r"(?:\s++|<\?(?:[^?]++|\?(?!>))*+\?>|<!--(?:[^-]++|-(?!->))*+-->)*+")
# A DOCTYPE names the outermost element as well.
_ELEMENT = re.compile(r"<(?:!DOCTYPE\s{1,100})?(?:[\w.-]{1,60}:)?([\w.-]{1,60})", re.IGNORECASE)
_JSON_FEED = re.compile(r'(?<!\\)"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org')
_WORDPRESS = "http://wordpress.org/export/"
_SYNCHRONIZE = b"\x16\x96\x00\r\n \t"  # what stands before the first message of a telegraph line


class Sign(NamedTuple):
    """What is known of a file before it is parsed."""

    data: bytes
    head: str
    element: str  # the name of the outermost element, where it looks like XML

    @property
    def is_json(self) -> bool:
        return self.head.lstrip()[:1] in ("{", "[")


@dataclass(frozen=True)
class Format:
    name: str
    looks_like: Callable[[Sign], bool]
    parse: Parser


def _elements(*names: str) -> Callable[[Sign], bool]:
    return lambda sign: sign.element in names


def _is_json_feed(sign: Sign) -> bool:
    return sign.is_json and bool(_JSON_FEED.search(sign.head))


def _is_telegram(sign: Sign) -> bool:
    return sign.data[:200].lstrip(_SYNCHRONIZE)[:1] in (b"\x01", b"\x81")  # SOH, with and without parity


def _parse_letter(data: bytes, *, name: str = "") -> Parcel:
    return mail.parse(data, name=name, parser_of=parser_of)


FORMATS = (
    Format(
        "NewsML-G2",
        _elements(
            "newsMessage",
            "newsItem",
            "packageItem",
            "planningItem",
            "conceptItem",
            "knowledgeItem",
            "catalogItem",
        ),
        newsml_g2.parse,
    ),
    Format("NewsML 1", _elements("NewsML"), newsml_1.parse),
    Format("NITF", _elements("nitf"), nitf.parse),
    Format("RSS or Atom", _elements("rss", "RDF", "rdf", "feed", "channel", "redirect"), feeds.parse),
    Format("JSON Feed", _is_json_feed, json_feed.parse),
    Format("ninjs", lambda sign: sign.is_json, ninjs.parse),
    Format("e-mail", lambda sign: mail_parts.is_letter(sign.data), _parse_letter),
    Format("ANPA 1312 or IPTC 7901", _is_telegram, anpa.parse),
)


def read(data: bytes, name: str = "") -> Parcel:
    """The items in `data`, in whichever format they are."""
    parser = parser_of(data, name)
    if parser is None:
        raise Refused(_unknown(_sign(data)), name=name)
    return parser(data, name=name)


def parser_of(data: bytes, name: str = "") -> Parser | None:
    sign = _sign(data)
    if _WORDPRESS in sign.head and sign.element == "rss":
        return None
    return next((one.parse for one in FORMATS if one.looks_like(sign)), None)


def _sign(data: bytes) -> Sign:
    head = _readable(data[:_HEAD])
    before = _BEFORE.match(head)
    found = _ELEMENT.match(head, before.end() if before else 0)
    return Sign(data, head, found[1] if found else "")


def _readable(head: bytes) -> str:
    """The beginning of a file as text, whatever encoding it is in."""
    for mark, encoding in (*_MARKS, *_WIDE):
        if head.startswith(mark):
            return head.decode(encoding, "replace").lstrip("\ufeff")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _unknown(sign: Sign) -> str:
    taken = f"What is read: {', '.join(one.name for one in FORMATS)}."
    if not sign.data.strip():
        return f"The file is empty. {taken}"
    if sign.element.lower() == "html":
        return f"This is a web page and no wire copy, perhaps an error or a log-in page. {taken}"
    if _WORDPRESS in sign.head:
        return "This is an archive of WordPress. It is taken in by manage.py import_wordpress."
    if sign.element:
        return f"This is XML of another kind: its outermost element is <{sign.element}>. {taken}"
    return f"The file is in no format that is known. {taken}"
