"""Saving: every change is a revision, the chain of hashes holds, and no save overwrites another's text."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from articles.acts import moving, plain_moves, publish
from articles.acts.act import Refused
from articles.models import Article, Edition, PublishedArticle, Revision, StateChange, Story, content
from articles.models.story import CONTENT_FIELDS
from articles.records import append_only, revision_chain
from articles.writing import saving
from tests import factories


def with_fields(before: content.Content, **fields: object) -> content.Content:
    return content.Content({**before.fields, **fields}, before.bylines, before.topics, before.sources)


@pytest.mark.django_db
def test_every_content_field_is_carried_by_working_copy_revision_and_public_row() -> None:
    names = {field.name for field in Story._meta.local_fields}
    for model in (Article, Revision, PublishedArticle):
        assert names <= {field.name for field in model._meta.concrete_fields}
    relations = set(content.RELATIONS)
    assert relations <= {field.name for field in Revision._meta.get_fields()}
    assert relations <= {field.name for field in Article._meta.get_fields()}
    assert len(CONTENT_FIELDS) == len(names)


@pytest.mark.django_db
def test_a_revision_holds_all_that_the_working_copy_held() -> None:
    image = factories.picture()
    article = factories.story(
        kicker="Harbour",
        lead_picture=image,
        lead_caption="This use",
        topics=(factories.topic("Ferries"), factories.topic("Budget")),
        sources=((factories.agency(), "inputs"),),
        bylines=(factories.reporter(), "The Courier’s data desk"),
        no_advertisements=True,
    )
    assert content.of_revision(article.revision) == content.of_article(article)


@pytest.mark.django_db
def test_a_save_with_nothing_changed_makes_no_revision() -> None:
    article = factories.story()
    assert saving.record(article, by=article.created_by) is None
    assert article.revisions.count() == 1


@pytest.mark.django_db
def test_the_history_says_in_words_what_changed() -> None:
    article = factories.story(body="<p>One.</p><p>Two.</p><p>Three.</p>")
    factories.edit(
        article, factories.chief(), headline="New", body="<p>One.</p><p>Two!</p><p>Three.</p><p>Four.</p>"
    )
    assert article.revision.changed == ["headline", "2 paragraphs"]


@pytest.mark.django_db
def test_a_save_from_an_old_base_that_collides_writes_nothing_and_asks() -> None:
    article = factories.story(headline="Base")
    mine = with_fields(content.of_article(article), headline="Mine")
    factories.edit(article, factories.chief(), headline="Hers")
    with pytest.raises(saving.Collision, match="saved revision 2") as collision:
        saving.save(article.pk, mine, base=1, by=article.created_by)
    (question,) = collision.value.merged.questions
    assert (question.name, question.mine, question.theirs) == ("headline", "Mine", "Hers")
    article.refresh_from_db()
    assert (article.headline, article.revisions.count()) == ("Hers", 2)
    answers = saving.Answers(collision.value.merged.asked, choices=["both"])
    saving.save(article.pk, mine, base=1, by=article.created_by, answers=answers)
    article.refresh_from_db()
    assert article.headline == "Hers Mine"


@pytest.mark.django_db
def test_answers_to_a_question_that_has_changed_since_are_asked_again() -> None:
    article = factories.story(headline="Base")
    mine = with_fields(content.of_article(article), headline="Mine")
    factories.edit(article, factories.chief(), headline="Hers")
    with pytest.raises(saving.Collision) as first:
        saving.save(article.pk, mine, base=1, by=article.created_by)
    answers = saving.Answers(first.value.merged.asked, ["mine"])
    factories.edit(article, factories.chief(), headline="Hers again")
    with pytest.raises(saving.Collision, match="saved revision 3"):
        saving.save(article.pk, mine, base=1, by=article.created_by, answers=answers)


@pytest.mark.django_db
def test_an_answer_is_never_given_to_another_question_than_was_read() -> None:
    article = factories.story(headline="Base", standfirst="Base")
    by = article.created_by
    headline = with_fields(content.of_article(article), headline="Mine")
    standfirst = with_fields(content.of_article(article), standfirst="Mine")
    factories.edit(article, factories.chief(), headline="Hers", standfirst="Hers")
    with pytest.raises(saving.Collision) as first:
        saving.save(article.pk, headline, base=1, by=by)
    answers = saving.Answers(first.value.merged.asked, ["theirs"])
    with pytest.raises(saving.Collision):
        saving.save(article.pk, standfirst, base=1, by=by, answers=answers)


@pytest.mark.django_db
def test_a_save_from_an_old_base_merges_what_does_not_collide() -> None:
    article = factories.story(headline="Base", standfirst="Base")
    mine = with_fields(content.of_article(article), standfirst="Mine")
    factories.edit(article, factories.chief(), headline="Hers")
    saved = saving.save(article.pk, mine, base=1, by=article.created_by)
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Hers", "Mine")
    assert (saved.revision.number, saved.revision.base.number) == (3, 1)


@pytest.mark.django_db
def test_an_old_revision_comes_back_as_a_new_one() -> None:
    article = factories.story(headline="First", topics=(factories.topic("Ferries"),))
    first = article.revision
    factories.edit(article, factories.chief(), headline="Second")
    article.topics.clear()
    saving.record(article, by=factories.chief())
    restored = saving.restore(first, base=3, by=factories.chief()).revision
    article.refresh_from_db()
    assert (restored.number, restored.note, article.headline) == (4, "Restored from revision 1", "First")
    assert [topic.name for topic in article.topics.all()] == ["Ferries"]
    assert content.of_revision(restored) == content.of_revision(first)


@pytest.mark.django_db
def test_a_version_that_names_a_deleted_topic_comes_back_without_it() -> None:
    ferries, budget = factories.topic("Ferries"), factories.topic("Budget")
    article = factories.story(headline="First", topics=(ferries, budget))
    first = article.revision
    mine = content.of_article(article)
    saving.save(article.pk, content.Content(mine.fields, mine.bylines), base=1, by=factories.chief())
    budget.delete()
    saving.restore(first, base=2, by=factories.chief())
    article.refresh_from_db()
    assert [topic.name for topic in article.topics.all()] == ["Ferries"]
    assert revision_chain.first_broken_link(article) is None


@pytest.mark.django_db
def test_the_chain_of_hashes_shows_tampering(capsys) -> None:
    article = factories.story()
    for number in range(3):
        factories.edit(article, factories.chief(), headline=f"Headline {number}")
    call_command("verify_history", "--no-progress")
    with append_only.suspended(connection):
        Revision.objects.filter(article=article, number=2).update(headline="Never said")
    with pytest.raises(CommandError, match="1 stories"):
        call_command("verify_history", "--no-progress")
    assert f"Story {article.pk}: revision 2" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Revision, Edition, StateChange])
def test_the_database_refuses_to_rewrite_the_record(model) -> None:
    factories.live_story()
    for act in (
        lambda rows: rows.update(at=factories.earlier(days=1)),
        lambda rows: rows._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act(model.objects.all())
    assert model.objects.exists()


@pytest.mark.django_db
def test_the_public_row_follows_a_reporter_s_new_name() -> None:
    from articles.publishing import public_copies

    ines = factories.reporter("Ines Caldera")
    article = factories.live_story(bylines=(ines,))
    ines.name = "Ines Caldera Roy"
    ines.save()
    public_copies.refresh_reporter(ines)
    row = PublishedArticle.objects.get(story_id=article.pk)
    assert (row.byline_line, row.bylines.get().name) == ("Ines Caldera Roy", "Ines Caldera Roy")


def at_once(*acts) -> list[Exception | None]:
    """Run each in a thread and connection of its own; what each raised, in order."""
    raised: list[Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int, act) -> None:
        try:
            start.wait(timeout=10)
            act()
        except Exception as problem:
            raised[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_saving_at_once_cannot_both_win() -> None:
    """Needs row locks in two connections, so PostgreSQL: a test's SQLite database lives in one connection."""
    article = factories.story(headline="Base")
    ana, bea = factories.chief(), article.created_by
    first = content.of_article(article)
    texts = [with_fields(first, headline=name) for name in ("Ana’s", "Bea’s")]
    raised = at_once(
        *(
            lambda text=text, who=who: saving.save(article.pk, text, base=1, by=who)
            for text, who in zip(texts, (ana, bea), strict=True)
        )
    )
    assert sorted(type(problem).__name__ for problem in raised) == ["Collision", "NoneType"]
    winner = "Ana’s" if raised[0] is None else "Bea’s"
    article.refresh_from_db()
    assert (article.headline, article.revisions.count()) == (winner, 2)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_publish_pressed_twice_at_once_publishes_once() -> None:
    """Needs row locks in two connections, so PostgreSQL."""
    editor, key = factories.chief(), uuid.uuid4()
    article = factories.ready(factories.story(), editor)
    revision = article.approved_revision
    raised = at_once(*[lambda: publish.publish(revision, by=factories.again(editor), key=key)] * 4)
    assert raised == [None] * 4
    assert Edition.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_editors_publishing_at_once_publish_once() -> None:
    """Needs row locks in two connections, so PostgreSQL."""
    article = factories.ready(factories.story())
    revision = article.approved_revision
    editors = [factories.chief(), factories.user(factories.Role.EDITOR_IN_CHIEF)]
    raised = at_once(*(lambda who=who: publish.publish(revision, by=who) for who in editors))
    assert sorted(type(problem).__name__ for problem in raised) == ["NoneType", "Refused"]
    assert Edition.objects.count() == 1
    assert StateChange.objects.filter(act="publish").count() == 1


@pytest.mark.django_db
def test_moving_a_story_on_twice_with_one_key_is_logged_once() -> None:
    article, key = factories.story(), uuid.uuid4()
    first = moving.move(plain_moves.SUBMIT, article, by=article.created_by, key=key)
    assert moving.move(plain_moves.SUBMIT, article, by=article.created_by, key=key) == first
    with pytest.raises(Refused, match="somebody has moved it"):
        moving.move(plain_moves.SUBMIT, article, by=factories.chief())
    assert article.state_changes.count() == 1
