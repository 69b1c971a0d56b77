"""What readers must not fetch any more is written down with the decision, so that a crash leaves nothing public."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.acts import kill, publish, withdraw
from articles.acts.act import Refused
from articles.composing.arrangement import Arrangement
from articles.fronts import going_live, versions
from articles.models import Article, PublishedArticle, SearchWord
from media.files import publicity, removal, sweeping
from media.models import Due, Hiding
from media.shelves import storage
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LATER = timedelta(hours=2)


def public_files() -> set[str]:
    return {name for name, _ in storage.walk(storage.public())}


def check() -> str:
    """What `rebuild_published --check` says, nothing if all agrees."""
    try:
        call_command("rebuild_published", "--check", "--no-progress")
    except CommandError as failed:
        return str(failed)
    return ""


class Killed(BaseException):
    """What a process does not catch."""


def test_a_kill_that_dies_after_its_commit_is_finished_by_the_worker(monkeypatch, capsys) -> None:
    chief, image = factories.chief(), factories.picture()
    article = factories.live_story(lead_picture=image)
    assert public_files()

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(publicity, "_take_from_readers", dies)
        with pytest.raises(Killed):
            kill.kill(article, by=chief, note="Wrong man")
    assert not PublishedArticle.objects.exists()
    assert public_files()
    Hiding.objects.update(since=timezone.now() - LATER)
    assert "1 difference" in check()
    assert f"picture {image.pk}: it should have been taken from readers" in capsys.readouterr().out
    assert publicity.take_from_readers(timezone.now()) == 1
    assert (public_files(), Hiding.objects.count(), check()) == (set(), 0, "")


def test_a_picture_that_another_page_shows_stays_for_readers(monkeypatch) -> None:
    chief, image = factories.chief(), factories.picture()
    article, other = factories.live_story(lead_picture=image), factories.live_story(lead_picture=image)
    kill.kill(article, by=chief, note="Wrong man")
    assert (bool(public_files()), Hiding.objects.count()) == (True, 0)
    withdraw.withdraw(other, by=chief)
    assert public_files() == set()


def test_what_fails_after_the_commit_of_a_kill_is_no_error_to_its_editor(monkeypatch, caplog) -> None:
    chief, image = factories.chief(), factories.picture()
    article = factories.live_story(lead_picture=image)

    def read_only(name: str) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(storage.public(), "delete", read_only)
        kill.kill(article, by=chief, note="Wrong man")
        removal.kill(image, by=chief, reason="Not him")
    assert "Read-only file system" in caplog.text
    assert Hiding.objects.get().image_id == image.pk
    call_command("rebuild_published", "--no-progress")
    assert (public_files(), Hiding.objects.count()) == (set(), 0)


def test_what_a_publication_left_that_died_over_its_files_is_swept(monkeypatch, capsys) -> None:
    chief, image = factories.chief(), factories.picture()
    shown = factories.live_story(lead_picture=factories.picture())
    pages = public_files()
    article = factories.ready(factories.story(lead_picture=image), chief)

    def dies(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("articles.search.indexing.index", dies)
        with pytest.raises(Killed):
            publish.publish(article.approved_revision, by=chief)
    left = public_files() - pages
    assert left
    # What has just been put there may belong to somebody who is about to commit.
    assert (sweeping.sweep_public(), public_files() - pages) == (0, left)
    for name in left:
        os.utime(storage.public().path(name), (0, 0))
    assert f"{len(left)} differences" in check()
    assert f"file {min(left)}: readers can fetch it, and no page shows it" in capsys.readouterr().out
    assert sweeping.sweep_public() == len(left)
    assert (public_files(), check()) == (pages, "")
    assert PublishedArticle.objects.get().story_id == shown.pk


def test_a_process_that_is_killed_between_commit_and_files_leaves_nothing_public() -> None:
    chief, image = factories.chief(), factories.picture()
    article = factories.live_story(lead_picture=image)
    wanted = connection.settings_dict["NAME"]
    code = f"""
import os, signal, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = {wanted!r}
django.setup()
from django.contrib.auth.models import User
from articles.acts import kill, publish, withdraw
from articles.models import Article
from media.files import publicity
publicity._take_from_readers = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
kill.kill(Article.objects.get(pk={article.pk}), by=User.objects.get(pk={chief.pk}), note="Wrong man")
"""
    # As the settings of the tests, which are for one process: in the folder of this one.
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "VAR_DIR": str(settings.VAR_DIR),
    }
    killed = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not PublishedArticle.objects.exists()
    assert public_files()
    call_command("worker", "--once")
    assert public_files() == set()


@pytest.mark.parametrize("act", ["publish", "post"])
def test_a_full_disk_refuses_what_goes_out_and_says_why(monkeypatch, act: str) -> None:
    chief, image = factories.chief(), factories.picture()
    coverage = factories.live_coverage()
    article = factories.ready(factories.story(lead_picture=image), chief)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage, "put", full)
    acts = {
        "publish": lambda: publish.publish(article.approved_revision, by=chief),
        "post": lambda: factories.entry(coverage, f'<figure data-picture="{image.pk}"></figure>', by=chief),
    }
    with pytest.raises(Refused, match="The disk for the pictures that readers see is full"):
        acts[act]()
    assert not Article.objects.get(pk=article.pk).is_live
    # What takes something away does not wait for room.
    kill.kill(coverage, by=chief, note="Wrong")
    assert not PublishedArticle.objects.exists()
    assert not Due.objects.exists()


def test_a_rebuild_that_is_killed_loses_no_word_of_the_search(monkeypatch) -> None:
    factories.live_story(headline="Barrage flavour crisps")
    kept = set(SearchWord.objects.values_list("word", flat=True))
    SearchWord.objects.create(word="ofanolderstory", start="of", end="ry", length=14)
    PublishedArticle.objects.update(standfirst="Damaged")

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("articles.publishing.rebuilding.rebuild", dies)
        with pytest.raises(Killed):
            call_command("rebuild_published", "--no-progress")
    assert kept < set(SearchWord.objects.values_list("word", flat=True))
    call_command("rebuild_published", "--no-progress")
    assert set(SearchWord.objects.values_list("word", flat=True)) == kept


def test_the_check_sees_words_that_the_search_has_lost(capsys) -> None:
    factories.live_story(headline="Barrage flavour crisps")
    SearchWord.objects.filter(word="barrage").delete()
    assert "1 difference" in check()
    assert "search: 1 words are not known, such as “barrage”" in capsys.readouterr().out
    call_command("rebuild_published", "--no-progress")
    assert check() == ""


def test_a_front_put_live_eight_times_with_one_key_is_live_once() -> None:
    chief, key = factories.chief(), uuid.uuid4()
    version = versions.save(None, Arrangement(()), base=None, by=chief)
    assert version is not None
    moves = {going_live.put_live(version, by=chief, key=key).pk for _ in range(8)}
    assert len(moves) == 1
