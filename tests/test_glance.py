"""At a glance the library knows a picture's colour, its likes and where its subject is."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from media.admin.likeness import bits_apart
from media.pixels import glance
from media.terms.crops import Focus

SEA, SKIN_COLOUR = (70, 110, 150), (224, 172, 140)


def scene(
    subject: tuple[int, int], *, size: tuple[int, int] = (900, 600), colour: str | tuple[int, ...] = "red"
) -> Image.Image:
    """Sky and sea, a little rough, and one thing on them."""
    picture = Image.new("RGB", size, (170, 190, 210))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, size[1] // 2, *size), fill=SEA)
    noise = Image.effect_noise(size, 12)
    picture = Image.blend(picture, ImageOps.colorize(noise, "black", "white"), 0.06)
    pen = ImageDraw.Draw(picture)
    x, y = subject
    pen.ellipse((x - 60, y - 60, x + 60, y + 60), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))


@pytest.mark.parametrize("at", [(450, 300), (200, 150), (700, 150), (200, 450), (700, 450)])
@pytest.mark.parametrize("colour", ["red", SKIN_COLOUR, "black", "yellow"])
def test_the_focus_is_where_the_subject_is(at: tuple[int, int], colour: str | tuple[int, ...]) -> None:
    guessed = glance.focus(scene(at, colour=colour))
    assert abs(guessed.x - at[0] / 0.9) < 120
    assert abs(guessed.y - at[1] / 0.6) < 150


def test_the_focus_of_an_upright_picture_is_found_as_well() -> None:
    guessed = glance.focus(scene((300, 220), size=(600, 900)))
    assert abs(guessed.x - 500) < 100
    assert abs(guessed.y - 245) < 120


def test_a_picture_of_nothing_has_its_focus_in_the_middle() -> None:
    for size in ((900, 600), (200, 2000), (65_000, 200)):
        guessed = glance.focus(Image.new("RGB", size, "grey"))
        assert abs(guessed.x - Focus().x) < 20
        assert abs(guessed.y - Focus().y) < 20


def test_the_tone_is_the_colour_on_the_whole() -> None:
    half = Image.new("RGB", (200, 200), "white")
    half.paste((0, 0, 200), (0, 0, 200, 100))
    assert glance.tone(half) == "#8080e4"
    assert glance.tone(Image.new("L", (300, 200), 128)) == "#808080"


def test_the_same_picture_smaller_or_poorer_has_the_same_hash() -> None:
    picture = scene((250, 200))
    file = io.BytesIO()
    picture.resize((640, 427)).save(file, "JPEG", quality=50)
    first, again = glance.difference_hash(picture), glance.difference_hash(Image.open(file))
    assert -(1 << 63) <= first < 1 << 63
    assert bits_apart(first, first) == 0
    assert bits_apart(first, again) <= 4


def test_another_picture_has_another_hash() -> None:
    one, other = (Image.effect_noise((12, 9), 90).resize((900, 675)) for _ in range(2))
    first = glance.difference_hash(one)
    assert bits_apart(first, glance.difference_hash(one.resize((640, 480)))) <= 4
    assert bits_apart(first, glance.difference_hash(other)) > 10
    assert bits_apart(first, glance.difference_hash(ImageOps.mirror(one))) > 10


def test_a_hash_fits_the_database_whatever_its_highest_bit() -> None:
    falling = Image.linear_gradient("L").rotate(-90)
    hashes = {glance.difference_hash(falling), glance.difference_hash(ImageOps.mirror(falling))}
    assert hashes == {-1, 0}
    assert bits_apart(-1, 0) == 64
