"""Releases at a time: several stories, with a front or without, go out together, or none of them does."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import (
    kill,
    moving,
    plain_moves,
    publish,
    schedule,
    schedule_withdrawal,
    unschedule,
    withdraw,
)
from articles.acts.act import Refused
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import going_live, versions
from articles.models import (
    Article,
    EmbargoState,
    Front,
    FrontMove,
    FrontVersion,
    GonePath,
    Letter,
    Message,
    PublishedFront,
    Revision,
    Scheduled,
    ScheduledRelease,
    StateChange,
)
from articles.policy import Role
from articles.schedule import on_time, releases
from tests import factories
from tests.desk_forms import at_the_desk, form_of
from tests.test_schedule import approved, hours, next_version, standing
from tests.test_schedule_on_time import is_due, live, spoiled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chief() -> User:
    return factories.chief()


def home(chief: User, *stories: Article) -> FrontVersion:
    base = FrontVersion.objects.count() or None
    pinned = Arrangement((Zone(1, "lead", "front", 3, pins=tuple(Pin(story.pk) for story in stories)),))
    version = versions.save(None, pinned, base=base, by=chief)
    assert version is not None
    return version


def two(first: str = "One", second: str = "Two") -> tuple[list[Article], list[Revision]]:
    stories = [factories.story(headline=name) for name in (first, second)]
    return stories, [approved(one) for one in stories]


def carry_out(release: ScheduledRelease) -> None:
    is_due(*release.scheduled.waiting())
    on_time.carry_out_due(timezone.now())


def states() -> list[str]:
    return list(Scheduled.objects.order_by("pk").values_list("state", flat=True))


def test_one_that_may_not_go_out_holds_all_back_and_one_letter_tells(chief: User) -> None:
    User.objects.filter(pk=chief.pk).update(email="chief@example.org")
    stories, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=chief)
    spoiled(stories[1])
    carry_out(release)
    assert (live(), states()) == ({}, ["failed", "failed"])
    embargo = "It is under embargo until lifted (The ministry)."
    why = f"It was to go out together with others. “Two”: {embargo}"
    # The log of each says what is about itself: who reads it need not see the other.
    assert list(Scheduled.objects.order_by("article").values_list("reason", flat=True)) == [
        f"{on_time.TOGETHER} {on_time.ANOTHER}",
        f"{on_time.TOGETHER} {embargo}",
    ]
    letter = Letter.objects.get()
    assert letter.subject == "Not published at its time: One and 1 more"
    assert ("“One”" in letter.text, "“Two”" in letter.text, why in letter.text) == (True, True, True)
    Article.objects.update(embargo=EmbargoState.NONE)
    carry_out(releases.plan(revisions, at=hours(2), by=chief))
    assert set(live()) == {story.pk for story in stories}


def test_a_front_goes_live_with_its_stories_in_the_version_that_was_chosen(chief: User) -> None:
    stories, revisions = two()
    version = home(chief, *stories)
    release = releases.plan(revisions, at=hours(2), by=chief, version=version)
    later = home(chief, stories[1])
    assert PublishedFront.objects.count() == 0
    spoiled(stories[0])
    carry_out(release)
    assert (live(), Front.objects.get().live, FrontMove.objects.count()) == ({}, None, 0)
    Article.objects.update(embargo=EmbargoState.NONE)
    carry_out(releases.plan(revisions, at=hours(2), by=chief, version=version))
    assert set(live()) == {story.pk for story in stories}
    front, move = Front.objects.get(), FrontMove.objects.get()
    assert (front.live, front.newest) == (version, later)
    assert (move.act, move.by, sorted(move.stories)) == ("released", chief, sorted(one.pk for one in stories))
    assert PublishedFront.objects.get().number == version.number


def test_a_front_that_its_maker_may_not_release_any_more_holds_the_stories_back(chief: User) -> None:
    editor = factories.user(Role.EDITOR_IN_CHIEF)
    stories, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=editor, version=home(chief, *stories))
    editor.groups.clear()
    carry_out(release)
    assert (live(), states(), Front.objects.get().live) == ({}, ["failed", "failed"], None)


def test_a_release_that_is_tried_again_keeps_no_story_waiting(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=chief)
    single = factories.story(headline="Alone")
    is_due(*release.scheduled.all())
    is_due(schedule.schedule(approved(single), at=hours(2), by=chief), ago=timedelta(0))
    tried, do = [], on_time._do

    def away(rows: list[Scheduled]) -> None:
        tried.append(len(rows))
        if len(rows) > 1:
            raise OperationalError("The database is away.")
        do(rows)

    monkeypatch.setattr(on_time, "_do", away)
    for _ in range(2):
        on_time.carry_out_due(timezone.now())
    assert (tried, live()) == ([2, 1], {single.pk: "Alone"})


@pytest.mark.parametrize("act", ["return", "kill", "publish", "publish and withdraw"])
def test_what_somebody_decides_of_one_meanwhile(chief: User, act: str) -> None:
    """One that is out already keeps none of the others back; one that was stopped does."""
    stories, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=chief)
    match act:
        case "return":
            moving.move(plain_moves.RETURN, stories[0], by=chief, note="Ask the council.")
        case "kill":
            publish.publish(revisions[0], by=chief)
            kill.kill(stories[0], by=chief, note="A court says so.")
        case _:
            publish.publish(revisions[0], by=chief)
    if act == "publish and withdraw":
        from articles.acts import withdraw

        withdraw.withdraw(stories[0], by=chief)
    carry_out(release)
    if act == "publish":
        assert set(live()) == {story.pk for story in stories}
        return
    assert (live(), standing(stories[1])) == ({}, [("failed", "first", 1)])
    assert Scheduled.objects.get(article=stories[1]).reason == f"{on_time.TOGETHER} {on_time.ANOTHER}"
    [told] = Message.objects.filter(to=chief, kind="not_out")
    assert "“One” was to go out with it, and was taken back since." in told.note


def test_nobody_gives_one_of_them_another_time_alone(chief: User) -> None:
    stories, revisions = two()
    releases.plan(revisions, at=hours(2), by=chief)
    with pytest.raises(Refused, match="goes out together with others"):
        schedule.schedule(revisions[0], at=hours(3), by=chief)
    with pytest.raises(Refused, match="goes out together with others"):
        schedule.schedule(next_version(stories[0], "Newer"), at=hours(1.5), by=chief)
    with pytest.raises(Refused, match="goes out together with others"):
        unschedule.unschedule(stories[0], by=chief)
    assert states() == ["waiting", "waiting"]


def test_a_release_is_changed_as_a_whole(chief: User) -> None:
    """Another time, one story less, one more, and a newer text of one: what waits is what was decided last."""
    (one, two_), revisions = two()
    before = releases.plan(revisions, at=hours(2), by=chief)
    third, at = factories.story(headline="Three"), hours(4)
    newer = next_version(two_, "Two, newer")
    after = releases.plan([newer, approved(third)], at=at, by=chief, instead_of=before)
    assert standing(one) == [("cancelled", "first", 1)]
    assert sorted(standing(two_)) == [("cancelled", "first", 1), ("waiting", "first", 2)]
    assert list(before.scheduled.waiting()) == []
    assert {(row.article_id, row.at) for row in after.scheduled.waiting()} == {(two_.pk, at), (third.pk, at)}
    carry_out(after)
    assert live() == {two_.pk: "Two, newer", third.pk: "Three"}


def test_a_withdrawn_story_goes_out_with_others_only_if_somebody_says_so(chief: User) -> None:
    gone, new = factories.live_story(), factories.story(headline="New")
    withdraw.withdraw(gone, by=chief)
    chosen = [approved(gone), approved(new)]
    with pytest.raises(Refused, match="Say whether they get it again"):
        releases.plan(chosen, at=hours(2), by=chief)
    desk, address = at_the_desk(chief), reverse("admin:articles_article_release")
    page = html.fromstring(desk.get(address).content)
    assert page.xpath("//input[starts-with(@name, 'back-')]/@name") == [f"back-{gone.pk}"]
    [form] = page.xpath("//form[contains(@class, 'act-form')]")
    sent = dict(form.form_values()) | {"at_0": "2099-11-29", "at_1": "18:00", "do": "plan"}
    sent["story"] = [f"{one.article_id}.{one.number}" for one in chosen]
    assert (desk.post(address, sent).status_code, states()) == (409, [])
    assert desk.post(address, sent | {f"back-{gone.pk}": "on"}).status_code == 302
    # Whoever gives all of them another time has said so already.
    assert states() == ["waiting", "waiting"]
    releases.plan(chosen, at=hours(3), by=chief, instead_of=ScheduledRelease.objects.get())
    carry_out(ScheduledRelease.objects.latest("pk"))
    assert set(live()) == {gone.pk, new.pk}


def test_a_release_is_taken_back_as_a_whole_and_once(chief: User) -> None:
    _, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=chief)
    assert releases.take_back(release, by=chief) == 2
    assert states() == ["cancelled", "cancelled"]
    with pytest.raises(Refused, match="Nothing is scheduled any more"):
        releases.take_back(release, by=chief)


def test_a_press_sent_twice_plans_once_and_all_reasons_are_given_at_once(chief: User) -> None:
    _, revisions = two()
    key, at = uuid.uuid4(), hours(2)
    release = releases.plan(revisions, at=at, by=chief, key=key)
    assert releases.plan(revisions, at=at, by=chief, key=key) == release
    with pytest.raises(Refused, match="has been used before"):
        releases.plan(revisions, at=hours(3), by=chief, key=key)
    with pytest.raises(Refused, match="Choose at least two"):
        releases.plan(revisions[:1], at=at, by=chief)
    others, bad = two("Three", "Four")
    for story in others:
        spoiled(story)
    with pytest.raises(Refused) as refused:
        releases.plan(bad, at=at, by=chief)
    assert [reason.split(":")[0] for reason in refused.value.reasons] == ["“Three”", "“Four”"]
    assert (ScheduledRelease.objects.get(), Scheduled.objects.count()) == (release, 2)
    sport = factories.user(Role.SECTION_EDITOR, sections=(factories.section("Sport"),))
    with pytest.raises(Refused, match="not one of them"):
        releases.take_back(release, by=sport)
    assert states() == ["waiting", "waiting"]
    assert going_live.due(hours(9)).count() == 0


# What readers are told of each


def test_each_story_of_a_release_goes_out_with_its_own_kind_and_note(chief: User) -> None:
    comma, vote, new = (
        factories.live_story(headline="Comma"),
        factories.live_story(headline="Vote"),
        factories.story(),
    )
    pair = [next_version(comma, "Comma,"), next_version(vote, "Vote lost"), approved(new)]
    address = reverse("admin:articles_article_release")
    document = html.fromstring(at_the_desk(chief).get(address).content)
    assert document.xpath("//select/@name")[:2] == [f"kind-{vote.pk}", f"kind-{comma.pk}"]
    [form] = document.xpath("//form[contains(@class, 'act-form')]")
    at = timezone.localtime(hours(2))
    sent = dict(form.form_values()) | {
        "story": [f"{one.article_id}.{one.number}" for one in pair],
        "at_0": f"{at:%Y-%m-%d}",
        "at_1": f"{at:%H:%M:%S}",
        "do": "plan",
        f"kind-{comma.pk}": "minor",
        f"note-{vote.pk}": "Adds the vote.",
    }
    for _ in range(2):
        assert at_the_desk(chief).post(address, sent).status_code == 302
    other = at_the_desk(chief).post(address, sent | {f"note-{vote.pk}": "Another."})
    assert (other.status_code, "has been used before" in other.content.decode()) == (409, True)
    release = ScheduledRelease.objects.get()
    document = html.fromstring(at_the_desk(chief).get(f"{address}?release={release.pk}").content)
    assert document.xpath(f"//select[@name='kind-{comma.pk}']/option[@selected]/@value") == ["minor"]
    assert document.xpath(f"//input[@name='note-{vote.pk}']/@value") == ["Adds the vote."]
    carry_out(release)
    found = {
        one.live_edition.kind: one.live_edition.note for one in Article.objects.all() if one.live_edition
    }
    assert found == {"minor": "", "update": "Adds the vote.", "first": ""}


def test_the_page_of_a_front_says_with_which_release_it_goes_live(chief: User) -> None:
    stories, revisions = two()
    release = releases.plan(revisions, at=hours(2), by=chief, version=home(chief, *stories))
    address = reverse("admin:articles_front_edit", args=["home"])

    def said() -> list[str]:
        document = html.fromstring(at_the_desk(chief).get(address).content)
        parts = document.xpath("//section[@aria-labelledby='with-release']")
        return [" ".join(one.text_content().split()) for one in parts]

    [words] = said()
    assert words.startswith("Live with a release Version 1")
    assert words.endswith("with 2 stories, all or none Look at the release")
    releases.take_back(release, by=chief)
    assert said() == []


def test_nobody_is_told_the_headline_of_another_story_that_they_may_not_see(chief: User) -> None:
    """On the story's own page, on the page of schedules, by a refusal, in its log and in messages."""
    User.objects.filter(pk=chief.pk).update(email="chief@example.org")
    city, sport = factories.section("City"), factories.section("Sport")
    ines = factories.user(Role.REPORTER)
    goal = factories.story(ines, section=sport, headline="A goal")
    secret = factories.story(section=city, headline="The raid")
    third = factories.story(section=city, headline="The raid, second")
    release = releases.plan([approved(one) for one in (goal, secret, third)], at=hours(2), by=chief)
    editor = factories.user(Role.SECTION_EDITOR, sections=(sport,))
    with pytest.raises(Refused, match="A story that you may not see: You may do this to"):
        releases.take_back(release, by=editor)
    moving.move(plain_moves.RETURN, secret, by=chief, note="Ask the council.")
    for desk, pages in (
        (at_the_desk(ines), [form_of(goal), reverse("admin:articles_article_schedule")]),
        (at_the_desk(editor), [form_of(goal), reverse("admin:articles_article_schedule")]),
    ):
        for page in pages:
            text = desk.get(page).content.decode()
            assert "A story that you may not see was to go out with it, and was taken back since." in text
            assert "The raid" not in text
    assert "“The raid” was to go out with it" in at_the_desk(chief).get(form_of(goal)).content.decode()
    carry_out(release)
    assert states() == ["failed", "cancelled", "failed"]
    told = Message.objects.filter(article=goal, kind="not_out")
    said = [*StateChange.objects.filter(article=goal), *told.exclude(to=chief)]
    assert {one.note for one in said if "together" in one.note} == {f"{on_time.TOGETHER} {on_time.ANOTHER}"}
    assert "“The raid” was to go out with it" in told.get(to=chief).note
    assert "“The raid” was to go out with it" in Letter.objects.get(subject__startswith="Not published").text


# Stories that readers lose with others


def test_what_is_withdrawn_goes_as_the_others_come_all_or_none(chief: User) -> None:
    old = factories.live_story(headline="Old")
    new = approved(factories.story(headline="New"))
    address = reverse("admin:articles_article_release")
    document = html.fromstring(at_the_desk(chief).get(f"{address}?withdraw={old.pk}").content)
    assert document.xpath("//input[@name='withdraw'][@checked]/@value") == [str(old.pk)]
    [form] = document.xpath("//form[contains(@class, 'act-form')]")
    at = timezone.localtime(hours(2))
    sent = dict(form.form_values()) | {
        "story": f"{new.article_id}.{new.number}",
        "at_0": f"{at:%Y-%m-%d}",
        "at_1": f"{at:%H:%M:%S}",
        "do": "plan",
        f"told-{old.pk}": "The new one replaces it.",
    }
    for _ in range(2):
        assert at_the_desk(chief).post(address, sent).status_code == 302
    release = ScheduledRelease.objects.get()
    assert (release.revisions, release.withdrawals, release.size) == ([new.pk], [old.pk], 2)
    document = html.fromstring(at_the_desk(chief).get(f"{address}?release={release.pk}").content)
    assert document.xpath("//input[@name='withdraw'][@checked]/@value") == [str(old.pk)]
    assert document.xpath(f"//input[@name='told-{old.pk}']/@value") == ["The new one replaces it."]
    # Nobody changes the withdrawal alone, and while the new one may not go out, the old one stays.
    with pytest.raises(Refused, match="together with others"):
        schedule_withdrawal.schedule(old, at=hours(1), by=chief)
    spoiled(new.article)
    carry_out(release)
    assert set(live()) == {old.pk}
    assert states() == ["failed", "failed"]


def test_one_transaction_brings_the_new_story_and_takes_the_old_one(chief: User) -> None:
    old, new = factories.live_story(headline="Old"), approved(factories.story(headline="New"))
    carry_out(releases.plan([new], at=hours(2), by=chief, gone={old.pk: "The new one replaces it."}))
    assert set(live()) == {new.article_id}
    assert GonePath.objects.get().note == "The new one replaces it."
    assert states() == ["done", "done"]


def test_a_withdrawal_that_somebody_took_back_holds_all_back(chief: User) -> None:
    old, new = factories.live_story(headline="Old"), approved(factories.story(headline="New"))
    release = releases.plan([new], at=hours(2), by=chief, gone={old.pk: ""})
    Scheduled.objects.filter(article=old).update(state="cancelled", ended_at=timezone.now(), reason="Kept.")
    assert releases.against(release) == ["“Old” was to go out with it, and was taken back since."]
    carry_out(release)
    assert set(live()) == {old.pk}


def test_a_release_without_a_story_that_goes_out_or_with_one_that_does_both_is_refused(chief: User) -> None:
    old, new = factories.live_story(headline="Old"), factories.live_story(headline="Other")
    revision = next_version(new, "Changed")
    for revisions, gone in (([], {old.pk: "", new.pk: ""}), ([revision], {new.pk: ""})):
        with pytest.raises(Refused):
            releases.plan(revisions, at=hours(2), by=chief, gone=gone)
    release = releases.plan([revision], at=hours(2), by=chief, gone={old.pk: ""})
    other = approved(factories.story(headline="Third"))
    later = releases.plan([revision, other], at=hours(3), by=chief, instead_of=release)
    assert later.withdrawals == []
    assert standing(old) == [("cancelled", "withdrawal", 0)]
