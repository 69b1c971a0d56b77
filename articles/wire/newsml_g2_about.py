"""What contentMeta and rightsInfo of a NewsML-G2 item say: headline, bylines, what it is about, and its terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import xml
from .item import Subject
from .newsml_g2_codes import Children, Codes, last_part, name_of
from .xml import Element

_CONCEPTS = {
    "person": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "geoarea": "place",
    "poi": "place",
    "event": "event",
}
_ROLES = {
    "caption": "caption",
    "remotecaption": "caption",
    "alttext": "alt",
    "alt": "alt",
    "accessibility": "alt",
    "": "plain",
    **dict.fromkeys(
        ("summary", "abstract", "intro", "lead", "standfirst", "synopsis", "teaser", "dek"), "summary"
    ),
}
_SECOND_HEADLINES = frozenset({"sub", "subtitle", "subheadline", "short", "kicker", "overline"})


@dataclass(frozen=True)
class Descriptions:
    summary: str = ""
    caption: str = ""
    alt: str = ""
    plain: str = ""  # that of no role
    others: dict[str, Element] = field(default_factory=dict)  # by roles that are the agency's own: shot lists


@dataclass(frozen=True)
class Rights:
    whose: str = ""
    terms: str = ""


def headline(about: Children, codes: Codes) -> str:
    """The headline, whole with the markup in it. Of several the main one, in the language of the item."""
    found = about.get("headline", ())
    first = [one for one in found if codes.code(one, "role").lower() not in _SECOND_HEADLINES]
    return xml.text(codes.best(first or found))


def descriptions(about: Children, codes: Codes) -> Descriptions:
    """Descriptions by what they are for."""
    found: dict[str, list[Element]] = {}
    for element in about.get("description", ()):
        role = codes.code(element, "role")
        found.setdefault(_ROLES.get(role.lower(), role), []).append(element)
    best = {role: codes.alike(elements)[0] for role, elements in found.items()}
    said = {role: xml.text(element) for role, element in best.items() if role in _ROLES.values()}
    others = {role: element for role, element in best.items() if role not in said}
    return Descriptions(**said, others=others)


def line(about: Children, called: str, codes: Codes) -> str:
    """One line, such as the slugline, in the language of the item."""
    found = about.get(called)
    return xml.text(codes.best(found)) if found else ""


def creators(about: Children, codes: Codes) -> str:
    names = (codes.name(one) for one in about.get("creator", ()))
    return ", ".join(dict.fromkeys(filter(None, names)))


def place(about: Children, codes: Codes) -> str:
    """Where the copy is from, for items that write no dateline."""
    return next((name for one in about.get("located", ()) if (name := codes.name(one))), "")


def language(element: Element, about: Children) -> str:
    """That of the content; the xml:lang of the item speaks of what is said about it, and is second."""
    said = [one.get("tag", "") for one in about.get("language", ())]
    return next(filter(_is_language, [*said, xml.language(element)]), "")


def _is_language(tag: str) -> bool:
    return tag.isascii() and tag.replace("-", "").isalnum() and len(tag) <= 35


def keywords(about: Children, codes: Codes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(xml.text, codes.alike(about.get("keyword", ()))))))


def subjects(meta: Children, about: Children, codes: Codes) -> tuple[Subject, ...]:
    found: dict[tuple[str, str, str], Subject] = {}
    for element in about.get("subject", ()):
        for concept in _concepts(element):
            nature = codes.code(concept, "type")
            _add(found, concept, codes, _CONCEPTS.get(nature.lower(), "subject") if nature else "subject")
    for called, elements, kind in (
        ("located", about, "place"),
        ("genre", about, "genre"),
        ("service", meta, "category"),
    ):
        for element in elements.get(called, ()):
            _add(found, element, codes, kind)
    return tuple(found.values())


def _concepts(element: Element) -> list[Element]:
    """A subject, or the concepts that one is put together of."""
    parts = [child for child in element if name_of(child) in ("mainConcept", "facetConcept")]
    return parts or [element]


def _add(found: dict[tuple[str, str, str], Subject], element: Element, codes: Codes, kind: str) -> None:
    code = codes.sent(element)
    name = codes.name(element) or last_part(code)
    if name and (name, code, kind) not in found:
        found[name, code, kind] = Subject(name=name, code=code, scheme=codes.scheme(code), kind=kind)


def rights(rights: Children, codes: Codes) -> Rights:
    """Whose it is, and on which terms it may be used."""
    notices = [xml.text(one) for one in codes.alike(rights.get("copyrightNotice", ()))]
    holders = codes.names(rights.get("copyrightHolder", ()))
    terms = [xml.lines(one) for one in codes.alike(rights.get("usageTerms", ()))]
    return Rights(
        whose=" ".join(dict.fromkeys(filter(None, notices))) or ", ".join(holders),
        terms="\n".join(dict.fromkeys(filter(None, terms))),
    )


def urgency(about: Children) -> int | None:
    for element in about.get("urgency", ()):
        said = (element.text or "").strip()
        return int(said) if said in set("123456789") else None
    return None
