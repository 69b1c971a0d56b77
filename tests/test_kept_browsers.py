"""A browser that a test hands to the next one knows nobody, and nothing that was typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests import factories
from tests.browsing import a_browser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAVE_SOMETHING = """async () => {
  localStorage.setItem("typed", "by somebody");
  sessionStorage.setItem("typed", "by somebody");
  await (await caches.open("typed")).put("/typed/", new Response("by somebody"));
  await new Promise((done) => { indexedDB.open("typed").onsuccess = done; });
  await navigator.serviceWorker.register("/worker.js");
}"""
WHAT_IS_THERE = """async () => [
  localStorage.length, sessionStorage.length, await caches.keys(), await indexedDB.databases(),
  await navigator.serviceWorker.getRegistrations(), document.cookie, navigator.onLine,
]"""
WORKER = {"content_type": "text/javascript", "body": "self.addEventListener('fetch', () => {});"}


def test_a_browser_forgets_whoever_used_it(browser: Browser, live_server) -> None:
    with a_browser(browser, live_server.url, factories.chief()) as first:
        first.route("**/worker.js", lambda route: route.fulfill(**WORKER))
        page = first.new_page()
        page.goto("/")
        page.evaluate(LEAVE_SOMETHING)
        assert len(page.evaluate("navigator.serviceWorker.getRegistrations()")) == 1
        first.set_offline(True)
    with a_browser(browser, live_server.url) as second:
        assert second is first
        assert second.cookies() == []
        page = second.new_page()
        page.goto("/")
        assert page.evaluate(WHAT_IS_THERE) == [0, 0, [], [], [], "", True]
        answered = page.request.get("/worker.js")
        assert answered.status == 404


def test_a_browser_with_scripts_of_a_test_is_not_kept(browser: Browser, live_server) -> None:
    with a_browser(browser, live_server.url) as first:
        first.add_init_script("window.mine = 1")
    with a_browser(browser, live_server.url) as second:
        second.clock.install()
    with a_browser(browser, live_server.url) as third:
        assert len({first, second, third}) == 3
        assert third.new_page().evaluate("'mine' in window") is False
