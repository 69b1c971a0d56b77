"""Values that no form of ours sends are refused or made harmless, and never break a page later."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Revision, content
from articles.writing import saving
from tests import factories
from tests.desk_forms import as_typed, at_the_desk, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password="a long password")


@pytest.fixture
def desk(root: User) -> Client:
    return at_the_desk(root)


def test_a_forged_crop_is_refused_with_words(desk: Client, root: User) -> None:
    article = factories.story(root, lead_picture=factories.picture())
    sent = as_typed(article) | {"lead_picture": article.lead_picture_id, "lead_crop": "900,900,900,900"}
    page = desk.post(form_of(article), sent)
    assert page.status_code == 200
    assert "is not a part of the picture" in page.content.decode()
    assert Revision.objects.filter(article=article).count() == 1


def test_no_way_of_saving_takes_what_the_fields_refuse() -> None:
    """As an import would send it."""
    article = factories.story()
    now = content.of_article(article)
    for name, value in {"lead_crop": "7", "article_type": "gossip", "slug": "a b"}.items():
        with pytest.raises(saving.Unfit, match=name):
            saving.save(
                article.pk, content.Content(now.fields | {name: value}), base=1, by=article.created_by
            )
