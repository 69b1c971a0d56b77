"""Advertisements: where they stand, which, until when; kept in their frames, and away from what nobody should see them beside."""

from __future__ import annotations

import re
from typing import Any

import pytest

from articles.models import (
    PublishedArticle,
)
from tests import factories
from tests.pages import html

pytestmark = pytest.mark.django_db
BOX = re.compile(r'<aside class="advertisement".*?</aside>', re.DOTALL)


def a_story(**fields: Any) -> str:
    """The address of a live story with room for three."""
    story = factories.live_story(body=factories.LONG_TEXT, **fields)
    return PublishedArticle.objects.get(story_id=story.pk).path


def boxes(path: str) -> list[str]:
    return BOX.findall(html(path))


def test_nothing_is_shown_where_nothing_is_booked() -> None:
    page = html(a_story())
    assert "dvertisement" not in page
    assert "<!--place" not in page


def test_a_picture_of_the_house_stands_in_the_text_with_its_word_its_credit_and_its_link() -> None:
    path = a_story()
    factories.advertisement()
    (box,) = boxes(path)
    assert box.startswith(
        '<aside class="advertisement" aria-label="Advertisement"><p class="advertisement-label">Advertisement</p>'
        '<a class="advertisement-link" href="https://shop.example.com/summer" rel="sponsored noopener">'
    )
    assert 'alt="Two months free"' in box
    assert 'loading="lazy"' in box
    assert '<p class="credit">Image: MP | Image: Self</p>' in box
    before, _, after = html(path).partition('<aside class="advertisement"')
    assert before.rstrip().endswith("Paragraph 4.</p>")
    assert after.partition("</aside>")[2].lstrip().startswith("<p>The ferry sails on.")
