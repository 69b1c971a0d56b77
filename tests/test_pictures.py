"""Pictures come in whole or not at all, keep their originals private, and look right at every size."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import PIL.Image
import PIL.PngImagePlugin
import PIL.TiffImagePlugin
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from PIL import ImageCms
from PIL.Image import Transpose

from articles.models import Article
from articles.policy import Role
from media.files import publicity, removal, renditions
from media.intake import uploads
from media.intake.uploads import PictureRefused
from media.library import search
from media.models import Credit, Image, Rendition
from media.pixels import drawing
from media.pixels.drawing import Drawn, Size
from media.shelves import storage
from media.signals import image_changed, image_wanted
from tests import factories
from tests.image_files import SAMPLES, difference, encoded, files, files_of, photograph, png, sample

pytestmark = pytest.mark.django_db

IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.fixture
def pia() -> User:
    """Pia, the picture editor."""
    return factories.user(Role.PICTURE_EDITOR)


@pytest.fixture
def rui() -> User:
    """Rui, a reporter."""
    return factories.user(Role.REPORTER)


def picture(by: User | None = None, *, credited: bool = True, **words: Any) -> Image:
    """A picture in the library, unlike any other."""
    file = encoded(PIL.Image.new("RGB", (900, 600), "teal"), "JPEG", comment=uuid4().hex)
    words = {"caption": "The harbour at dawn.", "alt_text": "Boats in a harbour"} | words
    by = by or factories.user(Role.PICTURE_EDITOR)
    image = uploads.accept(file, by=by, filename="harbour.jpg", **words)
    if credited:
        Credit.objects.create(image=image, kind="agency", agency=factories.agency())
        Credit.objects.create(image=image, kind="staff", position=1)
    return image


def shown(image: Image, width: int | None = None) -> PIL.Image.Image:
    """A rendition, decoded; the widest unless told."""
    row = image.renditions.get(width=width) if width else image.renditions.last()
    assert row is not None
    with storage.private().open(renditions.path(row.name)) as file:
        picture = PIL.Image.open(io.BytesIO(file.read()))
    picture.load()
    return picture


def drawn(name: str) -> PIL.Image.Image:
    """A sample as it would be drawn at its own size, below the library's smallest size or not."""
    with PIL.Image.open(SAMPLES / name) as picture:
        (one,) = renditions.draw(picture, [drawing.seen_size(picture)[0]])
    return PIL.Image.open(io.BytesIO(one.data))


# What is taken


def test_a_photograph_is_kept_as_it_came_and_drawn_at_each_width(pia: User) -> None:
    photo = photograph().resize((2400, 1800))
    file = encoded(photo, "JPEG", quality=90)
    image = uploads.accept(file, by=pia, filename="harbour.jpg", caption=" The harbour. ", alt_text="Boats")
    image.refresh_from_db()
    assert (image.width, image.height, image.format) == (2400, 1800, "JPEG")
    assert (image.caption, image.alt_text, image.filename) == ("The harbour.", "Boats", "harbour.jpg")
    assert (image.uploaded_by, image.duplicate) == (pia, False)
    assert image.original.name == f"originals/{image.sha256[:2]}/{image.sha256}.jpg"
    with image.open_original() as original:
        assert original.read() == file.getvalue()
    assert [(row.width, row.height) for row in image.renditions.all()] == [
        (320, 240),
        (640, 480),
        (960, 720),
        (1280, 960),
        (1920, 1440),
    ]
    assert files() == files_of(image)
    assert files("public") == []
    for row in image.renditions.all():
        assert difference(shown(image, row.width), photo.resize((row.width, row.height))) < 3


@pytest.mark.parametrize(
    ("width", "made"),
    [
        (300, [300]),
        (320, [320]),
        (700, [320, 640, 700]),
        (1920, [320, 640, 960, 1280, 1920]),
        (9000, [320, 640, 960, 1280, 1920]),
    ],
)
def test_nothing_is_enlarged(width: int, made: list[int]) -> None:
    assert renditions.widths(width) == made


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_every_usual_format_is_taken(pia: User, format: str) -> None:
    photo = photograph()
    image = uploads.accept(encoded(photo, format), by=pia, filename="harbour")
    assert (image.format, image.width, image.height) == (format, 640, 480)
    assert difference(shown(image), photo) < 8


def test_a_file_that_an_uploader_spooled_to_disk_is_taken(pia: User) -> None:
    spooled = TemporaryUploadedFile("harbour.tif", "image/tiff", 0, None)
    photograph().save(spooled, "TIFF", compression="tiff_lzw")
    assert uploads.accept(spooled, by=pia, filename=spooled.name or "").format == "TIFF"


def test_a_name_proves_nothing_the_first_bytes_do(pia: User) -> None:
    image = uploads.accept(sample("exif.avif"), by=pia, filename="harbour.jpg")
    assert (image.format, image.filename, image.original.name[-5:]) == ("AVIF", "harbour.jpg", ".avif")


@pytest.mark.parametrize("name", ["exif-dpi-zerodivision.jpg", "hopper_bad_exif.jpg", "invalid-exif.jpg"])
def test_a_good_picture_with_broken_exif_is_taken(pia: User, name: str) -> None:
    image = uploads.accept(sample(name), by=pia, filename=name)
    assert shown(image).size == (image.width, image.height)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\ines\\harbour.jpg", "harbour.jpg"),
        ("har\0bour\r\n\x1b[31m.jpg", "har bour [31m.jpg"),
        ("harbour\u202egpj.exe", "harbour gpj.exe"),
        ("har\udcffbour.jpg", "har bour.jpg"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 300, "x" * 120),
        ("Häfen – Übersicht.jpg", "Häfen – Übersicht.jpg"),
        (".htaccess", "htaccess"),
        ("\0", "picture"),
        ("", "picture"),
    ],
)
def test_a_file_name_is_kept_as_the_sender_saw_it(pia: User, given: str, kept: str) -> None:
    image = uploads.accept(sample("iptc.jpg"), by=pia, filename=given)
    image.refresh_from_db()
    assert image.filename == kept
    assert image.original.name == f"originals/{image.sha256[:2]}/{image.sha256}.jpg"


def test_words_that_no_database_takes_are_cleaned(pia: User) -> None:
    image = uploads.accept(sample("iptc.jpg"), by=pia, filename="a.jpg", caption="The\0 harbour\udcff")
    image.refresh_from_db()
    assert image.caption == "The harbour"


# What is refused, and how it is said


def described(words: str) -> PIL.PngImagePlugin.PngInfo:
    information = PIL.PngImagePlugin.PngInfo()
    information.add_text("Description", words)
    return information


def refused(file: Any, by: User, filename: str = "harbour.jpg") -> str:
    """The reason given, with proof that nothing was kept."""
    with pytest.raises(PictureRefused) as refusal:
        uploads.accept(file, by=by, filename=filename)
    assert (Image.objects.count(), Rendition.objects.count(), files()) == (0, 0, [])
    return str(refusal.value)


@pytest.mark.parametrize("name", ["truncated_jpeg.jpg", "truncated_image.png", "broken.png"])
def test_a_damaged_file_is_refused(pia: User, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SMALLEST_SIDE", 1)
    assert refused(sample(name), pia) == (
        "The file is damaged or incomplete: it cannot be read to its end. Have it sent again."
    )


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_a_file_cut_off_half_way_is_refused(pia: User, format: str) -> None:
    whole = encoded(photograph(), format).getvalue()
    assert "damaged or incomplete" in refused(io.BytesIO(whole[: len(whole) // 2]), pia)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF", "TIFF", "GIF"])
def test_a_photograph_spoilt_in_the_middle_of_its_pixels_is_refused(pia: User, format: str) -> None:
    """JPEG has no way to tell: there a spoilt photograph is a photograph of something else."""
    options = (
        {"compression": "tiff_deflate"}
        if format == "TIFF"
        else {"lossless": True}
        if format == "WEBP"
        else {}
    )
    whole = encoded(photograph(), format, **options).getvalue()
    middle = len(whole) // 2
    spoilt = (
        whole[:middle] + bytes(byte ^ 0x5A for byte in whole[middle : middle + 40]) + whole[middle + 40 :]
    )
    assert "damaged or incomplete" in refused(io.BytesIO(spoilt), pia)


def test_a_file_whose_first_bytes_were_spoilt_is_refused(pia: User) -> None:
    assert "no picture that the library knows" in refused(sample("pngtest_bad.png.bin"), pia)


def test_an_empty_file_is_refused(pia: User) -> None:
    assert refused(io.BytesIO(b""), pia) == "The file is empty. Export it or have it sent again."


def too_many(pixels: str, most: str = "120,000,000") -> str:
    return (
        f"It has {pixels} pixels; the library takes up to {most}. "
        "Export it smaller: 6,000 on the long side is plenty for any page."
    )


def test_a_picture_that_claims_thousands_of_millions_of_pixels_is_refused_by_its_header(pia: User) -> None:
    assert refused(sample("decompression_bomb.gif"), pia) == too_many("4,364,696,535")


@pytest.mark.parametrize(("side", "pixels"), [(12_000, "144,000,000"), (60_000, "3,600,000,000")])
def test_a_header_is_enough_to_refuse(pia: User, side: int, pixels: str) -> None:
    # Nothing can be decoded: the data are not even there.
    assert refused(png(side, side), pia) == too_many(pixels)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_real_picture_of_12000_by_12000_pixels_is_refused_within_a_second(pia: User) -> None:
    packer = zlib.compressobj()
    data = b"".join(packer.compress(bytes(12_001)) for _ in range(12_000)) + packer.flush()
    assert refused(png(12_000, 12_000, data=data), pia) == too_many("144,000,000")


def test_the_newspaper_sets_how_many_pixels_and_bytes_are_too_many(pia: User, settings: Any) -> None:
    settings.PICTURE_MAX_PIXELS = 640 * 480 - 1
    assert refused(sample("iptc.jpg"), pia) == too_many("307,200", "307,199")
    settings.PICTURE_MAX_BYTES = 10 * 1024
    assert refused(sample("iptc.jpg"), pia).startswith("The file is ")


def test_a_thumbnail_is_refused(pia: User) -> None:
    assert refused(sample("hopper.jpg"), pia) == (
        "It is only 128 × 128 pixels, which looks like a thumbnail; each side needs at least 200. "
        "Ask for the full-size file."
    )


def test_a_picture_longer_than_any_jpeg_is_refused(pia: User) -> None:
    assert (
        refused(png(200, 70_000), pia)
        == "It is 200 × 70,000 pixels: too long for any page. Cut it in pieces."
    )


def tiff(tags: dict[int, Any]) -> bytes:
    information = PIL.TiffImagePlugin.ImageFileDirectory_v2()
    for number, value in tags.items():
        information[number] = value
        information.tagtype[number] = 1 if isinstance(value, bytes) else 4
    file = io.BytesIO(b"II*\0\x08\0\0\0")
    file.seek(8)
    file.write(information.tobytes(8))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "This is a web page, not a picture."),
        (b"\n <html><script>alert(1)</script>", "This is a web page, not a picture."),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "This is an SVG drawing"),
        (
            b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
            "This is an SVG drawing",
        ),
        (b"\xef\xbb\xbf<svg/>", "This is an SVG drawing"),
        (b"%PDF-1.7\n", "This is a PDF."),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "This is a HEIC picture"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", "This is a video, not a picture."),
        (b"\0\0", "This is no picture that the library knows."),
        (b"The mayor said on Monday", "This is no picture that the library knows."),
        (
            b"\0\0\0\x0cjP  \r\n\x87\n",
            "This is no picture that the library knows. JPEG 2000 is for archives: export it as JPEG.",
        ),
        (b"8BPS\0\1", "This is a Photoshop file (PSD). Export it as JPEG or PNG, in one layer."),
        (b"BM\x36\0\0\0\0\0\0\0\x36", "This is a bitmap (BMP). Save it as PNG or JPEG."),
        (b"\xff\x0a\xfa\x7f", "This is a JPEG XL picture. Export it as JPEG."),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "This is a JPEG XL picture. Export it as JPEG."),
        (
            b"FUJIFILMCCD-RAW 0201",
            "This is a raw picture, as cameras keep them. Develop it and export it as JPEG.",
        ),
        (b"IIRO\x08\0\0\0", "This is a raw picture"),
        (b"IIU\0\x18\0\0\0", "This is a raw picture"),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "This is a raw picture"),
        (b"II*\0\x10\0\0\0CR\2\0", "This is a raw picture"),
        (tiff({50706: b"\1\4\0\0"}), "This is a DNG, a raw picture. Develop it and export it as JPEG."),
        (tiff({262: 32803}), "This is a raw picture"),
        (tiff({254: 1, 330: 8}), "This is a raw picture"),
        (tiff({262: 8}), "Its colours are kept as CIELAB, for proofing. Export it as RGB, 8 bits."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "This is a PostScript drawing (EPS)."),
        (b"PK\3\4\x14\0\6\0", "This is an archive or a document, not a picture."),
        (b"\x1aE\xdf\xa3\1\0", "This is a video, not a picture."),
    ],
)
def test_what_is_no_picture_is_named_and_refused(pia: User, content: bytes, reason: str) -> None:
    said = refused(io.BytesIO(content), pia, "harbour.png")
    assert said.startswith(reason)
    assert said.endswith("The library takes JPEG, PNG, WebP, AVIF, TIFF and GIF.")


def with_long_text() -> io.BytesIO:
    words = PIL.PngImagePlugin.PngInfo()
    words.add_text("Comment", "x" * (PIL.PngImagePlugin.MAX_TEXT_CHUNK + 1), zip=True)
    return encoded(photograph(), "PNG", pnginfo=words)


def test_a_picture_with_a_novel_inside_is_refused_for_that(pia: User) -> None:
    assert refused(with_long_text(), pia) == (
        "It carries more text beside its pixels than any picture needs. Export it anew, without comments and "
        "metadata."
    )


def in_segment(marker: int, words: bytes) -> bytes:
    photo = encoded(photograph(), "JPEG").getvalue()
    return photo[:2] + bytes([0xFF, marker]) + (len(words) + 2).to_bytes(2, "big") + words + photo[2:]


PLIST = b'Photoshop 3.0\08BIM\x04%\0\0\0\0\0\x60<?xml version="1.0"?><!DOCTYPE plist PUBLIC "-//Apple//DTD"><plist>'
PAGE = b"How to write <html>, <script> and <!doctype html>"


@pytest.mark.parametrize(
    "content",
    [
        in_segment(0xED, PLIST.ljust(140, b"\0")),
        encoded(photograph(), "JPEG", xmp=b"<x:xmpmeta>" + PAGE + b"</x:xmpmeta>").getvalue(),
        in_segment(0xE1, b"Exif\0\0II*\0" + PAGE),
        encoded(photograph(), "WEBP", xmp=PAGE).getvalue(),
        encoded(photograph(), "AVIF", xmp=PAGE).getvalue(),
        encoded(photograph(), "TIFF", description=PAGE.decode()).getvalue(),
        encoded(photograph(), "PNG", pnginfo=described(PAGE.decode())).getvalue(),
    ],
    ids=["Photoshop on a Mac", "XMP", "Exif", "WebP", "AVIF", "TIFF", "PNG"],
)
def test_what_a_picture_says_of_itself_may_speak_of_pages_and_programs(pia: User, content: bytes) -> None:
    assert PAGE in content or b"<!DOCTYPE plist" in content
    image = uploads.accept(io.BytesIO(content), by=pia, filename="harbour.jpg")
    assert (image.width, image.height) == (640, 480)


def polyglots() -> Iterator[tuple[str, bytes]]:
    photo = encoded(photograph(), "JPEG").getvalue()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("Evil.class", b"\xca\xfe\xba\xbe")
    yield "a picture and an archive", photo + archive.getvalue()
    yield "a page behind Photoshop's settings", in_segment(0xED, PLIST) + b"<html><body onload=x>"
    yield "a picture and a page", photo + b"<html><script>alert(1)</script></html>"
    yield (
        "a page in a comment",
        encoded(photograph(), "JPEG", comment=b"<SCRIPT>x</SCRIPT>").getvalue(),
    )
    yield (
        "a program in a comment",
        encoded(photograph(), "GIF", comment=b"<?php system($_GET)").getvalue(),
    )


@pytest.mark.parametrize(("content"), [pytest.param(content, id=name) for name, content in polyglots()])
def test_a_picture_that_is_something_else_as_well_is_refused(pia: User, content: bytes) -> None:
    assert "a picture and something else in one" in refused(io.BytesIO(content), pia)


def test_colours_that_no_page_can_show_are_refused(pia: User) -> None:
    assert "science and proofing" in refused(encoded(PIL.Image.new("F", (300, 300)), "TIFF"), pia)


# The same file again, and failures half way


def test_the_same_file_again_gives_the_picture_that_we_have(pia: User, rui: User) -> None:
    ours = uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg", caption="The harbour.")
    theirs = uploads.accept(sample("iptc.jpg"), by=rui, filename="other.jpg", caption="Another caption.")
    assert (theirs.pk, theirs.duplicate) == (ours.pk, True)
    assert (theirs.caption, theirs.filename, theirs.uploaded_by) == ("The harbour.", "harbour.jpg", pia)
    assert (Image.objects.count(), files()) == (1, files_of(ours))


def test_two_people_bringing_the_same_file_at_once_get_one_picture(pia: User, rui: User) -> None:
    looked_at = uploads.examine(sample("iptc.jpg"))  # Rui's file was looked at before Pia's was kept
    ours = uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg")
    with pytest.raises(uploads.AlreadyInLibrary) as known:
        uploads.keep(Image(), sample("iptc.jpg"), looked_at, by=rui, filename="harbour.jpg")
    assert (known.value.image, files()) == (ours, files_of(ours))


@pytest.mark.django_db(transaction=True)
def test_four_uploads_of_the_same_file_in_the_same_moment_make_one_picture() -> None:
    pia = factories.user()
    begin = Barrier(4)

    def bring(_: int) -> int:
        try:
            begin.wait()
            return uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        got = set(people.map(bring, range(4)))
    image = Image.objects.get()
    assert (got, files()) == ({image.pk}, files_of(image))


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_full_disk_leaves_neither_row_nor_file(
    pia: User, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, written = storage.put, []

    def full(shelf: Any, name: str, content: Any) -> None:
        written.append(name)
        if len(written) == failing:
            raise OSError(28, "No space left on device")
        put(shelf, name, content)

    monkeypatch.setattr(storage, "put", full)
    assert refused(sample("iptc.jpg"), pia) == (
        "The picture could not be stored (No space left on device). Nothing of it was kept. "
        "Tell the people who run the system, and try again."
    )


def test_a_file_is_written_whole_or_not_at_all() -> None:
    class Interrupted(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise OSError("the cable was pulled")

    storage.put(storage.private(), "a/b.jpg", io.BytesIO(b"old"))
    with pytest.raises(OSError, match="cable"):
        storage.put(storage.private(), "a/b.jpg", Interrupted())
    assert files() == ["a/b.jpg"]
    assert storage.private().open("a/b.jpg").read() == b"old"


def test_the_database_keeps_no_picture_without_its_original(pia: User) -> None:
    with pytest.raises(IntegrityError):
        Image.objects.create(sha256="0" * 64, bytes=1, width=1, height=1, format="JPEG", uploaded_by=pia)


# Looking right


def turned(upright: PIL.Image.Image, orientation: int, format: str, **options: Any) -> io.BytesIO:
    undo = {None: None, **{turn: turn for turn in Transpose}}
    undo |= {Transpose.ROTATE_90: Transpose.ROTATE_270, Transpose.ROTATE_270: Transpose.ROTATE_90}
    turn = undo[drawing.TURNS.get(orientation)]
    stored = upright.transpose(turn) if turn is not None else upright
    exif = PIL.Image.Exif()
    exif[drawing.ORIENTATION_TAG] = orientation
    return encoded(stored, format, exif=exif, **options)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_shown_upright(pia: User, orientation: int) -> None:
    """A camera held any way: stored pixels turned, with a note how to turn them back."""
    upright = photograph()
    image = uploads.accept(turned(upright, orientation, "JPEG", quality=95), by=pia, filename="harbour.jpg")
    assert (image.width, image.height) == (640, 480)
    assert [row.width for row in image.renditions.all()] == [320, 640]
    assert difference(shown(image), upright) < 4
    assert drawing.ORIENTATION_TAG not in shown(image).getexif()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["TIFF", "PNG", "WEBP"])
def test_a_turned_picture_of_any_format_is_drawn_upright(format: str, orientation: int) -> None:
    """Pillow turns a TIFF by itself, and no other."""
    upright = photograph().resize((320, 240))
    picture = PIL.Image.open(turned(upright, orientation, format))
    assert drawing.seen_size(picture) == (320, 240)
    (one,) = renditions.draw(picture, [320])
    assert difference(PIL.Image.open(io.BytesIO(one.data)), upright) < 4


@pytest.mark.parametrize("orientation", [2, 3, 4, 5])
def test_pictures_turned_by_other_programs_are_shown_upright(orientation: int) -> None:
    assert difference(drawn(f"hopper_orientation_{orientation}.jpg"), drawn("hopper.jpg")) < 6


def test_cmyk_is_shown_in_its_true_colours() -> None:
    picture = drawn("pil_sample_cmyk.jpg")
    assert picture.mode == "RGB"
    with PIL.Image.open(SAMPLES / "pil_sample_cmyk.jpg") as original:
        assert difference(picture, original.convert("RGB")) < 4


def test_cmyk_is_taken(pia: User) -> None:
    ink = PIL.Image.new("CMYK", (300, 300), (255, 0, 255, 0))
    for format in ("JPEG", "TIFF"):
        image = uploads.accept(encoded(ink, format), by=pia, filename="ink")
        red, green, blue = shown(image).getpixel((150, 150))  # type: ignore[misc]
        assert red < 30
        assert green > 200
        assert blue < 30


def test_sixteen_bits_are_scaled_and_not_cut_off(pia: User) -> None:
    ramp = PIL.Image.linear_gradient("L").resize((300, 300)).convert("I").point(lambda value: value * 257 + 0)
    for format in ("PNG", "TIFF"):
        image = uploads.accept(encoded(ramp.convert("I;16"), format), by=pia, filename="ramp")
        assert difference(shown(image), PIL.Image.linear_gradient("L").resize((300, 300))) < 2
    assert drawn("16bit.cropped.tif").convert("L").getextrema()[1] < 8  # 291 to 694 of 65,535: black


def test_what_is_transparent_lies_on_white(pia: User) -> None:
    clear = PIL.Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (100, 100, 200, 200))
    palette = clear.convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    for name, file in {
        "alpha": encoded(clear, "PNG"),
        "webp": encoded(clear, "WEBP", lossless=True),
        "grey": encoded(clear.convert("LA"), "PNG"),
        "palette": encoded(palette, "GIF", transparency=palette.getpixel((0, 0))),
    }.items():
        picture = shown(uploads.accept(file, by=pia, filename=name))
        assert picture.mode == "RGB", name
        assert min(picture.getpixel((10, 10))) > 250, name  # type: ignore[type-var, arg-type]
        assert max(picture.getpixel((150, 150))[1:]) < 90, name  # type: ignore[index]
    assert min(drawn("transparent.png").getpixel((0, 0))) > 250  # type: ignore[type-var, arg-type]


def test_a_wide_gamut_is_brought_to_what_screens_show(pia: User) -> None:
    """Green of another profile is not passed on as if it were ours."""
    lab = ImageCms.createProfile("LAB")
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = photograph()
    same = uploads.accept(encoded(photo, "PNG", icc_profile=swapped), by=pia, filename="srgb.png")
    assert difference(shown(same), photo) < 3
    assert "icc_profile" not in shown(same).info
    # A profile for other colours, or none at all, says nothing about this picture.
    foreign = ImageCms.ImageCmsProfile(lab).tobytes()
    for number, profile in enumerate((foreign, b"not a profile")):
        file = encoded(photo, "PNG", icc_profile=profile, compress_level=number)
        assert difference(shown(uploads.accept(file, by=pia, filename="x.png")), photo) < 3


def test_an_animation_is_shown_by_its_first_picture(pia: User) -> None:
    frames = [PIL.Image.new("RGB", (300, 300), colour) for colour in ("red", "lime", "blue")]
    for format in ("GIF", "PNG", "WEBP", "AVIF", "TIFF"):
        file = encoded(frames[0], format, save_all=True, append_images=frames[1:])
        red, green, blue = shown(uploads.accept(file, by=pia, filename=format)).getpixel((9, 9))  # type: ignore[misc]
        assert red > 240, format
        assert green < 15, format
        assert blue < 15, format
    assert drawn("num_plays.png").size == (128, 64)


def test_nothing_of_the_original_but_its_pixels_reaches_a_reader(pia: User) -> None:
    with PIL.Image.open(SAMPLES / "exif_gps.jpg") as located:
        exif = located.getexif()
    assert exif.get_ifd(0x8825)
    exif[0xA431] = "CANARY serial"
    exif[0x013B] = "CANARY owner"
    words = {
        "exif": exif,
        "comment": b"CANARY comment",
        "xmp": b"<x:xmpmeta>CANARY</x:xmpmeta>",
        "dpi": (72, 72),
    }
    file = encoded(photograph(), "JPEG", **words)
    assert file.getvalue().count(b"CANARY") == 4
    image = uploads.accept(file, by=pia, filename="harbour.jpg")
    for row in image.renditions.all():
        data = (Path(settings.VAR_DIR) / "private" / renditions.path(row.name)).read_bytes()
        assert b"CANARY" not in data
        assert b"Exif" not in data
        picture = shown(image, row.width)
        assert set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        assert len(picture.getexif()) == 0


def test_renditions_are_progressive_and_named_by_their_content(pia: User) -> None:
    image = uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg")
    for row in image.renditions.all():
        assert shown(image, row.width).info["progressive"]
        data = (Path(settings.VAR_DIR) / "private" / renditions.path(row.name)).read_bytes()
        size = Size(row.width, row.height)
        assert row.name == Drawn(size, data).name(image.sha256)
        assert row.bytes == len(data)


def test_two_pictures_that_look_the_same_never_share_a_public_file(pia: User) -> None:
    photo = photograph()
    one = uploads.accept(encoded(photo, "PNG"), by=pia, filename="one.png")
    other = uploads.accept(encoded(photo, "PNG", compress_level=1), by=pia, filename="other.png")
    names = {row.name for row in one.renditions.all()}
    assert names.isdisjoint(row.name for row in other.renditions.all())


def test_making_renditions_again_makes_only_what_is_missing(pia: User) -> None:
    image = uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg")
    before = list(image.renditions.all())
    made = renditions.make(image, formats=["jpeg"])
    assert {row.crop for row in made} == {str(box) for box in renditions.shapes_of(image).values() if box}
    lost = image.renditions.get(width=320, crop="")
    storage.private().delete(renditions.path(lost.name))
    lost.delete()
    (again,) = renditions.make(image, formats=["jpeg"])
    assert (again.width, again.height) == (before[0].width, before[0].height)
    assert renditions.make(image, formats=["jpeg"]) == []
    assert files() == files_of(image)


# Public and private


def test_readers_get_a_picture_from_when_it_is_exposed_until_it_is_hidden(client: Client, pia: User) -> None:
    image = uploads.accept(sample("iptc.jpg"), by=pia, filename="harbour.jpg")
    addresses = [reverse("media:picture", args=[row.name]) for row in image.renditions.all()]

    def answers() -> list[int]:
        return [client.get(address).status_code for address in addresses]

    assert answers() == [404, 404]
    for _ in range(2):
        publicity.expose({image.pk})
        assert answers() == [200, 200]
        assert files("public") == sorted(row.name for row in image.renditions.all())
    for _ in range(2):
        publicity.hide({image.pk})
        assert answers() == [404, 404]
        assert files("public") == []
    assert files() == files_of(image)


def test_hiding_one_picture_leaves_the_others(client: Client) -> None:
    gone, stays = picture(), picture()
    publicity.expose({gone.pk, stays.pk})
    publicity.hide({gone.pk})
    assert files("public") == sorted(row.name for row in stays.renditions.all())


def test_a_file_that_will_not_go_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    image = picture()
    publicity.expose({image.pk})
    stuck, *others = [row.name for row in image.renditions.all()]
    delete = storage.public().delete

    def sticking(name: str) -> None:
        if name == stuck:
            raise OSError("read-only")
        delete(name)

    monkeypatch.setattr(storage.public(), "delete", sticking)
    with pytest.raises(OSError, match="read-only"):
        publicity.hide({image.pk})
    assert others
    assert files("public") == [stuck]


def test_a_public_picture_comes_without_cookies_and_may_be_kept_for_ever(client: Client) -> None:
    image = picture()
    publicity.expose({image.pk})
    row = image.renditions.get(width=320)
    answer = client.get(reverse("media:picture", args=[row.name]))
    data = answer.content
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", IMMUTABLE)
    assert (answer["Content-Length"], len(data)) == (str(row.bytes), row.bytes)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert "Vary" not in answer
    assert client.head(reverse("media:picture", args=[row.name])).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch, client.options):
        assert method(reverse("media:picture", args=[row.name])).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "../private/originals/x.jpg",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/newsroom.sqlite3",
        "0123456789abcdef-480.jpg",
        "0123456789abcdef-480.jpg%0a",
        "0123456789abcdef-480.jpg%00.png",
        "0123456789ABCDEF-480.jpg",
        "0123456789abcdef-48.jpg",
        "0123456789abcdef.jpg",
        "secret.jpg",
        "",
    ],
)
def test_no_other_address_reaches_a_file(client: Client, name: str) -> None:
    storage.put(storage.public(), "secret.jpg", io.BytesIO(b"CANARY"))
    storage.put(storage.private(), "originals/x.jpg", io.BytesIO(b"CANARY"))
    answer = client.get(f"/pictures/{name}")
    assert answer.status_code in {400, 404}
    assert b"CANARY" not in answer.content


def test_a_rendition_that_is_not_public_is_for_the_desk_only(client: Client, rui: User) -> None:
    image = picture()
    address = reverse("admin:media_image_rendition", args=[image.pk, 320])
    assert client.get(address).status_code == 302
    client.force_login(factories.user())
    assert client.get(address).status_code == 302
    client.force_login(factories.user(Role.ADMIN))
    assert client.get(address).status_code == 403
    client.force_login(rui)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert client.get(reverse("admin:media_image_rendition", args=[image.pk, 481])).status_code == 404
    assert client.post(address).status_code == 405


# At the desk


def upload(client: Client, file: Any, **fields: Any) -> Any:
    credits = {"credits-TOTAL_FORMS": "1", "credits-INITIAL_FORMS": "0", "credits-0-position": "0"}
    credits |= {"leases-TOTAL_FORMS": "0", "leases-INITIAL_FORMS": "0"}
    typed = {"credits-0-kind": "photographer", "rights_end_0": "", "rights_end_1": "", "file": file}
    return client.post(reverse("admin:media_image_add"), credits | typed | fields)


def named(file: io.BytesIO, name: str = "harbour.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def test_a_reporter_uploads_a_picture_with_its_caption_and_credit(client: Client, rui: User) -> None:
    client.force_login(rui)
    agency = factories.agency("Associated Press", credit_name="AP")
    answer = upload(
        client,
        named(sample("iptc.jpg")),
        caption="The harbour at dawn.",
        alt_text="Boats",
        **{"credits-0-kind": "agency", "credits-0-agency": agency.pk},
    )
    assert answer.status_code == 302, answer.context["errors"]
    image = Image.objects.get()
    assert (image.caption, image.alt_text, image.uploaded_by) == ("The harbour at dawn.", "Boats", rui)
    assert image.credit_line == "Image: AP"
    assert files() == files_of(image)


def test_a_refused_file_leaves_what_was_typed(client: Client, pia: User) -> None:
    client.force_login(pia)
    page = SimpleUploadedFile("harbour.png", b"<html>Log in</html>", "image/png")
    answer = upload(client, page, caption="The harbour at dawn.", **{"credits-0-name": "Jo Marsh"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors == {
        "file": [
            "This is a web page, not a picture. Save the picture itself. "
            "The library takes JPEG, PNG, WebP, AVIF, TIFF and GIF."
        ]
    }
    html = answer.content.decode()
    assert "The harbour at dawn.</textarea>" in html
    assert 'value="Jo Marsh"' in html
    assert (Image.objects.count(), files()) == (0, [])


def test_wrong_credits_keep_the_picture_out_and_what_was_typed_in(client: Client, pia: User) -> None:
    client.force_login(pia)
    both = {"credits-0-name": "Jo Marsh", "credits-0-agency": factories.agency().pk}
    answer = upload(client, named(sample("iptc.jpg")), caption="The harbour at dawn.", **both)
    assert "Give one party: an agency, or a reporter, or a name." in answer.content.decode()
    assert "The harbour at dawn.</textarea>" in answer.content.decode()
    assert (Image.objects.count(), files()) == (0, [])


def test_a_form_without_a_file_is_refused(client: Client, pia: User) -> None:
    client.force_login(pia)
    answer = upload(client, "", caption="The harbour at dawn.")
    assert answer.context["adminform"].form.errors == {"file": ["This field is required."]}
    empty = upload(client, SimpleUploadedFile("harbour.jpg", b""))
    assert empty.context["adminform"].form.errors == {"file": ["The submitted file is empty."]}


def test_an_editor_with_the_same_file_is_shown_the_one_we_have(client: Client, pia: User) -> None:
    ours = uploads.accept(sample("iptc.jpg"), by=pia, filename="a.jpg", caption="Boats & <b>gulls</b>")
    client.force_login(pia)
    answer = upload(client, named(sample("iptc.jpg")), caption="The harbour at dawn.")
    html = answer.content.decode()
    address = reverse("admin:media_image_change", args=[ours.pk])
    assert "This picture is already in the library. Use the one we have." in html
    assert f'<a href="{address}">Boats &amp; &lt;b&gt;gulls&lt;/b&gt;</a>' in html
    assert "The harbour at dawn.</textarea>" in html
    assert Image.objects.count() == 1


@pytest.mark.parametrize("when", ["the same file a moment ago", "no room"])
def test_what_goes_wrong_while_storing_is_shown_at_the_file(
    client: Client, pia: User, rui: User, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    keep = uploads.keep

    def beaten(image: Image, file: Any, *rest: Any, **named: Any) -> None:
        if when == "no room":
            raise uploads.PictureRefused("No room.")
        theirs = sample("iptc.jpg")
        keep(Image(), theirs, uploads.examine(theirs), by=rui, filename="theirs.jpg")
        keep(image, file, *rest, **named)

    monkeypatch.setattr(uploads, "keep", beaten)
    client.force_login(pia)
    answer = upload(client, named(sample("iptc.jpg")), caption="The harbour at dawn.")
    assert list(answer.context["adminform"].form.errors) == ["file"]
    assert "The harbour at dawn.</textarea>" in answer.content.decode()


def test_an_upload_that_fails_at_its_credits_leaves_no_file(
    client: Client, pia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("the database went away")

    monkeypatch.setattr(Credit, "save", failing)
    client.force_login(pia)
    with pytest.raises(RuntimeError, match="went away"):
        upload(client, named(sample("iptc.jpg")), **{"credits-0-kind": "staff"})
    assert (Image.objects.count(), files()) == (0, [])


def test_somebody_who_may_not_upload_costs_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "examine", lambda file: pytest.fail("it was decoded"))
    client.force_login(factories.user(Role.ADMIN))
    assert upload(client, named(sample("iptc.jpg"))).status_code == 403


def change(client: Client, image: Image, **fields: Any) -> Any:
    """Send the form of a picture with its credits as they are, except for these fields."""
    rows = list(image.credits.all())
    form: dict[str, Any] = {"credits-TOTAL_FORMS": len(rows), "credits-INITIAL_FORMS": len(rows)}
    form |= {"leases-TOTAL_FORMS": 0, "leases-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        values = {
            "id": row.pk,
            "image": image.pk,
            "position": row.position,
            "kind": row.kind,
            "name": row.name,
        }
        parties = {"agency": row.agency_id or "", "reporter": row.reporter_id or ""}
        form |= {f"credits-{number}-{name}": value for name, value in (values | parties).items()}
    words = {"caption": image.caption, "alt_text": image.alt_text, "rights_note": "", "rights_end_0": ""}
    address = reverse("admin:media_image_change", args=[image.pk])
    return client.post(address, form | words | {"rights_end_1": ""} | fields)


@pytest.mark.parametrize(
    ("fields", "heard"),
    [
        ({"caption": "The harbour at dusk."}, ["The harbour at dusk. Image: MP | Image: Self"]),
        ({"credits-1-name": "Jo Marsh"}, ["The harbour at dawn. Image: MP | Image: Jo Marsh"]),
        ({"credits-1-DELETE": "on"}, ["The harbour at dawn. Image: MP"]),
        ({}, []),
    ],
)
def test_a_change_of_caption_or_credit_is_announced_once_it_is_saved(
    client: Client, pia: User, fields: dict[str, str], heard: list[str]
) -> None:
    image = picture()
    said: list[str] = []

    def listen(image: Image, **_: Any) -> None:
        assert connection.in_atomic_block
        said.append(f"{image.caption} {image.credit_line}")

    image_changed.connect(listen)
    try:
        client.force_login(pia)
        answer = change(client, image, **fields)
    finally:
        image_changed.disconnect(listen)
    assert answer.status_code == 302, answer.context["errors"]
    assert said == heard


def test_a_reporter_changes_only_pictures_of_their_own(client: Client, rui: User) -> None:
    client.force_login(rui)
    ours, theirs = picture(by=rui), picture()
    assert change(client, ours, caption="Mended.").status_code == 302
    assert change(client, theirs, caption="Spoilt.").status_code == 403
    assert set(Image.objects.values_list("caption", flat=True)) == {"Mended.", "The harbour at dawn."}
    page = client.get(reverse("admin:media_image_change", args=[theirs.pk]))
    assert page.status_code == 200
    assert 'name="credits-0-kind"' not in page.content.decode()


def test_the_form_shows_the_picture_its_facts_and_why_it_may_not_be_shown(client: Client, pia: User) -> None:
    image = picture(by=pia, credited=False)
    client.force_login(pia)
    html = client.get(reverse("admin:media_image_change", args=[image.pk])).content.decode()
    assert (
        f'src="{reverse("admin:media_image_rendition", args=[image.pk, 900])}" alt="Boats in a harbour"'
        in html
    )
    assert "harbour.jpg: 900 × 600 pixels, JPEG, " in html
    assert "It has no credit." in html
    assert image.original.name not in html


def test_the_list_costs_as_many_queries_for_thirty_pictures_as_for_three(
    client: Client, pia: User, django_assert_num_queries: Any
) -> None:
    client.force_login(pia)
    address = reverse("admin:media_image_changelist")
    # Log-in, person, remit, messages; the numbers of the pictures, they, their credits and leases;
    # the choices of the filters.
    for total in (3, 30):
        for _ in range(total - Image.objects.count()):
            picture(by=pia)
        client.get(address)
        with django_assert_num_queries(8):
            html = client.get(address).content.decode()
        assert html.count("Image: MP | Image: Self") == total
        assert html.count('class="picture-card"') == total


def test_pictures_are_found_by_caption_credit_and_file_name(client: Client, pia: User) -> None:
    fire = picture(caption="Fire at the mill", alt_text="", credited=False)
    boats = picture(caption="Boats", credited=False)
    Credit.objects.create(image=fire, kind="staff", reporter=factories.reporter("Ines Caldera"))
    Credit.objects.create(image=fire, position=1, kind="handout", name="Fire Service")
    press = factories.agency("Associated Press", credit_name="AP")
    Credit.objects.create(image=boats, kind="agency", agency=press)
    Image.objects.filter(pk=boats.pk).update(filename="dsc_0042.jpg")
    search.renew(Image.objects.all())
    client.force_login(pia)
    address = reverse("admin:media_image_changelist")
    for words, found in {
        "mill": {fire},
        "fire": {fire},
        "ines fire": {fire},
        "associated": {boats},
        "DSC_0042": {boats},
        "boats ines": set(),
        "": {fire, boats},
        "100%": set(),
        "\0": {fire, boats},
    }.items():
        assert set(search.matching(Image.objects.all(), words)) == found, words
        if "\0" not in words:
            answer = client.get(address, {"q": words})
            assert {card.image for card in answer.context["cards"]} == found, words


def test_nobody_deletes_pictures_in_bulk(client: Client, pia: User) -> None:
    image = picture()
    client.force_login(pia)
    chosen = {"action": "delete_selected", "_selected_action": [image.pk], "post": "yes"}
    client.post(reverse("admin:media_image_changelist"), chosen)
    assert Image.objects.filter(pk=image.pk).exists()


def test_a_picture_nobody_uses_is_deleted_with_its_files(
    client: Client, pia: User, django_capture_on_commit_callbacks: Any
) -> None:
    image, other = picture(), picture()
    client.force_login(pia)
    address = reverse("admin:media_image_delete", args=[image.pk])
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"post": "yes"}).status_code == 302
    assert list(Image.objects.all()) == [other]
    assert files() == files_of(other)


def test_a_picture_in_a_story_is_not_deleted_and_the_story_not_named(client: Client, pia: User) -> None:
    image = picture()
    factories.story(headline="CANARY headline", lead_picture=image)
    client.force_login(pia)
    address = reverse("admin:media_image_delete", args=[image.pk])
    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        assert answer.status_code == 403
        assert b"CANARY" not in answer.content
    with pytest.raises(removal.PictureInUse):
        removal.remove(image)
    assert Article.objects.get().lead_picture == image
    assert files() == files_of(image)


def test_a_picture_that_readers_can_see_is_not_deleted() -> None:
    image = picture()
    publicity.expose({image.pk})
    assert removal.why_kept(image) == "Readers can see it, so it stays."
    publicity.hide({image.pk})
    assert removal.why_kept(image) is None


def test_whoever_knows_of_a_use_in_a_text_can_keep_the_picture() -> None:
    image = picture()

    def in_a_text(image: Image, **_: Any) -> bool:
        return True

    image_wanted.connect(in_a_text)
    try:
        with pytest.raises(removal.PictureInUse, match="used by a story"):
            removal.remove(image)
    finally:
        image_wanted.disconnect(in_a_text)


# The editor's dialog


def choose(client: Client, **query: Any) -> Any:
    answer = client.get(reverse("admin:media_image_choose"), query)
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_dialog_offers_pictures_newest_first_with_what_it_needs_to_know(
    client: Client, rui: User
) -> None:
    first, second = picture(), picture(credited=False, alt_text="")
    client.force_login(rui)
    found = choose(client)
    assert found["next"] is None
    assert [result["id"] for result in found["results"]] == [second.pk, first.pk]
    assert found["results"][1] == {
        "id": first.pk,
        "address": reverse("admin:media_image_change", args=[first.pk]),
        "title": "The harbour at dawn.",
        "caption": "The harbour at dawn.",
        "alt": "Boats in a harbour",
        "credit": "Image: MP | Image: Self",
        "thumbnail": reverse("admin:media_image_rendition", args=[first.pk, 320]),
        "files": ", ".join(
            f"{reverse('admin:media_image_rendition', args=[first.pk, width])} {width}w"
            for width in (320, 640, 900)
        ),
        "width": 900,
        "height": 600,
        "boxes": {"16:9": "0,78,1000,844", "1:1": "167,0,667,1000"},
        "usable": True,
        "state": "yes",
        "standing": "May be shown",
        "why": "",
        "note": "",
        "used": "",
    }
    assert (found["results"][0]["usable"], found["results"][0]["why"]) == (False, "It has no credit.")


def test_the_dialog_turns_pages_without_losing_or_repeating_a_picture(
    client: Client, rui: User, django_assert_num_queries: Any
) -> None:
    everything = [picture().pk for _ in range(26)][::-1]
    client.force_login(rui)
    page = choose(client)
    picture()  # comes in while the reporter looks
    assert [result["id"] for result in page["results"]] == everything[:24]
    with django_assert_num_queries(6):
        rest = choose(client, page=page["next"])
    assert ([result["id"] for result in rest["results"]], rest["next"]) == (everything[24:], None)


def test_the_dialog_searches_and_looks_up(client: Client, rui: User) -> None:
    mill, boats = picture(caption="Fire at the mill"), picture(caption="Boats")
    client.force_login(rui)
    assert [result["id"] for result in choose(client, q="mill")["results"]] == [mill.pk]
    assert choose(client, q="nothing of the kind") == {"results": [], "next": None}
    wanted = choose(client, ids=f"{mill.pk},{boats.pk},999999,x,-1,,{'9' * 30}")
    assert {result["id"] for result in wanted["results"]} == {mill.pk, boats.pk}
    for nonsense in ("x", "-1", "1.5", "9" * 30, "²"):
        assert len(choose(client, page=nonsense)["results"]) == 2


def test_the_dialog_answers_only_those_who_may_see_pictures(client: Client) -> None:
    address = reverse("admin:media_image_choose")
    assert client.get(address).status_code == 302
    client.force_login(factories.user(Role.ADMIN))
    assert client.get(address).status_code == 403
    client.force_login(factories.user(Role.PICTURE_EDITOR))
    assert client.post(address).status_code == 405


def test_a_long_caption_names_its_picture_by_whole_words() -> None:
    named = Image(
        caption="The new gates of the barrage at Sorve, which cost €318,400,000 and close in an hour."
    )
    assert str(named) == "The new gates of the barrage at Sorve, which cost…"
