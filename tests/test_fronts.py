"""Fronts for readers: which story stands where, what an arrangement may say, and the pages that come of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles.composing import arrangement
from articles.composing.arrangement import Arrangement, Pin, Rule, UnreadableArrangement, Zone
from articles.fronts import planning
from articles.fronts.planning import PlannedPlace
from articles.models import NextFront, PublishedArticle, PublishedFront
from tests import factories

# Planning

NUMBERS = st.integers(1, 40)
SECTIONS = st.sampled_from(["city", "city/transport", "sport"])
TOPICS = st.sampled_from(["ferries", "trams"])


def zones() -> st.SearchStrategy[Zone]:
    pins = st.lists(NUMBERS.map(Pin), max_size=6).map(tuple)
    return st.one_of(
        st.builds(
            Zone,
            key=st.just(1),
            kind=st.just(kind.name),
            layout=st.just(kind.layout),
            count=st.integers(1, 8),
            of={"section": SECTIONS, "topic": TOPICS}.get(kind.fills, st.just("")),
            pins=pins,
        )
        for kind in arrangement.KINDS.values()
    )


@st.composite
def fronts(draw: Any) -> tuple[Arrangement, set[int], dict[Rule, list[int]]]:
    drawn = draw(st.lists(zones(), max_size=6))
    front = Arrangement(tuple(replace(zone, key=key) for key, zone in enumerate(drawn, start=1)))
    live = draw(st.sets(NUMBERS))
    found = {rule: draw(st.lists(NUMBERS, unique=True)) for rule in {zone.rule() for zone in front.zones}}
    return (
        front,
        live,
        {rule: [number for number in numbers if number in live] for rule, numbers in found.items()},
    )


@given(fronts())
def test_no_story_stands_twice_on_a_front(drawn: Any) -> None:
    front, live, candidates = drawn
    shown = [
        place.story for places in planning.plan(front, live=live, candidates=candidates) for place in places
    ]
    assert len(shown) == len(set(shown))
    assert set(shown) <= live


@given(fronts())
def test_pins_come_first_in_their_order_and_the_rest_by_rule(drawn: Any) -> None:
    front, live, candidates = drawn
    for zone, places in zip(front.zones, planning.plan(front, live=live, candidates=candidates), strict=True):
        pins = [place.pin for place in places if place.pin]
        assert [place.pin for place in places[: len(pins)]] == pins
        order = [zone.pins.index(pin) for pin in pins]
        assert order == sorted(order)
        filled = [candidates[zone.rule()].index(place.story) for place in places if place.pin is None]
        assert filled == sorted(filled)
        assert len(places) <= zone.count


@given(fronts())
def test_a_zone_has_a_gap_only_when_nothing_is_left_for_it(drawn: Any) -> None:
    front, live, candidates = drawn
    planned = planning.plan(front, live=live, candidates=candidates)
    shown = {place.story for places in planned for place in places}
    for zone, places in zip(front.zones, planned, strict=True):
        if len(places) < zone.count:
            assert set(candidates[zone.rule()]) <= shown


@given(fronts())
def test_as_many_are_asked_for_as_can_be_needed(drawn: Any) -> None:
    """With the candidates cut to what was asked for, the front is the same."""
    front, live, candidates = drawn
    # What two sections of which neither is in the other find has nothing in common.
    apart = {"city": 0, "sport": 1}
    for rule in candidates:
        if rule.by == "section":
            candidates[rule] = [pk for pk in candidates[rule] if pk % 2 == apart[rule.of.split("/")[0]]]
    wanted = planning.needs(front)
    cut = {rule: numbers[: wanted[rule]] for rule, numbers in candidates.items()}
    assert planning.plan(front, live=live, candidates=cut) == planning.plan(
        front, live=live, candidates=candidates
    )


def test_a_story_pinned_further_down_does_not_fill_a_zone_further_up() -> None:
    front = Arrangement((Zone(1, "lead", "front", 2), Zone(2, "secondary", "row", 1, pins=(Pin(9),))))
    planned = planning.plan(front, live={9}, candidates={Rule("newest"): [9, 8, 7]})
    assert planned == [[PlannedPlace(8), PlannedPlace(7)], [PlannedPlace(9, Pin(9))]]


def test_a_pin_that_is_not_live_leaves_no_gap() -> None:
    front = Arrangement((Zone(1, "lead", "front", 2, pins=(Pin(5), Pin(9))),))
    planned = planning.plan(front, live={9}, candidates={Rule("newest"): [9, 8, 7]})
    assert planned == [[PlannedPlace(9, Pin(9)), PlannedPlace(8)]]


# What an arrangement may say


@given(fronts())
def test_an_arrangement_is_read_as_it_was_written(drawn: Any) -> None:
    assert arrangement.read(drawn[0].as_json()) == drawn[0]


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "zones",
        {"zones": None},
        {"zones": [{}]},
        {"zones": [None]},
        {"zones": [{"key": 1, "kind": "lead", "layout": "front", "count": 5, "pins": [{"story": "1"}]}]},
        {"zones": [{"key": 1, "kind": "lead", "layout": "front", "count": 10**9, "pins": []}]},
        {"zones": [{"key": 1, "kind": "lead", "layout": "nowhere", "count": 5, "pins": []}]},
        {"zones": [{"key": 1, "kind": ["lead"], "layout": "front", "count": 5, "pins": []}]},
        {"zones": [{"key": True, "kind": "lead", "layout": "front", "count": 5, "pins": []}]},
        {"zones": [{"key": 1, "kind": "topic", "layout": "block", "count": 5, "pins": []}]},
        {"zones": [{"key": 1, "kind": "lead", "layout": "front", "count": 5, "title": "\0", "pins": []}]},
    ],
)
def test_what_is_no_arrangement_is_refused(stored: Any) -> None:
    with pytest.raises(UnreadableArrangement):
        arrangement.read(stored)


# For readers


def arrange(*zones: Zone, section: Any = None) -> PublishedFront:
    return PublishedFront.objects.create(section=section, number=1, content=Arrangement(zones).as_json())


def headlines(path: str) -> list[str]:
    return re.findall(r'-headline"><a href="[^"]*">([^<]*)</a>', Client().get(path).content.decode())


@pytest.mark.django_db
def test_the_home_page_shows_what_is_pinned_and_fills_the_rest() -> None:
    old, *_ = (factories.published_story(headline=f"Story {number}") for number in range(6, 0, -1))
    arrange(
        Zone(1, "lead", "front", 3, pins=(Pin(old.story_id, headline="Said otherwise", kicker="Look"),)),
        Zone(2, "recent", "hours", 2, title="Most recent"),
    )
    assert headlines("/") == ["Said otherwise", "Story 5", "Story 4", "Story 3", "Story 2"]
    page = Client().get("/").content.decode()
    assert '<p class="kicker"><span>Look</span></p>' in page
    assert '<h2 class="block-name" id="block-zone-2"><span>Most recent</span></h2>' in page
    assert "site/fronts" in page
    assert PublishedArticle.objects.get(pk=old.pk).headline == "Story 6"


@pytest.mark.django_db
def test_zones_fill_themselves_by_section_topic_and_type() -> None:
    city = factories.section("City")
    harbour = factories.section("Harbour", parent=city)
    for name, section in (
        ("Of the city", city),
        ("Of the harbour", harbour),
        ("Sport", factories.section("Sport")),
    ):
        factories.published_story(headline=name, section=section)
    factories.published_topic(
        factories.published_story(headline="On ferries", section=factories.section("Sport"))
    )
    factories.published_story(
        headline="What I think", article_type="opinion", section=factories.section("Sport")
    )
    arrange(
        Zone(1, "section", "block", 1, of="city/harbour"),
        Zone(2, "section", "headlines", 5, of="city"),
        Zone(3, "topic", "row", 5, of="ferries", title="Ferries"),
        Zone(4, "opinion", "voices", 5),
        Zone(5, "secondary", "opener", 5),
        Zone(6, "section", "block", 5, of="no-such-section"),
        Zone(7, "topic", "block", 5, of="no-such-topic"),
    )
    assert headlines("/") == ["Of the harbour", "Of the city", "On ferries", "What I think", "Sport"]


@pytest.mark.django_db
def test_a_section_page_has_its_front_and_goes_on_by_the_hour() -> None:
    city = factories.section("City")
    stories = [factories.published_story(headline=f"Story {number}", section=city) for number in range(25)]
    other = factories.published_story(headline="From elsewhere", section=factories.section("Sport"))
    arrange(
        Zone(1, "lead", "opener", 1, pins=(Pin(stories[3].story_id),)),
        Zone(2, "secondary", "row", 2, pins=(Pin(other.story_id), Pin(stories[24].story_id))),
        section=city,
    )
    found = headlines("/city/")
    newest = [story.headline for story in stories]
    assert found[:3] == ["Story 3", "From elsewhere", "Story 24"]
    assert found[3:] == [name for name in newest[:20] if name != "Story 3"]
    (older,) = re.findall(
        r'href="\?before=([^"]*)" rel="next">Older', Client().get("/city/").content.decode()
    )
    assert headlines(f"/city/?before={older}") == newest[20:]


@pytest.mark.django_db
def test_the_next_version_is_there_at_its_minute_even_when_the_worker_is_late() -> None:
    factories.published_story(headline="The story")
    for path, section in (("/", None), ("/city/", factories.section("City"))):
        front = arrange(Zone(1, "lead", "front", 1, title="Now"), section=section)
        soon = NextFront.objects.create(
            front=front,
            number=2,
            content=Arrangement((Zone(1, "lead", "front", 1, title="Then"),)).as_json(),
            at=timezone.now() + timedelta(minutes=1),
        )
        assert ">Now<" in Client().get(path).content.decode()
        NextFront.objects.filter(pk=soon.pk).update(at=timezone.now() - timedelta(seconds=1))
        assert ">Then<" in Client().get(path).content.decode()


@pytest.mark.django_db
def test_a_pin_shows_another_of_the_story_s_own_pictures_until_its_rights_end() -> None:
    story = factories.published_story()
    own = factories.published_picture(story, use="body", alt="The pilot boat")
    ended = factories.published_picture(
        story, use="body", position=1, alt="The ended", rights_end=factories.earlier(minutes=1)
    )
    factories.published_picture(story)
    foreign = factories.published_picture(factories.published_story(), alt="Of another story")
    for chosen, alt in (
        (own, "The pilot boat"),
        (ended, "Boats in a harbour"),
        (foreign, "Boats in a harbour"),
    ):
        PublishedFront.objects.all().delete()
        arrange(Zone(1, "lead", "opener", 1, pins=(Pin(story.story_id, picture=chosen.image_id),)))
        assert re.findall(r'alt="([^"]*)"', Client().get("/").content.decode()) == [alt]


@pytest.mark.django_db
@pytest.mark.parametrize("layout", ["front", "opener"])
def test_only_the_picture_that_opens_the_page_is_fetched_before_all_else(layout: str) -> None:
    for number in range(4):
        factories.published_picture(factories.published_story(headline=f"Story {number}"))
    arrange(Zone(1, "lead", layout, 2), Zone(2, "secondary", "opener", 2))
    page = Client().get("/").content.decode()
    assert page.count('fetchpriority="high"') == 1
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')
    assert page.count(" card-first") == 2


@pytest.mark.django_db
def test_a_front_that_cannot_be_read_is_made_as_if_nobody_had_arranged_it(caplog) -> None:
    factories.published_story(headline="The story")
    PublishedFront.objects.create(section=None, number=1, content={"zones": [{"key": "x"}]})
    assert headlines("/") == ["The story"]
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("count", [3, 80])
def test_arranged_fronts_ask_the_database_four_questions(count: int, django_assert_num_queries) -> None:
    city = factories.section("City")
    harbour = factories.section("Harbour", parent=city)
    stories = []
    for _ in range(count):
        story = factories.published_story(section=harbour)
        factories.published_picture(story)
        factories.published_topic(story)
        stories.append(story)
    pin = Pin(stories[-1].story_id, picture=stories[-1].lead.image_id)
    for section in (None, city):
        arrange(
            Zone(1, "lead", "front", 4, pins=(pin, Pin(10**12))),
            *(Zone(10 + number, "section", "block", 2, of="city/harbour") for number in range(3)),
            Zone(3, "topic", "row", 2, of="ferries"),
            Zone(4, "opinion", "voices", 2),
            section=section,
        )
    for path in ("/", "/city/"):
        with django_assert_num_queries(4):
            assert Client().get(path).status_code == 200
