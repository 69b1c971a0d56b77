"""Which parser reads a file is told by its bytes."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from articles.wire import sniffing
from articles.wire.item import Refused

SAMPLES = Path(__file__).parent / "samples" / "wire"
G2 = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="1"/>'
RSS = (
    '<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>I</title></item></channel></rss>'
)
ATOM = '<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>'


def format_of(data: bytes) -> str | None:
    parser = sniffing.parser_of(data)
    return next((one.name for one in sniffing.FORMATS if one.parse is parser), None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (G2, "NewsML-G2"),
        (f'\n<?xml version="1.0"?>\n<!-- <nitf> - -->\n{G2}', "NewsML-G2"),
        ('<g2:newsMessage xmlns:g2="x">', "NewsML-G2"),
        ('<NewsML Version="1.2">', "NewsML 1"),
        ("<!DOCTYPE NewsML PUBLIC 'x' \"y\" [ <!-- don't --> <!ENTITY a 'b>'> ]><NewsML>", "NewsML 1"),
        ('<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf>', "NITF"),
        (RSS, "RSS or Atom"),
        (ATOM, "RSS or Atom"),
        ('<rdf:RDF xmlns:rdf="x">', "RSS or Atom"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "JSON Feed"),
        ('{"version":"https:\\/\\/jsonfeed.org\\/version\\/1"}', "JSON Feed"),
        ('{"uri": "x", "version": "1", "body_text": "\\"version\\": \\"https://jsonfeed.org\\""}', "ninjs"),
        ("\ufeff\n[{}]", "ninjs"),
        ("From: a\nDate: b\n\nx", "e-mail"),
        ("From someone Mon Jan\nFrom: a\r\nDate: b\r\n\r\n", "e-mail"),
        ("\x16\x16\x01V4644\x1f-----\nr e..", "ANPA 1312 or IPTC 7901"),
        ("\x01AFP123 4 POL 12\r\n\x02text", "ANPA 1312 or IPTC 7901"),
        ("<html><head>", None),
        ("<!doctype html><body>", None),
        ("<sitemap>", None),
        ('<rss xmlns:wp="http://wordpress.org/export/1.2/">', None),
        ("A story.", None),
        ("Subject: a headline that begins like this\n\nA story.", None),
        ("", None),
    ],
)
def test_the_format_of_a_file(text: str, name: str | None) -> None:
    assert format_of(text.encode()) == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_xml_is_known_in_every_encoding(encoding: str) -> None:
    assert format_of(f"<?xml version='1.0'?>{G2}".encode(encoding)) == "NewsML-G2"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "The file is empty. What is read: NewsML-G2, NewsML 1, NITF, "),
        (b"<!DOCTYPE html><title>Log in", "This is a web page and no wire copy"),
        (b"<urlset/>", "its outermost element is <urlset>"),
        (b'<rss xmlns:wp="http://wordpress.org/export/1.2/"/>', "import_wordpress"),
        (b"PK\x03\x04", "in no format that is known. What is read: NewsML-G2"),
        (b"{", "not JSON"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=r"^a\.txt") as refused:
        sniffing.read(data, "a.txt")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("ninjs/examples", "ninjs"),
        ("nitf", "NITF"),
        ("newsml-1.2", "NewsML 1"),
        ("anpa-1312", "ANPA 1312 or IPTC 7901"),
    ],
)
def test_files_of_agencies_are_known_and_read(folder: str, name: str) -> None:
    files = [path for path in (SAMPLES / folder).rglob("*.*") if path.suffix in (".json", ".xml", ".tst")]
    assert files
    for path in files:
        assert format_of(path.read_bytes()) == name
        assert sniffing.read(path.read_bytes(), path.name).items


def test_what_is_attached_to_a_letter_is_read_whatever_its_name() -> None:
    letter = EmailMessage()
    letter["From"], letter["Date"] = "a@a.example", "Mon, 05 Jan 2026 10:00:00 +0000"
    letter.set_content("See file.")
    letter.add_attachment(RSS.encode(), maintype="application", subtype="octet-stream", filename="story.doc")
    letter.add_attachment(b'{"uri": "urn:1"}', maintype="text", subtype="plain", filename="story.txt")
    parcel = sniffing.read(letter.as_bytes(), "letter")
    assert [item.uri for item in parcel.items][1:] == ["urn:1"]
    assert len(parcel.items) == 2
