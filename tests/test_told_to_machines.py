"""What search engines, services that show links, and telephones are told: by the rules that they publish.

tests/machines.py has the rules.
"""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.templatetags.static import static
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.models import PublishedArticle
from articles.models.keyset import PageEnd
from tests import factories
from tests.machines import keep_the_rules, meta, structured
from tests.pages import MORNING, html

pytestmark = pytest.mark.django_db

# Stories


@pytest.mark.parametrize("kind", ["news", "analysis", "explainer", "opinion", "interview", "obituary"])
def test_a_story_keeps_the_rules_of_structured_data(kind: str) -> None:
    story = factories.published_story(
        article_type=kind, dateline_place="Porto Velho", standfirst="</script>", updated_at=MORNING,
        published_at=MORNING, videos=[
            {"address": "https://videos.example.org/a.mp4", "type": "video/mp4", "caption": "", "credit": "Self",
             "poster": None, "thumbnail": ""}
        ],
    )  # fmt: skip
    factories.published_picture(story)
    factories.published_byline(story)
    factories.published_byline(story, factories.reporter("Noor Haddad"), role="edited")
    factories.published_byline(story, "Orle Radio", role="translated")
    found, trail = structured(html(story.path))
    for thing in (found, trail):
        keep_the_rules(thing)
    assert (found["dateline"], found["url"]) == ("Porto Velho", f"http://testserver{story.path}")
    assert [it["name"] for it in found["editor"]] == ["Noor Haddad"]
    assert found["translator"] == [{"@type": "Organization", "name": "Orle Radio"}]
    assert found["publisher"]["logo"]["url"] == f"http://testserver{static('site/icon-512.png')}"


@pytest.mark.parametrize("is_over", [False, True])
def test_live_coverage_keeps_them_too(is_over: bool) -> None:
    article = factories.live_coverage(
        "The gates are closing.", "They are closed.", dateline_place="Porto Velho"
    )
    story = PublishedArticle.objects.get(story_id=article.pk)
    if is_over:
        PublishedArticle.objects.update(coverage_ended_at=story.modified_at + timedelta(hours=1))
    found, trail = structured(html(story.path))
    for thing in (found, trail):
        keep_the_rules(thing)
    assert found["@type"] == "LiveBlogPosting"
    assert "dateline" not in found
    assert found["locationCreated"] == {"@type": "Place", "name": "Porto Velho"}
    assert ("coverageEndTime" in found) == is_over
    assert len(found["liveBlogUpdate"]) == 2


def test_a_small_change_does_not_make_a_story_newer() -> None:
    story = factories.published_story(published_at=MORNING, modified_at=MORNING + timedelta(hours=1))
    page = html(story.path)
    found = structured(page)[0]
    assert found["dateModified"] == found["datePublished"] == meta(page)["article:modified_time"]


def test_a_story_of_which_no_teller_is_named_is_the_agency_s_whose_text_it_is_or_else_the_paper_s() -> None:
    for agencies, author in (
        ([{"use": "inputs", "name": "AP"}, {"use": "full", "name": "Reuters"}], "Reuters"),
        ([{"use": "inputs", "name": "AP"}], "The Test Courier"),
        ([], "The Test Courier"),
    ):
        story = factories.published_story(agencies=agencies)
        factories.published_byline(story, role="edited")
        found = structured(html(story.path))[0]
        keep_the_rules(found)
        assert [it["name"] for it in found["author"]] == [author]


def test_of_what_was_only_read_machines_learn_nothing() -> None:
    full, read = factories.agency(), factories.agency("Orle Radio", wire_name="Orle")
    article = factories.live_story(sources=((read, "background"), (full, "full")))
    page = html(PublishedArticle.objects.get(story_id=article.pk).path)
    found = structured(page)[0]
    assert (found["creditText"], [it["provider"]["name"] for it in found["isBasedOn"]]) == (
        "(Meridian)",
        ["Meridian"],
    )
    assert "Orle" not in page


def test_a_note_of_the_editors_is_no_correction() -> None:
    story = factories.published_story(published_at=MORNING)
    for kind in ("correction", "clarification", "note"):
        factories.public_change(story, kind, f"A {kind}.")
    found = structured(html(story.path))[0]
    keep_the_rules(found)
    assert {(it["@type"], it["name"], it["text"]) for it in found["correction"] + found["comment"]} == {
        ("CorrectionComment", "Correction", "A correction."),
        ("CorrectionComment", "Clarification", "A clarification."),
        ("Comment", "Editor’s note", "A note."),
    }


def test_a_link_names_topics_authors_and_other_languages_each_once() -> None:
    original = factories.live_story(topics=(factories.topic(), factories.topic("Night")))
    factories.live_story(language="pt", translation_of=original)
    page = html(PublishedArticle.objects.get(story_id=original.pk).path)
    meta(page)
    assert re.findall(
        r'<meta property="(article:(?:tag|author)|og:locale:\w+)" content="([^"]*)">', page
    ) == [
        ("og:locale:alternate", "pt"),
        ("article:author", "http://testserver/reporters/ines-caldera/"),
        ("article:tag", "Ferries"),
        ("article:tag", "Night"),
    ]


def test_search_engines_may_show_the_picture_of_a_story_large() -> None:
    assert meta(html(factories.published_story().path))["robots"] == "max-image-preview:large"


def test_readers_of_any_other_language_are_sent_to_the_original() -> None:
    original = factories.live_story(headline="The quay")
    other = factories.live_story(headline="O cais", language="pt", translation_of=original)
    paths = [PublishedArticle.objects.get(story_id=it.pk).path for it in (original, other)]
    for path in paths:
        found = re.findall(
            r'<link rel="alternate" hreflang="([^"]*)" href="http://testserver([^"]*)"', html(path)
        )
        assert sorted(found) == sorted([("en", paths[0]), ("pt", paths[1]), ("x-default", paths[0])])
    alone = factories.live_story(headline="Alone")
    assert "hreflang" not in html(PublishedArticle.objects.get(story_id=alone.pk).path)


# The front, lists and the other pages


def test_the_front_says_which_paper_it_is_and_how_it_is_searched(settings) -> None:
    settings.SITE_TAGLINE = "News & more"
    site, paper = structured(html("/"))
    for thing in (site, paper):
        keep_the_rules(thing)
    assert (site["@type"], paper["@type"]) == ("WebSite", "NewsMediaOrganization")
    assert site["publisher"] == {"@id": paper["@id"]}
    assert (
        site["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    )
    assert (paper["name"], paper["slogan"]) == ("The Test Courier", "News & more")
    for address in (paper["correctionsPolicy"], paper["masthead"], paper["publishingPrinciples"]):
        assert Client().get(urlsplit(address).path).status_code == 200


LISTS = {
    "/": "The Test Courier",
    "/city/": "City",
    "/topics/ferries/": "Ferries",
    "/reporters/ines-caldera/": "Ines Caldera",
    "/latest/": "Latest",
    "/archive/": "Archive",
    "/archive/2022/05/": "Archive",
    "/archive/2022/05/23/": "May 23rd, 2022",
    "/about/": "About us",
    "/contact/": "Contact",
    "/privacy/": "Privacy",
    "/staff/": "Staff",
    "/corrections/": "Corrections",
    "/search/": "Search",
    "/feeds/": "Feeds",
}


@pytest.mark.parametrize("path", LISTS)
def test_every_page_says_what_a_link_to_it_shows(path: str) -> None:
    story = factories.published_story(published_at=MORNING)
    factories.published_byline(story)
    factories.published_topic(story)
    page = html(path)
    said = meta(page)
    assert said["og:title"] == LISTS[path]
    assert said["description"] == said["og:description"] != ""
    assert said["og:url"] == f"http://testserver{path}"
    assert said["og:image"] == f"http://testserver{static('site/icon-512.png')}"
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [f"http://testserver{path}"]


def test_a_link_to_a_reporter_shows_the_reporter() -> None:
    portrait = factories.published_picture(factories.reporter("Ines Caldera"))
    assert portrait.largest is not None
    assert meta(html("/reporters/ines-caldera/"))["og:image"] == f"http://testserver{portrait.largest['url']}"


def test_of_a_reporter_machines_are_told_what_readers_see() -> None:
    ines = factories.reporter(
        job_title="Correspondent",
        biography="Ines writes.",
        public_contact="ines@courier.example, or https://social.example/@ines.",
    )
    profile, trail = structured(html("/reporters/ines-caldera/"))
    keep_the_rules([profile, trail])
    person = profile["mainEntity"]
    assert (person["email"], person["sameAs"]) == ("ines@courier.example", ["https://social.example/@ines"])
    assert (person["jobTitle"], person["worksFor"]["name"]) == ("Correspondent", "The Test Courier")
    ines.active = False
    ines.save()
    gone = structured(html("/reporters/ines-caldera/"))[0]["mainEntity"]
    assert set(person) - set(gone) == {"email", "sameAs", "worksFor"}


def test_a_list_says_what_it_is_and_where_it_stands() -> None:
    harbour = factories.section("Harbour", parent=factories.section("City"), description="The quays.")
    factories.published_story(section=harbour)
    found, trail = structured(html("/city/harbour/"))
    keep_the_rules([found, trail])
    assert (found["@type"], found["name"], found["description"]) == (
        "CollectionPage",
        "Harbour",
        "The quays.",
    )
    assert [(it["name"], it["item"]) for it in trail["itemListElement"]] == [
        ("Home", "http://testserver/"),
        ("City", "http://testserver/city/"),
        ("Harbour", "http://testserver/city/harbour/"),
    ]
    place = PageEnd(timezone.now(), 10**9)
    assert structured(html(f"/city/harbour/?before={place}"))[0]["url"] == (
        f"http://testserver/city/harbour/?before={place}"
    )


def test_the_page_about_the_paper_says_who_makes_it_and_when_it_was_written() -> None:
    about, trail = structured(html("/about/"))
    keep_the_rules([about, trail])
    assert (about["@type"], about["mainEntity"]["@type"]) == ("AboutPage", "NewsMediaOrganization")
    assert f'<time datetime="{about["dateModified"]}">' in html("/about/")
    assert structured(html("/contact/"))[0]["@type"] == "ContactPage"


def test_a_page_that_shows_no_story_is_in_no_index() -> None:
    factories.published_story(published_at=MORNING)
    before = PageEnd(MORNING - timedelta(days=1), 1)
    empty = (
        "/archive/2022/05/24/",
        "/archive/2022/06/",
        f"/city/?before={before}",
        f"/latest/?before={before}",
    )
    for path in empty:
        assert meta(html(path))["robots"] == "noindex, follow", path
    for path in ("/archive/2022/05/23/", "/archive/2022/05/", "/city/", "/latest/", "/"):
        assert "robots" not in meta(html(path)), path


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/search/?q=", "/search/"),
        ("/search/?q=harbour", "/search/?q=harbour"),
        ("/search/?order=newest&q=harbour+%26+quay", "/search/?q=harbour+%26+quay&amp;order=newest"),
        ("/latest/?section=city", "/latest/?section=city"),
    ],
)
def test_an_answer_to_a_question_has_one_address_and_is_in_no_index(asked: str, address: str) -> None:
    factories.published_story()
    page = html(asked)
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [f"http://testserver{address}"]
    assert meta(page)["robots"] == "noindex, follow"


# Telephones


def test_a_telephone_finds_the_paper_s_name_and_icon(settings) -> None:
    settings.SITE_TAGLINE = "News & more"
    page = html("/")
    (address,) = re.findall(r'<link rel="manifest" href="([^"]*)">', page)
    response = Client().get(address)
    assert response.headers["Content-Type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert (told["name"], told["description"], told["lang"]) == ("The Test Courier", "News & more", "en")
    assert (told["start_url"], told["scope"]) == ("/", "/")
    (touch,) = re.findall(r'<link rel="apple-touch-icon" href="([^"]*)">', page)
    assert Client().get("/apple-touch-icon.png").headers["Location"] == touch
    for name, size in {"touch-icon": 180, **{f"icon-{size}": size for size in (192, 512)}}.items():
        drawn = Image.open(io.BytesIO((settings.BASE_DIR / f"static/site/{name}.png").read_bytes()))
        assert (drawn.format, drawn.size) == ("PNG", (size, size))
        # On a ground of its own, for a black one would take its place, and with the whole mark where none is cut off.
        assert drawn.convert("RGBA").getchannel("A").getextrema() == (255, 255)
        grey = drawn.convert("L").point(lambda tone: 255 if tone < 200 else 0)
        left, top, right, bottom = grey.getbbox()  # type: ignore[misc] # there is a drawing
        assert size * 0.1 < min(left, top)
        assert max(right, bottom) < size * 0.9
    assert {it["sizes"] for it in told["icons"]} == {"192x192", "512x512"}
    assert {it["src"] for it in told["icons"]} == {static(f"site/icon-{size}.png") for size in (192, 512)}
