"""Stands in until all formats are here: ninjs only."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from articles.wire.item import Embargo, Item, Kind, Parcel, Refused, Status


def read(data: bytes, *, name: str = "") -> Parcel:
    try:
        said: Any = json.loads(data)
    except ValueError as problem:
        raise Refused("This is no JSON.", name=name, line=getattr(problem, "lineno", None)) from None
    told = said if isinstance(said, list) else [said]
    refused = tuple(f"Item {n} has no uri." for n, one in enumerate(told, 1) if not one.get("uri"))
    return Parcel(items=tuple(_item(one) for one in told if one.get("uri")), refused=refused)


def _item(said: dict[str, Any]) -> Item:
    at, until = said.get("versioncreated"), said.get("embargoed")
    return Item(
        uri=said["uri"],
        format="ninjs",
        version=int(said["version"]) if "version" in said else None,
        kind=Kind(said.get("type", "text")),
        status=Status(said.get("pubstatus", "usable")),
        versioned_at=datetime.fromisoformat(at) if at else None,
        embargo=Embargo(until=datetime.fromisoformat(until)) if until else None,
        headline=said.get("headline", ""),
        body=said.get("body_xhtml", ""),
        usage_terms=said.get("usageterms", ""),
    )
