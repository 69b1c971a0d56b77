"""An administrator makes a key for a program, copies it, and revokes it; nothing stands in the way."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from articles.models import ApiKey
from articles.policy import Role
from tests import factories
from tests.browsing import AXE, a_browser, barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_key_is_made_shown_once_and_revoked(browser: Browser, live_server: LiveServer) -> None:
    wire = factories.user(Role.WIRE_DESK, name="AP Wire")
    with a_browser(browser, live_server.url, factories.user(Role.ADMIN), expected=AXE) as context:
        page = context.new_page()
        page.goto(reverse("admin:articles_apikey_add"))
        assert barriers(page, phone=True) == []
        page.get_by_label("Name").fill("AP wire")
        page.get_by_label("Who uses it").fill("AP")
        page.get_by_label("Begin stories and save them").check()
        page.get_by_label("Acts as").select_option(str(wire.pk))
        page.get_by_role("button", name="Save", exact=True).click()
        shown = page.locator("#secret")
        expect(shown).to_be_visible()
        assert shown.input_value().startswith(ApiKey.objects.get().prefix)
        assert barriers(page, phone=True) == []
        page.get_by_role("link", name="What it may do, and how to revoke it").click()
        expect(page.get_by_role("button", name="Revoke this key")).to_be_visible()
        assert barriers(page, phone=True) == []
        page.get_by_role("button", name="Revoke this key").click()
        expect(page.get_by_text("opens nothing any more")).to_be_visible()
        expect(page.get_by_role("button", name="Revoke this key")).to_have_count(0)
