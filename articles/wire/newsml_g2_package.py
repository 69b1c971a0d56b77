"""What a NewsML-G2 package or planning item names: other items, as links in the order of its groups."""

from __future__ import annotations

from collections.abc import Sequence

from . import newsml_g2_meta, xml
from .item import Link
from .newsml_g2_codes import G2, Codes, children, name_of
from .xml import Element

_MOST = 5_000  # members of a package


def members(sets: Sequence[Element], codes: Codes, problems: list[str]) -> list[Link]:
    """The members of all groups, each group where it is first named, from the root down."""
    found: list[Link] = []
    for held in sets:
        groups = {one.get("id", ""): one for one in held if name_of(one) == "group"}
        left = dict(groups)
        root = held.get("root", "")
        missing: dict[str, None] = {}
        # What no group names stands behind the others: nothing that was sent is lost.
        for name in (root, *groups):
            _group(name, left, groups, found, codes, missing)
        if missing:
            problems.append(f"The package names groups that it does not have: {', '.join(missing)[:200]}.")
    if len(found) > _MOST:
        problems.append(f"The package names more than {_MOST:,} items, and only so many were taken.")
    return found[:_MOST]


def _group(
    name: str,
    left: dict[str, Element],
    groups: dict[str, Element],
    found: list[Link],
    codes: Codes,
    missing: dict[str, None],
) -> None:
    # A stack and no recursion: groups may name one another in a long row, or in a circle.
    waiting = [iter(left.pop(name))] if name in left else []
    while waiting:
        for part in waiting[-1]:
            called = name_of(part)
            if called == "itemRef" and len(found) <= _MOST:
                group = part.getparent()
                role = codes.code(group, "role") if group is not None else ""
                found += _with_role(newsml_g2_meta.links([part], codes), role)
            elif called == "groupRef":
                named = part.get("idref", "")
                if named not in groups:
                    missing[named] = None
                elif named in left:
                    waiting.append(iter(left.pop(named)))
                    break
        else:
            waiting.pop()


def _with_role(links: list[Link], role: str) -> list[Link]:
    return [
        Link(uri=one.uri, rel=one.rel or role, headline=one.headline, version=one.version) for one in links
    ]


def first_headline(sets: Sequence[Element]) -> str:
    """What a planning item without a headline of its own is known by: the first that it announces."""
    for held in sets:
        for one in held.iter(f"{G2}headline"):
            if said := xml.text(one):
                return said
    return ""


def planned(sets: Sequence[Element], codes: Codes) -> list[str]:
    """What a planning item announces, a paragraph for each."""
    found = []
    for planning in (one for held in sets for one in held.iter(f"{G2}planning")):
        said = children(planning)
        headline = xml.text(codes.best(said.get("headline", ()) or said.get("title", ())))
        kinds = [codes.code(one) for one in said.get("itemClass", ())]
        times = [xml.text(one) for one in said.get("scheduled", ())]
        notes = [xml.text(one) for one in codes.alike(said.get("edNote", ()))]
        about = ", ".join(filter(None, [*kinds, *times]))
        found.append(" ".join(filter(None, [headline, f"({about})" if about else "", *notes])))
    return list(filter(None, found))


def delivered(sets: Sequence[Element], codes: Codes) -> list[Link]:
    """The items that were delivered for what a planning item announces."""
    found = []
    for held in sets:
        named = list(held.iter(f"{G2}deliveredItemRef"))
        found += _with_role(newsml_g2_meta.links(named[:_MOST], codes), "delivered")
    return found
