"""A change throws away the pages that it touches, and no other; in front of Django no page is older than its rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from articles.acts import withdraw
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import going_live, versions
from articles.models import (
    SITE_MODELS,
    GonePath,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedEntry,
    PublishedFront,
    PublishedPicture,
    PublishedTopic,
    Section,
    Topic,
)
from articles.models import page_keys as keys
from articles.records.row_keys import KEYS
from newsroom.pagecache import following
from tests import factories
from tests.test_pages_that_are_kept import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site() -> Site:
    return Site()


def made_anew(site: Site, *paths: str) -> list[str]:
    """Which of the pages are made once more, now that something has changed."""
    site.following.look()
    found = []
    for path in paths:
        before = site.made
        page = site.get(path)
        assert page == site.uncached(path), f"{path} is an old page"
        if site.made != before:
            found.append(path)
    return found


def changed_keys(site: Site) -> set[str]:
    with site.following.lock:
        site.following.seen, found = following.ask(site.following.seen)
    return set(found or ())


def test_a_correction_touches_the_pages_that_show_the_story_and_no_others(site: Site) -> None:
    story = factories.published_story(slug="in-the-city")
    other = factories.published_story(slug="at-sea", section=factories.section("Sport"))
    factories.published_topic(other)
    factories.cards_again()
    paths = ["/", "/latest/", "/city/", "/sport/", "/topics/ferries/", "/about/", story.path, other.path]
    made_anew(site, *paths)
    PublishedArticle.objects.filter(pk=story.pk).update(standfirst="Corrected")
    assert made_anew(site, *paths) == ["/", "/latest/", "/city/", story.path]
    assert made_anew(site, *paths) == []


def test_a_story_that_moves_between_sections_touches_both(site: Site) -> None:
    city, sport, harbour = (factories.section(name) for name in ("City", "Sport", "Harbour"))
    story = factories.published_story(section=city, root_section=city)
    factories.published_story(section=sport, root_section=sport, slug="in-sport")
    factories.published_story(section=harbour, root_section=harbour, slug="in-harbour")
    factories.cards_again()
    paths = ["/city/", "/sport/", "/harbour/"]
    made_anew(site, *paths)
    PublishedArticle.objects.filter(pk=story.pk).update(section=sport, root_section=sport)
    assert changed_keys(site) == {
        *(keys.story(story.story_id), keys.STORIES, keys.section(city.pk), keys.section(sport.pk)),
    }
    site.following.seen = None
    site.following.look()
    made_anew(site, *paths)
    PublishedArticle.objects.filter(pk=story.pk).update(section=harbour, root_section=harbour)
    assert made_anew(site, *paths) == ["/sport/", "/harbour/"]


def test_a_topic_that_is_renamed_touches_its_page_and_fronts_that_name_topics(site: Site) -> None:
    story = factories.published_story()
    factories.published_topic(story)
    factories.published_topic(factories.published_story(slug="of-another"), factories.topic("Trams"))
    paths = ["/topics/ferries/", "/topics/trams/", "/about/"]
    made_anew(site, *paths)
    Topic.objects.filter(slug="ferries").update(name="Boats")
    assert made_anew(site, *paths) == ["/topics/ferries/"]


def test_a_picture_that_is_withdrawn_is_on_no_page_any_more(site: Site) -> None:
    story = factories.published_story()
    picture = factories.published_picture(story)
    PublishedArticle.objects.filter(pk=story.pk).update(lead=picture)
    factories.cards_again()
    paths = ["/", "/city/", story.path]
    made_anew(site, *paths)
    assert picture.credit_line.encode() in site.get(story.path)[2]
    with transaction.atomic():
        PublishedArticle.objects.filter(pk=story.pk).update(lead=None)
        picture.delete()
        factories.cards_again()
    assert made_anew(site, *paths) == paths
    assert picture.credit_line.encode() not in site.get(story.path)[2]


def test_a_card_that_a_front_pins_comes_and_goes_with_its_story(site: Site) -> None:
    chief, sport = factories.chief(), factories.section("Sport")
    pinned = factories.live_story(headline="Pinned from elsewhere")
    arranged = Arrangement((Zone(1, "lead", "front", 1, pins=(Pin(pinned.pk),)),))
    front = versions.save(sport, arranged, base=None, by=chief)
    going_live.put_live(front, by=chief)
    made_anew(site, "/sport/", "/about/")
    assert b"Pinned from elsewhere" in site.get("/sport/")[2]
    withdraw.withdraw(pinned, by=chief)
    assert made_anew(site, "/sport/", "/about/") == ["/sport/"]
    assert b"Pinned from elsewhere" not in site.get("/sport/")[2]


def test_a_reporter_whom_no_list_shows_is_kept_no_longer_than_something_changes(site: Site) -> None:
    """The site's role may not read of one who has left when their last entry goes; the page shows no entries."""
    path = factories.reporter(active=False).get_absolute_url()
    assert made_anew(site, path) == [path]
    assert made_anew(site, path) == []
    factories.topic()
    assert made_anew(site, path) == [path]


def test_a_section_is_on_every_page(site: Site) -> None:
    story = factories.published_story()
    made_anew(site, "/about/", story.path)
    Section.objects.update(colour="#123456")
    assert made_anew(site, "/about/", story.path) == ["/about/", story.path]


def a_paper() -> list[str]:
    """Rows in every table that pages are made of, and the addresses of these pages."""
    chief = factories.chief()
    city = factories.section("City")
    inside = factories.section("Transport", parent=city)
    live = factories.live_coverage("The gates are closing.", "They are closed.", section=inside, by=chief)
    gone = factories.live_story(headline="Withdrawn")
    gone_path = PublishedArticle.objects.get(story_id=gone.pk).path
    withdraw.withdraw(gone, by=chief)
    row = PublishedArticle.objects.get(story_id=live.pk)
    other = factories.published_story(slug="beside", section=city, root_section=city)
    factories.published_byline(other)
    for story in (row, other):
        factories.published_topic(story)
    factories.public_change(other, PublishedChange.Kind.CORRECTION, "It was Tuesday.")
    picture = factories.published_picture(other)
    PublishedArticle.objects.filter(pk=other.pk).update(lead=picture)
    factories.published_picture(other.bylines.get().reporter)
    factories.cards_again()
    for section in (None, city):
        pin = Pin(other.story_id, headline="Put otherwise")
        zones = (
            Zone(1, "lead", "front", 1, pins=(pin,)),
            Zone(2, "section", "block", 3, of="city/transport"),
        )
        front = versions.save(section, Arrangement(zones), base=None, by=chief)
        going_live.put_live(front, by=chief)
    # Of all the others some say nothing of what they show, and some show the sections alone.
    return [
        *("/", "/latest/", "/city/", "/city/transport/", "/topics/ferries/", "/reporters/ines-caldera/"),
        *(row.path, other.path, gone_path, "/about/", "/staff/", "/corrections/"),
    ]


WORDS = {
    "name",
    "title",
    "headline",
    "standfirst",
    "text",
    "rendered_text",
    "rendered_body",
    "caption",
    "card",
}
WORDS |= {"credit_line", "note", "kicker", "biography", "colour", "content"}
PLACES = {"published_at", "at", "position", "since", "number"}


def otherwise(value: Any, column: str) -> Any:
    if column == "colour":
        return "#123456"
    if column == "card":
        return value.replace('"headline":"', '"headline":"Now ')
    if column == "content":
        return {"zones": []}
    if isinstance(value, datetime):
        return value - timedelta(days=40)
    return f"{value} said otherwise" if isinstance(value, str) else value + 100


def test_whatever_row_changes_and_whoever_changes_it_no_page_is_older_than_its_rows(site: Site) -> None:
    paths = a_paper()
    made_anew(site, *paths)
    changed = set()
    for model in SITE_MODELS:
        # One of a few words is not changed into another text.
        columns = {field.attname for field in model._meta.concrete_fields if not field.choices}
        for row in list(model.objects.order_by("pk")[:1]) if model._meta.db_table in KEYS else ():
            for names in (WORDS, PLACES):
                values = {
                    it: otherwise(getattr(row, it), it)
                    for it in names & columns
                    if getattr(row, it) is not None
                }
                if values:
                    model.objects.filter(pk=row.pk).update(**values)
                    changed |= {(model.__name__, *made_anew(site, *paths))}
    # Each of these is shown somewhere.
    assert {name for name, *_ in changed} >= {
        *(
            "PublishedArticle",
            "PublishedEntry",
            "PublishedFront",
            "PublishedPicture",
            "GonePath",
            "PublishedChange",
        ),
        *("Section", "Topic", "Reporter", "PlainPage", "SiteFile"),
    }
    for model in (
        PublishedPicture,
        PublishedFront,
        PublishedTopic,
        PublishedByline,
        PublishedEntry,
        GonePath,
    ):
        model.objects.all().delete()
        assert made_anew(site, *paths), model


def test_a_statement_that_writes_much_changes_everything(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, that is; on SQLite, which is for small papers, each row tells its keys."""
    Topic.objects.bulk_create(Topic(name=f"Topic {number}", slug=f"topic-{number}") for number in range(501))
    found = changed_keys(site)
    assert found == {keys.EVERYTHING} if connection.vendor == "postgresql" else len(found) == 502
