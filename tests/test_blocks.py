"""The records of the kinds of blocks: each says all that is asked of it, and the editor has one for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from articles import body
from articles.body import kinds
from articles.body.advertising import TextBlock, places
from articles.body.kinds import KINDS
from articles.body.reading import parse
from articles.body.schema import TEXT, Kind, Node
from articles.writing.redline import as_it_is
from tests.test_body_editor import EVERYTHING

PYTHON = Path(kinds.__file__).parent
SCRIPTS = settings.BASE_DIR / "static" / "desk" / "editor" / "kinds"

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def nodes(html: str) -> list[Node]:
    found = list(parse(html)[0])
    for node in found:  # grows meanwhile
        found += node.children
    return found


def test_the_table_names_every_file_and_the_editor_has_a_file_for_each() -> None:
    assert {*kinds.FILES} == {file.stem for file in PYTHON.glob("*.py")} - {"__init__"}
    assert {*kinds.FILES} == {file.stem for file in SCRIPTS.glob("*.js")}
    assert len(kinds.FILES) == len({*kinds.FILES})


def test_one_text_of_the_tests_holds_a_block_of_every_kind() -> None:
    assert {node.kind.name for node in nodes(EVERYTHING)} == {*KINDS}


@every_kind
def test_a_record_names_only_kinds_and_attributes_that_there_are(kind: Kind) -> None:
    assert kind.content == TEXT or {*kind.content, *filter(None, [kind.first])} <= {*KINDS}
    assert {*kind.above, *kind.below} <= kind.known
    assert all(not uses.written or kind.known & {*uses.written} for uses in kind.uses)
    holders = {one.name for one in KINDS.values() if kind.name in (*one.content, one.first)}
    assert kind.stands != "in others" or holders


@every_kind
def test_a_block_of_every_kind_says_its_words_or_is_put_into_words(kind: Kind) -> None:
    node = next(node for node in nodes(EVERYTHING) if node.kind is kind)
    assert kind.is_atom is (kind.in_words is not None)
    assert kind.in_words is None or kind.in_words(node, {})
    assert kind.is_atom or any(kind.text(node))
    assert as_it_is(node, {})


@every_kind
def test_readers_get_a_block_of_every_kind(kind: Kind) -> None:
    found = (block for block in body.blocks(EVERYTHING) if kind in {node.kind for node in nodes(block)})
    given = {
        "picture": lambda use: "a picture",
        "related": lambda story: "a story",
        "video": lambda use: "a video",
    }
    assert body.render(next(found), **given)  # type: ignore[arg-type]


@every_kind
def test_an_advertisement_keeps_away_from_all_but_paragraphs(kind: Kind) -> None:
    text, one = TextBlock("paragraph", 100), TextBlock(kind.name, 100)
    assert places([text, one, text]) == ([(0, 100), (1, 200)] if kind.name == "paragraph" else [])
