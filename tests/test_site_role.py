"""In production the site may connect with a role that reads the published tables and nothing else.

Roles and rights are PostgreSQL's, so these run there.
"""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from articles.models import (
    LETTERBOXES,
    SITE_MODELS,
    Article,
    ErrorReport,
    LiveEntry,
    LiveEntryVersion,
    PlainPageVersion,
    PublishedArticle,
    Reporter,
    Revision,
    StaffRecord,
)
from newsroom.middleware import may_log_people_in
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
ROLE = "newsroom_site_in_tests"


@pytest.fixture
def site_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")
    call_command("grant_site_role", ROLE)


def become_the_site() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


def test_every_public_page_can_be_read_with_the_site_s_role(site_role: None, settings) -> None:
    image = factories.picture()
    article = factories.story(
        lead_picture=image,
        topics=(factories.topic(),),
        slug="first",
        section=factories.section("Harbour", parent=factories.section("City")),
    )
    factories.publish(article)
    old_path = PublishedArticle.objects.get().path
    factories.edit(article, factories.chief(), slug="second")
    factories.publish(article)
    story = PublishedArticle.objects.get()
    coverage = PublishedArticle.objects.get(story_id=factories.live_coverage("Posted.").pk)
    paths = {
        coverage.path: 200,
        f"{coverage.path}?entry=1": 200,
        f"{coverage.path}changes/?since=0": 200,
        story.path: 200,
        old_path: 301,
        "/": 200,
        "/city/": 200,
        "/city/harbour/": 200,
        "/topics/ferries/": 200,
        Reporter.objects.get().get_absolute_url(): 200,
        "/search/?q=feri": 200,
        "/search/?q=council&section=city&topic=ferries&order=newest": 200,
        "/feed/": 200,
        "/city/feed/": 200,
        "/section-colours.css": 200,
        "/sitemap.xml": 200,
        f"/sitemaps/{story.published_at:%Y-%m}.xml": 200,
        "/news-sitemap.xml": 200,
        f"/pictures/{image.renditions.first().name}": 200,
        "/about/": 200,
        "/staff/": 200,
        "/corrections/": 200,
        f"{story.path}report/": 200,
        f"{old_path}report/": 308,
        f"{story.path}report/thanks/": 200,
        "/no-such-section/": 404,
    }
    become_the_site()
    assert {path: Client().get(path).status_code for path in paths} == paths


@pytest.mark.parametrize("path", ["/desk/", "/desk/login/", "/desk", "/desk/articles/article/1/change/"])
def test_there_is_no_desk_in_a_process_of_the_site(site_role: None, path: str) -> None:
    become_the_site()
    may_log_people_in.cache_clear()
    try:
        for response in (Client().get(path), Client().post(path, {"username": "ana"})):
            assert response.status_code == 404
            assert not response.cookies
    finally:
        may_log_people_in.cache_clear()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        may_log_people_in()


@pytest.mark.parametrize(
    "model", [Article, Revision, StaffRecord, PlainPageVersion, ErrorReport, LiveEntry, LiveEntryVersion]
)
def test_the_site_s_role_cannot_read_the_desk(site_role: None, model) -> None:
    become_the_site()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.first()


@pytest.mark.parametrize("model", SITE_MODELS)
def test_the_site_s_role_cannot_write_what_it_reads(site_role: None, model) -> None:
    become_the_site()
    model.objects.first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_the_site_s_role_puts_reports_in_and_can_neither_read_nor_change_them(site_role: None) -> None:
    story = factories.published_story()
    become_the_site()
    sent = Client().post(f"{story.path}report/", {"text": "It was 200."})
    assert sent.status_code == 302
    for model in LETTERBOXES:
        for act in (model.objects.first, lambda rows=model.objects: rows.update(done_at=None)):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                act()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert ErrorReport.objects.get().text == "It was 200."


def test_a_role_that_does_not_exist_is_named() -> None:
    with pytest.raises(CommandError, match="There is no role nobody_at_all"):
        call_command("grant_site_role", "nobody_at_all")
