"""About, contact, staff, corrections, privacy: what readers find there, and how the desk changes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.models import PlainPage, PlainPageVersion, Section, keyset
from articles.models.taxonomy import RESERVED_SLUGS
from articles.policy import Role
from articles.records import append_only
from articles.writing import plain_pages
from tests import factories
from tests.pages import MORNING, html, text

pytestmark = pytest.mark.django_db

PAGES = [place.value for place in PlainPage.Place]


def at_the_desk(role: Role) -> Client:
    client = Client()
    client.force_login(factories.user(role))
    return client


def form_of(slug: str) -> str:
    return reverse("admin:articles_plainpage_change", args=[PlainPage.objects.get(slug=slug).pk])


def opened(client: Client, slug: str) -> str:
    """The version that the form was opened with."""
    (began,) = re.findall(r'name="began_from" value="([^"]*)"', client.get(form_of(slug)).content.decode())
    return began


@pytest.mark.parametrize("slug", PAGES)
def test_every_plain_page_says_something_from_the_start_and_is_linked_from_the_foot(slug: str) -> None:
    assert PlainPage.objects.get(slug=slug).title in text(html(f"/{slug}/"))
    assert f'<a href="/{slug}/">' in html("/")
    assert slug in RESERVED_SLUGS


def test_a_page_that_lost_its_row_still_answers() -> None:
    with append_only.suspended(connection):
        PlainPageVersion.objects.all().delete()
    PlainPage.objects.all().delete()
    assert {slug: Client().get(f"/{slug}/").status_code for slug in PAGES} == dict.fromkeys(PAGES, 200)
    assert text(html("/about/")) == "About us Nothing is written here yet."


def test_the_editor_in_chief_changes_what_a_page_says_and_the_history_says_who() -> None:
    client = at_the_desk(Role.EDITOR_IN_CHIEF)
    words = {
        "title": "Who we are",
        "text": '<p onclick="x()">Since <strong>1884</strong>.</p><script>alert(1)</script>',
        "began_from": opened(client, "about"),
    }
    assert client.post(form_of("about"), words).status_code == 302
    page = html("/about/")
    assert text(page).startswith("Who we are Since 1884 . As of")
    assert "onclick" not in page
    assert "alert(1)" not in page
    version, first = PlainPageVersion.objects.filter(page__slug="about")
    assert (version.title, version.text) == ("Who we are", "<p>Since <strong>1884</strong>.</p>")
    assert version.by is not None
    assert first.by is None
    address = reverse("admin:articles_plainpage_history", args=[version.page_id])
    history = client.get(address).content.decode()
    assert f"<span>{version.by.get_full_name()}</span>" in history
    assert "As it was from the start" in history
    assert "<strong>1884</strong>" in history


def test_a_picture_has_no_place_on_a_plain_page() -> None:
    client, image = at_the_desk(Role.ADMIN), factories.picture()
    body = f'<p>Words.</p><figure data-picture="{image.pk}"></figure>'
    client.post(form_of("about"), {"title": "About", "text": body, "began_from": opened(client, "about")})
    assert PlainPage.objects.get(slug="about").text == "<p>Words.</p>"


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile() -> None:
    client = at_the_desk(Role.ADMIN)
    began = opened(client, "about")
    page = PlainPage.objects.get(slug="about")
    plain_pages.change(
        page, title="Theirs", text="<p>Theirs.</p>", by=factories.user(Role.ADMIN, name="Ana Ruiz")
    )
    mine = {"title": "Mine", "text": "<p>Mine.</p>", "began_from": began}
    refused = client.post(form_of("about"), mine).content.decode()
    assert "Ana Ruiz changed this page while you had it open." in refused
    assert "&lt;p&gt;Mine.&lt;/p&gt;" in refused
    assert PlainPage.objects.get(slug="about").title == "Theirs"
    (again,) = re.findall(r'name="began_from" value="([^"]*)"', refused)
    assert client.post(form_of("about"), mine | {"began_from": again}).status_code == 302
    assert PlainPage.objects.get(slug="about").title == "Mine"


def test_saving_without_a_change_is_no_version() -> None:
    page = PlainPage.objects.get(slug="about")
    assert plain_pages.change(page, title=page.title, text=page.text, by=None) is None


@pytest.mark.parametrize("role", list(Role))
def test_only_the_editor_in_chief_and_admins_change_plain_pages(role: Role) -> None:
    client, may = at_the_desk(role), role in {Role.EDITOR_IN_CHIEF, Role.ADMIN}
    page = PlainPage.objects.get(slug="about")
    wanted = 200 if may else 403
    for name in ("change", "history"):
        asked = client.get(reverse(f"admin:articles_plainpage_{name}", args=[page.pk]))
        assert asked.status_code == wanted
    assert client.get(reverse("admin:articles_plainpage_add")).status_code == 403
    delete = reverse("admin:articles_plainpage_delete", args=[page.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("began", ["", "yesterday", "2026-02-31T00:00", "x" * 100_000, "\0"])
def test_a_form_that_does_not_say_what_it_began_from_is_refused(began: str) -> None:
    client = at_the_desk(Role.ADMIN)
    sent = client.post(form_of("about"), {"title": "T", "text": "", "began_from": began})
    assert sent.status_code == 200
    assert PlainPage.objects.get(slug="about").title == "About us"


# The staff


def test_the_staff_are_those_who_write_for_the_paper_now_with_portraits_and_roles() -> None:
    ines = factories.reporter("Ines Caldera", job_title="Harbour correspondent", desk="City")
    factories.reporter("Ana Ruiz")
    factories.reporter("Rui Sol", active=False)
    factories.published_picture(ines)
    page = html("/staff/")
    assert text(page) == "Staff Ana Ruiz Image: AP | Image: Self Ines Caldera Harbour correspondent City"
    assert '<a href="/reporters/ines-caldera/">Ines Caldera</a>' in page


def test_a_portrait_whose_files_are_lost_or_whose_rights_ended_is_left_out() -> None:
    factories.published_picture(factories.reporter("Ines Caldera"), renditions=[])
    factories.published_picture(factories.reporter("Ana Ruiz"), rights_end=factories.earlier(minutes=1))
    page = html("/staff/")
    assert text(page) == "Staff Ana Ruiz Ines Caldera"
    assert "<img" not in page


# Corrections


def test_corrections_are_listed_newest_first_with_their_stories() -> None:
    story = factories.published_story(headline="Boats & bridges")
    factories.public_change(story, "published", at=MORNING)
    factories.public_change(story, "correction", "It was 200, not 2,000.", at=MORNING + timedelta(hours=1))
    factories.public_change(story, "updated", "Adds the vote.", at=MORNING + timedelta(hours=2))
    factories.public_change(
        story, "clarification", "The bridge is a footbridge.", at=MORNING + timedelta(hours=3)
    )
    page = html("/corrections/")
    assert re.findall(r'class="kicker"><span>(.*?)</span>', page) == ["Clarification", "Correction"]
    assert "Adds the vote." not in page
    assert f'<a href="{story.path}">Boats &amp; bridges</a>' in page
    assert "It was 200, not 2,000. May 23rd, 2022 at 07:01 IST" in text(page)


def test_corrections_of_a_story_that_was_taken_down_are_gone_with_it() -> None:
    story = factories.published_story()
    factories.public_change(story, "correction", "It was 200, not 2,000.")
    story.delete()
    assert "No story has been corrected yet." in text(html("/corrections/"))


def test_older_corrections_follow_page_by_page_each_once() -> None:
    wanted = []
    for number in range(keyset.PAGE + 5):
        story = factories.published_story()
        # Three to a minute: only their numbers tell them apart.
        at = MORNING - timedelta(minutes=number // 3)
        factories.public_change(story, "correction", f"Number {number:02}.", at=at)
        wanted.append(f"Number {number:02}.")
    first = html("/corrections/")
    (older,) = re.findall(r'<a href="(\?before=[^"]*)" rel="next">Older corrections</a>', first)
    second = html(f"/corrections/{older}")
    found = [re.findall(r"Number \d\d\.", page) for page in (first, second)]
    assert [len(page) for page in found] == [keyset.PAGE, 5]
    assert sorted(found[0] + found[1]) == wanted
    assert "Older corrections" not in second


@pytest.mark.parametrize("before", ["", "x", "-1", "2022-05-23T00:31:00.000000Z.-1", "9" * 100_000])
def test_a_place_in_the_corrections_that_is_none_of_ours_is_not_found(before: str) -> None:
    assert Client().get("/corrections/", {"before": before}).status_code == 404
    assert Client().get("/corrections/", {"before": [f"{keyset.PageEnd(MORNING, 1)}"] * 2}).status_code == 404


def test_markup_in_a_correction_or_a_name_is_shown_as_typed() -> None:
    nasty = "</script><script>alert(1)</script>"
    story = factories.published_story(headline=nasty)
    factories.public_change(story, "note", nasty)
    factories.reporter("Ines Caldera", job_title=nasty, desk=nasty)
    PlainPage.objects.update(title=nasty)
    for path in ("/corrections/", "/staff/", "/about/"):
        assert escape(nasty) in html(path)
        assert "<script>" not in html(path)


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries) -> None:
    for number in range(count):
        story = factories.published_story(published_at=datetime(2026, 5, 1, number % 24, tzinfo=UTC))
        factories.public_change(story, "correction", "It was 200.")
        factories.published_picture(factories.reporter(f"Reporter {number}"))
    for path, queries in {"/about/": 2, "/staff/": 3, "/corrections/": 3}.items():
        with django_assert_num_queries(queries):
            assert Client().get(path).status_code == 200


def test_a_section_takes_no_address_of_a_page_and_a_page_none_of_a_section() -> None:
    admin = factories.user(Role.ADMIN)
    plain_pages.create(slug="sailing", title="Our boats", text="", by=admin, now=timezone.now())
    client = at_the_desk(Role.ADMIN)
    typed = {"name": "Sailing", "slug": "sailing", "parent": "", "position": "0", "description": ""}
    page = client.post(reverse("admin:articles_section_add"), typed)
    assert page.status_code == 200
    assert "The page “Our boats” has this address: choose another." in page.content.decode()
    parent = factories.section("Sport")
    below = Section(name="Sailing", slug="sailing", parent=parent)
    below.full_clean()  # /sport/sailing/ is another address
    with pytest.raises(plain_pages.AddressTaken, match="The section “Sport” has the address /sport/"):
        plain_pages.create(slug="sport", title="Sport", text="", by=admin, now=timezone.now())
