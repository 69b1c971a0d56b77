"""Lists at the desk: every cell as Django writes it, and no more rows counted than somebody is likely to turn to."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import items_for_result
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import mark_safe

from articles.models import Reporter
from newsroom import lists
from newsroom.lists import DeskList
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    chief = factories.chief()
    chief.is_superuser = True
    chief.save()
    return at_the_desk(chief)


def a_newsroom() -> None:
    """Something in most lists, with what has to be escaped, and what is empty."""
    city = factories.section()
    factories.section("Schools", parent=city)
    city.name = "City & <country>"
    city.save()
    factories.live_story(section=city, topics=(factories.topic(),))
    factories.story(section=city, headline="Fish & chips", slugline="<b>fish")
    factories.story(section=city, headline="")
    factories.reporter("Ines “Nena” Caldera")


def listed(page: Any) -> DeskList | None:
    found = page.context and page.context.get("cl")
    return found if isinstance(found, DeskList) else None


def test_every_list_has_its_cells_as_django_writes_them(desk: Client) -> None:
    a_newsroom()
    seen = set()
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for asked in ({}, {"o": "1"}):
            page = desk.get(address, asked)
            found = listed(page)
            if found is None or found.formset or not found.result_count:
                continue
            rows = [mark_safe("".join(items_for_result(found, row, None))) for row in found.result_list]
            assert found.rows == "".join(f"<tr>{row}</tr>\n" for row in rows)
            assert found.rows in page.content.decode()
            seen.add(model.__name__)
    assert {"Section", "Topic", "Reporter", "User", "Edition"} <= seen


def test_a_long_list_says_more_than_and_goes_on_from_each_of_its_pages(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNTED", 0)
    monkeypatch.setattr(lists, "AHEAD", 1)
    monkeypatch.setattr(admin.site._registry[Reporter], "list_per_page", 1)
    for number in range(4):
        factories.reporter(f"Reporter {number}")
    address, said, shown = reverse("admin:articles_reporter_changelist"), [], []
    for number in (1, 2, 3, 4):
        with CaptureQueriesContext(connection) as questions:
            page = desk.get(address, {"p": number})
        # The head of the page counts messages.
        counts = [row["sql"] for row in questions if "COUNT(" in row["sql"]]
        [counted] = [sql for sql in counts if "articles_message" not in sql]
        assert f"LIMIT {number + 2}" in counted
        assert "EXISTS" not in counted
        found = page.context["cl"]
        said.append((found.result_count, found.paginator.is_more, "More than" in page.content.decode()))
        shown += [row.pk for row in found.result_list]
    assert said == [(2, True, True), (3, True, True), (4, False, False), (4, False, False)]
    assert len(set(shown)) == 4
    assert desk.get(address, {"p": 5}).status_code == 400
