"""Writing at the desk: what is typed is kept, whoever else is there, and becomes a revision in the end."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.acts import moving, plain_moves
from articles.desk import sittings
from articles.models import Article, Autosave, Sitting
from articles.policy import Role
from articles.writing import saving
from tests import factories
from tests.desk_forms import as_typed, at_the_desk, typed

pytestmark = pytest.mark.django_db


class Editor:
    """Somebody with the form of a story open in one tab."""

    def __init__(self, user: User, article: Article) -> None:
        self.user, self.article = user, article
        self.client = at_the_desk(user)
        self.sitting = uuid.uuid4()
        self.number = 0
        self.form = as_typed(article)

    def address(self, name: str) -> str:
        return reverse(f"admin:articles_article_{name}", args=[self.article.pk])

    def send(self, name: str, **extra: Any) -> Any:
        return self.client.post(self.address(name), self.form | {"sitting": self.sitting} | extra)

    def types(self, **fields: Any) -> Any:
        self.form |= fields
        self.number += 1
        return self.send("autosave", number=self.number)

    def presence(self) -> dict[str, Any]:
        return self.send("presence", doing="standfirst").json()

    def saves(self, **fields: Any) -> Any:
        self.form |= fields
        return self.client.post(self.address("change"), self.form | {"sitting": self.sitting})


@pytest.fixture
def article() -> Article:
    return factories.story(headline="Base", standfirst="Base", body="<p>One.</p><p>Two.</p>", bylines=())


@pytest.fixture
def ana(article: Article) -> Editor:
    return Editor(factories.user(Role.EDITOR_IN_CHIEF, name="Ana Ruiz"), article)


@pytest.fixture
def bea(article: Article) -> Editor:
    return Editor(factories.user(Role.EDITOR_IN_CHIEF, name="Bea Sol"), article)


def later(**time: float) -> Any:
    return timezone.now() + timedelta(**time)


def test_an_autosave_is_acknowledged_and_changes_nothing_else(article: Article, ana: Editor) -> None:
    answer = ana.types(headline="Typed so far")
    assert (answer.status_code, answer.json()["number"], answer.json()["newest"]) == (200, 1, 1)
    article.refresh_from_db()
    assert (article.headline, article.revisions.count()) == ("Base", 1)
    assert Autosave.objects.get().typed["headline"] == ["Typed so far"]


def test_the_same_autosave_sent_twice_is_one(ana: Editor) -> None:
    ana.types(headline="First")
    assert ana.send("autosave", number=1).status_code == 200
    assert Autosave.objects.count() == 1


def test_an_autosave_that_comes_late_does_not_open_again_what_was_saved(
    article: Article, ana: Editor
) -> None:
    first = ana.form | {"headline": "First", "sitting": ana.sitting, "number": 1}
    ana.number = 1  # on its way
    ana.types(headline="Second")
    ana.saves(headline="Second")
    for _ in range(2):
        assert ana.client.post(ana.address("autosave"), first).status_code == 200
    assert Sitting.objects.get().settled_at is not None
    assert [row.typed["headline"] for row in Autosave.objects.all()] == [["Second"], ["First"]]


def test_another_text_under_a_number_that_is_taken_is_kept_too(article: Article, ana: Editor) -> None:
    ana.types(headline="First")
    ana.types(headline="Second")
    ana.number = 0  # a page that came back refused, and could not ask how far it had counted
    ana.types(headline="Third")
    assert ana.send("leave").json()["revision"] == 2
    article.refresh_from_db()
    assert article.headline == "Third"


def test_leaving_makes_a_revision_of_what_was_typed(article: Article, ana: Editor) -> None:
    ana.types(headline="Typed")
    ana.form |= {"standfirst": "The last words"}
    answer = ana.send("leave", number=2).json()
    article.refresh_from_db()
    assert (answer["revision"], article.headline, article.standfirst) == (2, "Typed", "The last words")
    assert article.revision.author == ana.user
    assert Sitting.objects.get().settled_at is not None


def test_leaving_without_a_change_makes_no_revision(article: Article, ana: Editor) -> None:
    assert ana.send("leave", number=1).json()["revision"] is None
    assert article.revisions.count() == 1


def test_an_autosave_never_collides_with_its_author_s_own_save(article: Article, ana: Editor) -> None:
    ana.types(headline="Typed")
    ana.saves(headline="Saved")
    assert Sitting.objects.get().settled_at is not None
    assert sittings.settle_left_behind(now=later(hours=1)) == 0
    article.refresh_from_db()
    assert (article.headline, article.revisions.count()) == ("Saved", 2)


@pytest.mark.parametrize("gone_for", [{"minutes": 4}, {"minutes": 11}])
def test_the_next_visitor_settles_what_was_left_behind(
    article: Article, ana: Editor, bea: Editor, gone_for: dict[str, int]
) -> None:
    ana.presence()
    ana.types(headline="Before the lid was closed")
    Sitting.objects.update(seen_at=factories.earlier(**gone_for), typed_at=factories.earlier(**gone_for))
    assert bea.presence()["newest"] == 2
    article.refresh_from_db()
    assert (article.headline, article.revision.author) == ("Before the lid was closed", ana.user)


def test_text_left_behind_merges_with_what_was_saved_meanwhile(
    article: Article, ana: Editor, bea: Editor
) -> None:
    ana.types(body="<p>One, by Ana.</p><p>Two.</p>")
    bea.saves(body="<p>One.</p><p>Two, by Bea.</p>")
    sittings.settle_left_behind(now=later(minutes=20))
    article.refresh_from_db()
    assert article.body == "<p>One, by Ana.</p><p>Two, by Bea.</p>"


def test_one_sitting_that_cannot_be_settled_keeps_nobody_waiting(
    article: Article,
    ana: Editor,
    bea: Editor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def save(*arguments: Any, by: User, **more: Any) -> saving.Saved:
        if by == ana.user:
            raise RuntimeError("Nobody thought of this.")
        return as_ever(*arguments, by=by, **more)

    as_ever = saving.save
    ana.types(headline="By Ana")
    bea.types(kicker="By Bea")
    with monkeypatch.context() as broken:
        broken.setattr(saving, "save", save)
        assert sittings.settle_left_behind(now=later(minutes=20)) == 1
    assert "its text stays in its autosaves" in caplog.text
    assert sittings.settle_left_behind(now=later(minutes=21)) == 1
    article.refresh_from_db()
    assert (article.headline, article.kicker) == ("By Ana", "By Bea")


def test_text_left_behind_that_collides_waits_for_its_author(
    article: Article, ana: Editor, bea: Editor
) -> None:
    ana.types(headline="Ana’s")
    bea.saves(headline="Bea’s")
    sittings.settle_left_behind(now=later(minutes=20))
    article.refresh_from_db()
    assert article.headline == "Bea’s"
    old, ana.sitting = ana.sitting, uuid.uuid4()
    (waiting,) = ana.presence()["unsaved"]
    assert waiting["sitting"] == str(old)
    assert bea.presence()["unsaved"] == []
    address = reverse("admin:articles_article_typed", args=[article.pk, old])
    assert ana.client.get(address).json()["typed"]["headline"] == ["Ana’s"]
    assert bea.client.get(address).json() == {"typed": None}
    assert ana.client.post(address, {"let_go": "1"}).json() == {"closed": True}
    assert ana.presence()["unsaved"] == []


def test_text_that_does_not_pass_the_form_s_checks_waits_for_its_author(
    article: Article, ana: Editor
) -> None:
    ana.types(headline="x" * 6000)
    sittings.settle_left_behind(now=later(minutes=20))
    assert article.revisions.count() == 1
    assert len(sittings.unsaved_of(ana.user, article)) == 1


def test_text_of_a_reporter_whose_story_moved_on_is_kept(article: Article) -> None:
    ines = Editor(article.created_by, article)
    ines.types(headline="Typed before it was taken")
    moving.move(plain_moves.TAKE, article, by=factories.chief())
    assert ines.types(headline="Typed after").status_code == 403
    sittings.settle_left_behind(now=later(minutes=20))
    article.refresh_from_db()
    assert article.headline == "Base"
    assert Autosave.objects.get().typed["headline"] == ["Typed before it was taken"]
    assert len(sittings.unsaved_of(article.created_by, article)) == 1


def test_others_see_who_is_here_and_at_what(ana: Editor, bea: Editor) -> None:
    assert ana.presence()["others"] == []
    seen = bea.presence()
    assert [(other["name"], other["doing"], other["leads"]) for other in seen["others"]] == [
        ("Ana Ruiz", "standfirst", True)
    ]
    assert (ana.presence()["leads"], seen["leads"]) == (True, False)


@pytest.mark.parametrize("reads", ["looks at the page", "may not edit"])
def test_who_only_reads_stands_in_nobodys_way(article: Article, ana: Editor, reads: str) -> None:
    """Nobody is offered to take over from a reader; who is here is still said."""
    reader = Editor(
        factories.user(Role.PICTURE_EDITOR if reads == "may not edit" else Role.EDITOR_IN_CHIEF), article
    )
    if reads == "may not edit":
        moving.move(plain_moves.SPIKE, article, by=factories.chief(), note="No.")
    reader.send("presence", doing="" if reads == "looks at the page" else "headline")
    seen = ana.send("presence", doing="headline").json()
    assert [(other["doing"], other["leads"]) for other in seen["others"]] == [("", False)]
    assert seen["leads"] is (reads == "looks at the page")


def test_who_begins_to_write_leads_and_goes_on_leading(ana: Editor, bea: Editor) -> None:
    ana.send("presence", doing="")
    bea.types(headline="Bea writes")
    assert bea.send("presence", doing="").json()["leads"]
    assert ana.presence()["leads"] is False


# A story that was begun and cleared again


def begun(ines: User, **fields: Any) -> Editor:
    """Somebody at a new story that the browser has begun."""
    editor = Editor.__new__(Editor)
    editor.user, editor.client, editor.sitting, editor.number = ines, at_the_desk(ines), uuid.uuid4(), 1
    editor.form = typed(**({"headline": "Night boat", "body": ""} | fields))
    editor.client.post(
        reverse("admin:articles_article_begin"), editor.form | {"sitting": editor.sitting, "number": 1}
    )
    editor.article = Article.objects.get(created_by=ines)
    return editor


def test_a_new_story_that_was_cleared_again_does_not_stay() -> None:
    ines = begun(factories.user(Role.REPORTER))
    ines.types(headline="")
    ines.send("leave", number=3)
    assert Article.objects.exists()  # the page goes on, as after ten idle minutes
    ines.send("leave", number=4, goodbye="1")
    assert not Article.objects.exists()


def test_a_cleared_story_left_behind_goes_once_nobody_is_there() -> None:
    ines = begun(factories.user(Role.REPORTER))
    ines.types(headline="  ", body="<p></p>")
    sittings.settle_left_behind(now=later(minutes=2))
    assert Article.objects.exists()
    sittings.settle_left_behind(now=later(minutes=5))
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "left",
    [{"standfirst": "A vote."}, {"slugline": "boat"}, {"desk_note": "Call the union."}, {"body": "<hr>"}],
)
def test_a_new_story_of_which_anything_is_left_stays(left: dict[str, str]) -> None:
    ines = begun(factories.user(Role.REPORTER))
    ines.types(headline="", **left, **{f"initial-{name}": "" for name in left})
    ines.send("leave", number=3, goodbye="1")
    assert Article.objects.get().revision is not None


def test_a_cleared_story_stays_while_a_second_window_is_at_it() -> None:
    ines = begun(factories.user(Role.REPORTER))
    ines.client.post(ines.address("presence"), {"sitting": uuid.uuid4(), "doing": ""})
    ines.types(headline="")
    ines.send("leave", number=3, goodbye="1")
    assert Article.objects.exists()


def test_saving_a_new_story_that_says_nothing_is_refused() -> None:
    ines = at_the_desk(factories.user(Role.REPORTER))
    response = ines.post(reverse("admin:articles_article_add"), typed(headline="", body=""))
    assert "Nothing is written yet, so there is nothing to save." in response.content.decode()
    assert not Article.objects.exists()


def test_a_closed_lid_frees_the_story_within_three_minutes(ana: Editor, bea: Editor) -> None:
    ana.presence()
    Sitting.objects.filter(pk=ana.sitting).update(seen_at=factories.earlier(minutes=3, seconds=1))
    assert bea.presence()["leads"]
    assert ana.presence()["leads"] is False


@pytest.mark.django_db(transaction=True)
def test_of_many_who_come_at_once_one_leads(article: Article) -> None:
    now = timezone.now()
    people = [factories.user(Role.EDITOR_IN_CHIEF) for _ in range(5)]
    came = [sittings.opened(article, user, uuid.uuid4(), now=now) for user in people]
    at_once = Barrier(len(came), timeout=10)

    def come(sitting: Sitting) -> bool:
        try:
            at_once.wait()
            sittings.sign(sitting, now=now, doing="headline")
            return sitting.leads
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(came)) as together:
        assert sorted(together.map(come, came)) == [False] * 4 + [True]
    assert Sitting.objects.filter(leads=True).count() == 1


def test_taking_over_keeps_the_other_s_text_as_a_revision(article: Article, ana: Editor, bea: Editor) -> None:
    ana.presence()
    ana.types(headline="Ana’s, unsaved")
    bea.presence()
    assert bea.send("takeover").json() == {"leads": True, "newest": 2}
    article.refresh_from_db()
    assert (article.headline, article.revision.author) == ("Ana’s, unsaved", ana.user)
    assert ana.presence()["leads"] is False


def test_whoever_writes_on_after_a_take_over_does_not_collide_with_themselves(
    article: Article, ana: Editor, bea: Editor
) -> None:
    ana.presence()
    ana.types(headline="Ana’s")
    bea.presence()
    bea.send("takeover")
    bea.form = as_typed(Article.objects.get())
    bea.saves(standfirst="Bea’s")
    assert ana.types(headline="Ana’s, and on").json()["became"] == 2
    assert ana.send("leave").json()["revision"] == 4
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Ana’s, and on", "Bea’s")


def test_a_page_learns_that_its_text_has_become_a_revision(ana: Editor, bea: Editor) -> None:
    ana.presence()
    ana.types(headline="Ana’s")
    assert ana.presence()["became"] is None
    bea.send("takeover")
    assert ana.presence()["became"] == 2
    assert bea.presence()["became"] is None
    address = reverse("admin:articles_article_typed", args=[ana.article.pk, ana.sitting])
    assert ana.client.get(address).json()["became"] == 2


def test_a_late_save_of_the_old_holder_merges(article: Article, ana: Editor, bea: Editor) -> None:
    ana.presence()
    bea.presence()
    bea.send("takeover")
    bea.saves(headline="Bea’s")
    assert ana.saves(standfirst="Ana’s, late").status_code == 302
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Bea’s", "Ana’s, late")


def test_a_new_story_begins_with_its_first_autosave() -> None:
    ines = factories.user(Role.REPORTER)
    client, sitting = at_the_desk(ines), uuid.uuid4()
    fields = typed(headline="Just begun", sitting=sitting)
    first = client.post(reverse("admin:articles_article_begin"), fields)
    again = client.post(reverse("admin:articles_article_begin"), fields)
    article = Article.objects.get()
    assert (first.status_code, again.json()) == (201, first.json())
    assert first.json()["change"] == reverse("admin:articles_article_change", args=[article.pk])
    sittings.settle_left_behind(now=later(minutes=20))
    article.refresh_from_db()
    assert (article.headline, article.revision.number) == ("Just begun", 1)


def test_a_sitting_belongs_to_one_person_and_one_story(article: Article, ana: Editor, bea: Editor) -> None:
    ana.types(headline="Ana’s")
    bea.sitting = ana.sitting
    assert bea.types(headline="Forged").status_code == 403
    assert Autosave.objects.get().typed["headline"] == ["Ana’s"]


@pytest.mark.parametrize(
    "wrong",
    [{"sitting": "no number"}, {"sitting": ""}, {"number": "-1"}, {"number": "x"}, {"number": "9" * 12}],
)
def test_a_broken_autosave_is_refused_and_nothing_is_written(ana: Editor, wrong: dict[str, str]) -> None:
    answer = ana.client.post(
        ana.address("autosave"), ana.form | {"sitting": ana.sitting, "number": 1} | wrong
    )
    assert answer.status_code == 400
    assert not Autosave.objects.exists()


def test_a_stranger_cannot_autosave(article: Article, ana: Editor) -> None:
    ana.client = Client()
    assert ana.types(headline="Forged").status_code == 302
    assert not Sitting.objects.exists()


def test_settled_text_is_pruned_after_a_month_and_no_other(ana: Editor, bea: Editor) -> None:
    ana.types(headline="Ana’s")
    ana.send("leave", number=2)
    bea.types(standfirst="Bea’s")
    assert sittings.tidy(now=later(days=29)) == 0
    assert sittings.tidy(now=later(days=31)) == 2
    assert Autosave.objects.get().sitting.user == bea.user


def test_autosaving_asks_the_database_little(ana: Editor, django_assert_max_num_queries) -> None:
    ana.types(headline="Warm")
    with django_assert_max_num_queries(10):
        ana.types(headline="Again")
