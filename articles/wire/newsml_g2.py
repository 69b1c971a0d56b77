"""NewsML-G2, IPTC's news in XML: news items, packages, planning items, and messages that hold several.

https://iptc.org/standards/newsml-g2/ . An item is read by newsml_g2_item.py. Items of concepts, knowledge and
catalogues describe vocabularies and hold no copy; they are refused.
"""

from __future__ import annotations

from . import newsml_g2_item, xml
from .item import Item, Parcel, Refused
from .newsml_g2_codes import G2, catalogued, children, name_of
from .xml import Element

_WITHOUT_COPY = {
    "conceptItem": "it describes a concept of a vocabulary",
    "knowledgeItem": "it describes a vocabulary",
    "catalogItem": "it is a catalogue of vocabularies",
    "catalog": "it is a catalogue of vocabularies",
}
_PARTS = frozenset({"itemMeta", "contentMeta", "contentSet", "groupSet", "rightsInfo", "itemSet", "partMeta"})


def parse(data: bytes, *, name: str = "") -> Parcel:
    return read(xml.parse(data, name=name), name=name)


def read(root: Element, *, name: str = "") -> Parcel:
    """What a document holds that was parsed already."""
    if name_of(root) == "newsMessage":
        return _message(root, name)
    return Parcel(items=(_item(root, {}, name),))


def _message(root: Element, name: str) -> Parcel:
    found = children(root)
    schemes = catalogued(found.get("catalog", ()))
    items: list[Item] = []
    refused: list[str] = []
    for held in found.get("itemSet", ()):
        for element in held:
            # One bad item must not keep the others from the desk.
            try:
                items.append(_item(element, schemes, name))
            except Refused as refusal:
                refused.append(str(refusal))
    if not items and not refused:
        raise Refused("the message holds no items", name=name, line=xml.line_of(root))
    return Parcel(items=tuple(items), refused=tuple(refused))


def _item(element: Element, schemes: dict[str, str], name: str) -> Item:
    kind, line = name_of(element), xml.line_of(element)
    if kind in _WITHOUT_COPY:
        called = f" “{guid}”" if (guid := element.get("guid")) else ""
        reason = f"the {kind}{called} holds no copy: {_WITHOUT_COPY[kind]}"
        raise Refused(reason, name=name, line=line)
    if kind not in newsml_g2_item.KINDS:
        raise Refused(_not_an_item(element), name=name, line=line)
    return newsml_g2_item.read(element, kind, schemes=schemes, name=name)


def _not_an_item(element: Element) -> str:
    called = xml.local(element) or "what stands there"
    if called in _PARTS:
        return f"<{called}> is a part of a NewsML-G2 item: what is around it is missing, and with it what the item is"
    if not str(element.tag).startswith(G2):
        return f"not NewsML-G2: <{called}> is not of its namespace {G2[1:-1]}"
    return f"<{called}> is no item of NewsML-G2 that holds copy"
