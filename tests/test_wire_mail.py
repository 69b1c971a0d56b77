"""A letter becomes an item, or gives the wire copy that is attached to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from articles.wire import embargo_words, mail, ninjs
from articles.wire.item import Item, Link, Parcel, Refused

PLAIN = b"""\
Message-ID: <1@a.example>
Date: Mon, 05 Jan 2026 10:00:00 +0100
From: =?utf-8?q?Ag=C3=AAncia?= <desk@a.example>
Subject: =?utf-8?b?w4lsZWN0aW9ucw==?= in
 Lisbon
Content-Type: text/plain; charset=iso-8859-1

First line of a paragraph
that goes on & on.

Second: caf\xe9.
--\x20
Press office, +351 1
"""


def letter(*, html: str = "", plain: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    fields = {
        "message_id": "<1@a.example>",
        "date": "Mon, 05 Jan 2026 10:00:00 +0000",
        "from": "a@a.example",
        **headers,
    }
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(plain)
    if html:
        made.add_alternative(html, subtype="html")
    return made


def the_item(made: EmailMessage) -> Item:
    (item,) = mail.parse(made.as_bytes()).items
    return item


def parser_of(data: bytes, name: str) -> Callable[..., Parcel] | None:
    return ninjs.parse if data.lstrip().startswith((b"{", b"[")) else None


def test_a_letter_in_plain_text() -> None:
    (item,) = mail.parse(PLAIN).items
    assert item.headline == "Élections in Lisbon"
    assert item.uri == "mid:1@a.example"
    assert item.provider == "Agência"
    assert item.versioned_at == item.created_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert item.body == "<p>First line of a paragraph that goes on &amp; on.</p><p>Second: café.</p>"
    assert item.ednote == "Press office, +351 1"
    assert (item.word_count, item.embargo, item.problems) == (11, None, ())


def test_html_is_taken_before_plain_text() -> None:
    html = (
        "<p>One <b>two</b>.</p><img src='https://a.example/1.jpg' alt='A'><img src='cid:x'>"
        "<img src='https://t.example/open.gif' width=1 height=1>"
    )
    item = the_item(letter(plain="One two.", html=html))
    assert item.body == "<p>One <strong>two</strong>.</p>"
    assert [media.alt for media in item.media] == ["A"]
    assert item.problems == (
        "Pictures that stand in the letter itself are not kept: save them into the library.",
    )
    assert the_item(letter(plain="Only plain.", html="<p></p>")).body == "<p>Only plain.</p>"


def test_wire_copy_that_is_attached_is_what_was_sent() -> None:
    made = letter(plain="Please hold.\n\nUnder embargo!", subject="Our story")
    made.add_attachment(
        b'{"uri": "urn:1", "edNote": "Note"}', maintype="application", subtype="json", filename="a.json"
    )
    made.add_attachment(b'{"urgency": 1}', maintype="application", subtype="json", filename="b.json")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../c.pdf")
    parcel = mail.parse(made.as_bytes(), parser_of=parser_of)
    (item,) = parcel.items
    assert (item.uri, item.format) == ("urn:1", "ninjs 3")
    assert item.ednote == "Note\nLetter: Our story\nPlease hold.\n\nUnder embargo!"
    assert item.embargo is not None
    assert item.embargo.until is None
    assert parcel.refused == ("b.json, line 1: The item has none of uri, guid. The item was not taken.",)
    assert "Attached and not kept: c.pdf (application/pdf, 0 kB)." in item.problems


def test_attachments_are_not_opened_without_somebody_who_knows_them() -> None:
    made = letter(plain="Text", subject="S")
    made.add_attachment(b'{"uri": "urn:1"}', maintype="application", subtype="json", filename="a.json")
    item = the_item(made)
    assert item.body == "<p>Text</p>"
    assert item.problems == ("Attached and not kept: a.json (application/json, 0 kB).",)


def test_a_forwarded_letter_is_opened_once() -> None:
    made, inner = (
        letter(plain="See below", subject="Fwd"),
        letter(plain="Inner", subject="In", message_id="<2@a.example>"),
    )
    inner.add_attachment(b'{"uri": "urn:1"}', maintype="application", subtype="json", filename="a.json")
    made.add_attachment(inner)
    parcel = mail.parse(made.as_bytes(), parser_of=lambda data, name: mail.parse)
    assert [(item.uri, item.body) for item in parcel.items] == [("mid:2@a.example", "<p>Inner</p>")]


@pytest.mark.parametrize(
    ("date", "problem"),
    [
        ("Mon, 05 Jan 2026 10:00:00", True),
        ("Mon, 05 Jan 2026 10:00:00 AST", True),
        ("Mon, 05 Jan 2026 10:00:00 CET", True),
        ("soon", True),
        ("", True),
        ("Mon, 05 Jan 2026 10:00:00 +2500", True),
        ("Mon, 05 Jan 2026 10:00:00 EST", False),
        ("Mon, 05 Jan 2026 10:00:00 +0100 (CET)", False),
    ],
)
def test_a_date_without_a_sure_zone_is_told_and_left_out(date: str, problem: bool) -> None:
    data = PLAIN.replace(b"Mon, 05 Jan 2026 10:00:00 +0100", date.encode())
    (item,) = mail.parse(data).items
    assert (item.versioned_at is None) == problem
    assert any(f"“{date}”" in one for one in item.problems) == problem


def test_a_letter_without_a_name_is_known_by_its_bytes() -> None:
    (item,) = mail.parse(PLAIN.replace(b"Message-ID: <1@a.example>\n", b"X-No: 1\n")).items
    assert item.uri.startswith("sha256:")
    assert "has no Message-ID" in item.problems[0]


def test_an_answer_names_what_it_answers() -> None:
    item = the_item(letter(in_reply_to="<0@a.example>", supersedes="<9@a.example>"))
    assert item.links == (
        Link(uri="mid:9@a.example", rel="supersedes"),
        Link(uri="mid:0@a.example", rel="in-reply-to"),
    )


@pytest.mark.parametrize(
    ("charset", "sent", "read", "told"),
    [
        ("utf-8", "café".encode(), "café", False),
        ("windows-1252", b"\x93caf\xe9\x94", "“café”", False),
        ("utf-8", b"caf\xe9", "café", True),
        ("punycode", "café".encode(), "café", False),
        ("unknown", b"caf\xe9", "café", True),
    ],
)
def test_encodings_are_read_as_named_or_told(charset: str, sent: bytes, read: str, told: bool) -> None:
    head = f"From: a\nDate: x\nSubject: s\nContent-Type: text/plain; charset={charset}\n\n".encode()
    (item,) = mail.parse(head + sent).items
    assert item.body == f"<p>{read}</p>"
    assert any("windows-1252: look at accents" in one for one in item.problems) == told


def test_headers_in_raw_bytes_are_read() -> None:
    (item,) = mail.parse("From: a\nDate: x\nSubject: Élections\n\nx".encode()).items
    assert item.headline == "Élections"
    (item,) = mail.parse(b"From: a\nDate: x\nSubject: =?utf-8?b?!!?= =?nope?q?x?= a\tb\n\nx").items
    assert item.headline


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not e-mail"),
        (b"Subject: x\n\nA text that begins like a letter.", "not e-mail"),
        (b"x" * 30_000_001, "at most 30 MB"),
        (
            b"From: a\nDate: b\n" + b"Content-Type: multipart/mixed; boundary=x\n" * 30 + b"\n",
            "30 letters and groups",
        ),
        (
            b"From: a\nDate: b\nContent-Type: multipart/mixed; boundary=x\n\n"
            + b"--x\n\na\n" * 300
            + b"--x--",
            "parts, and at most 200",
        ),
    ],
)
def test_what_is_no_letter_or_too_large_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        mail.parse(data)


@pytest.mark.parametrize(
    "text",
    [
        "EMBARGOED UNTIL 6pm",
        "Embargo: 18 Uhr",
        "Under strict embargo",
        "Sperrfrist 18:00",
        "SOB EMBARGO",
        "embargoed",
    ],
)
def test_words_that_hold(text: str) -> None:
    assert embargo_words.find("A line", f"Another\n{text}") == text


@pytest.mark.parametrize(
    "text", ["EU agrees oil embargo", "The embargo on arms", "Embargoed goods were seized", ""]
)
def test_words_that_do_not_hold(text: str) -> None:
    assert embargo_words.find(text) == ""
