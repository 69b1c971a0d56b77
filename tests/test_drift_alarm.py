"""A newer version of wire copy raises an alarm on every story that used it, and is taken over where nobody wrote."""

from __future__ import annotations

from articles.incoming import drift


def text(*paragraphs: str) -> str:
    return "".join(f"<p>{one}</p>" for one in paragraphs)


VOTE = "The council of Porto voted on Tuesday to run ferries all night."
DEAD = "Six people died when the ferry sank off the coast, the police said."
NINE = "Nine people died when the ferry sank off the coast, the police said."
WIND = "The wind had been strong since the early morning."
NEW = "Divers searched for two more, who are missing."


# What differs, and how it stands in the story


def test_a_paragraph_nobody_touched_takes_the_new_words() -> None:
    story = text(VOTE, "Our own sentence of the day.", DEAD)
    found = drift.between(text(VOTE, DEAD), text(VOTE, NINE), story)
    assert [(one.stands, one.place) for one in found.changes] == [("unchanged", 2)]
    assert drift.taken_over(story, found, ()) == text(VOTE, "Our own sentence of the day.", NINE)


def test_a_paragraph_an_editor_changed_stays_until_somebody_chooses() -> None:
    mine = DEAD.replace("the police said", "the harbour police told us")
    story = text(VOTE, mine)
    found = drift.between(text(VOTE, DEAD), text(VOTE, NINE), story)
    (one,) = found.changes
    assert (one.stands, one.mine, one.new) == ("edited", text(mine), text(NINE))
    assert drift.taken_over(story, found, ()) == story
    assert drift.taken_over(story, found, {one.key}) == text(VOTE, NINE)


def test_paragraphs_are_found_where_the_editor_moved_them() -> None:
    story = text(WIND, "Ours.", DEAD, VOTE)
    found = drift.between(text(VOTE, DEAD, WIND), text(VOTE, NINE, WIND), story)
    assert drift.taken_over(story, found, ()) == text(WIND, "Ours.", NINE, VOTE)


def test_a_paragraph_that_the_agency_took_back_goes() -> None:
    story = text(VOTE, DEAD, WIND)
    found = drift.between(text(VOTE, DEAD, WIND), text(VOTE, WIND), story)
    assert drift.taken_over(story, found, ()) == text(VOTE, WIND)


def test_a_new_paragraph_is_offered_behind_the_one_before_it() -> None:
    story = text("Ours.", VOTE, WIND)
    found = drift.between(text(VOTE, WIND), text(VOTE, NEW, WIND), story)
    (one,) = found.to_choose
    assert (one.stands, one.place) == ("new", 1)
    assert drift.taken_over(story, found, ()) == story
    assert drift.taken_over(story, found, {one.key}) == text("Ours.", VOTE, NEW, WIND)


def test_what_is_not_in_the_story_is_told_and_never_taken() -> None:
    story = text("Ours alone.", WIND)
    found = drift.between(text(VOTE, DEAD, WIND), text(VOTE, NINE, WIND), story)
    assert [one.stands for one in found.changes] == ["not here"]
    assert drift.taken_over(story, found, {one.key for one in found.changes}) == story


def test_what_the_story_has_already_is_no_difference() -> None:
    assert drift.between(text(VOTE, DEAD), text(VOTE, NINE), text(VOTE, NINE)).changes == ()


def test_marks_and_spaces_make_no_other_paragraph() -> None:
    assert drift.mark_of("<p>Six  people <strong>died</strong> &amp; more</p>") == drift.mark_of(
        "<p>Six people died &amp; more</p>"
    )
    marks = drift.marks_of(text(VOTE, DEAD))
    assert drift.still_there(text("Ours.", DEAD), marks) == 1


def test_texts_without_a_word_in_common_are_not_paired() -> None:
    long_one = text(*(f"alpha{number} beta{number}" for number in range(400)))
    other = text(*(f"gamma{number} delta{number}" for number in range(400)))
    assert all(one.place is None for one in drift.between(long_one, "", other).changes)
