"""Writes the metadata of renditions: whose the picture is and where it is licensed, but not where it was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import PIL.Image
from lxml import etree

from media.metadata import text
from media.metadata.record import Licensor
from media.metadata.xmp import NAMESPACES, RDF, XML
from media.terms import source_types

IMAGE_DESCRIPTION, ARTIST, COPYRIGHT = 0x010E, 0x013B, 0x8298

# All texts together must fit into 64 kilobytes, the size of a block in JPEG.
LONGEST = 300
LONGEST_CAPTION = 3_000
MOST_CREATORS = 10
MOST_LICENSORS = 3  # the PLUS standard allows no more

HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TAIL = '<?xpacket end="r"?>'
META = "{adobe:ns:meta/}xmpmeta"


@dataclass(frozen=True)
class Imprint:
    """The words that a rendition carries. Wrong addresses and unknown source types are left out in writing."""

    credit_line: str = ""
    creators: Sequence[str] = ()
    copyright_notice: str = ""
    caption: str = ""
    usage_terms: str = ""
    web_statement: str = ""
    licensors: Sequence[Licensor] = ()
    digital_source_type: str = ""


def exif(imprint: Imprint) -> bytes:
    """Exif for Pillow's `save(exif=…)`: caption, creators and copyright. Exif has no fields for the rest."""
    said = {
        IMAGE_DESCRIPTION: _short(imprint.caption, LONGEST_CAPTION),
        ARTIST: "; ".join(_names(imprint.creators)),
        COPYRIGHT: _short(imprint.copyright_notice),
    }
    block = PIL.Image.Exif()
    for tag, words in said.items():
        if words:
            block[tag] = words.encode()  # as bytes: Pillow would turn accents into question marks
    return block.tobytes() if block else b""


def xmp(imprint: Imprint) -> bytes:
    """XMP for Pillow's `save(xmp=…)`, with the names of IPTC and PLUS, which search engines read too."""
    root = etree.Element(META, nsmap={"x": NAMESPACES["x"]})
    rdf = etree.SubElement(root, f"{RDF}RDF", nsmap={"rdf": NAMESPACES["rdf"]})
    used = ("dc", "photoshop", "xmpRights", "plus", "Iptc4xmpExt")
    about = etree.SubElement(
        rdf, f"{RDF}Description", {f"{RDF}about": ""}, nsmap={prefix: NAMESPACES[prefix] for prefix in used}
    )
    for name, words in {
        "photoshop:Credit": _short(imprint.credit_line),
        "xmpRights:WebStatement": text.web_address(imprint.web_statement),
        "Iptc4xmpExt:DigitalSourceType": source_types.address(imprint.digital_source_type),
    }.items():
        if words:
            etree.SubElement(about, _tag(name)).text = words
    for name, words in {
        "dc:description": _short(imprint.caption, LONGEST_CAPTION),
        "dc:rights": _short(imprint.copyright_notice),
        "xmpRights:UsageTerms": _short(imprint.usage_terms),
    }.items():
        if words:
            _item(about, name, "Alt", {f"{XML}lang": "x-default"}).text = words
    for creator in _names(imprint.creators):
        _item(about, "dc:creator", "Seq").text = creator
    for licensor in imprint.licensors[:MOST_LICENSORS]:
        parts = {
            "plus:LicensorName": _short(licensor.name),
            "plus:LicensorURL": text.web_address(licensor.url),
        }
        if any(parts.values()):
            item = _item(about, "plus:Licensor", "Seq", {f"{RDF}parseType": "Resource"})
            for name, words in parts.items():
                if words:
                    etree.SubElement(item, _tag(name)).text = words
    if not len(about):
        return b""
    return (HEAD + etree.tostring(root, encoding="unicode") + TAIL).encode()


def _item(
    about: etree._Element, name: str, container: str, attributes: dict[str, str] | None = None
) -> etree._Element:
    """Add an item to a property's list. The list is made with its first item."""
    items = about.find(f"{_tag(name)}/{RDF}{container}")
    if items is None:
        items = etree.SubElement(etree.SubElement(about, _tag(name)), f"{RDF}{container}")
    return etree.SubElement(items, f"{RDF}li", attributes or {})


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _names(names: Sequence[str]) -> list[str]:
    return [short for name in names[:MOST_CREATORS] if (short := _short(name))]


def _short(words: str, longest: int = LONGEST) -> str:
    return text.clean(words).strip()[:longest].rstrip()
