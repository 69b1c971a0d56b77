"""An act that one table knows all know: none is done first and then answered with an error."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import policy
from articles.acts import workflow
from articles.admin import acts, front_history
from articles.models import Article, FrontMove, PublishedArticle, State
from articles.policy import Role
from media.admin import killing
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_act_has_its_words_its_form_and_its_permission() -> None:
    names = set(workflow.BY_NAME)
    assert set(acts.DONE) == names
    assert names >= acts.ASKING
    assert {name for name, act in workflow.BY_NAME.items() if act.needs_note} <= acts.ASKING
    article = factories.story()
    for name, act in workflow.BY_NAME.items():
        assert policy.why_not(whoever_may(name, article), act.permission, article) is None, name
    assert set(front_history.SAID) == set(FrontMove.Act)
    assert set(killing.ACTS) == set(killing.DONE)


def whoever_may(act: str, article: Article) -> User:
    """The editor-in-chief, but for what only authors do, and only those who pass nothing on."""
    if act == "take_back":
        return article.created_by
    return factories.user(Role.PICTURE_EDITOR) if act == "hand_over" else factories.chief()


def test_an_act_without_words_is_not_done(monkeypatch) -> None:
    chief, article = factories.chief(), factories.story()
    monkeypatch.delitem(acts.DONE, "take")
    client = Client(raise_request_exception=False)
    client.force_login(chief)
    address = reverse("admin:articles_article_act", args=[article.pk, "take"])
    key = client.get(address).context["form"].initial["key"]
    assert client.post(address, {"key": key, "revision": 1}).status_code == 500
    article.refresh_from_db()
    assert article.state == State.DRAFT
    assert not article.state_changes.exists()


@pytest.mark.parametrize("act", sorted(workflow.BY_NAME))
def test_an_act_is_answered_whatever_becomes_of_it(act: str) -> None:
    client, article = Client(), factories.live_story()
    client.force_login(whoever_may(act, article))
    address = reverse("admin:articles_article_act", args=[article.pk, act])
    key = client.get(address).context["form"].initial["key"]
    answer = client.post(address, {"key": key, "revision": 1, "note": "So it is."}, follow=True)
    assert answer.status_code in {200, 409}


def test_lines_made_of_many_names_always_fit() -> None:
    """What is typed has its limits, and what is made of it has none: PostgreSQL would refuse it at Publish."""
    agencies = tuple((factories.agency(f"Agency {n}", wire_name="W" * 60), "inputs") for n in range(9))
    image = factories.picture()
    alt = "Boats " * 49
    article = factories.live_story(
        sources=agencies,
        bylines=tuple(f"{n} {'x' * 110}" for n in range(50)),
        body=f'<p>A.</p><figure data-picture="{image.pk}" data-alt="{alt}"></figure>',
    )
    row = article_row(article)
    assert len(row.byline_line) > 5500
    assert row.agency_line.count("W" * 60) == 1
    assert row.agency_line.startswith("(Inputs from")
    assert row.pictures.get().alt == alt.strip()


def test_three_sources_with_long_credits_go_out() -> None:
    article = factories.story(sources=tuple((factories.agency(f"A {n}"), "inputs") for n in range(3)))
    for number, source in enumerate(article.sources.all()):
        source.credit_line = f"{number}" * 120
        source.save()
    factories.edit(article, factories.chief(), kicker="Out")
    factories.publish(article, by=factories.user(factories.Role.EDITOR_IN_CHIEF))
    assert len(article_row(article).agency_line) > 360


def article_row(article: Article) -> PublishedArticle:
    return PublishedArticle.objects.get(story_id=article.pk)
