"""The one way in which XML of others is read: nothing is fetched, and size, depth and entities are bounded.

No DTD is loaded, no external entity, nothing by XInclude. Comments and processing instructions are left out while
reading, so that they cut no text in two. What a document cannot be read without is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from .item import Refused

Element = etree._Element

MAX_BYTES = 32_000_000
# Every element and every attribute costs memory of its own, however short it is written.
MAX_TAGS = 1_000_000
MAX_ATTRIBUTES = 1_000_000
MAX_DEPTH = 256  # libxml2 itself stops there
MAX_ENTITIES = 200
MAX_EXPANDED = 100_000  # signs that all entities of a document may become

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XINCLUDE = "{http://www.w3.org/2001/XInclude}"

# In all of these "<" and "&" are the bytes that they are in ASCII, so that bytes can be searched for them.
_ENCODINGS = re.compile(
    r"utf-?8|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?[1-9]|windows-125\d|cp125\d|koi8-[ru]|macintosh"
    r"|shift[-_]jis|euc-(jp|kr|cn)|gb2312|gbk|gb18030|big5",
    re.I,
)
# How UTF-32 and EBCDIC begin.
_NOT_READ = (b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"<\0\0\0", b"\0\0\0<", b"Lo\xa7\x94")
_ONE_BYTE = re.compile(r"iso-?8859-?\d{1,2}|latin-?[1-9]|windows-125\d|cp125\d", re.I)
_LATIN_1 = re.compile(r"iso-?8859-?1|latin-?1", re.I)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([^"']{0,40})["']""")
_REFERENCE = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_REFERENCES = re.compile(r"&([^#&;\s][^&;\s]*);")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})

# Elements that begin a new line; without one the words around them would become one word.
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "hr", "line", "hl1", "hl2", "block"})
# White space that is not one space already.
_WHITE = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")


def parse(data: bytes, *, name: str = "") -> Element:
    """The root of a document, which holds no comments, processing instructions or entities any more."""
    data, encoding = _in_a_known_encoding(data, name)
    if len(data) > MAX_BYTES:
        raise Refused(
            f"the file has {len(data) / 1e6:.0f} MB, and at most {MAX_BYTES // 1_000_000} MB are read",
            name=name,
        )
    # A small file cannot have too many, and need not be counted through.
    is_large = len(data) > min(MAX_TAGS, MAX_ATTRIBUTES)
    if is_large and (data.count(b"<") > MAX_TAGS or data.count(b"=") > MAX_ATTRIBUTES):
        raise Refused("the file has more elements or attributes than are read at once; split it", name=name)
    if b"<!DOCTYPE" in data:
        data = _with_entities_checked(data, encoding, name)
    root = _read(data, _parser(encoding), name)
    if b"/XInclude" in data:
        for element in root.iter(f"{_XINCLUDE}include"):
            told = (
                f"names another file by XInclude ({element.get('href', '')[:100]}), and no other file is read"
            )
            raise Refused(f"the file {told}; ask for it in one piece", name=name, line=line_of(element))
    return root


def _parser(encoding: str | None, *, with_entities: bool = True) -> etree.XMLParser:
    entities: Any = "internal" if with_entities else False  # the stubs know of no third answer
    # A parser costs half a microsecond; one that is shared would be waited for by other threads.
    # `collect_ids=False` must not be said: it makes libxml2 load the DTD after all.
    return etree.XMLParser(
        encoding=encoding,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=entities,
    )


def _read(data: bytes, parser: etree.XMLParser, name: str) -> Element:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error, name) from None
    except (ValueError, LookupError) as error:
        raise Refused(f"the file cannot be read as XML: {error}", name=name) from None


def _refusal(error: etree.XMLSyntaxError, name: str) -> Refused:
    line = error.lineno or None
    said = re.sub(r", line \d+, column \d+.*", "", " ".join(str(error.msg or "").split()))
    kind = etree.ErrorTypes
    code: int = getattr(error, "code", 0)  # the stubs do not know it
    if code in (kind.ERR_INVALID_ENCODING, kind.ERR_INVALID_CHAR) and "bytes" in said:
        reason = "the bytes are not in the encoding that the file names, or not UTF-8 where it names none"
    elif code == kind.ERR_RESOURCE_LIMIT:
        what = "entities grow too large" if "entity" in said else f"elements stand more than {MAX_DEPTH} deep"
        reason = f"{what}, which no news item needs ({said.partition(',')[0]})"
    elif code in (kind.ERR_UNDECLARED_ENTITY, kind.WAR_UNDECLARED_ENTITY):
        reason = f"the file uses an entity that it does not declare ({said})"
    elif code == kind.ERR_DOCUMENT_EMPTY:
        reason = "the file is empty or not XML"
    else:
        reason = f"not well-formed XML: {said}"
    return Refused(reason, name=name, line=line)


def _in_a_known_encoding(data: bytes, name: str) -> tuple[bytes, str | None]:
    """The bytes, and the encoding to read them in where it is not the one that they name themselves."""
    if data[:4] in _NOT_READ:
        raise Refused("the file is in an encoding that is not read; ask for it in UTF-8", name=name)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _from_utf_16(data, "utf-16", name), "utf-8"
    if data[:4] in (b"<\0?\0", b"\0<\0?"):
        return _from_utf_16(data, "utf-16-le" if data[0] else "utf-16-be", name), "utf-8"
    if data[:3] == b"\xef\xbb\xbf":
        return data, None
    declared = _DECLARED.match(data)
    if not declared:
        return data, None
    said = declared[1].decode("ascii", "replace")
    if not _ENCODINGS.fullmatch(said):
        reason = f"the file says that its encoding is “{said}”, which is not read or not true; ask for UTF-8"
        raise Refused(reason, name=name, line=1)
    if _ONE_BYTE.fullmatch(said) and not data.isascii() and _is_utf_8(data):
        # Text of one byte a sign that happens to be UTF-8 throughout would be nothing but signs like Ã¼.
        return data, "utf-8"
    if _LATIN_1.fullmatch(said) and re.search(rb"[\x80-\x9f]", data):
        # What calls itself Latin 1 and has quotation marks is windows-1252: Latin 1 has no signs there.
        return data, "windows-1252"
    return data, None


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _from_utf_16(data: bytes, encoding: str, name: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeError:
        raise Refused("the file begins as UTF-16, and is not UTF-16 throughout", name=name) from None


def _with_entities_checked(data: bytes, encoding: str | None, name: str) -> bytes:
    """The document, if its own entities are few and small and it asks for no other file.

    An agency's DTD is not loaded. The names that all of them share, such as &eacute;, are put in as numbers.
    """
    if b"<!ATTLIST" in data:
        raise Refused("the file declares attributes of its own (ATTLIST), which is not read", name=name)
    sizes: dict[str, int] = {}
    root = _read(_outside_names(data, {}), _parser(encoding, with_entities=False), name)
    dtd: Any = root.getroottree().docinfo.internalDTD
    declared = {}
    for entity in dtd.iterentities() if dtd is not None else ():
        if entity.content is None:
            reason = (
                f"the file declares an entity that stands in another file (“{entity.name}”), and none is read"
            )
            raise Refused(reason, name=name)
        declared[str(entity.name)] = str(entity.content)
        if len(declared) > MAX_ENTITIES:
            raise Refused(f"the file declares more than {MAX_ENTITIES} entities", name=name)
    expanded = 0
    for entity in declared:
        uses = data.count(f"&{entity};".encode())
        expanded += uses * _size(entity, declared, sizes, (), name)
        if expanded > MAX_EXPANDED:
            reason = (
                f"the file's own entities become more than {MAX_EXPANDED:,} signs, which no news item needs"
            )
            raise Refused(reason, name=name)
    return _outside_names(data, declared)


def _size(
    entity: str, declared: dict[str, str], sizes: dict[str, int], within: tuple[str, ...], name: str
) -> int:
    """How many signs an entity becomes, with those that it names in turn."""
    if entity in within or len(within) > 20:
        raise Refused(f"the entity “{entity}” names itself, or stands too deep in others", name=name)
    if entity not in sizes:
        content = declared[entity]
        inner = (found for found in _REFERENCES.findall(content) if found in declared)
        size = len(content)
        for found in inner:
            size += _size(found, declared, sizes, (*within, entity), name)
            if size > MAX_EXPANDED:
                break
        sizes[entity] = size
    return sizes[entity]


def _outside_names(data: bytes, declared: dict[str, str]) -> bytes:
    """The document with names of signs as numbers, where it leaves their declaration to a DTD that is not loaded."""
    if not re.search(rb"<!DOCTYPE\s+[^\s>\[]+\s+(SYSTEM|PUBLIC)\s", data):
        return data

    def number(found: re.Match[bytes]) -> bytes:
        known = found[1].decode("ascii")
        if known in _OF_XML or known in declared or known not in name2codepoint:
            return found[0]
        return b"&#%d;" % name2codepoint[known]

    return _REFERENCE.sub(number, data)


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line_of(element: Element) -> int:
    """The line of the file on which an element begins, or 0."""
    line: int | None = getattr(element, "sourceline", None)  # the stubs do not say what it is
    return line or 0


def language(element: Element) -> str:
    """The xml:lang of an element, which is that of what is around it where it says nothing."""
    here: Element | None = element
    while here is not None:
        if (said := here.get(LANG)) is not None:
            return said
        here = here.getparent()
    return ""


def squeeze(text: str) -> str:
    """Text with white space as XML means it in prose: one space. Spaces that do not break stay."""
    # Most text is as it should be, and is only looked through.
    if "\n" in text or "  " in text or not text.isprintable():
        text = _WHITE.sub(" ", text)
    return text.strip(" ")


def text(element: Element | None) -> str:
    """All text in an element, with that of the markup in it, on one line."""
    if element is None:
        return ""
    if not len(element):
        return squeeze(element.text or "")
    return squeeze("".join(_pieces(element, 0)).replace("\0", " "))


def lines(element: Element | None) -> str:
    """All text in an element; each line break and paragraph in it begins a line."""
    if element is None:
        return ""
    if not len(element):
        return squeeze(element.text or "")
    broken = "".join(_pieces(element, 0)).split("\0")
    return "\n".join(line for line in map(squeeze, broken) if line)


def _pieces(element: Element, depth: int) -> Iterator[str]:
    if element.text and isinstance(element.tag, str):
        yield element.text
    for child in element:
        is_break = local(child) in _BREAKS
        if is_break:
            yield "\0"
        if depth < MAX_DEPTH:
            yield from _pieces(child, depth + 1)
        if is_break:
            yield "\0"
        if child.tail:
            yield child.tail


def moment(text: str) -> datetime | None:
    """A time that knows its zone, in UTC; None where it cannot be read or has no zone."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    # Years at the ends of the calendar leave it as soon as they are shown in another zone.
    if time.tzinfo is None or not 1900 <= time.year <= 9998:
        return None
    return time.astimezone(UTC)


def moment_or_told(text: str, what: str, problems: list[str]) -> datetime | None:
    """A time that knows its zone; where it is not one, a sentence says so and `what` is left without."""
    time = moment(text)
    if time is None and text.strip():
        problems.append(why_no_moment(text, what))
    return time


def why_no_moment(text: str, what: str) -> str:
    """What is wrong with a time that `moment` gives nothing for."""
    said = squeeze(text)[:60]
    try:
        naive = datetime.fromisoformat(said)
    except ValueError:
        return f"{what}: “{said}” is no date and time that can be read, and was left out."
    if naive.tzinfo is None:
        return f"{what}: “{said}” has no time zone, and was left out."
    return f"{what}: “{said}” is too far from today, and was left out."
