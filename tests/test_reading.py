"""What readers find: the front, a story with everything in its place, sections, topics, reporters and feeds.

The rows are made as publishing leaves them, so that these pages are tested by themselves.
"""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import brotli
import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client, RequestFactory
from django.utils.html import escape, strip_tags

from articles.composing import colours, facts, times
from articles.models import (
    GonePath,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    Redirect,
    Section,
    keyset,
)
from articles.models.published import PublishedPicture
from articles.site.page import story_page
from tests import factories
from tests.pages import MORNING, headlines, html, in_order, main, text

LATER = MORNING + timedelta(hours=3)

pytestmark = pytest.mark.django_db


def whole_story(**fields: Any) -> PublishedArticle:
    """A story with every element that a page can show."""
    section = factories.section("World")
    story = factories.published_story(
        section=section,
        kicker="Ukraine war",
        headline="Belarusians take up arms",
        standfirst="Volunteers cross the border to fight.",
        slug="belarusians",
        dateline_place="Porto Velho",
        rendered_body="<p>As the war continues.</p><h2>The battalion</h2>",
        agency_line="(Inputs from AP News)",
        agencies=[{"use": "inputs", "name": "AP News"}],
        published_at=MORNING,
        updated_at=LATER,
        modified_at=LATER,
        **fields,
    )
    ines = factories.reporter("Ines Caldera", job_title="Correspondent")
    tomas, ewa = (factories.reporter(name) for name in ("Tomas Okonjo", "Ewa Lis"))
    factories.published_byline(story, ines)
    factories.published_byline(story, tomas)
    factories.published_byline(story, factories.reporter("Noor Haddad"), role="edited")
    factories.published_byline(story, ewa, role="photographs")
    factories.published_byline(story, "Orle Radio", role="additional")
    factories.published_picture(story)
    factories.published_topic(story, factories.topic("Belarus"))
    factories.public_change(story, "published", at=MORNING)
    factories.public_change(story, "correction", "The battalion has 200 members, not 2,000.", at=LATER)
    return story


# The story


def test_a_story_page_shows_everything_in_the_order_readers_know() -> None:
    page = main(html(whole_story().path))
    assert in_order(
        page,
        '<li><a href="/world/">World</a></li>',
        "<span>Ukraine war</span>",
        '<h1 class="headline">Belarusians take up arms</h1>',
        "Volunteers cross the border to fight.</p>",
        "Reported by:</span> ",
        "Edited by:</span> ",
        "Photographs by:</span> ",
        "Additional reporting by:</span> ",
        "Updated <time",
        "Published <time",
        '<figure class="picture picture-lead">',
        "The harbour at dawn. ",
        '<span class="credit">Image: AP | Image: Self</span>',
        "Porto Velho —",
        "<p>As the war continues.</p>",
        "(Inputs from AP News)",
        "<h2>Correction</h2>",
        "The battalion has 200 members, not 2,000.",
        '<p class="teller-name"><a href="/reporters/ines-caldera/">',
        "<h2>Topics</h2>",
        '<a href="/topics/belarus/">Belarus</a>',
        "<h2>Share</h2>",
        "What changed in this story",
    )


def test_each_name_in_a_byline_leads_to_the_reporter_s_page() -> None:
    page = html(whole_story().path)
    names = re.findall(r'<p class="byline byline-\w+">(.*?)</p>', page)
    assert [" ".join(strip_tags(name).split()) for name in names] == [
        "Reported by: Ines Caldera and Tomas Okonjo",
        "Edited by: Noor Haddad",
        "Photographs by: Ewa Lis",
        "Additional reporting by: Orle Radio",
    ]
    assert re.findall(r'<a href="(/reporters/.*?)" rel="author">', page) == [
        "/reporters/ines-caldera/",
        "/reporters/tomas-okonjo/",
        "/reporters/noor-haddad/",
        "/reporters/ewa-lis/",
    ]


def test_times_are_the_newsroom_s_with_the_name_of_its_zone() -> None:
    page = html(whole_story().path)
    assert (
        '<p class="updated">Updated <time datetime="2022-05-23T09:01:00+05:30">May 23rd, 2022 at 09:01 IST</time>'
        in page
    )
    assert (
        '<p class="published">Published <time datetime="2022-05-23T06:01:00+05:30">May 23rd, 2022 at 06:01 IST</time>'
        in page
    )


def test_updated_is_not_said_of_a_story_that_never_was() -> None:
    assert "Updated" not in text(html(factories.published_story().path))


def test_a_zone_without_letters_is_named_by_its_offset() -> None:
    from zoneinfo import ZoneInfo

    assert times.zone_name(MORNING.astimezone(ZoneInfo("America/Sao_Paulo"))) == "UTC-03"
    assert times.zone_name(MORNING.astimezone(ZoneInfo("Europe/Lisbon"))) == "WEST"


def test_a_picture_has_its_alt_text_its_size_and_renditions_to_choose_from() -> None:
    story = whole_story()
    assert story.lead is not None
    small, large = (file["url"] for file in story.lead.files()["jpeg"])
    image = re.search(r"<img [^>]*>", html(story.path))
    assert image is not None
    assert f'src="{large}" srcset="{small} 400w, {large} 1600w"' in image[0]
    assert 'width="1600" height="1066" alt="Boats in a harbour" fetchpriority="high"' in image[0]


def test_a_picture_whose_files_are_lost_still_has_its_caption_and_credit() -> None:
    story = whole_story()
    PublishedPicture.objects.update(renditions=[])
    page = html(story.path)
    assert "<img" not in page
    assert "Image: AP | Image: Self" in text(page)
    assert headlines(html("/")) == ["Belarusians take up arms"]


def test_a_sensitive_story_warns_and_keeps_advertisements_away() -> None:
    page = html(with_room_for_advertisements(whole_story(is_sensitive=True)))
    assert in_order(page, "Published <time", "Some readers may find details", "picture-lead")
    assert "dvertisement" not in page


def test_a_story_without_advertisements_has_none() -> None:
    path = with_room_for_advertisements(whole_story())
    assert 'aria-label="Advertisement"' in html(path)
    PublishedArticle.objects.update(no_advertisements=True)
    assert "dvertisement" not in html(path)


def with_room_for_advertisements(story: PublishedArticle) -> str:
    """Its address, now that one is booked."""
    factories.advertisement()
    story.rendered_body, story.word_count = "<p>First.</p><!--place 200--><p>Then.</p>", 400
    story.save()
    return story.path


def test_what_changed_lists_editions_newest_first_with_their_notes() -> None:
    story = factories.published_story()
    factories.public_change(story, "published", at=MORNING)
    assert "What changed" not in html(story.path)
    factories.public_change(story, "updated", "Adds the vote.", at=LATER)
    assert text(html(story.path)).endswith(
        "What changed in this story Updated May 23rd, 2022 at 09:01 IST Adds the vote."
        " Published May 23rd, 2022 at 06:01 IST Report an error in this story"
    )


def test_an_opinion_says_so_above_its_headline() -> None:
    page = text(html(factories.published_story(article_type="opinion").path))
    assert page.startswith("Home City Opinion Ferry line")


def test_a_story_in_arabic_reads_from_right_to_left() -> None:
    page = html(factories.published_story(language="ar").path)
    assert 'lang="ar" dir="rtl"' in page


def test_markup_in_any_field_but_the_body_is_shown_as_it_was_typed() -> None:
    nasty = "</script><script>alert(1)</script>"
    story = whole_story(search_title=nasty, social_title=nasty, social_description=nasty)
    PublishedArticle.objects.update(
        headline=nasty, standfirst=nasty, kicker=nasty, dateline_place=nasty, agency_line=nasty
    )
    PublishedByline.objects.update(name=nasty)
    PublishedChange.objects.update(text=nasty)
    story.refresh_from_db()
    factories.say_again(story)
    PublishedPicture.objects.update(caption=nasty, alt=nasty, credit_line=nasty)
    factories.cards_again()
    for path in (story.path, "/", "/world/", "/topics/belarus/", "/reporters/ines-caldera/"):
        page = html(path)
        assert "<script>" not in page
        assert escape(nasty) in page


def test_search_engines_get_their_own_title_and_the_canonical_address() -> None:
    story = whole_story(search_title="Belarus: who fights", search_description="In brief.")
    page = html(story.path)
    assert "<title>Belarus: who fights — The Test Courier</title>" in page
    assert '<meta name="description" content="In brief.">' in page
    assert '<link rel="canonical" href="http://testserver/world/2022/05/23/belarusians/">' in page
    assert '<meta property="og:title" content="Belarusians take up arms">' in page
    assert '<meta property="og:description" content="In brief.">' in page


def test_shared_links_say_headline_and_standfirst_unless_told_otherwise() -> None:
    page = html(whole_story(social_title="They cross the border").path)
    assert '<meta property="og:title" content="They cross the border">' in page
    assert '<meta property="og:description" content="Volunteers cross the border to fight.">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert re.search(r'<meta property="og:image" content="http://testserver/pictures/\w+-1600.jpg">', page)


def test_a_story_describes_itself_to_machines() -> None:
    page = html(whole_story(article_type="analysis").path)
    found, trail = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts = json.loads(found)
    image = facts.pop("image")
    assert facts == {
        "@context": "https://schema.org",
        "@type": "AnalysisNewsArticle",
        "@id": "http://testserver/world/2022/05/23/belarusians/",
        "headline": "Belarusians take up arms",
        "description": "Volunteers cross the border to fight.",
        "inLanguage": "en",
        "genre": "Analysis",
        "articleSection": "World",
        "keywords": ["Belarus"],
        "wordCount": 9,
        "datePublished": "2022-05-23T06:01:00+05:30",
        "dateModified": "2022-05-23T09:01:00+05:30",
        "dateline": "Porto Velho",
        "url": "http://testserver/world/2022/05/23/belarusians/",
        "mainEntityOfPage": "http://testserver/world/2022/05/23/belarusians/",
        "author": [
            {"@type": "Person", "name": "Ines Caldera", "url": "http://testserver/reporters/ines-caldera/"},
            {"@type": "Person", "name": "Tomas Okonjo", "url": "http://testserver/reporters/tomas-okonjo/"},
            {"@type": "Organization", "name": "Orle Radio"},
        ],
        "editor": [
            {"@type": "Person", "name": "Noor Haddad", "url": "http://testserver/reporters/noor-haddad/"}
        ],
        "contributor": [
            {"@type": "Person", "name": "Ewa Lis", "url": "http://testserver/reporters/ewa-lis/"}
        ],
        "creditText": "(Inputs from AP News)",
        "isBasedOn": [{"@type": "CreativeWork", "provider": {"@type": "Organization", "name": "AP News"}}],
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": "Correction",
                "text": "The battalion has 200 members, not 2,000.",
                "datePublished": "2022-05-23T09:01:00+05:30",
            }
        ],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "http://testserver/#paper",
            "name": "The Test Courier",
            "url": "http://testserver/",
            "logo": {
                "@type": "ImageObject",
                "url": f"http://testserver{static('site/icon-512.png')}",
                "width": 512,
                "height": 512,
            },
        },
        "isAccessibleForFree": True,
    }
    assert (image["@type"], image["creditText"]) == ("ImageObject", "Image: AP | Image: Self")
    assert json.loads(trail) == {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": "http://testserver/"},
            {"@type": "ListItem", "position": 2, "name": "World", "item": "http://testserver/world/"},
        ],
    }


def test_a_preview_is_the_same_page_from_rows_that_were_never_saved() -> None:
    city = factories.section()
    story = PublishedArticle(
        headline="Not out yet", section=city, root_section=city, rendered_body="<p>Soon.</p>", language="en"
    )
    story.lead = PublishedPicture(alt="A boat", credit_line="Image: Self", renditions=[])
    byline = PublishedByline(reporter=factories.reporter(), name="Ines Caldera", role="reported")
    story.credited = facts.of_bylines([byline])
    response = preview(story)
    page = response.content.decode()
    assert '<p class="preview-bar" role="status">Preview of revision 3</p>' in page
    assert text(page).startswith("Home City Not out yet Reported by: Ines Caldera Image: Self Soon.")
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_preview_of_next_to_nothing_is_a_page_too() -> None:
    assert "Preview of revision 3" in preview(PublishedArticle()).content.decode()


def preview(story: PublishedArticle) -> HttpResponse:
    return story_page(RequestFactory().get("/desk/preview/"), story=story, preview="Preview of revision 3")


def test_another_story_named_in_a_story_is_a_link_with_its_headline() -> None:
    story = factories.published_story(headline="Fish & chips")
    assert (
        render_to_string("site/_related.html", {"story": story}).strip()
        == f'<aside class="related"><p class="related-label">Read more</p><a href="{story.path}" lang="en" dir="ltr">'
        "Fish &amp; chips</a></aside>"
    )


# Where a story was


@pytest.mark.parametrize("path", ["/2013/01/11/a-slug/", "/a-slug/", "/news/a-slug.html"])
def test_an_address_of_another_system_is_gone_with_its_story(path: str) -> None:
    GonePath.objects.create(path=path, story_id=1, since=MORNING, note="The minutes were false.")
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "The minutes were false." in text(answer.content.decode())
    assert "must-revalidate" in answer.headers["Cache-Control"]


def test_an_old_address_leads_to_the_story() -> None:
    story = factories.published_story()
    Redirect.objects.create(old_path="/city/2022/05/23/old/", story=story, since=MORNING)
    response = Client().get("/city/2022/05/23/old/")
    assert (response.status_code, response.headers["Location"]) == (301, story.path)
    assert "must-revalidate" in response.headers["Cache-Control"]


def test_a_withdrawn_story_is_gone_and_its_page_says_what_the_newsroom_says() -> None:
    GonePath.objects.create(
        path="/city/2022/05/23/a/", story_id=1, since=MORNING, note="The minutes were false."
    )
    GonePath.objects.create(path="/city/2022/05/23/b/", story_id=2, since=MORNING)
    told, silent = (Client().get(f"/city/2022/05/23/{slug}/") for slug in "ab")
    assert (told.status_code, silent.status_code) == (410, 410)
    assert "The minutes were false." in text(told.content.decode())
    assert "no longer publishes the story" in text(silent.content.decode())


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/city/nowhere/",
        "/city/2022/05/23/nothing/",
        "/city/2022/5/23/nothing/",
        "/topics/nothing/",
        "/reporters/nobody/",
        "/nowhere/feed/",
        "/city/2022/05/23/" + "x" * 4000 + "/",
    ],
)
def test_an_address_of_nothing_has_a_page_of_the_paper(path: str) -> None:
    factories.section()
    response = Client().get(path)
    assert response.status_code == 404
    page = response.content.decode()
    assert text(page).startswith("Not found There is nothing at this address")
    assert '<a class="section-city" href="/city/">City</a>' in page


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_public_pages_can_only_be_read(method: str) -> None:
    story = factories.published_story()
    for path in ("/", "/city/", story.path, "/feed/", "/section-colours.css"):
        assert getattr(Client(enforce_csrf_checks=True), method)(path).status_code == 405


def test_a_broken_server_still_has_a_page_of_the_paper(settings, client, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("articles.fronts.available.Navigation", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert text(response.content.decode()).startswith("Our fault Something broke")


# The front


def test_the_front_leads_with_the_newest_and_shows_no_story_twice() -> None:
    for _ in range(12):
        for name in ("City", "Sport", "Arts"):
            factories.published_story(section=factories.section(name))
    newest = list(PublishedArticle.objects.newest_first().values_list("headline", flat=True))
    page = html("/")
    found = headlines(page)
    assert found[:9] == newest[:9]
    assert len(found) == len(set(found)) == 9 + 3 * 6
    assert page.count("<h1") == 1


def test_a_section_s_block_holds_its_newest_that_are_not_above() -> None:
    sport = [
        factories.published_story(
            section=factories.section("Sport", position=1), published_at=factories.earlier(minutes=n)
        )
        for n in range(20)
    ]
    city = [
        factories.published_story(
            section=factories.section("City"), published_at=factories.earlier(days=n + 1)
        )
        for n in range(3)
    ]
    found = headlines(html("/"))
    assert found[9:] == [story.headline for story in (*city, *sport[9:15])]


def test_the_story_of_a_subsection_stands_in_the_block_of_its_section() -> None:
    schools = factories.section("Schools", parent=factories.section("City"))
    for n in range(12):
        factories.published_story(section=schools, published_at=factories.earlier(hours=n))
    page = html("/")
    assert re.findall(r'id="block-(\w+)"', page) == ["city"]


def test_a_front_without_stories_says_so() -> None:
    factories.section()
    assert text(html("/")) == "The first edition is being made. Stories appear here as they are published."


@pytest.mark.parametrize("count", [1, 2, 5, 6, 9, 10])
def test_a_young_paper_has_a_whole_front(count: int) -> None:
    for _ in range(count):
        factories.published_story()
    assert len(headlines(html("/"))) == count


def test_the_date_of_the_front_is_the_newsroom_s(monkeypatch) -> None:
    late = datetime(2022, 5, 22, 20, 0, tzinfo=UTC)  # past midnight in Kolkata
    monkeypatch.setattr("articles.site.views.timezone.now", lambda: late)
    assert '<time datetime="2022-05-23">Monday, May 23rd, 2022</time>' in html("/")


# Lists


def test_a_section_has_the_stories_of_the_sections_inside_it() -> None:
    city = factories.section("City", description="How the city is run.")
    schools = factories.section("Schools", parent=city)
    courts = factories.section("Courts", parent=city)
    one = factories.published_story(section=schools)
    two = factories.published_story(section=courts)
    factories.published_story(section=factories.section("Sport"))
    page = html("/city/")
    assert headlines(page) == [one.headline, two.headline]
    assert "How the city is run." in text(page)
    assert '<a href="/city/schools/">Schools</a>' in page
    assert headlines(html("/city/schools/")) == [one.headline]


def test_a_section_has_one_address() -> None:
    factories.section("Schools", parent=factories.section("City"))
    moved = Client().get("/schools/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/city/schools/")
    assert Client().get("/city/city/").headers["Location"] == "/city/"


def test_an_empty_section_says_so() -> None:
    factories.section()
    assert text(html("/city/")) == "City Nothing published in City yet."


@pytest.mark.parametrize("path", ["/city/", "/topics/ferries/", "/reporters/ines-caldera/"])
def test_older_stories_follow_page_by_page_each_once(path: str) -> None:
    made = []
    for number in range(2 * keyset.PAGE + 3):
        # Three to a minute: only their numbers tell them apart.
        at = MORNING - timedelta(minutes=number // 3)
        story = factories.published_story(published_at=at, story_id=1000 - number)
        factories.published_byline(story)
        factories.published_byline(story, role="photographs")
        factories.published_topic(story)
        made.append(story.headline)
    found, asked = [], path
    for _ in range(3):
        page = html(asked)
        found.append(headlines(page))
        assert f'<link rel="canonical" href="http://testserver{asked}">' in page
        older = re.findall(r'<a href="(\?before=[^"]*)" rel="next">Older stories</a>', page)
        asked = f"{path}{older[0]}" if older else ""
    assert [len(page) for page in found] == [keyset.PAGE, keyset.PAGE, 3]
    assert sorted(headline for page in found for headline in page) == sorted(made)
    assert asked == ""


@pytest.mark.parametrize(
    "before",
    [
        "",
        "yesterday",
        "2022-05-23",
        "2022-05-23T00:31:00.000000Z",
        "2022-13-45T00:31:00.000000Z.1",
        "2022-05-23T00:31:00.000000Z.-1",
        "2022-05-23T00:31:00.000000Z." + "9" * 40,
        "٢٠٢٢-٠٥-٢٣T00:31:00.000000Z.1",
        "0000-01-01T00:00:00.000000Z.1",
        "x" * 100_000,
        "' OR 1=1 --",
    ],
)
def test_a_place_in_a_list_that_is_none_of_ours_is_not_found(before: str) -> None:
    story = factories.published_story()
    factories.published_byline(story)
    factories.published_topic(story)
    for path in ("/city/", "/topics/ferries/", "/reporters/ines-caldera/"):
        assert Client().get(path, {"before": before}).status_code == 404
        assert Client().get(path, {"before": [f"{keyset.PageEnd(MORNING, 1)}"] * 2}).status_code == 404


@pytest.mark.parametrize(
    "before", ["0001-01-01T00:00:00.000000Z.0", "9999-12-31T23:59:59.999999Z." + "9" * 18]
)
def test_the_ends_of_time_are_places_in_a_list(before: str) -> None:
    story = factories.published_story()
    factories.published_byline(story)
    for path in ("/city/", "/reporters/ines-caldera/"):
        assert Client().get(path, {"before": before}).status_code == 200


def test_the_day_is_written_once_in_a_list() -> None:
    for hour in range(4):
        factories.published_story(published_at=MORNING + timedelta(hours=hour))
    page = html("/city/")
    assert re.findall(r'class="river-day">(.*?)<', page) == ["May 23rd, 2022"]
    assert re.findall(r"<time datetime=\S+>(\d.*?)</time>", page) == ["08:01 IST", "07:01 IST", "06:01 IST"]


def test_the_name_of_a_topic_is_not_shown_before_a_story_about_it_is() -> None:
    factories.topic("Minister resigns")
    assert Client().get("/topics/minister-resigns/").status_code == 404


def test_a_reporter_s_page_says_who_they_are() -> None:
    ines = factories.reporter(
        "Ines Caldera",
        job_title="Harbour correspondent",
        desk="City",
        biography="Began at sea.\n\nStayed.",
        public_contact="ines@example.org",
    )
    factories.published_picture(ines)
    page = html("/reporters/ines-caldera/")
    assert text(page) == (
        "Image: AP | Image: Self Harbour correspondent City Ines Caldera Began at sea. Stayed."
        " Write to Ines Caldera: ines@example.org No stories by Ines Caldera yet."
    )
    assert '<a href="mailto:ines@example.org">' in page


def test_who_left_keeps_a_page_without_an_address_to_write_to() -> None:
    factories.reporter("Ines Caldera", active=False, public_contact="ines@example.org")
    page = text(html("/reporters/ines-caldera/"))
    assert "Ines Caldera no longer writes for The Test Courier." in page
    assert "ines@example.org" not in page


# Feeds


def test_the_feed_has_the_newest_stories_with_standfirst_and_byline() -> None:
    schools = factories.section("Schools", parent=factories.section("City"))
    story = factories.published_story(
        section=schools, headline="Fish & <chips>\x0b", standfirst="Twice.", published_at=MORNING
    )
    for number in range(51):
        factories.published_story(published_at=MORNING - timedelta(hours=number + 1))
    response = Client().get("/feed/")
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ElementTree.fromstring(response.content)[0]
    items = channel.findall("item")
    assert len(items) == 50
    assert {
        "title": channel.findtext("title"),
        "link": channel.findtext("link"),
        "self": channel.find("{http://www.w3.org/2005/Atom}link").get("href"),  # type: ignore[union-attr]
    } == {"title": "The Test Courier", "link": "http://testserver/", "self": "http://testserver/feed/"}
    first = items[0]
    assert {it.tag.split("}")[-1]: it.text for it in first if it.tag != "category"} == {
        "title": "Fish & <chips>",
        "link": f"http://testserver{story.path}",
        "description": "Twice.",
        "encoded": "<p>The last boat will no longer be the last.</p>",
        "creator": "Ines Caldera",
        "guid": f"tag:testserver,2022-05-23:story-{story.story_id}",
        "pubDate": "Mon, 23 May 2022 06:01:00 +0530",
        "updated": "2022-05-23T06:01:00+05:30",
    }
    assert [it.text for it in first.findall("category")] == ["City", "Schools"]
    assert first.find("guid").get("isPermaLink") == "false"  # type: ignore[union-attr]


def test_a_section_has_a_feed_of_its_own() -> None:
    schools = factories.section("Schools", parent=factories.section("City"))
    story = factories.published_story(section=schools)
    factories.published_story(section=factories.section("Sport"))
    for path in ("/city/feed/", "/schools/feed/"):
        channel = ElementTree.fromstring(Client().get(path).content)[0]
        assert [it.text for it in channel.findall("item/title")] == [story.headline]


def test_a_kicker_that_names_the_type_is_said_once() -> None:
    factories.published_story(kicker="explainer", article_type="explainer")
    assert html("/").lower().count("<span>explainer</span>") == 1


# Narrowing


def test_latest_is_narrowed_by_section_type_and_days() -> None:
    city, sport = factories.section("City"), factories.section("Sport")
    schools = factories.section("Schools", parent=city)
    for headline, section, kind, day in [
        ("In the city", city, "news", 1),
        ("At school", schools, "analysis", 2),
        ("On the pitch", sport, "news", 3),
    ]:
        factories.published_story(
            headline=headline,
            section=section,
            article_type=kind,
            published_at=datetime(2026, 5, day, 20, 0, tzinfo=UTC),  # 01:30 of the next day in Kolkata
        )

    def shown(query: str) -> list[str]:
        return re.findall(r'class="river-headline"><a [^>]*>(.*?)</a>', html(f"/latest/{query}"))

    assert shown("") == ["On the pitch", "At school", "In the city"]
    assert shown("?section=city") == ["At school", "In the city"]
    assert shown("?section=schools") == ["At school"]
    assert shown("?type=news") == ["On the pitch", "In the city"]
    assert shown("?since=2026-05-03&until=2026-05-03") == ["At school"]
    assert shown("?since=2026-05-09") == []
    assert "Nothing was published that fits this." in html("/latest/?since=2026-05-09")


def test_latest_is_narrowed_by_topic_and_reporter() -> None:
    both, other = factories.published_story(), factories.published_story()
    factories.published_byline(both)
    factories.published_topic(both)
    factories.published_byline(other)
    for path, found in {
        "/latest/?topic=ferries": [both],
        "/latest/?reporter=ines-caldera": [both, other],
        "/latest/?reporter=ines-caldera&topic=ferries": [both],
    }.items():
        assert headlines(html(path)) == [story.headline for story in found]
    page = html("/latest/?topic=ferries&reporter=ines-caldera&type=news")
    assert "Only on Ferries" in text(page)
    assert "Only by Ines Caldera" in text(page)
    assert '<a href="/latest/?topic=ferries">' in html("/topics/ferries/")
    assert '<a href="/latest/?reporter=ines-caldera">' in html("/reporters/ines-caldera/")


def test_the_name_of_a_topic_narrows_nothing_before_a_story_about_it_is_out() -> None:
    factories.topic("Minister resigns")
    assert Client().get("/latest/?topic=minister-resigns").status_code == 404


def test_older_stories_of_a_narrowed_list_stay_narrowed() -> None:
    for _ in range(21):
        factories.published_story(section=factories.section("City"))
    assert 'href="?section=city&amp;before=' in html("/latest/?section=city")


@pytest.mark.parametrize(
    "query",
    [
        "section=nowhere",
        "section=city&section=sport",
        "type=gossip",
        "type=-1",
        "since=yesterday",
        "since=2026-13-01",
        "since=" + "9" * 8000,
        "until=9999-12-31",
        "before=x",
        "topic=nothing",
        "topic=" + "x" * 8000,
        "topic=a%2Fb",
        "topic=ferries&topic=trams",
        "reporter=nobody",
        "reporter=" + "x" * 8000,
        "reporter=%3Cscript%3E",
    ],
)
def test_a_narrowing_that_makes_no_sense_is_not_found(query: str) -> None:
    assert Client().get(f"/latest/?{query}").status_code == 404


# Headers, colours, queries


def test_every_page_may_be_kept_but_is_asked_about_each_time() -> None:
    story = factories.published_story()
    factories.published_byline(story)
    factories.published_topic(story)
    for path in ("/", "/city/", story.path, "/topics/ferries/", "/reporters/ines-caldera/", "/feed/"):
        first = Client().get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
        assert not first.cookies
        assert first.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        again = Client().get(path, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("zstd, identity", None),
        ("", None),
    ],
)
def test_a_page_is_compressed_as_the_browser_can_read_it(asked: str, answered: str | None) -> None:
    story = factories.published_story(rendered_body="<p>The ferry leaves at six.</p>" * 100)
    plain = Client().get(story.path)
    sent = Client().get(story.path, headers={"accept-encoding": asked})
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[answered]
    assert sent.headers.get("Content-Encoding") == answered
    assert read(sent.content) == plain.content
    assert int(sent.headers["Content-Length"]) == len(sent.content)
    assert sent.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert sent.headers["ETag"] == plain.headers["ETag"]
    again = Client().get(
        story.path, headers={"accept-encoding": asked, "if-none-match": sent.headers["ETag"]}
    )
    assert (again.status_code, again.content, again.headers["Vary"]) == (304, b"", "Accept-Encoding")


def test_a_renamed_section_makes_every_page_new() -> None:
    story = factories.published_story(modified_at=MORNING, published_at=MORNING)
    tag = Client().get(story.path).headers["ETag"]
    Section.objects.update(name="Town")
    headers = {"if-none-match": tag, "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert Client().get(story.path, headers=headers).status_code == 200


def test_what_is_typed_stands_on_pages_of_one_pattern_as_it_was_typed() -> None:
    first, second = (factories.published_story(headline=f"Gate <{it}> & quay", standfirst="") for it in "ab")
    for name in ("City", "Fish & <i>Ships</i>"):
        Section.objects.update(name=name)
        for path in (first.path, "/", "/city/", "/nothing/"):
            page = Client().get(path).content.decode()
            assert page.count(f">{escape(name)}</a>") >= 2, path
            assert "<i>" not in page, path
        assert f'<h1 class="headline">{escape(first.headline)}</h1>' in html(first.path)
        assert f'<h1 class="headline">{escape(second.headline)}</h1>' in html(second.path)


def test_pages_hold_no_inline_style_or_script_that_runs() -> None:
    story = whole_story()
    for path in ("/", "/world/", story.path, "/topics/belarus/", "/reporters/ines-caldera/", "/nothing/"):
        response = Client().get(path)
        page = response.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
        assert set(re.findall(r"<script[^>]*>", page)) <= {'<script type="application/ld+json">'}
        assert "nonce-" not in response.headers["Content-Security-Policy"]


def test_section_colours_can_be_kept_until_one_changes() -> None:
    factories.section("City", colour="#8a3b12")
    (address,) = re.findall(r'href="(/section-colours.css\?v=\w+)"', html("/"))
    kept = Client().get(address)
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert kept.content.decode() == ".section-city{--section:light-dark(#8a3b12,#ad7659)}\n"
    Section.objects.update(colour="#1d5c7a")
    assert "immutable" not in Client().get(address).headers["Cache-Control"]
    assert address not in html("/")


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#e8b80c", "#7a1f1f", "#00ff00", "#0000ff"])
def test_any_section_colour_can_be_read_by_day_and_by_night(colour: str) -> None:
    for paper in (colours.PAPER, colours.NIGHT_PAPER):
        shown = colours.legible(colour, paper)
        assert colours.contrast(colours.rgb(shown), colours.rgb(paper)) >= 4.5


def test_the_papers_that_colours_are_fitted_to_are_those_of_the_stylesheet(settings) -> None:
    tokens = (settings.BASE_DIR / "static/shared/tokens.css").read_text()
    assert f"--paper: light-dark({colours.PAPER}, {colours.NIGHT_PAPER});" in tokens
    assert re.findall(r'name="theme-color" content="(.*?)"', html("/")) == [
        colours.PAPER,
        colours.NIGHT_PAPER,
    ]


QUERIES = {
    "/": 3,
    "/city/": 3,
    "/city/schools/": 3,
    "/topics/ferries/": 3,
    "/reporters/ines-caldera/": 3,
    "/latest/": 2,
    "/latest/?section=city&type=news": 2,
    "/latest/?topic=ferries&reporter=ines-caldera": 4,
    "/feed/": 2,
    "/city/feed/atom/": 3,
    "/topics/ferries/feed/": 3,
    "/reporters/ines-caldera/feed/json/": 3,
    "/section-colours.css": 1,
    "/robots.txt": 1,
    "/sitemap.xml": 3,
    "/news-sitemap.xml": 1,
}


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_queries_does_not_grow_with_the_paper(count: int, django_assert_num_queries) -> None:
    section = [
        factories.section("Schools", parent=factories.section("City")),
        factories.section("City"),
        *(factories.section(f"Section {number}") for number in range(3 if count == 3 else 12)),
    ]
    for number in range(count):
        # Within two days, or the news sitemap has to ask for the newest story by itself.
        at = factories.earlier(minutes=number + 1)
        story = factories.published_story(section=section[number % len(section)], published_at=at)
        for role in ("reported", "photographs"):
            factories.published_byline(story, role=role)
        factories.published_topic(story)
        factories.published_picture(story)
        factories.public_change(story, "published")
    with_room_for_advertisements(story)
    # A home page of several zones asks for an advertisement between them; a story asks for its own along with itself.
    for path, queries in (QUERIES | {"/": 3 if count == 3 else 4, story.path: 4}).items():
        with django_assert_num_queries(queries):
            assert Client().get(path).status_code == 200
