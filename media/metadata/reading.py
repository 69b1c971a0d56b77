"""Makes one record out of the three blocks in which a file may describe its picture, and decides where they disagree.

The order follows the Metadata Working Group's Guidelines for Handling Image Metadata 2.0 (November 2010) and
IPTC's Photo Metadata Standard:

- XMP comes before IIM. Photoshop stores a digest of IIM when it brings both in line. If the digest shows that IIM was
  changed later, IIM comes first, except for a value that was only cut to fit into IIM.
- For the date, Exif comes first: the camera wrote it when the shutter closed.
- For words, Exif comes last. The Working Group would put it first, but Exif holds one creator, no credit and often a
  caption from the camera's maker. IPTC's own tools read it last, and so do we.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from media.metadata import blocks, text, thumbnails
from media.metadata import exif as exif_block
from media.metadata.credentials import Credentials
from media.metadata.dates import Taken
from media.metadata.exif import Exif
from media.metadata.fields import (
    FIELDS,
    LOCATION,
    OWNERS,
    PLACE_FIELDS,
    SERIAL_NUMBERS,
    MetadataField,
    filled_in,
)
from media.metadata.iim import Iim
from media.metadata.record import Licensor, Metadata, NamedPlace, Private
from media.metadata.xmp import Xmp, plain
from media.terms import source_types

LONGEST_LIST = 200
RAW_LONGEST_TEXT = 5_000
RAW_LONGEST = 200_000


class Block(Protocol):
    def texts(self, name: str) -> list[str]: ...


EXIF_POSITIONS = (
    (("GPSLatitude", "N"), ("GPSLongitude", "E")),
    (("GPSDestLatitude", "N"), ("GPSDestLongitude", "E")),
)
XMP_POSITIONS = ("", "Iptc4xmpExt:LocationCreated/", "Iptc4xmpExt:LocationShown/")
XMP_DEGREES = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])", re.ASCII)


def read(file: IO[bytes]) -> Metadata:
    """Read the metadata of a picture file. The picture is not decoded, and bad metadata raises no exception."""
    found = blocks.find(file)
    exif = Exif(found.exif)
    found.take_photoshop(exif.embedded.get(exif_block.PHOTOSHOP, b""))
    found.iim = found.iim or exif.embedded.get(exif_block.IIM, b"")
    iim = Iim(found.iim)
    xmp = _xmp(found, exif)
    credentials = Credentials(file, found.format)
    said = Testimony(exif, iim, xmp, found.iim_was_changed)
    fields = {name: value for name, value in said.best(FIELDS).items() if value}
    told, signed = fields.get("digital_source_type", ""), credentials.digital_source_type
    # If either of them says that AI made the picture, that is believed.
    if signed and not source_types.made_by_ai(told) and (not told or source_types.made_by_ai(signed)):
        fields["digital_source_type"] = signed
        said.found_in["digital_source_type"] = "C2PA"
    place = NamedPlace(**said.best(PLACE_FIELDS, "place."))
    raw = {
        "Exif": exif.values,
        "IIM": iim.values,
        "XMP": xmp.properties,
        "PNG": found.texts,
        "C2PA": credentials.values,
    }
    problems = [one for source in (found, exif, iim, xmp, credentials, said) for one in source.problems]
    return Metadata(
        **fields,
        place=place,
        location_created=next(_places(xmp, "Iptc4xmpExt:LocationCreated"), NamedPlace()),
        locations_shown=tuple(_places(xmp, "Iptc4xmpExt:LocationShown")),
        licensors=tuple(_licensors(xmp)),
        private=Private(
            positions=tuple(dict.fromkeys(_positions(exif, xmp))),
            serial_numbers=said.all(SERIAL_NUMBERS),
            owners=said.all(OWNERS),
            has_maker_note=exif.has_maker_note,
            thumbnail_differs=bool(exif.thumbnail) and thumbnails.differs(exif.thumbnail, file),
        ),
        raw=_raw(raw),
        found_in=said.found_in,
        credentials=credentials.record,
        problems=tuple(dict.fromkeys(problems)),
    )


def _xmp(found: blocks.Blocks, exif: Exif) -> Xmp:
    """The packets of a file as one, with the extensions that they name."""
    xmp = Xmp()
    for packet in [*found.xmp, exif.embedded.get(exif_block.XMP, b"")]:
        xmp.add(packet)
    for digest in xmp.texts("xmpNote:HasExtendedXMP"):
        extension = found.extension(digest)
        xmp.add(extension)
        if not extension:
            xmp.problems.append(gettext_noop("A part of the XMP block is missing."))
    return xmp


def orientation(file: IO[bytes]) -> int:
    """How the picture must be turned, in Exif's numbers; 1 is upright."""
    found = blocks.find(file)
    turns = Exif(found.exif).numbers("Orientation")
    if not turns:
        xmp = Xmp()
        for packet in found.xmp:
            xmp.add(packet)
        turns = [float(words) for words in xmp.texts("tiff:Orientation") if words in set("12345678")]
    return int(turns[0]) if turns else 1


class Testimony:
    """The blocks of one file in the order in which they are believed, and what they say of each field."""

    def __init__(self, exif: Exif, iim: Iim, xmp: Xmp, iim_was_changed: bool) -> None:
        self.iim = iim
        self.blocks: dict[str, Block] = {"XMP": xmp, "IIM": iim, "Exif": exif}
        self.order = ["IIM", "XMP", "Exif"] if iim_was_changed else ["XMP", "IIM", "Exif"]
        self.found_in: dict[str, str] = {}
        self.problems: list[str] = []

    def best(self, fields: Sequence[MetadataField], prefix: str = "") -> dict[str, Any]:
        return {field.name: self._best(field, prefix + field.name) for field in fields}

    def all(self, field: MetadataField) -> tuple[str, ...]:
        """All values that any block has under any of the field's names."""
        said = [value for block in self.order for values in self._values(field, block) for value in values]
        return tuple(dict.fromkeys(said))[:LONGEST_LIST]

    def _best(self, field: MetadataField, label: str) -> Any:
        answers = {}
        for block in dict.fromkeys(["Exif", *self.order] if field.exif_first else self.order):
            said = filter(None, self._values(field, block))
            if values := list(chain.from_iterable(said)) if field.many else next(said, None):
                answers[block] = values
        if not answers:
            return () if field.many else "" if field.parse is filled_in else None
        block = next(iter(answers))
        if block == "IIM" and self._was_cut(field, answers):
            block = "XMP"
        self.found_in[label] = block
        if field.many:
            kept = tuple(dict.fromkeys(self._within(field, value) for value in answers[block]))
            return kept[:LONGEST_LIST]
        if isinstance(value := answers[block][0], Taken):
            return _most_exact(value, [values[0] for values in answers.values()])
        return self._within(field, value) if isinstance(value, str) else value

    def _values(self, field: MetadataField, block: str) -> Iterator[list[Any]]:
        """The values that the block has under each of the field's names."""
        for name in field.names(block):
            texts = self.blocks[block].texts(name)
            yield [value for words in texts if (value := field.parse(words))]

    def _was_cut(self, field: MetadataField, answers: dict[str, list[Any]]) -> bool:
        """Does IIM have only the beginning of XMP's values, because more does not fit into IIM?"""
        ours, theirs = answers["IIM"], answers.get("XMP", [])
        if ours == theirs or len(ours) != len(theirs) or not isinstance(ours[0], str):
            return False
        return all(
            whole == part or (self.iim.was_cut(field.iim[0], part) and whole.startswith(part))
            for part, whole in zip(ours, theirs, strict=True)
        )

    def _within(self, field: MetadataField, words: str) -> str:
        if len(words) > field.longest:
            name = field.name.replace("_", " ")
            self.problems.append(
                _("Its {name} has {count} characters; {most} of them were kept.").format(
                    name=name, count=f"{len(words):,}", most=f"{field.longest:,}"
                )
            )
        return words[: field.longest].rstrip()


def _most_exact(date: Taken, answers: Iterable[Taken]) -> Taken:
    """The most exact of the dates that agree: another block may know the zone or the time that one lacks."""
    return max((one for one in answers if one.iso.startswith(date.iso)), key=lambda one: len(one.iso))


def _places(xmp: Xmp, path: str) -> Iterator[NamedPlace]:
    for location in xmp.values(path)[:LONGEST_LIST]:
        if isinstance(location, dict):
            place = NamedPlace(
                **{part: filled_in(plain(location.get(name)))[:300] for part, name in LOCATION.items()}
            )
            if place:
                yield place


def _licensors(xmp: Xmp) -> Iterator[Licensor]:
    for licensor in xmp.values("plus:Licensor")[:LONGEST_LIST]:
        if isinstance(licensor, dict):
            name = plain(licensor.get("plus:LicensorName")).strip()[:300]
            url = text.web_address(plain(licensor.get("plus:LicensorURL")))
            if name or url:
                yield Licensor(name, url)


def _positions(exif: Exif, xmp: Xmp) -> Iterator[str]:
    pairs = [
        tuple(_in_degrees(exif.numbers(name), exif.texts(f"{name}Ref"), default) for name, default in names)
        for names in EXIF_POSITIONS
    ]
    for path in XMP_POSITIONS:
        parts = (xmp.texts(f"{path}exif:GPS{kind}") for kind in ("Latitude", "Longitude"))
        pairs += [tuple(map(_from_xmp, pair)) for pair in zip(*parts, strict=False)]
    for pair in pairs:
        # A camera without reception writes zeros.
        if all(pair) and any(not words.startswith("0.00000") for words in pair):
            yield ", ".join(pair)


def _in_degrees(numbers: Sequence[float], direction: Sequence[str], default: str = "") -> str:
    """Degrees, minutes and seconds as one number with its direction; empty if there are no numbers."""
    value = sum(number / 60**place for place, number in enumerate(numbers[:3]))
    return f"{value:.5f}° {''.join(direction).strip()[:1].upper() or default}" if numbers else ""


def _from_xmp(words: str) -> str:
    found = XMP_DEGREES.fullmatch(words.strip())
    if not found:
        return words[:30]  # not in the standard form, but still a position
    return _in_degrees([float(number) for number in found.groups()[:3] if number], found[4])


def _raw(said: dict[str, Any]) -> dict[str, Any]:
    """All metadata for JSON, up to a limit; a note says if something was left out."""
    room, cut = RAW_LONGEST, False

    def kept(value: Any) -> Any:
        nonlocal room, cut
        if isinstance(value, dict):
            return {name: kept(inner) for name, inner in value.items() if has_room(len(name))}
        if isinstance(value, list):
            return [kept(inner) for inner in value if has_room(1)]
        if isinstance(value, str) and len(value) > RAW_LONGEST_TEXT:
            value, cut = value[:RAW_LONGEST_TEXT], True
        room -= len(str(value))
        return value

    def has_room(size: int) -> bool:
        nonlocal room, cut
        room -= size
        cut = cut or room < 0
        return room >= 0

    raw = {block: kept(values) for block, values in said.items() if values}
    return {**raw, "cut": _("There was more than is kept here; the original file has it.")} if cut else raw
