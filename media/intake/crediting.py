"""Reads credits out of a file's credit line and creators, and finds the agencies and reporters that we know.

A known agency is found anywhere in a line, because the rights are the agency's. A credit that was taken out of a
longer text, or names somebody whom we do not know, is a guess until an editor confirms it. Placeholders such as “see
caption” credit nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from house import letters
from media.intake import placeholders
from media.models import Credit
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from media.metadata import Metadata

MOST = 6
# “REUTERS/Ana Prado”, “Ana Prado via AP”, “AFP | Getty Images”; with brackets, “Ana Prado (AP)”.
BETWEEN_PARTIES = re.compile(r"\s*(?:[/|;]|\bvia\b)\s*", re.IGNORECASE)
BRACKETS_TOO = re.compile(rf"{BETWEEN_PARTIES.pattern}|\s*[()\[\]]\s*", re.IGNORECASE)
# “Photo by Ana Prado”, “Foto: AP”, “© 2026 AP”
BEFORE_A_PARTY = re.compile(
    r"(?:(?:photo(?:graph)?|picture|image|foto|fotografia|credit|crédito|crédit|bild)s?(?: by\b|:)|by\b|foto de\b"
    r"|copyright\b|©|(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?\b)[\s,:]*",
    re.IGNORECASE,
)
# “AP Photo”
AFTER_A_PARTY = re.compile(r"[\s,.]+(?:photo|picture|image|foto|all rights reserved)s?$", re.IGNORECASE)
# “Ana Prado for The Courier”, “AP Images for Meridian Film Fund”
FOR = r"(?:(?:special(?:ly)?|exclusive(?:ly)?) (?:to|for)|for|on behalf of|für|para|pour|per|voor|för)"
# These stand in a line where a known agency, our own name, or an agency's client was found.
AGENCY, OURS, CLIENT = "\ue000", "\ue001", "\ue002"
MARKS = str.maketrans(dict.fromkeys([AGENCY, OURS, CLIENT], " "))
FOR_A_CLIENT = re.compile(
    rf"(?<={AGENCY})(?:\s+(?:photo|picture|image)s?)?\s+{FOR}\s+[^/|;()\[\]]*", re.IGNORECASE
)
FOR_US = re.compile(rf"(?P<name>.*?\w.*?)[\s,]+{FOR}\s+(?:the\s+)?{OURS}", re.IGNORECASE)
LEFT_OVER = re.compile(rf"^(?:by|from)\b\s*|\s+(?:by|of|from|{FOR})$", re.IGNORECASE)
SIGNS = " \t.,:;-–—_*\"'“”©"
# The name of an agency as short as this is found in capitals only: “pa” is a word in many languages.
SHORT = 4


def credits_of(said: Metadata) -> list[Credit]:
    """The credits that a file proposes, agencies first because the rights are theirs; empty if it names nobody."""
    known = list(_known_names())
    parties = list(_parties(said.credit_line, known))
    if stands_in_place(said.credit_line) and not any(party.agency_id for party in parties):
        return []
    parties += [party for creator in said.creators for party in _parties(creator, known)]
    for line in (said.source, said.copyright_notice):
        if not any(party.agency_id for party in parties):
            # Some agencies stand only in source or copyright, and name the photographer everywhere else.
            parties += [party for party in _parties(line, known) if party.agency_id]
    parties.sort(key=lambda party: party.agency_id is None)
    return list(_joined(parties))[:MOST]


def stands_in_place(line: str) -> str:
    """The credit line if it credits nobody: if it points elsewhere, or all its parts are placeholders; else empty."""
    parts = [part for part in BRACKETS_TOO.split(line) if part.strip(SIGNS)]
    is_elsewhere = any(map(placeholders.is_elsewhere, [line, *parts]))
    return line if is_elsewhere or _is_nobody(line) or (parts and all(map(_is_nobody, parts))) else ""


def _is_nobody(part: str) -> bool:
    return placeholders.name_nobody(part) or placeholders.name_nobody(_named(part))


def notices(said: Metadata) -> list[str]:
    """Notes for the editor on a credit line that names nobody."""
    if line := stands_in_place(said.credit_line):
        return [
            _("Its credit line says “{line}”, which names nobody: look whom to credit.").format(line=line)
        ]
    return []


def known_by(name: str) -> dict[str, Any]:
    """The agency or the reporter of this name, as arguments for a credit; empty if we know neither."""
    agencies, reporters = known_parties()
    if agency := agencies.filter(Q(name__iexact=name) | Q(credit_name__iexact=name)).first():
        return {"agency": agency}
    if reporter := reporters.filter(name__iexact=name).first():
        return {"reporter": reporter}
    return {}


def known_parties() -> tuple[Any, Any]:
    """The agencies and the reporters, found through the foreign keys of credits: `media` does not import them."""
    fields = [Credit._meta.get_field(name) for name in ("agency", "reporter")]
    agencies, reporters = (cast("Any", field.related_model).objects.order_by("name") for field in fields)
    return agencies, reporters


Known = tuple[re.Pattern[str], Any]


def _known_names() -> Iterator[Known]:
    """Patterns for our own name (with None) and the names of all agencies, the longest first."""
    agencies, _ = known_parties()
    names: list[tuple[str, Any]] = [(settings.SITE_NAME, None)]
    names += [(name, agency) for agency in agencies for name in {agency.name, agency.credit_name} if name]
    for name, agency in sorted(names, key=lambda pair: -len(pair[0])):
        words = re.escape(name.removeprefix("The ")).replace(r"\ ", r"\s+")
        article = r"(?:the\s+)?" if name.startswith("The ") else ""
        sensitive = len(name) <= SHORT and name.isupper()
        yield re.compile(rf"(?<!\w){article}{words}(?!\w)", 0 if sensitive else re.IGNORECASE), agency


def _parties(line: str, known: list[Known]) -> Iterator[Credit]:
    """The parties of a line, in order."""
    line = " ".join(re.sub(r"\(c\)", "©", line.translate(MARKS), flags=re.IGNORECASE).split())
    if not line or placeholders.name_nobody(line):
        return
    if party := _whole(line):
        yield party
        return
    agencies: list[Any] = []
    for pattern, agency in known:
        while found := pattern.search(line):
            # The number of marks before it tells for which agency a mark stands.
            if agency is not None:
                agencies.insert(line[: found.start()].count(AGENCY), agency)
            line = line[: found.start()] + (OURS if agency is None else AGENCY) + line[found.end() :]
    line = FOR_A_CLIENT.sub(CLIENT, line)
    in_brackets = any(map(placeholders.name_nobody, BRACKETS_TOO.split(line)))
    is_known = AGENCY in line or OURS in line
    parts = (BRACKETS_TOO if in_brackets or is_known else BETWEEN_PARTIES).split(line)
    was_given = any(placeholders.was_given(part) for part in parts)
    for part in parts:
        for party in _in_part(part.strip(), agencies):
            if was_given and party.kind == CreditKind.PHOTOGRAPHER and party.name:
                party.kind = CreditKind.HANDOUT
            yield party


def _in_part(part: str, agencies: list[Any]) -> Iterator[Credit]:
    if AGENCY not in part and (ours := FOR_US.fullmatch(part)):
        yield from _of_ours(ours["name"])
    elif AGENCY not in part and OURS not in part:
        yield from _anybody(part)
    else:
        # A comma parts two parties only next to one that we know: some write “Prado, Ana”.
        for piece in re.split(rf"\s*,\s*|([{AGENCY}{OURS}])", part):
            if piece == AGENCY:
                yield Credit(kind=CreditKind.AGENCY, agency=agencies.pop(0), guessed=_says_more(part))
            elif piece == OURS:
                yield Credit(kind=CreditKind.STAFF, guessed=_says_more(part))
            elif piece:
                yield from _anybody(piece.replace(CLIENT, ""))


def _says_more(part: str) -> bool:
    """Are there words beside a known name? Then the part may mean somebody else."""
    rest = _named(part.replace(AGENCY, " ").replace(OURS, " "))
    return bool(rest) and not placeholders.name_nobody(rest)


def _anybody(part: str) -> Iterator[Credit]:
    name = _named(part)
    if name and not placeholders.name_nobody(name):
        yield _whole(name) or _by_name(name)


def _of_ours(name: str) -> Iterator[Credit]:
    """The person who took it for us, or ourselves without a name."""
    for party in list(_anybody(name)) or [Credit(kind=CreditKind.STAFF)]:
        party.kind, party.guessed = CreditKind.STAFF, True
        yield party


def _whole(name: str) -> Credit | None:
    """The credit for ourselves, or the agency or reporter of exactly this name; None if we know none."""
    for written in dict.fromkeys((name.strip(), _named(name))):
        if not written:
            continue
        if written.casefold() == settings.SITE_NAME.casefold():
            return Credit(kind=CreditKind.STAFF)
        if found := known_by(written):
            return Credit(kind=CreditKind.AGENCY if "agency" in found else CreditKind.STAFF, **found)
    return None


def _by_name(name: str) -> Credit:
    """A guessed credit for somebody whom we do not know; without a name if the text is too long for one."""
    longest = cast("int", Credit._meta.get_field("name").max_length)
    return Credit(kind=CreditKind.PHOTOGRAPHER, name=name if len(name) <= longest else "", guessed=True)


def _named(part: str) -> str:
    """The name in a part, without words such as “Photo by” before it and “Photo” behind it."""
    before = None
    part = part.strip()
    while part != before:
        before = part
        part = AFTER_A_PARTY.sub(
            "", BEFORE_A_PARTY.sub("", part, count=1) if BEFORE_A_PARTY.match(part) else part
        )
        part = LEFT_OVER.sub("", part.strip(SIGNS)).strip(SIGNS)
    return part


def _joined(parties: Iterable[Credit]) -> Iterator[Credit]:
    """Each party once, whichever block names it. Parties without a name are left out."""
    seen: dict[tuple[int | None, str], Credit] = {}
    for party in parties:
        if party.kind != CreditKind.STAFF and not (party.agency_id or party.name):
            continue
        name = party.reporter.name if party.reporter else party.name
        key = party.agency_id, letters.fold(name)
        if key in seen:
            # If one of two mentions is certain, the credit is certain.
            seen[key].guessed = seen[key].guessed and party.guessed
            continue
        seen[key] = party
        yield party
