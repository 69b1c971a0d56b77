"""One record out of the three blocks in which a picture may describe itself, and what to say when they disagree.

The order follows the Metadata Working Group's Guidelines for Handling Image Metadata 2.0 (November 2010) and
IPTC's Photo Metadata Standard:

- XMP before IIM. Photoshop's digest of the IIM, where there is one, tells whether IIM was changed after the two
  were last brought in line; then IIM comes first, except for a value that was only cut to fit into it.
- For the date, Exif comes first: the camera wrote it when the shutter closed.
- For words, Exif comes last. There the Working Group would put it first, but it holds one creator, no credit and
  often a caption that the camera's maker wrote; so IPTC's own tools read it last, and so do we.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, Any, Protocol

from media.metadata import blocks, text, thumbnails
from media.metadata import exif as exif_block
from media.metadata.credentials import Credentials
from media.metadata.dates import Taken, taken
from media.metadata.exif import Exif
from media.metadata.iim import Iim
from media.metadata.xmp import Xmp, plain
from media.terms import source_types

LONGEST_LIST = 200
RAW_LONGEST_TEXT = 5_000
RAW_LONGEST = 200_000

# What cameras and programs write where a caption belongs.
NO_CAPTION = re.compile(
    r"olympus digital camera|sony dsc|minolta digital camera|kodak digital still camera|digital camera"
    r"|samsung camera pictures|<[^<>]+/\s*samsung [^<>]+>|dav|dig|mde|oznor(?:wo)?|rhdr|hdr|sdr|cof|vhdr|ptr"
    r"|exif[_ ]jpeg[_ ](?:picture|t\d*)|dcim\\.*gopro.*|created with gimp|screenshot",
    re.IGNORECASE,
)


# What programs and cameras write where nobody has filled in anything.
FILLER = re.compile(
    r"[\W_]+|n/?a|none|null|nil|undefined|\(null\)|unspecified|not specified|not available|default"
    r"|your (?:name|text) here"
    r"|(?:enter|type|insert|add) .{0,30}(?:here|caption|title|description|copyright|name)",
    re.IGNORECASE,
)
# “COPYRIGHT, 2007”, “(c)”, “Copyright by”: nobody’s name in it.
NO_COPYRIGHT = re.compile(
    # Each sign belongs to one of these alone, or a long row of them would be tried in every combination.
    r"(?:copyrights?|copr|\(c\)|by|owner|holder|notice|statement|user|name|unknown|digital camera"
    r"|(?:19|20)\d\d|[\W_])+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    name: str = ""
    sublocation: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    country_code: str = ""
    world_region: str = ""

    def __str__(self) -> str:
        parts = [self.name, self.sublocation, self.city, self.state, self.country or self.country_code]
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def __bool__(self) -> bool:
        return self != Place()


@dataclass(frozen=True)
class Licensor:
    """Who sells the right to use it, and where. `url` is an http(s) address or empty."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Private:
    """What could give a source or a photographer away. It is for the desk's eyes and leaves with no rendition."""

    positions: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    has_maker_note: bool = False
    thumbnail_differs: bool = False

    def __bool__(self) -> bool:
        return self != Private()

    @property
    def warnings(self) -> list[str]:
        said = [
            (self.positions, f"The file says where it was taken: {'; '.join(self.positions)}."),
            (
                self.serial_numbers,
                f"It names serial numbers of camera or lens: {', '.join(self.serial_numbers)}.",
            ),
            (self.owners, f"It names the camera’s owner: {'; '.join(self.owners)}."),
            (self.has_maker_note, "It holds notes of the camera’s maker, which may tell more."),
            (
                self.thumbnail_differs,
                "The thumbnail inside the file shows another picture than the file itself.",
            ),
        ]
        return [words for given, words in said if given]


@dataclass(frozen=True)
class Metadata:
    """What a picture says of itself. Empty where it says nothing; never longer than a form takes."""

    title: str = ""
    headline: str = ""
    caption: str = ""
    caption_writer: str = ""
    alt_text: str = ""
    extended_description: str = ""
    creators: tuple[str, ...] = ()
    creator_titles: tuple[str, ...] = ()
    credit_line: str = ""
    source: str = ""
    copyright_notice: str = ""
    copyright_owners: tuple[str, ...] = ()
    usage_terms: str = ""
    web_statement: str = ""
    licensors: tuple[Licensor, ...] = ()
    instructions: str = ""
    job_id: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    event: str = ""
    genre: str = ""
    # Older pictures name one place without saying whether it is the camera's or what is seen.
    place: Place = Place()
    location_created: Place = Place()
    locations_shown: tuple[Place, ...] = ()
    date_taken: Taken | None = None
    digital_source_type: str = ""
    rating: int | None = None

    private: Private = Private()
    # Everything that was read, private matters too, for JSON: by block, then by the name that its standard gives.
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    # Field → the block it came from: "XMP", "IIM", "Exif" or "C2PA".
    found_in: dict[str, str] = field(default_factory=dict, repr=False)
    # What is broken, in words for an editor.
    problems: tuple[str, ...] = ()

    @property
    def digital_source(self) -> str:
        """How the picture came to be, in plain words."""
        return source_types.words(self.digital_source_type)

    @property
    def made_by_ai(self) -> bool:
        """Whether it says that generative AI made it or a part of it. Silence proves nothing."""
        return source_types.made_by_ai(self.digital_source_type)


def _words(said: str) -> str:
    """What somebody wrote; nothing where it only fills the field."""
    said = said.strip()
    return "" if FILLER.fullmatch(said) else said


def _caption(said: str) -> str:
    return "" if NO_CAPTION.fullmatch(said.strip()) else _words(said)


def _copyright(said: str) -> str:
    return "" if NO_COPYRIGHT.fullmatch(said) else _words(said)


class Block(Protocol):
    def texts(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Field:
    """A field of the record, and the names under which the three blocks keep it, best first."""

    name: str
    xmp: tuple[str, ...] = ()
    iim: tuple[str, ...] = ()
    exif: tuple[str, ...] = ()
    longest: int = 300
    many: bool = False
    exif_first: bool = False
    # From the text to what the record keeps; false where the text is none of its kind.
    parse: Callable[[str], Any] = _words

    def names(self, block: str) -> tuple[str, ...]:
        return {"XMP": self.xmp, "IIM": self.iim, "Exif": self.exif}[block]


def _rating(words: str) -> int | None:
    """One to five stars, or -1 for rejected; nought is how XMP says that nobody has rated it."""
    try:
        stars = float(words)
    except ValueError:
        return None
    return int(stars) if stars in {-1, 1, 2, 3, 4, 5} else None


PERSON = "Iptc4xmpExt:PersonInImageWDetails/Iptc4xmpExt:PersonName"
TAKEN_NAMES = ("DateTimeOriginal+OffsetTimeOriginal", "DateTimeOriginal")

FIELDS = (
    Field("title", ("dc:title",), ("Object Name",), ("XPTitle",)),
    Field("headline", ("photoshop:Headline",), ("Headline",)),
    Field(
        "caption",
        ("dc:description",),
        ("Caption/Abstract",),
        ("ImageDescription", "XPComment"),
        longest=5_000,
        parse=_caption,
    ),
    Field("caption_writer", ("photoshop:CaptionWriter",), ("Writer/Editor",)),
    Field("alt_text", ("Iptc4xmpCore:AltTextAccessibility",), longest=1_000),
    Field("extended_description", ("Iptc4xmpCore:ExtDescrAccessibility",), longest=5_000),
    Field("creators", ("dc:creator",), ("By-line",), ("Artist", "XPAuthor"), many=True),
    Field("creator_titles", ("photoshop:AuthorsPosition",), ("By-line Title",), many=True),
    Field("credit_line", ("photoshop:Credit",), ("Credit",)),
    Field("source", ("photoshop:Source",), ("Source",)),
    Field(
        "copyright_notice",
        ("dc:rights",),
        ("Copyright Notice",),
        ("Copyright",),
        longest=1_000,
        parse=_copyright,
    ),
    Field("copyright_owners", ("plus:CopyrightOwner/plus:CopyrightOwnerName",), many=True),
    Field("usage_terms", ("xmpRights:UsageTerms",), longest=2_000),
    Field("web_statement", ("xmpRights:WebStatement", "cc:license"), longest=1_000, parse=text.web_address),
    Field("instructions", ("photoshop:Instructions",), ("Special Instruction",), longest=2_000),
    Field("job_id", ("photoshop:TransmissionReference",), ("Original Transmission Reference",)),
    Field("keywords", ("dc:subject",), ("Keywords",), ("XPKeywords",), many=True),
    Field("people", ("Iptc4xmpExt:PersonInImage", PERSON), many=True),
    Field("organisations", ("Iptc4xmpExt:OrganisationInImageName",), many=True),
    Field("event", ("Iptc4xmpExt:Event",)),
    Field("genre", ("Iptc4xmpCore:IntellectualGenre",), ("Object Attribute Reference",)),
    Field(
        "date_taken",
        ("photoshop:DateCreated", "exif:DateTimeOriginal"),
        ("Date Created+Time Created", "Date Created"),
        TAKEN_NAMES,
        exif_first=True,
        parse=taken,
    ),
    Field("digital_source_type", ("Iptc4xmpExt:DigitalSourceType",), parse=source_types.address),
    Field("rating", ("xmp:Rating",), (), ("Rating",), parse=_rating),
)

PLACE_FIELDS = (
    Field("sublocation", ("Iptc4xmpCore:Location",), ("Sublocation",)),
    Field("city", ("photoshop:City",), ("City",)),
    Field("state", ("photoshop:State",), ("Province/State",)),
    Field("country", ("photoshop:Country",), ("Country/Primary Location Name",)),
    Field("country_code", ("Iptc4xmpCore:CountryCode",), ("Country/Primary Location Code",)),
)
# The newer record of a place, inside XMP.
LOCATION = {
    "name": "Iptc4xmpExt:LocationName",
    "sublocation": "Iptc4xmpExt:Sublocation",
    "city": "Iptc4xmpExt:City",
    "state": "Iptc4xmpExt:ProvinceState",
    "country": "Iptc4xmpExt:CountryName",
    "country_code": "Iptc4xmpExt:CountryCode",
    "world_region": "Iptc4xmpExt:WorldRegion",
}

SERIAL_NUMBERS = Field(
    "serial_numbers",
    ("exifEX:BodySerialNumber", "exifEX:LensSerialNumber", "aux:SerialNumber", "aux:LensSerialNumber"),
    (),
    ("BodySerialNumber", "LensSerialNumber", "CameraSerialNumber"),
)
OWNERS = Field("owners", ("exifEX:CameraOwnerName", "aux:OwnerName"), (), ("CameraOwnerName",))
EXIF_POSITIONS = (
    (("GPSLatitude", "N"), ("GPSLongitude", "E")),
    (("GPSDestLatitude", "N"), ("GPSDestLongitude", "E")),
)
XMP_POSITIONS = ("", "Iptc4xmpExt:LocationCreated/", "Iptc4xmpExt:LocationShown/")
XMP_DEGREES = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?([NSEW])", re.ASCII)


def read(file: IO[bytes]) -> Metadata:
    """Read a picture file, whatever is in it. Nothing is decoded but its blocks, and nothing makes this fail."""
    found = blocks.find(file)
    exif = Exif(found.exif)
    found.take_photoshop(exif.embedded.get(exif_block.PHOTOSHOP, b""))
    found.iim = found.iim or exif.embedded.get(exif_block.IIM, b"")
    iim = Iim(found.iim)
    xmp = Xmp()
    for packet in [*found.xmp, exif.embedded.get(exif_block.XMP, b"")]:
        xmp.add(packet)
    for digest in xmp.texts("xmpNote:HasExtendedXMP"):
        extension = found.extension(digest)
        xmp.add(extension)
        if not extension:
            xmp.problems.append("A part of the XMP block is missing.")

    credentials = Credentials(file, found.format)
    said = Said(exif, iim, xmp, found.iim_was_changed)
    fields = {name: value for name, value in said.best(FIELDS).items() if value}
    told, signed = fields.get("digital_source_type", ""), credentials.digital_source_type
    # Whoever says that AI made it is believed, before whoever says nothing of it.
    if signed and not source_types.made_by_ai(told) and (not told or source_types.made_by_ai(signed)):
        fields["digital_source_type"] = signed
        said.found_in["digital_source_type"] = "C2PA"
    private = Private(
        positions=tuple(dict.fromkeys(_positions(exif, xmp))),
        serial_numbers=said.all(SERIAL_NUMBERS),
        owners=said.all(OWNERS),
        has_maker_note=exif.has_maker_note,
        thumbnail_differs=bool(exif.thumbnail) and thumbnails.differs(exif.thumbnail, file),
    )
    return Metadata(
        **fields,
        place=Place(**said.best(PLACE_FIELDS, "place.")),
        location_created=next(_places(xmp, "Iptc4xmpExt:LocationCreated"), Place()),
        locations_shown=tuple(_places(xmp, "Iptc4xmpExt:LocationShown")),
        licensors=tuple(_licensors(xmp)),
        private=private,
        raw=_raw(
            {
                "Exif": exif.values,
                "IIM": iim.values,
                "XMP": xmp.properties,
                "PNG": found.texts,
                "C2PA": credentials.values,
            }
        ),
        found_in=said.found_in,
        problems=tuple(
            dict.fromkeys(
                [
                    *found.problems,
                    *exif.problems,
                    *iim.problems,
                    *xmp.problems,
                    *credentials.problems,
                    *said.problems,
                ]
            )
        ),
    )


def orientation(file: IO[bytes]) -> int:
    """How the picture has to be turned, in Exif's numbers; 1 is upright."""
    found = blocks.find(file)
    turns = Exif(found.exif).numbers("Orientation")
    if not turns:
        xmp = Xmp()
        for packet in found.xmp:
            xmp.add(packet)
        turns = [float(words) for words in xmp.texts("tiff:Orientation") if words in set("12345678")]
    return int(turns[0]) if turns else 1


class Said:
    """What the blocks of one file say, in the order in which they are believed."""

    def __init__(self, exif: Exif, iim: Iim, xmp: Xmp, iim_was_changed: bool) -> None:
        self.iim = iim
        self.blocks: dict[str, Block] = {"XMP": xmp, "IIM": iim, "Exif": exif}
        self.order = ["IIM", "XMP", "Exif"] if iim_was_changed else ["XMP", "IIM", "Exif"]
        self.found_in: dict[str, str] = {}
        self.problems: list[str] = []

    def best(self, fields: Sequence[Field], prefix: str = "") -> dict[str, Any]:
        return {field.name: self._best(field, prefix + field.name) for field in fields}

    def all(self, field: Field) -> tuple[str, ...]:
        """Whatever any block says under any of the names."""
        said = [value for block in self.order for values in self._values(field, block) for value in values]
        return tuple(dict.fromkeys(said))[:LONGEST_LIST]

    def _best(self, field: Field, label: str) -> Any:
        answers = {}
        for block in dict.fromkeys(["Exif", *self.order] if field.exif_first else self.order):
            said = filter(None, self._values(field, block))
            if values := list(chain.from_iterable(said)) if field.many else next(said, None):
                answers[block] = values
        if not answers:
            return () if field.many else "" if field.parse is _words else None
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

    def _values(self, field: Field, block: str) -> Iterator[list[Any]]:
        """What the block says under each of the field's names."""
        for name in field.names(block):
            texts = self.blocks[block].texts(name)
            yield [value for words in texts if (value := field.parse(words))]

    def _was_cut(self, field: Field, answers: dict[str, list[Any]]) -> bool:
        """Whether IIM has only the beginning of what XMP says, since no more fits into it."""
        ours, theirs = answers["IIM"], answers.get("XMP", [])
        if ours == theirs or len(ours) != len(theirs) or not isinstance(ours[0], str):
            return False
        return all(
            whole == part or (self.iim.was_cut(field.iim[0], part) and whole.startswith(part))
            for part, whole in zip(ours, theirs, strict=True)
        )

    def _within(self, field: Field, words: str) -> str:
        if len(words) > field.longest:
            name = field.name.replace("_", " ")
            self.problems.append(
                f"Its {name} has {len(words):,} characters; {field.longest:,} of them were kept."
            )
        return words[: field.longest].rstrip()


def _most_exact(date: Taken, answers: Iterable[Taken]) -> Taken:
    """A camera's clock without its zone, or a day without its time, where another block knows the rest."""
    return max((one for one in answers if one.iso.startswith(date.iso)), key=lambda one: len(one.iso))


def _places(xmp: Xmp, path: str) -> Iterator[Place]:
    for location in xmp.values(path)[:LONGEST_LIST]:
        if isinstance(location, dict):
            place = Place(
                **{part: _words(plain(location.get(name)))[:300] for part, name in LOCATION.items()}
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
        # A camera without reception writes noughts.
        if all(pair) and any(not words.startswith("0.00000") for words in pair):
            yield ", ".join(pair)


def _in_degrees(numbers: Sequence[float], direction: Sequence[str], default: str = "") -> str:
    """Degrees, minutes and seconds as one number with its direction; nothing where there is none."""
    value = sum(number / 60**place for place, number in enumerate(numbers[:3]))
    return f"{value:.5f}° {''.join(direction).strip()[:1].upper() or default}" if numbers else ""


def _from_xmp(words: str) -> str:
    found = XMP_DEGREES.fullmatch(words.strip())
    if not found:
        return words[:30]  # not as it should be written, but still a position
    return _in_degrees([float(number) for number in found.groups()[:3] if number], found[4])


def _raw(said: dict[str, Any]) -> dict[str, Any]:
    """Everything, for JSON, as far as it has room; what is left out is said."""
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
    return {**raw, "cut": "There was more than is kept here; the original file has it."} if cut else raw
