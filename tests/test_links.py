"""Links of a story that is to go out are looked at, and the desk is warned of those that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles import body
from articles.acts import moving, plain_moves, withdraw
from articles.advice import looking
from articles.links import checking, dead, own, reading
from articles.models import Article, CheckedLink, PublishedArticle
from house import clock
from tests import factories
from tests.outside import Names, Outside, answering

pytestmark = pytest.mark.django_db
Outcome = CheckedLink.Outcome


@pytest.fixture
def elsewhere(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A site outside. All names but those that a test gives are nobody's."""
    with Outside(answering("200 OK", b"there")) as made:
        settings.CHECK_LINKS, settings.OUTSIDE_ALLOWED_HOSTS = True, (made.place,)
        Names(monkeypatch).mean("127.0.0.1", ["127.0.0.1"])
        yield made


def submitted(*links: str, **fields: Any) -> Article:
    text = "".join(f'<p>See <a href="{href}">what <strong>they</strong> say</a>.</p>' for href in links)
    article = factories.story(body=text, **fields)
    moving.move(plain_moves.SUBMIT, article, by=factories.chief())
    return article


def advised(article: Article) -> list[str]:
    article.refresh_from_db()
    assert article.revision is not None
    return looking.over(article, article.revision, None)


def known() -> dict[str, tuple[str, int | None]]:
    return {row.address: (row.outcome, row.status) for row in CheckedLink.objects.all()}


def test_the_words_of_a_link_are_those_that_lead_there_first() -> None:
    text = '<p>A <a href="https://a.example/">b<em>c</em></a> <a href="https://b.example/">d</a>.</p>'
    again = '<p><a href="https://a.example/">again</a></p>'
    assert body.linked(text + again) == {"https://a.example/": "bc", "https://b.example/": "d"}


def test_a_dead_link_is_named_with_its_words_once_the_story_is_submitted(elsewhere: Outside) -> None:
    elsewhere.behaviour = answering("404 Not Found")
    now, link = timezone.now(), f"{elsewhere.address}/report?year=2026#figures"
    draft = factories.story(body=f'<p><a href="{link}">A draft</a></p>')
    assert (checking.see_to(now), advised(draft)) == (0, [])
    article = submitted(link)
    assert checking.see_to(now) == 1
    # What HEAD does not find is asked for by GET; neither has the part that browsers keep to themselves.
    assert elsewhere.lines == [f"{method} /report?year=2026 HTTP/1.1" for method in ("HEAD", "GET")]
    assert known() == {f"{elsewhere.address}/report?year=2026": (Outcome.ANSWERED, 404)}
    assert advised(article) == [
        f"The link on “what they say” leads to {link}, which answers 404 ({clock.said(now)})."
    ]
    # It stands in nobody's way.
    factories.publish(article)
    assert PublishedArticle.objects.filter(story_id=article.pk).exists()


@pytest.mark.parametrize(
    ("status", "is_dead"),
    [("410 Gone", True), ("500 Broken", True), ("403 No", False), ("429 Later", False), ("503 Busy", False)],
)
def test_who_hides_from_programs_is_not_called_dead(elsewhere: Outside, status: str, is_dead: bool) -> None:
    elsewhere.behaviour = answering(status)
    article = submitted(elsewhere.address)
    checking.see_to(timezone.now())
    assert len(elsewhere.asked) == 2
    assert [f"answers {status[:3]}" in one for one in advised(article)] == [True] * is_dead


def test_where_nobody_is_and_where_readers_cannot_go_is_told(elsewhere: Outside, settings: Any) -> None:
    settings.OUTSIDE_ALLOWED_HOSTS = ()
    now = timezone.now()
    article = submitted("https://nobody.example/", "http://127.0.0.1/wiki", "https://example.org:22/")
    assert checking.see_to(now) == 3
    said = clock.said(now)
    assert advised(article) == [
        f"The link on “what they say” leads to https://nobody.example/, and nobody has that name ({said}).",
        "The link on “what they say” leads to http://127.0.0.1/wiki, where readers cannot follow.",
        "The link on “what they say” leads to https://example.org:22/, where readers cannot follow.",
    ]
    assert elsewhere.asked == []


def test_an_address_is_asked_once_a_day_whichever_stories_link_to_it(elsewhere: Outside) -> None:
    now = timezone.now()
    article = submitted(elsewhere.address)
    assert checking.see_to(now) == 1
    submitted(elsewhere.address)
    factories.edit(article, factories.chief(), headline="Another")
    assert checking.see_to(now + timedelta(hours=23)) == 0
    assert len(elsewhere.asked) == 1
    assert checking.see_to(now + timedelta(hours=48)) == 1
    # What has gone out, or is a draft again, is not asked for any more.
    Article.objects.update(state="draft")
    assert checking.see_to(now + timedelta(days=3)) == 0
    assert advised(article) == []


def test_a_host_rests_between_two_questions_and_few_are_asked_at_once(elsewhere: Outside) -> None:
    now = timezone.now()
    article = submitted(*(f"{elsewhere.address}/{number}" for number in range(3)))
    for number in range(20):
        reading.ask_for([f"https://host-{number}.example/"], now)
    asked = [checking.see_to(now + timedelta(seconds=seconds)) for seconds in (0, 1, 2, 3, 9, 14, 25)]
    assert (sum(asked), max(asked)) == (23, checking.AT_ONCE)
    assert elsewhere.lines == [f"HEAD /{number} HTTP/1.1" for number in range(3)]
    assert advised(article) == []


def test_a_worker_that_is_killed_leaves_what_the_next_one_asks(
    elsewhere: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    submitted(elsewhere.address)
    now = timezone.now()
    monkeypatch.setattr("house.outside.together", killed)
    with pytest.raises(KeyboardInterrupt):
        checking.see_to(now)
    monkeypatch.undo()
    assert checking.check(now + timedelta(seconds=1)) == 0
    assert checking.check(now + checking.PATIENCE) == 1


def test_our_own_pages_are_looked_up_and_not_asked(elsewhere: Outside, settings: Any) -> None:
    chief, site = factories.chief(), settings.SITE_URL
    here, gone = factories.live_story(), factories.live_story()
    paths = [PublishedArticle.objects.get(story_id=one.pk).path for one in (here, gone)]
    withdraw.withdraw(gone, by=chief)
    factories.section("Sport")
    good = [paths[0], paths[0].rstrip("/"), f"{paths[0]}?utm_source=x#part", "/", "/sport/", "/latest/"]
    assert list(dead.dead("".join(f'<p><a href="{site}{path}">words</a></p>' for path in good))) == []
    bad = {
        paths[1]: "a story that was taken from readers",
        "/city/2026/01/02/no-such-story/": "where our site has no page",
        "/no-such-section/": "where our site has no page",
        "/topics/no-such-topic/": "where our site has no page",
        "/desk/articles/article/": "a page of the desk that readers cannot open",
    }
    article = submitted(*(f"{site}{path}" for path in bad))
    assert advised(article) == [
        f"The link on “what they say” leads to {site}{path}, {why}." for path, why in bad.items()
    ]
    assert (checking.see_to(timezone.now()), CheckedLink.objects.count()) == (0, 0)


def test_an_address_that_no_database_takes_leads_nowhere(elsewhere: Outside, settings: Any) -> None:
    assert own.pages_at(["/%00"]) == {"/%00": own.OwnPage.NOWHERE}
    found = own.pages_at(["/city/%00/?x#y", "/"])
    assert found == {"/city/%00/?x#y": own.OwnPage.NOWHERE, "/": own.OwnPage.HERE}
    assert len(advised(submitted(f"{settings.SITE_URL}/city/%00/"))) == 1


def test_links_cost_the_desk_two_questions(
    elsewhere: Outside, settings: Any, django_assert_num_queries: Any
) -> None:
    here = factories.live_story()
    path = PublishedArticle.objects.get(story_id=here.pk).path
    text = "".join(
        f'<p><a href="{href}">words</a></p>'
        for href in (elsewhere.address, f"{elsewhere.address}/2", f"{settings.SITE_URL}{path}")
    )
    with django_assert_num_queries(2):
        list(dead.dead(text))
    with django_assert_num_queries(0):
        list(dead.dead('<p>No link, but <a href="mailto:ana@example.org">mail</a>.</p>'))


def test_it_can_be_switched_off(elsewhere: Outside, settings: Any) -> None:
    article = submitted(elsewhere.address, f"{settings.SITE_URL}/no-such-section/")
    settings.CHECK_LINKS = False
    assert (checking.see_to(timezone.now()), advised(article), checking.begin(None)) == (0, [], [])
    assert elsewhere.asked == []


def test_what_links_answered_is_forgotten() -> None:
    now = timezone.now()
    reading.ask_for(["https://a.example/", "https://b.example/", "https://c.example/"], now)
    first, second, _ = CheckedLink.objects.order_by("pk")
    for row, days in ((first, 100), (second, 10)):
        CheckedLink.objects.filter(pk=row.pk).update(due=None, checked_at=now - timedelta(days=days))
    assert checking.forget(now) == 1
    assert set(CheckedLink.objects.values_list("host", flat=True)) == {"b.example", "c.example"}
