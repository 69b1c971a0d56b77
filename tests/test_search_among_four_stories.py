"""What readers find among four stories, by questions that mean something and by those that nobody means.

The stories are published once for all of these tests, which only ask.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from articles.search import finding
from articles.site import search as page
from tests import databases, factories
from tests.searching import ask, found, headlines, live, publish_four_stories, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_stories")]


@pytest.fixture(scope="module")
def four_stories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.standing(publish_four_stories):
        yield


@pytest.mark.parametrize(
    ("question", "headlines"),
    [
        ("ferry", ["Council votes on the tram", "Ferries stop at night"]),
        ("FERRIES strike", ["Ferries stop at night"]),
        ("ferries night council", ["Council votes on the tram"]),
        ('"night line"', ["Ferries stop at night"]),
        ('"line night"', []),
        ('"lines will running"', ["Council votes on the tram"]),
        ("ferry -strike", ["Council votes on the tram"]),
        ('night -"night line"', ["Council votes on the tram"]),
        ("ferry -counc*", ["Ferries stop at night"]),
        ("counc*", ["Council votes on the tram"]),
        ("ferries*", ["Council votes on the tram", "Ferries stop at night"]),
        ("eleição", ["Eleições em Évora"]),
        ("evora eleicoes", ["Eleições em Évora"]),
        ("votac*", ["Eleições em Évora"]),
        ("مدينة", ["الانتخابات في المدينة"]),
        ("ميناء", ["الانتخابات في المدينة"]),
        ("regatta", []),
        ("-ferry", []),
        ("", []),
        ("near", []),
    ],
)
def test_a_question_finds_these_stories_newest_first(question: str, headlines: list[str]) -> None:
    assert found(question) == headlines


def test_the_paper_s_languages_decide_which_endings_are_known(settings) -> None:
    settings.STORY_LANGUAGES = ["ar"]
    assert found("ferry") == []
    assert found("ferry", languages=["en"]) == ["Council votes on the tram", "Ferries stop at night"]


def test_best_first_puts_the_headline_before_a_mention() -> None:
    assert found("ferry", finding.BEST) == ["Ferries stop at night", "Council votes on the tram"]


def test_a_page_past_the_end_says_so() -> None:
    assert text(ask(q="ferry", after="0.1")) == "There are no more stories. From the beginning"


def test_the_newest_are_weighed_when_there_are_many(monkeypatch) -> None:
    monkeypatch.setattr(finding, "WEIGHED", 1)
    assert found("ferry", finding.BEST) == ["Council votes on the tram"]


def test_many_are_counted_up_to_a_hundred(monkeypatch) -> None:
    assert text(ask(q="council")).startswith("One story ")
    assert text(ask(q="ferry")).startswith("2 stories ")
    for module in (finding, page):
        monkeypatch.setattr(module, "COUNTED", 1)
    assert text(ask(q="ferry")).startswith("More than 1 stories ")
    assert text(ask(q="ferry", order="newest")).startswith("More than 1 stories ")


def test_an_arabic_story_is_shown_from_right_to_left() -> None:
    assert '<article class="river-text" lang="ar" dir="rtl">' in ask(q="ميناء").content.decode()


def test_search_engines_may_list_the_search_but_not_what_it_finds() -> None:
    noindex = '<meta name="robots" content="noindex, follow">'
    assert noindex not in ask().content.decode()
    for question in ({"q": "ferry"}, {"q": "-ferry"}, {"q": "x" * 501}, {"section": "city"}):
        assert noindex in ask(**question).content.decode()


def test_a_question_without_a_word_says_what_is_missing() -> None:
    assert text(ask(q="-ferry")) == "Say also what to look for: there are only words here to leave out."
    assert text(ask(q='" *')) == "There is no word in this to look for."


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("counsil", "council"),
        ("ferries counicl", "ferries council"),
        ("Evroa", "evora"),
        ("votaco", "votacao"),
        ("xylophone", ""),
        ("council regatta", ""),
        ("coucil*", ""),
    ],
)
def test_another_spelling_is_offered_where_it_finds_something(question: str, offered: str) -> None:
    shown = text(ask(q=question))
    assert shown == ("Nothing was found." + (f" Did you mean {offered} ?" if offered else ""))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": ""}, 1),
        ({"q": "ferry"}, 4),
        ({"q": "ferry", "order": "newest"}, 4),
        ({"q": "city"}, 4),
        ({"q": "ferr*", "section": "city"}, 5),
        ({"q": "ferry", "topic": "ferries", "reporter": "ines-caldera"}, 4),
        ({"q": "coucil"}, 4),
        ({"q": "Citty", "section": "city"}, 3),
    ],
)
def test_the_search_asks_five_times_at_most(
    query: dict[str, str], count: int, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        live(
            "Ferry three", topics=(factories.topic("Ferries"),), bylines=(factories.reporter("Ines Caldera"),)
        )
        live("Council two")
    with CaptureQueriesContext(connection) as captured:
        response = ask(**query)
    assert response.status_code == 200
    assert len(captured) == count, [it["sql"] for it in captured]


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "AND",
        "*",
        "\t",
        "OR NOT NEAR(a b)",
        "a:b {x}: y ^z",
        "'; DROP TABLE articles_searchrow; --",
        "\\' | & ! <-> :* %s %(a)s {}",
        '- -- -"- ""',
        "()*+,-./:;<=>?@[]^_`{|}~",
        "\u202e\u200f\ufeff",
        "%",
        "ก็ ﷺ ½ Ⅷ 𝒇𝒆𝒓𝒓𝒚",
        "ferry" * 90,
        "a* ab* abc* -a* -abc*",
        "1e5 0x1f 1.5.2 user@example.org https://example.org/a?b=c",
    ],
)
@pytest.mark.parametrize("order", ["best", "newest"])
def test_what_has_no_meaning_finds_nothing_and_breaks_nothing(question: str, order: str) -> None:
    response = ask(q=question, order=order)
    assert response.status_code == 200
    assert headlines(response) == []


def test_too_long_a_question_is_told_so() -> None:
    for question in ("a" * 10_000, " ".join("word" + str(number) for number in range(40)), '"' * 10_000):
        response = ask(q=question)
        assert response.status_code == 400
        assert text(response).startswith("Please ask ")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("q=fe%00rry", 400),
        ("q=%ff%fe", 400),
        ("q=%ed%a0%80", 400),
        ("q=a&q=b", 404),
        ("q[]=a", 200),
        ("q=ferry&order=worst", 404),
        ("q=ferry&order=newest&order=best", 404),
        ("q=ferry&after=", 404),
        ("q=ferry&after=-1.1", 404),
        ("q=ferry&after=9999999999999999999999.1", 404),
        ("q=ferry&after=999999999999.999999999999999999", 200),
        ("q=ferry&order=newest&after=1.1", 404),
        ("q=ferry&order=newest&after=2026-13-01T00:00:00Z.1", 404),
        ("q=ferry&order=newest&after=2026-03-01T00:00:00Z.999999999999999999", 200),
        ("q=ferry&order=newest&after=0001-01-01T00:00:00Z.1", 200),
        ("q=ferry&section=nowhere", 404),
        ("q=ferry&type=poem", 404),
        ("q=ferry&language=xx", 404),
        ("q=ferry&since=yesterday", 404),
        ("q=ferry&since=0002-01-01", 200),
        ("q=ferry&until=9999-12-31", 404),
        ("q=ferry&topic=nothing", 404),
        ("q=ferry&topic=%22", 404),
        ("q=ferry&topic=" + "a" * 100_000, 404),
        ("q=ferry&reporter=nobody", 404),
        ("q=" + "a" * 100_000, 400),
        ("colour=red", 200),
    ],
)
def test_parameters_that_nobody_means_are_refused_and_never_break(query: str, status: int) -> None:
    assert Client().get(f"/search/?{query}").status_code == status
