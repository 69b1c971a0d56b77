"""Filters of the list of stories under a name: who finds them, who may change them, and what they show."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from lxml import html

from articles.models import SavedFilter, Section
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_article_changelist")
KEEP = reverse("admin:articles_article_keep_filter")
FILTERS = reverse("admin:articles_article_filters")


@pytest.fixture
def city() -> Section:
    return factories.section("City")


@pytest.fixture
def ana(city: Section) -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(city,), name="Ana Ruiz")


def keep(user: User, **sent: Any) -> Any:
    filled = {"key": str(uuid.uuid4()), "name": "Mine", "asked": "state=submitted", "shared": "nobody"} | sent
    return at_the_desk(user).post(KEEP, filled)


def tabs(user: User, asked: str = "") -> dict[str, str | None]:
    document = html.document_fromstring(at_the_desk(user).get(f"{LIST}?{asked}").content.decode())
    links = document.xpath("//nav[@aria-label='Saved filters']//a")
    return {one.text: one.get("aria-current") for one in links}


def change(user: User, kept: SavedFilter, **sent: Any) -> Any:
    filled = {"name": kept.name, "shared": kept.shared, "do": "change"} | sent
    return at_the_desk(user).post(reverse("admin:articles_article_change_filter", args=[kept.pk]), filled)


def test_a_filter_is_kept_as_a_tab_once_however_often_the_form_is_sent(ana: User) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = keep(ana, key=key, name=" My  desk ", asked="state=submitted&q=port&before=x&password=1")
        assert answer["Location"] == f"{LIST}?q=port&state=submitted"
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.asked) == ("My desk", "q=port&state=submitted")
    assert tabs(ana) == {"All": "page", "My desk": None}
    assert tabs(ana, "state=submitted&q=port") == {"All": None, "My desk": "page"}
    assert keep(ana, name="My desk").status_code == 409
    assert keep(ana, name="  ").status_code == 409
    assert keep(ana, shared="friends").status_code == 400


def test_a_shared_filter_shows_everybody_what_they_may_see_and_no_more(ana: User, city: Section) -> None:
    ines = factories.user(Role.REPORTER)
    factories.story(headline="Secret", section=city)
    factories.story(ines, headline="Her own", section=city)
    keep(ana, name="Drafts", asked="state=draft", shared="everybody")
    assert tabs(ines) == {"All": "page", "Drafts": None}

    def listed(user: User) -> set[str]:
        found = at_the_desk(user).get(f"{LIST}?{SavedFilter.objects.get().asked}").context["stories"]
        return {row.headline for row in found}

    assert listed(ines) == {"Her own"}
    assert listed(ana) == {"Her own", "Secret"}


def test_a_filter_for_a_section_is_found_by_those_who_work_for_it(ana: User, city: Section) -> None:
    sport = factories.section("Sport")
    keep(ana, name="City desk", shared="section", section=city.pk)
    of_city = factories.user(Role.COPY_EDITOR, sections=(city,))
    of_sport = factories.user(Role.COPY_EDITOR, sections=(sport,))
    assert "City desk" in tabs(of_city)
    assert "City desk" in tabs(factories.chief())
    assert "City desk" not in tabs(of_sport)
    assert keep(ana, name="Sport desk", shared="section", section=sport.pk).status_code == 409
    assert keep(ana, name="No desk", shared="section").status_code == 409
    assert SavedFilter.objects.count() == 1


def test_only_who_saved_a_filter_changes_it_and_a_chief_what_is_shared(ana: User, city: Section) -> None:
    chief, noa = factories.chief(), factories.user(Role.COPY_EDITOR, sections=(city,))
    keep(ana, name="Ours", shared="section", section=city.pk)
    kept = SavedFilter.objects.get()
    assert change(noa, kept, name="Stolen").status_code == 409
    assert change(noa, kept, do="remove").status_code == 409
    assert change(chief, kept, name="The city", section=city.pk).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.shared, kept.section) == ("The city", "section", city)
    assert change(ana, kept, name="Mine again", shared="nobody").status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.shared, kept.section) == ("Mine again", "nobody", None)
    assert change(chief, kept, name="Not mine").status_code == 404
    page = html.document_fromstring(at_the_desk(ana).get(FILTERS).content.decode())
    assert [one.text for one in page.xpath("//section//h2/a")] == ["Mine again"]
    for _ in range(2):
        assert change(ana, kept, do="remove").status_code == 302
    assert not SavedFilter.objects.exists()


def test_whoever_sees_no_stories_has_no_filters_of_them() -> None:
    rune = factories.user(Role.ADMIN)
    assert keep(rune).status_code == 403
    assert at_the_desk(rune).get(FILTERS).status_code == 403
    assert at_the_desk(rune).get(LIST).status_code == 403
    assert not SavedFilter.objects.exists()
