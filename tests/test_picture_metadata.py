"""What pictures say of themselves is read right, whoever wrote it, and renditions say only what they should."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import time
import tracemalloc
import zlib
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import md5
from pathlib import Path
from typing import Any

import PIL.Image
import PIL.TiffImagePlugin
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.metadata import Imprint, Licensor, Metadata, NamedPlace, Taken, exif, read, xmp
from media.metadata.dates import taken
from media.metadata.text import web_address
from media.terms import source_types

SAMPLES = Path(__file__).parent / "samples"
REFERENCE = SAMPLES / "metadata" / "IPTC-PhotometadataRef-Std2017.1.jpg"
STANDARD = json.loads((SAMPLES / "metadata" / "iptc-pmd-techreference_2021.1--2022-03-15.json").read_text())
PICTURES = [
    path.read_bytes()
    for folder in ("metadata", "pictures")
    for path in sorted((SAMPLES / folder).iterdir())
    if path.suffix in {".jpg", ".png", ".webp", ".avif", ".tif", ".gif", ".bin"}
]


def read_file(path: Path) -> Metadata:
    with path.open("rb") as file:
        return read(file)


def read_bytes(data: bytes) -> Metadata:
    return read(io.BytesIO(data))


def iim_block(*values: tuple[int, int, bytes]) -> bytes:
    return b"".join(
        bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value
        for record, number, value in values
    )


def resource(number: int, data: bytes) -> bytes:
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + b"\0\0"
        + struct.pack(">I", len(data))
        + data
        + b"\0" * (len(data) % 2)
    )


def xmp_packet(properties: str) -> bytes:
    namespaces = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
        "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
        "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "xmpNote": "http://ns.adobe.com/xmp/note/",
        "exif": "http://ns.adobe.com/exif/1.0/",
        "aux": "http://ns.adobe.com/exif/1.0/aux/",
    }
    declared = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in namespaces.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {declared}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    head = b"".join(bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data for kind, data in segments)
    picture = io.BytesIO()
    PIL.Image.new("RGB", (8, 8)).save(picture, "JPEG")
    return b"\xff\xd8" + head + picture.getvalue()[2:]


def with_xmp(packet: bytes) -> bytes:
    return jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))


def with_iim(block: bytes, *, digest: bytes = b"", packet: bytes = b"") -> bytes:
    resources = resource(0x0404, block) + (resource(0x0425, digest) if digest else b"")
    segments = [(0xED, b"Photoshop 3.0\0" + resources)]
    if packet:
        segments.append((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    return jpeg(*segments)


def tag(number: int, kind: int, value: bytes) -> tuple[int, int, bytes]:
    return number, kind, value


def exif_block(
    main: list[tuple[int, int, bytes]],
    camera: list[tuple[int, int, bytes]] | None = None,
    gps: list[tuple[int, int, bytes]] | None = None,
) -> bytes:
    """Little-endian Exif with the given tags: number, type, and bytes of the value."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 10: 8}
    body = bytearray(b"II*\0\0\0\0\0")

    def write(tags: list[tuple[int, int, bytes]]) -> int:
        entries = b""
        for number, kind, value in sorted(tags):
            if len(value) > 4:
                place = struct.pack("<I", len(body))
                body.extend(value)
            else:
                place = value.ljust(4, b"\0")
            entries += struct.pack("<HHI", number, kind, len(value) // sizes[kind]) + place
        start = len(body)
        body.extend(struct.pack("<H", len(tags)) + entries + b"\0\0\0\0")
        return start

    pointers = [
        tag(number, 4, struct.pack("<I", write(tags)))
        for number, tags in ((0x8769, camera), (0x8825, gps))
        if tags
    ]
    struct.pack_into("<I", body, 4, write([*main, *pointers]))
    return bytes(body)


def with_exif(block: bytes, *more: tuple[int, bytes]) -> bytes:
    return jpeg((0xE1, b"Exif\0\0" + block), *more)


def rationals(*numbers: int) -> bytes:
    return b"".join(struct.pack("<II", number, 1) for number in numbers)


# IPTC's own picture


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "The Title (ref2017.1)"),
        ("headline", "The Headline (ref2017.1)"),
        ("caption", "The description aka caption (ref2017.1)"),
        ("caption_writer", "Description Writer (ref2017.1)"),
        ("creators", ("Creator1 (ref2017.1)", "Creator2 (ref2017.1)")),
        ("creator_titles", ("Creator's Job Title  (ref2017.1)",)),
        ("credit_line", "Credit Line (ref2017.1)"),
        ("source", "Source (ref2017.1)"),
        ("copyright_notice", "Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)"),
        ("copyright_owners", ("Copyright Owner Name 1 (ref2017.1)", "Copyright Owner Name 2 (ref2017.1)")),
        ("usage_terms", "Rights Usage Termns (ref2017.1)"),
        ("web_statement", "http://www.WebStatementOfRights.org/2017.1"),
        # Its licensors' addresses are none.
        ("licensors", (Licensor("Licensor Name 1 (ref2017.1)"), Licensor("Licensor Name 2 (ref2017.1)"))),
        ("instructions", "An Instruction (ref2017.1)"),
        ("job_id", "Job Id (ref2017.1)"),
        ("keywords", ("Keyword1ref2017.1", "Keyword2ref2017.1", "Keyword3ref2017.1")),
        (
            "people",
            ("Person Shown 1 (ref2017.1)", "Person Shown 2 (ref2017.1)", "Person Name 1 (ref2017.1)"),
        ),
        ("organisations", tuple(f"Organisation Name {number} (ref2017.1)" for number in (1, 2, 3))),
        ("event", "An Event (ref2017.1)"),
        ("genre", "A Genre (ref2017.1)"),
        (
            "place",
            NamedPlace(
                sublocation="Sublocation (Core) (ref2017.1)",
                city="City (Core) (ref2017.1)",
                state="Province/State (Core) (ref2017.1)",
                country="Country (Core) (ref2017.1)",
                country_code="R17",
            ),
        ),
        ("location_created", "created1"),
        ("locations_shown", ("shown1", "shown2")),
        ("date_taken", Taken("2017-07-13T17:01:00+00:00", datetime(2017, 7, 13, 17, 1, tzinfo=UTC))),
        ("digital_source_type", "http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage"),
        ("rating", 1),
        ("problems", ()),
    ],
)
def test_iptcs_reference_picture_gives_every_field_it_names(field: str, value: Any) -> None:
    def location(which: str) -> NamedPlace:
        words = f"(Location {which}) (ref2017.1)"
        return NamedPlace(
            sublocation=f"Sublocation {words}",
            city=f"City {words}",
            state=f"Province/State {words}",
            country=f"CountryName {words}",
            country_code="R17",
            world_region=f"Worldregion {words}",
        )

    if field == "location_created":
        value = location(value)
    elif field == "locations_shown":
        value = tuple(map(location, value))
    assert getattr(read_file(REFERENCE), field) == value


# Fields of the standard that the picture, being older or without people to protect, does not fill.
NOT_IN_THE_PICTURE = {
    "Iptc4xmpCore:AltTextAccessibility",
    "Iptc4xmpCore:ExtDescrAccessibility",
    "Iptc4xmpExt:EventId",
    "Iptc4xmpExt:ImageRegion",
}


def test_everything_that_the_standard_knows_of_the_reference_picture_is_kept() -> None:
    raw = read_file(REFERENCE).raw
    known = {field["XMPid"] for field in STANDARD["ipmd_top"].values()}
    assert known - raw["XMP"].keys() == NOT_IN_THE_PICTURE
    data_sets = {
        field["IIMname"].partition("+")[0]
        for field in STANDARD["ipmd_top"].values()
        if "IIMid" in field and field["IIMid"].startswith("2:")
    }
    assert data_sets - raw["IIM"].keys() == set()
    assert raw["XMP"]["Iptc4xmpCore:CreatorContactInfo"]["Iptc4xmpCore:CiUrlWork"] == (
        "http://www.Creators.CI/WebAddress/ref2017.1"
    )
    assert raw["XMP"]["plus:Licensor"][0]["plus:LicensorURL"] == "Licensor URL 1 (ref2017.1)"
    assert "cut" not in raw


def test_the_reference_picture_says_the_same_in_iim_alone() -> None:
    whole = REFERENCE.read_bytes()
    alone = read_bytes(whole.replace(b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xxx/1.0/\0"))
    both = read_bytes(whole)
    in_iim = {name for name, block in alone.found_in.items() if block == "IIM"}
    assert len(in_iim) == 19
    # One creator and the state's last bracket had no room in it.
    differing = {name for name in in_iim if "." not in name and getattr(alone, name) != getattr(both, name)}
    assert differing == {"creators"}
    assert alone.place.state == both.place.state[:-1] == "Province/State (Core) (ref2017.1"
    assert alone.found_in.keys() - in_iim == set()


# Which block is believed

BOTH = xmp_packet("<photoshop:Headline>From XMP</photoshop:Headline><photoshop:City>Pelane</photoshop:City>")
OLD = iim_block((2, 105, b"From IIM"), (2, 110, b"Credit in IIM only"))


@pytest.mark.parametrize(
    ("digest", "headline", "block"),
    [
        (b"", "From XMP", "XMP"),
        (md5(OLD).digest(), "From XMP", "XMP"),
        (bytes(16), "From XMP", "XMP"),
        (md5(b"IIM as it was when XMP was written").digest(), "From IIM", "IIM"),
    ],
    ids=["no digest", "unchanged since", "empty digest", "IIM changed since"],
)
def test_xmp_is_believed_unless_an_older_program_changed_iim_since(
    digest: bytes, headline: str, block: str
) -> None:
    found = read_bytes(with_iim(OLD, digest=digest, packet=BOTH))
    assert (found.headline, found.credit_line, found.place.city) == (headline, "Credit in IIM only", "Pelane")
    assert found.found_in == {"headline": block, "credit_line": "IIM", "place.city": "XMP"}


def test_a_value_that_iim_had_no_room_for_is_taken_whole() -> None:
    credit = "Newsroom of the Pelane Evening Post via Associated Press"
    block = iim_block((2, 110, credit[:32].encode()), (2, 105, b"Newer headline"))
    packet = xmp_packet(
        f"<photoshop:Credit>{credit}</photoshop:Credit><photoshop:Headline>Old</photoshop:Headline>"
    )
    found = read_bytes(with_iim(block, digest=b"changed since 16", packet=packet))
    assert (found.credit_line, found.headline) == (credit, "Newer headline")


def test_the_cameras_words_come_last_and_its_clock_first() -> None:
    found = read_file(SAMPLES / "metadata" / "XMP.jpg")
    assert found.caption == "UTF-16 (big-endian) encoded XMP"
    assert found.date_taken == Taken("2001-05-19T18:36:41", datetime(2001, 5, 19, 18, 36, 41))
    assert (found.found_in["caption"], found.found_in["date_taken"]) == ("XMP", "Exif")
    # IIM and XMP name the same day, and only IIM knows the time.
    found = read_file(SAMPLES / "metadata" / "PhotoMechanic.jpg")
    assert found.date_taken is not None
    assert found.date_taken.iso == "2006-10-29T06:27:51-05:00"


def test_a_camera_that_knows_no_zone_gets_it_from_the_desk_that_does() -> None:
    block = exif_block([], [tag(0x9003, 2, b"2026:03:03 12:30:00\0")])
    packet = xmp_packet("<photoshop:DateCreated>2026-03-03T12:30:00+02:00</photoshop:DateCreated>")
    found = read_bytes(with_exif(block, (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)))
    zone = timezone(timedelta(hours=2))
    assert found.date_taken == Taken("2026-03-03T12:30:00+02:00", datetime(2026, 3, 3, 12, 30, tzinfo=zone))


@pytest.mark.parametrize(
    "filler",
    ["OLYMPUS DIGITAL CAMERA         ", "dav", "oznor", "<KENOX S860  / Samsung S860>", "Exif_JPEG_PICTURE"],
)
def test_a_caption_that_the_cameras_maker_wrote_is_none(filler: str) -> None:
    found = read_bytes(with_exif(exif_block([tag(0x010E, 2, filler.encode() + b"\0")])))
    assert found.caption == ""
    assert found.raw == {"Exif": {"ImageDescription": filler.strip()}}


# Dates


@pytest.mark.parametrize(
    "filler",
    [
        *(
            "COPYRIGHT, 2007",
            "Copyright",
            "(c)",
            "© 2019-2020",
            "Copyright by",
            "COPYRIGHT OWNER",
            "2007",
            "-",
            "N/A",
        ),
        *("", "   ", "null", "______"),
    ],
)
def test_a_copyright_without_an_owner_is_none(filler: str) -> None:
    found = read_bytes(with_xmp(xmp_packet(f"<dc:rights>{filler}</dc:rights>")))
    assert found.copyright_notice == ""
    # What another block says stands then.
    block = exif_block([tag(0x8298, 2, b"Jo Marsh\0")])
    packet = b"http://ns.adobe.com/xap/1.0/\0" + xmp_packet(f"<dc:rights>{filler}</dc:rights>")
    assert read_bytes(with_exif(block, (0xE1, packet))).copyright_notice == "Jo Marsh"


@pytest.mark.parametrize(
    "whole", ["© 2007 Jo Marsh", "Copyright Owner Ltd", "(c) AP", "All rights reserved by AP"]
)
def test_a_copyright_with_an_owner_is_kept_whole(whole: str) -> None:
    assert read_bytes(with_xmp(xmp_packet(f"<dc:rights>{whole}</dc:rights>"))).copyright_notice == whole


@pytest.mark.parametrize("filler", ["-", "--", ".", "?", "n/a", "None", "(null)", "Enter caption here"])
def test_what_only_fills_a_field_is_nothing(filler: str) -> None:
    said = "".join(
        f"<{name}>{filler}</{name}>"
        for name in (
            "dc:description",
            "dc:title",
            "photoshop:City",
            "photoshop:Country",
            "Iptc4xmpCore:Location",
        )
    )
    found = read_bytes(with_xmp(xmp_packet(said)))
    assert (found.caption, found.title, found.place) == ("", "", NamedPlace())


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1944", "1944"),
        ("19440000", "1944"),
        ("1944-06", "1944-06"),
        ("19440600", "1944-06"),
        ("1944-06-06", "1944-06-06"),
        ("19440606", "1944-06-06"),
        ("19440606 053000+0200", "1944-06-06T05:30:00+02:00"),
        ("1944-06-06T05:30Z", "1944-06-06T05:30:00+00:00"),
        ("2026:03:03 12:30:59", "2026-03-03T12:30:59"),
        ("2026:03:03 12:30:59 -03:30", "2026-03-03T12:30:59-03:30"),
        ("2026-03-03T12:30:59.25", "2026-03-03T12:30:59"),
        ("2026-03-03T25:00:00", "2026-03-03"),
        ("0000:00:00 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("2026-02-30", None),
        ("2026-13-01", None),
        ("yesterday", None),
        ("", None),
        ("٢٠٢٦-٠٣-٠٣", None),
    ],
)
def test_a_date_is_never_more_exact_than_what_is_known(written: str, iso: str | None) -> None:
    found = taken(written)
    assert (found.iso if found else None) == iso


def test_a_year_alone_has_no_day_and_a_day_has_no_time() -> None:
    year, day, moment = taken("1944"), taken("1944-06-06"), taken("1944-06-06T05:30:00")
    assert year is not None
    assert day is not None
    assert moment is not None
    assert (year.day, year.at) == (None, None)
    assert (day.day, day.at) == (date(1944, 6, 6), None)
    assert (moment.day, moment.at) == (date(1944, 6, 6), datetime(1944, 6, 6, 5, 30))


# Character sets


@pytest.mark.parametrize(
    ("charset", "value", "words"),
    [
        (b"\x1b%G", "Fähre nach Þorlákshöfn".encode(), "Fähre nach Þorlákshöfn"),
        (None, "Fähre nach Þorlákshöfn".encode(), "Fähre nach Þorlákshöfn"),
        (None, "Fähre – „Nacht“".encode("cp1252"), "Fähre – „Nacht“"),
        (b"\x1b.A", "Fähre".encode("latin-1"), "Fähre"),
        (b"\x1b-L", "Паром".encode("iso8859-5"), "Паром"),
        (b"macintosh", "Fähre".encode("mac-roman"), "Fähre"),
        # Declared as one thing, written as another.
        (b"\x1b%G", "Fähre".encode("latin-1"), "Fähre"),
        (None, "café".encode("latin-1"), "café"),
    ],
)
def test_iim_is_read_in_the_character_set_it_declares_or_most_likely_has(
    charset: bytes | None, value: bytes, words: str
) -> None:
    declared = [(1, 90, charset)] if charset else []
    assert read_bytes(with_iim(iim_block(*declared, (2, 105, value)))).headline == words


def test_a_city_cut_inside_a_character_loses_only_that() -> None:
    city = ("Þ" + "ö" * 20).encode()[:31]
    assert read_bytes(with_iim(iim_block((1, 90, b"\x1b%G"), (2, 90, city)))).place.city == "Þ" + "ö" * 14


@pytest.mark.parametrize(
    ("number", "kind", "value", "name", "words"),
    [
        (0x010E, 2, "Fähre\0".encode(), "ImageDescription", "Fähre"),
        (0x010E, 2, "Fähre\0".encode("latin-1"), "ImageDescription", "Fähre"),
        (0x8298, 2, b"Ines Caldera\0AP\0", "Copyright", "Ines Caldera; AP"),
        (0x8298, 2, b" \0AP\0", "Copyright", "AP"),
        (0x9C9B, 1, "Fähre 渡し船\0".encode("utf-16-le"), "XPTitle", "Fähre 渡し船"),
        (0x9286, 7, b"ASCII\0\0\0Night ferry", "UserComment", "Night ferry"),
        (0x9286, 7, b"UNICODE\0" + "渡し船".encode("utf-16-le"), "UserComment", "渡し船"),
        (0x9286, 7, b"UNICODE\0" + "渡し船".encode("utf-16"), "UserComment", "渡し船"),
        (0x9286, 7, b"JIS\0\0\0\0\0" + "渡し船".encode("iso2022_jp"), "UserComment", "渡し船"),
        (0x9286, 7, bytes(8) + "Fähre".encode(), "UserComment", "Fähre"),
    ],
)
def test_exif_is_read_in_its_many_character_sets(
    number: int, kind: int, value: bytes, name: str, words: str
) -> None:
    assert read_bytes(with_exif(exif_block([tag(number, kind, value)]))).raw["Exif"][name].strip() == words


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16"])
def test_xmp_is_read_in_every_form_of_unicode(charset: str) -> None:
    packet = xmp_packet("<photoshop:Headline>Fähre 渡し船</photoshop:Headline>").decode()
    data = f"<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>{packet}<?xpacket end='w'?>".encode(
        charset
    )
    assert read_bytes(with_xmp(data + b"\0" * 7)).headline == "Fähre 渡し船"


def test_the_default_language_is_taken_and_the_others_are_kept() -> None:
    packet = xmp_packet(
        '<dc:description><rdf:Alt><rdf:li xml:lang="no">Nattferge</rdf:li>'
        '<rdf:li xml:lang="x-default">Night ferry</rdf:li></rdf:Alt></dc:description>'
        '<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="en">A ferry</rdf:li></rdf:Alt>'
        "</Iptc4xmpCore:AltTextAccessibility>"
    )
    found = read_bytes(with_xmp(packet))
    assert (found.caption, found.alt_text) == ("Night ferry", "A ferry")
    assert found.raw["XMP"]["dc:description"] == {"no": "Nattferge", "x-default": "Night ferry"}


def test_controls_and_half_characters_are_dropped_and_lines_are_kept() -> None:
    caption = b"One\rTwo\r\nThree\tfour  five\x00\x07\x1b[31m\x7f\xef\xbf\xbe"
    found = read_bytes(with_iim(iim_block((1, 90, b"\x1b%G"), (2, 120, caption))))
    assert found.caption == "One\nTwo\nThree\tfour  five[31m"
    block = exif_block([tag(0x9C9B, 1, b"a\x00\x00\xd8b\x00")])
    assert read_bytes(with_exif(block)).title in {"ab", "a\ufffdb", "a\ufffd"}
    json.dumps(read_bytes(with_exif(block)).raw).encode()


# Addresses and source types


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/rights?id=7#now", "https://example.org/rights?id=7#now"),
        (" http://example.org ", "http://example.org"),
        ("https://example.org/fähre", "https://example.org/fähre"),
        ("www.example.org/rights", ""),
        ("All rights reserved", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/", ""),
        ("https:///rights", ""),
        ("https://ap.example@example.org/", ""),
        ('https://example.org/"onclick=', ""),
        ("https://example.org/a b", ""),
        ("https://[example.org/", ""),
        ("https://example.org:port/", ""),
        ("https://example.org/" + "a" * 2_000, ""),
    ],
)
def test_what_is_no_web_address_is_never_given_as_one(written: str, address: str) -> None:
    assert web_address(written) == address
    escaped = written.replace("&", "&amp;").replace('"', "&quot;")
    packet = xmp_packet(
        f"<xmpRights:WebStatement>{escaped}</xmpRights:WebStatement><plus:Licensor><rdf:Seq>"
        f'<rdf:li rdf:parseType="Resource"><plus:LicensorName>AP</plus:LicensorName>'
        f"<plus:LicensorURL>{escaped}</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>"
    )
    found = read_bytes(with_xmp(packet))
    assert (found.web_statement, found.licensors) == (address, (Licensor("AP", address),))
    assert found.raw["XMP"]["xmpRights:WebStatement"] == written


IPTC_TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@pytest.mark.parametrize(
    ("written", "address", "words", "by_ai"),
    [
        (f"{IPTC_TERMS}trainedAlgorithmicMedia", "trainedAlgorithmicMedia", "Made by generative AI", True),
        (
            "https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
            "compositeWithTrainedAlgorithmicMedia",
            "Edited with generative AI",
            True,
        ),
        ("digsrctype:digitalCapture", "digitalCapture", "Taken with a digital camera", False),
        ("TrainedAlgorithmicMedia", "trainedAlgorithmicMedia", "Made by generative AI", True),
        ("https://exiftool.org", "", "", False),
        (f"{IPTC_TERMS}somethingNew", "", "", False),
    ],
)
def test_a_picture_that_says_it_was_made_by_a_model_is_known_as_such(
    written: str, address: str, words: str, by_ai: bool
) -> None:
    packet = xmp_packet(f"<Iptc4xmpExt:DigitalSourceType>{written}</Iptc4xmpExt:DigitalSourceType>")
    found = read_bytes(with_xmp(packet))
    assert found.digital_source_type == (IPTC_TERMS + address if address else "")
    assert source_types.words(found.digital_source_type) == words
    assert source_types.made_by_ai(found.digital_source_type) == by_ai


# What could give somebody away


def test_the_desk_is_warned_of_what_could_give_somebody_away() -> None:
    found = read_bytes(
        with_exif(
            exif_block(
                [],
                [
                    tag(0xA430, 2, b"Ines Caldera\0"),
                    tag(0xA431, 2, b"0042-C\0"),
                    tag(0xA435, 2, b"L-7\0"),
                    tag(0x927C, 7, b"secret notes"),
                ],
                [
                    tag(1, 2, b"S\0"),
                    tag(2, 5, rationals(33, 30, 0)),
                    tag(3, 2, b"W\0"),
                    tag(4, 5, rationals(70, 45, 36)),
                ],
            )
        )
    )
    assert found.private.warnings == [
        "The file says where it was taken: 33.50000° S, 70.76000° W.",
        "It names serial numbers of camera or lens: 0042-C, L-7.",
        "It names the camera’s owner: Ines Caldera.",
        "It holds notes of the camera’s maker, which may tell more.",
    ]
    assert not read_file(SAMPLES / "metadata" / "PNG.png").private


def test_a_position_in_the_words_of_xmp_is_found_too() -> None:
    packet = xmp_packet(
        "<exif:GPSLatitude>33,30.5S</exif:GPSLatitude><exif:GPSLongitude>70,45,36W</exif:GPSLongitude>"
        "<aux:SerialNumber>0042-C</aux:SerialNumber><aux:OwnerName>Ines</aux:OwnerName>"
        '<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<exif:GPSLatitude>54.98</exif:GPSLatitude><exif:GPSLongitude>-1.9</exif:GPSLongitude>"
        "</rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>"
    )
    private = read_bytes(with_xmp(packet)).private
    assert private.positions == ("33.50833° S, 70.76000° W", "54.98, -1.9")
    assert (private.serial_numbers, private.owners) == (("0042-C",), ("Ines",))


def test_a_camera_without_reception_gives_no_position() -> None:
    gps = [tag(2, 5, rationals(0, 0, 0)), tag(4, 5, rationals(0, 0, 0))]
    assert read_bytes(with_exif(exif_block([], None, gps))).private.positions == ()


@pytest.mark.parametrize(("cropped", "warned"), [(False, False), (True, True)])
def test_a_thumbnail_that_shows_what_was_cut_away_is_noticed(cropped: bool, warned: bool) -> None:
    scene = PIL.Image.radial_gradient("L").resize((600, 400)).convert("RGB")
    scene.paste("black", (0, 0, 300, 200))
    thumbnail = PIL.Image.new("RGB", (160, 120))
    thumbnail.paste(scene.resize((160, 107)), (0, 6))
    small, large = io.BytesIO(), io.BytesIO()
    thumbnail.save(small, "JPEG")
    (scene.crop((300, 200, 600, 400)) if cropped else scene).save(large, "JPEG")
    directory = struct.pack("<HHHII", 2, 0x0201, 4, 1, 44) + struct.pack(
        "<HHII", 0x0202, 4, 1, len(small.getvalue())
    )
    block = b"II*\0\x08\0\0\0" + struct.pack("<HI", 0, 14) + directory + bytes(4) + small.getvalue()
    segment = b"Exif\0\0" + block
    data = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + large.getvalue()[2:]
    found = read_bytes(data)
    assert found.problems == ()
    assert found.private.thumbnail_differs is warned


# The formats

IMPRINT = Imprint(
    credit_line="Ines Caldera / Pelane Evening Post",
    creators=["Ines Caldera", "Bjørn Å"],
    copyright_notice="© 2026 Pelane Evening Post",
    caption="The night ferry to Þorlákshöfn",
    usage_terms="CC BY 4.0",
    web_statement="https://creativecommons.org/licenses/by/4.0/",
    licensors=[Licensor("Pelane Evening Post", "https://example.org/licence")],
    digital_source_type=f"{IPTC_TERMS}compositeWithTrainedAlgorithmicMedia",
)


def saved(format: str, **more: Any) -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (64, 48), "teal").save(file, format, **more)
    return file.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_a_rendition_says_whose_it_is_and_nothing_else(format: str) -> None:
    more = {"exif": exif(IMPRINT)}
    if format != "PNG":
        more["xmp"] = xmp(IMPRINT)
    found = read_bytes(saved(format, **more))
    assert found.caption == IMPRINT.caption
    assert found.creators == ("Ines Caldera", "Bjørn Å")
    assert found.copyright_notice == IMPRINT.copyright_notice
    assert not found.private
    assert found.problems == ()
    assert set(found.raw["Exif"]) == {"ImageDescription", "Artist", "Copyright"}
    if format != "PNG":
        assert found.credit_line == IMPRINT.credit_line
        assert (found.web_statement, found.usage_terms) == (IMPRINT.web_statement, "CC BY 4.0")
        assert found.licensors == (Licensor("Pelane Evening Post", "https://example.org/licence"),)
        assert source_types.made_by_ai(found.digital_source_type)
        assert set(found.raw["XMP"]) == {
            "photoshop:Credit",
            "dc:creator",
            "dc:rights",
            "dc:description",
            "xmpRights:UsageTerms",
            "xmpRights:WebStatement",
            "plus:Licensor",
            "Iptc4xmpExt:DigitalSourceType",
        }


@pytest.mark.exiftool
@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF"])
def test_exiftool_reads_our_renditions_as_we_meant_them(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"rendition.{format.lower()}"
    path.write_bytes(saved(format, exif=exif(IMPRINT), xmp=xmp(IMPRINT)))
    command = ["exiftool", "-json", "-G1", "-struct", "-charset", "exif=utf8", str(path)]
    (said,) = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert said["XMP-photoshop:Credit"] == IMPRINT.credit_line
    assert said["XMP-dc:Creator"] == IMPRINT.creators
    assert said["XMP-dc:Rights"] == said["IFD0:Copyright"] == IMPRINT.copyright_notice
    assert said["XMP-dc:Description"] == said["IFD0:ImageDescription"] == IMPRINT.caption
    assert said["IFD0:Artist"] == "Ines Caldera; Bjørn Å"
    assert said["XMP-xmpRights:WebStatement"] == IMPRINT.web_statement
    assert said["XMP-xmpRights:UsageTerms"] == IMPRINT.usage_terms
    assert said["XMP-plus:Licensor"] == [
        {"LicensorName": "Pelane Evening Post", "LicensorURL": "https://example.org/licence"}
    ]
    assert said["XMP-iptcExt:DigitalSourceType"] == IMPRINT.digital_source_type
    assert not [name for name in said if name.startswith("GPS") or "Serial" in name or "Warning" in name]


def test_a_rendition_fits_whatever_was_typed() -> None:
    flood = "&<\x00😀x" * 20_000
    crowded = Imprint(
        *(flood, [flood, *("&x" * 250 for _ in range(50))], flood, flood, flood),
        web_statement="https://example.org/" + "&" * 900,
        licensors=[Licensor("&x" * 250, "https://example.org/" + "&" * 900)] * 50,
        digital_source_type="none of them",
    )
    found = read_bytes(saved("JPEG", exif=exif(crowded), xmp=xmp(crowded)))
    assert found.problems == ()
    assert found.caption == ("&<😀x" * 20_000)[:3_000]
    assert len(found.creators) == 2
    assert len(found.licensors) == 3
    assert "Iptc4xmpExt:DigitalSourceType" not in found.raw["XMP"]
    nothing = Imprint(web_statement="javascript:alert(1)", licensors=[Licensor(url="ftp://example.org")])
    assert (exif(nothing), xmp(nothing)) == (b"", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes) -> bytes:
    plain = saved("PNG")
    return plain[:-12] + b"".join(chunks) + plain[-12:]


HEADLINE = xmp_packet("<photoshop:Headline>Night ferry</photoshop:Headline>")
IIM_HEADLINE = iim_block((2, 105, b"Night ferry"))


def profile(data: bytes, name: str) -> bytes:
    return f"\n{name}\n{len(data):8}\n{data.hex()}\n".encode()


def in_a_profile(data: bytes, name: str = "iptc") -> bytes:
    return chunk(b"zTXt", b"Raw profile type iptc\0\0" + zlib.compress(profile(data, name)))


def tiff(number: int, data: bytes) -> bytes:
    file = io.BytesIO()
    information = PIL.TiffImagePlugin.ImageFileDirectory_v2()
    information[number] = data
    information.tagtype[number] = 7
    PIL.Image.new("L", (8, 8)).save(file, "TIFF", tiffinfo=information)
    return file.getvalue()


def gif(packet: bytes) -> bytes:
    plain = saved("GIF")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return plain[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + b"<?xpacket end='r'?>" + trailer + plain[-1:]


HEADLINES = {
    "PNG": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + HEADLINE)),
    "PNG, packed": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(HEADLINE))),
    "PNG, profile": png(in_a_profile(IIM_HEADLINE)),
    "PNG, Photoshop in a profile": png(in_a_profile(resource(0x0404, IIM_HEADLINE))),
    "WebP": saved("WEBP", xmp=HEADLINE),
    "AVIF": saved("AVIF", xmp=HEADLINE),
    "GIF": gif(HEADLINE),
    "TIFF, XMP": tiff(700, HEADLINE),
    "TIFF, IIM": tiff(33723, IIM_HEADLINE),
    "TIFF, Photoshop": tiff(34377, resource(0x0404, IIM_HEADLINE)),
    "JPEG, XMP": with_xmp(HEADLINE),
    "JPEG, IIM": with_iim(IIM_HEADLINE),
    "JPEG, XMP under its other name": jpeg((0xE1, b"XMP\0://ns.adobe.com/xap/1.0/\0" + HEADLINE)),
    "PNG, profile as ExifTool writes it": png(in_a_profile(resource(0x0404, IIM_HEADLINE), "IPTC profile")),
    "PNG, profile in iTXt": png(
        chunk(b"iTXt", b"Raw profile type iptc\0\1\0\0\0" + zlib.compress(profile(IIM_HEADLINE, "iptc")))
    ),
    "PNG, profile with Photoshop's own mark": png(
        in_a_profile(b"Photoshop 3.0\0" + resource(0x0404, IIM_HEADLINE), "8bim")
    ),
    "PNG, XMP in a profile under its other name": png(
        chunk(
            b"tEXt",
            b"Raw profile type APP1\0"
            + profile(b"XMP\0://ns.adobe.com/xap/1.0/\0" + HEADLINE, "generic profile"),
        )
    ),
}


@pytest.mark.parametrize("where", HEADLINES)
def test_a_headline_is_found_wherever_the_format_keeps_it(where: str) -> None:
    found = read_bytes(HEADLINES[where])
    assert (found.headline, found.problems) == ("Night ferry", ())


EXIF_DAMAGED = "The Exif block is damaged: it may be read only in part."
FILE_DAMAGED = "The file is damaged: its metadata may be read only in part."
PACKET = b"http://ns.adobe.com/xap/1.0/\0" + HEADLINE


def longer_than_it_says(segment: bytes) -> bytes:
    """A JPEG whose first segment goes on for some bytes after its end, and the packet behind it."""
    plain = jpeg((0xE1, segment), (0xE1, PACKET))
    at = 4 + 2 + len(segment) - 2
    return plain[:at] + b"\1\2\3\4" * 5 + plain[at:]


BEHIND_DAMAGE = {
    "a broken Exif block": with_exif(b"II*\0\xff\xff\xff\x7f", (0xE1, PACKET)),
    "an Exif block of noise": with_exif(bytes(range(200)), (0xE1, PACKET)),
    "an empty Exif block": with_exif(b"", (0xE1, PACKET)),
    "an Exif block longer than it says": longer_than_it_says(b"Exif\0\0" + exif_block([])),
    "an Exif block shorter than it says": jpeg((0xE1, b"Exif\0\0" + exif_block([])), (0xE1, PACKET)).replace(
        struct.pack(">H", 2 + 6 + len(exif_block([]))), struct.pack(">H", 2 + 6 + len(exif_block([])) + 30), 1
    ),
    "a broken profile in PNG": png(
        chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 10\nnot hexadecimal\n"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + HEADLINE),
    ),
    "a broken packing in PNG": png(
        chunk(b"zTXt", b"Comment\0\0not packed"), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + HEADLINE)
    ),
    "a broken Exif block in WebP": saved("WEBP", xmp=HEADLINE, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
    "a broken Exif block in AVIF": saved("AVIF", xmp=HEADLINE, exif=b"Exif\0\0" + exif_block([])).replace(
        exif_block([])[:8], b"XX*\0\xff\xff\xff\xff"
    ),
}


@pytest.mark.parametrize("damage", BEHIND_DAMAGE)
def test_what_is_damaged_hides_nothing_behind_it_and_is_told(damage: str) -> None:
    found = read_bytes(BEHIND_DAMAGE[damage])
    assert found.headline == "Night ferry"
    assert found.problems in {(EXIF_DAMAGED,), (FILE_DAMAGED,), (FILE_DAMAGED, EXIF_DAMAGED)}


@pytest.mark.exiftool
def test_what_exiftool_writes_into_a_png_is_read(tmp_path: Path) -> None:
    path = tmp_path / "harbour.png"
    PIL.Image.new("RGB", (8, 8)).save(path)
    command = [
        "exiftool",
        "-q",
        "-overwrite_original",
        "-CodedCharacterSet=utf8",
        "-IPTC:Headline=Häfen",
        path,
    ]
    subprocess.run(command, check=True)
    assert read_file(path).headline == "Häfen"


def test_a_packet_that_goes_on_in_further_segments_is_put_together() -> None:
    long = xmp_packet(f"<Iptc4xmpExt:Event>{'Ferry festival ' * 10_000}</Iptc4xmpExt:Event>")
    digest = md5(long).hexdigest().upper().encode()
    short = xmp_packet(f"<xmpNote:HasExtendedXMP>{digest.decode()}</xmpNote:HasExtendedXMP>")
    pieces = [
        (
            0xE1,
            b"http://ns.adobe.com/xmp/extension/\0"
            + digest
            + struct.pack(">II", len(long), at)
            + long[at : at + 60_000],
        )
        for at in range(0, len(long), 60_000)
    ]
    main = (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + short)
    whole = read_bytes(jpeg(main, *reversed(pieces)))
    assert whole.event == ("Ferry festival " * 20)[:300].rstrip()
    assert whole.problems == ("Its event has 149,999 characters; 300 of them were kept.",)
    assert whole.raw["cut"]
    assert read_bytes(jpeg(main, *pieces[1:])).problems == ("A part of the XMP block is missing.",)


# What strangers send


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        ("exif-dpi-zerodivision.jpg", ()),
        ("hopper_bad_exif.jpg", (EXIF_DAMAGED,)),
        ("invalid-exif.jpg", (EXIF_DAMAGED,)),
        ("truncated_jpeg.jpg", ()),
        ("decompression_bomb.gif", ()),
    ],
)
def test_a_broken_block_is_told_in_words_and_costs_nothing_else(name: str, problems: tuple[str, ...]) -> None:
    assert read_file(SAMPLES / "pictures" / name).problems == problems


@pytest.mark.parametrize("data", [b"", b"\0", b"Story about a ferry", b"%PDF-1.7", b"\xff\xd8", b"II*\0"])
def test_what_is_no_picture_says_nothing(data: bytes) -> None:
    found = read_bytes(data)
    assert (found.raw, found.found_in) == ({}, {})


def test_xml_that_attacks_is_not_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ferry"><!ENTITY b "&a;&a;&a;">]>' + HEADLINE.replace(b"Night", b"&b;")
    secret = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + HEADLINE.replace(b"Night", b"&a;")
    crowd = xmp_packet("<photoshop:City/>" * 400_000)
    endless = xmp_packet("").replace(b"adobe:ns:meta/", b"adobe:ns:meta/" + b"a" * 5_000)
    for packet in (bomb, secret, crowd, endless):
        found = read_bytes(png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)))
        assert found.problems == ("The XMP block is far too long, or declares entities; it was not read.",)
        assert (found.headline, found.raw) == ("", {})


def test_a_long_history_of_edits_hides_no_caption() -> None:
    edits = "<rdf:li>xmp.did:1</rdf:li>" * 60_000
    history = f"<photoshop:DocumentAncestors><rdf:Bag>{edits}</rdf:Bag></photoshop:DocumentAncestors>"
    found = read_bytes(
        with_packet(xmp_packet(f"{history}<photoshop:Headline>Night ferry</photoshop:Headline>"))
    )
    assert (found.headline, found.problems) == ("Night ferry", ())


def test_a_damaged_packet_is_read_as_far_as_it_goes() -> None:
    found = read_bytes(with_xmp(HEADLINE[: HEADLINE.index(b"</rdf:Description")] + b"<dc:"))
    assert found.headline == "Night ferry"
    assert found.problems == ("The XMP block is damaged: it may be read only in part.",)


def repeated(unit: bytes, size: int) -> bytes:
    return (unit * (size // len(unit) + 1))[:size]


HOSTILE = {
    "endless segments": lambda size: b"\xff\xd8" + repeated(b"\xff\xe1\0\x02", size),
    "endless filling": lambda size: b"\xff\xd8" + repeated(b"\xff", size),
    "endless chunks": lambda size: b"\x89PNG\r\n\x1a\n" + repeated(chunk(b"tEXt", b"a\0b"), size),
    "packed zeros": lambda size: png(*[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(size * 10)))] * 20),
    "endless data sets": lambda size: png(in_a_profile(repeated(iim_block((2, 25, b"a")), size // 2))),
    "endless resources": lambda size: png(in_a_profile(repeated(resource(1, b""), size // 2))),
    "deep XML": lambda size: with_packet(b"<a>" * (size // 7) + b"</a>" * (size // 7)),
    "wide XML": lambda size: with_packet(xmp_packet("<dc:a>b</dc:a>" * 40_000)),
    "many names": lambda size: with_packet(
        b"<a " + b"".join(b"a%d='' " % number for number in range(90_000)) + b"/>"
    ),
    "many namespaces": lambda size: with_packet(
        b"<a "
        + b"".join(b"xmlns:a%d='b%d' " % (number, number) for number in range(50_000))
        + b">"
        + b"<a1:b/>" * 20_000
        + b"</a>"
    ),
    "an unclosed tag": lambda size: with_packet(repeated(b"<", size)),
    "xmlns without end": lambda size: with_packet(b"<a " + repeated(b"xmlns", size) + b">"),
    "one long word": lambda size: with_packet(
        xmp_packet(f"<photoshop:Headline>{'a' * size}</photoshop:Headline>")
    ),
    "a long list": lambda size: with_packet(
        xmp_packet(f"<dc:subject><rdf:Bag>{'<rdf:li>a</rdf:li>' * 40_000}</rdf:Bag></dc:subject>")
    ),
    "a directory of everything": lambda size: (
        b"II*\0\x08\0\0\0\xff\xff" + repeated(struct.pack("<HHII", 0x9286, 7, 60_000, 8), size)
    ),
}


def with_packet(packet: bytes) -> bytes:
    return png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))


@pytest.mark.parametrize("attack", HOSTILE)
def test_no_file_costs_much_time(attack: str) -> None:
    data = HOSTILE[attack](4 * 1024 * 1024)
    start = time.process_time()
    found = read_bytes(data)
    assert time.process_time() - start < 3  # ten times what it takes, and far less than an attack needs
    assert len(json.dumps(found.raw)) < 500_000


@pytest.mark.parametrize("attack", ["packed zeros", "one long word", "a directory of everything"])
def test_no_file_costs_much_room(attack: str) -> None:
    data = HOSTILE[attack](4 * 1024 * 1024)
    tracemalloc.start()
    read_bytes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024 * 1024


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_with_any_bytes_changed_is_read_without_a_fall(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from([*HEADLINES.values(), *PICTURES])))
    # Where the metadata is: a change among the pixels tells nothing.
    reach = min(len(whole), 24_000)
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, reach - 1), st.integers(0, 255)), max_size=40)
    ):
        whole[at] = byte
    start = data.draw(st.integers(0, reach - 1))
    piece = data.draw(st.binary(max_size=20))
    kind = data.draw(st.sampled_from(["keep", "insert", "remove", "cut"]))
    if kind == "insert":
        whole[start:start] = piece
    elif kind == "remove":
        del whole[start : start + len(piece)]
    elif kind == "cut":
        del whole[start:]
    found = read_bytes(bytes(whole))
    json.dumps(found.raw, allow_nan=False).encode()
    for words in (found.headline, found.caption, *found.creators, *found.problems):
        words.encode()
        assert "\0" not in words


@settings(max_examples=150)
@given(block=st.binary(max_size=400), packet=st.binary(max_size=400), resources=st.binary(max_size=400))
def test_blocks_of_any_bytes_are_read_without_a_fall(block: bytes, packet: bytes, resources: bytes) -> None:
    for order in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        found = read_bytes(
            with_exif(
                order + block,
                (0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + packet),
                (0xED, b"Photoshop 3.0\0" + resource(0x0404, b"\x1c\x02" + resources) + resources),
            )
        )
        json.dumps(found.raw, allow_nan=False).encode()
