"""The record of a picture file's metadata, made of all its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from media.metadata.dates import Taken


@dataclass(frozen=True)
class NamedPlace:
    """A place as the file names it, from the smallest part of the address to the largest."""

    name: str = ""
    sublocation: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    country_code: str = ""
    world_region: str = ""

    def __str__(self) -> str:
        parts = [self.name, self.sublocation, self.city, self.state, self.country or self.country_code]
        return ", ".join(dict.fromkeys(part for part in parts if part))

    def __bool__(self) -> bool:
        return self != NamedPlace()


@dataclass(frozen=True)
class Licensor:
    """Who sells the right to use the picture, and where. `url` is an http(s) address or empty."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Private:
    """Details that could expose a source or a photographer. Only the desk sees them; no rendition carries them."""

    positions: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    has_maker_note: bool = False
    thumbnail_differs: bool = False

    def __bool__(self) -> bool:
        return self != Private()

    @property
    def warnings(self) -> list[str]:
        said = [
            (
                self.positions,
                _("The file says where it was taken: {where}.").format(where="; ".join(self.positions)),
            ),
            (
                self.serial_numbers,
                _("It names serial numbers of camera or lens: {numbers}.").format(
                    numbers=", ".join(self.serial_numbers)
                ),
            ),
            (self.owners, _("It names the camera’s owner: {owner}.").format(owner="; ".join(self.owners))),
            (self.has_maker_note, _("It holds notes of the camera’s maker, which may tell more.")),
            (
                self.thumbnail_differs,
                _("The thumbnail inside the file shows another picture than the file itself."),
            ),
        ]
        return [words for given, words in said if given]


@dataclass(frozen=True)
class Metadata:
    """What a file says of its picture. A field without a value is empty, and none is longer than a form takes."""

    title: str = ""
    headline: str = ""
    caption: str = ""
    caption_writer: str = ""
    alt_text: str = ""
    extended_description: str = ""
    creators: tuple[str, ...] = ()
    creator_titles: tuple[str, ...] = ()
    credit_line: str = ""
    source: str = ""
    copyright_notice: str = ""
    copyright_owners: tuple[str, ...] = ()
    usage_terms: str = ""
    web_statement: str = ""
    licensors: tuple[Licensor, ...] = ()
    instructions: str = ""
    job_id: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    event: str = ""
    genre: str = ""
    # Older pictures name a place without saying whether the camera was there or the picture shows it.
    place: NamedPlace = NamedPlace()
    location_created: NamedPlace = NamedPlace()
    locations_shown: tuple[NamedPlace, ...] = ()
    date_taken: Taken | None = None
    digital_source_type: str = ""
    rating: int | None = None

    private: Private = Private()
    # All that was read, private details too, for JSON: by block, then by the name in the block's standard.
    raw: dict[str, Any] = field(default_factory=dict, repr=False)
    # Field → the block it came from: "XMP", "IIM", "Exif" or "C2PA".
    found_in: dict[str, str] = field(default_factory=dict, repr=False)
    # What its content credentials say, and whether they hold: see `provenance`. Empty: it has none.
    credentials: dict[str, Any] = field(default_factory=dict, repr=False)
    # What is broken in the metadata, in words for an editor.
    problems: tuple[str, ...] = ()
