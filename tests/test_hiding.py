"""Hiding a line of “What changed”: gone for readers, kept at the desk with a name and a reason, and undone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.acts import correct, hide_line, republish, withdraw
from articles.acts.act import Refused
from articles.models import Article, Edition, HistoryHiding, PublishedArticle
from articles.policy import Role
from articles.publishing import public_rows
from tests import factories

pytestmark = pytest.mark.django_db
NOTE = "Takes out the address of the witness."


@pytest.fixture
def article() -> Article:
    """Published, updated twice, corrected once; the first update's note says too much."""
    made = factories.live_story(slug="night-ferry")
    for note in (NOTE, "Adds the second vote."):
        factories.edit(made, factories.chief(), standfirst=note[::-1])
        factories.publish(made, note=note)
    correct.correct(made.live_edition.revision, text="It was nine, not ten.", by=factories.chief())
    made.refresh_from_db()
    return made


def edition(article: Article, number: int = 2) -> Edition:
    return article.editions.get(number=number)


def told(article: Article) -> list[str]:
    """“What changed” as readers have it, without times."""
    page = Client().get(PublishedArticle.objects.get(story_id=article.pk).path).content.decode()
    history = re.search(r'<details class="history">.*?</details>', page, flags=re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", history[0], flags=re.DOTALL) if history else []
    timeless = (re.sub(r"<time.*?</time>", "", item) for item in items)
    return [" ".join(re.sub(r"<[^>]*>", " ", item).split()) for item in timeless]


EVERYTHING = [
    "Correction It was nine, not ten.",
    "Updated Adds the second vote.",
    f"Updated {NOTE}",
    "Published",
]
WITHOUT = [line for line in EVERYTHING if NOTE not in line]


def desk_of(role: Role, **where) -> Client:
    client = Client()
    client.force_login(factories.user(role, **where))
    return client


def address(article: Article, act: str, number: int = 2) -> str:
    return reverse(f"admin:articles_article_{act}", args=[article.pk, number])


def log(client: Client, article: Article) -> str:
    return client.get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()


def words(page: str) -> list[str]:
    found = re.findall(r'<div class="log-words">\s*(.*?)</div>', page, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in found]


def test_an_editor_hides_a_line_and_shows_it_again(article: Article) -> None:
    emil = factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),), name="Emil Arrante")
    desk = Client()
    desk.force_login(emil)
    assert told(article) == EVERYTHING
    assert address(article, "hide") in log(desk, article)
    asked = desk.get(address(article, "hide")).content.decode()
    assert NOTE in asked
    answer = desk.post(address(article, "hide"), {"reason": "It names her street."}, follow=True)
    page = answer.content.decode()
    assert "Readers are not shown this line any more." in page
    assert words(page)[0] == (
        f"Emil Arrante hid the line “{NOTE}” from readers Edition 2 It names her street."
    )
    assert [line for line in words(page) if "Hidden from readers" in line] == [
        f"Editor-in-chief {line} published revision 2 as an update Edition 2 Hidden from readers {NOTE}"
        for line in [factories.chief().last_name]
    ]
    assert told(article) == WITHOUT

    page = desk.post(address(article, "show"), follow=True).content.decode()
    assert words(page)[0] == f"Emil Arrante showed readers the line “{NOTE}” again Edition 2"
    assert told(article) == EVERYTHING
    assert [(row.is_hidden, row.by, row.reason) for row in HistoryHiding.objects.order_by("pk")] == [
        (True, emil, "It names her street."),
        (False, emil, ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_times_stay_true_and_the_public_row_is_the_one_the_ledger_gives(article: Article) -> None:
    before = PublishedArticle.objects.get(story_id=article.pk)
    for number in (2, 3):
        hide_line.hide(edition(article, number), by=factories.chief(), reason="Too much.")
    after = PublishedArticle.objects.get(story_id=article.pk)
    assert (after.published_at, after.updated_at, after.modified_at) == (
        before.published_at,
        before.updated_at,
        before.modified_at,
    )
    assert after.pk == before.pk
    assert [row.edition_number for row in after.changes.all()] == [4, 1]
    call_command("rebuild_published", "--check", "--no-progress")


def test_a_hidden_line_stays_hidden_when_the_story_goes_on(article: Article) -> None:
    hide_line.hide(edition(article), by=factories.chief(), reason="Too much.")
    factories.edit(article, factories.chief(), kicker="Harbour")
    factories.publish(article, note="Adds a kicker.")
    assert told(article) == ["Updated Adds a kicker.", *WITHOUT]
    withdraw.withdraw(article, by=factories.chief())
    hide_line.hide(edition(article, 3), by=factories.chief(), reason="That one too.")
    republish.republish(article, by=factories.chief())
    assert told(article) == [
        "Updated",
        "Updated Adds a kicker.",
        "Correction It was nine, not ten.",
        "Published",
    ]


def test_with_its_only_update_hidden_a_story_has_nothing_to_tell() -> None:
    article = factories.live_story()
    factories.edit(article, factories.chief(), kicker="Harbour")
    factories.publish(article)
    hide_line.hide(edition(article), by=factories.chief(), reason="A slip of the finger.")
    page = Client().get(PublishedArticle.objects.get(story_id=article.pk).path).content.decode()
    assert "What changed in this story" not in page
    assert 'class="updated"' in page


def test_the_preview_of_the_next_version_shows_what_readers_will_get(article: Article) -> None:
    hide_line.hide(edition(article), by=factories.chief(), reason="Too much.")
    desk = Client()
    desk.force_login(factories.chief())
    page = desk.get(reverse("admin:articles_article_preview", args=[article.pk])).content.decode()
    assert "Adds the second vote." in page
    assert NOTE not in page


@pytest.mark.parametrize(
    ("number", "why"),
    [(1, "first published"), (4, "Readers are owed corrections"), (5, "Readers are not told of this")],
)
def test_what_readers_are_owed_cannot_be_hidden(article: Article, number: int, why: str) -> None:
    factories.edit(article, factories.chief(), kicker="Harbour")
    factories.publish(article, kind="minor")
    desk = Client()
    desk.force_login(factories.chief())
    assert address(article, "hide", number) not in log(desk, article)
    page = desk.get(address(article, "hide", number)).content.decode()
    assert why in page
    answer = desk.post(address(article, "hide", number), {"reason": "No."})
    assert answer.status_code == 409
    assert why in answer.content.decode()
    with pytest.raises(Refused, match=why):
        hide_line.hide(edition(article, number), by=factories.chief(), reason="No.")
    assert not HistoryHiding.objects.exists()
    assert told(article) == EVERYTHING


@pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 301])
def test_a_line_is_hidden_for_a_reason(article: Article, reason: str) -> None:
    desk = Client()
    desk.force_login(factories.chief())
    assert desk.post(address(article, "hide"), {"reason": reason}).status_code in {200, 409}
    assert told(article) == EVERYTHING


def test_hidden_twice_is_hidden_once_and_never_hidden_is_not_shown_again(article: Article) -> None:
    with pytest.raises(Refused, match="never hidden"):
        hide_line.show(edition(article), by=factories.chief())
    now = timezone.now()
    first = hide_line.hide(edition(article), by=factories.chief(), reason="Too much.", now=now)
    again = hide_line.hide(
        edition(article), by=factories.chief(), reason="Much.", now=now + timedelta(minutes=1)
    )
    assert again == first
    assert HistoryHiding.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "section", "status"),
    [
        (Role.SECTION_EDITOR, "Sport", 404),
        (Role.COPY_EDITOR, "City", 403),
        (Role.PICTURE_EDITOR, "City", 403),
        (Role.REPORTER, "City", 404),
        (Role.ADMIN, "City", 404),
    ],
)
def test_who_may_not_publish_in_the_section_hides_nothing(
    article: Article, role: Role, section: str, status: int
) -> None:
    desk = desk_of(role, sections=(factories.section(section),))
    for act in ("hide", "show"):
        assert desk.post(address(article, act), {"reason": "Because."}).status_code == status
    page = desk.get(reverse("admin:articles_article_history", args=[article.pk]))
    assert address(article, "hide") not in page.content.decode()
    somebody = factories.user(role, sections=(factories.section(section),))
    with pytest.raises(Refused):
        hide_line.hide(edition(article), by=somebody, reason="Because.")
    assert told(article) == EVERYTHING


def test_a_line_of_another_story_is_not_found(article: Article) -> None:
    desk = Client()
    desk.force_login(factories.chief())
    for number in (9, 10**30):
        assert desk.post(address(article, "hide", number), {"reason": "Because."}).status_code == 404


def test_the_record_of_hidden_lines_cannot_be_rewritten(article: Article) -> None:
    row = hide_line.hide(edition(article), by=factories.chief(), reason="Too much.")
    rows = HistoryHiding.objects.filter(pk=row.pk)
    for act in (lambda: rows.update(reason="Another."), lambda: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        HistoryHiding.objects.create(edition=row.edition, is_hidden=True, by=row.by, at=row.at, reason="")


def test_a_refresh_that_fails_leaves_neither_half(article: Article, monkeypatch) -> None:
    def fails(*_, **__) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(public_rows, "write", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        hide_line.hide(edition(article), by=factories.chief(), reason="Too much.")
    assert not HistoryHiding.objects.exists()
    assert told(article) == EVERYTHING
