"""Wire copy is kept as it came: once, in every version, with the newest on top, and what cannot be read with why."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.incoming import arriving, facts, finding, refusals, storing
from articles.models import WireFile, WireItem, WireRefusal, WireVersion
from articles.models.wire import WireKind, WireSignal, WireStatus
from articles.wire import item, sniffing
from articles.wire.item import Embargo, Item, Link, Media, Parcel, Refused, Rendition, Signal, Subject
from tests import factories, wires
from tests.test_two_at_once import Meanwhile

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
GALE = "urn:newsml:meridian.example:20261129:gale"


def gale(**said: Any) -> Item:
    return Item(**{"uri": GALE, "format": "test", "headline": "Gale at sea", "body": "<p>Wind.</p>"} | said)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the next files hold, by their bytes."""
    files: dict[bytes, Parcel | Refused] = {}

    def read(data: bytes, *, name: str = "") -> Parcel:
        found = files[data]
        if isinstance(found, Refused):
            raise found
        return found

    monkeypatch.setattr(sniffing, "read", read)

    def file(*items: Item, refused: tuple[str, ...] = ()) -> bytes:
        data = f"file {len(files)}".encode()
        files[data] = Parcel(items=items, refused=refused)
        return data

    file.files = files  # type: ignore[attr-defined]
    return file


def keep(feed: Any, data: bytes, at: datetime = NOON) -> Any:
    return storing.keep(feed, "wire.xml", data, received_at=at)


def newest() -> WireVersion:
    version = WireItem.objects.get().newest
    assert version is not None
    return version


def test_the_words_of_the_database_are_those_of_the_parsers() -> None:
    for choices, words in ((WireKind, item.Kind), (WireStatus, item.Status), (WireSignal, item.Signal)):
        assert set(choices.values) == set(words)


def test_what_means_something_to_the_database_is_kept_sign_by_sign(sent: Any) -> None:
    said = "\\N \\. {\"a\", NULL} %s \t\r\n 'x' \\x41 é 🛳"
    data = sent(gale(headline=said, usage_terms=said, body=f"<p>{said}</p>", problems=(said, "")))
    sent.files[odd := bytes(range(256)) + b"\\\\x"] = sent.files[data]
    keep(wires.feed(), odd)
    version = newest()
    assert (version.usage_terms, version.body, version.problems) == (said, f"<p>{said}</p>", [said, ""])
    assert facts.item_of(version).headline == said
    assert (bytes(version.file.data), version.number, version.place) == (odd, None, 1)


def test_an_item_is_kept_with_its_bytes_and_found_by_its_words(sent: Any) -> None:
    feed = wires.feed()
    read = gale(
        version=3,
        versioned_at=NOON - timedelta(hours=1),
        embargo=Embargo(until=None, words="Until they land"),
        signal=Signal.UPDATE,
        urgency=2,
        language="en",
        usage_terms="Not in Spain.",
        subjects=(Subject(name="Weather", kind="category"), Subject(name="Ann Lee", kind="person")),
        media=(Media(caption="A wave", renditions=(Rendition(address="https://a.example/1.jpg", width=9),)),),
        links=(Link(uri="urn:other", rel="follows"),),
        keywords=("storm",),
        problems=("A time without its zone was left out.",),
    )
    data = sent(read)
    outcome = keep(feed, data)
    assert (outcome.items, outcome.kept, outcome.refused, outcome.was_known) == (1, 1, [], False)
    version = newest()
    assert facts.item_of(version) == read
    assert bytes(version.file.data) == data
    assert version.file.digest == hashlib.sha256(data).hexdigest()
    row = WireItem.objects.get()
    assert (row.agency, row.uri, row.received_at, row.versioned_at) == (
        feed.agency,
        GALE,
        NOON,
        NOON - timedelta(hours=1),
    )
    assert (row.headline, row.urgency, row.signal, row.embargo_open, row.embargo_until, row.category) == (
        *("Gale at sea", 2, "update", True, None),
        "Weather",
    )
    assert row.has_pictures
    for asked in ("gale wind", "ann lee", "storm", "wave"):
        assert finding.matching(WireItem.objects.all(), asked).get() == row
    assert not finding.matching(WireItem.objects.all(), "rain").exists()
    feed.refresh_from_db()
    assert feed.arrived_at == NOON


def test_the_same_bytes_and_the_same_version_in_other_bytes_change_nothing(sent: Any) -> None:
    feed, other_way = wires.feed(), wires.feed()
    data, again = sent(gale(version=1)), sent(gale(version=1))
    keep(feed, data)
    before = list(WireItem.objects.values())
    assert keep(feed, data, NOON + timedelta(1)).was_known
    assert keep(other_way, data, NOON + timedelta(1)).was_known
    outcome = keep(feed, again, NOON + timedelta(1))
    assert (outcome.items, outcome.kept, outcome.was_known) == (1, 0, False)
    assert list(WireItem.objects.values()) == before
    assert WireVersion.objects.count() == WireFile.objects.count() == 1
    feed.refresh_from_db()
    assert feed.arrived_at == NOON


def test_two_agencies_with_one_name_for_an_item_have_two(sent: Any) -> None:
    data = sent(gale(version=1))
    for agency in (factories.agency(), factories.agency("Other Press")):
        keep(wires.feed(agency=agency), data)
    assert WireItem.objects.count() == WireVersion.objects.count() == 2


def test_an_older_version_is_kept_and_never_the_newest(sent: Any) -> None:
    feed = wires.feed()
    keep(feed, sent(gale(version=2, headline="Gale over")))
    outcome = keep(feed, sent(gale(version=1)), NOON + timedelta(minutes=1))
    assert outcome.kept == 1
    row = WireItem.objects.get()
    assert (row.headline, row.received_at, row.newest.number) == ("Gale over", NOON, 2)  # type: ignore[union-attr]
    assert list(row.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_order_the_newest_is_on_top(sent: Any, seed: int) -> None:
    """One by one or all in one file."""
    said = [gale(version=n, headline=f"Gale {n}") for n in range(1, 6)]
    random.Random(seed).shuffle(said)
    feed = wires.feed()
    if seed % 2:
        keep(feed, sent(*said))
    else:
        for one in said:
            keep(feed, sent(one))
    row = WireItem.objects.get()
    assert (row.headline, newest().number, row.versions.count()) == ("Gale 5", 5, 5)


def test_without_numbers_the_time_of_the_agency_says_what_is_newer_and_then_the_arrival(sent: Any) -> None:
    feed = wires.feed()
    keep(feed, sent(gale(versioned_at=NOON, headline="One")))
    keep(feed, sent(gale(versioned_at=NOON - timedelta(1), headline="Before")))
    assert WireItem.objects.get().headline == "One"
    keep(feed, sent(gale(versioned_at=NOON, headline="At the same time")))
    assert WireItem.objects.get().headline == "At the same time"
    keep(feed, sent(gale(headline="Without a time")))
    assert WireItem.objects.get().headline == "Without a time"
    # A feed that goes backwards says what it said before.
    assert keep(feed, sent(gale(versioned_at=NOON, headline="One"))).kept == 0
    assert WireItem.objects.get().headline == "Without a time"


def test_a_version_that_says_something_else_under_the_same_number_is_not_lost(sent: Any) -> None:
    feed = wires.feed()
    keep(feed, sent(gale(version=1)))
    keep(feed, sent(gale(version=1, status=item.Status.CANCELED)))
    row = WireItem.objects.get()
    assert (row.status, row.versions.count()) == ("canceled", 2)


def test_a_killed_version_that_comes_once_more_in_other_bytes_brings_nothing_back(sent: Any) -> None:
    agency = factories.agency()
    one, other = wires.feed(agency=agency), wires.feed(agency=agency)
    keep(one, sent(gale(version=2)))
    keep(one, sent(gale(version=2, signal=Signal.KILL)))
    keep(other, sent(gale(version=2, slugline="GALE")))
    assert (newest().signal, WireVersion.objects.count()) == ("kill", 3)
    keep(other, sent(gale(version=3)))
    assert newest().signal == ""


KILL = {"signal": Signal.KILL}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("usable", "kill", "is_dead"),
    [
        # Agencies kill under the number of what they kill, or of a version before it.
        ({"version": 2, "versioned_at": NOON}, {"version": 2, "versioned_at": NOON + HOUR}, True),
        ({"version": 3, "versioned_at": NOON}, {"version": 1, "versioned_at": NOON + HOUR}, True),
        ({"version": 2, "versioned_at": NOON}, {"version": 2, "versioned_at": NOON}, True),
        # Clocks go wrong, and numbers do not.
        ({"version": 2, "versioned_at": NOON}, {"version": 3, "versioned_at": NOON - HOUR}, True),
        # It was released again since, or nothing says that it was not.
        ({"version": 3, "versioned_at": NOON}, {"version": 2, "versioned_at": NOON - HOUR}, False),
        ({"version": 3}, {"version": 2}, False),
    ],
)
@pytest.mark.parametrize("kill_comes_first", [False, True])
def test_a_kill_counts_by_its_number_or_by_its_time(
    sent: Any, usable: dict[str, Any], kill: dict[str, Any], is_dead: bool, kill_comes_first: bool
) -> None:
    feed, both = wires.feed(), [gale(**usable), gale(**kill, **KILL)]
    for one in reversed(both) if kill_comes_first else both:
        keep(feed, sent(one))
    assert (newest().signal == "kill") is is_dead


def test_who_watches_hears_of_newer_versions_only(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, int | None]] = []

    def arrived(versions: Any, **_others: Any) -> None:
        assert connection.in_atomic_block
        heard.extend((one.item.headline, one.number) for one in versions)
        assert all(one.pk and one.item_id for one in versions)

    monkeypatch.setattr(arriving, "arrived", arrived)
    feed = wires.feed()
    keep(feed, sent(gale(version=2)))
    keep(feed, sent(gale(version=1)))
    assert heard == []
    keep(feed, sent(gale(version=3, headline="Gale over"), gale(uri="urn:other")))
    assert heard == [("Gale over", 3)]


def test_what_cannot_be_read_is_shown_with_its_reason_and_its_bytes(sent: Any) -> None:
    feed = wires.feed()
    sent.files[b"<broken"] = Refused("It ends too early.", name="wire.xml", line=7)
    outcome = keep(feed, b"<broken")
    assert outcome.is_refused
    refusal = WireRefusal.objects.get()
    assert (refusal.name, refusal.line, refusal.reason, bytes(refusal.data), refusal.times) == (
        *("wire.xml", 7),
        "It ends too early.",
        b"<broken",
        1,
    )
    keep(feed, b"<broken", NOON + timedelta(1))
    refusal.refresh_from_db()
    assert (refusal.times, refusal.at, refusal.last_at) == (2, NOON, NOON + timedelta(1))
    assert refusals.close(refusal, by=factories.chief(), now=NOON)
    assert refusals.forget(NOON + refusals.KEPT_FOR) == 0
    assert refusals.forget(NOON + refusals.KEPT_FOR + timedelta(1)) == 1


def test_a_feed_that_is_fetched_again_and_again_is_refused_once(sent: Any) -> None:
    feed = wires.feed(way="web", address="https://wire.example.org/")
    for n in range(3):
        sent.files[b"<broken %d" % n] = Refused("It ends too early.")
        keep(feed, b"<broken %d" % n)
    assert WireRefusal.objects.get().times == 3


def test_of_a_file_the_good_items_are_kept_and_the_others_are_told(sent: Any) -> None:
    bad = (
        gale(uri=""),
        gale(uri="u" * 501),
        gale(uri="urn:nul", body="<p>\0</p>"),
        gale(uri="urn:half", headline="\ud800"),
        gale(uri="urn:many", version=2**70),
    )
    outcome = keep(wires.feed(), sent(*bad, gale(), refused=("Item 3 has no date.",)))
    assert (outcome.items, outcome.kept, len(outcome.refused), outcome.is_refused) == (1, 1, 6, False)
    assert WireRefusal.objects.count() == 6
    assert set(WireRefusal.objects.values_list("file", flat=True)) == {WireFile.objects.get().pk}
    assert newest().place == 6


def test_a_mistake_of_ours_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(data: bytes, *, name: str = "") -> Parcel:
        raise KeyError(name)

    monkeypatch.setattr(sniffing, "read", read)
    keep(wires.feed(), b"<newsItem/>")
    refusal = WireRefusal.objects.get()
    assert refusal.reason == "It could not be read: the log says why. Tell your engineers."
    assert bytes(refusal.data) == b"<newsItem/>"


def test_a_hundred_items_take_as_many_questions_as_one(sent: Any) -> None:
    feed = wires.feed()

    def questions(*said: Item) -> int:
        data = sent(*said)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            keep(feed, data)
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    first = questions(gale(uri="urn:first", version=1))
    assert first == questions(*(gale(uri=f"urn:{n}", version=1, headline=f"Gale {n}") for n in range(30)))
    changed = questions(gale(uri="urn:0", version=2))
    assert changed == questions(*(gale(uri=f"urn:{n}", version=3, headline=f"Storm {n}") for n in range(30)))
    assert WireItem.objects.filter(headline__startswith="Storm", newest__number=3).count() == 30
    # Of many the worker writes the words.
    assert WireItem.objects.filter(words="").count() == finding.without_words(NOON).count() == 30
    assert finding.catch_up() == 30
    assert finding.matching(WireItem.objects.all(), "storm 7").count() == 1


@pytest.mark.parametrize("model", [WireFile, WireVersion])
def test_what_came_cannot_be_changed(sent: Any, model: Any) -> None:
    keep(wires.feed(), sent(gale()))
    for act in (
        lambda: model.objects.update(received_at=NOON + timedelta(1)),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_same_at_once_keep_it_once(sent: Any) -> None:
    """The same files, in the other order, by another way of the same agency."""
    feeds = [wires.feed(), wires.feed()]
    files = [storing.Sent(f"{n}.xml", sent(gale(version=n, headline=f"Gale {n}"))) for n in range(1, 9)]
    meanwhile = Meanwhile()
    for feed, order in zip(feeds, (files, files[::-1]), strict=True):
        meanwhile.begin(lambda feed=feed, order=order: storing.keep_all(feed, order, received_at=NOON))
    assert meanwhile.end() == []
    assert (WireItem.objects.get().headline, WireVersion.objects.count()) == ("Gale 8", 8)
    assert newest().number == 8
