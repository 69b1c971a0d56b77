"""For any two edits of a base, nothing typed by either is missing from the result or from a question."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from articles import body
from articles.body.differing import spans
from articles.models.content import Content
from articles.models.story import CONTENT_FIELDS
from articles.writing import merging
from articles.writing.merging import Merge, answer, merge

EMPTY: dict[str, Any] = dict.fromkeys(CONTENT_FIELDS, "")


def content(
    *blocks: str, bylines: tuple[dict[str, Any], ...] = (), topics: tuple[int, ...] = (), **fields: Any
) -> Content:
    text = "".join(f"<p>{block}</p>" for block in blocks)
    return Content(EMPTY | fields | {"body": text}, bylines=bylines, topics=topics)


def byline(name: str, role: str = "reported") -> dict[str, Any]:
    return {"role": role, "reporter": None, "organisation": name, "name": ""}


def paragraphs(merged: Merge | Content) -> list[str]:
    found = merged.content if isinstance(merged, Merge) else merged
    return [body.plain_text(block) for block in body.blocks(found.fields["body"])]


BASE = content("One river.", "Two ferries.", "Three bridges.", headline="Base", standfirst="Base standfirst")


def test_changes_to_different_fields_merge() -> None:
    mine = content(
        "One river.", "Two ferries.", "Three bridges.", headline="Mine", standfirst="Base standfirst"
    )
    theirs = content("One river.", "Two ferries.", "Three bridges.", headline="Base", standfirst="Theirs")
    merged = merge(BASE, mine, theirs)
    assert merged.is_settled
    assert (merged.content.fields["headline"], merged.content.fields["standfirst"]) == ("Mine", "Theirs")
    assert (merged.from_mine, merged.from_theirs) == (("headline",), ("standfirst",))


def test_neighbouring_paragraphs_merge() -> None:
    mine = content("One wide river.", "Two ferries.", "Three bridges.")
    theirs = content("One river.", "Two old ferries.", "Three bridges.")
    merged = merge(content("One river.", "Two ferries.", "Three bridges."), mine, theirs)
    assert merged.is_settled
    assert paragraphs(merged) == ["One wide river.", "Two old ferries.", "Three bridges."]


def test_the_same_paragraph_changed_twice_asks_with_both_texts() -> None:
    base = content("One river.", "Two ferries.")
    mine, theirs = content("One wide river.", "Two ferries."), content("One long river.", "Two ferries.")
    merged = merge(base, mine, theirs)
    (question,) = merged.questions
    assert (question.name, question.mine, question.theirs) == (
        "body",
        "<p>One wide river.</p>",
        "<p>One long river.</p>",
    )
    assert paragraphs(answer(merged, ["mine"])) == ["One wide river.", "Two ferries."]
    assert paragraphs(answer(merged, ["theirs"])) == ["One long river.", "Two ferries."]
    assert paragraphs(answer(merged, ["both"])) == ["One long river.", "One wide river.", "Two ferries."]


def test_a_gallery_is_one_block_known_by_its_pictures() -> None:
    def gallery(*captions: str, first: int = 1) -> str:
        figures = (
            f'<figure data-picture="{number}" data-caption="{caption}"></figure>'
            for number, caption in enumerate(captions, start=first)
        )
        return f'<div data-gallery="">{"".join(figures)}</div>'

    def story(*blocks: str) -> Content:
        return Content(EMPTY | {"body": "".join(blocks)})

    base = story("<p>One river.</p>", gallery("Dawn", "Dusk"), "<p>Two ferries.</p>")
    mine = story("<p>One river.</p>", gallery("At dawn", "Dusk"), "<p>Two ferries.</p>")
    moved = story("<p>One wide river.</p>", "<p>Two ferries.</p>", gallery("Dawn", "Dusk"))
    merged = merge(base, mine, moved)
    assert merged.is_settled
    assert merged.content.fields["body"] == (
        f"<p>One wide river.</p><p>Two ferries.</p>{gallery('At dawn', 'Dusk')}"
    )
    (question,) = merge(
        base, mine, story("<p>One river.</p>", gallery("Dawn", "At dusk"), "<p>Two ferries.</p>")
    ).questions
    assert (question.mine, question.theirs) == (gallery("At dawn", "Dusk"), gallery("Dawn", "At dusk"))
    assert merging.blocks_alike(gallery("Dawn", "Dusk"), gallery("Dawn", "Dusk", first=8)) == 0.0


def test_a_paragraph_edited_by_one_and_deleted_by_the_other_asks() -> None:
    base = content("One river.", "Two ferries.", "Three bridges.")
    merged = merge(
        base,
        content("One river.", "Three bridges."),
        content("One river.", "Two old ferries.", "Three bridges."),
    )
    (question,) = merged.questions
    assert (question.mine, question.theirs) == (None, "<p>Two old ferries.</p>")
    assert paragraphs(answer(merged, ["mine"])) == ["One river.", "Three bridges."]
    merged = merge(
        base,
        content("One river.", "Two old ferries.", "Three bridges."),
        content("One river.", "Three bridges."),
    )
    assert paragraphs(answer(merged, ["mine"])) == ["One river.", "Two old ferries.", "Three bridges."]
    assert paragraphs(answer(merged, ["theirs"])) == ["One river.", "Three bridges."]


def test_both_may_add_at_the_same_place() -> None:
    merged = merge(content("One."), content("One.", "Mine."), content("One.", "Theirs."))
    assert merged.is_settled
    assert paragraphs(merged) == ["One.", "Theirs.", "Mine."]


def test_the_same_change_by_both_is_one_change() -> None:
    merged = merge(content("One."), content("One.", "Same."), content("One.", "Same."))
    assert paragraphs(merged) == ["One.", "Same."]


def test_bylines_merge_row_by_row() -> None:
    ines, tom, pia = byline("Ines"), byline("Tom"), byline("Pia")
    merged = merge(content(bylines=(ines,)), content(bylines=(ines, tom)), content(bylines=(pia, ines)))
    assert merged.content.bylines == (pia, ines, tom)
    merged = merge(
        content(bylines=(ines,)),
        content(bylines=(byline("Ines", "edited"),)),
        content(bylines=(byline("Ines", "photographs"),)),
    )
    assert [question.name for question in merged.questions] == ["bylines"]


def test_topics_are_a_set() -> None:
    merged = merge(content(topics=(1, 2)), content(topics=(2, 3)), content(topics=(1, 2, 4)))
    assert merged.content.topics == (2, 4, 3)
    assert merged.is_settled


def test_a_headline_changed_twice_can_be_kept_in_both_forms() -> None:
    merged = merge(content(headline="Base"), content(headline="Mine"), content(headline="Theirs"))
    assert [answer(merged, [choice]).fields["headline"] for choice in ("mine", "theirs", "both")] == [
        "Mine",
        "Theirs",
        "Theirs Mine",
    ]


# Few and short words, so that blocks repeat, move and resemble each other often.
words = st.lists(st.sampled_from(["river", "ferry", "bridge", "tide", "gate"]), min_size=1, max_size=4).map(
    " ".join
)
texts = st.lists(words, max_size=6).map(tuple)
rows = st.lists(st.sampled_from(["Ines", "Tom", "Pia"]), max_size=3, unique=True).map(
    lambda names: tuple(map(byline, names))
)
contents = st.builds(
    lambda blocks, bylines, headline, topics: content(
        *blocks, bylines=bylines, headline=headline, topics=tuple(topics)
    ),
    texts,
    rows,
    words,
    st.lists(st.integers(1, 4), max_size=3, unique=True),
)


def said(merged: Merge) -> tuple[set[str], set[str], list[Any]]:
    """All blocks, headlines and bylines that the result or a question shows."""
    blocks = set(body.blocks(merged.content.fields["body"]))
    headlines = {merged.content.fields["headline"]}
    bylines = [dict(row) for row in merged.content.bylines]
    for question in merged.questions:
        for value in (question.mine, question.theirs):
            if question.name == "body" and value is not None:
                blocks.add(value)
            elif question.name == "headline":
                headlines.add(value)
            elif question.name == "bylines" and value is not None:
                bylines.append(merging.json.loads(value))
    return blocks, headlines, bylines


@given(contents, contents, contents)
def test_nothing_typed_is_missing(base: Content, mine: Content, theirs: Content) -> None:
    blocks, headlines, bylines = said(merge(base, mine, theirs))
    was = set(body.blocks(base.fields["body"]))
    for version in (mine, theirs):
        assert set(body.blocks(version.fields["body"])) - was <= blocks
        assert version.fields["headline"] in headlines | {base.fields["headline"]}
        assert all(row in bylines for row in version.bylines if row not in base.bylines)


@given(contents, contents)
def test_an_edit_of_one_alone_is_taken_as_it_is(base: Content, edited: Content) -> None:
    for merged in (merge(base, edited, base), merge(base, base, edited), merge(base, edited, edited)):
        assert merged.is_settled
        assert merged.content.fields == edited.fields
        assert merged.content.bylines == edited.bylines
        assert set(merged.content.topics) == set(edited.topics)


@given(contents, contents, contents)
def test_choosing_both_everywhere_keeps_every_new_block(
    base: Content, mine: Content, theirs: Content
) -> None:
    merged = merge(base, mine, theirs)
    kept = set(body.blocks(answer(merged, ["both"] * len(merged.questions)).fields["body"]))
    new = {*body.blocks(mine.fields["body"]), *body.blocks(theirs.fields["body"])} - set(
        body.blocks(base.fields["body"])
    )
    assert new <= kept


@given(contents, contents, contents)
def test_every_question_can_be_answered_with_mine_or_theirs(
    base: Content, mine: Content, theirs: Content
) -> None:
    merged = merge(base, mine, theirs)
    for choice in ("mine", "theirs"):
        answered = answer(merged, [choice] * len(merged.questions))
        for question in merged.questions:
            if question.place is None:
                assert answered.fields[question.name] == getattr(question, choice)


def test_very_long_texts_merge_without_a_long_wait() -> None:
    base = [f"Paragraph {number % 7}" for number in range(20_000)]
    merged = merge(content(*base), content(*base, "Mine"), content("Theirs", *base))
    assert merged.is_settled
    assert paragraphs(merged)[0] == "Theirs"
    assert paragraphs(merged)[-1] == "Mine"


def test_both_is_no_choice_where_two_texts_cannot_stand_together() -> None:
    long = merge(content(headline="Base"), content(headline="m" * 3000), content(headline="t" * 3000))
    section = merge(content(section_id=1), content(section_id=2), content(section_id=3))
    slug = merge(content(slug="a"), content(slug="b"), content(slug="c"))
    for merged in (long, section, slug):
        assert merging.choices(merged.questions[0]) == ("theirs", "mine")
        assert not merging.fit(merged.questions, ["both"])


def test_texts_that_repeat_themselves_are_compared_without_a_long_wait() -> None:
    before, after = ["a", "b"] * 4000, ["a", "c"] * 4000
    found = spans(before, after)
    assert (found[0].equal, found[0].b, found[-1].b, found[-1].d) == (True, 1, 8000, 8000)


def test_a_paragraph_whose_first_letter_changed_is_the_same_paragraph() -> None:
    base = content("the ferry runs all night", "nothing else")
    mine = content("New.", "The ferry runs all night", "nothing else")
    theirs = content("the ferry runs all night long", "nothing else")
    (question,) = merge(base, mine, theirs).questions
    assert (question.mine, question.theirs) == (
        "<p>The ferry runs all night</p>",
        "<p>the ferry runs all night long</p>",
    )


def test_two_who_change_a_raised_sign_and_another_paragraph_are_merged() -> None:
    base, mine, theirs = (
        ["<p>10<sup>6</sup> boats</p>", '<ol start="3"><li><p>c</p></li></ol>'],
        ["<p>10<sup>9</sup> boats</p>", '<ol start="3"><li><p>c</p></li></ol>'],
        ["<p>10<sup>6</sup> boats</p>", '<ol start="4"><li><p>c</p></li></ol>'],
    )
    merged = merging.merge_lists("body", base, mine, theirs, alike=merging.blocks_alike)
    assert (merged.items, merged.questions) == ([mine[0], theirs[1]], [])
