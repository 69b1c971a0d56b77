"""Pictures of wire copy come along into a story, with all that the agency says of them, or not at all."""

from __future__ import annotations

import os
import time
import uuid
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.acts.act import Refused
from articles.incoming import (
    arriving,
    bringing,
    fetching,
    folders,
    picture_files,
    picture_sizes,
    pictures,
    storing,
    taking,
)
from articles.incoming.pictures import PictureWish
from articles.incoming.taking import Taking
from articles.models import Article, PublishedPicture, SourceUse, WireItem, WirePicture, WireRefusal
from articles.policy import Role
from articles.wire import mail, sniffing
from articles.wire.item import Rendition
from media.clearance import rights
from media.models import Image
from media.shelves import storage
from tests import factories, wire_copy, wires
from tests.outside import Outside, answering
from tests.test_desk_pages import at_the_desk
from tests.test_wires_come_in import later, lying, ninjs

pytestmark = pytest.mark.django_db
SAID = {
    "caption": "The ferry lies on its side.",
    "headline": "Ferry",
    "alt": "A white ferry, half under water",
    "credit": "Ana Prado/Meridian Press",
    "copyright": "© Meridian Press",
    "usage_terms": "No archive.",
}


def pictured(*renditions: dict[str, Any], **said: Any) -> WireItem:
    media = {"kind": "picture"} | SAID | said | {"renditions": list(renditions)}
    return wire_copy.item(media=[{name: value for name, value in media.items() if value}], has_pictures=True)


def newest(item: WireItem) -> Any:
    item.refresh_from_db()
    assert item.newest is not None
    item.newest.item = item
    return item.newest


def take(item: WireItem, *wishes: PictureWish, into: Article | None = None, by: Any = None) -> Article:
    by = by or factories.chief()
    wish = Taking(newest(item), SourceUse.INPUTS)
    wish = bringing.with_pictures(wish, wishes or (PictureWish(0),), by=by)
    if into is None:
        return taking.begin(wish, by=by, key=uuid.uuid4())
    taking.into(into, wish, by=by, key=uuid.uuid4())
    into.refresh_from_db()
    return into


def jpeg(size: tuple[int, int] = (900, 600)) -> bytes:
    return factories.picture_file(size=size).read()


def files_on_the_shelf() -> list[str]:
    return sorted(name for name, _written in storage.walk(storage.private()))


@pytest.fixture
def server(settings: Any) -> Any:
    with Outside(answering("200 OK", jpeg(), Content_Type="image/jpeg")) as outside:
        settings.OUTSIDE_ALLOWED_HOSTS = [outside.place]
        yield outside


def at(server: Outside, name: str = "ferry.jpg", **said: Any) -> dict[str, Any]:
    return {"address": f"{server.address}/{name}", "media_type": "image/jpeg"} | said


# What comes along


def test_a_picture_comes_along_with_all_that_the_agency_says_of_it(server: Outside) -> None:
    story = take(pictured(at(server)))
    image = Image.objects.get()
    said = (image.caption, image.alt_text, image.headline, image.instructions, image.copyright_notice)
    assert said == (SAID["caption"], SAID["alt"], "Ferry", "No archive.", "© Meridian Press")
    assert image.credit_line == "Image: MP | Image: Ana Prado"
    assert (image.source, image.filename) == ("Meridian Press", "ferry.jpg")
    assert story.body.endswith(f'<figure data-picture="{image.pk}"></figure>')
    assert story.revision is not None
    assert story.revision.note.endswith("1 picture came along.")
    assert "Meridian: No archive." in story.desk_note
    assert "The harbour" not in image.rights_note
    assert rights.verdict(image, timezone.now()).may_be_shown


def test_it_becomes_the_lead_picture_where_that_is_wanted(server: Outside) -> None:
    old = factories.picture()
    story = factories.story(lead_picture=old, lead_caption="Ours", body="<p>Ours.</p>")
    take(pictured(at(server)), PictureWish(0, is_lead=True), into=story)
    assert (story.lead_picture, story.lead_caption) == (Image.objects.exclude(pk=old.pk).get(), "")
    assert "figure" not in story.body


def test_the_same_file_is_in_the_library_once(server: Outside) -> None:
    item = pictured(at(server))
    first, second = take(item), take(item)
    assert first.body == second.body
    assert (Image.objects.count(), WirePicture.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("renditions", "names"),
    [
        (
            [("small", 300, 200, ""), ("large", 3000, 2000, ""), ("middle", 900, 600, "")],
            "large middle small",
        ),
        ([("thumb", None, None, "rnd:thumbnail"), ("high", None, None, "rnd:highRes")], "high thumb"),
        ([("tiny", 90, 60, ""), ("huge", 90_000, 60_000, ""), ("fit", 900, 600, "")], "fit"),
        ([("preview", None, None, "preview"), ("plain", None, None, "")], "plain preview"),
    ],
)
def test_the_best_size_that_is_allowed_comes_first(renditions: list[Any], names: str) -> None:
    made = [
        Rendition(address=f"https://a.example/{name}", width=wide, height=high, role=role)
        for name, wide, high, role in renditions
    ]
    assert " ".join(map(picture_sizes.name_of, picture_sizes.best_first(tuple(made)))) == names


@pytest.mark.parametrize(
    "one",
    [
        Rendition(address="https://a.example/a.svg", media_type="image/svg+xml"),
        Rendition(address="https://a.example/a.mp4", media_type="video/mp4"),
        Rendition(address="https://a.example/a.jpg", media_type="image/jpeg", size=10**12),
        Rendition(address="ftp://a.example/a.jpg", media_type="image/jpeg"),
        Rendition(address="", media_type="image/jpeg"),
        Rendition(address="http://[", media_type="image/jpeg"),
    ],
)
def test_what_the_library_would_not_take_is_not_asked_for(one: Rendition) -> None:
    assert picture_sizes.best_first((one,)) == []


def test_a_size_that_cannot_be_taken_is_followed_by_the_next(settings: Any) -> None:
    good = jpeg()

    def behave(channel: Any, head: bytes) -> None:
        is_good = b"/good" in head
        channel.sendall(answering("200 OK", good) if is_good else answering("404 Not Found"))

    with Outside(behave) as outside:
        settings.OUTSIDE_ALLOWED_HOSTS = [outside.place]
        take(
            pictured(at(outside, "best", width=3000, height=2000), at(outside, "good", width=900, height=600))
        )
        assert [line.split()[1] for line in outside.lines] == ["/best", "/good"]
    assert Image.objects.get().filename == "good"


# Whom it is credited to


def test_a_picture_without_a_credit_is_not_taken_silently(server: Outside) -> None:
    item = pictured(at(server), credit="", copyright="")
    with pytest.raises(Refused, match="names nobody to credit"):
        take(item)
    assert not Image.objects.exists()
    assert not Article.objects.exists()
    take(item, PictureWish(0, credit="Rui Sá"))
    assert Image.objects.get().credit_line == "Image: Rui Sá"


# What fails leaves nothing


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (answering("404 Not Found"), "404"),
        (answering("200 OK", b"<html>log in</html>"), "cannot be brought along"),
        (answering("200 OK", jpeg((90, 60))), "thumbnail"),
        (answering("200 OK", jpeg()[:-20]), "damaged"),
        (answering("200 OK", jpeg(), Content_Length="900000"), "only a part"),
    ],
)
def test_what_cannot_be_had_leaves_nothing_half_written(settings: Any, answer: bytes, why: str) -> None:
    before = files_on_the_shelf()
    with Outside(answer) as outside:
        settings.OUTSIDE_ALLOWED_HOSTS = [outside.place]
        with pytest.raises(Refused, match=why):
            take(pictured(at(outside)))
    assert (Image.objects.count(), Article.objects.count(), WirePicture.objects.count()) == (0, 0, 0)
    assert files_on_the_shelf() == before


def test_one_that_hangs_is_waited_for_so_long(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(bringing, "SECONDS", 0.3)
    with Outside(b"") as outside:
        outside.behaviour = outside.hang
        settings.OUTSIDE_ALLOWED_HOSTS = [outside.place]
        with pytest.raises(Refused, match="in time"):
            take(pictured(at(outside)))


def test_private_networks_stay_closed(settings: Any) -> None:
    settings.OUTSIDE_PORTS = [80]
    with pytest.raises(Refused, match="belongs to"):
        take(pictured({"address": "http://127.0.0.1/ferry.jpg", "media_type": "image/jpeg"}))


def test_files_go_where_the_story_cannot_be_saved(server: Outside, monkeypatch: Any) -> None:
    before = files_on_the_shelf()

    def fail(*_args: Any, **_how: Any) -> None:
        raise Refused("Somebody else saved it.")

    monkeypatch.setattr(taking, "write_text", fail)
    with pytest.raises(Refused, match="Somebody else"):
        take(pictured(at(server)))
    assert not Image.objects.exists()
    assert files_on_the_shelf() == before


def test_a_version_that_was_taken_back_brings_nothing(server: Outside) -> None:
    item = pictured(at(server))
    wire_copy.newer(item, status="withheld")
    with pytest.raises(Refused, match="withholds"):
        take(item)
    assert server.asked == []


# Beside the item, and in letters


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.WIRE_FOLDER = tmp_path
    (tmp_path / "meridian").mkdir()
    return tmp_path / "meridian"


def test_a_picture_that_lay_beside_the_item_is_put_by_and_taken_from_there(folder: Path) -> None:
    feed = wires.feed(way="folder", folder="meridian", digest="")
    (folder / "ferry.jpg").write_bytes(jpeg())
    (folder / "wire.json").write_bytes(ninjs())
    fetching.fetch(feed, later())
    assert lying(folder) == ["done/ferry.jpg", "done/wire.json"]
    assert not WireRefusal.objects.exists()
    item = pictured({"address": "ferry.jpg"})
    take_from = newest(item)
    take_from.feed = feed
    brought = bringing.bring(take_from, [PictureWish(0)])
    assert isinstance(brought[0].got, pictures.FetchedFile)
    (folder / "done" / "ferry.jpg").unlink()
    with pytest.raises(Refused, match="any more"):
        bringing.bring(take_from, [PictureWish(0)])


def test_a_picture_whose_transfer_stands_still_is_left(folder: Path) -> None:
    feed = wires.feed(way="folder", folder="meridian", digest="")
    (folder / "ferry.jpg").write_bytes(jpeg()[:2000])
    assert fetching.fetch(feed, timezone.now() + folders.SETTLED * 2) == 0
    assert lying(folder) == ["ferry.jpg"]


@pytest.mark.parametrize("name", ["../secret.jpg", "..", "/etc/passwd", "", "link.jpg"])
def test_nothing_outside_of_the_folder_is_read(folder: Path, name: str) -> None:
    feed = wires.feed(way="folder", folder="meridian", digest="")
    (folder.parent / "secret.jpg").write_bytes(jpeg())
    os.symlink(folder.parent / "secret.jpg", folder / "link.jpg")
    version = newest(pictured({"address": name}))
    version.feed = feed
    with pytest.raises(picture_files.PictureMissing):
        picture_files.read(Rendition(address=name), version, time.monotonic() + 5)


def letter(*files: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["Date"] = "press@council.example", "Mon, 30 Nov 2026 10:00:00 +0000"
    made["Message-ID"], made["Subject"] = f"<{uuid.uuid4()}@council.example>", "Ferries at night"
    made.set_content("The council has decided.")
    for name, data in files:
        kind = ("image", "jpeg") if name.endswith(".jpg") else ("application", "json")
        made.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)
    return made.as_bytes()


def test_what_is_attached_to_a_letter_comes_along() -> None:
    feed, first, second = wires.feed(), jpeg(), jpeg()
    storing.keep(feed, "letter.eml", letter(("a.jpg", first), ("b.jpg", second)), received_at=timezone.now())
    item = WireItem.objects.get()
    assert item.has_pictures
    take(item, PictureWish(1, credit="The council"))
    image = Image.objects.get()
    assert (image.filename, image.bytes, image.headline) == ("b.jpg", len(second), "b.jpg")


def test_attached_to_an_attached_item_a_picture_is_that_items() -> None:
    data = letter(("wire.json", ninjs()), ("gale.jpg", jpeg()))
    (item,) = sniffing.read(data).items
    assert [one.headline for one in item.media] == ["gale.jpg"]
    assert mail.attached(data, item.media[0].renditions[0].address)
    assert mail.attached(data, "gale.jpg")
    assert [mail.attached(data, bad) for bad in ("attached:9/x", "attached:x", "", "other.jpg")] == [None] * 4


# Embargo and kill


def test_an_embargo_forbids_the_picture_until_it_ends(server: Outside) -> None:
    item = pictured(at(server))
    version = wire_copy.version_of(item, embargo_until=wire_copy.in_hours(2))
    take(item)
    image = Image.objects.get()
    assert not rights.verdict(image, timezone.now()).may_be_shown
    assert rights.verdict(image, wire_copy.in_hours(3)).may_be_shown
    free = wire_copy.version_of(item, embargo_until=None)
    arriving.arrived([free])
    assert rights.verdict(Image.objects.get(), timezone.now()).may_be_shown
    assert version.pk != free.pk


def test_a_kill_takes_the_picture_from_readers_whichever_story_has_it(
    server: Outside, django_capture_on_commit_callbacks: Any
) -> None:
    item = pictured(at(server))
    take(item)
    image = Image.objects.get()
    factories.live_story(lead_picture=image, body="<p>Ours.</p>")
    assert PublishedPicture.objects.filter(image_id=image.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        arriving.arrived([newest_after_kill(item)])
    assert not PublishedPicture.objects.filter(image_id=image.pk).exists()
    verdict = rights.verdict(Image.objects.get(), timezone.now())
    assert "has killed" in str(verdict)
    with pytest.raises(Refused, match="has killed"):
        factories.publish(factories.story(lead_picture=image, body="<p>Ours.</p>"))


def newest_after_kill(item: WireItem) -> Any:
    version = wire_copy.version_of(item, status="canceled", signal="kill")
    version.item = item
    return version


def test_what_the_library_had_from_elsewhere_is_not_the_agencys_to_forbid(server: Outside) -> None:
    own = factories.picture()
    with own.open_original() as original:
        server.behaviour = answering("200 OK", original.read())
    item = pictured(at(server))
    take(item)
    assert (Image.objects.get(), WirePicture.objects.count()) == (own, 0)


# At the desk


def test_the_form_of_an_item_brings_pictures_along(server: Outside) -> None:
    item = pictured(at(server, width=900, height=600), credit="")
    desk = at_the_desk(factories.user(Role.WIRE_DESK))
    page = desk.get(reverse("admin:articles_article_wire_item", args=[item.pk])).content.decode()
    assert "900 × 600" in page
    sent = {"key": str(uuid.uuid4()), "version": newest(item).pk, "use": "inputs", "paragraph": ["0"]}
    wanted = {"picture-0": "lead", "credit-0": "Rui Sá"}
    response = desk.post(reverse("admin:articles_article_wire_take", args=[item.pk]), sent | wanted)
    assert response.status_code == 302
    assert Article.objects.get().lead_picture == Image.objects.get()
    assert Image.objects.get().credit_line == "Image: Rui Sá"


def test_a_refusal_is_told_and_nothing_is_taken() -> None:
    item = pictured({"address": "https://10.0.0.1/a.jpg", "media_type": "image/jpeg"})
    client = at_the_desk(factories.user(Role.WIRE_DESK))
    sent = {"key": str(uuid.uuid4()), "version": newest(item).pk, "use": "inputs", "picture-0": "inset"}
    address = reverse("admin:articles_article_wire_take", args=[item.pk])
    page = client.post(address, sent | {"paragraph": ["0"]}, follow=True).content.decode()
    assert "cannot be brought along" in page
    assert not Article.objects.exists()
