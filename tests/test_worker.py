"""The worker does what is due by itself: again after a failure, after being killed, and beside another worker."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection
from django.utils import timezone

from articles.composing import arrangement
from articles.desk import sittings
from articles.fronts import going_live, versions
from articles.models import (
    Advertisement,
    Article,
    ErrorReport,
    Letter,
    Message,
    PublishedArticle,
    PublishedPicture,
    Scheduled,
    Sitting,
    WireItem,
)
from articles.models.sitting import GONE_AFTER
from articles.policy import Role
from media.files import publicity
from media.models import Due, Hiding, Image
from media.shelves import storage
from newsroom import duties, heartbeat
from newsroom.duties import Duty
from newsroom.management.commands import worker
from newsroom.models import ForgottenPassword, WorkerHeartbeat
from tests import factories, wires
from tests.image_files import files
from tests.working import work

# The worker closes its connections, and a transaction of the test with them.
pytestmark = pytest.mark.django_db(transaction=True)


def only(monkeypatch: pytest.MonkeyPatch, *duties: Callable[[datetime], int]) -> None:
    monkeypatch.setattr(worker, "DUTIES", tuple(Duty(duty.__name__, duty) for duty in duties))


# What it does


def test_with_nothing_due_it_does_and_says_nothing() -> None:
    assert work() == []


def test_pictures_of_live_stories_get_their_files() -> None:
    image = factories.picture()
    factories.live_story(lead_picture=image, lead_alt="Boats")
    assert [line for line in work() if "pictures seen to" in line] == ["pictures seen to: 2"]
    assert {row.format for row in image.renditions.all()} == {"jpeg", "webp", "avif"}
    lead = PublishedPicture.objects.get(use="lead")
    assert {row["name"] for row in lead.renditions} == set(files("public"))
    assert work() == []


def test_a_picture_whose_rights_have_ended_leaves_its_page() -> None:
    image = factories.picture()
    factories.live_story(lead_picture=image, lead_alt="Boats")
    work()
    PublishedPicture.objects.update(rights_end=timezone.now() - timedelta(seconds=1))
    Image.objects.filter(pk=image.pk).update(rights_end=timezone.now() - timedelta(seconds=1))
    assert "pictures taken out of pages as their rights ended: 1" in work()
    assert not PublishedPicture.objects.exists()
    assert files("public") == []


def test_what_was_left_in_an_open_form_becomes_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(sittings, "settle_left_behind", lambda *, now: asked.append(now) or 2)
    assert work() == ["sittings settled: 2"]
    assert len(asked) == 1


def test_a_duty_that_fails_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(now: datetime) -> int:
        raise OSError("disk full")

    def working(now: datetime) -> int:
        return 3

    only(monkeypatch, failing, working)
    said = io.StringIO()
    with pytest.raises(CommandError, match=r"^Failed: failing\. The log says why\.$"):
        call_command("worker", "--once", stdout=said)
    assert said.getvalue().splitlines()[0].endswith(" working: 3")
    assert [record.getMessage() for record in caplog.records] == [
        "A duty failed, and will be tried again: failing (disk full)."
    ]
    assert "Traceback" not in caplog.text


class Rounds(worker.threading.Event):
    """So many rounds, none of which waits; keeps how long each would have."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count, self.waits = count, list[float]()

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        if len(self.waits) == self.count:
            self.set()
        return self.is_set()


def go_round(monkeypatch: pytest.MonkeyPatch, count: int) -> list[float]:
    """Rounds of the worker that follow at once; how long it would have waited after each."""
    rounds, clock = Rounds(count), [0.0]
    monkeypatch.setattr(worker.threading, "Event", lambda: rounds)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    # The threads for partners and wires rest by the same event, and would be counted.
    monkeypatch.setattr(worker.partners, "begin", lambda _: None)
    monkeypatch.setattr(worker.fetching, "begin", lambda _: None)
    monkeypatch.setattr(worker.time, "monotonic", lambda: sum(rounds.waits, clock[0]))
    call_command("worker", stdout=io.StringIO())
    return rounds.waits


def test_what_goes_on_failing_is_tried_within_a_minute_and_told_in_a_line_each_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    def failing(now: datetime) -> int:
        tried.append(now)
        raise ValueError("a fault of ours,\nwith a second line")

    only(monkeypatch, failing)
    waits = go_round(monkeypatch, 60)
    assert set(waits) == {5}
    # After 0, 5, 15, 35, 75, 135, 195 and 255 seconds, not sixty times.
    assert len(tried) == len(caplog.records) == 8
    assert [bool(record.exc_info) for record in caplog.records] == [True] + [False] * 7
    assert {record.getMessage() for record in caplog.records} == {
        "A duty failed, and will be tried again: failing (a fault of ours, with a second line)."
    }


def test_what_has_times_to_keep_is_tried_every_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def locked(now: datetime) -> int:
        tried.append(now)
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "DUTIES", (Duty("locked", locked, piecemeal=True, to_the_second=True),))
    assert set(go_round(monkeypatch, 12)) == {5}
    assert len(tried) == 12


def test_a_lock_that_is_waited_for_too_long_keeps_no_other_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(now: datetime) -> int:
        raise OperationalError("canceling statement due to lock timeout")

    def working(now: datetime) -> int:
        return 3

    only(monkeypatch, failing, working)
    said = io.StringIO()
    with pytest.raises(CommandError, match=r"^Failed: failing\. The log says why\.$"):
        call_command("worker", "--once", stdout=said)
    assert "working: 3" in said.getvalue()


def test_while_the_database_is_away_it_says_one_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def failing(now: datetime) -> int:
        asked.append(now)
        raise OperationalError("connection to server failed: Connection refused\n\tIs the server running?")

    monkeypatch.setattr(worker, "database_answers", lambda: False)
    only(monkeypatch, failing, failing)
    assert go_round(monkeypatch, 7) == [5, 10, 20, 40, 60, 60, 60]
    assert len(asked) == len(caplog.records) == 7
    assert caplog.records[6].getMessage() == (
        "The database does not answer (connection to server failed: Connection refused Is the server running?). "
        "Next try in 60 seconds."
    )
    assert not any(record.exc_info for record in caplog.records)


def test_it_leaves_a_sign_every_ten_seconds_that_names_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    beats: list[dict[str, str]] = []
    beat = heartbeat.Heartbeat.beat

    def counted(heart: heartbeat.Heartbeat, now: datetime) -> None:
        beats.append(dict(heart.failing))
        beat(heart, now)

    def failing(now: datetime) -> int:
        raise ValueError("the headline of a draft")

    monkeypatch.setattr(heartbeat.Heartbeat, "beat", counted)
    only(monkeypatch, failing)
    go_round(monkeypatch, 20)
    assert [list(named) for named in beats] == [[], *[["failing"]] * 9]
    sign = WorkerHeartbeat.objects.get()
    assert (sign.pid, sign.failing) == (os.getpid(), beats[-1])
    assert "draft" not in str(sign.failing)


def test_rounds_of_a_timer_leave_one_sign_which_knows_since_when_a_duty_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(now: datetime) -> int:
        raise ValueError("a fault of ours")

    def working(now: datetime) -> int:
        return 0

    only(monkeypatch, failing)
    signs = []
    for _ in range(2):
        with pytest.raises(CommandError):
            call_command("worker", "--once", stdout=io.StringIO())
        signs.append(WorkerHeartbeat.objects.get())
    assert signs[0].seen_at < signs[1].seen_at
    assert (signs[1].pid, signs[1].failing) == (0, signs[0].failing)
    only(monkeypatch, working)
    work()
    assert WorkerHeartbeat.objects.get().failing == {}


def test_signs_of_workers_that_ended_are_forgotten() -> None:
    long_ago = timezone.now() - timedelta(hours=2)
    WorkerHeartbeat.objects.create(host="gone", pid=7, started_at=long_ago, seen_at=long_ago)
    assert work() == ["signs of workers that ended forgotten: 1"]
    assert not WorkerHeartbeat.objects.filter(host="gone").exists()


def test_a_round_with_nothing_to_do_is_one_question(django_assert_num_queries: Any) -> None:
    factories.live_story(lead_picture=factories.picture(), lead_alt="Boats")
    work()
    asking = duties.Asking(duties.DUTIES)
    with django_assert_num_queries(1):
        due = asking.answer(timezone.now())
    assert {duty for duty in due if duty.due} == set()
    # What is not in the question takes its turn by the clock alone.
    assert {duty for duty in duties.DUTIES if not duty.due} == due
    assert min(duty.seconds for duty in due) == 60


def test_each_duty_is_due_at_its_moment_and_not_before() -> None:
    asking, now = duties.Asking(duties.DUTIES), timezone.now()
    image = factories.picture()
    factories.live_story(lead_picture=image, lead_alt="Boats")
    work()
    soon = now + timedelta(hours=1)
    PublishedPicture.objects.update(rights_end=soon)
    PublishedArticle.objects.update(rights_end=soon)
    Hiding.objects.create(image=image, since=soon)
    Due.objects.create(image=image, at=soon)
    Letter.objects.create(to="ana@example.org", written_at=now, at=soon, until=soon + timedelta(days=1))
    version = versions.save(None, arrangement.SECTION, base=None, by=factories.chief())
    assert version is not None
    going_live.schedule(version, soon, by=factories.chief())
    Sitting.objects.create(article=factories.story(), user=factories.chief(), opened_at=now, seen_at=soon)

    def due(at: datetime) -> list[str]:
        return [duty.what for duty in duties.DUTIES if duty.due and duty in asking.answer(at)]

    assert due(soon - timedelta(seconds=1)) == []
    at_their_time = [
        "fronts put live at their time",
        "pictures taken out of pages as their rights ended",
        "pictures of pages that went taken from readers",
        "letters sent",
        "pictures seen to",
    ]
    assert due(soon) == at_their_time
    left = [*at_their_time[:3], "sittings settled", *at_their_time[3:]]
    assert due(soon + GONE_AFTER) == left
    factories.user(Role.REPORTER).log_in_attempts.create(account="x", address="192.0.2.1", at=soon)
    ForgottenPassword.objects.create(email="ana@example.org", address="192.0.2.1", at=now)
    ErrorReport.objects.create(story_id=1, edition_number=1, text="It was nine.")
    story, chief = factories.story(), factories.chief()
    Message.objects.create(to=chief, kind="late", article=story, about="x", at=now, is_to_be_mailed=True)
    Image.objects.update(search_text="")
    Scheduled.objects.create(
        article=factories.story(), kind="withdrawal", at=now, due=now, by=factories.chief()
    )
    Article.objects.update(words="")
    Advertisement.objects.create(name="Summer offer", begins_at=now, next_at=soon)
    feed = wires.feed(silence=30)
    WireItem.objects.create(agency=feed.agency, uri="urn:gale", received_at=now)
    assert set(due(soon + GONE_AFTER)) == {duty.what for duty in duties.DUTIES if duty.due}


def test_a_worker_that_cannot_ask_looks_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[datetime] = []

    def working(now: datetime) -> int:
        done.append(now)
        return 0

    monkeypatch.setattr(worker, "DUTIES", (Duty("working", working, due=(going_live.due,)),))
    go_round(monkeypatch, 2)
    assert len(done) == 0
    monkeypatch.setattr(duties.Asking, "compile", Mock(side_effect=ProgrammingError("no such table")))
    go_round(monkeypatch, 2)
    assert len(done) == 2


def test_log_ins_that_are_over_leave_nothing_behind() -> None:
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(days=days))
    assert work() == ["old sessions deleted: 1"]
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_rights_do_not_wait_until_all_pictures_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two rounds it draws for so long and no longer."""
    clock, command = iter(range(0, 1000, 15)), worker.Command(stdout=io.StringIO())
    monkeypatch.setattr(worker.time, "monotonic", lambda: next(clock))
    drawn: list[datetime] = []
    command.stopping, command.turn = worker.threading.Event(), 20
    command.perform(Duty("drawn", lambda now: drawn.append(now) or 1, piecemeal=True))
    assert len(drawn) == 2


# As a process of its own


STARTED: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def _nobody_works_on() -> Iterator[None]:
    """A test that fails leaves no worker behind."""
    yield
    while STARTED:
        STARTED.pop().kill()


def start(*arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database['NAME']}").geturl()
    given = {
        name: str(getattr(settings, name)) for name in ("SECRET_KEY", "SITE_URL", "SITE_NAME", "TIME_ZONE")
    }
    environment = (
        os.environ
        | given
        | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATABASE_URL": url,
            "VAR_DIR": str(settings.VAR_DIR),
        }
        | changes
    )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    STARTED.append(process)
    return process


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=120)
    return process.returncode, said.decode()


def wait_for(happened: Callable[[], Any]) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def stories_with_pictures(count: int) -> list[Image]:
    images = [factories.picture() for _ in range(count)]
    for image in images:
        factories.live_story(lead_picture=image, lead_alt="Boats")
    return images


def all_is_made(images: list[Image]) -> bool:
    names = {row.name for image in images for row in image.renditions.all()}
    shown = {row["name"] for lead in PublishedPicture.objects.all() for row in lead.renditions}
    formats = [{row.format for row in image.renditions.all()} for image in images]
    # What a killed worker had not written to the end has a name that nothing looks for, and is swept later.
    there = {name for name in files() if name.startswith("renditions/") and storage.PART not in name}
    assert there == {f"renditions/{name}" for name in names}
    return names == shown == set(files("public")) and formats == [{"jpeg", "webp", "avif"}] * len(images)


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(kind: signal.Signals) -> None:
    stories_with_pictures(1)
    process = start("--every", "30")
    wait_for(lambda: not Due.objects.exists())
    process.send_signal(kind)
    code, said = ended(process)
    assert code == 0
    assert "pictures seen to: 2" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("url", ["postgres://newsroom@127.0.0.1:1/newsroom", "sqlite:///{folder}"])
def test_without_its_database_one_round_ends_with_one_line_and_no_success(url: str, tmp_path: Path) -> None:
    code, said = ended(start("--once", DATABASE_URL=url.format(folder=tmp_path)))
    assert code == 1
    assert len(said.splitlines()) == 1
    assert said.startswith("CommandError: The database does not answer (")


def test_killed_in_the_midst_of_a_picture_it_is_done_after_the_next_start() -> None:
    images = stories_with_pictures(2)
    process = start()
    try:
        wait_for(lambda: images[0].renditions.filter(format="webp").exists())
    finally:
        process.kill()
    ended(process)
    assert Due.objects.count() == 2
    # The picture it was at is left alone until that worker must be dead.
    assert Due.objects.filter(at__gt=timezone.now()).count() == 1
    Due.objects.update(at=timezone.now() - publicity.PATIENCE)
    code, said = ended(start("--once"))
    assert code == 0, said
    assert all_is_made(images)


def test_two_at_once_make_everything_and_nothing_twice() -> None:
    images = stories_with_pictures(4)
    both = [start("--once"), start("--once")]
    for code, said in map(ended, both):
        assert code == 0, said
        assert "Traceback" not in said
    ended(start("--once"))
    assert all_is_made(images)
