"""The fields of the record: under which names the three blocks keep each, and which texts count as not filled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from media.metadata import text
from media.metadata.dates import taken
from media.terms import source_types

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
    # No sign may match two of these alternatives: a long row of such signs would take time without end.
    r"(?:copyrights?|copr|\(c\)|by|owner|holder|notice|statement|user|name|unknown|digital camera"
    r"|(?:19|20)\d\d|[\W_])+",
    re.IGNORECASE,
)


def filled_in(said: str) -> str:
    """The text without spaces around it; empty if it is only a placeholder."""
    said = said.strip()
    return "" if FILLER.fullmatch(said) else said


def caption_of(said: str) -> str:
    return "" if NO_CAPTION.fullmatch(said.strip()) else filled_in(said)


def copyright_of(said: str) -> str:
    return "" if NO_COPYRIGHT.fullmatch(said) else filled_in(said)


@dataclass(frozen=True)
class MetadataField:
    """A field of the record, and the names under which the three blocks keep it, best first."""

    name: str
    xmp: tuple[str, ...] = ()
    iim: tuple[str, ...] = ()
    exif: tuple[str, ...] = ()
    longest: int = 300
    many: bool = False
    exif_first: bool = False
    # Makes the record's value of a text; gives an empty value if the text makes no sense.
    parse: Callable[[str], Any] = filled_in

    def names(self, block: str) -> tuple[str, ...]:
        return {"XMP": self.xmp, "IIM": self.iim, "Exif": self.exif}[block]


def stars(words: str) -> int | None:
    """One to five stars, or -1 for rejected; None for zero, by which XMP says that nobody rated the picture."""
    try:
        number = float(words)
    except ValueError:
        return None
    return int(number) if number in {-1, 1, 2, 3, 4, 5} else None


PERSON = "Iptc4xmpExt:PersonInImageWDetails/Iptc4xmpExt:PersonName"
TAKEN_NAMES = ("DateTimeOriginal+OffsetTimeOriginal", "DateTimeOriginal")

FIELDS = (
    MetadataField("title", ("dc:title",), ("Object Name",), ("XPTitle",)),
    MetadataField("headline", ("photoshop:Headline",), ("Headline",)),
    MetadataField(
        "caption",
        ("dc:description",),
        ("Caption/Abstract",),
        ("ImageDescription", "XPComment"),
        longest=5_000,
        parse=caption_of,
    ),
    MetadataField("caption_writer", ("photoshop:CaptionWriter",), ("Writer/Editor",)),
    MetadataField("alt_text", ("Iptc4xmpCore:AltTextAccessibility",), longest=1_000),
    MetadataField("extended_description", ("Iptc4xmpCore:ExtDescrAccessibility",), longest=5_000),
    MetadataField("creators", ("dc:creator",), ("By-line",), ("Artist", "XPAuthor"), many=True),
    MetadataField("creator_titles", ("photoshop:AuthorsPosition",), ("By-line Title",), many=True),
    MetadataField("credit_line", ("photoshop:Credit",), ("Credit",)),
    MetadataField("source", ("photoshop:Source",), ("Source",)),
    MetadataField(
        "copyright_notice",
        ("dc:rights",),
        ("Copyright Notice",),
        ("Copyright",),
        longest=1_000,
        parse=copyright_of,
    ),
    MetadataField("copyright_owners", ("plus:CopyrightOwner/plus:CopyrightOwnerName",), many=True),
    MetadataField("usage_terms", ("xmpRights:UsageTerms",), longest=2_000),
    MetadataField(
        "web_statement", ("xmpRights:WebStatement", "cc:license"), longest=1_000, parse=text.web_address
    ),
    MetadataField("instructions", ("photoshop:Instructions",), ("Special Instruction",), longest=2_000),
    MetadataField("job_id", ("photoshop:TransmissionReference",), ("Original Transmission Reference",)),
    MetadataField("keywords", ("dc:subject",), ("Keywords",), ("XPKeywords",), many=True),
    MetadataField("people", ("Iptc4xmpExt:PersonInImage", PERSON), many=True),
    MetadataField("organisations", ("Iptc4xmpExt:OrganisationInImageName",), many=True),
    MetadataField("event", ("Iptc4xmpExt:Event",)),
    MetadataField("genre", ("Iptc4xmpCore:IntellectualGenre",), ("Object Attribute Reference",)),
    MetadataField(
        "date_taken",
        ("photoshop:DateCreated", "exif:DateTimeOriginal"),
        ("Date Created+Time Created", "Date Created"),
        TAKEN_NAMES,
        exif_first=True,
        parse=taken,
    ),
    MetadataField("digital_source_type", ("Iptc4xmpExt:DigitalSourceType",), parse=source_types.address),
    MetadataField("rating", ("xmp:Rating",), (), ("Rating",), parse=stars),
)

PLACE_FIELDS = (
    MetadataField("sublocation", ("Iptc4xmpCore:Location",), ("Sublocation",)),
    MetadataField("city", ("photoshop:City",), ("City",)),
    MetadataField("state", ("photoshop:State",), ("Province/State",)),
    MetadataField("country", ("photoshop:Country",), ("Country/Primary Location Name",)),
    MetadataField("country_code", ("Iptc4xmpCore:CountryCode",), ("Country/Primary Location Code",)),
)
# The names in the newer record of a place, inside XMP.
LOCATION = {
    "name": "Iptc4xmpExt:LocationName",
    "sublocation": "Iptc4xmpExt:Sublocation",
    "city": "Iptc4xmpExt:City",
    "state": "Iptc4xmpExt:ProvinceState",
    "country": "Iptc4xmpExt:CountryName",
    "country_code": "Iptc4xmpExt:CountryCode",
    "world_region": "Iptc4xmpExt:WorldRegion",
}

SERIAL_NUMBERS = MetadataField(
    "serial_numbers",
    ("exifEX:BodySerialNumber", "exifEX:LensSerialNumber", "aux:SerialNumber", "aux:LensSerialNumber"),
    (),
    ("BodySerialNumber", "LensSerialNumber", "CameraSerialNumber"),
)
OWNERS = MetadataField("owners", ("exifEX:CameraOwnerName", "aux:OwnerName"), (), ("CameraOwnerName",))
