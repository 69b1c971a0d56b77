"""The same press sent twice counts once; its key is good for one person, one story, one act and one decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.acts import correct, kill, moving, plain_moves, presses, publish, withdraw
from articles.acts.act import Refused
from articles.composing.arrangement import Arrangement, Zone
from articles.fronts import going_live, versions
from articles.live import posting
from articles.models import Article, Edition, FrontMove, FrontVersion, LiveEntry, State, StateChange
from articles.policy import Role
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db
SAID = "used before, for something else"


@pytest.fixture
def chief() -> User:
    return factories.user(Role.EDITOR_IN_CHIEF)


def page_of(article: Article, act: str) -> str:
    return reverse("admin:articles_article_act", args=[article.pk, act])


def test_a_key_of_another_story_is_no_success(chief: User) -> None:
    """The editor read “Published.” above a story that readers did not have."""
    one, two = (factories.ready(factories.story(), chief) for _ in range(2))
    key, client = str(uuid.uuid4()), at_the_desk(chief)
    sent = {"key": key, "revision": "1"}
    assert client.post(page_of(one, "publish"), sent).status_code == 302
    refused = client.post(page_of(two, "publish"), sent)
    assert refused.status_code == 409
    assert SAID in refused.content.decode()
    two.refresh_from_db()
    assert (two.is_live, two.state) == (False, State.READY)
    # The very same press once more is answered like the first.
    assert client.post(page_of(one, "publish"), sent).status_code == 302
    assert Edition.objects.count() == 1


def published(chief: User) -> tuple[Article, uuid.UUID]:
    article, key = factories.ready(factories.story(), chief), uuid.uuid4()
    assert article.approved_revision is not None
    publish.publish(article.approved_revision, by=chief, note="New boat.", key=key)
    article.refresh_from_db()
    return article, key


OTHERS: dict[str, Callable[[Article, uuid.UUID, User], Any]] = {
    "another act": lambda it, key, by: withdraw.withdraw(it, by=by, note="New boat.", key=key),
    "a kill": lambda it, key, by: kill.kill(it, by=by, note="New boat.", key=key),
    "an act of the workflow": lambda it, key, by: moving.move(
        plain_moves.TAKE, it, by=by, note="New boat.", key=key
    ),
    "another person": lambda it, key, by: publish.publish(
        it.revision, by=factories.user(Role.EDITOR_IN_CHIEF), note="New boat.", key=key
    ),
    "other words": lambda it, key, by: publish.publish(it.revision, by=by, note="Old boat.", key=key),
    "another kind": lambda it, key, by: publish.publish(
        it.revision, by=by, kind="minor", note="New boat.", key=key
    ),
    "another revision": lambda it, key, by: publish.publish(
        factories.edit(it, by, headline="Later").revision, by=by, note="New boat.", key=key
    ),
    "a correction": lambda it, key, by: correct.correct(it.revision, by=by, text="New boat.", key=key),
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_key_does_not_stand_for(what: str, chief: User) -> None:
    article, key = published(chief)
    before = (StateChange.objects.count(), Edition.objects.count())
    with pytest.raises(Refused, match=SAID):
        OTHERS[what](article, key, chief)
    assert (StateChange.objects.count(), Edition.objects.count()) == before


def test_a_correction_sent_twice_is_one(chief: User) -> None:
    article, _ = published(chief)
    key = uuid.uuid4()
    first = correct.correct(article.revision, by=chief, text="It was 200.", key=key)
    assert correct.correct(article.revision, by=chief, text="It was 200.", key=key) == first
    with pytest.raises(Refused, match=SAID):
        correct.correct(article.revision, by=chief, text="It was 300.", key=key)


# Live entries


def test_an_entry_with_the_key_of_another_coverage_is_refused(chief: User) -> None:
    one, two = factories.live_coverage(by=chief), factories.live_coverage(headline="Flood", by=chief)
    key = uuid.uuid4()
    posted = posting.post(one, factories.said("Gates close."), by=chief, key=key)
    assert posting.post(one, factories.said("Gates close."), by=chief, key=key) == posted
    with pytest.raises(Refused, match=SAID):
        posting.post(two, factories.said("Gates close."), by=chief, key=key)
    with pytest.raises(Refused, match=SAID):
        posting.remove(posted, by=chief, key=key)
    with pytest.raises(Refused, match=SAID):
        posting.post(one, factories.said("Gates close."), by=factories.user(Role.EDITOR_IN_CHIEF), key=key)
    assert LiveEntry.objects.count() == 1


def test_other_words_under_the_key_of_a_posted_entry_are_not_lost(chief: User) -> None:
    """The answer was lost, the editor typed on and posted again."""
    article, key = factories.live_coverage(by=chief), uuid.uuid4()
    client, address = at_the_desk(chief), reverse("admin:articles_article_live", args=[article.pk])
    sent = {"do": "post", "byline": "The desk", "body": "<p>One gate is closed.</p>", "key": str(key)}
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent | {"body": "<p>Both gates are closed.</p>"})
    assert again.status_code == 409
    assert "Both gates are closed." in again.content.decode()
    assert LiveEntry.objects.count() == 1


def test_a_draft_is_not_written_over_by_whoever_sends_its_key(chief: User) -> None:
    article, key = factories.live_coverage(by=chief), uuid.uuid4()
    other = factories.live_coverage(headline="Flood", by=chief)
    mine = posting.save_draft(article, factories.said("Mine."), by=chief, key=key)
    colleague = factories.user(Role.EDITOR_IN_CHIEF)
    with pytest.raises(posting.WrittenMeanwhile):
        posting.save_draft(article, factories.said("Theirs."), by=colleague, key=key)
    with pytest.raises(Refused, match=SAID):
        posting.save_draft(other, factories.said("Elsewhere."), by=chief, key=key)
    mine.refresh_from_db()
    assert mine.body == "<p>Mine.</p>"


# Fronts


def version_of(by: User, title: str) -> FrontVersion:
    saved = versions.save(None, Arrangement((Zone(1, "lead", "opener", 1, title=title),)), base=base(), by=by)
    assert saved is not None
    return saved


def base() -> int | None:
    newest = FrontVersion.objects.order_by("-number").first()
    return newest.number if newest else None


def test_a_key_puts_one_version_of_one_front_live(chief: User) -> None:
    key = uuid.uuid4()
    one, two = version_of(chief, "One"), version_of(chief, "Two")
    move = going_live.put_live(one, by=chief, key=key)
    assert going_live.put_live(one, by=chief, key=key) == move
    with pytest.raises(Refused, match=SAID):
        going_live.put_live(two, by=chief, key=key)
    with pytest.raises(Refused, match=SAID):
        going_live.put_live(one, by=factories.user(Role.EDITOR_IN_CHIEF), key=key)
    with pytest.raises(Refused, match=SAID):
        going_live.schedule(one, factories.earlier(hours=-1), by=chief, key=key)
    with pytest.raises(Refused, match=SAID):
        going_live.take_back(None, by=chief, key=key)
    assert FrontMove.objects.count() == 1


# At the same moment: neither press sees what the other has written, and the database knows the key


def test_one_key_sent_at_once_for_two_stories_publishes_one_and_refuses_the_other(chief: User) -> None:
    one, two = (factories.ready(factories.story(), chief) for _ in range(2))
    sent, client = {"key": str(uuid.uuid4()), "revision": "1"}, at_the_desk(chief)
    with patch.object(presses, "done_before", return_value=None):
        assert client.post(page_of(one, "publish"), sent).status_code == 302
        refused = client.post(page_of(two, "publish"), sent)
    assert (refused.status_code, SAID in refused.content.decode()) == (409, True)
    two.refresh_from_db()
    assert (two.is_live, two.state) == (False, State.READY)
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("act", [posting.post, posting.save_draft])
def test_one_key_sent_at_once_for_two_live_stories_writes_one_entry(act: Any, chief: User) -> None:
    one, two = (factories.live_coverage(by=chief, headline=name) for name in ("Storm", "Fire"))
    key, said, nothing = uuid.uuid4(), factories.said(), {"return_value": None}
    with patch.object(posting, "_draft", **nothing), patch.object(posting, "_done", **nothing):
        act(one, said, by=chief, key=key)
        with pytest.raises(Refused, match=SAID):
            act(two, said, by=chief, key=key)
    assert LiveEntry.objects.get().article_id == one.pk


def test_one_key_sent_at_once_for_two_fronts_puts_one_live(chief: User) -> None:
    key, one, two = uuid.uuid4(), version_of(chief, "One"), version_of(chief, "Two")
    with patch.object(going_live, "done_already", return_value=None):
        going_live.put_live(one, by=chief, key=key)
        with pytest.raises(Refused, match=SAID):
            going_live.put_live(two, by=chief, key=key)
    assert FrontMove.objects.get().version == one
