"""A tag of somebody else in a browser: it runs in its frame, and tries in vain to get out of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Frame, expect

from articles.models import PublishedArticle
from tests import factories
from tests.browsing import AXE, PHONE, SHIFTS, a_browser, barriers, until_true

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What the browser says to each attempt.
REFUSED = rf"{AXE}|sandbox|Content Security Policy|Unsafe attempt|Framing|Failed to load|ERR_BLOCKED"
TAG = (
    """<p id="says">Not run.</p><script>document.getElementById("says").textContent = "It runs.";</script>"""
)
# Each attempt by its name, with what came of it: what was read, or the name of the error.
ATTEMPTS = """async () => {
  const attempts = {
    parent: () => parent.document.title,
    top: () => top.document.body.innerHTML,
    leave: () => { top.location.href = "/about/"; return "left"; },
    cookie: () => document.cookie,
    "set a cookie": () => { document.cookie = "seen=1"; return "set"; },
    storage: () => localStorage.length,
    database: () => indexedDB.open("seen").readyState,
    "our pages": async () => (await fetch("/latest/")).status,
    "somebody else": async () => (await fetch("https://tracker.example.net/")).status,
    worker: async () => (await navigator.serviceWorker.register("/worker.js")).scope,
  };
  const found = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    try { found[name] = await attempt(); } catch (error) { found[name] = error.name; }
  }
  const form = document.createElement("form");
  form.action = "/search/";
  document.body.append(form);
  form.submit();
  return found;
}"""


def test_a_tag_runs_in_its_frame_and_gets_out_of_it_by_no_way(browser: Browser, live_server) -> None:
    story = factories.live_story(body=factories.LONG_TEXT)
    path = PublishedArticle.objects.get(story_id=story.pk).path
    factories.advertisement()
    external = factories.advertisement(kind="external", tag=TAG, hosts="ads.example.com")
    with a_browser(browser, live_server.url, expected=REFUSED) as context:
        page = context.new_page()
        page.set_viewport_size(PHONE)
        page.add_init_script(SHIFTS)
        page.goto(path)
        expect(page.get_by_role("complementary", name="Advertisement", exact=True)).to_have_count(1)
        expect(page.get_by_role("complementary", name="Advertisement 2")).to_have_count(1)
        element = page.locator("iframe")
        assert element.evaluate("one => [one.loading, one.clientWidth, one.clientHeight]") == [
            "lazy",
            300,
            250,
        ]
        # Nothing moves while a reader goes down the page and both load.
        for _ in range(12):
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(30)
        expect(page.frame_locator("iframe").locator("#says")).to_have_text("It runs.")
        picture = page.locator(".advertisement img")
        picture.scroll_into_view_if_needed()
        until_true(page, "document.querySelector('.advertisement img').naturalWidth > 0")
        assert page.evaluate("window.shifted") == 0
        assert barriers(page) == []
        frame = element.element_handle().content_frame()
        assert isinstance(frame, Frame)
        address = frame.url
        assert address.endswith(f"/ads/frame/{external.pk}/")
        assert frame.evaluate(ATTEMPTS) == {
            **dict.fromkeys(("parent", "top", "leave", "cookie", "set a cookie"), "SecurityError"),
            **dict.fromkeys(("storage", "database"), "SecurityError"),
            **dict.fromkeys(("our pages", "somebody else"), "TypeError"),
            "worker": "SecurityError",
        }
        assert frame.evaluate("[origin, document.referrer]") == ["null", ""]
        assert (frame.url, page.url) == (address, live_server.url + path)
        # Nor can it show another page in its place, ours or somebody else's.
        for elsewhere in ("/about/", "https://tracker.example.net/"):
            page.reload()
            element.scroll_into_view_if_needed()
            expect(page.frame_locator("iframe").locator("#says")).to_have_text("It runs.")
            frame = element.element_handle().content_frame()
            assert frame is not None
            frame.evaluate("elsewhere => { location.href = elsewhere; }", elsewhere)
            expect(page.frame_locator("iframe").locator("#says")).to_have_count(0)
            assert frame.url.startswith("chrome-error:")
        assert page.url == live_server.url + path
        assert context.cookies() == []
        # Nor is it of our origin where somebody opens it by itself.
        alone = context.new_page()
        alone.goto(f"/ads/frame/{external.pk}/")
        assert alone.evaluate("origin") == "null"
        page.emulate_media(media="print")
        expect(page.locator(".advertisement").first).to_be_hidden()
