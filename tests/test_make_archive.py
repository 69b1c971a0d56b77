"""An archive of any size: what `manage.py make_archive` puts in is what the desk would have made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import Article, PublishedArticle
from newsroom.archive import founding, patterns
from newsroom.management.commands import make_archive
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three stories of the desk, one of them with a picture, and copies of them four at once."""
    monkeypatch.setattr(patterns, "PATTERNS", 3)
    monkeypatch.setattr(patterns, "WORDS", 50)
    monkeypatch.setattr(founding, "PICTURES", 1)
    monkeypatch.setattr(make_archive, "AT_ONCE", 4)


@pytest.fixture
def make(django_capture_on_commit_callbacks: Any) -> Callable[[int], None]:
    """Publishing learns the words of a story once it is committed."""

    def made(stories: int) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            call_command("make_archive", stories=stories, no_progress=True)

    return made


def test_its_stories_are_what_the_ledger_says_and_its_records_verify(make: Callable[[int], None]) -> None:
    make(12)
    call_command("rebuild_published", check=True, no_progress=True)
    call_command("verify_history", no_progress=True)
    rows = list(PublishedArticle.objects.order_by("published_at"))
    assert [row.headline[-8:] for row in rows] == [f"{number:08}" for number in range(1, 13)]
    assert {later.published_at - row.published_at for row, later in pairwise(rows)} == {timedelta(minutes=11)}
    assert timezone.now() - rows[-1].published_at < timedelta(minutes=2)
    # Afterwards the desk goes on with numbers that nothing has.
    factories.publish(factories.story(section=rows[0].section))
    assert PublishedArticle.objects.count() == 13


def test_stopped_and_run_again_it_goes_on(
    make: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = make_archive.Command._put, []

    def stopped(command: make_archive.Command, *given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(command, *given)

    monkeypatch.setattr(make_archive.Command, "_put", stopped)
    with pytest.raises(KeyboardInterrupt):
        make(12)
    assert Article.objects.count() == 7
    make(12)
    assert Article.objects.count() == PublishedArticle.objects.count() == 12
    call_command("rebuild_published", check=True, no_progress=True)
    with pytest.raises(CommandError, match="begun for fewer stories"):
        make(20)


def test_a_newsroom_with_stories_of_its_own_is_left_alone(make: Callable[[int], None]) -> None:
    story = factories.story()
    with pytest.raises(CommandError, match="stories of its own"):
        make(12)
    assert list(Article.objects.all()) == [story]
