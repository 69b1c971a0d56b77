"""An item that kills, corrects or updates another reaches every story that uses the other, whichever comes first."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.acts import wires
from articles.acts.act import Refused
from articles.acts.decision import Decision
from articles.incoming import alarms, inbox, opened, storing, taking
from articles.incoming.taking import Taking
from articles.models import (
    Article,
    Message,
    SourceUse,
    WireAlarm,
    WireFeed,
    WireItem,
    WireRefusal,
    WireReplacement,
    WireUse,
    WireVersion,
)
from articles.policy import Role
from articles.wire import sniffing
from articles.wire.item import Embargo, Item, Parcel, Signal, Status
from tests import factories
from tests import wires as wire_rows
from tests.wire_copy import DEAD, TEXT, VOTE, WIND

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
NINE = "Nine people died when the ferry sank off the coast, the police said."
How = WireAlarm.How
ALARM, ITEM = "admin:articles_article_wire_alarm", "admin:articles_article_wire_item"
numbers = itertools.count(1)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let items come, each in a file of its own, by the feed of an agency."""
    files: dict[bytes, Parcel] = {}
    monkeypatch.setattr(sniffing, "read", lambda data, *, name="": files[bytes(data)])
    usual = wire_rows.feed()

    def come(*items: Item, by: WireFeed | None = None) -> None:
        data = f"file {next(numbers)}".encode()
        files[data] = Parcel(items=items)
        storing.keep(by or usual, "wire", data, received_at=timezone.now())

    return come


def ferry(uri: str = "urn:a", minutes: int | None = 0, **said: Any) -> Item:
    at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Item(
        **{"uri": uri, "format": "test", "headline": f"Ferry {uri}", "body": TEXT, "versioned_at": at} | said
    )


def correction(uri: str = "urn:b", of: str = "urn:a", minutes: int | None = 10, **said: Any) -> Item:
    body = TEXT.replace(DEAD, NINE)
    return ferry(uri, minutes, **{"replaces": (of,), "signal": Signal.CORRECTION, "body": body} | said)


def kill(uri: str = "urn:b", of: str = "urn:a", minutes: int | None = 10, **said: Any) -> Item:
    given = {"replaces": (of,), "signal": Signal.KILL, "status": Status.CANCELED, "body": "<p>Kill it.</p>"}
    return ferry(uri, minutes, **given | said)


def item(uri: str = "urn:a") -> WireItem:
    return WireItem.objects.select_related("newest", "head").get(uri=uri)


def take(uri: str = "urn:a", story: Article | None = None, use: SourceUse = SourceUse.INPUTS) -> Article:
    story = story or factories.story()
    version = item(uri).newest
    assert version is not None
    version.item = item(uri)
    taking.into(story, Taking(version, use), by=factories.chief(), key=uuid.uuid4())
    story.refresh_from_db()
    return story


def open_alarms() -> list[tuple[int, str, str, str]]:
    """Of which story, what it is, about which item, and by which it came."""
    rows = WireAlarm.objects.open().select_related("item", "version__item").order_by("article")
    return [(one.article_id, one.kind, one.item.uri, one.version.item.uri) for one in rows]


def refusal(story: Article) -> str | None:
    story.refresh_from_db()
    return wires.wire_copy_may_be_used(Decision(story, story.revision, factories.chief(), timezone.now()))


@pytest.mark.parametrize(("came", "kind"), [(correction(), "correction"), (kill(), "kill")])
def test_an_item_of_its_own_raises_the_alarm_of_the_one_it_names(wire: Any, came: Item, kind: str) -> None:
    wire(ferry(), ferry("urn:other"))
    first, second = take(), take(use=SourceUse.BACKGROUND)
    take("urn:other")
    wire(came)
    assert open_alarms() == [(one.pk, kind, "urn:a", "urn:b") for one in (first, second)]


def test_the_editors_are_told_of_the_kill_at_once_and_nothing_of_it_goes_out(wire: Any) -> None:
    city = factories.section()
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    User.objects.update(email="somebody@example.org")
    wire(ferry())
    story = take(story=factories.story(section=city))
    assert refusal(story) is None
    wire(kill())
    message = Message.objects.get(to=editor)
    assert (message.kind, message.is_to_be_mailed) == ("wire_killed", True)
    assert refusal(story) == "Meridian has killed “Ferry urn:a”, whose words are in the story."


def test_what_names_comes_first_and_the_named_one_is_dead_when_it_arrives(wire: Any) -> None:
    wire(kill())
    wire(ferry())
    assert item().head == item("urn:b")
    with pytest.raises(Refused, match="Another item has taken its place"):
        take()


def test_all_of_it_in_one_file_in_any_order(wire: Any) -> None:
    wire(correction("urn:c", of="urn:b", minutes=20), ferry(), correction())
    assert [item(uri).head for uri in ("urn:a", "urn:b")] == [item("urn:c")] * 2
    assert item("urn:c").head is None


def test_a_line_is_followed_to_its_beginning(wire: Any) -> None:
    """The middle comes last: only then is it known that the kill is about what the story uses."""
    wire(ferry())
    story = take()
    wire(kill("urn:c", of="urn:b", minutes=20))
    assert open_alarms() == []
    wire(correction())
    assert open_alarms() == [(story.pk, "kill", "urn:a", "urn:c")]
    assert "has killed" in (refusal(story) or "")


def test_the_same_again_changes_nothing(wire: Any) -> None:
    wire(ferry())
    take()
    for _time in range(3):
        wire(kill())
        wire(ferry())
    told = list(Message.objects.filter(kind="wire_killed").values_list("to", flat=True))
    assert (WireAlarm.objects.count(), len(told)) == (1, len(set(told)))
    assert WireReplacement.objects.count() == 2  # what was said, and whom that is


def test_another_agency_kills_nothing(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(kill(), by=wire_rows.feed(agency=factories.agency("Other Press")))
    assert (open_alarms(), refusal(story), item().head) == ([], None, None)


def test_an_older_item_never_replaces_a_newer_version(wire: Any) -> None:
    wire(ferry(minutes=30))
    story = take()
    wire(correction(minutes=10))
    assert (open_alarms(), item().head) == ([], None)
    wire(kill("urn:c", minutes=10))
    assert refusal(story) is None


def test_without_times_the_one_that_names_is_the_newer(wire: Any) -> None:
    wire(ferry(minutes=None))
    story = take()
    wire(kill(minutes=None))
    wire(ferry(minutes=None, headline="Sent again"))
    assert "has killed" in (refusal(story) or "")


def test_an_item_that_is_sent_anew_is_free_of_what_came_before(wire: Any) -> None:
    wire(ferry(), kill())
    assert item().head == item("urn:b")
    wire(ferry(minutes=30, headline="Released"))
    assert item().head is None
    assert refusal(take()) is None


def test_a_correction_does_not_hide_the_kill(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(kill())
    wire(correction("urn:c", minutes=20))
    assert open_alarms() == [(story.pk, "kill", "urn:a", "urn:b")]
    wire(correction("urn:d", of="urn:b", minutes=30))
    assert "has killed" in (refusal(story) or "")


def test_an_older_alarm_does_not_take_the_place_of_a_newer_one(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(correction())
    wire(correction("urn:c", of="urn:b", minutes=30))
    wire(correction(minutes=20, headline="A version of what is replaced"))
    assert open_alarms() == [(story.pk, "correction", "urn:a", "urn:c")]


def test_an_item_is_named_by_its_other_names(wire: Any) -> None:
    wire(ferry(aliases=("no:4711",)))
    story = take()
    # The same copy once more, under another number.
    wire(ferry(aliases=("no:4712",)))
    assert WireVersion.objects.count() == 1
    wire(kill(of="no:4712"))
    assert open_alarms() == [(story.pk, "kill", "urn:a", "urn:b")]


def test_names_that_no_database_holds_are_left_out(wire: Any) -> None:
    wire(ferry(aliases=("no\0", "x" * 501)))
    wire(correction(replaces=("y" * 501, "urn:a")))
    assert item().head == item("urn:b")


def test_two_items_that_name_each_other_end_somewhere(wire: Any) -> None:
    wire(ferry(minutes=None, replaces=("urn:b",)))
    wire(ferry("urn:b", minutes=None, replaces=("urn:a", "urn:b")))
    assert [item(uri).head for uri in ("urn:a", "urn:b")] == [item("urn:b"), None]
    assert open_alarms() == []


def test_what_took_its_place_is_taken_over_paragraph_by_paragraph(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(correction())
    alarm = WireAlarm.objects.open().get()
    alarms.take_over(alarm, by=factories.chief())
    story.refresh_from_db()
    assert TEXT.replace(DEAD, NINE) in story.body
    assert [(use.item.uri, use.version.item.uri) for use in WireUse.objects.current()] == [("urn:b", "urn:b")]
    alarm.refresh_from_db()
    assert (alarm.how, open_alarms()) == (How.TAKEN, [])
    # From now on the story follows the new item.
    wire(kill("urn:c", of="urn:b", minutes=20))
    assert ("urn:b", "urn:c") in [found[2:] for found in open_alarms()]


def test_a_kill_of_the_first_concerns_the_words_that_only_it_had(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(correction())
    alarms.take_over(WireAlarm.objects.open().get(), by=factories.chief())
    # The agency clears away what was replaced. The story has all its words from the correction.
    wire(kill("urn:a", minutes=20, replaces=()))
    assert (open_alarms(), refusal(story)) == ([], None)


def test_words_of_a_killed_item_that_stayed_raise_the_alarm(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(correction(body=f"<p>{VOTE}</p><p>{WIND}</p>"))
    alarm = WireAlarm.objects.open().get()
    mine = f"<p>{VOTE}</p><p>{DEAD}</p><p>{WIND}</p>"
    alarms.take_over(alarm, by=factories.chief())
    story.refresh_from_db()
    factories.edit(story, factories.chief(), body=mine)
    wire(kill("urn:c", of="urn:a", minutes=5))
    assert (story.pk, "kill", "urn:a", "urn:c") in open_alarms()
    assert "has killed" in (refusal(story) or "")


@pytest.mark.parametrize(
    ("mine", "is_theirs"),
    [
        (DEAD.replace(" died", ", died"), True),
        (DEAD.replace("Six", "Some six").replace(", the police said", ""), True),
        (f"{VOTE} {DEAD}", True),
        ("Six people are dead. So the harbour police told this newspaper on the phone.", False),
        ("It sank.", False),
    ],
)
def test_a_comma_makes_no_other_words(wire: Any, mine: str, is_theirs: bool) -> None:
    """Whoever closes the alarm of a kill has taken the words out, and not only mended them."""
    wire(ferry())
    story = take()
    wire(kill())
    factories.edit(story, factories.chief(), body=f"<p>Ours.</p><h2>{mine}</h2>")
    alarm = WireAlarm.objects.open().get()
    if is_theirs:
        with pytest.raises(Refused, match="Words of it are still in the story"):
            alarms.close(alarm, How.NOT_NEEDED, by=factories.chief(), note="Rewritten.")
    else:
        assert alarms.close(alarm, How.NOT_NEEDED, by=factories.chief(), note="Rewritten.")
        assert refusal(story) is None
        factories.edit(story, factories.chief(), body=f"<p>{DEAD} It is not known why.</p>")
        assert "has killed" in (refusal(story) or "")


def test_a_kill_that_comes_after_a_newer_version_is_told_and_does_not_hold(wire: Any) -> None:
    wire(ferry(version=3, minutes=30))
    story = take()
    wire(kill("urn:a", minutes=10, version=2, replaces=()))
    assert open_alarms() == [(story.pk, "kill", "urn:a", "urn:a")]
    assert refusal(story) is None
    alarm = WireAlarm.objects.open().get()
    assert alarms.close(alarm, How.NOT_NEEDED, by=factories.chief(), note="They meant the first one.")


def test_a_kill_of_the_first_is_told_to_those_who_use_the_second(wire: Any) -> None:
    """Agencies may name the first only. Whether the newer one is meant, people ask."""
    wire(ferry(), correction())
    story = take("urn:b")
    wire(kill("urn:c", minutes=20))
    assert open_alarms() == [(story.pk, "kill", "urn:b", "urn:c")]
    assert refusal(story) is None
    wire(kill("urn:c", of="urn:b", minutes=30))
    assert "has killed" in (refusal(story) or "")


def test_the_pages_say_what_stands_in_the_place_of_what(wire: Any, client: Client) -> None:
    wire(ferry())
    story = take()
    client.force_login(factories.chief())
    wire(correction())
    alarm = WireAlarm.objects.open().get()
    page = client.get(reverse(ALARM, args=[story.pk, alarm.pk])).content.decode()
    assert "It came as an item of its own:" in page
    new = client.get(reverse(ITEM, args=[item("urn:b").pk])).content.decode()
    assert "It takes the place of" in new
    assert reverse(ITEM, args=[item().pk]) in new
    old = client.get(reverse(ITEM, args=[item().pk])).content.decode()
    assert "In its place stands:" in old
    assert "Another item has taken its place: take that one." in old
    wire(kill("urn:b", minutes=5, replaces=()))
    alarm.refresh_from_db()
    page = client.get(reverse(ALARM, args=[story.pk, alarm.pk])).content.decode()
    assert "Nothing of it may be used any more." not in page


def test_a_kill_that_names_nothing_here_stands_on_the_first_page(wire: Any) -> None:
    wire(ferry())
    wire(kill("urn:b", of="urn:unheard-of"))
    wire(kill("mid:1", replaces=(), format="mail"))
    # By its own name it kills itself: nobody here has anything of it.
    wire(kill("urn:c", replaces=()))
    assert [one.reason for one in WireRefusal.objects.order_by("pk")] == [
        f"“Ferry {uri}” kills another item, and names none that is here: look which story is meant. It is kept."
        for uri in ("urn:b", "mid:1")
    ]
    wire(kill("urn:d"))
    assert WireRefusal.objects.count() == 2


def test_an_embargo_of_what_took_its_place_holds_the_story(wire: Any) -> None:
    wire(ferry())
    story = take()
    wire(correction(embargo=Embargo(until=None)))
    story.refresh_from_db()
    assert story.embargo == "until_lifted"
    assert refusal(story) == "“Ferry urn:b” of Meridian is under embargo until they lift it."


def test_the_embargo_of_the_first_is_not_lifted_by_one_that_is_silent_about_it(wire: Any) -> None:
    wire(ferry(embargo=Embargo(until=timezone.now() + timedelta(hours=3))))
    story = take()
    wire(correction())
    assert "is under embargo until" in (refusal(story) or "")


def test_a_line_of_many_steps_is_followed_to_its_end(wire: Any) -> None:
    wire(ferry("urn:0"))
    story = take("urn:0")
    wire(*(correction(f"urn:{n}", of=f"urn:{n - 1}", minutes=n) for n in range(1, 71)))
    wire(kill("urn:last", of="urn:70", minutes=99))
    assert open_alarms() == [(story.pk, "kill", "urn:0", "urn:last")]
    assert set(item("urn:last").line.values_list("uri", flat=True)) == {f"urn:{n}" for n in range(71)}


def test_the_inbox_shows_a_line_of_work_once(wire: Any) -> None:
    chief = factories.chief()
    wire(ferry(), ferry("urn:other"))
    story = take()
    wire(correction())
    shown = inbox.page({}, chief, None, timezone.now()).items
    assert {(one.uri, one.is_taken) for one in shown} == {("urn:b", True), ("urn:other", False)}  # type: ignore[attr-defined]
    # A search finds what was replaced, too: its words may be in no other item.
    shown = inbox.page({"q": "ferry"}, chief, None, timezone.now()).items
    assert {one.uri for one in shown} == {"urn:a", "urn:b", "urn:other"}
    read = opened.read(item("urn:b").pk, chief)
    assert read is not None
    assert [one.uri for one in read.line] == ["urn:a"]
    assert [use.article_id for use in read.uses] == [story.pk]
    read = opened.read(item().pk, chief)
    assert read is not None
    assert read.item.head == item("urn:b")


def test_a_hundred_lines_take_as_many_questions_as_one(wire: Any, django_assert_max_num_queries: Any) -> None:
    wire(*(ferry(f"urn:{n}") for n in range(30)))
    with django_assert_max_num_queries(70):
        wire(*(correction(f"urn:new:{n}", of=f"urn:{n}") for n in range(30)))
    assert WireItem.objects.filter(head__isnull=False).count() == 30
