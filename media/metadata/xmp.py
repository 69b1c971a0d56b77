"""XMP: RDF in XML, read into plain texts, lists and records by the names that its standards give."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_noop
from lxml import etree

from media.metadata import text

if TYPE_CHECKING:
    from lxml.etree import _Element

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# Files may bind any prefix to a namespace. These are the prefixes of the standards.
PREFIXES = {
    "adobe:ns:meta/": "x",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://creativecommons.org/ns#": "cc",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/bj/": "xmpBJ",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
NAMESPACES = {prefix: address for address, prefix in PREFIXES.items()}

MOST_NODES = 20_000
MOST_SIGNS = 400_000
DEEPEST = 12
LONGEST_NAME = 200
# How the file was edited does not help the desk, and can be a hundred times as long as the rest.
HISTORY = {
    "photoshop:DocumentAncestors",
    "xmpMM:History",
    "xmpMM:Ingredients",
    "xmpMM:Pantry",
    "xmp:Thumbnails",
}
# XMP has no document types. Entities in one can make a small file huge, and so can very long namespaces, which are
# repeated in the name of every node.
FORBIDDEN = re.compile(r"""<!(?:DOCTYPE|ENTITY)|xmlns(?::[\w.-]{1,99})?\s?=\s?["'][^"'<]{1000}""")
# UTF-8 is the rule. UTF-16 is known by its mark, or by a "<" in two bytes.
STARTS = {
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    b"\0<": "utf-16-be",
    b"<\0": "utf-16-le",
}
DECLARATION = re.compile(r"<\?xml\s[^>]*\?>")


class Alternatives(dict[str, "Value"]):
    """One text in several languages."""

    def chosen(self) -> Value | None:
        return self.get("x-default") or next(iter(self.values()), None)


class Xmp:
    """The properties of a packet and of those that extend it. The first value of a property counts."""

    def __init__(self) -> None:
        self.properties: dict[str, Value] = {}
        self.problems: list[str] = []
        self._nodes_left = MOST_NODES

    def add(self, packet: bytes) -> None:
        if not packet:
            return
        source = _xml(packet)
        if FORBIDDEN.search(source) or source.count("<") + source.count("=") > MOST_SIGNS:
            self.problems.append(
                gettext_noop("The XMP block is far too long, or declares entities; it was not read.")
            )
            return
        root = _parsed(source, recover=False)
        if root is None:
            self.problems.append(gettext_noop("The XMP block is damaged: it may be read only in part."))
            root = _parsed(source, recover=True)
        if root is None:
            return
        for description in root.iterfind(f".//{RDF}RDF/*") if root.tag != f"{RDF}RDF" else root:
            if isinstance(description.tag, str):
                for name, value in self._record(description, DEEPEST).items():
                    self.properties.setdefault(name, value)
        if self._nodes_left < 0:
            self.problems.append(
                gettext_noop("The XMP block is longer than any description; the rest of it was left.")
            )

    def values(self, path: str) -> list[Value]:
        """The values under a path through records and lists, such as "plus:Licensor/plus:LicensorName"."""
        found: list[Value] = [self.properties]
        for step in path.split("/"):
            found = [
                value
                for record in found
                if isinstance(record, dict) and not isinstance(record, Alternatives) and step in record
                for value in _each(record[step])
            ]
        return found

    def texts(self, path: str) -> list[str]:
        return [words for value in self.values(path) if (words := plain(value))]

    def _record(self, node: _Element, depth: int) -> dict[str, Value]:
        record: dict[str, Value] = {}
        for key, word in node.attrib.items():
            if not str(key).startswith((RDF, XML)):
                self._nodes_left -= 1
                record[_name(str(key))] = text.clean(str(word))
        for child in node:
            if not isinstance(child.tag, str) or (name := _name(child.tag, child.prefix)) in HISTORY:
                continue
            if (value := self._value(child, depth - 1)) is not None:
                record.setdefault(name, value)
        return record

    def _value(self, node: _Element, depth: int) -> Value | None:
        self._nodes_left -= 1
        if self._nodes_left < 0 or depth < 0:
            return None
        inner = next((child for child in node if isinstance(child.tag, str)), None)
        if node.get(f"{RDF}parseType") == "Resource":
            value: Value = self._record(node, depth)
        elif inner is None:
            words = node.get(f"{RDF}resource") or "".join(str(part) for part in node.itertext())
            value = self._record(node, depth) or text.clean(words)
        elif inner.tag in {f"{RDF}Bag", f"{RDF}Seq", f"{RDF}Alt"}:
            value = self._items(inner, depth)
        else:
            value = self._record(inner, depth)
        # Of a value with qualifiers we want the value alone.
        return value.get("rdf:value", value) if isinstance(value, dict) else value

    def _items(self, node: _Element, depth: int) -> Value:
        items = [(item.get(f"{XML}lang"), self._value(item, depth - 1)) for item in node.iterfind(f"{RDF}li")]
        if node.tag == f"{RDF}Alt" and any(language for language, _ in items):
            return Alternatives({str(language): value for language, value in items if value is not None})
        return [value for _, value in items if value is not None]


def _xml(packet: bytes) -> str:
    """The packet as text from its first tag to its last, without padding and wrapping."""
    charset = next((name for start, name in STARTS.items() if packet.startswith(start)), "utf-8")
    plain = DECLARATION.sub("", text.clean(packet.decode(charset, "replace")), count=1)
    return plain[plain.find("<") : plain.rfind(">") + 1]


def _parsed(source: str, *, recover: bool) -> _Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(source.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _name(tag: str, prefix: str | None = None) -> str:
    """Prefix and name as in the standard; the full namespace in place of the prefix where that would mislead."""
    address, _, local = tag.removeprefix("{").rpartition("}")
    known = PREFIXES.get(address) or (prefix if prefix not in NAMESPACES else None)
    return (f"{known}:{local}" if known else f"{{{address}}}{local}")[:LONGEST_NAME]


def _each(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def plain(value: Value | None) -> str:
    if isinstance(value, Alternatives):
        return plain(value.chosen())
    return value if isinstance(value, str) else ""
