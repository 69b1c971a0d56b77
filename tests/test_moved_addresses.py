"""Links to what was moved, or that were broken on their way, lead to the one story that is meant and to no other."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.acts import withdraw
from articles.models import GonePath, PublishedArticle, Redirect
from articles.site import near
from tests import factories
from tests.pages import MORNING

pytestmark = pytest.mark.django_db

STORY = "/economy/2022/05/23/port-wages-rise"


@pytest.fixture
def story() -> PublishedArticle:
    return factories.published_story(
        section=factories.section("Economy"), slug="port-wages-rise", published_at=MORNING
    )


def led_to(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 301, path
    return response.headers["Location"]


# What the query says is kept


@pytest.mark.parametrize(
    "query",
    [
        "entry=3",
        "before=20",
        "utm_source=newsletter&utm_medium=mail",
        "entry=3&entry=4",
        "q=%C3%A9t%C3%A9",
        "a=1%26b=2&c=x+y",
        "=",
    ],
)
@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("/economy/2022/05/23/old-address/", f"{STORY}/"),
        ("/economy/2022/05/23/old-address/report/", f"{STORY}/report/"),
        ("/economy/2022/05/23/old-address/report/thanks/", f"{STORY}/report/thanks/"),
        ("/harbour/", "/economy/harbour/"),
        ("/Economy/", "/economy/"),
        ("/Economy/Harbour/", "/economy/harbour/"),
        ("/city/harbour/", "/economy/harbour/"),
        ("/economy/economy/", "/economy/"),
    ],
)
def test_a_moved_address_takes_the_query_along(
    story: PublishedArticle, old: str, now: str, query: str
) -> None:
    factories.section("Harbour", parent=factories.section("Economy"))
    Redirect.objects.create(old_path="/economy/2022/05/23/old-address/", story=story, since=MORNING)
    if "before" in query and "2022" not in old:
        query = "before=2022-05-23T00:31:00.000000Z.1"  # a place in a list
    response = Client().get(f"{old}?{query}")
    assert (response.status_code, response.headers["Location"]) in {
        (301, f"{now}?{query}"),
        (308, f"{now}?{query}"),
    }


def test_a_query_that_was_not_encoded_arrives_as_it_was_meant(story: PublishedArticle) -> None:
    Redirect.objects.create(old_path="/economy/2022/05/23/old-address/", story=story, since=MORNING)
    assert led_to("/economy/2022/05/23/old-address/?q=été") == f"{STORY}/?q=%C3%A9t%C3%A9"


def test_readers_of_moved_coverage_go_on_from_the_change_they_have(story: PublishedArticle) -> None:
    Redirect.objects.create(old_path="/economy/2022/05/23/old-address/", story=story, since=MORNING)
    assert led_to("/economy/2022/05/23/old-address/changes/?since=7") == f"{STORY}/changes/?since=7"


# Addresses that were broken on their way


@pytest.mark.parametrize(
    "broken",
    [
        "/Economy/2022/05/23/port-wages-rise/",
        "/ECONOMY/2022/05/23/PORT-WAGES-RISE/",
        f"{STORY})",
        f"{STORY}/)",
        f"{STORY}.",
        f"{STORY}/.",
        f"{STORY},",
        f"{STORY}/,",
        f"{STORY}/).",
        f"{STORY}/%22",
        f"{STORY}/%E2%80%9D",  # ”
        f"{STORY}%E2%80%8B",  # a space without width
        f"{STORY}/%E2%80%8E",  # a mark of direction
        f"{STORY}/%3E",
        f"{STORY}_/",
        f"{STORY}/*",
        f"{STORY}/…",
        f"{STORY}/&fbclid=1",
        f"{STORY}&fbclid=1",
        f"{STORY}&fbclid=1/",
        f"{STORY}/&amp;utm_source=x",
        f"{STORY}/%3Futm_source=x",
        f"{STORY};jsessionid=1",
        f"{STORY}/%20via%20@courier",
        f"{STORY}/%20",
        f"{STORY}.html",
        f"{STORY}.htm/",
        f"{STORY}.php",
        f"{STORY}/index.html",
        f"{STORY}/amp/",
        f"{STORY}/amp",
        f"{STORY}.amp",
        f"{STORY}/print/",
        f"{STORY}//",
        "/economy/2022/5/23/port-wages-rise/",
        "/economy//2022/05/23/port-wages-rise/",
    ],
)
def test_a_broken_address_leads_to_the_one_story_that_is_meant(story: PublishedArticle, broken: str) -> None:
    # As many as a 404 page offers, of the same name on other days.
    for day in range(near.MOST + 3):
        factories.published_story(
            section=story.section, slug=story.slug, published_at=factories.earlier(days=day)
        )
    assert led_to(broken) == f"{STORY}/"
    assert Client().head(broken).status_code == 301


def test_the_query_of_a_broken_address_is_kept_too(story: PublishedArticle) -> None:
    assert led_to(f"{STORY}.html?entry=3") == f"{STORY}/?entry=3"


def test_a_broken_old_address_leads_to_where_the_story_is_now(story: PublishedArticle) -> None:
    Redirect.objects.create(old_path="/economy/2022/05/23/old-address/", story=story, since=MORNING)
    assert led_to("/Economy/2022/05/23/old-address)") == f"{STORY}/"


@pytest.mark.parametrize(
    "path",
    [
        f"{STORY}/?before=1",  # the story is there, what is asked of it is not: no redirect to itself
        f"{STORY}/changes/",
        f"{STORY}/changes/?since=x",
        f"{STORY}-again/",
        f"{STORY}/gallery/",
        f"{STORY}/amp/gallery/",
        "/sport/2022/05/23/port-wages-rise/",
        "/economy/2022/05/24/port-wages-rise)",
        "/economy/2022/05/23/port-wages)",
    ],
)
def test_what_may_have_meant_something_else_leads_nowhere(story: PublishedArticle, path: str) -> None:
    PublishedArticle.objects.update(article_type="live")
    assert Client().get(path).status_code == 404


def test_nobody_is_led_to_what_readers_do_not_have() -> None:
    draft = factories.story(slug="minister-resigns")
    withdrawn = factories.live_story(slug="quay-closes")
    path = PublishedArticle.objects.get().path
    withdraw.withdraw(withdrawn, by=factories.chief())
    assert GonePath.objects.get().path == path
    assert Client().get(path).status_code == 410
    draft_path = path.replace("quay-closes", draft.slug)
    for address in (path, draft_path):
        for broken in (
            f"{address})",
            f"{address}amp/",
            f"{address[:-1]}.html",
            address.replace("city", "City"),
        ):
            response = Client().get(broken)
            assert response.status_code == 404, broken
            assert "quay-closes" not in response.content.decode()


def test_what_was_sent_to_a_broken_address_is_not_led_on(story: PublishedArticle) -> None:
    assert Client().post(f"{STORY})").status_code == 404
