"""A published story as ninjs 3, judged by IPTC's own schema, says what the page says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.composing.times import iso
from articles.exchange import ninjs
from articles.exchange.outside import text_for_others
from articles.live import posting
from articles.models import LiveEntry, PublishedArticle
from articles.models.taxonomy import Section
from articles.wire import ninjs as ninjs_of_others
from tests import factories
from tests.ninjs_schema import wrong_with

pytestmark = pytest.mark.django_db


def sections_of(row: PublishedArticle) -> list[Section]:
    assert row.section is not None
    return [one for one in (row.section.parent, row.section) if one is not None]


def made(row: PublishedArticle, **options: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return ninjs.story(
        row,
        pictures=row.pictures.all(),
        sections=sections_of(row),
        entries=row.entries.all(),
        now=options.get("now") or timezone.now(),
    )


def named(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [one for one in document["associations"] if one["rel"] == rel]


def test_a_story_as_ninjs_says_what_its_row_says(settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    inside = factories.section("Tides", parent=factories.section("City"))
    article = factories.story(
        section=inside,
        kicker="Almadrel",
        dateline_place="ALMADREL",
        bylines=(factories.reporter("Ines Caldera"), "Harbour Board"),
        topics=(factories.topic("Ferries"),),
        sources=((factories.agency(), "inputs"),),
        lead_picture=factories.picture(),
        article_type="analysis",
    )
    factories.publish(article)
    row = PublishedArticle.objects.get(story_id=article.pk)
    factories.public_change(row, "correction", "It is the last boat.", is_serious=True)
    document = made(row)
    assert wrong_with(document) == []
    (lead,) = row.pictures.all()
    city, tides = sections_of(row)
    assert {name: document[name] for name in document if name not in {"associations", "bodies"}} == {
        "uri": f"https://paper.example/api/v1/stories/{article.pk}",
        "standard": ninjs.STANDARD,
        "type": "text",
        "representationType": "full",
        "version": "1",
        "firstCreated": iso(row.published_at),
        "versionCreated": iso(row.modified_at),
        "contentCreated": iso(row.published_at),
        "pubStatus": "usable",
        "language": "en",
        "copyrightHolder": settings.SITE_NAME,
        "copyrightNotice": f"© {row.published_at.year} {settings.SITE_NAME}",
        "slugline": row.slug,
        "located": "ALMADREL",
        "by": "Ines Caldera and Harbour Board",
        "headlines": [
            {"role": "main", "contentType": "text/plain", "value": row.headline},
            {"role": "kicker", "contentType": "text/plain", "value": "Almadrel"},
        ],
        "descriptions": [
            {"role": "standfirst", "contentType": "text/plain", "value": row.standfirst},
            {"role": "agencies", "contentType": "text/plain", "value": "(Inputs from Meridian)"},
        ],
        "people": [
            {
                "name": "Ines Caldera",
                "rel": "reported",
                "uri": "https://paper.example/reporters/ines-caldera/",
            }
        ],
        "organisations": [{"name": "Harbour Board", "rel": "reported"}],
        "subjects": [
            {
                "name": "City",
                "rel": "section",
                "uri": "https://paper.example/city/",
                "literal": city.slug,
            },
            {
                "name": "Tides",
                "rel": "section",
                "uri": "https://paper.example/city/tides/",
                "literal": tides.slug,
            },
            {
                "name": "Ferries",
                "rel": "topic",
                "uri": "https://paper.example/topics/ferries/",
                "literal": "ferries",
            },
        ],
        "genres": [
            {
                "name": "Analysis",
                "literal": "analysis",
                "uri": "http://cv.iptc.org/newscodes/genre/Analysis",
            }
        ],
        "altIds": [{"role": "story", "value": str(article.pk)}],
        "renditions": [
            {"name": "page", "href": f"https://paper.example{row.path}", "contentType": "text/html"}
        ],
    }
    (shown,) = named(document, "lead")
    assert (shown["by"], shown["altIds"]) == (
        lead.credit_line,
        [{"role": "picture", "value": str(lead.image_id)}],
    )
    assert {it["role"]: it["value"] for it in shown["descriptions"]} == {
        "caption": lead.caption,
        "alt": lead.alt,
    }
    assert shown["renditions"][-1]["href"].startswith("https://paper.example/pictures/")
    (correction,) = named(document, "correction")
    assert correction["bodies"][0]["value"] == "It is the last boat."
    assert correction["profile"] == "serious"
    # What reads the wires of others reads it too.
    (item,) = ninjs_of_others.parse(json.dumps(document).encode()).items
    assert (item.uri, item.version, item.headline) == (document["uri"], 1, row.headline)
    assert (item.byline, item.dateline, item.standfirst) == (row.byline_line, "ALMADREL", row.standfirst)
    assert item.word_count == row.word_count
    (picture,) = item.media
    assert (picture.creator, picture.caption, picture.alt) == (lead.credit_line, lead.caption, lead.alt)
    assert [one.rel for one in item.links] == ["correction", "published", "page"]


def test_a_picture_whose_rights_have_ended_is_in_no_ninjs() -> None:
    ends = timezone.now() + timedelta(hours=1)
    row = factories.published_story()
    factories.published_picture(row, rights_end=ends)
    (picture,) = named(made(row), "lead")
    assert picture["expires"] == iso(ends)
    assert wrong_with(made(row)) == []
    assert "associations" not in made(row, now=ends)


def test_entries_of_live_coverage_are_in_it_and_removed_ones_say_why() -> None:
    article = factories.live_coverage("The gates are closing.", "The quay is under water.")
    first = LiveEntry.objects.get(article=article, number=1)
    posting.remove(first, by=factories.chief(), note="It was another quay.")
    document = made(PublishedArticle.objects.get(story_id=article.pk))
    assert wrong_with(document) == []
    assert [
        (one["name"], one["pubStatus"], one["bodies"][0]["value"]) for one in named(document, "entry")
    ] == [
        ("entry-2", "usable", "<p>The quay is under water.</p>"),
        ("entry-1", "canceled", "It was another quay."),
    ]


def test_what_is_left_of_a_withdrawn_story_is_ninjs_too() -> None:
    at = timezone.now()
    document = ninjs.tombstone(7, at=at, note="It was another ferry.")
    assert wrong_with(document) == []
    (item,) = ninjs_of_others.parse(json.dumps(document).encode()).items
    assert (item.status, item.signal, item.ednote) == ("canceled", "kill", "It was another ferry.")
    assert (document["pubStatus"], document["versionCreated"], document["edNote"]) == (
        "canceled",
        iso(at),
        "It was another ferry.",
    )


def test_the_judge_refuses_what_the_schema_does_not_have() -> None:
    document = ninjs.tombstone(7, at=timezone.now())
    assert wrong_with({**document, "pubStatus": "gone"}) != []
    assert wrong_with({**document, "kind": "withdrawal"}) != []
    assert wrong_with({**document, "versionCreated": "yesterday"}) != []
    assert wrong_with({**document, "uri": "story 7"}) != []


def test_a_text_for_others_has_whole_addresses_and_nothing_of_our_page(settings: Any) -> None:
    settings.SITE_URL = "https://paper.example"
    text = (
        '<p><a href="/city/">City</a> <a href="https://elsewhere.example/a">there</a> <a href="#note">note</a></p>'
        '<aside class="advertisement" aria-label="Advertisement 2"><p>Advertisement</p></aside>\n'
        '<!--picture 7--><figure><svg color="#aabbcc" aria-hidden="true"></svg>'
        '<img src="/pictures/a-1.jpg" srcset="/pictures/a-1.jpg 400w, /pictures/b-2.jpg 800w"></figure>'
        "<!--/picture-->"
        "<p>&lt;aside class=&quot;advertisement&quot;</p>"
    )
    assert text_for_others(text) == (
        '<p><a href="https://paper.example/city/">City</a> <a href="https://elsewhere.example/a">there</a> '
        '<a href="#note">note</a></p>'
        '<figure><img src="https://paper.example/pictures/a-1.jpg" '
        'srcset="https://paper.example/pictures/a-1.jpg 400w, https://paper.example/pictures/b-2.jpg 800w"></figure>'
        "<p>&lt;aside class=&quot;advertisement&quot;</p>"
    )
