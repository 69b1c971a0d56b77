"""The list of stories: what each filter finds, in which order, on which page, and what all of it costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from articles.acts import kill, moving, plain_moves
from articles.assigning import deciding
from articles.listing import columns, rows
from articles.models import Article, ListColumns, SavedFilter
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def chief() -> User:
    return factories.chief()


def page(user: User, asked: str = "") -> Any:
    answer = at_the_desk(user).get(LIST, dict(parse_qsl(asked, keep_blank_values=True)))
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return answer


def listed(user: User, asked: str = "") -> list[str]:
    return [row.headline for row in page(user, asked).context["stories"]]


def a_newsroom(chief: User) -> dict[str, int]:
    """Stories that differ in all that the list is filtered by. Returns numbers by which filters ask."""
    city, ana, rui = (
        factories.section("City"),
        factories.reporter("Ana Prado"),
        factories.reporter("Rui Sá", slug="rui-sa"),
    )
    schools, world = factories.section("Schools", parent=city), factories.section("World")
    ferries = factories.topic("Ferries")
    factories.story(headline="A draft", section=city, bylines=(ana,))
    factories.story(headline="A long one", section=world, body=f"<p>{'word ' * 500}</p>", bylines=(rui, ana))
    factories.live_story(headline="Out", section=schools, topics=(ferries,), bylines=(rui,))
    changed = factories.live_story(headline="Out and changed", section=world, article_type="opinion")
    factories.edit(changed, chief, standfirst="More is known.")
    submitted = factories.story(headline="Handed in", section=schools, bylines=(ana,), topics=(ferries,))
    moving.move(plain_moves.SUBMIT, submitted, by=submitted.created_by)
    deciding.assign(
        submitted, deciding.Wish(to=chief, due=timezone.now() - timedelta(hours=1)), by=chief, base=None
    )
    gone = factories.live_story(headline="Gone", section=world)
    kill.kill(gone, by=chief, note="A court says so.")
    # Touched in this order, on days that are known.
    for number, article in enumerate(Article.objects.order_by("pk")):
        touched = datetime(2026, 3, 1 + number, 12, tzinfo=UTC)
        Article.objects.filter(pk=article.pk).update(touched_at=touched)
    return {
        "city": city.pk,
        "world": world.pk,
        "ana": ana.pk,
        "rui": rui.pk,
        "topic": ferries.pk,
        "chief": chief.pk,
    }


FOUND: list[tuple[str, list[str]]] = [
    ("", ["Gone", "Handed in", "Out and changed", "Out", "A long one", "A draft"]),
    ("order=reversed", ["A draft", "A long one", "Out", "Out and changed", "Handed in", "Gone"]),
    ("state=submitted", ["Handed in"]),
    ("state=draft&live=no", ["Gone", "A long one", "A draft"]),
    ("live=yes", ["Out and changed", "Out"]),
    ("live=changed", ["Out and changed"]),
    ("live=killed", ["Gone"]),
    ("section={city}", ["Handed in", "Out", "A draft"]),
    ("section={world}&live=yes", ["Out and changed"]),
    ("section={city}&state=submitted", ["Handed in"]),
    ("type=opinion", ["Out and changed"]),
    ("words=3", ["A long one"]),
    ("words=1&section={world}", ["Gone", "Out and changed"]),
    ("reporter={ana}", ["Handed in", "A long one", "A draft"]),
    ("reporter=ana+PRADO&order=reversed", ["A draft", "A long one", "Handed in"]),
    ("reporter=rui+sa&words=1", ["Out"]),
    ("topic={topic}", ["Handed in", "Out"]),
    ("topic=ferries&reporter={rui}", ["Out"]),
    ("topic=ferries&order=due", ["Handed in"]),
    ("assignee=me", ["Handed in"]),
    ("assignee=nobody&section={city}", ["Out", "A draft"]),
    ("due=late", ["Handed in"]),
    ("order=due", ["Handed in"]),
    ("touched_from=2026-03-02&touched_to=2026-03-03", ["Out", "A long one"]),
    ("published_from=2020-01-01", ["Out and changed", "Out"]),
    ("published_from=2020-01-01&order=reversed", ["Out", "Out and changed"]),
    ("published_to=2020-01-01", []),
    ("q=handed&section={city}", ["Handed in"]),
    ("q=word&words=3", ["A long one"]),
    ("waits=submitted", ["Handed in"]),
]


def test_a_filter_finds_what_it_says_in_its_order(chief: User) -> None:
    numbers = a_newsroom(chief)
    found = {asked: listed(chief, asked.format(**numbers)) for asked, _ in FOUND}
    assert found == dict(FOUND)


def test_every_filter_and_order_goes_from_page_to_page_and_back_over_the_same_stories(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_newsroom(chief)
    for article in Article.objects.filter(killed=False):
        deciding.assign(article, deciding.Wish(to=chief), by=chief, base=article.assignment_id)
    Article.objects.update(touched_at=timezone.now())  # the same moment: then numbers decide
    for asked in ("", "order=reversed", "order=due", "reporter=Ana+Prado", "published_from=2020-01-01"):
        whole = listed(chief, asked)
        assert len(whole) > 1
        with monkeypatch.context() as patched:
            patched.setattr(rows, "PAGE", 1)
            there, back, now = [], [], page(chief, asked)
            while True:
                there += [row.headline for row in now.context["stories"]]
                if not now.context["later"]:
                    break
                now = page(chief, now.context["later"].removeprefix("?"))
            while True:
                back += [row.headline for row in now.context["stories"]]
                if not now.context["earlier"]:
                    break
                now = page(chief, now.context["earlier"].removeprefix("?"))
            # From the first story a page before is offered only until it is found empty.
            assert (there, [one for one in back if one][::-1]) == (whole, whole), asked


def test_a_page_goes_on_where_it_ended_although_stories_are_touched_meanwhile(
    chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_newsroom(chief)
    monkeypatch.setattr(rows, "PAGE", 2)
    first = page(chief)
    assert [row.headline for row in first.context["stories"]] == ["Gone", "Handed in"]
    Article.objects.filter(headline="A draft").update(touched_at=timezone.now())
    factories.story(headline="New")
    Article.objects.filter(headline="Handed in").update(touched_at=datetime(2026, 3, 1, 1, tzinfo=UTC))
    second = listed(chief, first.context["later"].removeprefix("?"))
    assert second == ["Out and changed", "Out"]


def test_fifty_stories_cost_eight_questions_at_most_and_no_more_than_two(chief: User) -> None:
    ana, ferries, desk = factories.reporter("Ana Prado"), factories.topic("Ferries"), at_the_desk(chief)
    asked = ("", "state=draft&live=no", "reporter=Ana+Prado", "topic=ferries", "q=ferry", "order=due")

    def more() -> None:
        for _ in range(2):
            factories.live_story(bylines=(ana,))
            story = factories.story(headline="Ferry", bylines=(ana,), topics=(ferries,))
            deciding.assign(story, deciding.Wish(to=factories.user(Role.REPORTER)), by=chief, base=None)
            SavedFilter.objects.create(owner=chief, name=f"Mine {story.pk}", asked="state=ready")

    def counted() -> list[int]:
        found = []
        for one in asked:
            with CaptureQueriesContext(connection) as questions:
                assert len(desk.get(LIST, dict(parse_qsl(one))).context["stories"]) > 1
            found.append(len(questions))
            # The head of the page counts messages, and a search the common words among eighty stories.
            counts = [row["sql"] for row in questions if "COUNT(" in row["sql"]]
            assert [sql for sql in counts if "articles_message" not in sql and "LIMIT 40" not in sql] == []
        return found

    more()
    desk.get(LIST)
    before = counted()
    more()
    assert counted() == before
    # On PostgreSQL a search asks first how common its words are.
    assert before == [6, 6, 6, 6, 7 if connection.vendor == "postgresql" else 6, 6]


def test_a_name_that_is_nobodys_or_somebody_elses_too_is_asked_about(chief: User) -> None:
    factories.reporter("Ana Prado"), factories.reporter("Ana Pradosa")

    def refused(asked: str) -> str:
        answer = at_the_desk(chief).get(LIST, {"reporter": asked})
        assert answer.status_code == 400
        document = html.document_fromstring(answer.content.decode())
        return " ".join(document.xpath("//*[@role='alert']")[0].text_content().split())

    assert "No reporter is called “Nobody”." in refused("Nobody")
    assert "Which reporter is “ana”? There is Ana Prado and Ana Pradosa." in refused("ana")
    assert page(chief, "reporter=ana+prado").context["chosen"][0]["value"] == "Ana Prado"


def test_the_form_of_the_filters_says_what_is_chosen_and_each_can_be_taken_away(chief: User) -> None:
    numbers = a_newsroom(chief)
    asked = f"reporter={numbers['ana']}&section={numbers['city']}&q=a&order=reversed"
    document = html.document_fromstring(page(chief, asked).content.decode())
    [form] = document.xpath("//main//form[@role='search']")
    sent = {name: value for name, value in form.form_values() if value}
    assert sent == {"q": "a", "section": str(numbers["city"]), "reporter": "Ana Prado", "order": "reversed"}
    chips = document.xpath("//*[@aria-label='Filters in use']//a")
    assert [" ".join(one.text_content().split()) for one in chips] == [
        "Without the filter Section: City",
        "Without the filter Reporter: Ana Prado",
        "Show all",
    ]
    assert "reporter" not in chips[1].get("href")
    assert f"section={numbers['city']}" in chips[1].get("href")


# Columns


def test_columns_are_chosen_by_each_person_for_themselves(chief: User) -> None:
    a_newsroom(chief)

    def headings(user: User) -> list[str]:
        document = html.document_fromstring(page(user).content.decode())
        return [one.text for one in document.xpath("//table[@id='result_list']/thead//th")]

    usual = ["Story", "State", "Section", "By", "Assigned to", "Due", "Last touched"]
    assert headings(chief) == usual
    desk, address = at_the_desk(chief), reverse("admin:articles_article_columns")
    chosen = ["bylines", "topics", "words", "type", "language", "published", "begun"]
    answer = desk.post(address, {"column": chosen, "asked": "live=yes"})
    assert answer["Location"] == f"{LIST}?live=yes"
    assert headings(chief) == [
        "Story",
        "Bylines",
        "Topics",
        "Type",
        "Language",
        "Words",
        "Published",
        "Begun",
    ]
    assert headings(factories.user(Role.EDITOR_IN_CHIEF)) == usual
    document = html.document_fromstring(page(chief, "words=3").content.decode())
    cells = [one.text_content() for one in document.xpath("//table[@id='result_list']/tbody//td")][1:6]
    assert cells == ["Rui Sá, Ana Prado", "", "News", "English", "500"]
    assert desk.post(address, {"column": ["words", "password"]}).status_code == 400
    desk.post(address, {"do": "choose"})
    assert headings(chief) == ["Story"]
    desk.post(address, {"do": "usual"})
    assert headings(chief) == usual
    assert not ListColumns.objects.exists()


def test_every_column_costs_two_questions_however_many_rows_there_are(chief: User) -> None:
    a_newsroom(chief)
    every = ",".join(column.name for column in columns.COLUMNS)

    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert page(chief, "live=yes").context["stories"]
        return len(questions)

    asked()
    usual = asked()
    ListColumns.objects.create(user=chief, names=every)
    with_all = asked()
    for _ in range(2):
        factories.live_story(bylines=(factories.reporter(),), topics=(factories.topic(),))
    assert (with_all - usual, asked()) == (2, with_all)


def test_the_length_of_a_story_follows_its_text(chief: User) -> None:
    story = factories.story(body=f"<p>{'word ' * 250}</p>")
    assert Article.objects.get().word_count == 250
    factories.edit(story, chief, body="<p>Three words left.</p>")
    assert Article.objects.get().word_count == 3
