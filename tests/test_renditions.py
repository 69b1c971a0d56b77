"""A picture becomes the files that pages need: every shape and format, with its credit and nothing else in them."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.acts import kill
from articles.models import Article, PublishedArticle, PublishedPicture
from articles.policy import Role
from media import metadata
from media.files import publicity, renditions
from media.intake import uploads
from media.models import Credit, Due, Image, Rendition
from media.pixels import drawing
from media.shelves import storage
from media.terms.crops import WHOLE, Box
from tests import factories
from tests.factories import picture
from tests.image_files import difference, encoded, files, photograph

pytestmark = pytest.mark.django_db

WIDTHS = {320, 640, 960, 1200}
ALL = 4 * 3 + 4 * 3 + 2 * 3 + 1


class Killed(BaseException):
    """What `kill -9` is to a test: nothing catches it."""


def large(size: tuple[int, int] = (1200, 900), **fields: Any) -> Image:
    """A photograph with credit, copyright and licence, and a place that nobody may learn."""
    exif = PIL.Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (38.0, 42.0, 0.0), 3: "W", 4: (9.0, 8.0, 0.0)})
    exif[0xA431] = "CANARY serial"
    file = encoded(photograph().resize(size), "JPEG", quality=90, exif=exif)
    image = uploads.accept(file, by=factories.user(Role.PICTURE_EDITOR), filename="harbour.jpg")
    facts = {
        "alt_text": "Boats in a harbour",
        "caption": "The harbour.",
        "category": "creative-commons",
        "licence": "by-4.0",
        "copyright_notice": "© 2026 Ána Prado",
        **fields,
    }
    Image.objects.filter(pk=image.pk).update(**facts)
    Credit.objects.filter(image=image).delete()
    Credit.objects.create(image=image, kind="photographer", name="Ána Prado")
    return Image.objects.get(pk=image.pk)


def opened(row: Rendition) -> PIL.Image.Image:
    with storage.private().open(renditions.path(row.name)) as file:
        drawn = PIL.Image.open(io.BytesIO(file.read()))
    drawn.load()
    return drawn


def see_to_all() -> int:
    """What the worker does until nothing is due."""
    count = 0
    while publicity.see_to_a_picture(timezone.now()):
        count += 1
    return count


def live(image: Image, **fields: Any) -> PublishedArticle:
    story = factories.live_story(lead_picture=image, lead_alt="Boats", **fields)
    return PublishedArticle.objects.get(story_id=story.pk)


def public_names(story: PublishedArticle) -> set[str]:
    lead = PublishedPicture.objects.get(story__story_id=story.story_id, use="lead")
    return {row["name"] for row in lead.renditions}


# What is made


def test_a_picture_becomes_every_shape_in_every_format_and_width() -> None:
    image = large((2400, 1800))
    renditions.make(image)
    made: dict[tuple[str, str], set[int]] = {}
    for row in renditions.rows(image):
        made.setdefault((row["shape"], row["format"]), set()).add(row["width"])
    wanted = {("story", format): {320, 640, 960, 1280, 1920} for format in ("avif", "webp", "jpeg")}
    wanted |= {("card", format): {240, 320, 640, 960} for format in ("avif", "webp", "jpeg")}
    wanted |= {("square", format): {160, 320} for format in ("avif", "webp", "jpeg")}
    wanted |= {("social", "jpeg"): {1200}}
    assert made == wanted
    sizes = {(row["shape"], row["width"]): (row["width"], row["height"]) for row in renditions.rows(image)}
    assert sizes["social", 1200] == (1200, 630)
    assert sizes["card", 960] == (960, 640)
    assert sizes["square", 320] == (320, 320)
    assert sizes["story", 1280] == (1280, 960)
    for row in image.renditions.all():
        drawn = opened(row)
        assert drawn.size == (row.width, row.height)
        assert drawn.format == row.format.upper()
        assert row.name.endswith({"jpeg": ".jpg", "webp": ".webp", "avif": ".avif"}[row.format])
        shown = photograph().resize((2400, 1800)).crop((Box.read(row.crop) or WHOLE).pixels((2400, 1800)))
        assert difference(drawn.convert("RGB"), shown.resize(drawn.size)) < 5


def test_the_shapes_are_cut_around_the_focus_or_as_somebody_set_them() -> None:
    image = large(focus_x=100, focus_y=500, crops={"3:2": "500,0,500,444"})
    boxes = {name: str(box or "") for name, box in renditions.shapes_of(image).items()}
    assert boxes == {
        "story": "",
        "card": "500,0,500,444",
        "square": "0,0,750,1000",
        "social": "0,150,1000,700",
    }
    own = {name: str(box) for name, box in renditions.shapes_of(image, Box(0, 0, 500, 500)).items()}
    assert own["story"] == "0,0,500,500"
    assert own["square"] == "0,0,375,500"


def test_what_a_licence_forbids_to_crop_is_shown_whole() -> None:
    image = large(licence="by-nd-4.0")
    assert set(renditions.shapes_of(image).values()) == {None}
    renditions.make(image, formats=["jpeg"])
    assert {row.crop for row in image.renditions.all()} == {""}


def test_a_small_part_is_not_enlarged() -> None:
    image = large()
    made = renditions.make(image, within=Box(400, 400, 100, 100), formats=["jpeg"])
    assert max(row.width for row in made) == 120


def test_pages_are_told_of_nothing_that_is_not_made() -> None:
    image = large()
    assert [(row["shape"], row["format"], row["width"]) for row in renditions.rows(image)] == [
        ("story", "jpeg", width) for width in sorted(WIDTHS)
    ]
    assert renditions.rows(image, Box(0, 0, 500, 500)) == []


def test_parts_that_look_the_same_have_files_of_their_own() -> None:
    file = encoded(PIL.Image.new("RGB", (900, 600), "teal"), "PNG")
    image = uploads.accept(file, by=factories.user(Role.PICTURE_EDITOR), filename="teal.png")
    renditions.make(image, within=Box(0, 0, 500, 500))
    renditions.make(image, within=Box(500, 500, 500, 500))
    assert renditions.make(image, within=Box(0, 0, 500, 500)) == []
    Image.objects.filter(pk=image.pk).update(copyright_notice="© 2026 The Test Courier")
    image = Image.objects.get(pk=image.pk)
    both = {
        str(box): renditions.make(image, within=box) for box in (Box(0, 0, 500, 500), Box(500, 500, 500, 500))
    }
    assert len({row.name for made in both.values() for row in made}) == sum(map(len, both.values()))


# What they say


@pytest.mark.parametrize("format", ["jpeg", "webp", "avif"])
def test_every_file_carries_credit_copyright_and_licence_and_no_place(format: str) -> None:
    image = large()
    renditions.make(image)
    for row in image.renditions.filter(format=format):
        data = (Path(settings.VAR_DIR) / "private" / renditions.path(row.name)).read_bytes()
        said = metadata.read(io.BytesIO(data))
        assert said.credit_line == "Image: Ána Prado"
        assert list(said.creators) == ["Ána Prado"]
        assert said.copyright_notice == "© 2026 Ána Prado"
        assert said.web_statement == "https://creativecommons.org/licenses/by/4.0/"
        assert b"CANARY" not in data
        assert not opened(row).getexif().get_ifd(0x8825)
        assert row.stamp == renditions.stamp(renditions.imprint(image)) != ""


@pytest.mark.exiftool
def test_exiftool_reads_the_same_from_all_three_formats() -> None:
    image = large()
    renditions.make(image)
    shelf = Path(settings.VAR_DIR) / "private" / renditions.FOLDER
    answer = subprocess.run(
        ["exiftool", "-json", "-a", "-G", *[shelf / row.name for row in image.renditions.filter(width=640)]],
        capture_output=True,
        check=True,
    )
    read = json.loads(answer.stdout)
    assert len(read) == 6
    for said in read:
        assert said["XMP:Credit"] == "Image: Ána Prado"
        assert said["XMP:Rights"] == said["EXIF:Copyright"] == "© 2026 Ána Prado"
        assert said["XMP:WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert not [name for name in said if "GPS" in name or "Serial" in name]


# When they are made


@pytest.mark.django_db(transaction=True)
def test_a_story_goes_out_with_jpegs_and_gets_the_others_from_the_worker(client: Client) -> None:
    image = large()
    story = live(image)
    assert {name.rsplit(".")[1] for name in public_names(story)} == {"jpg"}
    assert Due.objects.get().image_id == image.pk
    see_to_all()
    names = public_names(story)
    assert {name.rsplit(".")[1] for name in names} == {"jpg", "webp", "avif"}
    assert names == set(files("public")) == {row.name for row in image.renditions.all()}
    assert not Due.objects.exists()
    page = client.get(story.path).content.decode()
    assert "image/avif" in page
    for name in names:
        assert client.get(f"/pictures/{name}").status_code == 200


def test_a_picture_of_no_live_story_is_not_worked_on() -> None:
    image = large()
    publicity.ask({image.pk})
    see_to_all()
    assert image.renditions.count() == len(WIDTHS)
    assert files("public") == []


def test_making_again_makes_nothing() -> None:
    image = large()
    assert len(renditions.make(image)) == ALL
    before = {(row.pk, row.name) for row in image.renditions.all()}
    assert renditions.make(Image.objects.get(pk=image.pk)) == []
    assert {(row.pk, row.name) for row in image.renditions.all()} == before


@pytest.mark.django_db(transaction=True)
def test_a_new_credit_is_in_new_files_and_the_old_ones_go() -> None:
    image = large()
    story = live(image)
    see_to_all()
    before = public_names(story)
    Image.objects.filter(pk=image.pk).update(copyright_notice="© 2026 The Test Courier")
    publicity.ask({image.pk})
    see_to_all()
    after = public_names(story)
    assert len(after) == len(before)
    assert before.isdisjoint(after)
    assert set(files("public")) == after
    assert files() == sorted([image.original.name, *(f"renditions/{name}" for name in after)])
    for row in image.renditions.all():
        with storage.public().open(row.name) as file:
            assert metadata.read(file).copyright_notice == "© 2026 The Test Courier"


@pytest.mark.django_db(transaction=True)
def test_a_part_is_there_when_its_story_goes_out_and_nothing_of_what_was_cut_away() -> None:
    image = large()
    story = live(image, lead_crop="0,0,500,500")
    lead = PublishedPicture.objects.get(story__story_id=story.story_id)
    crops = dict(image.renditions.values_list("name", "crop"))
    assert {crops[row["name"]] for row in lead.renditions if row["shape"] == "story"} == {"0,0,500,500"}
    see_to_all()
    assert public_names(story) == set(files("public"))
    assert "" not in {crops.get(name) for name in files("public")}


# When it goes wrong


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_only_whole_files_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = large()
    story = live(image)
    encode, drawn = drawing._encoded, []

    def dying(*args: Any) -> bytes:
        if len(drawn) == 9:
            raise Killed
        drawn.append(args)
        return encode(*args)

    monkeypatch.setattr(drawing, "_encoded", dying)
    with pytest.raises(Killed):
        publicity.see_to_a_picture(timezone.now())
    assert not drawing.one_at_a_time.locked()
    there = {f"renditions/{row.name}" for row in image.renditions.all()}
    assert there <= set(files())
    for row in image.renditions.all():
        assert opened(row).size == (row.width, row.height)
    # Nobody touches it while the first may be at work; after that, anybody.
    monkeypatch.setattr(drawing, "_encoded", encode)
    assert publicity.see_to_a_picture(timezone.now()) == 0
    assert publicity.see_to_a_picture(timezone.now() + publicity.PATIENCE + timedelta(seconds=1)) == 1
    see_to_all()
    assert not Due.objects.exists()
    assert public_names(story) == set(files("public")) == {row.name for row in image.renditions.all()}
    assert len(public_names(story)) == ALL


def test_two_workers_do_not_take_the_same_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    image = large()
    live(image)
    second: list[int] = []
    see_to = publicity._see_to

    def meanwhile(image: Image) -> None:
        second.append(publicity.see_to_a_picture(timezone.now()))
        see_to(image)

    monkeypatch.setattr(publicity, "_see_to", meanwhile)
    assert publicity.see_to_a_picture(timezone.now()) == 1
    assert second == [0]


def test_what_is_asked_for_while_a_worker_is_at_it_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image = large()
    monkeypatch.setattr(publicity, "_see_to", lambda image: publicity.ask({image.pk}))
    publicity.ask({image.pk})
    assert publicity.see_to_a_picture(timezone.now()) == 1
    assert Due.objects.count() == 1


def test_a_picture_that_cannot_be_drawn_does_not_keep_the_others_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, good = large(), picture()
    live(broken)
    live(good)
    storage.put(storage.private(), str(broken.original.name), io.BytesIO(b"\xff\xd8\xffrubbish"))
    see_to_all()
    assert [(due.image_id, due.at > timezone.now() + timedelta(minutes=50)) for due in Due.objects.all()] == [
        (broken.pk, True)
    ]
    assert good.renditions.filter(format="avif").exists()
    assert f"Picture {broken.pk} could not be drawn" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_killed_story_takes_every_format_and_shape_from_readers() -> None:
    image = large()
    story = live(image)
    see_to_all()
    assert len(files("public")) == ALL
    kill.kill(Article.objects.get(pk=story.story_id), by=factories.chief(), note="No.")
    assert files("public") == []
