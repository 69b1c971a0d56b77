"""A WordPress export (WXR 1.0 to 1.2) read item by item, so that its size does not matter.

WordPress writes into it what is in its database, without a look: control characters that XML forbids, and bytes that
are no letters. They are taken out on the way to the parser and counted. There is no DTD in such a file, and one that
has one is refused: nothing is ever expanded or fetched.
"""

from __future__ import annotations

import codecs
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, cast

from lxml import etree

from articles.moving_in.record import Refused

A_PIECE = 64 * 1024
DEEPEST = 40
NAMESPACE = re.compile(r"https?://wordpress\.org/export/(\d+\.\d+)/?")
VERSION = re.compile(r"1\.[0-2](?:\.\d+)?")
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What XML 1.0 forbids, as signs and as references to them.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE)
# Where the fields of an export stand. Others of the same name, such as media:content, are of plugins.
OF_EXPORTS = re.compile(
    r"(?!\{)|\{(?:https?://wordpress\.org/export/|http://purl\.org/|https?://wellformedweb\.org/)"
)
# A reference that may go on in the next piece.
UNFINISHED = re.compile(r"&#?x?[0-9a-fA-F]{0,8}$")


class Bytes(RawIOBase):
    """The file as UTF-8 that XML allows; `mended` counts what had to be taken out."""

    def __init__(self, file: Path) -> None:
        # It is open as long as this is, and closed with it.
        opened = gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")  # noqa: SIM115
        self.file: IO[bytes] = cast("IO[bytes]", opened)
        self.called = file.name
        head = self.file.read(1024)
        self.file.seek(0)
        declared = DECLARED.search(head.removeprefix(codecs.BOM_UTF8))
        name = declared[1].decode() if declared else "utf-8"
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            name = "utf-16"
        try:
            "".encode(name)  # refuses what is no encoding of text, such as zlib
            self.decoder = codecs.getincrementaldecoder("utf-8-sig" if name.lower() == "utf-8" else name)(
                "replace"
            )
        except LookupError:
            raise Refused(f"It is written in “{name}”, which nobody here reads.", name=self.called) from None
        self.mended = 0
        self.rest = ""
        self.is_first = True

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1) -> bytes:
        while True:
            piece = self.file.read(A_PIECE)
            text = self.rest + self.decoder.decode(piece, final=not piece)
            self.rest = ""
            if piece and (cut := UNFINISHED.search(text)):
                self.rest, text = text[cut.start() :], text[: cut.start()]
            if self.is_first and text:
                # What comes now is UTF-8, whatever it was.
                text, self.is_first = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1), False
                text = f"<?xml version='1.0' encoding='UTF-8'?>{text}"
            self.mended += text.count("\ufffd")
            text, signs = FORBIDDEN.subn("", text)
            text, references = REFERENCE.subn("", text)
            self.mended += signs + references
            if text or not piece:
                return text.encode()

    def close(self) -> None:
        self.file.close()
        super().close()


@dataclass
class Element:
    """What stands in one element of the channel: an item, an author, a category, a tag, a term."""

    tag: str
    line: int | None
    fields: dict[str, str] = field(default_factory=dict)
    metas: dict[str, list[str]] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    """Taxonomy, slug and name of each, in order."""
    comments: int = 0

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def meta(self, *names: str) -> str:
        """The first of these that says something."""
        return next((value for name in names for value in self.metas.get(name, ()) if value.strip()), "")


ELEMENTS = ("item", "author", "category", "tag", "term")


def read(file: Path) -> Iterator[Element]:
    """The elements of the channel, in order; the first is the channel itself, with what it says before them.

    Raises Refused, with the line, where the file is no export or is broken.
    """
    channel = Element("channel", None)
    is_told, mended = False, 0
    try:
        source = Bytes(file)
        for element in _elements(source, channel):
            name = _name(element.tag)
            if name not in ELEMENTS or (name == "category" and not len(element)):
                if name == "wxr_version" or not channel.get(name):
                    channel.fields[name] = (element.text or "").strip()
                continue
            if not is_told:
                is_told = True
                _refuse_unless_known(channel, file)
                yield channel
            yield _read_element(element, name)
        mended = source.mended
        source.close()
    except etree.XMLSyntaxError as broken:
        # The first line is ours, but takes no line of its own.
        line = broken.lineno or None
        raise Refused(f"It is no good XML: {_sentence(broken)}", name=file.name, line=line) from broken
    except (gzip.BadGzipFile, EOFError) as broken:
        raise Refused(f"It cannot be unpacked: {_sentence(broken)}", name=file.name) from broken
    except etree.LxmlError as broken:
        raise Refused(f"It cannot be read: {_sentence(broken)}", name=file.name) from broken
    if not is_told:
        _refuse_unless_known(channel, file)
        yield channel
    yield Element("end", None, {"mended": str(mended)})


def _elements(source: Bytes, channel: Element) -> Iterator[Any]:
    """The children of the channel, each whole, and none kept."""
    depth = 0
    parsing = etree.iterparse(
        source,
        events=("start", "end"),
        no_network=True,
        load_dtd=False,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=False,
    )
    for event, element in parsing:
        if event == "start":
            depth += 1
            if depth == 1:
                _refuse_dtd(element, source)
                channel.fields["wxr_version"] = _declared_version(element)
            elif depth > DEEPEST:
                raise Refused("It is nested too deeply.", name=source.called, line=element.sourceline)
            continue
        depth -= 1
        if depth == 2:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _refuse_dtd(root: Any, source: Bytes) -> None:
    name = source.called
    if root.getroottree().docinfo.doctype:
        raise Refused("It has a DOCTYPE, as no export has.", name=name, line=1)
    if _name(root.tag) != "rss":
        raise Refused(
            f"It is no export of WordPress: it begins with <{_name(root.tag)}>.",
            name=name,
            line=root.sourceline,
        )


def _declared_version(root: Any) -> str:
    """The version by the namespace, which tools that write no `wxr_version` declare too."""
    for address in root.nsmap.values():
        if found := NAMESPACE.match(address or ""):
            return found[1]
    return ""


def _refuse_unless_known(channel: Element, file: Path) -> None:
    version = channel.get("wxr_version")
    if not version:
        raise Refused(
            "It is no export of WordPress: nothing says which version of WXR it is.", name=file.name
        )
    if not VERSION.fullmatch(version):
        raise Refused(f"It is of version {version[:20]}; versions 1.0 to 1.2 are read.", name=file.name)


def _name(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _field(element: Any) -> str:
    """What a child of an item is called. Content and excerpt share one name."""
    space, _, name = element.tag.rpartition("}")
    if name == "encoded":
        return "excerpt" if "/excerpt" in space else "content"
    return str(name)


def _read_element(element: Any, name: str) -> Element:
    found = Element(name, element.sourceline)
    for child in element:
        if not isinstance(child.tag, str) or not OF_EXPORTS.match(child.tag):
            continue
        called, text = _field(child), child.text or ""
        if called == "postmeta" or called == "termmeta":
            parts = {_name(part.tag): part.text or "" for part in child}
            found.metas.setdefault(parts.get("meta_key", "").strip(), []).append(parts.get("meta_value", ""))
        elif called == "comment":
            found.comments += 1
        elif called == "category" and name == "item":
            # Old versions say each twice, once without its slug.
            if child.get("nicename") or child.get("domain"):
                found.terms.append(
                    (child.get("domain") or "category", child.get("nicename") or "", text.strip())
                )
        else:
            # A password may be a space.
            is_whole = called in {"content", "excerpt", "post_password"}
            found.fields.setdefault(called, text if is_whole else text.strip())
    return found


def _sentence(problem: Exception) -> str:
    said = " ".join(str(problem).split())[:200].rstrip(".")
    return f"{said}."
