"""Whatever arrives, a parser answers with records or with a refusal, and never with another error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.wire import mail, ninjs, ninjs_rules
from articles.wire.item import Parcel, Refused

SAMPLES = Path(__file__).parent / "samples" / "wire" / "ninjs"
FILES = [
    path.read_bytes()
    for path in sorted(
        [*SAMPLES.glob("examples/*/*.json"), *SAMPLES.glob("test_suite/3.0/should_pass/*.json")]
    )
]
quickly = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

texts = st.text(max_size=30) | st.sampled_from(
    [
        "usable",
        "canceled",
        "2026-01-01T00:00:00Z",
        "<p>x<img src='y'>",
        "text/html",
        "main",
        "picture",
        "\x00",
        "\ud800",
    ]
)
scalars = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | texts
names = st.sampled_from(sorted(ninjs_rules.ITEM.names)) | st.sampled_from(
    [
        "name",
        "value",
        "role",
        "contentType",
        "href",
        "embargoedUntil",
        "pubStatus",
        "body_html",
        "width",
        "type",
        "dates",
    ]
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)


def read(parser: Any, data: bytes) -> None:
    try:
        parcel = parser(data, name="a")
    except Refused:
        return
    assert isinstance(parcel, Parcel)
    for item in parcel.items:
        assert item.uri
        assert "\\x00" not in repr(item)
        assert "\\ud8" not in repr(item)


@quickly
@given(st.dictionaries(names, values, max_size=12), st.booleans())
def test_ninjs_of_any_content(item: dict[str, Any], listed: bool) -> None:
    item["uri"] = "urn:x"
    data = json.dumps({"items": [item, item]} if listed else item).encode("utf-8", "replace")
    read(ninjs.parse, data)


@quickly
@given(st.sampled_from(FILES), st.data())
def test_ninjs_that_was_damaged_on_its_way(file: bytes, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(file)))
    end = min(len(file), start + draw.draw(st.integers(0, 40)))
    read(ninjs.parse, file[:start] + draw.draw(st.binary(max_size=20)) + file[end:])


LETTER = (
    b"From: a\nDate: Mon, 05 Jan 2026 10:00:00 +0100\nSubject: =?utf-8?b?w4k=?=\n"
    b'Content-Type: multipart/mixed; boundary="x"\n\npreamble\n--x\nContent-Type: text/plain; charset=utf-8\n'
    b"Content-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9\n--x\nContent-Type: message/rfc822\n\n"
    b"From: b\nDate: c\n\nInner\n--x\nContent-Type: application/json; name*=utf-8''a%20b.json\n"
    b"Content-Transfer-Encoding: base64\nContent-Disposition: attachment\n\neyJ1cmkiOiAidXJuOjEifQ==\n--x--\n"
)


@quickly
@given(st.data())
def test_letters_that_were_damaged_on_their_way(draw: st.DataObject) -> None:
    data = LETTER
    for _ in range(draw.draw(st.integers(1, 4))):
        start = draw.draw(st.integers(16, len(data)))
        end = min(len(data), start + draw.draw(st.integers(0, 20)))
        words = st.sampled_from(
            [b"utf-7", b"punycode", b"\r", b"\n", b"=?x?q?", b"multipart/", b"\xff", b"''%", b";"]
        )
        data = data[:start] + draw.draw(words | st.binary(max_size=10)) + data[end:]
    read(lambda data, name: mail.parse(data, name=name, parser_of=lambda data, name: mail.parse), data)
    read(mail.parse, data)


@quickly
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    read(ninjs.parse, data)
    read(mail.parse, data)
    read(mail.parse, b"From: a\nDate: b\n" + data)
