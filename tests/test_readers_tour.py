"""A reader walks over every kind of page: by day at a desk and by night on a phone, with scripts and without.

On every page the same is looked at: its status, one headline, its landmarks, the link past the masthead, that nothing
moves or stands out, that no cookie was set, nobody else was asked for anything, and the console is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, Response, expect

from articles.acts import correct, withdraw
from articles.composing.arrangement import Arrangement, Pin, Zone
from articles.fronts import versions
from articles.models import ArticleType, ErrorReport, FrontMove, PublishedArticle, StaffRecord
from articles.models.plain import PlainPage
from articles.publishing import public_copies
from tests import chromium, factories
from tests.browsing import a_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 700}

# Observed afterwards: what a page has moved since it began is handed over at once.
SEEN = """() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({type: "layout-shift", buffered: true});
  const moved = observer.takeRecords().filter((shift) => !shift.hadRecentInput);
  return {
    headlines: document.querySelectorAll("h1").length,
    landmarks: ["header.masthead", "nav[aria-label=Sections]", "main#main", "footer.foot"].map(
      (one) => document.querySelectorAll(one).length),
    moved: moved.reduce((sum, shift) => sum + shift.value, 0),
    sideways: document.documentElement.scrollWidth - window.innerWidth,
  };
}"""
AS_IT_SHOULD = {"headlines": 1, "landmarks": [1, 1, 1, 1], "moved": 0, "sideways": 0}


class Walk:
    """A reader's way through the paper, looked at on every page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def as_if_new_here(self) -> None:
        """On every page all is fetched again, so that whatever moves when it arrives late moves."""
        caching = self.page.context.new_cdp_session(self.page)
        caching.send("Network.enable")
        caching.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.strangers.append(request.url)

    def begin(self, path: str) -> None:
        self.look(self.page.goto(path))

    def follow(self, link: Locator | str, *, status: int = 200) -> None:
        """By its name, or where names occur twice by what was found."""
        if isinstance(link, str):
            link = self.page.get_by_role("link", name=link, exact=True).first
        with self.page.expect_navigation() as arriving:
            link.click()
        self.look(arriving.value, status=status)

    def send(self, field: Locator, text: str | None = None) -> None:
        if text is not None:
            field.fill(text)
        with self.page.expect_navigation() as arriving:
            field.press("Enter")
        self.look(arriving.value)

    def look(self, response: Response | None, *, status: int = 200) -> None:
        page = self.page
        assert response is not None
        assert response.status == status, page.url
        # A browser says itself that a page is not there.
        unexpected = [
            text for text in self.complaints if f"the server responded with a status of {status} " not in text
        ]
        assert (unexpected, self.strangers) == ([], []), page.url
        self.complaints.clear()
        assert page.context.cookies() == []
        assert page.evaluate(SEEN) == AS_IT_SHOULD, page.url
        if "#" in page.url:  # who came by a link into the page has skipped already
            return
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the story")
        expect(skip).to_be_focused()
        assert within_sight(skip), page.url

    def back(self) -> None:
        self.page.go_back()

    def headline(self) -> str:
        return self.page.locator("h1").inner_text()

    def main(self, name: str) -> Locator:
        """A link in the page itself."""
        return self.page.locator("main").get_by_role("link", name=name, exact=True).first

    def foot(self, name: str) -> Locator:
        return self.page.locator(".foot-links").get_by_role("link", name=name, exact=True)


def within_sight(element: Locator) -> bool:
    box = element.bounding_box()
    return box is not None and box["x"] >= 0 and box["y"] >= 0 and box["height"] > 0


@contextmanager
def a_reader(browser: Browser, address: str, **how: Any) -> Iterator[Walk]:
    context = browser.new_context(base_url=address, **how)
    context.set_default_timeout(chromium.PATIENCE * 1000)
    page = context.new_page()
    yield Walk(page, address)
    context.close()


def by(name: str) -> Any:
    return factories.reporter(
        name, biography=f"{name} covers the harbour. She lives on a boat.", job_title="Harbour correspondent"
    )


def a_paper(address: str) -> None:
    """Something of everything, each story by the acts of the desk."""
    chief = factories.chief()
    city = factories.section("City", description="Streets and quays.", colour="#8a4b00")
    transport = factories.section("Transport", parent=city)
    ferries, ines = factories.topic("Ferries"), by("Ines Caldera")
    face, lead, other = (
        factories.picture(alt_text=f"Boats {number}", size=(900, 600)) for number in range(3)
    )
    record = StaffRecord.objects.create(reporter=ines, portrait=face)
    public_copies.refresh_portrait(record)
    PlainPage.objects.filter(slug="about").update(rendered_text="<p>We have been here since 1884.</p>")
    usual = {"section": city, "topics": (ferries,), "bylines": (ines,)}

    for number in range(24):
        old = factories.story(headline=f"An older ferry, number {number}", **usual)
        factories.publish(old, dated_at=factories.earlier(days=1, minutes=number))
    told = {}
    for kind in ArticleType:
        picture = lead if kind == ArticleType.OPINION else None
        told[kind] = factories.live_story(
            headline=f"As {kind.label}", article_type=kind, lead_picture=picture, **usual
        )
    for number in range(1, 23):
        factories.entry(told[ArticleType.LIVE], f"<p>What happened at {number}.</p>", is_key=number == 1)
    english = told[ArticleType.NEWS]
    factories.live_story(headline="العبّارة الليلية", language="ar", translation_of=english, **usual)
    withdrawn = factories.live_story(headline="Withdrawn", slug="withdrawn", section=city)
    moved = factories.live_story(headline="The boat that moved", slug="old-quay", section=transport)
    old_path, gone_path = paths(moved, withdrawn)
    withdraw.withdraw(withdrawn, by=chief, note="It named the wrong captain.")
    factories.edit(moved, chief, slug="new-quay")
    factories.publish(moved, note="Says where the quay is now.")

    related = PublishedArticle.objects.get(headline="As Analysis").story_id
    whole = factories.live_story(
        headline="Everything at once",
        slug="everything-at-once",
        lead_picture=lead,
        sources=((factories.agency(), "inputs"),),
        body="<p>The crews spoke of a nocturnal crossing.</p><h2>What was decided</h2>"
        f'<p>Read <a href="{address}{old_path}">the older one</a>, <a href="{address}{gone_path}">the one that is'
        f' gone</a> or <a href="{address}{gone_path.replace("withdrawn", "as-opinon")}">one that never was</a>.</p>'
        f'<figure data-picture="{other.pk}"></figure><div data-gallery="" data-title="The night">'
        f'<figure data-picture="{face.pk}"></figure><figure data-picture="{lead.pk}"></figure></div>'
        f'<figure data-video="https://videos.example.org/a.mp4" data-poster="{other.pk}" data-caption="The last boat"'
        ' data-credit="Rui"></figure><figure data-embed="https://youtu.be/abc"></figure>'
        '<aside data-pullquote="" data-by="Ana Reis, mayor"><p>We waited for this night.</p></aside>'
        '<aside data-factbox="" data-title="The wall"><p>Built in 1911.</p></aside>'
        "<table><tbody><tr><th><p>Year</p></th></tr><tr><td><p>2020</p></td></tr></tbody></table>"
        f'<aside data-related="{related}"></aside>',
        **usual,
    )
    for serious in (False, True):
        correct.correct(
            whole.live_edition.revision, text=f"It was {9 + serious}, not ten.", is_serious=serious, by=chief
        )
        whole.refresh_from_db()


def paths(*stories: Any) -> list[str]:
    return [PublishedArticle.objects.get(story_id=story.pk).path for story in stories]


@pytest.mark.long
@pytest.mark.parametrize(
    ("light", "size"),
    [
        pytest.param("light", DESK, id="day"),
        pytest.param("dark", NARROWEST, id="night", marks=pytest.mark.looks),
    ],
)
def test_a_reader_walks_through_the_paper(
    browser: Browser, live_server, light: str, size: dict[str, int]
) -> None:
    """With scripts, as somebody new on every page, and then without, as somebody whose browser keeps files."""
    a_paper(live_server.url)
    for scripts in (True, False):
        with a_reader(
            browser, live_server.url, color_scheme=light, viewport=size, java_script_enabled=scripts
        ) as walk:
            if scripts:
                walk.as_if_new_here()
            walk.begin("/")
            walk.page.keyboard.press("Enter")
            expect(walk.page.locator("main")).to_be_focused()
            assert walk.headline() == "The Test Courier"
            through_the_lists(walk)
            to_every_type(walk)
            a_story_with_everything(walk, scripts=scripts)
            what_is_no_more(walk)
            searching(walk)
            days_and_filters(walk)
            plain_pages(walk)
            feeds(walk)
            an_error(walk)
        it_reaches_the_desk(browser, live_server.url)
        ErrorReport.objects.all().delete()


def through_the_lists(walk: Walk) -> None:
    walk.follow(walk.page.locator("nav.sections").get_by_role("link", name="City"))
    assert walk.headline() == "City"
    walk.follow("Older stories")
    assert "older" in walk.page.title()
    walk.follow("Newest stories")
    walk.follow(walk.page.locator(".list-inside").get_by_role("link", name="Transport"))
    assert walk.headline() == "Transport"
    walk.follow("The boat that moved")
    assert walk.headline() == "The boat that moved"
    walk.page.get_by_text("What changed in this story").click()
    expect(walk.page.get_by_text("Says where the quay is now.")).to_be_visible()
    walk.follow(walk.page.locator(".breadcrumb").get_by_role("link", name="City"))


def to_every_type(walk: Walk) -> None:
    """Whatever a story can be stands in the newest; what it is in another language, beside it."""
    walk.follow(walk.foot("Latest"))
    for kind in ArticleType:
        walk.follow(f"As {kind.label}")
        assert walk.headline() == f"As {kind.label}"
        if kind == ArticleType.LIVE:
            a_live_story(walk)
            walk.follow(walk.foot("Latest"))
        else:
            walk.back()
    walk.follow("العبّارة الليلية")
    assert walk.page.locator("article").first.get_attribute("dir") == "rtl"
    walk.follow("English")
    assert walk.headline() == "As News"
    walk.follow(walk.page.locator(".also-in a"))
    walk.follow(walk.foot("Latest"))
    walk.follow("Everything at once")


def a_live_story(walk: Walk) -> None:
    """To a key event of the morning, back to the newest, and down to the oldest by pages."""
    walk.follow(walk.page.locator(".coverage-keys a").last)
    expect(walk.page.locator("#entry-1")).to_be_visible()
    walk.follow("Newest entries")
    expect(walk.page.locator("#entry-22")).to_be_visible()
    walk.follow("Older entries")
    expect(walk.page.locator("#entry-2")).to_be_visible()


def a_story_with_everything(walk: Walk, *, scripts: bool) -> None:
    page = walk.page
    corrected = ["Correction It was 10, not ten.", "Correction It was 9, not ten."]
    notes = [" ".join(note.split()) for note in page.locator(".correction").all_inner_texts()]
    assert [re.sub(r" [A-Z][a-z]+ \d.*?IST", "", note) for note in notes] == corrected
    assert page.locator("main figure img, main video").count() >= 5
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
    assert page.locator("video").get_attribute("preload") == "none"
    assert page.locator("iframe").count() == 0
    assert walk.strangers == []
    watch = page.get_by_role("link", name="Watch on YouTube")
    if scripts:
        page.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="Elsewhere"))
        watch.click()
        expect(page.frame_locator("iframe").locator("body")).to_have_text("Elsewhere")
        assert {urlsplit(url).hostname for url in walk.strangers} == {"www.youtube-nocookie.com"}
        walk.strangers.clear()
        page.unroute_all()
    else:
        assert watch.get_attribute("href") == "https://youtu.be/abc"
    walk.follow(page.locator(".bylines").get_by_role("link", name="Ines Caldera"))
    assert walk.headline() == "Ines Caldera"
    walk.follow("Older stories")
    walk.follow("Newest stories")
    walk.follow("Everything at once")
    walk.follow(page.locator(".topics").get_by_role("link", name="Ferries"))
    assert walk.headline() == "Ferries"
    walk.follow("Older stories")
    walk.back()
    walk.follow("Everything at once")


def what_is_no_more(walk: Walk) -> None:
    walk.follow("the older one")
    assert walk.page.url.endswith("/new-quay/")
    walk.back()
    walk.follow("the one that is gone", status=410)
    expect(walk.page.get_by_text("It named the wrong captain.")).to_be_visible()
    walk.back()
    walk.follow("one that never was", status=404)
    assert walk.headline() == "There is nothing at this address"
    walk.follow(walk.main("As Opinion"))
    assert walk.headline() == "As Opinion"


def searching(walk: Walk) -> None:
    page = walk.page
    walk.follow(page.locator("nav.sections").get_by_role("link", name="Search"))
    field = page.get_by_role("searchbox", name="Words to look for")
    said, hits = page.locator(".search-said"), page.locator("main .river-headline")
    walk.send(field, '"nocturnal crossing"')
    assert (said.inner_text(), hits.all_inner_texts()) == ("One story", ["Everything at once"])
    walk.send(field, '"crossing nocturnal"')
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    walk.send(field, "boat -ferries")
    assert said.inner_text() == "One story"
    walk.send(field, "nocturnel crosing")
    walk.follow(page.locator(".search-meant a"))
    assert hits.all_inner_texts() == ["Everything at once"]
    walk.send(field, "Ines Caldera")
    walk.follow(page.locator(".search-names").get_by_role("link", name="Ines Caldera"))
    assert walk.headline() == "Ines Caldera"
    walk.back()
    walk.send(field, "ferries")
    walk.follow(page.locator(".search-names").get_by_role("link", name="Ferries"))
    assert walk.headline() == "Ferries"
    walk.back()
    walk.follow("More stories")
    walk.follow("From the beginning")
    page.get_by_text("Section, date and order").click()
    page.get_by_label("Section", exact=True).select_option("Transport")
    page.get_by_label("Order", exact=True).select_option("Newest first")
    walk.send(field, "boat")
    assert hits.all_inner_texts() == ["The boat that moved"]


def days_and_filters(walk: Walk) -> None:
    page = walk.page
    walk.follow(walk.foot("Latest"))
    walk.follow("Older stories")
    walk.follow("Newest stories")
    page.get_by_label("Type", exact=True).select_option("Analysis")
    page.get_by_label("Section", exact=True).select_option("City")
    page.get_by_label("From", exact=True).fill(f"{timezone.localdate():%Y-%m-%d}")
    walk.send(page.get_by_role("button", name="Show"))
    assert page.locator("main .river-headline").all_inner_texts() == ["As Analysis"]
    page.get_by_label("Section", exact=True).select_option("Transport")
    walk.send(page.get_by_role("button", name="Show"))
    expect(page.get_by_text("Nothing was published that fits this.")).to_be_visible()
    walk.follow(walk.foot("Archive"))
    assert walk.headline() == f"{timezone.localdate():%B %Y}"
    walk.follow(page.locator(".calendar a").last)
    walk.follow(page.locator("a[rel=prev]"))
    walk.follow(page.locator("main .river-headline a").first)
    assert walk.headline().startswith("An older ferry")


def plain_pages(walk: Walk) -> None:
    for name in ("About us", "Contact", "Privacy", "Staff", "Corrections"):
        walk.follow(walk.foot(name))
        assert walk.headline() == name
        if name == "About us":
            expect(walk.page.get_by_text("since 1884")).to_be_visible()
        elif name == "Staff":
            walk.follow(walk.main("Ines Caldera"))
        elif name == "Corrections":
            walk.follow(walk.main("Everything at once"))


def feeds(walk: Walk) -> None:
    """What a feed reader fetches, by the links that pages carry for it."""
    page = walk.page
    page.goto("/city/")
    for link in page.locator("link[rel=alternate][type='application/rss+xml']").all():
        answer = page.request.get(link.get_attribute("href") or "")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")
        assert "Everything at once" in answer.text()
        assert "set-cookie" not in answer.headers


def an_error(walk: Walk) -> None:
    page = walk.page
    walk.follow("Everything at once")
    walk.follow("Report an error in this story")
    with page.expect_navigation() as arriving:
        page.get_by_role("button", name="Send").click()
    assert arriving.value.status == 400
    expect(page.get_by_text("Say what is wrong.")).to_be_visible()
    walk.complaints.clear()
    page.get_by_label("What is wrong, and what is right?").fill("The boat is called Aurora.")
    walk.send(page.get_by_role("button", name="Send"))
    assert walk.headline() == "Thank you"
    walk.follow(walk.main("Everything at once"))


def it_reaches_the_desk(browser: Browser, address: str) -> None:
    with a_browser(browser, address, factories.chief()) as context:
        page = context.new_page()
        page.goto("/desk/")
        expect(page.get_by_text("The boat is called Aurora.")).to_be_visible()


# What an editor arranges


def move_the_clock(monkeypatch: pytest.MonkeyPatch, to: datetime) -> None:
    """To this time, from where it goes on as it did."""
    now, away = timezone.now, to - timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now() + away)


def test_a_reader_gets_a_front_at_its_time_and_a_release_at_once(
    browser: Browser, live_server, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = factories.chief()
    one, two = (factories.live_story(headline=f"Story {name}") for name in ("one", "two"))
    versions.save(
        None,
        Arrangement((Zone(1, "lead", "front", 4, pins=(Pin(one.pk), Pin(two.pk))),)),
        base=None,
        by=chief,
    )
    factories.ready(factories.story(headline="Story to come"))
    with (
        a_browser(browser, live_server.url, chief) as context,
        a_reader(browser, live_server.url, viewport=NARROWEST) as walk,
    ):
        editor = context.new_page()
        editor.goto("/desk/articles/front/home/")
        with editor.expect_navigation():
            editor.get_by_role("button", name="Save and put live").click()
        editor.get_by_role("button", name="Move Story two up").press("Enter")
        expect(editor.locator("[data-said]")).to_have_text("Story two: place 1 in Lead")
        at = (timezone.localtime() + timedelta(hours=2)).replace(second=0, microsecond=0)
        editor.get_by_label("Day and time").fill(f"{at:%Y-%m-%dT%H:%M}")
        with editor.expect_navigation():
            editor.get_by_role("button", name="Save and schedule").click()
        expect(editor.locator(".messagelist")).to_contain_text("Version 2 goes live on")

        headlines = walk.page.locator("main .card-headline")
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story one", "Story two"]
        move_the_clock(monkeypatch, at - timedelta(seconds=30))
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story one", "Story two"]
        move_the_clock(monkeypatch, at + timedelta(seconds=1))
        # In the very second, though no worker came yet; and once one came, the same.
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story two", "Story one"]
        call_command("worker", "--once")
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story two", "Story one"]

        editor.goto("/desk/articles/front/home/")
        editor.get_by_role("searchbox", name="Words in the headline, to pin to Lead").fill("to come")
        editor.keyboard.press("Enter")
        editor.get_by_role("button", name="Pin Story to come").click()
        expect(editor.locator("[data-zone='1'] .is-pinned").last).to_contain_text("Story to come")
        with editor.expect_navigation():
            editor.get_by_role("button", name="Save and release…").click()
        expect(editor.get_by_role("checkbox", name="Story to come")).to_be_checked()
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story two", "Story one"]
        with editor.expect_navigation():
            editor.get_by_role("button", name="Release", exact=True).click()
        walk.begin("/")
        assert headlines.all_inner_texts() == ["Story two", "Story one", "Story to come"]
        walk.follow("Story to come")
        assert walk.headline() == "Story to come"
    assert [move.act for move in FrontMove.objects.order_by("pk")] == [
        "live",
        "scheduled",
        "on_time",
        "released",
    ]
