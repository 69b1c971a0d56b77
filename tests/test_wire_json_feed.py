"""JSON Feed 1 and 1.1: its own examples, and what is refused or told."""

import json
import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.wire import json_feed
from articles.wire.item import Item, Kind, Link, Media, Refused, Rendition

SAMPLES = Path(__file__).parent / "samples" / "wire" / "json-feed"
VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **facts: Any) -> bytes:
    return json.dumps(
        {"version": VERSION, "title": "Agency", "items": list(items), **facts}, indent=1
    ).encode()


def only(item: Any, **facts: Any) -> Item:
    parcel = json_feed.parse(feed(item, **facts), address="https://agency.test/feed.json")
    assert parcel.refused == ()
    (found,) = parcel.items
    return found


def examples() -> list[bytes]:
    """The feeds that the specification shows, which are set in by a tab."""
    text = (SAMPLES / "1.1.markdown").read_text("utf-8")
    found = re.findall(r"(?:^\t.*\n)+", text, re.M)
    return [textwrap.dedent(one).encode() for one in found if '"version"' in one]


def test_feedparsers_example() -> None:
    parcel = json_feed.parse((SAMPLES / "feedparser-example.json").read_bytes())
    assert parcel.refused == ()
    assert parcel.items == (
        Item(
            uri="2",
            format="JSON Feed 1",
            provider="My Example Feed",
            headline="post 2",
            byline="me",
            body="<p>This is a second item.</p>",
            word_count=5,
            credit="My Example Feed",
            keywords=("test", "JSON"),
            media=(
                Media(
                    kind=Kind.VIDEO,
                    renditions=(
                        Rendition(
                            address="https://example.org/second-item-show.mp4",
                            media_type="video/mp4",
                            size=12000000,
                        ),
                    ),
                ),
            ),
            links=(Link(uri="https://example.org/second-item", rel="alternate"),),
        ),
        Item(
            uri="1",
            format="JSON Feed 1",
            provider="My Example Feed",
            byline="you",
            body="<p>Hello, world!</p>",
            word_count=2,
            credit="My Example Feed",
            links=(Link(uri="https://example.org/initial-post", rel="alternate"),),
            problems=("The item has no title.",),
        ),
    )


def test_the_examples_of_the_specification() -> None:
    simple, podcast, microblog = (json_feed.parse(one) for one in examples())
    assert [(one.uri, one.body) for one in simple.items] == [
        ("2", "<p>This is a second item.</p>"),
        ("1", "<p>Hello, world!</p>"),
    ]
    (talk,) = podcast.items
    assert talk.headline == "Special #1 - Chris Parrish"
    assert talk.standfirst.startswith("Brent interviews Chris Parrish")
    assert '<a href="http://adobe.com/">Adobe</a>' in talk.body
    assert talk.created_at == talk.versioned_at == datetime(2014, 5, 9, 21, 4, tzinfo=UTC)
    assert (talk.media[0].kind, talk.media[0].renditions[0].size) == (Kind.AUDIO, 89970236)
    (cats,) = microblog.items
    assert (cats.headline, cats.byline) == ("", "Brent Simmons")
    assert cats.body == "<p>Cats are neat.</p><p>https://example.org/cats</p>"


def test_an_item_without_identity_is_refused_alone_and_a_number_is_one() -> None:
    parcel = json_feed.parse(
        feed(
            {"title": "A"},
            {"id": " ", "title": "B"},
            {"id": 7, "title": "C"},
            {"id": True, "title": "D"},
            5,
            {"id": "e"},
        ),
        name="x.json",
    )
    assert [(one.uri, one.headline) for one in parcel.items] == [("7", "C")]
    no_identity = "the item has no identity (id), so that no later version could be told from it"
    assert parcel.refused == (
        f"x.json, line 5: {no_identity}",
        f"x.json, line 8: {no_identity}",
        f"x.json, line 16: {no_identity}",
        "x.json, line 20: the item is not an object",
        "x.json, line 21: the item has neither title, text nor media",
    )


def test_authors_prefer_the_list_and_times_without_zone_are_told() -> None:
    found = only(
        {
            "id": "a",
            "title": "A",
            "author": {"name": "Old"},
            "authors": [{"name": "Jane Roe"}, {"url": "https://b.test"}, {"name": "John Doe"}],
            "date_published": "2026-01-05T10:00:00",
            "date_modified": "2026-01-05T10:00:00+01:00",
            "external_url": "https://other.test/a",
        }
    )
    assert (found.byline, found.created_at) == ("Jane Roe, John Doe", None)
    assert found.versioned_at == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert found.problems == ("date_published: “2026-01-05T10:00:00” has no time zone, and was left out.",)
    assert found.links == (Link(uri="https://other.test/a", rel="related"),)


def test_each_picture_is_there_once_and_attachments_of_one_title_are_one() -> None:
    found = only(
        {
            "id": "a",
            "title": "A",
            "url": "https://agency.test/a/",
            "image": "ship.jpg",
            "content_html": "<p>Text</p><img src='/a/ship.jpg' alt='A ship'><img src='javascript:x()'>",
            "attachments": [
                {"url": "low.mp3", "mime_type": "audio/mpeg", "title": "Talk", "size_in_bytes": 5},
                {"url": "high.m4a", "mime_type": "audio/mp4", "title": "Talk", "size_in_bytes": -1},
                {"mime_type": "audio/mp4"},
            ],
        }
    )
    assert found.media == (
        Media(alt="A ship", renditions=(Rendition(address="https://agency.test/a/ship.jpg"),)),
        Media(
            kind=Kind.AUDIO,
            caption="Talk",
            renditions=(
                Rendition(address="https://agency.test/a/low.mp3", media_type="audio/mpeg", size=5),
                Rendition(address="https://agency.test/a/high.m4a", media_type="audio/mp4"),
            ),
        ),
    )
    assert found.problems == ("Left out: an attachment without an address.",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"[]", "it is not an object"),
        (b'{"items": []}', "does not name a version"),
        (feed(version="https://jsonfeed.org/version/9"), "does not name a version"),
        (feed(items={}), "no list of items"),
        (feed({"id": "a"})[:-9], "not JSON"),
        (feed({"id": "a", "title": "Caf"}).replace(b"Caf", b"Caf\xe9"), "not in UTF-8"),
        (b'{"version": "1", "version": "2"}', "stands twice"),
    ],
)
def test_what_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        json_feed.parse(data, name="x")


KEYS = "id title content_html content_text summary image url tags authors author attachments date_published language"
values = st.recursive(
    st.sampled_from(["", "words", "<p>x<script>y", "http://[x", "https://a.test/a.jpg", None, True, 1, -2.5]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["name", "url", "title", "mime_type", "size_in_bytes"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS.split()), values, max_size=5) | values, max_size=3))
def test_any_values_give_items_or_a_refusal(items: list[Any]) -> None:
    parcel = json_feed.parse(feed(*items))
    assert len(parcel.items) + len(parcel.refused) == len(items)
    for found in parcel.items:
        assert found.uri
        assert body.clean(found.body).html == found.body
