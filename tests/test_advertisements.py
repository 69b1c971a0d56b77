"""Advertisements: where they stand, which, until when, and what those of others cannot do."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.advertising import booking, going_out, states, tags
from articles.composing.advertisements import AllBooked, Booked
from articles.models import (
    Advertisement,
    AdvertisingRecord,
    AdvertisingRule,
    Edition,
    HistoryLink,
    Partner,
    PublishedAdvertisement,
    PublishedArticle,
)
from articles.partners import parcels
from articles.policy import Role
from media.files import publicity, removal
from media.library import uses
from tests import factories
from tests.desk_forms import at_the_desk
from tests.pages import html, in_order
from tests.test_pages_and_keys import made_anew
from tests.test_pages_that_are_kept import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(transactional_db: None) -> Site:
    return Site()


BOX = re.compile(r'<aside class="advertisement".*?</aside>', re.DOTALL)


def a_story(**fields: Any) -> str:
    """The address of a live story with room for three."""
    story = factories.live_story(body=factories.LONG_TEXT, **fields)
    return PublishedArticle.objects.get(story_id=story.pk).path


def boxes(path: str) -> list[str]:
    return BOX.findall(html(path))


def test_nothing_is_shown_where_nothing_is_booked() -> None:
    page = html(a_story())
    assert "advertisement" not in page.lower()
    assert "<!--place" not in page


def test_a_picture_of_the_house_stands_in_the_text_with_its_word_its_credit_and_its_link() -> None:
    path = a_story()
    factories.advertisement()
    (box,) = boxes(path)
    assert box.startswith(
        '<aside class="advertisement" aria-label="Advertisement"><p class="advertisement-label">Advertisement</p>'
        '<a class="advertisement-link" href="https://shop.example.com/summer" rel="sponsored noopener">'
    )
    assert 'alt="Two months free"' in box
    assert 'loading="lazy"' in box
    assert '<p class="credit">Image: MP | Image: Self</p>' in box
    before, _, after = html(path).partition('<aside class="advertisement"')
    assert before.rstrip().endswith("Paragraph 4.</p>")
    assert after.partition("</aside>")[2].lstrip().startswith("<p>The ferry sails on.")


# Which, and where


def booked(number: int, weight: int = 1) -> Booked:
    return Booked(number, section=None, place="story", weight=weight, ends_at=None, inside="")


def test_over_many_pages_each_is_as_often_first_as_its_weight_says_and_a_page_stays_as_it_is() -> None:
    there = AllBooked((booked(1), booked(2, 2), booked(3, 5)))
    now, today = timezone.now(), date(2026, 11, 29)

    def on(page: str, day: date = today) -> list[int]:
        return [one.number for one in there.for_page("story", [7], page, now, day)]

    first = Counter(on(f"story-{number}")[0] for number in range(4000))
    assert [round(first[number] / 500) for number in (1, 2, 3)] == [1, 2, 5]
    assert on("story-1") == on("story-1")
    assert sorted(on("story-1")) == [1, 2, 3]
    # Where they stand today, others stand tomorrow.
    assert len({tuple(on("story-1", today + timedelta(days=days))) for days in range(30)}) > 2


def test_an_advertisement_of_a_section_stands_in_its_stories_and_in_those_inside_it() -> None:
    city = factories.section("City")
    inside, sport = factories.section("Harbour", parent=city), factories.section("Sport")
    paths = [a_story(section=section) for section in (city, inside, sport)]
    factories.advertisement(sections=(city,))
    assert [len(boxes(path)) for path in paths] == [1, 1, 0]
    factories.advertisement(sections=(inside, sport), alt="Two")
    assert [len(boxes(path)) for path in paths] == [1, 2, 1]
    assert 'aria-label="Advertisement 2"' in boxes(paths[1])[1]
    # One whose only section is deleted is not suddenly everywhere.
    fairs = factories.section("Fairs")
    one = factories.advertisement(sections=(fairs,))
    fairs.delete()
    one.refresh_from_db()
    assert going_out.bring_up_to_date(one) is False
    assert [len(boxes(path)) for path in paths] == [1, 2, 1]


def test_none_stands_in_what_the_newspaper_calls_sensitive() -> None:
    accidents, courts = factories.topic("Accidents"), factories.section("Courts")
    paths = [a_story(section=courts), a_story(topics=(accidents,)), a_story()]
    factories.advertisement()
    AdvertisingRule.objects.update(sensitive_sections=[courts.pk], sensitive_topics=[accidents.pk])
    assert [len(boxes(path)) for path in paths] == [0, 0, 1]


def test_a_changed_rule_is_true_on_pages_that_were_published_before() -> None:
    path = a_story()
    for _ in range(4):
        factories.advertisement()
    assert len(boxes(path)) == 3
    AdvertisingRule.objects.update(most=4, then_every=200)
    assert len(boxes(path)) == 4
    AdvertisingRule.objects.update(shortest=2000)
    assert boxes(path) == []


def test_the_home_page_has_one_between_its_first_two_zones_and_lists_have_none() -> None:
    for number in range(24):
        factories.published_story(section=factories.section(("City", "Sport")[number % 2]))
    factories.advertisement()
    assert boxes("/") == []
    factories.advertisement(place="front")
    before, box, after = html("/").partition('<aside class="advertisement"')
    assert box
    assert before.count('<div class="zone">') == 1
    assert after.count('<section class="block') >= 1
    for path in ("/latest/", "/about/", "/corrections/", "/feed/"):
        assert "advertisement" not in html(path)


def test_a_preview_shows_what_the_page_shows() -> None:
    story = factories.live_story(body=factories.LONG_TEXT)
    factories.advertisement()
    factories.advertisement(kind="external", tag="On.")
    path = PublishedArticle.objects.get(story_id=story.pk).path
    preview = at_the_desk(factories.chief()).get(f"/desk/articles/article/{story.pk}/preview/")
    assert BOX.findall(preview.content.decode()) == boxes(path)
    assert len(boxes(path)) == 2


# When


def test_the_pages_show_it_from_its_beginning_to_its_end_though_the_worker_comes_late() -> None:
    path, now = a_story(), timezone.now()
    one = factories.advertisement(begins_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    assert PublishedAdvertisement.objects.count() == 0
    assert going_out.on_time(now) == 0
    assert going_out.on_time(now + timedelta(hours=1)) == 1
    one.refresh_from_db()
    assert one.next_at == one.ends_at
    assert len(boxes(path)) == 1
    PublishedAdvertisement.objects.update(ends_at=now)  # as at its end, before the worker has come
    assert boxes(path) == []
    assert going_out.on_time(now + timedelta(hours=2)) == 1
    one.refresh_from_db()
    assert one.next_at is None
    assert PublishedAdvertisement.objects.count() == 0
    assert going_out.on_time(now + timedelta(days=9)) == 0


def test_what_readers_get_of_it_is_made_anew_with_all_else() -> None:
    path = a_story()
    one = factories.advertisement()
    PublishedAdvertisement.objects.update(inside="Lost.")
    call_command("rebuild_published", "--no-progress", stdout=io.StringIO())
    assert f'href="{one.link}"' in boxes(path)[0]


def test_a_picture_that_is_killed_is_taken_out_and_one_whose_rights_end_has_its_end() -> None:
    path, ends = a_story(), timezone.now() + timedelta(days=1)
    image = factories.picture(rights_end=ends)
    factories.advertisement(picture=image, ends_at=ends + timedelta(days=9))
    assert PublishedAdvertisement.objects.get().ends_at == ends
    assert publicity.shown([image.pk]) == {image.pk}
    assert len(boxes(path)) == 1
    for editor, count in ((factories.chief(), 1), (factories.user(Role.PICTURE_EDITOR), 0)):
        used = uses.where_used(image, editor)
        assert ([one.state for one in used.places], used.count) == (["Live"] * count, 1)
    with TestCase.captureOnCommitCallbacks(execute=True):
        removal.kill(image, by=factories.chief(), reason="Not ours.")
    assert boxes(path) == []
    assert publicity.shown([image.pk]) == set()


def test_one_that_cannot_be_brought_up_to_date_is_tried_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = timezone.now()
    one = factories.advertisement(begins_at=now + timedelta(minutes=5))
    later = now + timedelta(minutes=6)
    with monkeypatch.context() as patch:
        patch.setattr(going_out, "bring_up_to_date", None)
        assert going_out.on_time(later) == 0
    assert not going_out.due(later).exists()
    assert going_out.on_time(later + going_out.AGAIN_AFTER) == 1
    assert PublishedAdvertisement.objects.filter(advertisement_id=one.pk).exists()


def test_every_moment_at_which_something_changes_comes_in_its_turn() -> None:
    now = timezone.now().replace(microsecond=0)
    begins, rights_end, ends = (now + timedelta(hours=hours) for hours in (1, 2, 3))
    image = factories.picture(rights_end=rights_end)
    one = factories.advertisement(picture=image, begins_at=begins, ends_at=ends)
    turns = []
    while one.next_at is not None:
        turns.append((one.next_at, PublishedAdvertisement.objects.exists()))
        going_out.on_time(one.next_at)
        one.refresh_from_db()
    assert turns == [(begins, False), (rights_end, True), (ends, False)]
    assert not PublishedAdvertisement.objects.exists()


def test_a_booking_whose_sections_are_gone_is_shown_nowhere_and_says_so() -> None:
    path, city = a_story(), factories.section("Of no story")
    one = factories.advertisement(sections=(city,))
    assert states.state_of(one, timezone.now()).words == "Running"
    city.delete()
    one = Advertisement.objects.get(pk=one.pk)
    assert boxes(path) == []
    assert states.state_of(one, timezone.now()).words == (
        "Not shown: the sections for which it was booked are gone."
    )


def test_places_of_advertisements_reach_nobody_but_the_page() -> None:
    path = a_story(headline="Ferry to run all night")
    factories.advertisement()
    row = PublishedArticle.objects.get(path=path)
    assert "<!--place" in row.rendered_body
    Partner.objects.create(name="Meridian", way="pull", digest="1" * 64)
    addresses = [path, "/feed/", "/feed/atom/", "/feed/json/", f"/api/v1/stories/{row.story_id}"]
    said = {one: Client().get(one).content.decode() for one in addresses}
    for format in ("ninjs", "newsml", "rss"):
        partner = Partner(name=format, format=format, way="pull")
        partner.pk = Partner.objects.get().pk
        edition = Edition.objects.get(article=row.story_id)
        parcel = parcels.parcel_for(partner, edition, has_it=False, now=timezone.now())
        assert isinstance(parcel, parcels.Parcel)
        said[format] = parcel.document
    for where, text in said.items():
        assert "ferry" in text.lower(), where
        for mark in ("<!--place", "&lt;!--place", r"\u003c!--place"):
            assert mark not in text, where
    assert len(boxes(path)) == 1
    assert [where for where, text in said.items() if "advertisement" in text] == [path]


def test_what_was_decided_is_on_record_once() -> None:
    boss = factories.user(Role.ADMIN)
    one = factories.advertisement(boss)
    assert booking.enter(one, by=boss) is None
    one.weight = 7
    one.save()
    assert booking.enter(one, by=boss)
    assert [row.content["weight"] for row in AdvertisingRecord.objects.filter(advertisement=one)] == [7, 1]
    links = HistoryLink.objects.filter(of="advert", subject=one.pk)
    assert [link.number for link in links] == [1, 2]
    rule = booking.the_rule()
    rule.most = 2
    rule.save()
    assert booking.enter_rule(rule, by=boss)
    assert HistoryLink.objects.get(of="advert", subject=0).number == 1


# What those of others cannot do


def test_somebody_else_s_tag_has_a_frame_and_a_page_of_its_own_that_may_load_from_its_hosts_alone() -> None:
    path = a_story()
    one = factories.advertisement(
        kind="external", tag="<script src=https://ads.example.com/a.js></script>", hosts="ads.example.com"
    )
    (box,) = boxes(path)
    assert (
        f'<iframe class="advertisement-frame" src="/ads/frame/{one.pk}/" width="300" height="250" '
        'title="Advertisement" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'
    ) in box
    assert "ads.example.com" not in html(path)
    page = Client().get(path).headers["Content-Security-Policy"]
    assert re.search(r"frame-src 'self' https", page)
    assert "script-src 'self'" in page
    frame = Client().get(f"/ads/frame/{one.pk}/")
    policy = dict(it.split(" ", 1) for it in frame.headers["Content-Security-Policy"].split("; "))
    assert policy["sandbox"] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    assert policy["script-src"] == "'unsafe-inline' https://ads.example.com"
    assert policy["connect-src"] == policy["frame-src"] == "https://ads.example.com"
    assert (policy["default-src"], policy["form-action"], policy["base-uri"]) == ("'none'",) * 3
    assert policy["frame-ancestors"] == "'self'"
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert frame.headers["Referrer-Policy"] == "no-referrer"
    assert not frame.cookies
    unchanged = Client().get(f"/ads/frame/{one.pk}/", headers={"If-None-Match": frame.headers["ETag"]})
    assert unchanged.status_code == 304
    for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert unchanged.headers[name] == frame.headers[name]
    assert "<script src=https://ads.example.com/a.js></script>" in frame.content.decode()
    one.is_stopped = True
    one.save()
    booking.enter(one, by=factories.user(Role.ADMIN))
    assert boxes(path) == []
    assert Client().get(f"/ads/frame/{one.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("tag", "hosts", "wrong"),
    [
        ('<a href="http://shop.example.com/"><img src="https://ads.example.com/a.png"></a>', "", ""),
        ("<script>document.write('x')</script>", "", ""),
        (
            '<img srcset="https://ads.example.com/a.png 1x, https://b.example.com/b.png 2x">',
            "",
            "b.example.com",
        ),
        ('<script src="http://ads.example.com/a.js"></script>', "", "https://"),
        ('<script src="/static/site/live.js"></script>', "", "https://"),
        ('<script src="https://ads.example.com:8443/a.js"></script>', "", "https://"),
        ("<form action=https://ads.example.com><input></form>", "", "<form>"),
        ("<base href=https://ads.example.com>", "", "<base>"),
        ("<meta http-equiv=refresh content=0>", "", "<meta>"),
        ("a\x00b", "", "signs"),
        ("x" * 8001, "", "too long"),
        ('<img src="https://[broken">', "", "no address"),
        ("", "https://ads.example.com/", "no name of a machine"),
        ("", "*.example.com", "no name of a machine"),
        ("", "localhost", "no name of a machine"),
        ("", "127.0.0.1", "no name of a machine"),
        ("", "ads.example.com; script-src *", "no name of a machine"),
        ("", "\n".join(f"a{number}.example.com" for number in range(21)), "at most"),
    ],
)
def test_what_is_wrong_with_a_tag_is_said(tag: str, hosts: str, wrong: str) -> None:
    found = tags.wrong_with_hosts(hosts) if hosts else tags.wrong_with_tag(tag, "ads.example.com")
    assert (wrong in " ".join(found)) if wrong else found == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/=\"'abc:; \n\x00", max_size=60))
def test_no_text_breaks_the_look_at_a_tag_or_comes_into_a_policy(text: str) -> None:
    tags.wrong_with_tag(text, text)
    hosts = tags.hosts_in(text)
    if not tags.wrong_with_hosts(text):
        assert all(re.fullmatch("[-a-z0-9.]+", host) for host in hosts)


# Keys


def test_a_change_drops_the_pages_that_may_show_it_and_no_others(site: Site) -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    in_city, in_sport = a_story(section=city), a_story(section=sport)
    short = PublishedArticle.objects.get(story_id=factories.live_story(section=city).pk).path
    paths = (in_city, in_sport, short, "/latest/")
    one = factories.advertisement(sections=(city,))
    made_anew(site, *paths)
    one.weight = 3
    one.save()
    booking.enter(one, by=factories.user(Role.ADMIN))
    assert made_anew(site, *paths) == [in_city]
    one.link = "https://shop.example.com/autumn"
    one.save()
    booking.enter(one, by=factories.user(Role.ADMIN))
    assert made_anew(site, *paths) == [in_city]
    AdvertisingRule.objects.update(most=1)
    assert made_anew(site, *paths) == [in_city, in_sport]
    PublishedAdvertisement.objects.all().delete()
    assert made_anew(site, *paths) == [in_city]


# At the desk

FORM = {
    "name": "Autumn offer",
    "place": "story",
    "begins_at_0": "2026-11-01",
    "begins_at_1": "09:00",
    "ends_at_0": "",
    "ends_at_1": "",
    "weight": "2",
    "width": "300",
    "height": "250",
}
TAG = {"kind": "external", "tag": '<img src="https://ads.example.com/a.png">', "hosts": "ads.example.com"}
ADD = "/desk/articles/advertisement/add/"


def test_an_editor_in_chief_books_a_picture_and_an_administrator_a_tag_and_neither_the_other() -> None:
    path, image = a_story(), factories.picture()
    picture = {"kind": "house", "picture": str(image.pk), "link": "https://shop.example.com/"}
    chief, admin = at_the_desk(factories.chief()), at_the_desk(factories.user(Role.ADMIN))
    assert chief.post(ADD, FORM | picture).status_code == 302
    assert admin.post(ADD, FORM | TAG | {"name": "From a network"}).status_code == 302
    assert len(boxes(path)) == 2
    assert "Select a valid choice" in chief.post(ADD, FORM | TAG | {"name": "3"}).content.decode()
    assert "Select a valid choice" in admin.post(ADD, FORM | picture | {"name": "4"}).content.decode()
    house, external = Advertisement.objects.order_by("pk")
    # Who may not type it cannot change it either, and saves the rest.
    changed = FORM | {"name": external.name, "weight": "9", "tag": "<b>forged</b>", "hosts": "b.example.com"}
    assert chief.post(f"/desk/articles/advertisement/{external.pk}/change/", changed).status_code == 302
    external.refresh_from_db()
    assert (external.weight, external.tag, external.hosts) == (9, TAG["tag"], TAG["hosts"])
    for row in (house, external):
        assert chief.get(f"/desk/articles/advertisement/{row.pk}/delete/").status_code == 403
    history = chief.get(f"/desk/articles/advertisement/{external.pk}/history/").content.decode()
    assert in_order(history, "<dt>Weight</dt>", "<del>2</del> <ins>9</ins>", "<ins>From a network</ins>")
    for role in (Role.REPORTER, Role.SECTION_EDITOR, Role.PICTURE_EDITOR):
        assert at_the_desk(factories.user(role)).get(ADD).status_code == 403


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"picture": ""}, "Choose a picture of the library."),
        ({"link": ""}, "Say where it leads."),
        ({"link": "ftp://shop.example.com/"}, "Write a link that begins with https:// or http://."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"ends_at_0": "2026-11-01", "ends_at_1": "08:59"}, "It has to end after it begins."),
        ({"weight": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_with_a_booking_is_said(sent: dict[str, str], said: str) -> None:
    picture = {"kind": "house", "picture": str(factories.picture().pk), "link": "https://shop.example.com/"}
    answer = at_the_desk(factories.chief()).post(ADD, FORM | picture | sent)
    assert said in answer.content.decode()
    assert Advertisement.objects.count() == 0


def test_a_picture_without_rights_is_not_booked_and_the_list_says_how_each_stands() -> None:
    chief, now = at_the_desk(factories.chief()), timezone.now()
    ended = factories.picture(rights_end=now - timedelta(days=1))
    picture = {"kind": "house", "picture": str(ended.pk), "link": "https://shop.example.com/"}
    assert "Its rights ended on" in chief.post(ADD, FORM | picture).content.decode()
    hours = {"begins_at": now - timedelta(hours=9), "ends_at": now - timedelta(hours=1)}
    factories.advertisement(name="Over", **hours)
    factories.advertisement(name="On", begins_at=now - timedelta(hours=8))
    factories.advertisement(name="Soon", begins_at=now + timedelta(hours=1))
    factories.advertisement(name="Off", begins_at=now - timedelta(hours=10), is_stopped=True)
    factories.advertisement(name="Without", begins_at=now - timedelta(hours=11), picture=ended)
    page = chief.get("/desk/articles/advertisement/").content.decode()
    assert in_order(
        page, "Begins ", ">Running<", "Ended ", 'stopped">Stopped<', "Not shown: Its rights ended on"
    )
    assert page.count('class="advertisement-small"') == 5


def test_the_rule_is_changed_by_an_administrator() -> None:
    rule, sport, topic = booking.the_rule(), factories.section("Sport"), factories.topic("Accidents")
    sent = {"first_after": "200", "then_every": "400", "most": "2", "shortest": "500"}
    sent |= {"sensitive_sections": [str(sport.pk)], "sensitive_topics": [str(topic.pk)]}
    address = f"/desk/articles/advertisingrule/{rule.pk}/change/"
    assert at_the_desk(factories.user(Role.ADMIN)).post(address, sent).status_code == 302
    rule.refresh_from_db()
    assert (rule.most, rule.sensitive_sections, rule.sensitive_topics) == (2, [sport.pk], [topic.pk])
    assert "checked" in at_the_desk(factories.chief()).get(address).content.decode()
    assert AdvertisingRecord.objects.get(advertisement=None).content["sensitive_topics"] == [topic.pk]
