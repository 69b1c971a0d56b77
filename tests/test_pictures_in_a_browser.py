"""Pictures in a real browser: the right file on a phone and on a desk, and nothing that jumps when it comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from playwright.sync_api import Browser, Page

from articles.models import PublishedArticle
from media.files import renditions
from media.models import Image
from media.pixels import drawing
from tests import factories
from tests.browsing import ON_A_LAPTOP, ON_A_PHONE, PHONE, SHIFTS, fetched, until_true

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

RETINA: Any = {"viewport": PHONE, "device_scale_factor": 3}
FILM = (
    Path(__file__).parent / "samples" / "colours.webm"
).read_bytes()  # a second of plain colours, 320 × 240
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:09.000\nPelane.\n"


@pytest.fixture(autouse=True, scope="module")
def _encoded_once() -> Iterator[None]:
    """Every test has pictures of the same few sizes, and looks at no pixel of them: each file is encoded once."""
    encode, kept = drawing._encoded, dict[tuple[tuple[int, int], str], bytes]()

    def once(picture: PIL.Image.Image, format: str, words: dict[str, bytes]) -> bytes:
        key = picture.size, format
        if key not in kept:
            kept[key] = encode(picture, format, words)
        return kept[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "_encoded", once)
        yield


def large_picture(size: tuple[int, int]) -> Image:
    """With all its renditions, as the worker leaves it."""
    image = factories.picture(size=size, tone="#8a9ba3")
    renditions.make(image)
    return Image.objects.get(pk=image.pk)


@pytest.fixture
def story(live_server) -> PublishedArticle:
    lead, wide, tall = (large_picture(size) for size in ((2000, 1200), (2000, 1000), (1000, 1500)))
    article = factories.live_story(
        headline="The night boat leaves",
        lead_picture=lead,
        body="<p>It left at nine.</p>" * 12
        + f'<figure data-picture="{tall.pk}"></figure>'
        + "<p>Nobody waved.</p>" * 12
        + f'<div data-gallery="" data-title="On board">{f"<figure data-picture={wide.pk}></figure>" * 3}</div>'
        + "<p>The end.</p>",
    )
    return PublishedArticle.objects.get(story_id=article.pk)


@pytest.fixture
def reader(browser: Browser, live_server) -> Iterator[Any]:
    contexts = []

    def visit(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()


def read_to_the_end(page: Page) -> None:
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 400):
        page.evaluate(f"scrollTo(0, {top})")
        page.wait_for_timeout(50)
    until_true(page, "[...document.images].every((image) => image.complete && image.naturalWidth)")


def test_each_screen_fetches_the_file_that_fits_it(story: PublishedArticle, reader) -> None:
    for screen, expected in (
        (ON_A_PHONE, ["640.avif", "640.avif", "640.avif", "640.avif", "640.avif"]),
        (RETINA, ["960.avif", "960.avif", "960.avif", "960.avif", "960.avif"]),
        (ON_A_LAPTOP, ["960.avif", "640.avif", "960.avif", "640.avif", "640.avif"]),
    ):
        page = reader(story.path, **screen)
        read_to_the_end(page)
        assert fetched(page) == expected


def test_what_is_far_below_is_not_fetched_before_a_reader_comes_near(story: PublishedArticle, reader) -> None:
    PublishedArticle.objects.update(
        rendered_body="<p>Long.</p>" * 400 + PublishedArticle.objects.get().rendered_body
    )
    page = reader(story.path, **ON_A_PHONE)
    page.wait_for_load_state("networkidle")
    assert fetched(page) == ["640.avif", "", "", "", ""]


@pytest.mark.parametrize("screen", [ON_A_PHONE, ON_A_LAPTOP])
def test_nothing_jumps_when_pictures_come(story: PublishedArticle, reader, screen) -> None:
    for path in (story.path, "/", "/city/"):
        page = reader(path, **screen)
        read_to_the_end(page)
        assert page.evaluate("window.shifted") == 0, path


def test_a_picture_s_place_has_its_colour_before_it_comes(
    story: PublishedArticle, browser, live_server
) -> None:
    context = browser.new_context(base_url=live_server.url, **ON_A_LAPTOP)
    page = context.new_page()
    page.route("**/pictures/*", lambda route: route.abort())
    page.goto(story.path)
    colour = page.evaluate(
        "getComputedStyle(document.querySelector('.picture-lead .frame svg')).backgroundColor"
    )
    box = page.locator(".picture-lead .frame svg").bounding_box()
    context.close()
    assert colour == "rgb(138, 155, 163)"
    assert box is not None
    assert round(box["width"] / box["height"], 2) == round(2000 / 1200, 2)


@pytest.mark.parametrize("screen", [ON_A_PHONE, ON_A_LAPTOP, {"viewport": {"width": 320, "height": 640}}])
def test_a_video_is_fetched_when_it_is_played_and_nothing_jumps(live_server, reader, screen) -> None:
    poster = large_picture((1600, 900))
    file = "https://videos.example.org/boat"
    article = factories.live_story(
        body="<p>It left at nine.</p>"
        f'<figure data-video="{file}.webm" data-poster="{poster.pk}" data-captions="{file}.vtt" data-credit="Ana">'
        f'</figure><p>Between.</p><figure data-video="{file}.mp4" data-credit="Ana"></figure><p>The end.</p>'
    )
    page = reader("/", **screen)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    served = {"Access-Control-Allow-Origin": "*"}
    page.route(
        f"{file}.webm", lambda route: route.fulfill(body=FILM, content_type="video/webm", headers=served)
    )
    page.route(
        f"{file}.vtt", lambda route: route.fulfill(body=CAPTIONS, content_type="text/vtt", headers=served)
    )
    page.goto(PublishedArticle.objects.get(story_id=article.pk).path)
    first, second = page.locator("video").all()
    first.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.startswith(file)] == []
    assert any(url.endswith("-1280.jpg") for url in asked)
    before = [video.bounding_box() for video in (first, second)]
    assert [round(box["width"] / box["height"], 2) for box in before] == [1.78, 1.78]
    assert page.evaluate("document.documentElement.scrollWidth") == screen["viewport"]["width"]

    first.evaluate(
        "video => { video.muted = true; video.textTracks[0].mode = 'hidden'; return video.play(); }"
    )
    until_true(page, "document.querySelector('video').textTracks[0].cues?.length === 1")
    shape = first.evaluate("video => video.videoWidth / video.videoHeight")
    assert shape == 4 / 3  # which is not what its poster said
    assert sorted({url for url in asked if url.startswith(file)}) == [f"{file}.vtt", f"{file}.webm"]
    assert [video.bounding_box() for video in (first, second)] == before
    assert page.evaluate("shifted") == 0
    assert complaints == []


def test_a_gallery_can_be_read_without_scripts_and_stays_in_the_page(story: PublishedArticle, reader) -> None:
    for screen in (ON_A_PHONE, ON_A_LAPTOP):
        page = reader(story.path, java_script_enabled=False, **screen)
        gallery = page.get_by_role("group", name="On board")
        assert gallery.get_by_role("figure").count() == 3
        assert gallery.locator("figcaption", has_text="Image: MP | Image: Self").count() == 3
        box = gallery.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= screen["viewport"]["width"]
