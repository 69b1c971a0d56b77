"""What lists show of stories: composed when a story is published, and still there where that was not done yet."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.composing import cards
from articles.models import PublishedArticle
from tests import factories

pytestmark = pytest.mark.django_db


def html(path: str) -> str:
    return Client().get(path).content.decode()


def test_publishing_composes_the_card() -> None:
    article = factories.live_story(headline="Ferry to run all night", lead_picture=factories.picture())
    row = PublishedArticle.objects.select_related("lead").get(story_id=article.pk)
    assert row.card == cards.text_of(row)
    assert "Ferry to run all night" in row.card


def test_a_story_from_before_there_were_cards_is_listed_all_the_same(django_assert_num_queries) -> None:
    story = factories.published_story(headline="An old one")
    factories.published_picture(story)
    pages = ("/", "/city/", "/latest/")
    with_card = [html(path) for path in pages]
    PublishedArticle.objects.update(card="")
    assert [html(path) for path in pages] == with_card
    with django_assert_num_queries(3):
        html("/latest/")


def test_a_renamed_section_is_renamed_on_cards_at_once() -> None:
    story = factories.published_story()
    assert story.section is not None
    assert '<p class="kicker"><span>City</span></p>' in html("/")
    type(story.section).objects.update(name="Town")
    assert '<p class="kicker"><span>Town</span></p>' in html("/")
