"""Pictures as readers get them: the best file for each browser, credited and labelled, and gone when rights end."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from articles.composing import pictures
from articles.composing.picture_rows import picture_row
from articles.models import PublishedArticle, PublishedPicture
from media.files import renditions
from media.models import Image
from media.terms.crops import Box
from tests import factories
from tests.pages import main

pytestmark = pytest.mark.django_db

WIDTHS = {"story": (320, 640, 960), "card": (320, 640), "square": (160, 320), "social": (1200,)}
HEIGHTS = {"story": 0.5625, "card": 2 / 3, "square": 1.0, "social": 0.525}
SUFFIXES = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}


def files(*shapes: str, formats: tuple[str, ...] = ("avif", "webp", "jpeg")) -> list[dict[str, Any]]:
    """What the library says it has of a picture."""
    return [
        {
            "shape": shape,
            "format": format,
            "name": f"{next(factories.counter):016x}-{width}.{SUFFIXES[format]}",
            "width": width,
            "height": round(width * HEIGHTS[shape]),
        }
        for shape in shapes
        for format in (formats if shape != "social" else ("jpeg",))
        for width in WIDTHS[shape]
    ]


def pictured(**fields: Any) -> PublishedArticle:
    story = factories.published_story()
    factories.published_picture(story, **({"renditions": files(*WIDTHS)} | fields))
    return story


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def facts(page: str) -> dict[str, Any]:
    found, _ = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(found)


def said_of_pictures(path: str) -> list[str]:
    """The captions of the pictures of the text, as machines are told."""
    return [it["caption"] for it in facts(html(path)).get("hasPart", [])]


def everywhere(story: PublishedArticle) -> list[str]:
    """Every page and feed that shows the story with a picture."""
    factories.published_byline(story)
    factories.published_topic(story)
    assert story.section is not None
    return [
        story.path,
        "/",
        "/latest/",
        story.section.get_absolute_url(),
        "/topics/ferries/",
        "/reporters/ines-caldera/",
        "/feed/",
        "/city/feed/atom/",
        "/topics/ferries/feed/json/",
    ]


# What browsers choose from


def test_a_browser_is_offered_the_smallest_format_first() -> None:
    page = html(pictured().path)
    assert re.findall(r'<(source type="image/\w+"|img )', page) == [
        'source type="image/avif"',
        'source type="image/webp"',
        "img ",
    ]
    for suffix in ("avif", "webp", "jpg"):
        (srcset,) = re.findall(rf'srcset="([^"]*\.{suffix} [^"]*)"', page)
        assert re.fullmatch(
            rf"/pictures/\w+-320\.{suffix} 320w, /pictures/\w+-640\.{suffix} 640w, /pictures/\w+-960\.{suffix} 960w",
            srcset,
        )
    assert len(set(re.findall(r'sizes="([^"]*)"', page))) == 1


def test_a_lead_is_fetched_first_and_keeps_its_place_meanwhile() -> None:
    (image,) = re.findall(r"<img [^>]*>", html(pictured().path))
    assert ' width="960" height="540" alt="Boats in a harbour" fetchpriority="high" decoding="async"' in image
    assert "lazy" not in image


def test_cards_show_the_cut_for_cards_and_only_the_first_is_fetched_at_once() -> None:
    for _ in range(3):
        pictured()
    images = re.findall(r"<img [^>]*>", html("/city/"))
    assert all(' width="640" height="427" ' in image for image in images)
    assert ["lazy" in image for image in images] == [False, True, True]


def test_a_format_is_not_offered_before_all_its_widths_are_made() -> None:
    half = [row for row in files("story") if row["format"] != "avif" or row["width"] == 320]
    page = html(pictured(renditions=half).path)
    assert re.findall(r'<source type="(.*?)"', page) == ["image/webp"]


def test_the_story_s_jpeg_serves_until_the_rest_is_made() -> None:
    story = pictured(renditions=files("story", formats=("jpeg",)))
    for page in (html(story.path), html("/")):
        assert "<source" not in page
        assert ' width="960" height="540" ' in page


def test_a_picture_s_colour_holds_its_place_without_a_style() -> None:
    page = html(pictured(tone="#8a9ba3").path)
    assert '<span class="frame"><svg color="#8a9ba3" aria-hidden="true"></svg><picture>' in page
    assert "<svg" not in html(pictured(tone="").path)


def test_a_tall_picture_is_known_before_it_has_come() -> None:
    rows = [row | {"height": row["width"] * 3 // 2} for row in files("story")]
    assert 'class="picture picture-lead picture-tall"' in html(pictured(renditions=rows).path)


def test_a_portrait_is_square() -> None:
    factories.published_picture(factories.reporter(), renditions=files(*WIDTHS))
    page = html("/reporters/ines-caldera/")
    assert ' width="320" height="320" ' in page
    assert ".avif 160w" in page


def test_pictures_may_come_from_a_host_of_their_own(settings) -> None:
    settings.PICTURES_URL = "https://pictures.example.org"
    page = html(pictured().path)
    assert re.search(r'srcset="https://pictures\.example\.org/\w+-320\.avif 320w, ', page)
    assert re.search(r'og:image" content="https://pictures\.example\.org/\w+-1200\.jpg"', page)


# Words


def test_a_decorative_picture_is_passed_over_by_screen_readers() -> None:
    page = html(pictured(alt="", is_decorative=True).path)
    assert ' alt="" ' in page
    assert "og:image:alt" not in page


def test_readers_are_told_where_a_machine_had_a_part_in_a_picture() -> None:
    story = pictured(made_by_ai="trainedAlgorithmicMedia")
    label = 'Image: AP | Image: Self | <strong class="origin">Made by generative AI</strong>'
    assert label in html(story.path)
    assert label in html("/")
    assert facts(html(story.path))["image"]["digitalSourceType"] == (
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    )
    assert 'class="origin"' not in html(pictured().path)


def test_machines_are_told_whose_a_picture_is_and_where_a_licence_can_be_had() -> None:
    story = pictured(
        creators=[{"type": "Person", "name": "Ana </script> Prado"}, {"type": "Organization", "name": "AP"}],
        copyright_notice="© 2026 Ana Prado",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        acquire_licence_url="https://example.org/licences",
    )
    page = html(story.path)
    assert story.lead is not None
    address = f"http://testserver/pictures/{story.lead.renditions[8]['name']}"
    assert facts(page)["image"] == {
        "@type": "ImageObject",
        "url": address,
        "contentUrl": address,
        "width": 960,
        "height": 540,
        "caption": "The harbour at dawn.",
        "creditText": "Image: AP | Image: Self",
        "creator": [
            {"@type": "Person", "name": "Ana </script> Prado"},
            {"@type": "Organization", "name": "AP"},
        ],
        "copyrightNotice": "© 2026 Ana Prado",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "acquireLicensePage": "https://example.org/licences",
    }
    assert address.endswith("-960.jpg")
    assert page.count("</script>") == 2


def test_a_shared_link_shows_the_cut_for_links() -> None:
    story = pictured()
    page = html(story.path)
    assert story.lead is not None
    assert re.findall(r'<meta property="(og:image\S*)" content="(.*?)">', page) == [
        ("og:image", f"http://testserver/pictures/{story.lead.renditions[-1]['name']}"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "Boats in a harbour"),
    ]
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_a_feed_has_each_story_s_picture_with_its_credit() -> None:
    story = pictured(made_by_ai="trainedAlgorithmicMedia")
    factories.published_story()
    assert story.lead is not None
    address = f"http://testserver/pictures/{story.lead.renditions[8]['name']}"
    namespace = "{http://search.yahoo.com/mrss/}"
    for path in ("/feed/", "/city/feed/"):
        feed = ElementTree.fromstring(Client().get(path).content)
        (picture,) = feed.findall(f"channel/item/{namespace}content")
        assert picture.attrib == {
            "url": address,
            "type": "image/jpeg",
            "medium": "image",
            "width": "960",
            "height": "540",
        }
        assert {it.tag.removeprefix(namespace): it.text for it in picture} == {
            "credit": "Image: AP | Image: Self | Made by generative AI",
            "title": "The harbour at dawn.",
            "description": "Boats in a harbour",
        }


# What publishing writes


def test_a_story_may_credit_describe_and_cut_a_picture_in_its_own_way() -> None:
    image = factories.picture(tone="#8a9ba3", copyright_notice="© Meridian")
    part = Box(0, 0, 500, 500)
    renditions.make(image, within=part, formats=("jpeg",))
    article = factories.live_story(
        lead_picture=image, lead_credit="Photograph: the family", lead_crop=str(part), lead_caption="At sea."
    )
    row = PublishedPicture.objects.get(story__story_id=article.pk)
    assert (row.caption, row.alt, row.credit_line) == (
        "At sea.",
        "Boats in a harbour",
        "Photograph: the family",
    )
    assert (row.tone, row.copyright_notice) == ("#8a9ba3", "© Meridian")
    assert row.creators == [
        {"type": "Organization", "name": "MP"},
        {"type": "Organization", "name": "The Test Courier"},
    ]
    largest = row.largest
    assert largest is not None
    assert (largest["width"], largest["height"]) == (450, 300)


def test_the_whole_picture_serves_until_its_part_is_made() -> None:
    row = picture_row(factories.picture(), PublishedPicture.Use.LEAD, within=Box(0, 0, 500, 500))
    assert [file["width"] for file in row.files()["jpeg"]] == [320, 640, 900]


def test_a_decorative_lead_has_no_alt_text_in_the_public_row() -> None:
    article = factories.live_story(lead_picture=factories.picture(), lead_decorative=True)
    row = PublishedPicture.objects.get(story__story_id=article.pk)
    assert (row.alt, row.is_decorative) == ("", True)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"licence": "by-sa-4.0"}, "https://creativecommons.org/licenses/by-sa/4.0/"),
        ({"web_statement": "https://example.org/rights"}, "https://example.org/rights"),
        ({}, ""),
    ],
)
def test_the_licence_is_the_one_that_has_an_address(fields: dict[str, str], expected: str) -> None:
    article = factories.live_story(lead_picture=factories.picture(**fields))
    assert PublishedPicture.objects.get(story__story_id=article.pk).licence_url == expected


def test_only_what_ai_made_is_labelled() -> None:
    for term, label in (("digitalCapture", ""), ("compositeSynthetic", "compositeSynthetic")):
        article = factories.live_story(lead_picture=factories.picture(digital_source=term))
        assert PublishedPicture.objects.get(story__story_id=article.pk).made_by_ai == label


def test_a_story_knows_when_the_first_of_its_pictures_ends() -> None:
    now = timezone.now()
    one, two, three = (
        factories.picture(rights_end=end) for end in (now + timedelta(days=9), now + timedelta(days=2), None)
    )
    body = "".join(f'<figure data-picture="{it.pk}"></figure>' for it in (two, three))
    article = factories.live_story(lead_picture=one, body=f"<p>Text.</p>{body}")
    assert PublishedArticle.objects.get(story_id=article.pk).rights_end == two.rights_end


# When rights end


def test_a_picture_is_gone_from_every_page_the_moment_its_rights_end(django_assert_num_queries) -> None:
    now = timezone.now()
    story = pictured(rights_end=now + timedelta(minutes=1))
    PublishedArticle.objects.update(rights_end=now + timedelta(minutes=1))
    paths = everywhere(story)
    for path in paths:
        assert "Boats in a harbour" in html(path), path
    PublishedPicture.objects.update(rights_end=now)
    PublishedArticle.objects.update(rights_end=now)
    factories.cards_again()
    for path in paths:
        page = html(path)
        # No address of a picture is left; the paper's own sign may stand where machines look for one.
        for trace in ("Boats in a harbour", "Image: AP", "/pictures/"):
            assert trace not in page, (path, trace)
    with django_assert_num_queries(4):
        html(story.path)


def test_a_portrait_is_gone_the_moment_its_rights_end() -> None:
    factories.published_picture(factories.reporter(), rights_end=timezone.now())
    assert "/pictures/" not in html("/reporters/ines-caldera/")


def test_a_picture_in_the_text_is_gone_the_moment_its_rights_end_and_the_others_stay() -> None:
    soon = timezone.now() + timedelta(days=1)
    ends = factories.picture(caption="The one that ends.", rights_end=soon)
    stays = factories.picture(caption="The one that stays.")
    later = factories.picture(caption="The one that ends later.", rights_end=soon + timedelta(days=1))
    body = "".join(
        f'<p>Before {number}.</p><figure data-picture="{it.pk}"></figure>'
        for number, it in enumerate((ends, stays, later, ends))
    )
    article = factories.live_story(body=f"{body}<p>After.</p>")
    path = PublishedArticle.objects.get(story_id=article.pk).path
    assert main(html(path)).count("The one that ends.") == 2
    assert said_of_pictures(path) == ["The one that ends.", "The one that stays.", "The one that ends later."]
    PublishedPicture.objects.filter(image_id=ends.pk).update(rights_end=timezone.now())
    PublishedArticle.objects.update(rights_end=timezone.now())
    assert said_of_pictures(path) == ["The one that stays.", "The one that ends later."]
    page = main(html(path))
    assert re.findall(r"The one that [^.]*\.|Before \d|After", page) == [
        "Before 0",
        "Before 1",
        "The one that stays.",
        "Before 2",
        "The one that ends later.",
        "Before 3",
        "After",
    ]


def test_nobody_can_type_the_mark_of_a_picture() -> None:
    image = factories.picture(
        rights_end=timezone.now() + timedelta(days=1), caption="<!--/picture--> <!--picture 1-->"
    )
    article = factories.live_story(
        body=f"<p>&lt;!--picture {image.pk}--&gt; Stays.</p><p><!--picture {image.pk}-->Stays too.</p>"
        f'<figure data-picture="{image.pk}"></figure><p>And this. &lt;!--/picture--&gt;</p>'
    )
    story = PublishedArticle.objects.get(story_id=article.pk)
    left = pictures.without(story.rendered_body, [image.pk])
    assert "<figure" not in left
    assert left.count("Stays") == 2
    assert "And this." in left


def test_a_text_without_ended_pictures_is_left_alone() -> None:
    assert pictures.without("<!--picture 12-->a<!--/picture-->", []) == "<!--picture 12-->a<!--/picture-->"
    assert (
        pictures.without("<!--picture 12-->a<!--/picture-->b", [1, 2]) == "<!--picture 12-->a<!--/picture-->b"
    )


# Previews


def test_a_preview_shows_the_pictures_from_the_desk(client: Client) -> None:
    image = factories.picture()
    part = Box(0, 0, 500, 500)
    renditions.make(Image.objects.get(pk=image.pk), within=part, formats=("jpeg",))
    article = factories.story(lead_picture=image, lead_crop=str(part))
    client.force_login(factories.chief())
    page = client.get(f"/desk/articles/article/{article.pk}/preview/").content.decode()
    (address,) = re.findall(r'<img src="(.*?)"', page)
    assert "/pictures/" not in page
    response = client.get(address.replace("&amp;", "&"))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert "private, no-store" in response.headers["Cache-Control"]
