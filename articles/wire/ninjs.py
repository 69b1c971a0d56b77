"""ninjs, IPTC's news in JSON, versions 1.0 to 3.1: https://iptc.org/standards/ninjs/ .

A file holds one item, a list of items, or an object whose `items` are a list. What is refused and what is only told:

- A value of the wrong type, or one that the standard does not allow, refuses the item. The reason names the property.
- A property that the standard does not have is left out and told: agencies add their own, and a feed must not stop
  for that.
- A word for the status that the standard does not have holds the item; times that cannot be read are told.
- Where an item says that it is canceled and something else in it is wrong, it is taken as bare as it can be. Nothing
  else in a kill is as important as its arrival.
"""

from __future__ import annotations

from typing import Any

from . import ninjs_embargo, ninjs_item, ninjs_rules, strict_json
from .item import Item, Parcel, Refused, Status
from .ninjs_checks import Told, Wrong
from .strict_json import Document, Path

_LISTS = ("items", "_items")  # "_items" is what Superdesk's interfaces answer
_MOST_UNKNOWN = 10


def parse(data: bytes, *, name: str = "") -> Parcel:
    document = strict_json.read(data, name=name)
    value = document.value
    if isinstance(value, dict) and not ("uri" in value or "guid" in value):
        for listed in _LISTS:
            if isinstance(value.get(listed), list):
                return _parcel(document, value[listed], (listed,))
    if isinstance(value, list):
        return _parcel(document, value, ())
    return Parcel(items=(_item(document, value, (), name),))


def _parcel(document: Document, values: list[Any], path: Path) -> Parcel:
    items, refused = [], []
    for at, value in enumerate(values):
        try:
            items.append(_item(document, value, (*path, at), ""))
        except Refused as reason:
            refused.append(f"Item {at + 1}, {reason}")
    return Parcel(items=tuple(items), refused=tuple(refused))


def _item(document: Document, value: Any, path: Path, name: str) -> Item:
    told, problems = Told(), list(document.problems)
    try:
        read = ninjs_rules.ITEM(value, (), told)
    except Wrong as wrong:
        killed = _bare_kill(value, str(wrong))
        if killed:
            return killed
        line = _line(document, (*path, *wrong.path))
        raise Refused(f"{wrong}. The item was not taken.", name=name, line=line) from None
    if told.unknown:
        problems.append(_left_out(told.unknown))
    try:
        return ninjs_item.read(read, format=_format(value), problems=problems)
    except Refused as refused:
        killed = _bare_kill(value, refused.reason)
        if killed:
            return killed
        line = _line(document, path)
        raise Refused(refused.reason, name=name, line=line) from None


def _bare_kill(value: Any, reason: str) -> Item | None:
    if not isinstance(value, dict):
        return None
    fields = {key.lower(): one for key, one in value.items() if isinstance(one, str)}
    uri = (fields.get("uri") or fields.get("guid") or "").strip()
    if not uri or ninjs_embargo.status(fields, []) is not Status.CANCELED:
        return None
    problems = [f"Only that it is canceled was taken of this item, because {reason.rstrip('.')}."]
    kept = {
        name: fields[name]
        for name in ("guid", "uri", "version", "versioncreated", "ednote")
        if name in fields
    }
    return ninjs_item.read(
        {**kept, "uri": uri, "pubstatus": "canceled"}, format=_format(value), problems=problems
    )


def _format(value: dict[str, Any]) -> str:
    """Which ninjs this is: by its names, which say it more truly than `standard` in IPTC's own examples."""
    names = " ".join(value)
    if names != names.lower():
        return "ninjs 3"
    standard = value.get("standard", value.get("$standard"))
    declared = standard.get("version") if isinstance(standard, dict) else None
    if isinstance(declared, str) and declared[:1] in ("1", "2", "3"):
        return f"ninjs {declared[0]}"
    return (
        "ninjs 2"
        if any(name in value for name in ("headlines", "bodies", "descriptions", "by"))
        else "ninjs 1"
    )


def _left_out(unknown: list[str]) -> str:
    named = ", ".join(unknown[:_MOST_UNKNOWN])
    more = f" and {len(unknown) - _MOST_UNKNOWN} more" if len(unknown) > _MOST_UNKNOWN else ""
    return f"Left out, because ninjs does not have it: {named}{more}."


def _line(document: Document, path: Path) -> int | None:
    """The line of a value, or of what should hold it."""
    while path:
        line = strict_json.line_of(document.text, path)
        if line:
            return line
        path = path[:-1]
    return 1
