"""The wire beside a story that is being written: what is taken there comes into the open form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from articles.models import WireUse
from tests import factories, wire_copy
from tests.browsing import a_browser, open_story
from tests.wire_copy import DEAD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_taken_beside_a_story_comes_into_the_open_form(browser: Browser, live_server) -> None:
    story, _ = factories.story(), wire_copy.item(headline="Ferry sinks")
    with a_browser(browser, live_server.url, factories.chief()) as context:
        page = context.new_page()
        open_story(page, story)
        page.get_by_role("button", name="Read the wire beside the text").click()
        wire = page.frame_locator("#wire-beside iframe")
        wire.get_by_role("link", name="Ferry sinks").click()
        wire.get_by_role("button", name="Take into this story").click()
        expect(wire.get_by_text("in your story").first).to_be_visible()
        page.get_by_role("button", name="Show it").click()
        expect(page.locator(".ProseMirror")).to_contain_text(DEAD)
    assert WireUse.objects.get().article_id == story.pk
