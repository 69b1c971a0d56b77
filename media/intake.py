"""What a file says of itself becomes what the library says of the picture, wherever nobody typed anything.

It is a proposal: everything here was written by strangers, and editors see all of it before a story does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone

from media.credits import CreditKind
from media.library import search
from media.metadata import source_types
from media.models import Credit, Image
from media.rights import Category, Licence

if TYPE_CHECKING:
    from media.metadata import Metadata, Taken

MOST_CREDITS = 6
CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)(?:/|$)"
)
# “REUTERS/Ana Prado”, “Ana Prado via AP”, “AFP | Getty Images”
BETWEEN_PARTIES = re.compile(r"\s*(?:[/|;]|\bvia\b)\s*", re.IGNORECASE)
# “Photo by Ana Prado”, “Foto: AP”, “© AP”
BEFORE_A_PARTY = re.compile(
    r"(?:(?:photo|photograph|picture|image|foto|credit)s?(?: by\b|:)|by\b|©)\s*", re.I
)
# “AP Photo”
AFTER_A_PARTY = re.compile(r"\s+(?:photo|picture|image)s?$", re.IGNORECASE)


def describe(image: Image, said: Metadata) -> None:
    """Fill in what nobody typed. All that the file says is kept beside it, private matters too."""
    image.metadata, image.warnings = said.raw, said.private.warnings
    rights_are_open = not image.category and not image.licence
    for name, value in _words(said).items():
        if value and not getattr(image, name):
            setattr(image, name, value)
    if rights_are_open:
        image.category, image.licence = _rights(said.web_statement)


def credit(image: Image, said: Metadata) -> None:
    """Credit those whom the file names, if nobody was credited by hand. Agencies first: theirs are the rights."""
    if image.credits.exists() or not (credits := _credits(said)):
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
    # Relations have no length, and none is asked for.
    return cast("int", Image._meta.get_field(name).max_length)  # type: ignore[union-attr]


def _shortened(words: str, longest: int) -> str:
    """Cut between two words where it is too long; the whole stays with what the file says."""
    if len(words) <= longest:
        return words
    whole, _, _ = words[: longest - 1].rpartition(" ")
    return f"{whole or words[: longest - 1]}…"


def _listed(items: Iterable[str], longest: int) -> str:
    """As many of them as there is room for: half a name is another name."""
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
    """A camera's clock is taken for the newsroom's where it names no zone; a day begins at midnight."""
    if taken is None or taken.day is None:
        return None
    at = taken.at or datetime.combine(taken.day, time())
    try:
        at = at if timezone.is_aware(at) else timezone.make_aware(at)
        return at.astimezone(timezone.get_fixed_timezone(0))
    except (OverflowError, ValueError):
        return None  # the year 1


def _rights(web_statement: str) -> tuple[str, str]:
    """Category and licence, where the rights page is one of Creative Commons'."""
    found = CREATIVE_COMMONS.match(web_statement)
    if not found:
        return "", ""
    kind, version = found.groups()
    if kind == "mark":
        return Category.PUBLIC_DOMAIN, ""
    licence = f"{'cc0' if kind == 'zero' else kind}-{version}"
    # A licence that is not in our list allows a newspaper nothing; the category says so at the desk.
    return Category.CREATIVE_COMMONS, licence if licence in Licence.values else ""


def _credits(said: Metadata) -> list[Credit]:
    parties = [_party(name) for name in [*_named_in(said.credit_line), *said.creators]]
    if not any(party.agency_id for party in parties):
        # Some agencies write themselves into the source and the photographer into everything else.
        parties += [party for name in _named_in(said.source) if (party := _party(name)).agency_id]
    parties = [party for party in parties if party.kind == CreditKind.STAFF or party.agency_id or party.name]
    parties.sort(key=lambda party: party.agency_id is None)
    once = {(party.agency_id, party.reporter_id, party.name.casefold()): party for party in reversed(parties)}
    return [party for party in parties if party in once.values()][:MOST_CREDITS]


def _named_in(line: str) -> Iterator[str]:
    """The parties of a credit line. One that is known as a whole is not taken apart."""
    if _known(line):
        yield line
    else:
        yield from BETWEEN_PARTIES.split(line)


def _party(name: str) -> Credit:
    """The agency or reporter of that name, ourselves, or somebody by name. Nobody where the name is too long."""
    name = " ".join(name.split())
    if said := BEFORE_A_PARTY.match(name):
        name = name[said.end() :]
    name = name.strip(" .")
    if known := _known(name) or _known(AFTER_A_PARTY.sub("", name)):
        return known
    longest = cast("int", Credit._meta.get_field("name").max_length)
    return Credit(kind=CreditKind.PHOTOGRAPHER, name=name if len(name) <= longest else "")


def _known(name: str) -> Credit | None:
    name = name.strip()
    if not name:
        return None
    if name.casefold() == settings.SITE_NAME.casefold():
        return Credit(kind=CreditKind.STAFF)
    found = known_by(name)
    return (
        Credit(kind=CreditKind.AGENCY if "agency" in found else CreditKind.STAFF, **found) if found else None
    )


def known_by(name: str) -> dict[str, Any]:
    """The agency or else the reporter of that name, as a credit points to it; nothing where there is none."""
    agencies, reporters = known_parties()
    if agency := agencies.filter(Q(name__iexact=name) | Q(credit_name__iexact=name)).first():
        return {"agency": agency}
    if reporter := reporters.filter(name__iexact=name).first():
        return {"reporter": reporter}
    return {}


def known_parties() -> tuple[Any, Any]:
    """The agencies and the reporters: `media` knows of them only what its credits point to."""
    fields = [Credit._meta.get_field(name) for name in ("agency", "reporter")]
    agencies, reporters = (cast("Any", field.related_model).objects.order_by("name") for field in fields)
    return agencies, reporters
