"""One day of the picture desk, in browsers: ten pictures brought, captioned, cleared and cropped, one of them placed,
published and read, and at the end of its rights taken off every page; the logs say so at each step."""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import PIL.Image
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from articles.models import Article, Edition, PublishedArticle, PublishedPicture, Section
from articles.policy import Role
from articles.publishing import public_copies
from house import clock
from media.models import Image, LogEntry
from media.terms.categories import Category
from tests import factories
from tests.browsing import (
    GRID,
    ON_A_LAPTOP,
    ON_A_PHONE,
    SHIFTS,
    a_browser,
    act,
    barriers,
    confirm,
    drop,
    fetched,
    log_in,
    note,
    open_story,
    save,
    tab_into_the_text,
    until_true,
)
from tests.image_files import files
from tests.working import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# By file: what the day is about, and what Signe says of it.
LEAD, BESIDE = "night-boat.jpg", "crew.jpg"
CAPTIONS = {
    LEAD: "The night boat leaves the quay.",
    BESIDE: "Part of the crew.",
    **{f"quay-{letter}.jpg": f"The quay, seen from pier {letter.upper()}." for letter in "abcdefgh"},
}
WITH_A_CREATOR = (LEAD, BESIDE)
MEDIA = "{http://search.yahoo.com/mrss/}"
DAY = timedelta(days=1)
TAKEN_OUT = "pictures taken out of pages as their rights ended"
AXE = "Applying inline style"  # axe itself tries them

# Every word that stands beside a file while it is sent, and how far its bar got.
WATCH_THE_ROWS = """() => {
  window.told = {};
  window.sent = {};
  const list = document.querySelector("[data-bringing-list]");
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      const row = target.parentElement?.closest(".bringing-row");
      if (!row) continue;
      const name = row.querySelector(".bringing-name").textContent;
      if (target.matches("progress")) sent[name] = Math.max(sent[name] ?? 0, target.value);
      if (target.matches(".bringing-said")) (told[name] ??= []).push(addedNodes[0].textContent);
    }
  }).observe(list, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
}"""
PREVIEWS = """Object.fromEntries([...document.querySelectorAll(".crop-choice")].map((choice) => [
  choice.querySelector(".crop-name").textContent,
  choice.querySelector("canvas").toDataURL(),
]))"""
# Once what was to be painted is painted, whatever jumped has been told.
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Cast:
    """Signe keeps the pictures, Ines writes, Emil publishes."""

    def __init__(self) -> None:
        self.city: Section = factories.section("City")
        self.signe: User = factories.user(Role.PICTURE_EDITOR, name="Signe Almada")
        self.ines: User = factories.user(Role.REPORTER, name="Ines Caldera")
        self.emil: User = factories.user(Role.SECTION_EDITOR, sections=(self.city,), name="Emil Arrante")
        factories.reporter("Ines Caldera", user=self.ines)
        User.objects.filter(pk=self.signe.pk).update(email="signe@example.org")
        hall = factories.picture(size=(1600, 1000), caption="The city hall.", alt_text="A hall with a tower")
        Section.objects.filter(pk=self.city.pk).update(picture=hall)
        public_copies.refresh_sections()


def photograph(name: str) -> SimpleUploadedFile:
    """A JPEG that looks like no other; two know their maker, the place, and the number of the camera."""
    chance = random.Random(name)
    coarse = PIL.Image.frombytes("RGB", (12, 9), chance.randbytes(12 * 9 * 3))
    size = (2000, 1250) if name == LEAD else (900, 600)
    exif = PIL.Image.Exif()
    if name in WITH_A_CREATOR:
        exif[0x013B], exif[0x8298] = "Ana Prado", "(c) 2026 Ana Prado"
        exif[0x8769] = {0xA431: "CANARY-4711"}
        exif[0x8825] = {1: "N", 2: (38.0, 42.0, 30.0), 3: "W", 4: (9.0, 8.0, 0.0)}
    file = io.BytesIO()
    coarse.resize(size, PIL.Image.Resampling.BICUBIC).save(file, "JPEG", exif=exif)
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def picture(name: str) -> Image:
    return Image.objects.get(filename=name)


def log_of(name: str) -> list[tuple[str, str, str]]:
    """Act, who did it and the words, oldest first."""
    entries = LogEntry.objects.filter(image_id=picture(name).pk).order_by("pk").select_related("by")
    return [(entry.act, entry.by.first_name if entry.by else "", entry.words) for entry in entries]


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    raise AssertionError(f"{key} does not lead to {selector}.")


@contextmanager
def a_reader(browser: Browser, address: str, screen: Any) -> Iterator[BrowserContext]:
    """Somebody who was never here before: nothing is in the browser's cache."""
    context = browser.new_context(base_url=address, **screen)
    context.add_init_script(SHIFTS)
    yield context
    context.close()


def read(page: Page, path: str) -> None:
    """To the end, until every picture is there; nothing has jumped."""
    page.goto(path)
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
    until_true(page, "[...document.images].every((image) => image.complete && image.naturalWidth)")
    page.evaluate(PAINTED)
    assert page.evaluate("window.shifted") == 0, path


def opened(page: Page, address: str) -> PIL.Image.Image:
    """The file that a browser fetched or would fetch, by the path in its address."""
    answer = page.request.get(path_of(address))
    assert answer.status == 200, address
    assert b"CANARY" not in answer.body()
    image = PIL.Image.open(io.BytesIO(answer.body()))
    assert not image.getexif().get_ifd(0x8825)
    return image


def path_of(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address)


def facts(page: Page) -> dict[str, Any]:
    """What the page says to machines."""
    return json.loads(page.locator('script[type="application/ld+json"]').first.text_content() or "")


def said_of(page: Page, name: str) -> str:
    return page.locator(f'meta[property="{name}"]').get_attribute("content") or ""


def figures(page: Page) -> list[str]:
    return page.locator("main figure figcaption").all_inner_texts()


def feed_pictures(page: Page) -> list[tuple[str, str]]:
    """Address and credit of each picture in the feed of the paper; the section's says the same."""
    found = []
    for path in ("/feed/", "/city/feed/"):
        feed = ElementTree.fromstring(page.request.get(path).body())
        content = feed.findall(f"channel/item/{MEDIA}content")
        found.append([(one.attrib["url"], one.findtext(f"{MEDIA}credit") or "") for one in content])
    assert found[0] == found[1]
    return found[0]


def addresses(rows: Iterable[PublishedPicture]) -> set[str]:
    """Of every file of these pictures that a reader can be led to."""
    return {f"/pictures/{file['name']}" for row in rows for file in row.renditions}


def test_a_day_at_the_picture_desk(browser: Browser, live_server, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = Cast()
    address = live_server.url
    end = (timezone.localtime() + 10 * DAY).replace(hour=18, minute=0, second=0, microsecond=0)
    with (
        a_browser(browser, address, expected=AXE) as pictures,
        a_browser(browser, address, expected=AXE) as hers,
        a_browser(browser, address) as editors,
    ):
        desk = pictures.new_page()
        log_in(desk, cast.signe)
        ten_pictures_are_brought(desk)
        their_words_are_put_right_together(desk)
        so_are_their_credits_and_rights(desk, end)
        one_is_cut_by_keyboard(desk)

        page = hers.new_page()
        log_in(page, cast.ines)
        a_reporter_places_two(page)
        act(page, "submit")
        editor = editors.new_page()
        log_in(editor, cast.emil)
        an_editor_publishes_and_updates(editor)

    story = PublishedArticle.objects.get()
    by_and_when = readers_have_it_before_the_worker_came(browser, address, story)
    the_worker_makes_the_rest()
    story = PublishedArticle.objects.get()
    gone = each_screen_gets_the_file_that_fits(browser, address, story, by_and_when)

    move_the_clock(monkeypatch, end - 3 * DAY)
    the_desk_is_told_in_time(end)
    move_the_clock(monkeypatch, end)
    pages_leave_it_out_by_themselves(browser, address, story)
    assert f"{TAKEN_OUT}: 1" in work()
    nobody_has_it_any_more(browser, address, story, by_and_when, gone)
    with a_browser(browser, address, expected=AXE) as pictures, a_browser(browser, address) as hers:
        desk = pictures.new_page()
        log_in(desk, cast.signe)
        the_desk_says_why(desk, end, story)
        page = hers.new_page()
        log_in(page, cast.ines)
        the_chooser_says_why(page, end)
    assert Edition.objects.count() == 2


def ten_pictures_are_brought(page: Page) -> None:
    """Dropped at once; each with its own bar, its own words and its own answer."""
    page.goto(GRID)
    page.evaluate(WATCH_THE_ROWS)
    drop(page, *map(photograph, CAPTIONS))
    status = page.locator("[data-bringing-status]")
    expect(status).to_have_text("10 in the library", timeout=60_000)
    told, sent = page.evaluate("told"), page.evaluate("sent")
    assert sent == dict.fromkeys(CAPTIONS, 1)
    for name in CAPTIONS:
        assert re.fullmatch(r"[\d.]+ MB, waiting", told[name][0])
        assert told[name][1:3] == ["Uploading", "Looking at it"]
        row = page.locator(".bringing-row", has_text=name)
        answer = "In the library" if name in WITH_A_CREATOR else "It has no credit."
        expect(row.locator(".bringing-said")).to_contain_text(answer)
    expect(page.locator(".bringing-thumbnail img")).to_have_count(10)
    assert barriers(page) == []
    assert {image.filename for image in Image.objects.filter(uploaded_by__first_name="Signe")} == set(
        CAPTIONS
    )
    for name in CAPTIONS:
        assert log_of(name) == [("uploaded", "Signe", f"Uploaded as {name}.")]
        warned = any("38.7" in words for words in picture(name).warnings)
        assert warned is (name in WITH_A_CREATOR)


def their_words_are_put_right_together(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Caption these 10 together").click()
    rows = page.locator(".together-row")
    for name, caption in CAPTIONS.items():
        row = rows.filter(has_text=name)
        row.get_by_label("Caption").fill(caption)
        row.get_by_label("Alt text").fill(f"{caption} In the evening.")
    page.get_by_label("Place").fill("Almadrel")
    assert barriers(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="See what changes").click()
    assert sorted(rows.locator("ins").all_inner_texts()) == sorted(
        [
            *CAPTIONS.values(),
            *(f"{caption} In the evening." for caption in CAPTIONS.values()),
            *["Almadrel"] * 10,
        ]
    )
    assert barriers(page) == []
    assert not Image.objects.filter(place="Almadrel").exists()
    with page.expect_navigation():
        page.get_by_role("button", name="Change 10 pictures").click()
    expect(page.locator(".messagelist")).to_have_text("Changed 10 pictures.")
    for name, caption in CAPTIONS.items():
        image = picture(name)
        assert (image.caption, image.alt_text) == (caption, f"{caption} In the evening.")
        words = f"Caption: {caption}. Alt text: {caption} In the evening.. Place: Almadrel"
        assert log_of(name)[1:] == [("changed", "Signe", words)]


def so_are_their_credits_and_rights(page: Page, end: datetime) -> None:
    """Eight are our own; of the two that named their maker, one may be shown for ten days."""
    ours = [name for name in CAPTIONS if name not in WITH_A_CREATOR]
    for name in ours:
        page.get_by_label(f"Select {CAPTIONS[name]}").check()
    expect(page.locator("[data-selected]")).to_have_text("8 selected")
    with page.expect_navigation():
        page.get_by_role("button", name="Change together").click()
    page.get_by_label("Credit", exact=True).select_option(label="Staff")
    page.get_by_label("Rights", exact=True).select_option("staff")
    with page.expect_navigation():
        page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".together-row ins", has_text="Image: Self")).to_have_count(8)
    with page.expect_navigation():
        page.get_by_role("button", name="Change 8 pictures").click()
    for name in ours:
        assert log_of(name)[2:] == [
            ("rights", "Signe", f"Credit: Image: Self. Rights: {Category.STAFF.label}")
        ]

    page.get_by_label(f"Select {CAPTIONS[LEAD]}").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Change together").click()
    # The file's own words credited Ana Prado; whoever says so confirms it.
    page.get_by_label("Credit", exact=True).select_option("photographer")
    page.get_by_label("Credited to").fill("Ana Prado")
    page.get_by_label("Rights", exact=True).select_option("freelance")
    page.get_by_label("Rights end: day").fill(f"{end:%Y-%m-%d}")
    page.get_by_label("Rights end: time").fill(f"{end:%H:%M}")
    with page.expect_navigation():
        page.get_by_role("button", name="See what changes").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Change 1 picture").click()
    image = picture(LEAD)
    assert (image.credit_line, image.rights_end) == ("Image: Ana Prado", end)
    card = page.locator(".picture-card", has_text=CAPTIONS[LEAD])
    expect(card).to_contain_text("Image: Ana Prado")
    expect(card).to_contain_text("May be shown")
    expect(card).to_contain_text("Private details")
    assert barriers(page) == []


def one_is_cut_by_keyboard(page: Page) -> None:
    """From the grid to the picture, its focal point, one part, and back; the mouse is not touched."""
    image = picture(LEAD)
    page.keyboard.press("/")
    page.keyboard.type("night boat")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, ".picture-card-link")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, f'a[href$="/{image.pk}/crop/"]')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-crop-said]")).to_contain_text("Focal point")
    assert barriers(page) == []

    tab_to(page, ".crop-point")
    as_guessed = page.evaluate(PREVIEWS)
    assert len(set(as_guessed.values())) == 6
    for _ in range(20):
        page.keyboard.press("Shift+ArrowLeft")
        page.keyboard.press("Shift+ArrowUp")
    for _ in range(6):
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-crop-said]")).to_have_text(
        "Focal point: 30 % from the left, 30 % from the top"
    )
    moved = page.evaluate(PREVIEWS)
    # The focal point is shown on the whole, which has not changed.
    assert {name for name in moved if moved[name] != as_guessed[name]} >= {"1:1", "9:16"}
    assert moved["Focal point"] == as_guessed["Focal point"]

    tab_to(page, "[name=shape]")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="16:9")).to_be_checked()
    tab_to(page, ".crop-frame", "Shift+Tab")
    for key in (*["-"] * 10, "ArrowRight", "Shift+ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate("document.querySelector(\"[data-ratio='16:9']\").value") == "55,0,900,810"
    expect(page.locator("[data-crop-said]")).to_have_text(
        "16:9, cut by hand: from 5.5 % left and 0 % top, 90 % wide"
    )
    cut = page.evaluate(PREVIEWS)
    assert {name for name in cut if cut[name] != moved[name]} == {"16:9"}
    tab_to(page, "button.primary", "Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    image.refresh_from_db()
    assert (image.focus, image.crops) == ((300, 300), {"16:9": "55,0,900,810"})
    expect(page.locator(".picture-log li").first).to_contain_text("Signe Almada: 16:9 cut by hand.")
    assert log_of(LEAD)[-1][:2] == ("cropped", "Signe")


def a_reporter_places_two(page: Page) -> None:
    """One leads, in her words and cut for her story; the other stands in the text as the library has it."""
    page.goto("/desk/articles/article/add/")
    expect(page.locator("#id_headline")).to_be_focused()
    page.keyboard.type("Night boat stays")
    page.keyboard.press("Enter")
    page.keyboard.type("A close vote.")
    tab_into_the_text(page)
    page.keyboard.type("Crews voted on Sunday to keep the night boat.")
    page.get_by_role("toolbar").get_by_role("button", name="Picture", exact=True).click()
    chooser = page.get_by_role("dialog", name="Picture", exact=True)
    expect(chooser.get_by_text("11 pictures", exact=True)).to_be_visible()
    assert barriers(page, within="dialog[open]") == []
    chooser.get_by_role("button", name=CAPTIONS[BESIDE]).click()
    chooser.get_by_role("button", name="Place picture").click()
    expect(chooser).to_have_count(0)
    page.get_by_role("button", name="Choose picture…").click()
    found = chooser.get_by_role("button", name=CAPTIONS[LEAD])
    expect(found).to_contain_text("May be shown")
    found.click()
    expect(chooser).to_have_count(0)
    page.locator("[name=lead_caption]").fill("The boat that stays.")
    page.get_by_text("Credit, crop, decorative").click()
    page.get_by_label("Crop", exact=True).select_option("16:9")
    expect(page.locator(".picture-shown .body-crop")).to_be_visible()
    page.locator("#id_section").select_option(label="City")
    expect(page.locator("#bylines-0 .select2-selection")).to_contain_text("Ines Caldera")
    save(page)
    article = Article.objects.get()
    assert (article.lead_picture, article.lead_caption, article.lead_crop) == (
        picture(LEAD),
        "The boat that stays.",
        "55,0,900,810",
    )
    assert article.body.endswith(f'<figure data-picture="{picture(BESIDE).pk}"></figure>')
    assert picture(LEAD).caption == CAPTIONS[LEAD]


def an_editor_publishes_and_updates(page: Page) -> None:
    """The second time with a longer standfirst, so that readers are told of an update."""
    open_story(page, Article.objects.get())
    act(page, "approve")
    publish(page)
    # What an editor writes alone somebody else approves: here the words are a colleague's.
    factories.edit(Article.objects.get(), factories.chief(), standfirst="A close vote, 38 to 36.")
    open_story(page, Article.objects.get())
    act(page, "take")
    act(page, "approve")
    publish(page)


def publish(page: Page) -> None:
    act(page, "publish")
    confirm(page, "Publish")
    note(page, "Published.")


def readers_have_it_before_the_worker_came(browser: Browser, address: str, story: PublishedArticle) -> str:
    """As JPEGs, the part that Ines chose among them. Returns who wrote it, and when, as the page says it."""
    with a_reader(browser, address, ON_A_PHONE) as reader:
        page = reader.new_page()
        read(page, story.path)
        assert fetched(page) == ["640.jpg", "640.jpg"]
        assert opened(page, page.evaluate("document.images[0].currentSrc")).size == (640, 360)
        by_and_when = page.locator(".story-by").inner_text()
    assert re.fullmatch(
        r"Reported by: Ines Caldera\s+Updated .+ IST\s+Published .+ IST\s+1 min read", by_and_when
    )
    return by_and_when


def the_worker_makes_the_rest() -> None:
    """Of the pictures that readers see, in every format; a second round finds nothing to do."""
    assert [line.split(":")[0] for line in work()] == ["pictures seen to"]
    assert work() == []
    for name in (LEAD, BESIDE):
        assert {row.format for row in picture(name).renditions.all()} == {"avif", "webp", "jpeg"}
    unused = Image.objects.filter(filename__startswith="quay-")
    assert {row.format for image in unused for row in image.renditions.all()} == {"jpeg"}


def each_screen_gets_the_file_that_fits(
    browser: Browser, address: str, story: PublishedArticle, by_and_when: str
) -> set[str]:
    """Returns the files of the lead picture, which readers lose when its rights end."""
    lead = story.lead
    assert lead is not None
    for screen, names, size, width in (
        (ON_A_PHONE, ["640.avif", "640.avif"], (640, 360), 390),
        (ON_A_LAPTOP, ["960.avif", "640.avif"], (960, 540), 944),
    ):
        with a_reader(browser, address, screen) as reader:
            page = reader.new_page()
            read(page, story.path)
            assert fetched(page) == names
            file = opened(page, page.evaluate("document.images[0].currentSrc"))
            assert (file.format, file.size) == ("AVIF", size)
            # Of a file chosen from a srcset, a browser counts the points that it was chosen for, and cuts halves off.
            assert page.evaluate("document.images[0].clientWidth") == width
            assert page.evaluate("document.images[0].naturalWidth") in {width - 1, width}
            assert page.locator("main img").evaluate_all("all => all.map(img => img.alt)") == [
                f"{CAPTIONS[name]} In the evening." for name in (LEAD, BESIDE)
            ]
            assert figures(page) == [
                "The boat that stays. Image: Ana Prado",
                f"{CAPTIONS[BESIDE]} Image: Ana Prado",
            ]
            assert page.locator(".story-by").inner_text() == by_and_when
            for path in ("/", "/city/"):
                read(page, path)
                assert figures(page) == ["Image: Ana Prado"]
                assert set(fetched(page)) <= {"640.avif", "960.avif"}
            page.goto(story.path)
            image = facts(page)["image"]
            largest = opened(page, image["contentUrl"])
            assert (largest.format, largest.size) == ("JPEG", (image["width"], image["height"]))
            assert image == {
                "@type": "ImageObject",
                "url": image["contentUrl"],
                "contentUrl": image["contentUrl"],
                "width": 1800,
                "height": 1012,
                "caption": "The boat that stays.",
                "creditText": "Image: Ana Prado",
                "creator": [{"@type": "Person", "name": "Ana Prado"}],
                "copyrightNotice": "(c) 2026 Ana Prado",
            }
            assert opened(page, said_of(page, "og:image")).size == (1200, 630)
            assert (said_of(page, "og:image:width"), said_of(page, "og:image:height")) == ("1200", "630")
            assert feed_pictures(page) == [(image["contentUrl"], "Image: Ana Prado")]
    files_of_it = addresses([lead])
    assert {name.rsplit(".", 1)[1] for name in files_of_it} == {"avif", "webp", "jpg"}
    return files_of_it


def move_the_clock(monkeypatch: pytest.MonkeyPatch, to: datetime) -> None:
    """To this time, from where it goes on as it did."""
    monkeypatch.undo()
    now, away = timezone.now, to - timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now() + away)


def the_desk_is_told_in_time(end: datetime) -> None:
    assert "notices of rights that end soon: 1" in work()
    assert log_of(LEAD)[-1] == ("notice", "", f"Its rights end on {clock.in_full(end)}.")
    assert [message.to for message in mail.outbox] == [["signe@example.org"]]


def pages_leave_it_out_by_themselves(browser: Browser, address: str, story: PublishedArticle) -> None:
    """In the very second, though no worker came yet."""
    with a_reader(browser, address, ON_A_PHONE) as reader:
        page = reader.new_page()
        read(page, story.path)
        assert figures(page) == [f"{CAPTIONS[BESIDE]} Image: Ana Prado"]
        assert "image" not in facts(page)
        assert page.locator('meta[property="og:image"]').count() == 0
        assert feed_pictures(page) == []
        for path in ("/", "/city/"):
            read(page, path)
            assert figures(page) == []


def nobody_has_it_any_more(
    browser: Browser, address: str, before: PublishedArticle, by_and_when: str, gone: set[str]
) -> None:
    """The section's own stands in on the page, its cards and its feeds; the files are not served to anybody."""
    hall = "The city hall. Image: MP | Image: Self"
    story = PublishedArticle.objects.get()
    unchanged = ("updated_at", "modified_at", "published_at", "edition_number")
    assert [getattr(story, name) for name in unchanged] == [getattr(before, name) for name in unchanged]
    for screen in (ON_A_PHONE, ON_A_LAPTOP):
        with a_reader(browser, address, screen) as reader:
            page = reader.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(path_of(request.url)))
            read(page, story.path)
            assert figures(page) == [hall, f"{CAPTIONS[BESIDE]} Image: Ana Prado"]
            assert page.locator(".story-by").inner_text() == by_and_when
            image = facts(page)["image"]
            assert (image["caption"], image["creditText"]) == ("The city hall.", "Image: MP | Image: Self")
            assert datetime.fromisoformat(facts(page)["dateModified"]) == before.modified_at.replace(
                microsecond=0
            )
            card = said_of(page, "og:image")
            assert opened(page, card).size == (1200, 630)
            assert feed_pictures(page) == [(image["contentUrl"], "Image: MP | Image: Self")]
            for path in ("/", "/city/"):
                read(page, path)
                assert figures(page) == ["Image: MP | Image: Self"]
            assert gone.isdisjoint({*asked, path_of(card), path_of(image["contentUrl"])})
            assert {page.request.get(path).status for path in gone} == {404}
    there = addresses(PublishedPicture.objects.all())
    assert there.isdisjoint(gone)
    assert {f"/pictures/{name}" for name in files("public")} == there


def the_desk_says_why(page: Page, end: datetime, story: PublishedArticle) -> None:
    ended = f"Its rights ended on {clock.in_full(end)}."
    lost = f"{ended} Taken out of “Night boat stays” ({story.path})."
    assert log_of(LEAD)[-1] == ("ended", "", lost)
    page.goto(f"{GRID}?rights=no")
    card = page.locator(".picture-card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("May not be shown")
    expect(card).to_contain_text(ended)
    with page.expect_navigation():
        card.get_by_role("link").click()
    expect(page.get_by_role("main").get_by_text(ended, exact=True)).to_be_visible()
    expect(page.locator(".picture-log li").first).to_contain_text(lost)
    assert barriers(page) == []


def the_chooser_says_why(page: Page, end: datetime) -> None:
    page.goto("/desk/articles/article/add/")
    page.get_by_role("button", name="Choose picture…").click()
    found = page.get_by_role("dialog").get_by_role("button", name=CAPTIONS[LEAD])
    expect(found).to_have_attribute("aria-disabled", "true")
    expect(found).to_contain_text(f"Its rights ended on {clock.in_full(end)}.")
