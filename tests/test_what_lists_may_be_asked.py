"""The lists of the desk answer their own filters, and no question that somebody puts into the address."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import DjangoDbBlocker

from articles.models import ErrorReport
from articles.policy import Role
from newsroom.lists import AnswersItsFilters
from tests import databases, factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db

LISTS = sorted(model._meta.label_lower for model in admin.site._registry)
# What no list declares: columns, relations, what Django lets pass unread, and its flag for errors.
STRANGE = [
    "pk=1",
    "id__gt=0",
    "headline__startswith=F",
    "name__startswith=C",
    "slug__regex=a",
    "username__startswith=u",
    "password__startswith=md5",
    "email__contains=@",
    "note__contains=a",
    "desk_note__contains=a",
    "section__name__startswith=C",
    "section__staff=1",
    "created_by__password__startswith=md5",
    "revision__body__contains=secret",
    "done_by__email__contains=@",
    "user__password__contains=a",
    "groups__user__password__contains=a",
    "at__gte=2020-01-01",
    "at__month=5",
    "nothing_of_the_kind=1",
    "e=1",
    "e=",
    "_popup=1",
    "_to_field=id",
    "_to_field=password",
    "_source_model=auth.user",
    "_facets=True",
    "_changelist_filters=pk%3D1",
]


def a_full_desk() -> User:
    """Somebody who sees everybody's lists, with rows in them."""
    factories.live_story()
    factories.picture()
    factories.topic()
    return User.objects.create_superuser("root", password="a long password")


@pytest.fixture(scope="module")
def root(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[User]:
    with django_db_blocker.unblock(), databases.standing(a_full_desk) as made:
        yield made


@pytest.fixture
def desk(root: User) -> Client:
    return at_the_desk(factories.again(root))


def list_of(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def refused(client: Client, address: str) -> str:
    """The desk's words of a page that answers 400."""
    response = client.get(address)
    assert response.status_code == 400, f"{address}: {response.status_code}"
    page = html.document_fromstring(response.content.decode())
    assert page.xpath("//header[@id='header']"), "a page of the desk"
    return " ".join(page.xpath("//*[@role='alert']")[0].text_content().split())


def test_every_list_of_the_desk_is_bound_to_its_filters() -> None:
    assert {
        type(one) for one in admin.site._registry.values() if not isinstance(one, AnswersItsFilters)
    } == set()
    assert {"articles.article", "articles.front", "media.image", "auth.user"} <= set(LISTS)


@pytest.mark.parametrize("label", LISTS)
def test_a_list_is_asked_for_nothing_that_it_does_not_declare(label: str, desk: Client) -> None:
    assert desk.get(list_of(label)).status_code == 200
    for question in STRANGE:
        said = refused(desk, f"{list_of(label)}?{question}")
        # A page of our own is a door, which refuses in its words.
        assert "cannot be asked for" in said or "This is not asked here." in said


@pytest.mark.parametrize("label", LISTS)
def test_every_menu_search_order_and_page_of_a_list_answers(label: str, desk: Client) -> None:
    page = html.document_fromstring(desk.get(list_of(label)).content.decode())
    asked = {
        link for link in page.xpath("//main//a/@href | //*[@id='content']//a/@href") if link.startswith("?")
    }
    for form in page.xpath("//main//form[not(@method='post')][.//input[@name='q']]"):
        asked.add("?" + urlencode([(field.get("name"), "a") for field in form.xpath(".//input[@name='q']")]))
    for link in sorted(asked):
        assert desk.get(f"{list_of(label)}{link}").status_code == 200, link


@pytest.mark.parametrize(
    ("label", "question"),
    [
        ("articles.article", "state=zzz"),
        ("articles.article", "state=%27"),
        ("articles.article", "live=perhaps"),
        ("articles.article", "section=abc"),
        ("articles.article", "section=99999999999999999999"),
        ("articles.article", "section=-1"),
        ("articles.article", "type=maybe"),
        ("articles.article", "p=0"),
        ("articles.article", "o=1"),
        ("articles.article", "state__exact=draft"),
        ("articles.article", "state=draft&state=ready"),
        ("articles.article", "waits=nothing"),
        ("articles.article", "assignee=-1"),
        ("articles.article", "assignee=99999999999999999999"),
        ("articles.article", "due=soon"),
        ("articles.article", "words=6"),
        ("articles.article", "reporter=99"),
        ("articles.article", "reporter=Nobody"),
        ("articles.article", "topic=%21%21"),
        ("articles.article", "touched_from=yesterday"),
        ("articles.article", "published_to=9999-99-99"),
        ("articles.article", "order=headline"),
        ("articles.article", "after=x"),
        ("articles.article", "after=2026-11-23T10:00:00Z.x"),
        ("articles.article", "before=5"),
        ("articles.article", "reporter=Ines+Caldera&after=2026-11-23T10:00:00Z.5"),
        ("articles.article", "before=2026-11-23T10:00:00Z.5&after=2026-11-23T10:00:00Z.5"),
        ("articles.article", f"q={'a' * 60_000}"),
        ("articles.reporter", "p=0"),
        ("articles.reporter", "p=x"),
        ("articles.reporter", "p=999"),
        ("articles.reporter", "p=99999999999999999999"),
        ("articles.reporter", "o=x"),
        ("articles.reporter", "o=99"),
        ("articles.reporter", "o=1.-2.--3"),
        ("articles.reporter", "o=-password"),
        ("articles.reporter", "active__exact=7"),
        ("articles.reporter", "desk=Nobody"),
        ("articles.errorreport", "state=lost"),
        ("articles.edition", "at__year=abc"),
        ("articles.edition", "at__year=0"),
        ("articles.edition", "at__year=9999"),
        ("articles.edition", "at__year=9999&at__month=12&at__day=31"),
        ("articles.edition", "at__year=2026&at__month=13"),
        ("articles.edition", "at__year=99999999999999999999"),
        ("auth.user", "groups__id__exact=abc"),
        ("auth.user", "is_active__exact=perhaps"),
        ("articles.topic", "state__exact=draft"),
        ("articles.front", "q=a"),
        ("media.image", "standing=perhaps"),
        ("media.image", "agency=abc"),
        ("media.image", "uploaded_from=yesterday"),
        ("media.image", "taken_to=9999-99-99"),
        ("media.image", "before=abc"),
        ("media.image", "after=-1"),
        ("media.image", "p=2"),
    ],
)
def test_a_broken_question_is_refused_in_the_words_of_the_desk(
    label: str, question: str, desk: Client
) -> None:
    factories.reporter("Ines Caldera", desk="City desk")
    assert len(refused(desk, f"{list_of(label)}?{question}")) > 20


@pytest.mark.parametrize("question", ["under=abc", "under=-1", "under=0", "front__section=1", "p=2"])
def test_the_history_of_a_front_is_asked_for_older_versions_only(question: str, desk: Client) -> None:
    address = reverse("admin:articles_front_history", args=["home"])
    assert desk.get(address).status_code == 200
    assert desk.get(f"{address}?under=5").status_code == 200
    refused(desk, f"{address}?{question}")


def test_a_reporter_cannot_ask_the_story_list_about_a_story_out_of_sight() -> None:
    reporter = factories.user(Role.REPORTER)
    factories.story(reporter)
    factories.story(headline="Mayor resigns")
    desk = at_the_desk(reporter)
    for question in (
        "section__picture__use__article__headline__startswith=Mayor",
        "section__picture__caption__contains=a",
        "live_edition__note__contains=a",
        "created_by__remits__section=1",
    ):
        refused(desk, f"{list_of('articles.article')}?{question}")


def test_an_editor_cannot_spell_out_the_address_of_a_reader_who_wrote() -> None:
    editor = factories.user(Role.EDITOR_IN_CHIEF)
    story = factories.live_story()
    ErrorReport.objects.create(story_id=story.pk, edition_number=1, text="The year.", email="ana@example.org")
    refused(at_the_desk(editor), f"{list_of('articles.errorreport')}?email__startswith=ana")


def test_whoever_is_not_logged_in_is_asked_to_log_in_first(client: Client) -> None:
    response = client.get(f"{list_of('articles.article')}?password__startswith=a")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
