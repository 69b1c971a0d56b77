"""Finding at the desk: stories in any state and lists of names, by any word, with or without accents."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.fronts import drafting
from articles.models import Article
from articles.policy import Role
from articles.writing import desk_search
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def chief() -> User:
    return factories.chief()


def listed(user: User, asked: str) -> set[str]:
    page = at_the_desk(user).get(LIST, {"q": asked})
    assert page.status_code == 200
    return {row.headline for row in page.context["stories"]}


def offered(user: User, **asked: str) -> list[dict[str, Any]]:
    answer = at_the_desk(user).get(reverse("admin:articles_article_related"), asked)
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


@pytest.mark.parametrize(
    "asked",
    [
        "evora",
        "évora",
        "ÉVORA",
        "agua",
        "tromso",
        "lodz",
        "aqueduct",
        "carocha",
        "prado ana",
        "nordwire",
        "droughts",
        "aque",
        "river-night",
        "evora agua carocha",
        "donaudampf",
        "港",
    ],
)
def test_a_draft_is_found_by_its_text_slugline_reporter_topic_and_agency(chief: User, asked: str) -> None:
    factories.story(headline="Something else")
    factories.story(
        headline="Évora fica sem água",
        standfirst="Tromsø e Łódź também.",
        body="<p>The aqueduct of Carocha. Donau\u00addampfschiff. 夜の港</p>",
        slugline="river-night",
        bylines=(factories.reporter("Ana Prado"),),
        topics=(factories.topic("Droughts"),),
        sources=((factories.agency("Nordwire"), "inputs"),),
    )
    assert listed(chief, asked) == {"Évora fica sem água"}


@pytest.mark.parametrize("asked", ["evora lisboa", "vora", "!!", "<p>", "100%_"])
def test_what_is_in_no_story_finds_none(chief: User, asked: str) -> None:
    factories.story(headline="Évora fica sem água")
    assert listed(chief, asked) == set()


def test_a_search_of_nothing_lists_everything(chief: User) -> None:
    factories.story(headline="Évora fica sem água")
    assert listed(chief, " \t") == {"Évora fica sem água"}


def test_a_story_is_found_by_what_it_says_since_the_last_save(chief: User) -> None:
    story = factories.story(headline="Harbour")
    factories.edit(story, chief, headline="Airport", body="<p>Runway.</p>")
    assert listed(chief, "harbour") == set()
    assert listed(chief, "airport runway") == {"Airport"}


def test_nobody_finds_a_story_that_they_may_not_see() -> None:
    factories.story(headline="Secret harbour")
    assert listed(factories.user(Role.REPORTER), "harbour") == set()


def test_a_renamed_reporter_is_found_by_the_new_name_once_the_worker_has_been(chief: User) -> None:
    ana = factories.reporter("Ana Prado")
    factories.story(headline="Harbour", bylines=(ana,))
    factories.story(headline="Airport")
    ana.name = "Ana Łuk"
    ana.save()
    desk_search.forget_names(ana)
    assert (desk_search.catch_up(), desk_search.catch_up()) == (1, 0)
    assert listed(chief, "luk") == {"Harbour"}
    assert listed(chief, "prado") == set()


def test_stories_from_before_an_upgrade_are_made_findable_by_the_worker(chief: User) -> None:
    factories.story(headline="Harbour")
    Article.objects.update(words="", name_words="")
    assert desk_search.catch_up() == 1
    assert listed(chief, "harbour") == {"Harbour"}


@pytest.mark.parametrize(
    ("model", "field", "names", "asked", "found"),
    [
        ("article", "topics", ("Água", "Agriculture", "Łódź"), "agua", ["Água"]),
        ("article", "topics", ("Água", "Agriculture", "Łódź"), "lodz", ["Łódź"]),
        ("article", "topics", ("City council", "Council tax"), "tax", ["Council tax"]),
        ("byline", "reporter", ("Ágnes Ødegård", "Ana Prado"), "odegard", ["Ágnes Ødegård"]),
    ],
)
def test_names_are_found_with_and_without_accents_and_by_any_word(
    chief: User, model: str, field: str, names: tuple[str, ...], asked: str, found: list[str]
) -> None:
    for name in names:
        factories.topic(name) if field == "topics" else factories.reporter(name)
    answer = at_the_desk(chief).get(
        reverse("admin:autocomplete"),
        {"app_label": "articles", "model_name": model, "field_name": field, "term": asked},
    )
    assert [row["text"] for row in answer.json()["results"]] == found


def test_colleagues_are_found_without_accents() -> None:
    factories.user(Role.REPORTER, name="José Łuk")
    page = at_the_desk(factories.user(Role.ADMIN, name="Boss Person")).get(
        "/desk/auth/user/", {"q": "jose luk"}
    )
    assert [user.get_full_name() for user in page.context["cl"].result_list] == ["José Łuk"]


def test_a_reporter_relates_to_what_readers_have_whoever_wrote_it() -> None:
    live = factories.live_story(headline="Água em Évora", body="<p>The aqueduct.</p>")
    factories.edit(live, factories.chief(), headline="Água em Évora, changed in secret")
    factories.story(headline="Água, a draft of somebody else")
    ines = factories.user(Role.REPORTER)
    own = factories.story(ines, headline="Água, my draft")
    live.refresh_from_db()
    assert live.live_edition is not None
    found = offered(ines, q="agua")
    assert [(row["headline"], row["live"]) for row in found] == [
        ("Água, my draft", False),
        ("Água em Évora", True),
    ]
    assert found[1]["address"].endswith(live.live_edition.path)
    assert [row["headline"] for row in offered(ines, q="aqued")] == ["Água em Évora"]
    assert offered(ines, q="secret") == []
    assert {row["headline"] for row in offered(ines, ids=f"{live.pk},{own.pk},x")} == {
        "Água, my draft",
        "Água em Évora",
    }


def test_stories_for_a_front_are_found_by_any_word_and_without_accents(chief: User) -> None:
    factories.live_story(headline="Água em Évora", body="<p>The aqueduct.</p>")
    factories.ready(factories.story(headline="Évora à noite"))
    factories.live_story(headline="Something else")

    def found(asked: str) -> list[str]:
        return [row.headline for row in drafting.searched(asked, chief, timezone.now(), without=())]

    assert found("evora") == ["Évora à noite", "Água em Évora"]
    assert found("aqueducts") == ["Água em Évora"]
    assert found("!!") == []
    assert found(" ".join(["word"] * 200)) == []


def test_hostile_searches_of_names_are_answered(chief: User) -> None:
    client: Client = at_the_desk(chief)
    for path in ("section", "topic", "reporter", "agency"):
        for asked in ("'", '"', "%", "\\", "a" * 400, "\u202e", "&|!"):
            assert client.get(f"/desk/articles/{path}/", {"q": asked}).status_code == 200
