"""JSON of agencies has one reading or none."""

import pytest

from articles.wire import strict_json
from articles.wire.item import Refused


def test_values_come_as_they_are_written() -> None:
    document = strict_json.read(b'{"a": [1, -2.5, "x\\u00e9", true, null], "b": {}}')
    assert document.value == {"a": [1, -2.5, "x\u00e9", True, None], "b": {}}
    assert document.problems == ()


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'{"a": 1,\n"b": 2,\n"a": 3}', 3, "“a” stands twice"),
        (b'{"embargoed": 1,\n"\\u0065mbargoed": 2}', 2, "“embargoed” stands twice"),
        (b'[{"a": 1}, {"a": 2},\n {"b": {}, "b": {}}]', 2, "“b” stands twice"),
        (b'{"a":\nNaN}', 2, "NaN is not a number"),
        (b'{"a":\n-Infinity}', 2, "-Infinity is not a number"),
        (b'{"a":\n\n1e400}', 3, "The number 1e400 is too large"),
        (b"[1,\n" + b"9" * 5000 + b"]", 2, "A number of 5,000 digits"),
        (b"[\n" + b"[" * 100 + b"]" * 101, 2, "more than 100 levels"),
        (b"[" * 100_000, None, "more than 100 levels"),
        (b'{"a": 1,\n}', 2, "This is not JSON: "),
        (b'{"a": "x\ny"}', 1, "invalid control character"),
        (b'{"a":\n"\xe9"}', 2, "not in UTF-8: byte 0xe9"),
        ("\ufeff{}".encode("utf-16-le"), 1, "is in UTF-16"),
        ("\ufeff{}".encode("utf-32-be"), 1, "is in UTF-32"),
        (b"", 1, "This is not JSON"),
        (b'{"a": 1} {"a": 1}', 1, "extra data"),
        (b'{"\\u0000": 1}', None, "A key holds characters"),
        (b"[" + b"0," * 500_001 + b"0]", None, "more than 500,000 values"),
        (b" " * 10_000_001, None, "10.0 MB, and at most 10 MB"),
        (b'"' + b'\\"' * 1_000_000, 1, "unterminated string"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_with_its_line(
    data: bytes, line: int | None, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        strict_json.read(data, name="a.json")
    assert reason in str(refused.value)
    assert (refused.value.name, refused.value.line) == ("a.json", line)


def test_depth_of_a_hundred_is_read() -> None:
    assert strict_json.read(b"[" * 100 + b"]" * 100).problems == ()


def test_a_byte_order_mark_is_left_out_and_told() -> None:
    document = strict_json.read(b"\xef\xbb\xbf{}")
    assert document.value == {}
    assert "byte order mark" in document.problems[0]


def test_characters_that_do_not_exist_are_replaced_and_told() -> None:
    document = strict_json.read(b'{"a": ["x\\u0000y", "\\ud83d"], "b": "\\ud83d\\ude00"}')
    assert document.value == {"a": ["x�y", "�"], "b": "😀"}
    assert document.problems == ("2 characters that do not exist in Unicode's texts were replaced by �.",)


def test_the_line_of_any_value_is_found() -> None:
    document = strict_json.read(b'{\n"a": [0,\n{"b\\u0062": "[,{\\"",\n"c": {}}],\n"d": 1}')
    lines = {
        (): 1,
        ("a",): 2,
        ("a", 0): 2,
        ("a", 1): 3,
        ("a", 1, "bb"): 3,
        ("a", 1, "c"): 4,
        ("d",): 5,
        ("e",): None,
    }
    assert {path: strict_json.line_of(document.text, path) for path in lines} == lines
