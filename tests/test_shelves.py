"""Pictures are kept on two shelves, folders or buckets: what readers may see on one, all else on the other."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from articles.acts import kill, withdraw
from articles.models import PublishedArticle
from articles.moving_in import record
from articles.moving_in.bringing import Bringing, Wishes
from articles.moving_in.known import Known
from articles.moving_in.reporting import Report
from articles.policy import Role
from media.files import publicity
from media.intake import uploads
from media.models import Image
from media.shelves import storage
from tests import databases, factories

pytestmark = pytest.mark.django_db

PUBLIC, PRIVATE = "courier-pictures", "courier-originals"
KEYS = {"access_key": "the-name-of-a-key", "secret_key": "a-key-for-tests-only", "region_name": "eu-west-1"}
# What docs/pictures.md tells an operator to set on the public bucket.
READERS_MAY_GET = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::courier-pictures/*"}]}"""


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3-compatible store of our own."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def client_of(address: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name=KEYS["region_name"],
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    )


@pytest.fixture
def buckets(store: str, settings: Any) -> Iterator[str]:
    """Both shelves in buckets, which are empty."""
    client = client_of(store)
    for bucket in (PUBLIC, PRIVATE):
        client.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": KEYS["region_name"]}
        )
    client.put_bucket_policy(Bucket=PUBLIC, Policy=READERS_MAY_GET)
    options = {"endpoint_url": store, **KEYS}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "media.shelves.buckets.PublicBucket",
            "OPTIONS": {"bucket_name": PUBLIC, **options},
        },
        "private": {
            "BACKEND": "media.shelves.buckets.PrivateBucket",
            "OPTIONS": {"bucket_name": PRIVATE, **options},
        },
    }
    yield store
    for bucket in (PUBLIC, PRIVATE):
        for entry in client.list_objects_v2(Bucket=bucket).get("Contents", []):
            client.delete_object(Bucket=bucket, Key=entry["Key"])
        client.delete_bucket(Bucket=bucket)


@pytest.fixture(params=["folders", "buckets"])
def _shelves(request: pytest.FixtureRequest) -> None:
    """The test runs with the shelves in folders, and again with the shelves in buckets."""
    if request.param == "buckets":
        request.getfixturevalue("buckets")


on_both = pytest.mark.usefixtures("_shelves")


def files(shelf: Any) -> list[str]:
    return sorted(name for name, _ in storage.walk(shelf))


def files_of(image: Image) -> list[str]:
    return sorted([image.original.name, *(f"renditions/{row.name}" for row in image.renditions.all())])


def names_of(image: Image) -> list[str]:
    return sorted(row.name for row in image.renditions.all())


def answer_of(address: str) -> tuple[int, dict[str, str]]:
    """What somebody without keys is told."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers)


# The same, wherever the shelves are


@on_both
def test_a_picture_is_kept_with_its_original_as_it_came() -> None:
    file = factories.picture_file()
    image = uploads.accept(file, by=factories.user(Role.REPORTER), filename="harbour.jpg")
    file.seek(0)
    with image.open_original() as original:
        assert original.read() == file.read()
    assert files(storage.private()) == files_of(image)
    assert files(storage.public()) == []


@on_both
def test_an_upload_in_chunks_and_of_many_megabytes_is_kept_whole() -> None:
    content = bytes(range(256)) * 4096 * 10  # more than the 8 MB that are sent in one piece
    storage.put(storage.private(), "originals/large.tif", io.BytesIO(content))
    with storage.private().open("originals/large.tif") as file:
        assert file.size == len(content)
        assert file.read() == content


@on_both
def test_a_file_takes_the_place_of_the_one_before_it() -> None:
    for content in (b"old", b"new"):
        storage.put(storage.private(), "a/b.jpg", io.BytesIO(content))
    assert files(storage.private()) == ["a/b.jpg"]
    assert storage.private().open("a/b.jpg").read() == b"new"


@on_both
def test_what_is_not_there_is_not_there() -> None:
    assert not storage.private().exists("a/b.jpg")
    with pytest.raises(FileNotFoundError):
        storage.private().open("a/b.jpg")
    storage.private().delete("a/b.jpg")


@on_both
def test_every_file_is_found_with_its_time() -> None:
    before = timezone.now() - timedelta(seconds=2)
    for name in ("originals/ab/abc.jpg", "renditions/x-320.jpg", "loose.jpg"):
        storage.put(storage.private(), name, io.BytesIO(b"x"))
    found = dict(storage.walk(storage.private()))
    assert sorted(found) == ["loose.jpg", "originals/ab/abc.jpg", "renditions/x-320.jpg"]
    assert all(before <= at <= timezone.now() + timedelta(seconds=2) for at in found.values())


@on_both
@pytest.mark.parametrize("act", [withdraw.withdraw, kill.kill])
@pytest.mark.django_db(transaction=True)
def test_a_picture_is_public_from_publishing_until_its_story_goes(client: Client, act: Any) -> None:
    image = factories.picture()
    assert files(storage.public()) == []
    article = factories.live_story(lead_picture=image)
    names = names_of(image)
    assert files(storage.public()) == names
    page = client.get(PublishedArticle.objects.get().get_absolute_url()).content.decode()
    assert any(f'/pictures/{name}"' in page for name in names)
    assert {client.get(reverse("media:picture", args=[name])).status_code for name in names} == {200}
    act(article, by=factories.chief(), note="The mayor asked, and was right.")
    assert files(storage.public()) == []
    assert {client.get(reverse("media:picture", args=[name])).status_code for name in names} == {404}
    assert files(storage.private()) == files_of(image)


@on_both
@pytest.mark.parametrize(("format", "kind"), [("jpg", "jpeg"), ("webp", "webp"), ("avif", "avif")])
def test_readers_get_each_format_as_what_it_is_to_be_kept_for_ever(
    client: Client, format: str, kind: str
) -> None:
    name = f"0123456789abcdef-640.{format}"
    storage.put(storage.public(), name, io.BytesIO(b"the picture"))
    answer = client.get(f"/pictures/{name}")
    assert (answer.status_code, answer.content) == (200, b"the picture")
    assert answer["Content-Type"] == f"image/{kind}"
    assert answer["Content-Length"] == "11"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{name}"'
    assert not {"Content-Disposition", "Set-Cookie", "Vary"} & set(answer.headers)


@on_both
def test_readers_who_have_a_picture_are_spared_it_until_it_is_gone(client: Client) -> None:
    name = "0123456789abcdef-640.avif"
    storage.put(storage.public(), name, io.BytesIO(b"the picture"))
    address = f"/pictures/{name}"
    head = client.head(address)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", "11")
    again = client.get(address, headers={"If-None-Match": head["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == storage.FOR_EVER
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    storage.public().delete(name)
    assert client.get(address, headers={"If-None-Match": head["ETag"]}).status_code == 404


@on_both
def test_a_full_or_silent_shelf_refuses_the_picture_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    put = storage.put

    def full_after_the_first(shelf: Any, name: str, content: Any) -> None:
        if name.startswith("renditions/"):
            raise OSError(28, "No space left on device")
        put(shelf, name, content)

    monkeypatch.setattr(storage, "put", full_after_the_first)
    with pytest.raises(uploads.PictureRefused, match=r"could not be stored \(No space left on device\)"):
        uploads.accept(factories.picture_file(), by=factories.user(), filename="harbour.jpg")
    assert Image.objects.count() == 0
    assert files(storage.private()) == []


# Folders


def test_a_folder_that_cannot_be_read_is_no_missing_picture(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk of the network that is away, or a folder of another user."""
    for problem in (PermissionError(13, "Permission denied"), OSError(116, "Stale file handle")):
        monkeypatch.setattr(FileSystemStorage, "_open", Mock(side_effect=problem))
        assert client.get("/pictures/0123456789abcdef-640.avif").status_code == 503


# Buckets


def test_readers_fetch_from_the_public_bucket_itself_and_nothing_from_the_other(buckets: str) -> None:
    image = factories.picture()
    publicity.expose({image.pk})
    row = image.renditions.first()
    assert row is not None
    status, headers = answer_of(f"{buckets}/{PUBLIC}/{row.name}")
    headers = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert headers["content-type"] == "image/jpeg"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    for name in files_of(image):
        assert answer_of(f"{buckets}/{PRIVATE}/{name}")[0] == 403
        assert answer_of(f"{buckets}/{PUBLIC}/{name}")[0] in {403, 404}
        with pytest.raises(ValueError, match="no address"):
            storage.private().url(name)
    publicity.hide({image.pk})
    assert answer_of(f"{buckets}/{PUBLIC}/{row.name}")[0] in {403, 404}


def test_no_object_is_opened_to_the_world_by_itself(buckets: str) -> None:
    image = factories.picture()
    publicity.expose({image.pk})
    client = client_of(buckets)
    for bucket, name in ((PRIVATE, str(image.original.name)), (PUBLIC, names_of(image)[0])):
        grants = client.get_object_acl(Bucket=bucket, Key=name)["Grants"]
        assert [grant["Grantee"].get("URI", "") for grant in grants] == [""]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jpg", "image/jpeg"), ("a.webp", "image/webp"), ("a.avif", "image/avif"), ("a.tif", "image/tiff")],
)
def test_the_store_is_told_what_a_file_is(buckets: str, name: str, kind: str) -> None:
    storage.put(storage.private(), name, io.BytesIO(b"x"))
    head = client_of(buckets).head_object(Bucket=PRIVATE, Key=name)
    assert head["ContentType"] == kind
    assert "CacheControl" not in head


def test_a_store_that_is_away_is_a_fault_like_any_other_of_a_disk(buckets: str, settings: Any) -> None:
    client = client_of(buckets)
    client.delete_bucket(Bucket=PRIVATE)
    try:
        with pytest.raises(OSError, match="NoSuchBucket"):
            storage.put(storage.private(), "a.jpg", io.BytesIO(b"x"))
        with pytest.raises(uploads.PictureRefused, match="could not be stored"):
            uploads.accept(factories.picture_file(), by=factories.user(), filename="harbour.jpg")
        assert Image.objects.count() == 0
    finally:
        client.create_bucket(
            Bucket=PRIVATE, CreateBucketConfiguration={"LocationConstraint": KEYS["region_name"]}
        )


def test_readers_and_the_desk_are_told_to_come_again_when_the_store_is_away(
    client: Client, buckets: str, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    image = factories.picture()
    name = names_of(image)[0]
    publicity.expose({image.pk})
    client.force_login(factories.chief())
    width = image.renditions.get(name=name).width
    paths = [f"/pictures/{name}", reverse("admin:media_image_rendition", args=[image.pk, width])]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    away = {
        name: kept | {"OPTIONS": kept["OPTIONS"] | {"endpoint_url": "http://127.0.0.1:1"}}
        for name, kept in settings.STORAGES.items()
        if name != "staticfiles"
    }
    settings.STORAGES = settings.STORAGES | away
    caplog.clear()
    for path in paths:
        response = client.get(path)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert "no-store" in response["Cache-Control"]
        assert "ETag" not in response
    assert [record.getMessage().partition(": ")[0] for record in caplog.records] == [
        f"{path} cannot be had" for path in paths
    ]
    assert "Traceback" not in caplog.text


# The host for pictures


def test_pictures_have_the_address_of_their_own_host(settings: Any) -> None:
    assert storage.address("0123456789abcdef-640.avif") == "/pictures/0123456789abcdef-640.avif"
    settings.PICTURES_URL = "https://pictures.example.org/courier"
    assert (
        storage.address("0123456789abcdef-640.avif")
        == "https://pictures.example.org/courier/0123456789abcdef-640.avif"
    )


# Moving out and in


def contents(shelf: Any) -> dict[str, bytes]:
    return {name: shelf.open(name).read() for name, _ in storage.walk(shelf)}


@pytest.mark.django_db(transaction=True)
def test_pictures_move_out_of_buckets_and_into_others(buckets: str, tmp_path: Path) -> None:
    chief = factories.chief()
    factories.publish(factories.story(chief, lead_picture=factories.picture()))
    lost = str(factories.picture(size=(800, 500)).original.name)
    storage.private().delete(lost)
    before = [contents(shelf) for shelf in (storage.private(), storage.public())]
    assert all(before)
    told = io.StringIO()
    folder = str(tmp_path / "out")
    call_command("export", folder, no_progress=True, stdout=io.StringIO(), stderr=told)
    assert f"{lost} is lost" in told.getvalue()
    databases.put_back()
    for shelf in (storage.private(), storage.public()):
        for name in files(shelf):
            shelf.delete(name)
    call_command("import_ninjs", folder, no_progress=True, stdout=io.StringIO())
    assert [contents(shelf) for shelf in (storage.private(), storage.public())] == before
    row = PublishedArticle.objects.select_related("lead").get()
    assert row.lead is not None
    assert Client().get(row.path).status_code == 200


@on_both
@pytest.mark.parametrize("is_stopped", [False, True])
def test_an_archive_brings_its_pictures_into_the_shelves_once(
    tmp_path: Path, is_stopped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture whose row could not be written leaves a file at most, which the next run takes for its own."""
    chief = factories.chief()
    (tmp_path / "harbour.jpg").write_bytes(factories.picture_file().read())
    archive = Archive([record.Picture(key="picture:1", path="harbour.jpg", filename="harbour.jpg")])
    wishes = Wishes(by=chief, uploads=tmp_path)
    if is_stopped:
        with monkeypatch.context() as stopped:
            stopped.setattr(Known, "keep", Mock(side_effect=KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt), Report() as report:
                Bringing(archive, wishes, report).run()
        assert not Image.objects.exists()
    for _ in range(2):
        with Report() as report:
            Bringing(archive, wishes, report).run()
    assert files(storage.private()) == files_of(Image.objects.get())
    assert files(storage.public()) == []


@dataclass
class Archive:
    said: list[record.Record]
    system = title = name = "courier"

    def count(self) -> int:
        return len(self.said)

    def records(self) -> Iterator[record.Record]:
        return iter(self.said)
