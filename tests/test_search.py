"""What readers find: words, phrases and beginnings in any form, in the order and the lists they ask for.

Stories come from the desk, so that the index is what publishing has written, and go as the desk takes them down.
"""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from articles.acts import kill, republish, withdraw
from articles.models import Edition, PublishedArticle, SearchRow, SearchWord
from articles.models.keyset import PageEnd
from articles.publishing import rebuilding
from articles.search import asked, finding
from tests import factories
from tests.searching import HOUR, NOON, ask, found, headlines, live, publish_four_stories, text

pytestmark = pytest.mark.django_db


# Words


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


# Common words


@pytest.mark.parametrize("walked", [1, 4])
def test_a_common_word_is_found_in_the_same_stories_as_by_the_index(
    walked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is found by going back in time, or that way ends before there are enough."""
    for number, name in enumerate(
        ("Ferry one", "Ferry two", "Tram", "Ferry three", "Night ferry", "Ferry five")
    ):
        live(name, at=NOON + number * HOUR)
    monkeypatch.setattr(finding, "LOOKED_AT", 2)
    monkeypatch.setattr(finding, "WALKED", walked)
    monkeypatch.setattr(finding, "COUNTED", 3)
    monkeypatch.setattr(finding, "WEIGHED", 4)
    four = ["Ferry five", "Night ferry", "Ferry three", "Ferry two"]
    assert found("ferry") == four
    assert sorted(found("ferry", order=finding.BEST)) == sorted(four)
    place = PageEnd(NOON + 3 * HOUR, SearchRow.objects.get(published_at=NOON + 3 * HOUR).story_id)
    assert found("ferry", place=place) == ["Ferry two", "Ferry one"]
    assert found('"night ferry"') == ["Night ferry"]
    assert found("ferry -night") == ["Ferry five", "Ferry three", "Ferry two", "Ferry one"]
    old = SearchRow.objects.filter(published_at__lte=NOON + HOUR)
    assert found("ferry", rows=old) == ["Ferry two", "Ferry one"]
    assert found("tram") == ["Tram"]


@pytest.mark.postgresql
def test_a_phrase_is_looked_for_in_so_many_of_the_stories_that_have_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number, name in enumerate(("Night ferry", "Ferry at night", "Tram", "Bridge", "Harbour", "Port")):
        live(name, at=NOON + number * HOUR)
    monkeypatch.setattr(finding, "LOOSELY", 2)
    assert found('"night ferry"') == ["Night ferry"]
    monkeypatch.setattr(finding, "LOOSELY", 1)
    assert found('"night ferry"') == []


# Order and pages


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


def test_where_the_words_are_in_the_names_alone_the_standfirst_is_shown(db: None) -> None:
    live("One", "Text.", standfirst="What it says.", bylines=(factories.reporter("Ines Caldera"),))
    assert "What it says." in text(ask(q="caldera"))


def test_the_empty_page_says_how_to_ask(db: None) -> None:
    response = ask()
    assert "without a word" in text(response)


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
def test_rebuilding_fills_the_search_and_checking_names_what_differs(capsys) -> None:
    publish_four_stories()
    SearchRow.objects.filter(headline__contains="council").delete()
    row = SearchRow.objects.order_by("published_at").first()
    SearchRow.objects.filter(pk=row.pk).update(text="nothing")
    found_by_story = rebuilding.differences(Edition.objects.order_by("pk"))
    assert sorted(line for _, lines in found_by_story for line in lines) == [
        "search: text",
        "the search does not know it",
    ]
    with pytest.raises(CommandError, match="2 differences"):
        call_command("rebuild_published", "--check", "--no-progress")
    call_command("rebuild_published", "--no-progress")
    call_command("rebuild_published", "--check", "--no-progress")
    assert SearchWord.objects.filter(word="tram").exists()
    assert found("ferry") == ["Council votes on the tram", "Ferries stop at night"]


def test_hostile_words_are_found_and_shown_as_they_are(db: None) -> None:
    live("“Quoted” & 'single' <b>", "DROP TABLE; %s 100% — naïve façade")
    assert headlines(ask(q="quoted naive 100%")) == ["“Quoted” & 'single' <b>"]
