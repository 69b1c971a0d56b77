"""The part of an address that a headline or a name gives: readable in every language with Latin letters."""

from __future__ import annotations

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Große Straße gesperrt", "grosse-strasse-gesperrt"),
        ("Tromsø får ny havn", "tromso-far-ny-havn"),
        ("Łódź wins", "lodz-wins"),
        ("Ærø ferry", "aero-ferry"),
        ("Işık", "isik"),
        ("İSTANBUL’DA IŞIK", "istanbulda-isik"),
        ("Đakovo, Þórshöfn & Ħamrun", "dakovo-thorshofn-hamrun"),
        ("Co\u00adop\u200berate\u2060d", "cooperated"),
        ("Əliyev in Baku", "eliyev-in-baku"),
        ("Œuvres d’art", "oeuvres-dart"),
    ],
)
def test_an_empty_slug_is_made_of_the_headline_in_plain_letters(headline: str, slug: str) -> None:
    story = factories.live_story(headline=headline)
    assert story.live_edition is not None
    assert story.live_edition.path.rstrip("/").rpartition("/")[2] == slug


def test_a_headline_without_latin_letters_gives_the_number_of_the_story() -> None:
    story = factories.live_story(headline="港の夜")
    assert story.live_edition is not None
    assert story.live_edition.path.endswith(f"/story-{story.pk}/")
