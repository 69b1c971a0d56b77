"""Fills in the words and credits of a picture from its file's metadata, where nobody typed anything.

The result is a proposal: strangers wrote the metadata, and editors see it before it reaches a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from media.intake import crediting
from media.library import search
from media.models import Image
from media.terms import source_types
from media.terms.categories import Category, Licence

if TYPE_CHECKING:
    from media.metadata import Metadata, Taken

MOST_CREDITS = crediting.MOST
CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)(?:/|$)"
)


def describe(image: Image, said: Metadata) -> None:
    """Fill in what nobody typed. All metadata is kept beside it, private details too."""
    image.metadata, image.warnings = said.raw, said.private.warnings
    image.credentials = said.credentials
    rights_are_open = not image.category and not image.licence
    for name, value in _words(said).items():
        if value and not getattr(image, name):
            setattr(image, name, value)
    if rights_are_open:
        image.category, image.licence = _rights(said.web_statement)


def credit(image: Image, said: Metadata) -> None:
    """Credit the people and agencies that the file names, if nobody was credited by hand."""
    if image.credits.exists() or not (credits := crediting.credits_of(said)):
        return
    for position, credit in enumerate(credits):
        credit.image, credit.position = image, position
        credit.save(force_insert=True)
    search.write(image)


def _words(said: Metadata) -> dict[str, Any]:
    licensor = said.licensors[0] if said.licensors else None
    places = [said.place, said.location_created, *said.locations_shown]
    texts = {
        "headline": said.headline or said.title,
        "caption": said.caption,
        "alt_text": said.alt_text,
        "place": next((str(place) for place in places if place), ""),
        "source": said.source,
        "instructions": "\n".join(filter(None, [said.instructions, said.usage_terms])),
        "copyright_notice": said.copyright_notice or ", ".join(said.copyright_owners),
        "licensor": licensor.name if licensor else "",
    }
    lists = {"people": said.people, "keywords": said.keywords}
    addresses = {"web_statement": said.web_statement, "licensor_url": licensor.url if licensor else ""}
    return {
        **{name: _shortened(words, _longest(name)) for name, words in texts.items()},
        **{name: _listed(words, _longest(name)) for name, words in lists.items()},
        **{name: _address(url, _longest(name)) for name, url in addresses.items()},
        "taken_at": _moment(said.date_taken),
        "digital_source": said.digital_source_type.removeprefix(source_types.SCHEME),
    }


def _longest(name: str) -> int:
    # Only text fields are asked for; a relation would have no length.
    return cast("int", Image._meta.get_field(name).max_length)  # type: ignore[union-attr]


def _shortened(words: str, longest: int) -> str:
    """The words, cut between two words if they are too long. The metadata keeps all of them."""
    if len(words) <= longest:
        return words
    whole, _, _ = words[: longest - 1].rpartition(" ")
    return f"{whole or words[: longest - 1]}…"


def _listed(items: Iterable[str], longest: int) -> str:
    """As many items as there is room for. None is cut: half a name would be another name."""
    listed = ""
    for item in items:
        longer = f"{listed}, {item}" if listed else item
        if len(longer) > longest:
            break
        listed = longer
    return listed


def _address(url: str, longest: int) -> str:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return ""
    return url if len(url) <= longest else ""


def _moment(taken: Taken | None) -> datetime | None:
    """The moment when the picture was taken. Without a zone, the newsroom's counts; without a time, midnight."""
    if taken is None or taken.day is None:
        return None
    at = taken.at or datetime.combine(taken.day, time())
    try:
        at = at if timezone.is_aware(at) else timezone.make_aware(at)
        return at.astimezone(timezone.get_fixed_timezone(0))
    except (OverflowError, ValueError):
        return None  # the year 1


def _rights(web_statement: str) -> tuple[str, str]:
    """Category and licence, if the rights page is one of Creative Commons; otherwise two empty texts."""
    found = CREATIVE_COMMONS.match(web_statement)
    if not found:
        return "", ""
    kind, version = found.groups()
    if kind == "mark":
        return Category.PUBLIC_DOMAIN, ""
    licence = f"{'cc0' if kind == 'zero' else kind}-{version}"
    # Licences that are not in our list do not allow a newspaper to show a picture. Then the category alone is set,
    # and asks the desk for a licence.
    return Category.CREATIVE_COMMONS, licence if licence in Licence.values else ""
