"""Fronts at the desk: arranging, saving beside colleagues, going live and at a time, releasing, and the log."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import policy
from articles.acts import withdraw
from articles.acts.act import Refused
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import going_live, releasing, versions, wording
from articles.models import Edition, Front, FrontMove, FrontVersion, NextFront, PublishedArticle, State
from articles.policy import Role
from newsroom.heartbeat import Heartbeat
from tests import factories

pytestmark = pytest.mark.django_db
HOME = "/desk/articles/front/home/"


@pytest.fixture
def chief() -> User:
    return factories.chief()


@pytest.fixture
def desk(chief: User) -> Client:
    client = Client()
    client.force_login(chief)
    return client


def lead(*pins: Pin, count: int = 3, **fields: Any) -> Zone:
    return Zone(1, "lead", fields.pop("layout", "front"), count, pins=pins, **fields)


def saved(*zones: Zone, by: User | None = None, section: Any = None, base: int | None = None) -> FrontVersion:
    version = versions.save(section, Arrangement(zones), base=base, by=by or factories.chief())
    assert version is not None
    return version


def form(*zones: Zone, do: str = "look", base: Any = "", **more: Any) -> dict[str, Any]:
    """What a browser sends of a front arranged like this."""
    sent: dict[str, Any] = {"do": do, "base": base, "zone": [zone.key for zone in zones], **more}
    for zone in zones:
        sent |= {
            f"z{zone.key}-kind": zone.kind,
            f"z{zone.key}-layout": zone.layout,
            f"z{zone.key}-count": zone.count,
            f"z{zone.key}-title": zone.title,
            f"z{zone.key}-of": zone.of,
            f"z{zone.key}-pin": [pin.story for pin in zone.pins],
        }
        for pin in zone.pins:
            sent |= {
                f"p{pin.story}-headline": pin.headline,
                f"p{pin.story}-kicker": pin.kicker,
                f"p{pin.story}-picture": pin.picture or "",
            }
    return sent


def headlines(path: str = "/") -> list[str]:
    return re.findall(r'-headline"><a href="[^"]*">([^<]*)</a>', Client().get(path).content.decode())


def listed(page: Any) -> list[str]:
    """The stories of all zones as the desk shows them: pinned, by rule, or not shown."""
    rows = re.findall(r'<li class="zone-row([^"]*)".*?class="headline">([^<]*)<', page.content.decode(), re.S)
    marks = [
        "-" if "is-not-shown" in classes else "*" if "is-pinned" in classes else "" for classes, _ in rows
    ]
    return [f"{mark}{headline}" for mark, (_, headline) in zip(marks, rows, strict=True)]


# Who

FRONT_RULE_BOOK = """
act      | Reporter | Copy editor | Picture editor | Section editor | Editor-in-chief | Wire desk | Admin
view     | -        | -           | -              | own            | all             | -         | -
edit     | -        | -           | -              | own            | all             | -         | -
put_live | -        | -           | -              | own            | all             | -         | -
schedule | -        | -           | -              | own            | all             | -         | -
release  | -        | -           | -              | own            | all             | -         | -
"""


def test_who_may_do_what_to_which_front() -> None:
    head, *rows = [
        [cell.strip() for cell in line.split("|")] for line in FRONT_RULE_BOOK.strip().splitlines()
    ]
    city, sport = factories.section("City"), factories.section("Sport")
    inside = factories.section("Harbour", parent=city)
    assert {row[0] for row in rows} == set(policy.FRONT_RULES)
    for name, *cells in zip(head[1:], *(row[1:] for row in rows), strict=True):
        somebody = factories.user(Role(name), sections=(city,))
        for (act, *_), cell in zip(rows, cells, strict=True):
            may = {
                place
                for place, pk in {
                    "home": None,
                    "city": city.pk,
                    "inside": inside.pk,
                    "sport": sport.pk,
                }.items()
                if policy.why_not_front(somebody, act, pk) is None
            }
            wanted = {"-": set(), "own": {"city", "inside"}, "all": {"home", "city", "inside", "sport"}}[cell]
            assert may == wanted, (name, act)


def test_a_section_editor_finds_their_own_fronts_and_no_other() -> None:
    city = factories.section("City")
    factories.section("Sport")
    client = Client()
    client.force_login(factories.user(Role.SECTION_EDITOR, sections=(city,)))
    page = client.get("/desk/articles/front/").content.decode()
    assert re.findall(r'/desk/articles/front/(\w+)/"', page) == ["city"]
    assert client.get("/desk/articles/front/city/").status_code == 200
    for slug in ("sport", "home"):
        for view in ("", "preview/", "history/", "compare/"):
            assert client.get(f"/desk/articles/front/{slug}/{view}").status_code == 403
        assert client.post(f"/desk/articles/front/{slug}/", form(lead(), do="live")).status_code == 403
    assert not FrontVersion.objects.exists()


def test_a_reporter_arranges_nothing() -> None:
    client = Client()
    client.force_login(factories.user(Role.REPORTER))
    assert client.get("/desk/articles/front/").status_code == 403
    assert client.get(HOME).status_code == 403
    # A notice would name fronts if no worker were there.
    Heartbeat(now=timezone.now()).beat(timezone.now())
    assert "front" not in client.get("/desk/").content.decode().lower().replace("front page", "")
    with pytest.raises(Refused):
        saved(lead(), by=factories.user(Role.REPORTER))


# Arranging


def test_the_page_shows_what_is_pinned_what_fills_itself_and_what_nobody_sees(desk: Client) -> None:
    stories = [factories.live_story(headline=f"Live {number}") for number in range(3)]
    ready = factories.ready(factories.story(headline="Ready one"))
    draft = factories.story(headline="A draft")
    saved(lead(Pin(stories[0].pk), Pin(ready.pk), Pin(draft.pk), count=5))
    page = desk.get(HOME)
    assert listed(page) == ["*Live 0", "-Ready one", "-A draft", "Live 2", "Live 1"]
    text = page.content.decode()
    assert "2 empty" in text
    assert '<span class="state state-ready">Ready</span>' in text
    assert "0 min" in text


def test_a_pin_of_another_desk_s_draft_has_no_name_here() -> None:
    city = factories.section("City")
    draft = factories.story(headline="Secret of sport", section=factories.section("Sport"))
    saved(lead(Pin(draft.pk)), section=city)
    client = Client()
    client.force_login(factories.user(Role.SECTION_EDITOR, sections=(city,)))
    for view in ("", "history/", "preview/?version=1&ready=1"):
        assert "Secret of sport" not in client.get(f"/desk/articles/front/city/{view}").content.decode()


def test_buttons_rearrange_what_is_in_the_form_and_save_nothing(desk: Client) -> None:
    one, two, three = (factories.live_story(headline=name) for name in ("One", "Two", "Three"))
    first, second = lead(Pin(one.pk), Pin(two.pk)), Zone(2, "secondary", "row", 2, pins=(Pin(three.pk),))
    for command, wanted in {
        f"pin-up:{two.pk}": ["*Two", "*One", "*Three"],
        f"pin-down:{one.pk}": ["*Two", "*One", "*Three"],
        f"pin-down:{two.pk}": ["*One", "*Two", "*Three"],
        f"pin-up:{three.pk}": ["*One", "*Two", "*Three"],
        f"pin-up:{one.pk}": ["*One", "*Two", "*Three"],
        f"unpin:{one.pk}": ["*Two", "One", "*Three"],
        "zone-down:1": ["*Three", "*One", "*Two"],
        "zone-up:2": ["*Three", "*One", "*Two"],
        "zone-up:1": ["*One", "*Two", "*Three"],
        "zone-remove:2": ["*One", "*Two", "Three"],
        "zone-add": ["*One", "*Two", "*Three"],
        "nonsense:99": ["*One", "*Two", "*Three"],
        "pin:1.999999": ["*One", "*Two", "-Story 999999", "*Three"],
    }.items():
        page = desk.post(HOME, form(first, second, do=command, **{"new-kind": "recent"}))
        assert listed(page) == wanted, command
    moved = desk.post(HOME, form(first, second, do=f"pin-down:{two.pk}")).content.decode()
    assert re.findall(r'name="(z\d-pin)" value="(\d+)"', moved) == [
        ("z1-pin", str(one.pk)),
        ("z2-pin", str(two.pk)),
        ("z2-pin", str(three.pk)),
    ]
    assert not FrontVersion.objects.exists()


def test_stories_to_pin_are_found_by_their_headline(desk: Client) -> None:
    live = factories.live_story(headline="Ferries sail")
    ready = factories.ready(factories.story(headline="Ferries stay"))
    factories.story(headline="Ferries drafted")
    factories.live_story(headline="Trams")
    found = desk.post(HOME, form(lead(), do="search:1", q1="ferries")).content.decode()
    found = found[found.index('<ul class="zone-found"') :]
    assert re.findall(r'value="pin:1\.(\d+)" aria-label="Pin Ferries', found) == [str(ready.pk), str(live.pk)]


def test_words_and_picture_of_a_pin_reach_readers_when_put_live(desk: Client) -> None:
    picture = factories.picture(alt_text="The pilot boat")
    story = factories.live_story(
        headline="Ferries sail", body=f'<p>Text.</p><figure data-picture="{picture.pk}"></figure>'
    )
    pin = Pin(story.pk, headline="All aboard", kicker="Night", picture=picture.pk)
    page = desk.post(HOME, form(lead(pin, layout="opener"), do="live"), follow=True)
    assert "Readers have version 1." in page.content.decode()
    text = Client().get("/").content.decode()
    assert headlines() == ["All aboard"]
    assert "<span>Night</span>" in text
    assert 'alt="The pilot boat"' in text
    withdraw.withdraw(story, by=factories.chief())
    assert "All aboard" not in Client().get("/").content.decode()


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        (lead(count=0), "has room for one to 20 stories"),
        (lead(count=999), "has room for one to 20 stories"),
        (Zone(1, "section", "block", 3), "choose the section it shows"),
        (Zone(1, "topic", "block", 3, of="nothing"), "There is no topic “nothing”."),
        (Zone(1, "opinion", "block", 3, of="gossip"), "choose the type it shows"),
    ],
)
def test_what_cannot_be_saved_comes_back_with_the_reason(desk: Client, zone: Zone, why: str) -> None:
    page = desk.post(HOME, form(zone, do="save", note="My note"))
    assert page.status_code == 409
    assert why in page.content.decode()
    assert 'value="My note"' in page.content.decode()


def test_a_topic_package_bears_the_name_of_its_topic(desk: Client) -> None:
    factories.live_story(topics=(factories.topic("Ferries"),))
    desk.post(HOME, form(Zone(1, "topic", "block", 3, of="ferries"), do="live"))
    assert '<a href="/topics/ferries/">Ferries</a>' in Client().get("/").content.decode()


# Beside colleagues


def test_a_save_over_a_colleague_s_is_refused_and_loses_nothing(desk: Client) -> None:
    one, two = (factories.live_story(headline=name) for name in ("One", "Two"))
    saved(lead(Pin(one.pk)))
    emil = factories.user(Role.EDITOR_IN_CHIEF, name="Emil Arrante")
    saved(lead(Pin(two.pk)), by=emil, base=1)
    mine = lead(Pin(one.pk, headline="Mine"), title="My title")
    page = desk.post(HOME, form(mine, do="save", base=1))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Emil Arrante saved version 2" in text
    assert "Lead: One → Two" in text
    assert 'value="Mine"' in text
    assert 'value="My title"' in text
    assert FrontVersion.objects.count() == 2
    page = desk.post(HOME, form(mine, do="save:2", base=1), follow=True)
    assert "Saved as version 3" in page.content.decode()
    assert [row.number for row in FrontVersion.objects.all()] == [3, 2, 1]


def test_saving_what_has_not_changed_makes_no_version(desk: Client) -> None:
    saved(lead())
    page = desk.post(HOME, form(lead(), do="save", base=1), follow=True)
    assert "Nothing has changed" in page.content.decode()
    assert FrontVersion.objects.count() == 1


def test_the_same_press_sent_twice_counts_once(desk: Client) -> None:
    sent = form(lead(title="Once"), do="live", key=str(uuid.uuid4()))
    for _ in range(2):
        assert desk.post(HOME, sent).status_code == 302
    assert FrontVersion.objects.count() == FrontMove.objects.count() == 1


def test_versions_and_moves_cannot_be_changed_or_deleted() -> None:
    version = saved(lead())
    move = going_live.put_live(version, by=factories.chief())
    for row in (version, move):
        rows = type(row).objects.filter(pk=row.pk)
        for act in (
            lambda rows=rows: rows.update(by=factories.user()),
            lambda rows=rows: rows._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                act()


# At a time


def test_a_scheduled_version_goes_live_at_its_time_and_once() -> None:
    story = factories.live_story(headline="The story")
    now = timezone.now()
    going_live.put_live(saved(lead(Pin(story.pk, headline="Now"))), by=factories.chief())
    later = saved(lead(Pin(story.pk, headline="Later")), base=1)
    going_live.schedule(later, now + timedelta(hours=1), by=factories.chief())
    saved(lead(Pin(story.pk, headline="Not this")), base=2)
    assert going_live.on_time(now) == 0
    assert headlines() == ["Now"]
    late = now + timedelta(hours=3)
    assert going_live.on_time(late) == 1
    assert going_live.on_time(late) == 0
    assert headlines() == ["Later"]
    assert [move.act for move in FrontMove.objects.all()] == ["on_time", "scheduled", "live"]
    assert FrontMove.objects.first().at == now + timedelta(hours=1)  # type: ignore[union-attr]
    assert not NextFront.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_puts_fronts_live(capsys) -> None:
    version = saved(lead())
    going_live.schedule(version, timezone.now() + timedelta(seconds=1), by=factories.chief())
    Front.objects.update(next_at=factories.earlier(minutes=1))
    call_command("worker", "--once")
    assert "fronts put live at their time: 1" in capsys.readouterr().out
    assert Front.objects.get().live == version


def test_readers_have_what_is_due_before_the_worker_comes_and_it_counts_as_live() -> None:
    story = factories.live_story()
    version = saved(lead(Pin(story.pk, headline="Due")))
    going_live.schedule(version, timezone.now() + timedelta(hours=1), by=factories.chief())
    Front.objects.update(next_at=factories.earlier(minutes=1))
    NextFront.objects.update(at=factories.earlier(minutes=1))
    assert headlines() == ["Due"]
    with pytest.raises(Refused, match="Nothing is scheduled any more"):
        going_live.take_back(None, by=factories.chief())
    newer = saved(lead(), base=1)
    going_live.put_live(newer, by=factories.chief())
    assert [move.act for move in FrontMove.objects.all()] == ["live", "on_time", "scheduled"]


def test_scheduling_and_taking_back_at_the_desk(desk: Client, settings) -> None:
    factories.live_story()
    local = (timezone.localtime() + timedelta(days=1)).replace(second=0, microsecond=0)
    page = desk.post(
        HOME, form(lead(title="Tomorrow"), do="schedule", at=f"{local:%Y-%m-%dT%H:%M}"), follow=True
    )
    assert "Version 1 goes live on" in page.content.decode()
    assert Front.objects.get().next_at == local
    page = desk.post(HOME, form(lead(title="Unsaved"), do="take-back", base=1))
    assert 'value="Unsaved"' in page.content.decode()
    assert Front.objects.get().next is None
    assert not NextFront.objects.exists()


@pytest.mark.parametrize(
    "at", ["", "soon", "2020-01-01T10:00", "9999-12-31T23:59:59", "0001-01-01T00:00", "\0"]
)
def test_a_time_that_is_none_or_past_is_refused_and_what_was_sent_stays(desk: Client, at: str) -> None:
    page = desk.post(HOME, form(lead(title="Mine"), do="schedule", at=at))
    assert page.status_code in {302, 409}
    if page.status_code == 409:
        assert 'value="Mine"' in page.content.decode()
        assert not FrontVersion.objects.exists()


def test_the_page_as_it_will_be_at_a_time(desk: Client) -> None:
    story = factories.live_story(headline="The story")
    going_live.put_live(saved(lead(Pin(story.pk, headline="Now"))), by=factories.chief())
    at = timezone.localtime() + timedelta(hours=2)
    going_live.schedule(saved(lead(Pin(story.pk, headline="Then")), base=1), at, by=factories.chief())

    def shown(query: str) -> list[str]:
        page = desk.get(f"{HOME}preview/{query}")
        assert page.headers["Cache-Control"].startswith("private, no-store")
        return re.findall(r'-headline"><a href="[^"]*">([^<]*)</a>', page.content.decode())

    assert shown("") == ["Now"]
    assert shown(f"?at={at - timedelta(hours=1):%Y-%m-%dT%H:%M}") == ["Now"]
    assert shown(f"?at={at + timedelta(hours=1):%Y-%m-%dT%H:%M}") == ["Then"]
    assert shown("?version=2") == ["Then"]
    unsaved = desk.post(f"{HOME}preview/", form(lead(Pin(story.pk, headline="Unsaved"))))
    assert "Unsaved" in unsaved.content.decode()
    assert desk.get(f"{HOME}preview/?version=99").status_code == 404


# Releasing


def ready_story(headline: str, **fields: Any) -> Any:
    return factories.ready(factories.story(headline=headline, **fields))


def test_stories_and_front_go_live_in_one_act() -> None:
    one, two = ready_story("One"), ready_story("Two")
    version = saved(lead(Pin(two.pk, headline="Two first"), Pin(one.pk)))
    key = uuid.uuid4()
    for _ in range(2):
        releasing.release(
            version, [one.approved_revision, two.approved_revision], by=factories.chief(), key=key
        )
    assert headlines() == ["Two first", "One"]
    move = FrontMove.objects.get()
    assert (move.act, move.stories) == ("released", [one.pk, two.pk])
    assert {edition.at for edition in Edition.objects.all()} == {move.at}
    assert Edition.objects.count() == 2


def test_of_a_release_nothing_happens_when_one_story_may_not_go(desk: Client) -> None:
    good, bad = ready_story("Good"), ready_story("Embargoed")
    bad.embargo = "until_lifted"
    bad.save(update_fields=["embargo"])
    other = ready_story("Without a picture’s credit", lead_picture=factories.picture())
    other.lead_picture.credits.all().delete()
    version = saved(lead(Pin(good.pk), Pin(bad.pk), Pin(other.pk)))
    address = reverse("admin:articles_front_release", args=["home", version.number])
    page = desk.get(address).content.decode()
    assert "It is under embargo until lifted" in page
    stories = [f"{story.pk}.{story.approved_revision.number}" for story in (good, bad, other)]
    page = desk.post(address, {"story": stories, "key": str(uuid.uuid4())})
    assert page.status_code == 409
    text = page.content.decode()
    assert "“Embargoed”: It is under embargo until lifted" in text
    assert "“Without a picture’s credit”" in text
    assert len(re.findall(r'name="story"[^>]* checked', text)) == 3
    page = desk.post(address, {"story": stories[1:2], "key": str(uuid.uuid4())}).content.decode()
    assert re.findall(r'value="([0-9.]+)"[^>]* checked', page) == stories[1:2]
    assert not PublishedArticle.objects.exists()
    assert not FrontMove.objects.exists()
    good.refresh_from_db()
    assert good.state == State.READY
    page = desk.post(address, {"story": stories[:1], "key": str(uuid.uuid4())}, follow=True)
    assert "Released: readers have version 1 and a story." in page.content.decode()
    assert headlines() == ["Good"]


def test_a_fault_half_way_takes_the_whole_release_back(monkeypatch) -> None:
    one, two = ready_story("One"), ready_story("Two")
    version = saved(lead(Pin(one.pk), Pin(two.pk)))

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(going_live, "publish", broken)
    with pytest.raises(RuntimeError):
        releasing.release(version, [one.approved_revision, two.approved_revision], by=factories.chief())
    assert not PublishedArticle.objects.exists()
    assert not Edition.objects.exists()


def test_a_section_editor_releases_no_story_of_another_section() -> None:
    city = factories.section("City")
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    foreign = ready_story("Of sport", section=factories.section("Sport"))
    version = saved(lead(Pin(foreign.pk)), section=city, by=editor)
    with pytest.raises(Refused, match="not one of them"):
        releasing.release(version, [foreign.approved_revision], by=editor)
    assert releasing.waiting(version, by=editor) == []


def test_only_what_is_pinned_is_released() -> None:
    stray = ready_story("Stray")
    version = saved(lead())
    for revisions in ([], [stray.approved_revision]):
        with pytest.raises(Refused):
            releasing.release(version, revisions, by=factories.chief())


@pytest.mark.parametrize("story", ["", "1", "x.y", "1.1.1", "\0", "9" * 30, "999999.1"])
def test_a_release_of_nonsense_is_refused(desk: Client, story: str) -> None:
    version = saved(lead())
    address = reverse("admin:articles_front_release", args=["home", version.number])
    assert desk.post(address, {"story": story, "key": "nonsense"}).status_code == 409


# The log


def test_the_log_says_in_words_what_each_version_changed(desk: Client) -> None:
    one, two = (factories.live_story(headline=name) for name in ("One", "Two"))
    going_live.put_live(saved(lead(Pin(one.pk))), by=factories.chief())
    saved(lead(Pin(two.pk, headline="Deux")), Zone(2, "recent", "hours", 4), base=1)
    page = desk.get(f"{HOME}history/").content.decode()
    assert re.findall(r"<li>([^<]*)</li>", page[page.index("log-changed") :])[:2] == [
        "Lead: One → Two",
        "Most recent: added as number 2",
    ]
    assert "put it live" in page
    page = desk.get(f"{HOME}compare/?a=2&b=1").content.decode()
    assert "Lead: One → Two" in page
    for query in ("", "?a=1&b=99", "?a=x&b=\0", f"?a={'9' * 40}&b=1"):
        assert desk.get(f"{HOME}compare/{query}").status_code in {400, 404}
    assert desk.get(f"{HOME}history/?under={'9' * 40}").status_code == 400


def test_an_old_version_can_be_restored_unless_somebody_saved_meanwhile(desk: Client) -> None:
    saved(lead(title="First"))
    saved(lead(title="Second"), base=1)
    address = reverse("admin:articles_front_restore", args=["home", 1])
    page = desk.post(address, {"base": "1"}, follow=True).content.decode()
    assert "Nothing was restored." in page
    page = desk.post(address, {"base": "2"}, follow=True).content.decode()
    assert "Version 1 is back, as version 3." in page
    newest = FrontVersion.objects.first()
    assert newest is not None
    assert newest.restored_from is not None
    assert newest.restored_from.number == 1
    assert newest.content["zones"][0]["title"] == "First"


def test_changes_in_words() -> None:
    a, b, c = Pin(1), Pin(2), Pin(3)
    before = Arrangement(
        (lead(a, b), Zone(2, "recent", "hours", 4), Zone(3, "section", "block", 4, of="city"))
    )
    after = Arrangement(
        (
            Zone(3, "section", "row", 5, of="sport", title="Games", pins=(c,)),
            lead(Pin(2, headline="New", kicker="Now", picture=4), a),
            Zone(4, "opinion", "voices", 4, pins=(Pin(9),)),
        )
    )
    assert wording.changes(before, after, {1: "A", 2: "B", 3: "C", 9: "D"}.__getitem__) == [
        "Most recent: removed",
        "Games: title none of its own → “Games”",
        "Games: fills from city → sport",
        "Games: layout a large story, a second, the rest in brief → stories of one size with pictures",
        "Games: 4 → 5 stories",
        "Games: C pinned",
        "Lead: order B, A",
        "Lead: headline of B: none of its own → “New”",
        "Lead: kicker of B: none of its own → “Now”",
        "Lead: another picture for B",
        "Opinion, or another type: added as number 3",
        "Opinion, or another type: D pinned",
        "Order: Games, Lead, Opinion, or another type",
    ]


# What a form can hold


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"zone": ["x", "-1", "9" * 40, "\0", "1"], "z1-kind": "lead"},
        {"zone": [str(n) for n in range(1, 200)], **{f"z{n}-kind": "lead" for n in range(1, 200)}},
        {"zone": "1", "z1-kind": "lead", "z1-pin": [str(n) for n in range(1, 500)], "z1-count": "20"},
        {"zone": "1", "z1-kind": "section", "z1-of": "x" * 100_000, "z1-count": "\0", "z1-title": "\0" * 9},
        {"zone": "1", "z1-kind": "topic", "z1-of": "\0'; --", "z1-count": "-5", "z1-layout": "<b>"},
        {
            "zone": "1",
            "z1-kind": "lead",
            "z1-pin": "9" * 18,
            f"p{'9' * 18}-picture": "9" * 18,
            "z1-count": "5",
        },
    ],
)
@pytest.mark.parametrize(
    "do", ["look", "save", "live", "search:1", "pin:1.x", "zone-up:", "save:\0", "\0", ":"]
)
def test_no_form_breaks_the_page(desk: Client, sent: dict[str, Any], do: str) -> None:
    factories.live_story()
    assert desk.post(HOME, sent | {"do": do, "base": "\0", "key": "\0"}).status_code in {200, 302, 409}
    assert desk.post(f"{HOME}preview/", sent | {"at": "\0"}).status_code == 200


def test_no_address_breaks_the_desk(desk: Client) -> None:
    for path in (
        "nowhere/",
        "home/versions/9999999999999999999999/release/",
        "home/preview/?at=%00&version=%00",
    ):
        assert desk.get(f"/desk/articles/front/{path}").status_code in {400, 404}


def test_a_front_that_nobody_arranged_yet_has_an_empty_history(desk: Client) -> None:
    for page in ("history/", "preview/", ""):
        assert desk.get(HOME + page).status_code == 200
