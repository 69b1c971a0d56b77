"""What readers find: words, phrases and beginnings in any form, in the order and the lists they ask for.

Stories come from the desk, so that the index is what publishing has written, and go as the desk takes them down.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django.utils.http import urlencode

from articles.acts import kill, republish, withdraw
from articles.models import Article, Edition, PublishedArticle, SearchRow, SearchWord
from articles.publishing import rebuilding
from articles.search import asked, finding, indexing
from articles.site import search as page
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def live(headline: str, body: str = "", **fields: Any) -> Article:
    """A story as publishing leaves it."""
    at = fields.pop("at", None)
    fields = {"headline": headline, "body": f"<p>{body or 'Text.'}</p>", "standfirst": "", **fields}
    article = factories.story(**fields)
    factories.publish(article, **({"dated_at": at} if at else {}))
    return article


def found(question: str, order: str = finding.NEWEST, rows: Any = None, **more: Any) -> list[str]:
    """The headlines, in order."""
    rows = SearchRow.objects.all() if rows is None else rows
    numbers = finding.find(asked.read(question), rows=rows, order=order, **more).stories
    stories = PublishedArticle.objects.in_bulk(numbers)
    return [stories[number].headline for number in numbers]


def ask(**parameters: str) -> Any:
    return Client().get(f"/search/?{urlencode(parameters)}")


def text(response: Any) -> str:
    """What a reader sees beneath the form."""
    shown = response.content.decode()
    shown = shown[shown.index("</header>", shown.index("<main")) : shown.index("</main>")]
    return " ".join(html.unescape(strip_tags(shown.replace("<", " <"))).split())


def headlines(response: Any) -> list[str]:
    shown = re.findall(r'class="river-headline"><a href="[^"]*">(.*?)</a>', response.content.decode())
    return [html.unescape(strip_tags(headline)) for headline in shown]


# Words


@pytest.fixture
def paper(db: None) -> None:
    """Four stories, the newest last."""
    world = factories.section("World")
    live("Ferries stop at night", "Crews of the night line began a strike.", at=NOON)
    live("Council votes on the tram", "The line will run at night; a ferry will not.", at=NOON + HOUR)
    live("Eleições em Évora", "A votação foi adiada.", language="pt", section=world, at=NOON + 2 * HOUR)
    live("الانتخابات في المدينة", "الميناء مغلق", language="ar", section=world, at=NOON + 3 * HOUR)
    # What a commit would have done.
    for row in SearchRow.objects.select_related("story"):
        indexing.learn(indexing.vocabulary(row.story, row.said))


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
def test_a_question_finds_these_stories_newest_first(
    paper: None, question: str, headlines: list[str]
) -> None:
    assert found(question) == headlines


def test_words_of_a_phrase_may_begin_the_last_one(db: None) -> None:
    live("Well-known harbour reopens")
    assert found("well-kno*") == ["Well-known harbour reopens"]


def test_chinese_and_japanese_need_no_spaces(db: None) -> None:
    live("東京の新しい港", "港は夜も開いている。", language="ja")
    assert found("新しい港") == found("東京") == found("夜") == ["東京の新しい港"]
    assert found("港東京") == []


@pytest.mark.parametrize("question", ["Caldera", "ferries", "pelane", "harbour", "quay", "standing", "dawn"])
def test_names_kicker_dateline_standfirst_and_captions_are_found(question: str) -> None:
    article = factories.story(
        bylines=(factories.reporter("Ines Caldera"),),
        topics=(factories.topic("Ferries"),),
        headline="One",
        kicker="Harbour",
        dateline_place="PELANE",
        standfirst="Standing by.",
        body="<p>At the quay.</p>",
        lead_picture=factories.picture(caption="The boats at dawn."),
    )
    factories.publish(article)
    assert found(question) == ["One"]


def test_the_paper_s_languages_decide_which_endings_are_known(paper: None, settings) -> None:
    settings.STORY_LANGUAGES = ["ar"]
    assert found("ferry") == []
    assert found("ferry", languages=["en"]) == ["Council votes on the tram", "Ferries stop at night"]


# Order and pages


def test_best_first_puts_the_headline_before_a_mention(paper: None) -> None:
    assert found("ferry", finding.BEST) == ["Ferries stop at night", "Council votes on the tram"]


def test_of_equals_the_newer_comes_first(db: None) -> None:
    for number in range(3):
        live("Ferry", slug=f"ferry-{number}", kicker=f"K{number}", at=NOON + number * HOUR)
    rows = finding.find(asked.read("ferry"), rows=SearchRow.objects.all(), order=finding.BEST).stories
    assert list(
        PublishedArticle.objects.filter(pk__in=rows).newest_first().values_list("pk", flat=True)
    ) == list(rows)


@pytest.mark.parametrize("order", [finding.NEWEST, finding.BEST])
def test_pages_go_on_where_the_one_before_ended(monkeypatch, order: str) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    for number in range(5):
        live(f"Ferry {number}" if number % 2 else f"Ferry ferry {number}", at=NOON + number * HOUR)
    seen, query, pages = [], {"q": "ferry", "order": order}, 0
    while True:
        response = ask(**query)
        assert response.status_code == 200
        seen += headlines(response)
        pages += 1
        more = re.search(r"&amp;after=([^\"]+)\" rel=\"next\"", response.content.decode())
        if more is None:
            break
        query["after"] = more[1]
    assert pages == 3
    assert len(seen) == len(set(seen)) == 5
    if order == finding.NEWEST:
        assert [int(headline[-1]) for headline in seen] == [4, 3, 2, 1, 0]


def test_a_page_past_the_end_says_so(paper: None) -> None:
    assert text(ask(q="ferry", after="0.1")) == "There are no more stories. From the beginning"


def test_the_newest_are_weighed_when_there_are_many(paper: None, monkeypatch) -> None:
    monkeypatch.setattr(finding, "WEIGHED", 1)
    assert found("ferry", finding.BEST) == ["Council votes on the tram"]


def test_many_are_counted_up_to_a_hundred(monkeypatch, paper: None) -> None:
    assert text(ask(q="council")).startswith("One story ")
    assert text(ask(q="ferry")).startswith("2 stories ")
    for module in (finding, page):
        monkeypatch.setattr(module, "COUNTED", 1)
    assert text(ask(q="ferry")).startswith("More than 1 stories ")
    assert text(ask(q="ferry", order="newest")).startswith("More than 1 stories ")


# Narrowing


def test_a_list_is_narrowed_by_everything_at_once(db: None) -> None:
    city, ferries, ines = (
        factories.section("City"),
        factories.topic("Ferries"),
        factories.reporter("Ines Caldera"),
    )
    whole = {
        "section": city,
        "topics": (ferries,),
        "bylines": (ines,),
        "article_type": "analysis",
        "at": NOON,
    }
    other = {
        "section": factories.section("World"),
        "topics": (),
        "bylines": (factories.reporter("Tomas Okonjo"),),
        "article_type": "news",
        "at": NOON - 48 * HOUR,
        "language": "pt",
    }
    live("Boat one", **whole)
    for name, value in other.items():
        live(f"Boat without {name}", **(whole | {name: value}))
    asked_for = {
        "section": "city",
        "topic": "ferries",
        "reporter": "ines-caldera",
        "type": "analysis",
        "since": "2026-03-01",
        "language": "en",
    }
    assert headlines(ask(q="boat", until="2026-03-01", **asked_for)) == ["Boat one"]
    for name, parameter in [
        ("section", "section"),
        ("topics", "topic"),
        ("bylines", "reporter"),
        ("at", "since"),
    ]:
        rest = {key: value for key, value in asked_for.items() if key != parameter}
        assert sorted(headlines(ask(q="boat", **rest))) == ["Boat one", f"Boat without {name}"]
    assert headlines(ask(q="boat", until="2026-02-28")) == ["Boat without at"]


def test_a_section_includes_those_inside_it(db: None) -> None:
    city = factories.section("City")
    live("Boat", section=factories.section("Harbour", parent=city))
    assert headlines(ask(q="boat", section="city")) == headlines(ask(q="boat", section="harbour")) == ["Boat"]


def test_a_chosen_topic_can_be_taken_off_again(db: None) -> None:
    live("Boat", topics=(factories.topic("Ferries"),))
    response = ask(q="boat", topic="ferries")
    assert (
        '<input type="checkbox" name="topic" value="ferries" checked> Only on Ferries'
        in response.content.decode()
    )


# The page


def test_what_was_asked_for_is_marked_and_everything_else_escaped(db: None) -> None:
    live("Ferry <b>& tram", "A <em>ferry</em> &lt;script&gt;alert(1)&lt;/script&gt;", at=NOON)
    shown = ask(q='ferry "><script>alert(2)</script>').content.decode()
    assert "<script" not in shown
    shown = ask(q="ferry").content.decode()
    assert "<mark>Ferry</mark> &lt;b&gt;&amp; tram</a>" in shown
    assert "A <mark>ferry</mark> &lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "March 1st, 2026" in shown


def test_an_arabic_story_is_shown_from_right_to_left(paper: None) -> None:
    assert '<article class="river-text" lang="ar" dir="rtl">' in ask(q="ميناء").content.decode()


def test_where_the_words_are_in_the_names_alone_the_standfirst_is_shown(db: None) -> None:
    live("One", "Text.", standfirst="What it says.", bylines=(factories.reporter("Ines Caldera"),))
    assert "What it says." in text(ask(q="caldera"))


def test_the_empty_page_says_how_to_ask(db: None) -> None:
    response = ask()
    assert "without a word" in text(response)


def test_search_engines_may_list_the_search_but_not_what_it_finds(paper: None) -> None:
    noindex = '<meta name="robots" content="noindex, follow">'
    assert noindex not in ask().content.decode()
    for question in ({"q": "ferry"}, {"q": "-ferry"}, {"q": "x" * 501}, {"section": "city"}):
        assert noindex in ask(**question).content.decode()


def test_a_question_without_a_word_says_what_is_missing(paper: None) -> None:
    assert text(ask(q="-ferry")) == "Say also what to look for: there are only words here to leave out."
    assert text(ask(q='" *')) == "There is no word in this to look for."


def test_sections_topics_and_reporters_by_that_name_are_offered(db: None) -> None:
    ferries = factories.section("Ferries")
    live(
        "Boat",
        section=ferries,
        topics=(factories.topic("Ferry strike"), factories.topic("Trams")),
        bylines=(factories.reporter("Jo Ferry"),),
    )
    factories.section("Ferry news")
    shown = ask(q="ferry").content.decode()
    assert re.findall(r'<li><a href="([^"]+)"><span class="search-kind">', shown) == [
        "/ferries/",
        "/topics/ferry-strike/",
        "/reporters/jo-ferry/",
    ]


def test_every_page_and_the_404_lead_to_the_search(db: None) -> None:
    live("Boat")
    for path in ("/", "/no-such-page/"):
        shown = Client().get(path).content.decode()
        assert '<a href="/search/">Search</a>' in shown
        assert '<input type="search" id="foot-search" name="q"' in shown
    assert '<input type="search" id="search" name="q"' in shown


# Did you mean


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
def test_another_spelling_is_offered_where_it_finds_something(
    paper: None, question: str, offered: str
) -> None:
    shown = text(ask(q=question))
    assert shown == ("Nothing was found." + (f" Did you mean {offered} ?" if offered else ""))


def test_words_are_learned_after_the_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        live("Regatta postponed", "Text 2026.")
        assert not SearchWord.objects.exists()
    assert set(SearchWord.objects.values_list("word", flat=True)) >= {"regatta", "postponed", "text"}
    assert not SearchWord.objects.filter(word="2026").exists()
    assert text(ask(q="regata")) == "Nothing was found. Did you mean regatta ?"


def test_the_word_of_a_withdrawn_story_is_offered_no_more(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        article = live("Regatta postponed")
    withdraw.withdraw(article, by=factories.chief())
    assert text(ask(q="regata")) == "Nothing was found."


# With the story


def test_an_update_is_found_by_its_new_words_and_not_by_the_old(db: None) -> None:
    article = live("Ferry stops", "Storm.")
    row = SearchRow.objects.get()
    factories.edit(article, factories.chief(), headline="Tram stops", body="<p>Fog.</p>")
    assert found("ferry") == ["Ferry stops"]
    factories.publish(article)
    assert (found("tram fog"), found("ferry"), found("storm")) == (["Tram stops"], [], [])
    assert SearchRow.objects.get().pk == row.pk


@pytest.mark.parametrize("act", [withdraw.withdraw, kill.kill])
def test_a_story_taken_down_is_gone_from_the_search_with_its_page(act, db: None) -> None:
    article = live("Ferry stops")
    act(article, by=factories.chief(), note="Why.")
    assert found("ferry") == []
    assert not SearchRow.objects.exists()


def test_a_story_put_back_is_found_again(db: None) -> None:
    article = live("Ferry stops")
    withdraw.withdraw(article, by=factories.chief())
    republish.republish(article, by=factories.chief())
    assert found("ferry") == ["Ferry stops"]


def test_a_topic_with_another_name_is_found_by_that(db: None, client) -> None:
    topic = factories.topic("Ferries")
    live("Boat", topics=(topic, factories.topic("Trams")), bylines=(factories.reporter("Ines Caldera"),))
    client.force_login(factories.chief())
    answer = client.post(f"/desk/articles/topic/{topic.pk}/change/", {"name": "Crossings", "description": ""})
    assert answer.status_code == 302
    assert (found("ferries"), found("crossing tram caldera")) == ([], ["Boat"])


def test_a_publication_that_fails_leaves_the_search_as_it_was(db: None) -> None:
    article = live("Ferry stops")
    factories.edit(article, factories.chief(), headline="Tram stops")
    with transaction.atomic():
        factories.publish(article)
        assert found("tram") == ["Tram stops"]
        transaction.set_rollback(True)
    assert (found("tram"), found("ferry")) == ([], ["Ferry stops"])


def test_a_long_text_is_found_by_its_beginning(db: None) -> None:
    live("Long", "regatta " + "harbour " * 30_000 + "lighthouse")
    assert found("regatta harbour") == ["Long"]
    assert found("lighthouse") == []


@pytest.mark.django_db(transaction=True)
def test_rebuilding_fills_the_search_and_checking_names_what_differs(paper: None, capsys) -> None:
    SearchRow.objects.filter(headline__contains="council").delete()
    row = SearchRow.objects.order_by("published_at").first()
    SearchRow.objects.filter(pk=row.pk).update(text="nothing")
    assert sorted(line for edition in Edition.objects.all() for line in rebuilding.differences(edition)) == [
        "search: text",
        "the search does not know it",
    ]
    with pytest.raises(CommandError, match="2 differences"):
        call_command("rebuild_published", "--check", "--no-progress")
    call_command("rebuild_published", "--no-progress")
    call_command("rebuild_published", "--check", "--no-progress")
    assert SearchWord.objects.filter(word="tram").exists()
    assert found("ferry") == ["Council votes on the tram", "Ferries stop at night"]


# Cost


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
    paper: None, query: dict[str, str], count: int, django_capture_on_commit_callbacks
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


# What nobody means


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
def test_what_has_no_meaning_finds_nothing_and_breaks_nothing(paper: None, question: str, order: str) -> None:
    response = ask(q=question, order=order)
    assert response.status_code == 200
    assert headlines(response) == []


def test_too_long_a_question_is_told_so(paper: None) -> None:
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
def test_parameters_that_nobody_means_are_refused_and_never_break(
    paper: None, query: str, status: int
) -> None:
    assert Client().get(f"/search/?{query}").status_code == status


def test_hostile_words_are_found_and_shown_as_they_are(db: None) -> None:
    live("“Quoted” & 'single' <b>", "DROP TABLE; %s 100% — naïve façade")
    assert headlines(ask(q="quoted naive 100%")) == ["“Quoted” & 'single' <b>"]
