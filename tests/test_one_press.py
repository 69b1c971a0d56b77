"""One press for all that lies between a saved text and readers: the steps stand in the log as ever."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.acts import correct, moving, offering, one_press, plain_moves, withdraw
from articles.acts.act import Press, Refused
from articles.models import Article, ChangeKind, Edition, PublishedArticle, State, StateChange
from articles.policy import Role
from tests import factories

pytestmark = pytest.mark.django_db
TEXT = "<p>The council has agreed, and the boats leave at seven.</p>"
TYPO = TEXT.replace("council", "counsil")


@pytest.fixture
def ana() -> User:
    return factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),), name="Ana Ruiz")


@pytest.fixture
def live() -> Article:
    article = factories.live_story(body=TYPO)
    article.refresh_from_db()
    return article


def out(article: Article, by: User, **options: Any) -> Edition:
    article.refresh_from_db()
    assert article.revision is not None
    return one_press.bring_out(article.revision, by=by, **options)


def log(article: Article) -> list[tuple[str, str, str]]:
    rows = StateChange.objects.filter(article=article).order_by("pk")
    return [(row.act, row.from_state, row.to_state) for row in rows]


def offered(article: Article, by: User) -> dict[str, bool]:
    article.refresh_from_db()
    return {one.act.name: one.is_open for one in offering.options(Article.objects.get(pk=article.pk), by)}


def test_a_change_of_a_live_story_is_taken_approved_and_published_at_once(live: Article, ana: User) -> None:
    factories.edit(live, factories.user(Role.REPORTER), body=TEXT)
    before = len(log(live))
    edition = out(live, ana, kind=ChangeKind.MINOR)
    assert log(live)[before:] == [
        ("take", "draft", "in_edit"),
        ("approve", "in_edit", "ready"),
        ("publish", "ready", "draft"),
    ]
    assert {row.by for row in StateChange.objects.filter(article=live).order_by("pk")[before:]} == {ana}
    live.refresh_from_db()
    assert (edition.kind, edition.revision_id, live.state) == ("minor", live.revision_id, State.DRAFT)
    assert "council" in PublishedArticle.objects.get(story_id=live.pk).body
    assert not live.has_unpublished_changes


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("submitted", ["approve", "publish"]),
        ("in_edit", ["approve", "publish"]),
        ("ready", ["approve", "publish"]),
    ],
)
def test_only_the_steps_that_are_lacking_are_done(state: str, steps: list[str], ana: User) -> None:
    article = factories.story()
    moving.move(plain_moves.SUBMIT, article, by=article.created_by)
    if state != "submitted":
        moving.move(plain_moves.TAKE, article, by=ana)
    if state == "ready":
        factories.ready(article, ana)
        factories.edit(article, ana, kicker="Newer")
    before = len(log(article))
    assert out(article, factories.chief()).kind == ChangeKind.FIRST
    assert [name for name, _, _ in log(article)[before:]] == steps


def test_it_can_be_a_correction_and_needs_the_note_then(live: Article, ana: User) -> None:
    factories.edit(live, factories.user(Role.REPORTER), body=TEXT.replace("seven", "eight"))
    with pytest.raises(Refused, match="Say something in the note"):
        out(live, ana, kind=ChangeKind.CORRECTION)
    assert log(live)[-1][0] == "publish"
    edition = out(live, ana, kind=ChangeKind.CORRECTION, note="They leave at eight.", is_serious=True)
    assert (edition.kind, edition.correction.text, edition.correction.is_serious) == (
        "correction",
        "They leave at eight.",
        True,
    )
    assert log(live)[-1] == (correct.ACT.name, "ready", "draft")


def test_the_same_press_counts_once_and_its_key_is_good_for_nothing_else(live: Article, ana: User) -> None:
    factories.edit(live, factories.user(Role.REPORTER), body=TEXT)
    key = uuid.uuid4()
    first = out(live, ana, key=key, note="So.")
    lines = log(live)
    assert out(live, ana, key=key, note="So.") == first
    assert log(live) == lines
    with pytest.raises(Refused, match="used before"):
        out(live, ana, key=key, note="Otherwise.")
    other = factories.live_story()
    factories.edit(other, factories.user(Role.REPORTER), body=TEXT)
    with pytest.raises(Refused, match="used before"):
        out(other, ana, key=key)
    assert log(other)[-1][0] == "publish"


def test_nothing_is_done_where_one_step_is_refused(live: Article, ana: User) -> None:
    """A story without its headline is neither taken nor approved."""
    factories.edit(live, factories.user(Role.REPORTER), headline="")
    lines = log(live)
    with pytest.raises(Refused, match="It has no headline"):
        out(live, ana)
    live.refresh_from_db()
    assert (log(live), live.state, live.editions.count()) == (lines, State.DRAFT, 1)


def test_a_story_that_was_withdrawn_since_is_not_put_back_by_a_press_for_its_change(
    live: Article, ana: User
) -> None:
    """Nor does the press that is for a first publication change a story that is live by now."""
    factories.edit(live, factories.user(Role.REPORTER), body=TEXT)
    press = Press(Article.objects.get(pk=live.pk), live.revision, ana, kind=ChangeKind.UPDATE)
    withdraw.withdraw(live, by=factories.chief())
    with pytest.raises(Refused, match="The story is not live"):
        moving.carry_out(one_press.CHANGE, press)
    assert not PublishedArticle.objects.exists()
    assert log(live)[-1][0] == "withdraw"
    other = factories.story(body=TYPO)
    moving.move(plain_moves.SUBMIT, other, by=other.created_by)
    press = Press(Article.objects.get(pk=other.pk), other.revision, ana)
    factories.publish(other)
    factories.edit(other, factories.user(Role.REPORTER), body=TEXT)
    moving.move(plain_moves.SUBMIT, other, by=other.created_by)
    with pytest.raises(Refused, match="The story is live"):
        moving.carry_out(one_press.APPROVE_AND_PUBLISH, replace(press, revision=other.revision))
    assert other.editions.count() == 1


def test_two_people_are_needed_and_the_button_is_not_there(live: Article, ana: User) -> None:
    factories.edit(live, ana, body=TEXT)
    assert "publish_change" not in offered(live, ana)
    assert offered(live, factories.chief())["publish_change"]
    with pytest.raises(Refused, match="somebody else must approve it"):
        out(live, ana)


def test_where_the_newsroom_says_so_one_person_publishes_spelling_alone(
    live: Article, ana: User, settings: Any
) -> None:
    settings.SPELLING_BY_ONE_PERSON = True
    factories.edit(live, ana, body=TEXT)
    assert offered(live, ana)["publish_change"]
    out(live, ana, kind=ChangeKind.MINOR)
    factories.edit(live, ana, body=TEXT.replace("seven", "eight"))
    assert "publish_change" not in offered(live, ana)
    with pytest.raises(Refused, match="somebody else must approve it"):
        out(live, ana)
    unseen = factories.story(ana, body=TEXT)
    moving.move(plain_moves.TAKE, unseen, by=ana)
    with pytest.raises(Refused, match="You are its only author"):
        out(unseen, ana)


def test_without_a_change_the_button_waits_for_words(live: Article, ana: User) -> None:
    [option] = [one for one in offering.options(live, ana) if one.act is one_press.CHANGE]
    assert (option.is_open, option.asks_for_words, option.reasons) == (
        False,
        True,
        ("Readers already have this revision.",),
    )


@pytest.mark.parametrize("role", [Role.REPORTER, Role.COPY_EDITOR, Role.PICTURE_EDITOR, Role.WIRE_DESK])
def test_whoever_may_not_publish_is_not_offered_it(live: Article, role: Role) -> None:
    factories.edit(live, factories.user(Role.REPORTER), body=TEXT)
    person = factories.user(role, sections=(factories.section("City"),))
    assert "publish_change" not in offered(live, person)
    with pytest.raises(Refused):
        out(live, person)
