"""Files of ninjs of others move in as stories: the newest version of each, and none that was taken back."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles import body
from articles.models import Article, Edition, MovedIn, PublishedArticle, Revision, Section
from articles.moving_in import record
from articles.moving_in.ninjs_files import NinjsFiles
from articles.policy import Role
from media.models import Image
from tests import factories, killing

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def item(uri: str = "urn:x:1", **facts: Any) -> dict[str, Any]:
    return {
        "uri": uri,
        "type": "text",
        "version": "1",
        "pubStatus": "usable",
        "firstCreated": "2026-03-08T10:00:00Z",
        "versionCreated": "2026-03-08T11:00:00Z",
        "language": "en",
        "headlines": [{"role": "main", "value": "Ferries"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>All <em>night</em>.</p>"}],
        "by": "Ines Caldera",
    } | facts


def picture(name: str, **facts: Any) -> dict[str, Any]:
    return {
        "name": name,
        "uri": f"urn:x:picture:{name}",
        "type": "picture",
        "by": "AP",
        "descriptions": [{"role": "caption", "value": f"Caption of {name}."}],
        "renditions": [
            {
                "name": "small",
                "href": f"https://x.example/{name}-s.jpg",
                "contentType": "image/jpeg",
                "width": 9,
                "height": 9,
            },
            {
                "name": "large",
                "href": f"https://x.example/{name}.jpg",
                "contentType": "image/jpeg",
                "width": 900,
                "height": 600,
            },
        ],
    } | facts


def read(folder: Path) -> list[record.Record]:
    archive = NinjsFiles(folder, now=NOW)
    assert archive.count()
    return list(archive.records())


def write(folder: Path, **files: Any) -> Path:
    for name, content in files.items():
        (folder / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def left(found: list[record.Record]) -> list[tuple[str, str]]:
    return [(it.what, it.why) for it in found if isinstance(it, record.LeftOut)]


def test_an_item_is_a_story_with_its_pictures_and_captions(tmp_path: Path) -> None:
    found = read(write(tmp_path, a=item(associations=[picture("one"), picture("two")])))
    story = found[-1]
    assert isinstance(story, record.Story)
    assert (story.headline, story.standing, story.lead_picture) == (
        "Ferries",
        "published",
        "picture:urn:x:picture:one",
    )
    assert story.lead_caption == "Caption of one."
    assert story.pictures == ("picture:urn:x:picture:two",)
    assert 'data-caption="Caption of two."' in story.body
    assert body.clean(story.body).html == story.body
    assert [it.name for it in story.bylines] == ["Ines Caldera"]
    assert [it.address for it in found if isinstance(it, record.Picture)] == [
        "https://x.example/one.jpg",
        "https://x.example/two.jpg",
    ]


def test_of_several_versions_the_newest_comes_in_wherever_it_stands(tmp_path: Path) -> None:
    newer = item(version="3", headlines=[{"role": "main", "value": "Newer"}])
    found = read(write(tmp_path, a=item(version="2"), b=newer, c=[item(version="1"), newer]))
    assert [it.headline for it in found if isinstance(it, record.Story)] == ["Newer"]
    assert left(found) == [("version", "There is a newer one.")] * 3


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"pubStatus": "canceled"}, "Its sender took it back."),
        ({"pubStatus": "withheld"}, "Its sender withholds it."),
        ({"type": "event"}, "It is no story, but of the kind “event”."),
    ],
)
def test_what_was_taken_back_stays_out_and_no_older_version_takes_its_place(
    tmp_path: Path, facts: dict[str, Any], why: str
) -> None:
    found = read(write(tmp_path, a=item(version="2", **facts), b=item(version="1")))
    assert left(found) == [("item", why), ("version", "There is a newer one.")]
    assert len(found) == 2


@pytest.mark.parametrize("names", ["ab", "ba"])
@pytest.mark.parametrize(
    "notice",
    [
        {"version": "2", "pubStatus": "canceled"},
        {"version": None, "versionCreated": "2026-03-08T12:00:00Z", "pubStatus": "canceled"},
    ],
)
def test_a_notice_without_a_number_of_its_own_takes_an_item_back(
    tmp_path: Path, notice: dict[str, Any], names: str
) -> None:
    facts = {name: fact for name, fact in (item() | notice).items() if fact is not None}
    found = read(write(tmp_path, **dict(zip(names, (item(version="2"), facts), strict=True))))
    assert sorted(left(found)) == [("item", "Its sender took it back."), ("version", "There is a newer one.")]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("until", "standing"), [("2026-03-09T11:59:00Z", "published"), ("2026-03-09T12:01:00Z", "draft")]
)
def test_what_is_under_embargo_is_a_draft(tmp_path: Path, until: str, standing: str) -> None:
    story = read(write(tmp_path, a=item(embargoedUntil=until)))[-1]
    assert isinstance(story, record.Story)
    assert story.standing == standing
    assert ("Embargo until" in story.desk_note) == (standing == "draft")


def test_a_file_that_cannot_be_read_is_told_and_others_come_in(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", b=item("urn:x:2"))
    (tmp_path / "link.json").symlink_to("/etc/passwd")
    found = read(write(tmp_path, a=item(), half='{"uri": "urn:x:3", '))
    stories = [it.key for it in found if isinstance(it, record.Story)]
    assert stories == ["item:urn:x:1", "item:urn:x:2"]
    (told,) = (it for it in found if isinstance(it, record.LeftOut))
    assert (told.what, told.title, told.line) == ("file", "half.json", 1)


def test_a_folder_without_ninjs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(record.Refused, match=r"no item of ninjs could be read"):
        NinjsFiles(write(tmp_path, a="{}"), now=NOW)


@pytest.mark.django_db
def test_stories_of_others_move_in_and_a_second_run_adds_nothing(tmp_path: Path) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    write(tmp_path, a=item(), b=item("urn:x:2", embargoedUntil="2999-01-01T00:00:00Z"))
    for _ in range(2):
        said = io.StringIO()
        call_command("import_ninjs", str(tmp_path), log_in=chief.username, no_progress=True, stdout=said)
        assert PublishedArticle.objects.get().byline_line == "Ines Caldera"
        assert Article.objects.count() == 2
    # It cannot be published before that.
    held = Article.objects.get(live_edition=None)
    assert held.embargo_until is not None
    assert (held.embargo, held.embargo_until.year) == ("until", 2999)
    assert "was there already" in said.getvalue()


def test_a_pipe_in_the_folder_is_told_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, a=item())
    os.mkfifo(tmp_path / "pipe.json")
    assert ("file", "It is no file.") in left(read(tmp_path))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("after", "times", "stories", "pictures"),
    [
        ("articles.acts.bring_in._write_beside", 3, 8, 2),
        ("media.library.search.write", 2, 0, 1),
    ],
    ids=["among the stories", "among the pictures"],
)
def test_killed_in_the_middle_and_run_again_nothing_is_there_twice_or_by_half(
    tmp_path: Path, after: str, times: int, stories: int, pictures: int
) -> None:
    chief = factories.user(Role.EDITOR_IN_CHIEF)
    folder, uploads = tmp_path / "archive", tmp_path / "uploads"
    folder.mkdir()
    uploads.mkdir()
    (uploads / "one.jpg").write_bytes(factories.picture_file().read())
    (uploads / "two.jpg").write_bytes(factories.picture_file(size=(900, 700)).read())
    both = [picture("one"), picture("two")]
    write(folder, **{f"n{n:02}": item(f"urn:x:{n}", associations=both) for n in range(20)})
    command = ["import_ninjs", str(folder), "--as", chief.username, "--uploads", str(uploads)]
    killing.killed(
        tmp_path,
        command,
        after=after,
        times=times,
        before="from articles.moving_in import bringing; bringing.AT_ONCE = 4",
    )

    def there() -> list[int]:
        of_stories = MovedIn.objects.filter(kind="story").count()
        rows = (Article, PublishedArticle, Edition, Revision)
        return [of_stories, *(model._default_manager.count() for model in rows)]

    assert there() == [stories] * 5
    assert Image.objects.count() == MovedIn.objects.filter(kind="picture").count() == pictures
    for _ in range(2):
        call_command(*command, no_progress=True, stdout=io.StringIO())
        assert there() == [20] * 5
        assert Image.objects.count() == MovedIn.objects.filter(kind="picture").count() == 2
        assert Section.objects.count() == 1
    call_command("rebuild_published", check=True, no_progress=True, stdout=io.StringIO())
    call_command("verify_history", no_progress=True, stdout=io.StringIO())
