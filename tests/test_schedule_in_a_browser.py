"""Times that are set, in the browser of somebody who works in another zone than the newsroom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from articles.acts import schedule
from tests import factories
from tests.browsing import session_of
from tests.desk_forms import form_of
from tests.test_schedule import approved
from tests.test_schedule_at_the_desk import act_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_whoever_works_elsewhere_sees_their_own_time_beside_the_newsrooms(
    browser: Browser, live_server, settings
) -> None:
    settings.TIME_ZONE = "Europe/London"
    chief, article = factories.chief(), factories.story()
    schedule.schedule(approved(article), at=datetime(2099, 11, 29, 1, 30, tzinfo=UTC), by=chief)
    context = browser.new_context(base_url=live_server.url, timezone_id="America/New_York")
    context.add_cookies([session_of(chief)])
    page = context.new_page()
    page.goto(form_of(article))
    expect(page.locator(".scheduled time")).to_have_text("29 Nov 2099 01:30 GMT (28 Nov 20:30 by your clock)")
    page.goto(act_page(article, "schedule"))
    day, time = page.locator(".row-at input").all()
    said = page.locator(".row-at .own-time")
    expect(said).to_have_text("28 Nov 20:30 by your clock, in America/New_York")
    time.fill("18:00")
    expect(said).to_have_text("13:00 by your clock, in America/New_York")
    # A time that the newsroom's clock skips, one that it shows twice, and one between the changes of both clocks.
    day.fill("2099-03-29")
    time.fill("01:30")
    expect(said).to_have_count(0)
    time.fill("02:30")
    expect(said).to_have_text("28 Mar 21:30 by your clock, in America/New_York")
    day.fill("2099-10-25")
    time.fill("01:30")
    expect(said).to_have_count(0)
    time.fill("02:30")
    expect(said).to_have_text("24 Oct 22:30 by your clock, in America/New_York")
    context.close()
