"""What partners get as NewsML-G2 and RSS says what the page says, and IPTC's own schema takes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from articles.acts import withdraw
from articles.composing.times import iso
from articles.exchange import wrapping
from articles.models import Delivery, Edition, GonePath, Partner, PartnerItem, PublishedArticle
from articles.partners import delivering, parcels
from articles.partners.parcels import Parcel
from articles.wire import newsml_g2
from media.models import Credit
from tests import factories

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples/newsml-g2"
G2 = {"g": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SAMPLES / "NewsML-G2_2.35-spec-All-Power.xsd"))


@pytest.fixture
def article() -> Any:
    """With all that a format has to say."""
    image = factories.picture(
        copyright_notice="© Meridian & Co",
        licence="by-sa-4.0",
        digital_source="compositeSynthetic",
        rights_end=timezone.now() + timedelta(days=9),
        credited=False,
    )
    Credit.objects.create(image=image, kind="staff")
    return factories.live_story(
        headline="Ferry “all night” & more <b>",
        dateline_place="PORTO VELHO",
        kicker="Harbour",
        lead_picture=image,
        bylines=(factories.reporter(), "Desk & Sons"),
        topics=(factories.topic("Ferries and Boats"),),
        section=factories.section("Harbour", parent=factories.section()),
        article_type="interview",
        body='<p>One &amp; <a href="https://example.org/?a=1&amp;b=2">two</a>.<br>Three &lt;b&gt;</p><hr>'
        f'<figure data-picture="{image.pk}"></figure><ul><li><p>Four</p></li></ul>',
    )


def parcel(format: str, story: Any, *, has_it: bool = False) -> Parcel:
    partner = Partner.objects.create(
        name=f"{format} {has_it}", format=format, way="pull", digest=f"{format}{has_it}"
    )
    edition = Edition.objects.filter(article=story).first()
    assert edition is not None
    made = parcels.parcel_for(partner, edition, has_it=has_it, now=timezone.now())
    assert isinstance(made, Parcel)
    return made


def items_of(message: Any) -> list[Any]:
    return list(message.findall("g:itemSet/g:newsItem", G2))


def texts(element: Any, path: str) -> list[str]:
    found = element.xpath(path, namespaces=G2)
    return [str(one if isinstance(one, str) else one.text) for one in found]


def test_newsml_g2_is_valid_and_says_what_the_story_says(schema: etree.XMLSchema, article: Any) -> None:
    row = PublishedArticle.objects.get(story_id=article.pk)
    document = parcel("newsml", article).body
    root = etree.fromstring(document)
    schema.assertValid(root)
    item, lead, in_text = items_of(root)
    assert item.attrib == {
        "guid": f"http://testserver/api/v1/stories/{article.pk}",
        "version": "1",
        "standard": "NewsML-G2",
        "standardversion": "2.35",
        "conformance": "power",
        LANGUAGE: "en",
    }
    for path, said in {
        "g:rightsInfo/g:copyrightNotice": [f"© {row.published_at.year} The Test Courier"],
        "g:itemMeta/g:itemClass/@qcode": ["ninat:text"],
        "g:itemMeta/g:provider/g:name": ["The Test Courier"],
        "g:itemMeta/g:versionCreated": [iso(row.modified_at)],
        "g:itemMeta/g:firstCreated": [iso(row.published_at)],
        "g:itemMeta/g:pubStatus/@qcode": ["stat:usable"],
        "g:itemMeta/g:embargoed": [],
        "g:itemMeta/g:link/@href": [f"http://testserver{row.path}"],
        "g:itemMeta/g:link/@residref": [lead.get("guid"), in_text.get("guid")],
        "g:contentMeta/g:located/g:name": ["PORTO VELHO"],
        "g:contentMeta/g:creator/g:name": ["Ines Caldera", "Desk & Sons"],
        "g:contentMeta/g:creator/@uri": ["http://testserver/reporters/ines-caldera/"],
        "g:contentMeta/g:language/@tag": ["en"],
        "g:contentMeta/g:genre/@qcode": ["genre:Interview"],
        "g:contentMeta/g:subject/g:name": ["Harbour", "City", "Ferries and Boats"],
        "g:contentMeta/g:headline": [row.headline],
        "g:contentMeta/g:dateline": ["PORTO VELHO"],
        "g:contentMeta/g:by": [row.byline_line],
        "g:contentMeta/g:creditline": ["The Test Courier"],
        "g:contentMeta/g:description": [row.standfirst],
        "g:contentSet/g:inlineXML/@contenttype": ["application/xhtml+xml"],
        "g:contentSet/g:inlineXML/@wordcount": [str(row.word_count)],
        "g:contentSet/g:inlineXML/h:html/h:head/h:title": [row.headline],
        "g:contentSet/g:inlineXML/h:html/h:body//h:a/@href": ["https://example.org/?a=1&b=2"],
        "g:contentSet/g:inlineXML/h:html/h:body//h:li//text()": ["Four"],
    }.items():
        assert texts(item, path) == said, path
    assert texts(item, "g:contentSet//h:figure/@class") == ["picture"]
    picture = row.pictures.get(use="lead")
    assert picture.rights_end is not None
    for path, said in {
        "@guid": [f"http://testserver/api/v1/stories/{article.pk}#picture-lead-0"],
        "g:itemMeta/g:itemClass/@qcode": ["ninat:picture"],
        "g:rightsInfo/g:copyrightNotice": ["© Meridian & Co"],
        "g:rightsInfo/g:copyrightHolder/g:name": ["Image: Self"],
        "g:rightsInfo/g:usageTerms": [f"Not after {iso(picture.rights_end)}."],
        "g:contentMeta/g:creditline": ["Image: Self"],
        "g:contentMeta/g:description": ["The harbour at dawn.", "Boats in a harbour"],
        "g:contentMeta/g:digitalSourceType/@uri": [
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
        ],
        "g:contentSet/g:remoteContent/@href": [
            f"http://testserver{one['url']}" for one in picture.files()["jpeg"]
        ],
        "g:contentSet/g:remoteContent/@width": ["320", "640", "900"],
    }.items():
        assert texts(lead, path) == said, path
    # What reads the wires of others reads it too.
    story, of_lead, _ = newsml_g2.parse(document).items
    assert (story.uri, story.version, story.headline) == (item.get("guid"), 1, row.headline)
    assert (story.byline, story.dateline, story.word_count) == (
        row.byline_line,
        "PORTO VELHO",
        row.word_count,
    )
    assert story.body == (
        '<p>One &amp; <a href="https://example.org/?a=1&amp;b=2">two</a>.<br>Three &lt;b&gt;</p><hr>'
        "<ul><li><p>Four</p></li></ul>"
    )
    assert [one.alt for one in (*story.media, *of_lead.media)] == ["Boats in a harbour"] * 2
    assert [one.width for one in of_lead.media[0].renditions] == [320, 640, 900]
    assert of_lead.problems == ("The agency says that AI made this, or a part of it (compositeSynthetic).",)


def test_a_correction_is_a_new_version_that_says_so_and_the_guid_stays(
    schema: etree.XMLSchema, article: Any
) -> None:
    before = etree.fromstring(parcel("newsml", article).body)
    row = PublishedArticle.objects.get(story_id=article.pk)
    factories.public_change(row, "correction", "The ferry was <blue>.", at=row.modified_at)
    PublishedArticle.objects.filter(pk=row.pk).update(edition_number=2, updated_at=row.modified_at)
    first = Edition.objects.get(article=article)
    Edition.objects.create(
        article=article,
        number=2,
        revision=first.revision,
        kind="correction",
        at=first.at,
        by=first.by,
        path=first.path,
    )
    root = etree.fromstring(parcel("newsml", article, has_it=True).body)
    schema.assertValid(root)
    for path, said in {
        "g:itemSet/g:newsItem[1]/@version": ["2"],
        "g:itemSet/g:newsItem[1]/@guid": texts(before, "g:itemSet/g:newsItem[1]/@guid"),
        "g:itemSet/g:newsItem[1]/g:itemMeta/g:signal/@qcode": ["sig:correction"],
        "g:itemSet/g:newsItem[1]/g:itemMeta/g:edNote": ["Correction: The ferry was <blue>."],
    }.items():
        assert texts(root, path) == said, path


def test_pictures_that_are_taken_back_are_valid_items_of_their_own(
    schema: etree.XMLSchema, article: Any
) -> None:
    PublishedArticle.objects.all().delete()
    partner = Partner.objects.create(name="Meridian", format="newsml", way="pull", digest="1")
    edition = Edition.objects.get(article=article)
    made = parcels.parcel_for(partner, edition, has_it=True, now=timezone.now(), had={"x#picture-lead-0"})
    assert isinstance(made, Parcel)
    root = etree.fromstring(made.body)
    schema.assertValid(root)
    assert texts(root, "//g:newsItem/@guid")[1] == "x#picture-lead-0"
    assert texts(root, "//g:pubStatus/@qcode") == ["stat:canceled"] * 2


def test_a_description_in_rss_is_read_as_html_and_says_what_was_typed(article: Any) -> None:
    PublishedArticle.objects.update(standfirst="Fares <b>and</b> tides & more")
    (entry,) = feedparser.parse(parcel("rss", article).body).entries
    assert entry.summary == "Fares &lt;b&gt;and&lt;/b&gt; tides &amp; more"
    GonePath.objects.create(path="/x/", story_id=article.pk, since=timezone.now(), note="<i>Wrong</i>")
    PublishedArticle.objects.all().delete()
    (entry,) = feedparser.parse(parcel("rss", article, has_it=True).body).entries
    assert entry.summary == "&lt;i&gt;Wrong&lt;/i&gt;"


def test_the_year_of_the_copyright_is_that_of_the_newsroom(article: Any, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    last_evening = datetime(2025, 12, 31, 20, tzinfo=UTC)
    PublishedArticle.objects.update(published_at=last_evening)
    with timezone.override("Pacific/Auckland"):
        said = parcel("newsml", article).document + parcel("ninjs", article).document
    assert "© 2026 The Test Courier" in said
    assert "© 2025" not in said


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_what_was_taken_back_or_is_withheld_has_the_same_guid_and_nothing_of_the_story(
    schema: etree.XMLSchema, article: Any, status: str
) -> None:
    if status == "canceled":
        GonePath.objects.create(path="/x/", story_id=article.pk, since=timezone.now(), note="Wrong & <gone>.")
        PublishedArticle.objects.all().delete()
    else:
        PublishedArticle.objects.update(article_type="live")
    document = parcel("newsml", article, has_it=True).body
    root = etree.fromstring(document)
    schema.assertValid(root)
    assert texts(root, "//g:newsItem/@guid") == [f"http://testserver/api/v1/stories/{article.pk}"]
    assert texts(root, "//g:pubStatus/@qcode") == [f"stat:{status}"]
    assert texts(root, "//g:edNote") == (["Wrong & <gone>."] if status == "canceled" else [])
    assert b"contentSet" not in document
    assert b"Ferry" not in document
    feed = feedparser.parse(parcel("rss", article, has_it=True).body)
    assert feed.bozo == 0
    assert (feed.entries[0].id, feed.entries[0].tags[0].term) == (
        f"http://testserver/api/v1/stories/{article.pk}",
        status,
    )
    assert "Ferry" not in str(feed)


def test_rss_for_a_partner_has_the_whole_text_and_whom_to_credit(article: Any) -> None:
    row = PublishedArticle.objects.get(story_id=article.pk)
    feed = feedparser.parse(parcel("rss", article).body)
    assert feed.bozo == 0
    (entry,) = feed.entries
    assert entry.id == f"http://testserver/api/v1/stories/{article.pk}"
    assert (entry.title, entry.link, entry.author) == (
        row.headline,
        f"http://testserver{row.path}",
        row.byline_line,
    )
    assert [tag.term for tag in entry.tags] == ["Harbour", "City", "Ferries and Boats"]
    assert "Three &lt;b&gt;" in entry.content[0].value
    assert 'href="https://example.org/?a=1&amp;b=2"' in entry.content[0].value
    lead = row.pictures.get(use="lead").largest
    assert lead is not None
    assert entry.media_content[0]["url"] == f"http://testserver{lead['url']}"
    assert entry.media_credit[0]["content"].startswith("Image: Self | Composed of elements")


def test_signs_that_xml_cannot_hold_stop_no_story_and_no_withdrawal(article: Any) -> None:
    for name in wrapping.CONTENT_TYPES:
        Partner.objects.create(name=name, format=name, way="pull", digest=name)
    pasted = factories.live_story(headline="Ferry to\x02 run", standfirst="All\x0bnight.\ufffe")
    delivering.see_to(timezone.now())
    withdraw.withdraw(pasted, by=factories.chief(), note="It was\x1b wrong.")
    delivering.see_to(timezone.now())
    assert list(Delivery.objects.exclude(state="sent")) == []
    note = ["It was wrong."]
    assert texts(etree.fromstring(PartnerItem.objects.get(digest="newsml").document), "//g:edNote") == note


def test_several_items_are_one_file_in_each_format(schema: etree.XMLSchema, article: Any) -> None:
    made = {name: parcel(name, article).document for name in wrapping.CONTENT_TYPES}
    now = timezone.now()
    message = etree.fromstring(wrapping.wrapped("newsml", [made["newsml"]] * 2, at=now).encode())
    schema.assertValid(message)
    assert len(items_of(message)) == 6
    assert len(feedparser.parse(wrapping.wrapped("rss", [made["rss"]] * 2, at=now)).entries) == 2
    items = json.loads(wrapping.wrapped("ninjs", [made["ninjs"]] * 2, at=now))["items"]
    assert [one["uri"] for one in items] == [f"http://testserver/api/v1/stories/{article.pk}"] * 2


def test_a_whole_day_of_stories_is_delivered_in_every_format(article: Any) -> None:
    for name in wrapping.CONTENT_TYPES:
        Partner.objects.create(name=name, format=name, way="pull", digest=name)
    factories.live_story()
    delivering.see_to(timezone.now())
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Delivery.objects.count() == 3
