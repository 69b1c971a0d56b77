"""A newer version of wire copy raises an alarm on every story that used it, and is taken over where nobody wrote."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from articles.acts import publish, withdraw
from articles.acts.act import Refused
from articles.advice import wires
from articles.body import fingerprints
from articles.incoming import alarms, drift, taking
from articles.incoming.taking import Taking
from articles.models import Article, Message, SourceUse, WireAlarm, WireItem, WireUse
from articles.policy import Role
from tests import factories, wire_copy
from tests.test_two_at_once import Meanwhile, until_it_waits

How = WireAlarm.How


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
    assert fingerprints.mark_of(
        "<p>Six  people <strong>died</strong> &amp; more</p>"
    ) == fingerprints.mark_of("<p>Six people died &amp; more</p>")


def test_texts_without_a_word_in_common_are_not_paired() -> None:
    long_one = text(*(f"alpha{number} beta{number}" for number in range(400)))
    other = text(*(f"gamma{number} delta{number}" for number in range(400)))
    assert all(one.place is None for one in drift.between(long_one, "", other).changes)


# The alarm


def used(
    story: Article | None = None, use: SourceUse = SourceUse.INPUTS, **said: Any
) -> tuple[Article, WireItem]:
    """A story that took an item in whole."""
    story = story or factories.story()
    return story, wire_copy.used(story, wire_copy.item(**said), use)


def told(somebody: User) -> list[tuple[str, str]]:
    return [(row.kind, row.note) for row in Message.objects.filter(to=somebody)]


CHANGED = {"body": text(VOTE, NINE, WIND)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({}, "version"),
        ({"signal": "correction"}, "correction"),
        ({"signal": "kill"}, "kill"),
        ({"status": "canceled"}, "kill"),
        ({"status": "withheld"}, "kill"),
    ],
)
def test_a_newer_version_raises_an_alarm_on_every_story_that_uses_the_item(
    said: dict[str, str], kind: str
) -> None:
    story, item = used()
    other = factories.story()
    taking.into(other, Taking(item.newest, SourceUse.BACKGROUND), by=factories.chief(), key=uuid.uuid4())
    factories.story()
    used(body="<p>Another item.</p>")
    version = wire_copy.newer(item, **CHANGED | said)
    found = {(alarm.article_id, alarm.kind, alarm.version_id) for alarm in WireAlarm.objects.open()}
    assert found == {(one.pk, kind, version.pk) for one in (story, other)}


@pytest.mark.django_db
def test_the_same_version_raises_one_alarm() -> None:
    _, item = used()
    version = wire_copy.newer(item)
    assert alarms.raise_for(item, version) == []
    assert WireAlarm.objects.count() == 1


@pytest.mark.django_db
def test_the_alarm_of_a_newer_version_takes_the_place_of_the_one_before() -> None:
    _, item = used()
    wire_copy.newer(item)
    wire_copy.killed(item)
    assert [(one.kind, one.how) for one in WireAlarm.objects.order_by("pk")] == [
        ("version", "overtaken"),
        ("kill", ""),
    ]


@pytest.mark.django_db
def test_its_people_are_told_and_of_a_kill_the_editors_by_letter_too() -> None:
    city = factories.section()
    author, chief, wire = (
        factories.user(role) for role in (Role.REPORTER, Role.EDITOR_IN_CHIEF, Role.WIRE_DESK)
    )
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    User.objects.update(email="somebody@example.org")
    _, item = used(factories.story(author, section=city, from_wire=True), headline="Ferry sinks")
    wire_copy.newer(item, **CHANGED)
    assert [len(told(one)) for one in (author, wire, editor, chief)] == [1, 1, 0, 0]
    assert told(author) == [("wire_changed", "Meridian: Ferry sinks")]
    wire_copy.killed(item)
    for one in (author, wire, editor, chief):
        assert told(one)[0] == ("wire_killed", "Meridian: Ferry sinks")
    letters = Message.objects.filter(is_to_be_mailed=True)
    assert {row.to_id for row in letters} == {author.pk, wire.pk, editor.pk, chief.pk}


@pytest.mark.django_db
def test_the_wire_desk_is_not_told_of_a_story_that_it_may_not_see() -> None:
    wire = factories.user(Role.WIRE_DESK)
    _, item = used()
    wire_copy.killed(item)
    assert told(wire) == []


@pytest.mark.django_db
def test_a_version_with_an_embargo_holds_the_story_back() -> None:
    story, item = used()
    until = wire_copy.in_hours(3)
    wire_copy.newer(item, embargo_until=until)
    story.refresh_from_db()
    assert (story.embargo, story.embargo_until, story.embargo_source) == ("until", until, "Meridian")


@pytest.mark.django_db
def test_ten_stories_cost_as_many_questions_as_one(django_assert_max_num_queries: Any) -> None:
    stories = [used()[0]]
    _, item = used(stories[0])
    for _number in range(9):
        other = factories.story()
        taking.into(other, Taking(item.newest, SourceUse.INPUTS), by=factories.chief(), key=uuid.uuid4())
    with django_assert_max_num_queries(19):
        wire_copy.newer(item)
    assert WireAlarm.objects.count() == 10


@pytest.mark.django_db
def test_a_version_that_waited_for_a_take_over_is_told_to_what_was_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story, item = used()
    wire_copy.newer(item, **CHANGED)
    first, hold = the_alarm(), alarms._held_stories

    def held(uses: Any) -> Any:
        """Whoever had the story took the version before over just then."""
        monkeypatch.setattr(alarms, "_held_stories", hold)
        alarms.take_over(first, by=factories.chief())
        return hold(uses)

    monkeypatch.setattr(alarms, "_held_stories", held)
    wire_copy.killed(item)
    assert the_alarm().use == WireUse.objects.current().get(article=story)


@pytest.mark.django_db
def test_many_versions_lock_all_their_stories_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    story, item = used()
    other, late = used(body="<p>Another item.</p>")
    third = factories.story()
    taking.into(third, Taking(item.newest, SourceUse.INPUTS), by=factories.chief(), key=uuid.uuid4())
    held: list[list[int]] = []
    monkeypatch.setattr(alarms, "_hold", lambda stories: held.append(sorted(stories)))
    alarms.raise_for_those([wire_copy.version_of(one) for one in (late, item)])
    assert held == [sorted([story.pk, other.pk, third.pk])]
    assert WireAlarm.objects.open().count() == 3


# Dealing with it


def the_alarm() -> WireAlarm:
    return WireAlarm.objects.open().select_related("use__version", "version", "item").get()


@pytest.mark.django_db
def test_taking_over_brings_the_story_to_the_new_version_and_closes_the_alarm() -> None:
    story, item = used()
    version = wire_copy.newer(item, **CHANGED)
    chief = factories.chief()
    alarms.take_over(the_alarm(), by=chief, key=uuid.uuid4())
    story.refresh_from_db()
    assert NINE in story.body
    assert DEAD not in story.body
    assert story.revision is not None
    assert story.revision.note == f"New version of Meridian taken over: {item}"
    closed = WireAlarm.objects.get()
    assert (closed.how, closed.by) == ("taken", chief)
    assert WireUse.objects.current().get().version == version


@pytest.mark.django_db
def test_taking_over_twice_is_done_once() -> None:
    story, item = used()
    wire_copy.newer(item, **CHANGED)
    alarm, key = the_alarm(), uuid.uuid4()
    for _time in range(2):
        alarms.take_over(alarm, by=factories.chief(), key=key)
    story.refresh_from_db()
    assert story.revisions.count() == 3
    with pytest.raises(Refused, match="dealt with it"):
        alarms.take_over(alarm, by=factories.chief(), key=uuid.uuid4())


@pytest.mark.django_db
def test_choices_made_on_an_older_revision_are_refused() -> None:
    story, item = used()
    wire_copy.newer(item, **CHANGED)
    factories.edit(story, factories.chief(), headline="Another")
    with pytest.raises(Refused, match="meanwhile"):
        alarms.take_over(the_alarm(), by=factories.chief(), base=2)


@pytest.mark.django_db
def test_not_needed_says_why() -> None:
    _, item = used()
    wire_copy.newer(item)
    with pytest.raises(Refused, match="Say why"):
        alarms.close(the_alarm(), How.NOT_NEEDED, by=factories.chief(), note=" ")
    alarms.close(the_alarm(), How.NOT_NEEDED, by=factories.chief(), note="A comma.")
    assert WireAlarm.objects.get().note == "A comma."
    wire_copy.newer(item)  # the next one rings again
    assert WireAlarm.objects.open().count() == 1


@pytest.mark.django_db
def test_after_a_kill_the_words_have_to_go_before_the_story_does_without_it() -> None:
    story, item = used()
    wire_copy.killed(item)
    alarm, chief = the_alarm(), factories.chief()
    with pytest.raises(Refused, match="nothing to take over"):
        alarms.take_over(alarm, by=chief)
    with pytest.raises(Refused, match="still in the story, paragraphs: 3"):
        alarms.close(alarm, How.NOT_NEEDED, by=chief, note="Rewritten.")
    factories.edit(story, chief, body="<p>All of it our own.</p>")
    alarms.close(alarm, How.NOT_NEEDED, by=chief, note="Rewritten.")
    story.refresh_from_db()
    assert not story.wire_uses.current().exists()
    factories.publish(story)


@pytest.mark.django_db
def test_the_alarm_of_a_kill_stays_while_readers_have_its_words() -> None:
    story, item = used()
    factories.publish(story)
    wire_copy.killed(item)
    chief = factories.chief()
    factories.edit(story, chief, body="<p>All of it our own.</p>")
    assert not alarms.close(the_alarm(), How.NOT_NEEDED, by=chief, note="Rewritten.")
    # It rings until readers have the story without these words, and the form of the story says so.
    (given_up,) = alarms.of_story(story)
    assert (given_up.is_current, given_up.open_alarm) == (False, the_alarm())
    assert the_alarm().is_kill
    factories.publish(story, note="Rewritten.")
    assert alarms.close(the_alarm(), How.NOT_NEEDED, by=chief, note="Rewritten.")
    assert alarms.of_story(story) == []
    assert not WireAlarm.objects.open().exists()


@pytest.mark.django_db
def test_words_of_a_kill_do_not_go_out_by_an_older_revision() -> None:
    story, item = used()
    chief = factories.chief()
    factories.ready(story, chief)
    before = story.approved_revision
    assert before is not None
    wire_copy.killed(item)
    factories.edit(story, chief, body="<p>All of it our own.</p>")
    alarms.close(the_alarm(), How.NOT_NEEDED, by=chief, note="Rewritten.")
    with pytest.raises(Refused, match="has killed"):
        publish.publish(before, by=chief, accept_older=True)
    # Nor as what is typed once more.
    factories.edit(story, chief, body=before.body)
    with pytest.raises(Refused, match="has killed"):
        factories.publish(story)


@pytest.mark.django_db
def test_words_of_a_kill_do_not_go_out_as_an_entry_of_live_coverage() -> None:
    story, item = used(factories.live_coverage())
    wire_copy.killed(item)
    with pytest.raises(Refused, match="has killed"):
        factories.entry(story, DEAD)
    factories.entry(story, "The harbour is closed.")


@pytest.mark.django_db
def test_withdrawn_is_said_once_readers_have_it_no_more() -> None:
    story, item = used()
    factories.publish(story)
    wire_copy.killed(item)
    with pytest.raises(Refused, match="Readers still have"):
        alarms.close(the_alarm(), How.WITHDRAWN, by=factories.chief(), note="")
    withdraw.withdraw(story, by=factories.chief(), note="Killed by the agency.")
    alarms.close(the_alarm(), How.WITHDRAWN, by=factories.chief(), note="")
    assert WireAlarm.objects.get().how == "withdrawn"


@pytest.mark.django_db
def test_those_who_may_neither_edit_nor_withdraw_close_nothing() -> None:
    _, item = used()
    wire_copy.newer(item)
    with pytest.raises(Refused):
        alarms.close(the_alarm(), How.NOT_NEEDED, by=factories.user(Role.WIRE_DESK), note="No.")


@pytest.mark.django_db
def test_the_checklist_warns_of_what_is_open() -> None:
    story, item = used(headline="Ferry sinks")
    wire_copy.newer(item, signal="correction")
    story.refresh_from_db()
    assert list(wires.advice(story)) == [
        "The wire copy “Ferry sinks” was corrected, and nobody has looked at that."
    ]


@pytest.mark.django_db
def test_the_first_page_has_kills_apart_and_only_of_stories_that_somebody_sees() -> None:
    _, item = used()
    _, other = used(body="<p>Another.</p>")
    wire_copy.newer(item)
    wire_copy.killed(other)
    kills, rest = alarms.first_for(factories.chief())
    assert ([one.kind for one in kills], [one.kind for one in rest]) == (["kill"], ["version"])
    assert alarms.first_for(factories.user(Role.REPORTER)) == ([], [])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_no_version_comes_between_the_look_and_the_taking() -> None:
    """Whoever takes waits for the version that arrives, and is told of it; otherwise no alarm would ever ring."""
    item, chief, meanwhile = wire_copy.item(), factories.chief(), Meanwhile()
    wish = Taking(WireItem.objects.get(pk=item.pk).newest, SourceUse.INPUTS)
    with transaction.atomic():
        wire_copy.newer(item)
        taker = meanwhile.begin(lambda: taking.begin(wish, by=chief, key=uuid.uuid4()))
        until_it_waits(taker)
    (refused,) = meanwhile.end()
    assert "newer version has come" in str(refused)
    assert not WireUse.objects.exists()
