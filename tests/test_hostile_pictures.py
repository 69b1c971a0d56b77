"""Whatever is sent, the desk has a right picture or a clear refusal, soon, and in little memory."""

from __future__ import annotations

import errno
import io
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import PIL.Image
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from media.files import sweeping
from media.intake import uploads
from media.intake.uploads import PictureRefused
from media.models import Image, LogEntry
from media.pixels import drawing, formats, headers, turns
from media.shelves import storage
from tests import factories

SAMPLES = Path(__file__).parent / "samples" / "pictures"
MOST_MEMORY = 400 * 1000 * 1000

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia() -> User:
    """Pia, who is sent pictures by everybody."""
    return factories.user()


def encoded(picture: PIL.Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def files() -> list[str]:
    return sorted(name for name, _ in storage.walk(storage.private()))


def files_of(image: Image) -> list[str]:
    return sorted([image.original.name, *(f"renditions/{row.name}" for row in image.renditions.all())])


def header_of_png(width: int, height: int, colours: int = 2, bits: int = 8) -> bytes:
    """As much of a PNG as it takes to open it: nothing can be decoded."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def with_size(content: bytes, marker: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size."""
    at = content.index(marker) + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def with_frame(content: bytes, width: int, height: int) -> bytes:
    """A GIF whose first picture claims another size than its screen."""
    at = content.index(b"\x2c\0\0\0\0") + 5
    return content[:at] + struct.pack("<HH", width, height) + content[at + 4 :]


def refused_soon(content: bytes, by: User) -> str:
    """The reason, given long before an attack would have had its way, with nothing kept."""
    start = time.monotonic()
    with pytest.raises(PictureRefused) as refusal:
        uploads.accept(io.BytesIO(content), by=by, filename="harbour.jpg")
    assert time.monotonic() - start < 10
    assert (Image.objects.count(), LogEntry.objects.count(), files()) == (0, 0, [])
    return str(refusal.value)


# Samples of other people's traps


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_every_sample_is_taken_whole_or_refused_with_a_reason(pia: User, path: Path) -> None:
    reason = ""
    try:
        uploads.accept(io.BytesIO(path.read_bytes()), by=pia, filename=path.name)
    except PictureRefused as refusal:
        reason = str(refusal)
    if image := Image.objects.first():
        assert reason == ""
        assert files() == files_of(image)
        assert image.tone.startswith("#")
        assert image.difference_hash is not None
    else:
        assert reason.endswith(".")
        assert files() == []


# Refused by the header: the size of the whole, and what it takes to open it


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (header_of_png(60_000, 60_000), "It has 3,600,000,000 pixels; the library takes up to 120,000,000."),
        (header_of_png(12_000, 12_000), "It has 144,000,000 pixels; the library takes up to 120,000,000."),
        (header_of_png(2**31 - 1, 2**31 - 1), "It has 4,611,686,014,132,420,609 pixels;"),
        (header_of_png(10_900, 10_900), "It has 118,810,000 pixels; in this format the library takes up to "),
        (header_of_png(7_000, 7_000, colours=6), "It has 49,000,000 pixels; in this format"),
        (header_of_png(7_000, 7_000, colours=0, bits=16), "It has 49,000,000 pixels; in this format"),
        (
            with_size(
                encoded(PIL.Image.new("RGB", (64, 64)), "JPEG", progressive=True, subsampling=0),
                b"\xff\xc2",
                10_900,
                10_900,
            ),
            "It has 118,810,000 pixels; as a JPEG of this kind the library takes up to ",
        ),
        (
            with_size(encoded(PIL.Image.new("RGB", (64, 64)), "JPEG"), b"\xff\xc0", 1_920, 60_000),
            "It has 115,200,000 pixels; as a JPEG of this kind the library takes up to ",
        ),
        (b"", "The file is empty."),
        (b"The mayor said on Monday", "This is no picture that the library knows."),
        (b"<!doctype html><title>Log in</title>", "This is a web page, not a picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "This is an SVG drawing"),
    ],
    ids=[
        *(
            "60,000²",
            "12,000²",
            "the largest",
            "119 million as PNG",
            "alpha",
            "16 bits",
            "progressive",
            "a ribbon",
        ),
        *("empty", "text", "page", "drawing"),
    ],
)
def test_the_first_bytes_are_enough_to_refuse(pia: User, content: bytes, reason: str) -> None:
    assert refused_soon(content, pia).startswith(reason)


@pytest.mark.parametrize(
    "content",
    [
        header_of_png(10_900, 10_900),
        with_size(encoded(PIL.Image.new("RGB", (64, 64)), "JPEG"), b"\xff\xc0", 1_920, 60_000),
        encoded(PIL.Image.new("P", (1, 1)), "GIF").replace(b"\x01\0\x01\0", b"\xff\xff\xff\xff"),
        with_frame(encoded(PIL.Image.new("P", (300, 300)), "GIF"), 20_000, 20_000),
        encoded(PIL.Image.new("RGB", (300, 300)), "WEBP", lossless=True).replace(
            struct.pack("<I", 299 | 299 << 14), struct.pack("<I", 16_000 | 16_000 << 14), 1
        ),
        encoded(PIL.Image.new("RGB", (300, 300)), "AVIF").replace(
            b"ispe\0\0\0\0" + struct.pack(">II", 300, 300), b"ispe\0\0\0\0" + struct.pack(">II", 9_000, 9_000)
        ),
        encoded(PIL.Image.new("RGB", (300, 300)), "TIFF").replace(
            struct.pack("<HHII", 256, 4, 1, 300), struct.pack("<HHII", 256, 4, 1, 70_000)
        ),
    ],
    ids=["PNG", "JPEG", "GIF", "GIF whose frame is larger than its screen", "WebP", "AVIF", "TIFF"],
)
def test_what_is_too_heavy_is_refused_before_any_decoder_sees_it(
    pia: User, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(uploads.PIL.Image, "open")
    assert refused_soon(content, pia).startswith("It ")


def test_a_jpeg_in_several_scans_is_weighed_as_a_progressive_one_is() -> None:
    baseline = encoded(PIL.Image.new("RGB", (64, 64)), "JPEG", subsampling=0)
    at = baseline.index(b"\xff\xda")
    # The first scan has one of three colours.
    several = baseline[:at] + bytes.fromhex("ffda0008010100003f00") + baseline[at + 14 :]
    read = [headers.read(io.BytesIO(one), "JPEG") for one in (baseline, several)]
    assert [header and header.gathered for header in read] == [0, 3]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_our_reading_of_a_header_and_the_decoders_agree(path: Path) -> None:
    format = formats.of(path.read_bytes()[:4096])
    if format is None or path.name in {"broken.png", "decompression_bomb.gif"}:
        assert path.name in {"broken.png", "decompression_bomb.gif", "pngtest_bad.png.bin"} or not format
        return
    header = headers.read(io.BytesIO(path.read_bytes()), format)
    with PIL.Image.open(path) as picture:
        assert header
        assert (header.width, header.height, header.mode) == (*picture.size, picture.mode)
        assert header.is_transparent == ("transparency" in picture.info)
        assert (format == "JPEG" and header.gathered > 0) == ("progression" in picture.info)


def test_a_film_of_three_thousand_pictures_is_its_first_one_within_a_second(pia: User) -> None:
    frame = PIL.Image.new("P", (400, 300), 1)
    frame.putpalette([0, 0, 0, 250, 0, 0, 0, 0, 250])
    other = PIL.Image.new("P", (400, 300), 2)
    one = encoded(frame, "GIF", save_all=True, append_images=[other], optimize=False, duration=20)
    # The second frame of two, three thousand times: the shortest that differs.
    at = one.rindex(b"\x21\xf9")
    film = one[:at] + one[at:-1] * 3_000 + b"\x3b"
    with PIL.Image.open(io.BytesIO(film)) as picture:
        assert picture.n_frames > 3_000  # type: ignore[attr-defined]
    start = time.monotonic()
    image = uploads.accept(io.BytesIO(film), by=pia, filename="film.gif")
    assert time.monotonic() - start < 10
    assert (image.format, image.width, image.tone[:5]) == ("GIF", 400, "#fa00")


def test_metadata_of_megabytes_is_read_in_good_time(pia: User) -> None:
    nested = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"<a>" * 20_000
    for block in (nested, b"\0" * 60_000, b"<x:xmpmeta>" * 5_000):
        content = encoded(PIL.Image.new("RGB", (300, 300)), "JPEG", xmp=block[:65_000])
        start = time.monotonic()
        image = uploads.accept(io.BytesIO(content), by=pia, filename="harbour.jpg")
        assert time.monotonic() - start < 10
        assert image.caption == ""


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "har\0bour.jpg", "x" * 300 + ".jpg", "\u202egpj.exe", ""]
)
def test_no_name_reaches_the_shelf(pia: User, name: str) -> None:
    image = uploads.accept(factories.picture_file(), by=pia, filename=name)
    image.refresh_from_db()
    assert image.original.name == f"originals/{image.sha256[:2]}/{image.sha256}.jpg"
    assert 0 < len(image.filename) <= 120
    assert "/" not in image.filename
    assert files() == files_of(image)


# Memory, measured in a process of its own

TAKE = """
import sys
import django
django.setup()
from unittest import mock
from media.intake import uploads
with mock.patch.object(uploads, "Image") as library:
    library.objects.filter.return_value.first.return_value = None
    try:
        with open(sys.argv[1], "rb") as file:
            examined = uploads.examine(file)
        print(examined.width, examined.height)
    except uploads.PictureRefused as refusal:
        print(refusal)
# Not getrusage, which begins with what the process had that started this one.
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM")))
"""


def taken_elsewhere(path: Path) -> tuple[str, int]:
    """What became of a file in a process of its own, and the memory that it took at most."""
    result = subprocess.run(
        [sys.executable, "-c", TAKE, str(path)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    outcome, peak = result.stdout.splitlines()
    return outcome, int(peak)


@pytest.mark.parametrize(
    ("mode", "size", "format", "options"),
    [
        ("RGB", (8_000, 6_200), "PNG", {"compress_level": 1}),
        ("RGBA", (5_900, 4_400), "PNG", {"compress_level": 1}),
        ("CMYK", (4_500, 3_400), "TIFF", {"compression": "tiff_deflate"}),
        ("RGB", (6_200, 4_800), "JPEG", {"progressive": True, "subsampling": 0}),
        ("RGB", (1_920, 8_700), "JPEG", {}),
        ("RGB", (4_700, 3_550), "WEBP", {"method": 0}),
        ("RGBA", (5_200, 3_900), "AVIF", {"speed": 10}),
    ],
)
def test_the_largest_that_is_taken_stays_under_400_megabytes(
    tmp_path: Path, mode: str, size: tuple[int, int], format: str, options: dict[str, Any]
) -> None:
    path = tmp_path / "picture"
    colour: Any = {"RGB": (0, 90, 90), "RGBA": (0, 90, 90, 200), "CMYK": (90, 0, 0, 0)}.get(mode, 90)
    PIL.Image.new(mode, size, colour).save(path, format, **options)
    outcome, peak = taken_elsewhere(path)
    assert outcome == f"{size[0]} {size[1]}"
    assert peak < MOST_MEMORY


# Many at once, and failures half way


def test_no_more_than_one_picture_is_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    decode, at_work, most = drawing._base, [], []
    contents = [
        encoded(PIL.Image.new("RGB", (900, 600), (shade, 0, 0)), "PNG") for shade in range(0, 240, 20)
    ]
    begin = Barrier(len(contents))

    def watched(*given: Any) -> PIL.Image.Image:
        at_work.append(given)
        most.append(len(at_work))
        time.sleep(0.01)  # long enough for another to begin
        at_work.pop()
        return decode(*given)

    def look(content: bytes) -> int:
        begin.wait()
        try:
            return uploads.examine(io.BytesIO(content)).width
        finally:
            connection.close()

    monkeypatch.setattr(drawing, "_base", watched)
    with ThreadPoolExecutor(len(contents)) as people:
        assert list(people.map(look, contents)) == [900] * len(contents)
    assert most == [1] * len(contents)


WAIT = """
import sys
import django
django.setup()
from media.pixels.turns import Turn
with Turn()(float(sys.argv[1])):
    print("our turn", flush=True)
    sys.stdin.read()
"""


def in_another_process(weight: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WAIT, str(weight)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_heavy_picture_waits_for_a_heavy_one_of_another_process_and_a_light_one_does_not() -> None:
    order: list[str] = []
    with in_another_process(turns.HEAVY + 1) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "our turn\n"
        with turns.Turn()(turns.HEAVY):
            order.append("light")

        def heavy() -> None:
            with turns.Turn()(turns.HEAVY + 1):
                order.append("heavy")

        waiting = Thread(target=heavy)
        waiting.start()
        waiting.join(0.2)
        assert (order, waiting.is_alive()) == (["light"], True)
        other.kill()  # whoever dies over a picture holds nobody up
        waiting.join(20)
        assert order == ["light", "heavy"]


def test_a_machine_that_has_no_room_for_a_lock_takes_pictures_all_the_same(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(turns.os, "open", full)
    with turns.Turn()(turns.HEAVY + 1):
        pass
    assert "Read-only file system" in caplog.text
    assert not turns.Turn().locked()


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_twenty_pictures_at_once_are_all_kept() -> None:
    pia = factories.user()
    contents = [factories.picture_file(size=(2_400, 1_600)).read() for _ in range(20)]
    begin = Barrier(20)

    def bring(content: bytes) -> int:
        try:
            begin.wait()
            return uploads.accept(io.BytesIO(content), by=pia, filename="harbour.jpg").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as people:
        got = sorted(people.map(bring, contents))
    images = list(Image.objects.order_by("pk"))
    assert [image.pk for image in images] == got
    assert len(got) == 20
    assert files() == sorted(name for image in images for name in files_of(image))
    for image in images:
        with image.open_original() as original:
            assert original.read() in contents


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("when", [1, 2])
def test_a_disk_that_fills_up_half_way_leaves_nothing(
    pia: User, monkeypatch: pytest.MonkeyPatch, call: str, when: int
) -> None:
    """Not a stand-in for our own writing: the calls to the system fail, the second of two files included."""
    calls = 0

    def failing(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == when:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return original(*args, **kwargs)

        return wrapped

    where = {"write": (storage.shutil, "copyfileobj"), "fsync": (os, "fsync"), "replace": (os, "replace")}[
        call
    ]
    monkeypatch.setattr(*where, failing(getattr(*where)))
    with pytest.raises(PictureRefused, match=r"could not be stored \(No space left on device\)"):
        uploads.accept(factories.picture_file(), by=pia, filename="harbour.jpg")
    assert calls == when
    assert (Image.objects.count(), LogEntry.objects.count(), files()) == (0, 0, [])


# What a process that was killed leaves behind


def age(name: str, hours: float) -> None:
    path = Path(storage.private().path(name))
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def leave(name: str, hours: float) -> None:
    storage.put(storage.private(), name, io.BytesIO(b"x"))
    age(name, hours)


def test_files_without_rows_are_swept_after_an_hour_and_no_others(pia: User) -> None:
    image = factories.picture(pia)
    for name in files_of(image):
        age(name, 48)
    leave("originals/ab/abandoned.jpg", 2)
    leave("originals/ab/.part-x1", 2)
    leave("renditions/0123456789abcdef-320.jpg", 2)
    leave("originals/cd/just-written.jpg", 0.5)
    assert sweeping.sweep() == 3
    assert files() == sorted([*files_of(image), "originals/cd/just-written.jpg"])
    assert sweeping.sweep() == 0


def test_a_process_killed_between_file_and_row_leaves_no_row_and_the_file_is_swept(
    pia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    # As kill -9 has it: nothing of ours runs any more, and the database forgets what was not committed.
    monkeypatch.setattr(uploads, "discard", lambda examined: None)

    def killed(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(
        uploads.describing, "credit", killed
    )  # the last that an upload does before it commits
    with pytest.raises(Killed):
        uploads.accept(factories.picture_file(), by=pia, filename="harbour.jpg")
    assert Image.objects.count() == 0
    left = files()
    assert len(left) > 1
    assert sweeping.sweep(now=timezone.now() + timedelta(hours=1)) == len(left)
    assert files() == []


def test_a_picture_whose_original_is_gone_is_reported(pia: User, caplog: pytest.LogCaptureFixture) -> None:
    image, other = factories.picture(pia), factories.picture(pia)
    storage.private().delete(str(image.original.name))
    sweeping.sweep()
    assert [record.getMessage() for record in caplog.records if record.name == "media.files.sweeping"] == [
        f"The original of picture {image.pk} is not on the shelf: {image.original.name}"
    ]
    assert other.original.name in files()


def test_a_database_that_does_not_know_its_originals_sweeps_none_of_them(
    pia: User, caplog: pytest.LogCaptureFixture
) -> None:
    """As after restoring yesterday's database beside today's pictures."""
    for number in range(sweeping.MOST_ORIGINALS + 1):
        leave(f"originals/ab/{number}.jpg", 2)
    leave("renditions/0123456789abcdef-320.jpg", 2)
    before = files()
    assert sweeping.sweep() == 0
    assert files() == before
    assert "Nothing was swept" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_worker_sweeps() -> None:
    leave("originals/ab/abandoned.jpg", 2)
    call_command("worker", "--once")
    assert files() == []
