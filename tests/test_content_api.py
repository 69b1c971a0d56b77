"""The Content API says what the site shows, and refuses what it cannot read in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.acts import kill, withdraw
from articles.models import PublishedArticle, PublishedEntry
from newsroom.pagecache.asking import without_campaign
from tests import factories
from tests.ninjs_schema import wrong_with

pytestmark = pytest.mark.django_db


def asked(address: str, **headers: str) -> Any:
    return Client(headers=headers).get(address)


def said(address: str) -> dict[str, Any]:
    answer = asked(address)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def numbers(answer: dict[str, Any]) -> list[int]:
    return [int(one["altIds"][0]["value"]) for one in answer["stories"]]


def test_stories_are_listed_newest_first_a_page_at_a_time() -> None:
    made = [factories.published_story().story_id for _ in range(5)]
    first = said("/api/v1/stories?limit=2")
    second = said(first["next"])
    third = said(second["next"])
    assert [numbers(it) for it in (first, second, third)] == [made[:2], made[2:4], made[4:]]
    assert third["next"] is None
    assert [it for it in first["stories"] if wrong_with(it)] == []


def test_the_list_is_narrowed_by_each_filter() -> None:
    city, arts = factories.section(), factories.section("Arts")
    inside = factories.section("Tides", parent=city)
    lately = {"published_at": factories.earlier(hours=1)}
    stories = {
        "inside": factories.published_story(section=inside, **lately),
        "analysis": factories.published_story(article_type="analysis", **lately),
        "german": factories.published_story(language="de", section=arts, **lately),
        "old": factories.published_story(published_at=factories.earlier(days=9), section=arts),
    }
    factories.published_topic(stories["german"])
    ines = factories.reporter()
    factories.published_byline(stories["old"], ines)
    factories.published_byline(stories["old"], ines, role="photographs")
    factories.public_change(stories["analysis"], "correction", "It was nine.")
    since = factories.earlier(days=2).isoformat().replace("+00:00", "Z")
    for query, wanted in (
        ("section=city", {"inside", "analysis"}),
        ("section=tides", {"inside"}),
        ("type=analysis", {"analysis"}),
        ("language=de", {"german"}),
        ("topic=ferries", {"german"}),
        ("topic=ferries&section=city", set()),
        ("reporter=ines-caldera", {"old"}),
        ("reporter=ines-caldera&type=news&section=arts", {"old"}),
        ("change=correction", {"analysis"}),
        (f"since={since}", {"inside", "analysis", "german"}),
        (f"until={since}", {"old"}),
        ("since=1887-12-28T10:51:57%2B18:51&type=analysis", {"analysis"}),
    ):
        found = numbers(said(f"/api/v1/stories?{query}"))
        assert sorted(found) == sorted(stories[name].story_id for name in wanted), query


def test_the_list_takes_the_search_of_the_site() -> None:
    made = [factories.live_story(headline=f"The barrage {n} opens").pk for n in range(3)]
    factories.live_story(headline="Another thing")
    first = said("/api/v1/stories?q=barrage&limit=2")
    assert numbers(first) == [made[2], made[1]]
    assert numbers(said(first["next"])) == [made[0]]
    assert numbers(said("/api/v1/stories?q=barrage&language=de")) == []


def test_a_story_is_answered_by_its_number_and_a_withdrawn_one_says_so() -> None:
    article, killed = factories.live_story(), factories.live_story()
    address = f"/api/v1/stories/{article.pk}"
    document = said(address)
    assert wrong_with(document) == []
    assert document["uri"].endswith(address)
    withdraw.withdraw(article, by=factories.chief(), note="It was another ferry.")
    kill.kill(killed, by=factories.chief(), note="A court said so.")
    connection.check_constraints()
    gone, killed_one = asked(address), asked(f"/api/v1/stories/{killed.pk}")
    assert (gone.status_code, gone.headers["Content-Type"]) == (410, "application/problem+json")
    assert gone.json()["kind"] == "withdrawal"
    assert wrong_with(gone.json()["story"]) == []
    assert gone.json()["story"]["edNote"] == "It was another ferry."
    assert killed_one.json()["kind"] == "kill"
    assert "court" not in killed_one.content.decode()
    assert asked("/api/v1/stories/999999").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("seciton=city", 400, "“section”, “topic”"),
        ("type=poem", 422, "“type”: Select a valid choice. poem is not one of the available choices."),
        ("since=yesterday", 422, "“since”"),
        ("since=0001-01-01T00:00:00%2B14:00", 422, "calendar"),
        ("section=nowhere", 422, "There is no section “nowhere”: /sections has all of them."),
        ("topic=nothing", 422, "There is no topic “nothing”"),
        ("topic=of-a-draft", 422, "There is no topic “of-a-draft”"),
        ("reporter=nobody", 422, "There is no reporter “nobody”"),
        ("limit=0", 422, "from 1 to 100"),
        ("limit=²", 422, "from 1 to 100"),
        ("section=a&section=b", 422, "Give it once."),
        ("after=x", 400, "begin anew"),
        ("q=" + "a" * 501, 422, "500"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(query: str, status: int, words: str) -> None:
    factories.topic("Of a draft")
    answer = asked(f"/api/v1/stories?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"] + answer.json()["title"]


def test_a_cursor_is_good_for_its_own_query_only_and_survives_a_withdrawal() -> None:
    made = [factories.published_story() for _ in range(3)]
    following = said("/api/v1/stories?limit=1&type=news")["next"]
    cursor = following.partition("after=")[2]
    made[0].delete()
    assert numbers(said(f"/api/v1/stories?limit=9&type=news&after={cursor}")) == [
        made[1].story_id,
        made[2].story_id,
    ]
    altered = cursor[:4] + ("B" if cursor[4] == "A" else "A") + cursor[5:]
    for address in (
        f"/api/v1/stories?after={cursor}",
        f"/api/v1/stories?type=analysis&after={cursor}",
        f"/api/v1/stories?type=news&after={altered}",
        f"/api/v1/stories?type=news&after={cursor[:-1]}",
        f"/api/v1/stories?type=news&after={cursor}AAAA",
        f"/api/v1/changes?after={cursor}",
    ):
        assert asked(address).status_code == 400, address


def test_a_page_of_fifty_stories_takes_five_questions() -> None:
    for _ in range(4):
        story = factories.published_story()
        factories.published_picture(story)
        PublishedEntry.objects.create(
            story=story, number=1, change=1, published_at=story.published_at, text="<p>Now.</p>"
        )
    PublishedArticle.objects.update(entry_count=1)
    connection.check_constraints()  # as a commit does it
    # First the documents are made, and then kept for all lists in which they stand.
    for query, questions in (("", 5), ("?section=city", 2), ("?type=news&language=en", 2)):
        with CaptureQueriesContext(connection) as found:
            assert len(said(f"/api/v1/stories{query}")["stories"]) == 4
        assert len(found) == questions, [it["sql"] for it in found]
    story.pictures.update(credit_line="Image: Reuters")
    connection.check_constraints()
    with CaptureQueriesContext(connection) as found:
        changes = said("/api/v1/changes")["changes"]
    assert len(found) == 5
    assert [it["story"]["associations"][0]["by"] for it in changes][-1] == "Image: Reuters"
    with CaptureQueriesContext(connection) as found:
        assert said("/api/v1/changes")["changes"] == changes
    assert len(found) == 2


def test_whoever_has_the_answer_is_told_that_nothing_changed() -> None:
    story = factories.published_story()
    for address in (
        "/api/v1/stories",
        f"/api/v1/stories/{story.story_id}",
        "/api/v1/changes",
        "/api/v1/sections",
    ):
        first = asked(address)
        again = asked(address, If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Cache-Control"].startswith("public")
    PublishedArticle.objects.update(headline="Another line")
    assert asked("/api/v1/stories", If_None_Match=first.headers["ETag"]).status_code == 200


def test_scripts_of_other_sites_may_read_it_as_the_setting_says(settings: Any) -> None:
    def origin_of(**headers: str) -> str | None:
        found: str | None = asked("/api/v1/sections", **headers).headers.get("Access-Control-Allow-Origin")
        return found

    preflight = Client().options("/api/v1/stories", headers={"Origin": "https://app.example"})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert origin_of(Origin="https://app.example") == "*"
    settings.API_ALLOWED_ORIGINS = ("https://app.example",)
    assert origin_of(Origin="https://app.example") == "https://app.example"
    assert origin_of(Origin="https://other.example") is None
    assert "Origin" in asked("/api/v1/sections").headers["Vary"]
    refused = Client().options("/api/v1/stories", headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Methods" not in refused.headers


@pytest.mark.parametrize(
    "path", ["stories", "stories/999", "changes", "sections", "topics", "reporters", "openapi.json", "docs"]
)
def test_head_is_answered_as_get(path: str) -> None:
    factories.published_story()
    got, head = (getattr(Client(), method)(f"/api/v1/{path}") for method in ("get", "head"))
    assert head.status_code == got.status_code
    assert (head.headers.get("ETag"), head.content) == (got.headers.get("ETag"), b"")


def test_what_campaigns_put_behind_an_address_is_refused_like_all_that_is_not_known() -> None:
    assert asked("/api/v1/stories?utm_source=x").status_code == 400
    assert without_campaign("utm_source=x", frozenset({"limit"}), keeps=True) is None
    assert without_campaign("utm_source=x&limit=3", frozenset({"limit"})) == "limit=3"


def test_what_a_reader_of_rates_and_keys_may_be_answered_is_described() -> None:
    described = asked("/api/v1/openapi.json").json()["paths"]
    assert all({"401", "429"} <= set(one["get"]["responses"]) for one in described.values())


def test_nothing_is_written_by_this_api() -> None:
    answer = Client().post("/api/v1/stories", {})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_sections_topics_and_reporters_are_listed_with_the_words_that_narrow() -> None:
    city = factories.section()
    factories.section("Tides", parent=city)
    story = factories.published_story(section=city)
    factories.published_topic(story)
    factories.published_byline(story)
    factories.topic("Of a draft")
    factories.reporter("Of a draft")
    assert [(it["slug"], it["inside"]) for it in said("/api/v1/sections")["sections"]] == [
        ("city", None),
        ("tides", "city"),
    ]
    assert [it["slug"] for it in said("/api/v1/topics")["topics"]] == ["ferries"]
    assert [it["slug"] for it in said("/api/v1/reporters")["reporters"]] == ["ines-caldera"]


def test_the_page_that_describes_the_api_takes_nothing_from_elsewhere() -> None:
    page = asked("/api/v1/docs")
    assert "nonce" not in page.headers["Content-Security-Policy"]
    assert "//" not in page.content.decode().replace("<!doctype html>", "")
    assert json.loads(asked("/api/v1/openapi.json").content)["openapi"].startswith("3.1")
