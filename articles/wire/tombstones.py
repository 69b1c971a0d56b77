"""Entries that an Atom feed takes back: `at:deleted-entry` of RFC 6721."""

from __future__ import annotations

from . import item, xml
from .xml import Element

NAMESPACE = "{http://purl.org/atompub/tombstones/1.0}"
DELETED = f"{NAMESPACE}deleted-entry"


def take_out(root: Element, *, format: str, name: str) -> tuple[list[item.Item], list[str]]:
    """The entries that are taken back, each a kill of the entry by its id. They are taken out of the feed."""
    items: list[item.Item] = []
    refused: list[str] = []
    for element in list(root.iter(DELETED)):
        uri = element.get("ref", "").strip()
        if not uri:
            told = "a deleted entry does not say which (ref)"
            refused.append(str(item.Refused(told, name=name, line=xml.line_of(element))))
        else:
            items.append(_tombstone(element, uri, format))
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return items, refused


def _tombstone(element: Element, uri: str, format: str) -> item.Item:
    problems = ["The feed has deleted this entry: what was taken of it may not be used."]
    return item.Item(
        uri=uri,
        format=format,
        status=item.Status.CANCELED,
        signal=item.Signal.KILL,
        versioned_at=xml.moment_or_told(element.get("when", ""), "Time of the deletion", problems),
        headline=xml.text(element.find(f"{NAMESPACE}comment"))[:2_000],
        byline=", ".join(
            filter(None, (xml.text(one) for one in element.iterfind(f"{NAMESPACE}by/{{*}}name")))
        ),
        problems=tuple(problems),
    )
