"""A newsroom moves out whole: everything it owns as a folder of files, which another newsroom takes back."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import Storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from lxml.html import document_fromstring
from PIL import Image as Picture
from pytest_django import DjangoDbBlocker

from articles.acts import correct, kill, withdraw
from articles.filing import keys
from articles.filing.keys import KeyWish
from articles.incoming import taking
from articles.models import (
    ApiKey,
    Article,
    ErrorReport,
    GonePath,
    PlainPage,
    PublicChange,
    PublishedArticle,
    Redirect,
    Revision,
    SourceUse,
    WireFile,
)
from articles.policy import Role
from articles.writing import plain_pages
from media.files import removal
from media.models import Image
from media.shelves import storage
from newsroom.demo import loading, reading
from newsroom.moving import exporting, folder, rows, tables, weighing
from newsroom.people import inviting
from tests import databases, factories, killing, wire_copy, wires
from tests.ninjs_schema import validator

# Columns of which the name sounds like a secret, and which are none.
NO_SECRETS = {
    *("articles.Revision.hash", "articles.HistoryLink.hash", "articles.HistoryLink.digest"),
    *("media.Image.sha256", "media.Image.difference_hash", "articles.CheckedLink.digest"),
    *("articles.WireFile.digest", "articles.WireVersion.digest", "articles.WireRefusal.digest"),
    "articles.WireSending.digest",
}
HEADLINE = "Nachtfähre “rettet” den Hafen — 夜行 🛳 <b>"


@dataclass(frozen=True)
class Newsroom:
    """What a newsroom holds, to be held against another."""

    rows: dict[str, list[bytes]]
    private: dict[str, str]
    public: dict[str, str]
    pages: dict[str, tuple[int, str]]

    @classmethod
    def now(cls) -> Newsroom:
        return cls(
            {model._meta.label: list(rows.lines(model)) for model in tables.taken()},
            *(files_of(shelf) for shelf in (storage.private(), storage.public())),
            {path: answer_at(path) for path in addresses()},
        )


def files_of(shelf: Storage) -> dict[str, str]:
    found = {}
    for name, _ in storage.walk(shelf):
        with shelf.open(name) as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def small_picture(key: str) -> bytes:
    """In place of a drawing of the demonstration newspaper, which takes long."""
    file = io.BytesIO()
    Picture.new("RGB", (480, 320), "navy").save(file, "JPEG", comment=key)
    return file.getvalue()


def addresses() -> list[str]:
    return [
        "/",
        *PublishedArticle.objects.values_list("path", flat=True),
        *Redirect.objects.values_list("old_path", flat=True),
        *GonePath.objects.values_list("path", flat=True),
        *(page.get_absolute_url() for page in PlainPage.objects.all()),
    ]


def answer_at(path: str) -> tuple[int, str]:
    answer = Client().get(path)
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def work() -> None:
    """A small newsroom in which everything has happened once."""
    chief = factories.chief()
    city, harbour = factories.section(), factories.section("Harbour")
    reporter = factories.user(Role.REPORTER, sections=(city,), name="Ines Caldera")
    story = factories.story(
        reporter,
        bylines=(factories.reporter(user=reporter), "Meridian Desk"),
        topics=(factories.topic(),),
        sources=((factories.agency(), "inputs"),),
        lead_picture=factories.picture(caption="The harbour at dawn, “seen” from <the> quay."),
        headline=HEADLINE,
    )
    factories.publish(story)
    factories.edit(story, reporter, section=harbour, body="<p>Eleven boats, not ten.</p>")
    factories.ready(story)
    assert story.approved_revision is not None
    correct.correct(story.approved_revision, text="There are eleven boats.", by=chief)
    withdraw.withdraw(factories.live_story(reporter), by=chief, note="It was not so.")
    kill.kill(factories.live_story(reporter), by=chief, note="Legal")
    factories.story(reporter, headline="A draft", desk_note="Ask the harbour master.")
    factories.live_coverage("The gates are closing.", "The gates are closed.")
    about = PlainPage.objects.get(slug="about")
    plain_pages.change(about, title="About us", text="<p>We print.</p>", by=chief, now=timezone.now())
    plain_pages.lead_here(about, ["/?page_id=2"])
    ErrorReport.objects.create(story_id=story.pk, edition_number=1, text="Eleven!", at=timezone.now())
    keys.make(
        KeyWish(name="Feed", recipient="A partner", user=None, scopes={"read"}, rate=60, days=9), by=chief
    )
    factories.advertisement()
    factories.delivery(story)
    wires.file(bytes(range(256)))
    copy = wire_copy.item(headline="Ferries, from the wire")
    copy.refresh_from_db()
    assert copy.newest is not None
    taking.begin(taking.Taking(copy.newest, SourceUse.INPUTS), by=chief, key=uuid4(), section=city)
    wire_copy.newer(copy, body="<p>There are twelve.</p>")
    moved = PublishedArticle.objects.get(story_id=story.pk)
    Redirect.objects.create(old_path="/city/2001/01/01/ferry/", story=moved, since=timezone.now())
    inviting.invite("new@example.org", roles=[], sections=[], language="", by=chief, now=timezone.now())
    removal.remove(factories.picture())


@dataclass(frozen=True)
class Exported:
    folder: Path
    newsroom: Newsroom
    said: str


@pytest.fixture(scope="module")
def exported(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Exported:
    """The folder of the small newsroom, which is gone when tests begin."""
    target = tmp_path_factory.mktemp("export") / "out"
    with django_db_blocker.unblock():
        try:
            work()
            said = io.StringIO()
            call_command("export", str(target), no_progress=True, stdout=said)
            newsroom = Newsroom.now()
        finally:
            databases.put_back()
            databases.put_files_back()
    return Exported(target, newsroom, said.getvalue())


@pytest.fixture
def copied(exported: Exported, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported.folder, tmp_path / "copy"))


def take_back(root: Path, **options: Any) -> str:
    said = io.StringIO()
    call_command("import_ninjs", str(root), no_progress=True, stdout=said, **options)
    return said.getvalue()


def refused(root: Path) -> str:
    """Why it is not taken; and nothing has come in."""
    with pytest.raises(CommandError) as problem:
        take_back(root)
    assert not Article.objects.exists()
    assert not User.objects.exists()
    return str(problem.value)


def stories_in(root: Path) -> dict[str, Path]:
    """The folders of stories by the headline of their working copy."""
    found = {}
    for file in root.glob("stories/*/*/*/working.ninjs.json"):
        said = json.loads(file.read_bytes())
        found[said["headlines"][0]["value"]] = file.parent
    return found


# What leaves


@pytest.mark.django_db
def test_rows_are_read_in_pieces_that_weigh_no_more_than_memory_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reporter = factories.user(Role.REPORTER)
    for length in (10, 10, 5_000, 9_000, 10):
        factories.story(reporter, body=f"<p>{'é' * length}</p>")
    found = Revision.objects.order_by("-article", "pk")
    whole = list(found.values_list("article", "body", "bylines"))
    monkeypatch.setattr(weighing, "MOST_BYTES", 8_000)
    read = list(weighing.numbers(found))
    assert len(read[1]) == 1
    assert [pk for some in read for pk in some] == list(found.values_list("pk", flat=True))
    assert list(weighing.values(found, "article", "body", "bylines")) == whole
    files = WireFile.objects.order_by("pk")
    for size in (7_000, 2_000, 10):
        wires.file(bytes(size))
    assert [len(some) for some in weighing.numbers(files)] == [1, 2]


def test_every_table_is_taken_along_or_left_out_for_a_reason() -> None:
    labels = [model._meta.label for model in tables.every()]
    assert sorted(labels) == sorted([*tables.TAKEN, *tables.LEFT_OUT])


def test_no_column_that_sounds_like_a_secret_leaves() -> None:
    sounding = {
        f"{model._meta.label}.{column.attname}"
        for model in tables.taken()
        for column in tables.columns(model)
        if re.search("secret|password|digest|token|hash|sha[0-9]", column.attname)
    }
    assert sounding == NO_SECRETS


def test_a_story_lies_there_as_ninjs_as_a_page_and_with_its_history(exported: Exported) -> None:
    place = stories_in(exported.folder)[HEADLINE]
    public = json.loads((place / "story.ninjs.json").read_bytes())
    working = json.loads((place / "working.ninjs.json").read_bytes())
    for document in (public, working):
        assert list(validator().iter_errors(document)) == []
    assert (public["pubStatus"], working["pubStatus"]) == ("usable", "withheld")
    page = document_fromstring((place / "index.html").read_bytes())
    assert page.findtext(".//h1") == HEADLINE
    assert "Eleven boats, not ten." in page.text_content()
    assert "There are eleven boats." in page.text_content()
    assert "Reported by: " in page.text_content()
    assert "Published " in page.text_content()
    images = [str(it) for it in page.xpath("//img/@src")]
    assert images
    assert all((place / image).resolve().is_file() for image in images)
    records = [json.loads(line) for line in (place / "history.jsonl").read_bytes().splitlines()]
    authors = [it["author"] for it in records if it["what"] == "revision"]
    assert len(authors) == 2
    assert all(name.startswith("user") for name in authors)
    links = [it["number"] for it in records if it["what"] == "link of the chain"]
    assert links == list(range(1, len(links) + 1))


def test_live_coverage_has_its_entries_on_the_page(exported: Exported) -> None:
    place = stories_in(exported.folder)["Storm at sea, as it happens"]
    page = document_fromstring((place / "index.html").read_bytes())
    texts = [text for text in page.xpath("//section/p/text()") if "gates" in text]
    assert texts == ["The gates are closed.", "The gates are closing."]


def test_a_draft_is_there_for_the_newsroom_and_public_nowhere(exported: Exported) -> None:
    place = stories_in(exported.folder)["A draft"]
    assert {file.name for file in place.iterdir()} == {"working.ninjs.json", "history.jsonl"}
    assert json.loads((place / "working.ninjs.json").read_bytes())["edNote"] == "Ask the harbour master."


def test_every_address_is_told(exported: Exported) -> None:
    with (exported.folder / "addresses.csv").open(newline="") as file:
        told = [tuple(row.values()) for row in csv.DictReader(file)]
    assert {answer for _, answer, *_ in told} == {"200", "301", "410"}
    about = "http://testserver/about/"
    assert (about, "200", "", "") in told
    assert ("http://testserver/?page_id=2", "301", about, "") in told


def test_originals_lie_there_byte_for_byte_with_caption_and_credit(exported: Exported) -> None:
    told = [json.loads(file.read_bytes()) for file in exported.folder.glob("originals/*/*.json")]
    assert told
    for facts in told:
        (file,) = (it for it in exported.folder.glob(f"originals/*/{facts['id']}.*") if it.suffix != ".json")
        assert hashlib.sha256(file.read_bytes()).hexdigest() == facts["sha256"]
    assert "MP" in {credit["name"] for facts in told for credit in facts["credits"]} or told[0]["credits"]


def test_others_may_not_read_the_folder_and_secrets_are_not_in_it(exported: Exported) -> None:
    assert stat.S_IMODE(exported.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(it.stat().st_mode) for it in exported.folder.rglob("*")} == {0o700, 0o600}
    everything = b"".join(
        it.read_bytes() for it in exported.folder.rglob("*") if it.suffix in {".jsonl", ".txt"}
    )
    assert b"md5$" not in everything
    assert "everybody sets a new one" in (exported.folder / "README.txt").read_text()


def test_a_folder_with_something_in_it_is_left_alone(db: None, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export", str(tmp_path), no_progress=True)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError, match="is no folder"):
        call_command("export", str(tmp_path / "link"), no_progress=True)
    assert sorted(it.name for it in tmp_path.iterdir()) == ["link", "mine.txt"]


def test_a_disk_is_refused_before_anything_is_written(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path).name == "disk")
    with pytest.raises(CommandError, match="is a disk of its own"):
        call_command("export", str(tmp_path / "disk"), no_progress=True)
    assert [it.name for it in tmp_path.iterdir()] == ["disk"]


def test_a_dry_run_takes_nothing_back(db: None, tmp_path: Path) -> None:
    (tmp_path / folder.MANIFEST).write_text("{}")
    with pytest.raises(CommandError, match="--dry-run is for files of others"):
        take_back(tmp_path, dry_run=True)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.live_story()
    left, write = 9000, folder.Written.write

    def until_full(self: folder.Written, data: bytes) -> None:
        nonlocal left
        left -= len(data)
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(self, data)

    monkeypatch.setattr(folder.Written, "write", until_full)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("export", str(tmp_path / "out"), no_progress=True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_where_the_disk_takes_not_even_the_list_of_files(tmp_path: Path) -> None:
    """/dev/full takes every byte until it is flushed."""

    def write() -> None:
        with folder.Folder(tmp_path / "out") as half:
            half.list.close()
            half.list = Path("/dev/full").open("wb")  # noqa: SIM115 # the folder closes it
            half.put("tables/one.jsonl", b"{}")
            half.finish(b"{}")

    with pytest.raises(OSError, match="No space left"):
        write()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_work_goes_on_meanwhile_and_the_folder_has_one_moment(tmp_path: Path) -> None:
    """Somebody publishes while tables are written: nobody waits, and no table knows of it."""
    chief, before = factories.chief(), factories.live_story(headline="Before")
    came: list[Article] = []

    def publish() -> None:
        came.append(factories.live_story(chief, headline="Meanwhile"))
        connection.close()

    def tell(what: str, done: int, _total: int) -> None:
        if (what, done) == ("tables", 20):
            other = Thread(target=publish)
            other.start()
            other.join(timeout=60)

    exporting.export(tmp_path / "out", now=timezone.now(), tell=tell)
    assert [story.headline for story in came] == ["Meanwhile"]
    databases.put_back()
    take_back(tmp_path / "out")
    assert list(Article.objects.values_list("headline", flat=True)) == [before.headline]


@pytest.mark.django_db(transaction=True)
def test_a_lost_original_is_told_and_the_rest_goes_along(tmp_path: Path) -> None:
    lost = str(factories.picture().original.name)
    storage.private().delete(lost)
    said = io.StringIO()
    call_command("export", str(tmp_path / "out"), no_progress=True, stderr=said, stdout=io.StringIO())
    assert f"{lost} is lost" in said.getvalue()
    assert lost in (tmp_path / "out/README.txt").read_text()
    databases.put_back()
    take_back(tmp_path / "out")
    assert Image.objects.count() == 1


# What comes back


@pytest.mark.django_db
def test_everything_comes_back_as_it_was(exported: Exported) -> None:
    take_back(exported.folder)
    now = Newsroom.now()
    for label, lines in exported.newsroom.rows.items():
        assert now.rows[label] == lines, label
    assert now.private == exported.newsroom.private
    assert now.public == exported.newsroom.public
    assert now.pages == exported.newsroom.pages
    call_command("verify_history", no_progress=True, stdout=io.StringIO())
    call_command("rebuild_published", check=True, no_progress=True, stdout=io.StringIO())
    head = io.StringIO()
    call_command("verify_history", no_progress=True, head="-", stdout=head)
    assert head.getvalue().strip() in exported.said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("after", "times"), [("newsroom.moving.returning._put", 30), ("newsroom.moving.pictures._put", 3)]
)
def test_killed_in_the_middle_nothing_is_in_and_everything_comes_the_next_time(
    exported: Exported, tmp_path: Path, after: str, times: int
) -> None:
    killing.killed(tmp_path, ["import_ninjs", str(exported.folder)], after=after, times=times)
    assert not Article.objects.exists()
    assert not User.objects.exists()
    take_back(exported.folder)
    now = Newsroom.now()
    assert now.rows == exported.newsroom.rows
    assert (now.private, now.public) == (exported.newsroom.private, exported.newsroom.public)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_demonstration_newspaper_comes_back_without_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "picture_bytes", small_picture)
    monkeypatch.setattr(loading, "ProcessPoolExecutor", ThreadPoolExecutor)
    loading.load(timezone.now())
    call_command("export", str(tmp_path / "out"), no_progress=True, stdout=io.StringIO())
    before = Newsroom.now()
    databases.put_back()
    databases.put_files_back()
    take_back(tmp_path / "out")
    now = Newsroom.now()
    assert [label for label, lines in before.rows.items() if now.rows[label] != lines] == []
    assert (now.private, now.public) == (before.private, before.public)
    assert [path for path, answer in before.pages.items() if now.pages[path] != answer] == []
    call_command("verify_history", no_progress=True, stdout=io.StringIO())
    call_command("rebuild_published", check=True, no_progress=True, stdout=io.StringIO())


@pytest.mark.django_db
def test_work_goes_on_after_it(exported: Exported) -> None:
    """New rows get numbers that nobody had, a removed picture's neither, and are guarded as ever."""
    take_back(exported.folder)
    newest, change = Image.objects.latest("pk").pk, PublicChange.objects.latest("number").number
    assert factories.picture().pk > newest + 1
    chief = User.objects.get(groups__name=Role.EDITOR_IN_CHIEF)
    factories.live_story(chief)
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        connection.check_constraints()
        cursor.execute("SELECT MAX(number) FROM articles_publicchange")
        assert cursor.fetchone()[0] > change
    call_command("verify_history", no_progress=True, stdout=io.StringIO())


@pytest.mark.django_db
def test_secrets_of_the_old_place_open_nothing(exported: Exported) -> None:
    take_back(exported.folder)
    user = User.objects.get(first_name="Ines")
    assert user.has_usable_password()  # so “Forgotten your password?” writes to them
    assert not user.check_password("a long password")
    assert ApiKey.objects.get().digest.startswith("none-")


@pytest.mark.django_db
def test_a_newsroom_with_something_in_it_takes_nothing(exported: Exported) -> None:
    factories.user(Role.ADMIN)
    with pytest.raises(CommandError, match=r"This newsroom is not empty: auth\.User \(1\)"):
        take_back(exported.folder)
    assert not Article.objects.exists()


def change_manifest(root: Path, **facts: Any) -> None:
    said = json.loads((root / "MANIFEST.json").read_bytes())
    (root / "MANIFEST.json").write_text(json.dumps(said | facts))


def list_again(root: Path) -> None:
    """As somebody would who knows how the folder is made."""
    names = [it.partition("  ")[2] for it in (root / folder.FILES).read_text().splitlines()]
    lines = [f"{hashlib.sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (root / folder.FILES).write_text("".join(lines))
    digest = hashlib.sha256((root / folder.FILES).read_bytes()).hexdigest()
    change_manifest(root, files_sha256=digest)


def change_row(root: Path, table: str, change: Callable[[dict[str, Any]], Any]) -> None:
    file = root / f"tables/{table}.jsonl"
    said = [json.loads(line) for line in file.read_bytes().splitlines()]
    change(said[0])
    file.write_bytes(b"".join(map(rows.as_line, said)))
    list_again(root)


def swap_for_a_link(root: Path, name: str) -> None:
    file = root / name
    file.rename(file.with_suffix(".elsewhere"))
    file.symlink_to(file.with_suffix(".elsewhere"))


def remove_from_list(root: Path, name: str) -> None:
    lines = (root / folder.FILES).read_text().splitlines(keepends=True)
    (root / folder.FILES).write_text("".join(line for line in lines if name not in line))
    digest = hashlib.sha256((root / folder.FILES).read_bytes()).hexdigest()
    change_manifest(root, files_sha256=digest)


def lead_out(root: Path) -> None:
    lines = (root / folder.FILES).read_text()
    (root / folder.FILES).write_text(f"{lines}{'0' * 64}  ../../etc/passwd\n")
    digest = hashlib.sha256((root / folder.FILES).read_bytes()).hexdigest()
    change_manifest(root, files_sha256=digest)


STORIES = "tables/articles_article.jsonl"
BAD: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda root: (root / "MANIFEST.json").unlink(), "Say by --as LOGIN in whose name"),
    "half a manifest": (
        lambda root: (root / "MANIFEST.json").write_text((root / "MANIFEST.json").read_text()[:200]),
        "MANIFEST.json is not that of an export",
    ),
    "a manifest of something else": (
        lambda root: change_manifest(root, format="zip"),
        "MANIFEST.json is not that of an export",
    ),
    "a shape to come": (
        lambda root: change_manifest(root, format_version=2),
        "by another version of Newsroom",
    ),
    "a manifest that says other things": (
        lambda root: change_manifest(root, tables=[]),
        "it does not say what a manifest says",
    ),
    "numbers that are none": (
        lambda root: change_manifest(root, next_numbers={"articles.Article": "9; DROP TABLE"}),
        "its numbers are none",
    ),
    "other tables": (
        lambda root: change_manifest(root, schema={"articles": ["0001_tables"]}),
        "with other tables than this one has",
    ),
    "tables that are not named": (lambda root: change_manifest(root, tables={}), "does not name the tables"),
    "another list": (
        lambda root: change_manifest(root, files_sha256="0" * 64),
        "is not the list that the manifest names",
    ),
    "a file is missing": (lambda root: (root / STORIES).unlink(), f"{STORIES} is missing from the folder"),
    "a file is changed": (
        lambda root: (root / STORIES).write_bytes((root / STORIES).read_bytes() + b"\n"),
        f"{STORIES} was changed or is damaged",
    ),
    "a file is a link": (lambda root: swap_for_a_link(root, STORIES), f"{STORIES} is a link"),
    "a folder is a link": (lambda root: swap_for_a_link(root, "tables"), "or reached by one"),
    "the list is a link": (lambda root: swap_for_a_link(root, folder.FILES), "is a link"),
    "a name that leads out": (lead_out, "this is no digest and name of a file of the folder"),
    "a table is not on the list": (lambda root: remove_from_list(root, STORIES), f"{STORIES} is missing"),
    "another count": (
        lambda root: change_manifest(
            root, tables=json.loads((root / "MANIFEST.json").read_bytes())["tables"] | {"articles.Article": 1}
        ),
        "and the manifest says 1",
    ),
    "a row with a column too many": (
        lambda root: change_row(root, "articles_article", lambda row: row.update(is_public=True)),
        f"{STORIES}, line 1: its columns are not those of the table",
    ),
    "a time that is none": (
        lambda root: change_row(root, "articles_article", lambda row: row.update(created_at="soon")),
        f"{STORIES}, line 1: its column created_at cannot be read",
    ),
    "a value that the database refuses": (
        lambda root: change_row(root, "articles_article", lambda row: row.update(state="published")),
        f"{STORIES}, lines 1 to ",
    ),
    "a row that names nothing": (
        lambda root: change_row(root, "articles_article", lambda row: row.update(section_id=999)),
        "A row names another that is not there",
    ),
    "a role that is not there": (
        lambda root: change_row(root, "auth_user_groups", lambda row: row.update(group_id=["Owner"])),
        "its column group_id cannot be read",
    ),
    "a revision that was written anew": (
        lambda root: change_row(root, "articles_revision", lambda row: row.update(headline="Another")),
        "is not what was saved",
    ),
    "an entry of the chain that was written anew": (
        lambda root: change_row(root, "articles_historylink", lambda row: row.update(hash="0" * 64)),
        "does not follow from the one before",
    ),
    "another head": (
        lambda root: change_manifest(root, history_head="head 1 0"),
        "The history is not the one that the manifest stands for",
    ),
    "an original that leads out": (
        lambda root: change_row(root, "media_image", lambda row: row.update(original="../../settings.py")),
        "that is no original",
    ),
    "a rendition that leads out": (
        lambda root: change_row(root, "media_rendition", lambda row: row.update(name="../../x.jpg")),
        "is no file of a picture",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD)
def test_a_folder_that_was_changed_is_refused_whole(copied: Path, what: str) -> None:
    change, why = BAD[what]
    change(copied)
    assert why in refused(copied)


@pytest.mark.django_db
def test_a_history_that_does_not_verify_comes_along_if_one_insists(copied: Path) -> None:
    change_row(copied, "articles_revision", lambda row: row.update(headline="Another"))
    take_back(copied, even_unverified=True)
    with pytest.raises(CommandError, match="tampered with or damaged"):
        call_command("verify_history", no_progress=True, stderr=io.StringIO())
