"""The log of a story: who did what when, in order and complete, page by page; and old revisions come back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.acts import correct, moving, plain_moves
from articles.admin.history import PAGE
from articles.models import Article, Revision, StateChange
from articles.policy import Role
from tests import factories


@pytest.fixture
def desk(db: None) -> Client:
    client = Client()
    client.force_login(factories.chief())
    return client


def address(article: Article, query: str = "") -> str:
    return reverse("admin:articles_article_history", args=[article.pk]) + query


def lines_of(page: str) -> list[str]:
    """What was done, line by line, as read: without times, figures and buttons."""
    found = re.findall(r'<div class="log-words">\s*<p>(.*?)</p>', page, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", line).split()) for line in found]


def with_revisions(number: int, *, every: timedelta = timedelta(minutes=1)) -> Article:
    """A story with so many revisions, the first of them real."""
    article = factories.story()
    first = article.revision
    assert first is not None
    Revision.objects.bulk_create(
        Revision(
            article=article,
            number=place,
            base=first,
            author_id=first.author_id,
            at=first.at + every * place,
            headline=f"Headline {place}",
            body=f"<p>{'Text of a story. ' * 50}</p>",
            changed=["headline"],
            hash="0" * 64,
        )
        for place in range(2, number + 1)
    )
    Article.objects.filter(pk=article.pk).update(revision=article.revisions.first())
    return Article.objects.get(pk=article.pk)


def revision_marks(page: str) -> list[str]:
    return re.findall(r'<p class="log-facts">(Revision \d+)', page)


# What the log says


def test_the_log_reads_like_a_newsroom_s(desk: Client) -> None:
    ines = factories.user(Role.REPORTER, name="Ines Caldera")
    emil = factories.user(Role.EDITOR_IN_CHIEF, name="Emil Arrante")
    article = factories.story(by=ines)
    moving.move(plain_moves.SUBMIT, article, by=ines, note="Second source is on the way.")
    factories.edit(article, emil, headline="Ferry to run", kicker="Harbour")
    factories.publish(article, by=emil)
    factories.edit(article, ines, standfirst="Now it is twice.")
    factories.publish(article, by=emil, note="Adds the second vote.")
    page = desk.get(address(article)).content.decode()
    assert lines_of(page) == [
        "Emil Arrante published revision 3 as an update Edition 2",
        "Emil Arrante approved revision 3",
        "Emil Arrante started editing",
        "Ines Caldera changed standfirst Live Edition 2 Newest",
        "Emil Arrante published revision 2 Edition 1",
        "Emil Arrante approved revision 2",
        "Emil Arrante started editing",
        "Emil Arrante changed kicker and headline Edition 1",
        "Ines Caldera submitted the story",
        "Ines Caldera wrote the first version",
    ]
    assert "Second source is on the way." in page
    assert "Adds the second vote." in page


def test_a_correction_stands_in_the_log_with_its_text(desk: Client) -> None:
    article = factories.live_story()
    correct.correct(article.live_edition.revision, text="It was nine, not ten.", by=factories.chief())
    page = desk.get(address(article)).content.decode()
    assert "with a correction" in page
    assert "It was nine, not ten." in page


def test_days_have_a_heading_each(desk: Client) -> None:
    article = with_revisions(4, every=timedelta(days=1))
    page = desk.get(address(article)).content.decode()
    assert page.count('class="log-day"') == 4


def test_two_revisions_are_chosen_and_compared_without_a_script(desk: Client) -> None:
    article = factories.live_story()
    for headline in ("Two", "Three"):
        factories.edit(article, factories.chief(), headline=headline)
    page = desk.get(address(article)).content.decode()
    compare = reverse("admin:articles_article_compare", args=[article.pk])
    assert f'<form method="get" action="{compare}" id="comparing"' in page
    picks = re.findall(r'name="([ab])" value="(\d)" form="comparing"[^>]*?( checked)?>', page)
    assert sorted((side, number) for side, number, _ in picks) == [
        *(("a", str(number)) for number in (1, 2, 3)),
        *(("b", str(number)) for number in (1, 2, 3)),
    ]
    # What readers have against the newest.
    assert [(side, number) for side, number, checked in picks if checked] == [("b", "3"), ("a", "1")]
    assert f'href="{compare}"' in page
    assert f'href="{compare}?a=2&amp;b=3"' in page


def test_a_story_with_one_revision_has_nothing_to_compare(desk: Client) -> None:
    page = desk.get(address(factories.story())).content.decode()
    assert 'name="a"' not in page
    assert "Restore" not in page


# Paging


@pytest.mark.parametrize("every", [timedelta(minutes=1), timedelta(0), timedelta(minutes=-1)])
def test_no_line_is_lost_between_two_pages(desk: Client, every: timedelta) -> None:
    """Even where many were saved in the same moment, or by clocks that run backwards."""
    article = with_revisions(2 * PAGE + 20, every=every)
    author = article.created_by
    StateChange.objects.bulk_create(
        StateChange(
            article=article,
            act="take",
            from_state="draft",
            to_state="in_edit",
            by=author,
            at=article.created_at,
        )
        for _ in range(70)
    )
    pages, moves, query = [], 0, ""
    while True:
        page = desk.get(address(article, query)).content.decode()
        found = [int(text.split()[1]) for text in revision_marks(page)]
        taken = page.count("started editing")
        assert len(found) + taken <= PAGE
        pages += found
        moves += taken
        link = re.search(r'href="(\?older=[0-9.]+)"', page)
        if link is None:
            break
        query = link[1]
    assert pages == list(range(2 * PAGE + 20, 0, -1))
    assert moves == 70


def test_what_is_saved_meanwhile_does_not_shift_the_older_page(desk: Client) -> None:
    article = with_revisions(PAGE + 5)
    first = desk.get(address(article)).content.decode()
    older = re.search(r'href="(\?older=[0-9.]+)"', first)
    assert older is not None
    factories.edit(article, factories.chief(), headline="Saved meanwhile")
    page = desk.get(address(article, older[1])).content.decode()
    assert revision_marks(page) == [f"Revision {number}" for number in range(5, 0, -1)]
    assert "The log goes no further back" in desk.get(address(article, "?older=0.0.0.0.0.0")).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?older=x",
        "?older=1.2",
        "?older=1.2.3.4.5",
        "?older=-1.0.0.0.0.0",
        f"?older={'9' * 30}.0.0.0.0.0",
        "?before=2020",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_newest_page(desk: Client, query: str) -> None:
    article = factories.story()
    page = desk.get(address(article, query))
    assert revision_marks(page.content.decode()) == ["Revision 1"]


@pytest.mark.parametrize("number", [3, 300])
def test_the_log_asks_the_database_the_same_for_three_revisions_and_three_hundred(
    desk: Client, number: int
) -> None:
    article = with_revisions(number)
    desk.get(address(article))
    with CaptureQueriesContext(connection) as asked:
        desk.get(address(article))
    queries = [query["sql"] for query in asked]
    about_the_story = [sql for sql in queries if '"articles_article"' in sql or '"article_id"' in sql]
    assert len(about_the_story) == 7
    # Who is asking: the session, the user with what the policy knows of them, and how many messages are new.
    assert len(queries) == 10
    assert not any('"body"' in sql or "COUNT(" in sql for sql in queries if "articles_message" not in sql)


def test_a_history_of_ten_thousand_revisions_opens_at_both_ends(desk: Client) -> None:
    article = with_revisions(10_000)
    desk.get(address(article))
    for query in ("", "?older=5000.0.0.0.0.0"):
        assert desk.get(address(article, query)).status_code == 200


# Restoring


def restoring(client: Client, article: Article, number: int, base: Any) -> Any:
    address = reverse("admin:articles_article_restore", args=[article.pk, number])
    return client.post(address, {"base": base}, follow=True)


def test_an_old_revision_comes_back_as_a_new_one(desk: Client) -> None:
    article = factories.story(headline="One")
    factories.edit(article, factories.chief(), headline="Two")
    page = restoring(desk, article, 1, base=2).content.decode()
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("One", 3)
    assert "Revision 1 is back, as revision 3." in page
    assert "Restored from revision 1" in desk.get(address(article)).content.decode()


def test_restoring_what_stands_there_makes_no_revision(desk: Client) -> None:
    article = factories.story()
    page = restoring(desk, article, 1, base=1).content.decode()
    assert "already reads like revision 1" in page
    assert article.revisions.count() == 1


def test_restoring_keeps_what_another_saved_meanwhile(desk: Client) -> None:
    article = factories.story(headline="One", standfirst="Old.")
    factories.edit(article, factories.chief(), headline="Two")
    factories.edit(article, factories.user(Role.EDITOR_IN_CHIEF), standfirst="New.")
    page = restoring(desk, article, 1, base=2).content.decode()
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("One", "New.")
    assert "What was saved meanwhile is kept: standfirst." in page


def test_restoring_over_another_s_newer_text_is_refused_with_the_name(desk: Client) -> None:
    article = factories.story(headline="One")
    factories.edit(article, factories.chief(), headline="Two")
    factories.edit(article, factories.user(Role.EDITOR_IN_CHIEF, name="Bea Rosso"), headline="Three")
    page = restoring(desk, article, 1, base=2).content.decode()
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Three", 3)
    assert "Bea Rosso saved revision 3" in page
    assert "nothing was restored" in page


@pytest.mark.parametrize("base", ["", "x", "9" * 5000, "77"])
def test_a_forged_base_never_takes_newer_text_away(desk: Client, base: str) -> None:
    article = factories.story(headline="One")
    factories.edit(article, factories.chief(), headline="Two")
    assert restoring(desk, article, 1, base=base).status_code == 200
    article.refresh_from_db()
    assert article.headline == "Two"


def test_whoever_may_not_edit_may_not_restore(db: None) -> None:
    ines = factories.user(Role.REPORTER)
    article = factories.story(by=ines)
    factories.edit(article, ines, headline="Two")
    moving.move(plain_moves.SUBMIT, article, by=ines)
    client = Client()
    client.force_login(ines)
    assert "Restore" not in client.get(address(article)).content.decode()
    assert restoring(client, article, 1, base=2).status_code == 403
    article.refresh_from_db()
    assert article.headline == "Two"


def test_nobody_reads_the_log_of_a_story_out_of_sight(db: None) -> None:
    client = Client()
    client.force_login(factories.user(Role.REPORTER))
    assert client.get(address(factories.story())).status_code == 404
