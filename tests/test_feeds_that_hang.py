"""A folder of a server that has gone away answers nobody, ever. It holds up no other feed, and no duty."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.incoming import fetching, folders, patience, trying
from articles.incoming.trouble import Trouble
from articles.incoming.turns import Turns
from articles.models import WireFeed
from tests import wires

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[threading.Event]:
    """The folder “gone” hangs until this is set; all others are looked at as ever."""
    settings.WIRE_FOLDER = tmp_path
    monkeypatch.setattr(fetching, "A_PEEK", 0.3)
    back, real = threading.Event(), folders.opened

    def opened(feed: WireFeed) -> Any:
        if feed.folder == "gone":
            back.wait(20)
        return real(feed)

    monkeypatch.setattr(folders, "opened", opened)
    yield back
    back.set()


def folder(name: str, tmp_path: Path) -> WireFeed:
    (tmp_path / name).mkdir()
    (tmp_path / name / "wire.json").write_bytes(b"{}")
    return wires.feed(name=name, way="folder", folder=name, digest="")


def soon() -> datetime:
    return timezone.now() + folders.SETTLED + timedelta(seconds=1)


def test_a_folder_that_hangs_is_left_out_and_not_waited_for_again(
    gone: threading.Event, tmp_path: Path
) -> None:
    hanging, other = folder("gone", tmp_path), folder("meridian", tmp_path)
    peeks = Turns("peek")
    assert fetching.to_be_fetched(soon(), peeks) == [other]
    time.sleep(fetching.A_PEEK)
    before = time.monotonic()
    assert fetching.to_be_fetched(soon(), peeks) == [other]
    assert time.monotonic() - before < fetching.A_PEEK
    assert len([one for one in threading.enumerate() if one.name == f"peek {hanging.pk}"]) == 1
    gone.set()
    peeks.leave(5)
    assert set(fetching.to_be_fetched(soon(), peeks)) == {hanging, other}


def test_feeds_that_hang_are_told_and_take_nobodys_place(
    gone: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", timedelta(0))
    monkeypatch.setattr(fetching, "TOGETHER", 1)
    monkeypatch.setattr(folders, "SETTLED", timedelta(seconds=-5))
    looked: list[str] = []

    def look(feed: WireFeed) -> None:
        looked.append(feed.name)
        gone.wait(20)

    monkeypatch.setattr(fetching, "look", look)
    peeks, looks = Turns("peek"), Turns("feed")
    hanging, other = folder("gone", tmp_path), folder("meridian", tmp_path)
    fetching._go_round(peeks, looks)
    hanging.refresh_from_db()
    assert (looked, hanging.failures, hanging.problem) == (["meridian"], 1, "It does not answer.")
    assert hanging.due
    assert hanging.due > timezone.now()
    # The look at the other hangs, too. A third has its turn all the same.
    folder("azure", tmp_path)
    fetching._go_round(peeks, looks)
    other.refresh_from_db()
    assert (looked, other.problem) == (["meridian", "azure"], "It does not answer.")


def test_a_folder_that_hangs_holds_up_no_duty_and_nobody_at_the_desk(
    gone: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = folder("gone", tmp_path)
    monkeypatch.setattr(fetching, "TO_TIDY", 0.1)
    monkeypatch.setattr(trying, "SECONDS", 0.1)
    assert fetching.tidy(timezone.now()) == 0
    assert fetching.tidy(timezone.now()) == 0
    assert len([one for one in threading.enumerate() if one.name == f"tidying feed {feed.pk}"]) == 1
    with pytest.raises(Trouble, match="does not answer"):
        trying.try_out(feed, timezone.now())


def test_what_fails_in_time_fails_as_it_would_here() -> None:
    with pytest.raises(ZeroDivisionError):
        patience.within(1, lambda: 1 // 0, name="dividing")
    assert patience.within(1, lambda: None, name="nothing") is None
