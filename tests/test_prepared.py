"""Rows by queries that are put into SQL once: the same as Django's own way gives them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from articles.models import PublishedArticle, PublishedFront
from articles.site.prepared import Prepared, PreparedByNumber
from tests import factories

pytestmark = pytest.mark.django_db


def values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_and_the_one_beside_it_are_those_of_the_model() -> None:
    picture = factories.picture()
    first = factories.live_story(headline="First", lead_picture=picture)
    second = factories.live_story(headline="Second", body="<p>100 % of <b>it</b></p>")
    prepared = Prepared(PublishedArticle.objects.all(), by="path", along=["lead"])
    for article in (first, second):
        ours = PublishedArticle.objects.select_related("lead").get(story_id=article.pk)
        found = prepared.get(ours.path)
        assert found is not None
        assert values(found) == values(ours)
        assert "lead" in found._state.fields_cache
        assert (found.lead is None) == (article is second)
        if found.lead is not None and ours.lead is not None:
            assert values(found.lead) == values(ours.lead)


@pytest.mark.parametrize("path", ["", "/nothing/here/", "' OR 1=1 --", "%s", "%"])
def test_what_is_not_there_is_none(path: str) -> None:
    factories.live_story(headline="First")
    assert Prepared(PublishedArticle.objects.all(), by="path").get(path) is None


def test_a_column_left_out_is_read_when_it_is_asked_for(django_assert_num_queries) -> None:
    article = factories.live_story(headline="First", body="<p>It left at nine.</p>")
    path = PublishedArticle.objects.get(story_id=article.pk).path
    with django_assert_num_queries(1):
        found = Prepared(PublishedArticle.objects.all(), by="path", without=("body",)).get(path)
        assert found is not None
        assert found.headline == "First"
    with django_assert_num_queries(1):
        assert found.body == "<p>It left at nine.</p>"


def test_without_a_column_it_is_the_first_of_the_rows() -> None:
    home = Prepared(PublishedFront.objects.filter(section=None))
    assert home.get() is None
    made = PublishedFront.objects.create(section=None, number=1, content={"zones": ["%s", "é"]})
    found = home.get()
    assert found is not None
    assert values(found) == values(PublishedFront.objects.get(pk=made.pk))


def test_it_can_be_changed_and_kept_like_any_row() -> None:
    article = factories.live_story(headline="First")
    found = Prepared(PublishedArticle.objects.all(), by="path").get(
        PublishedArticle.objects.get(story_id=article.pk).path
    )
    assert found is not None
    found.headline = "Changed"
    found.save(update_fields=["headline"])
    assert PublishedArticle.objects.get(story_id=article.pk).headline == "Changed"


def test_rows_by_their_numbers_are_those_of_the_model(django_assert_num_queries: Any) -> None:
    rows = [
        PublishedArticle.objects.get(story_id=factories.live_story(headline=name, body="<p>100 %</p>").pk)
        for name in ("First", "Second", "Third")
    ]
    prepared = PreparedByNumber(
        PublishedArticle.objects.order_by("-story_id"),
        by="story_id",
        only=("id", "story_id", "headline", "section"),
    )
    for wanted in (rows, rows[:1], rows[1:]):
        with django_assert_num_queries(1):
            found = prepared.get([row.story_id for row in wanted])
            assert [(it.pk, it.headline, it.section_id) for it in found] == [
                (it.pk, it.headline, it.section_id) for it in reversed(wanted)
            ]
        assert values(found[0]) == values(wanted[-1])
    with django_assert_num_queries(0):
        assert prepared.get([]) == []
    assert prepared.get([rows[0].story_id, 0]) != [] == prepared.get([-1])


def test_rows_by_their_numbers_are_asked_for_nothing_else() -> None:
    live = PreparedByNumber(PublishedArticle.objects.filter(headline="First"), by="story_id", only=("id",))
    with pytest.raises(ValueError, match="Nothing but"):
        live.get([1])
