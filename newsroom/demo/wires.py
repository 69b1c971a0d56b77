"""Sends the demonstration newspaper the copy of its agencies, as ninjs, and lets the wire desk take some of it."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.contrib.auth.models import User

from articles.incoming import storing, taking
from articles.models import Agency, Article, SourceUse, WireFeed, WireVersion


def send(
    facts: dict[str, list[dict[str, Any]]],
    agencies: dict[str, Agency],
    stories: dict[str, Article],
    users: dict[str, User],
    now: datetime,
) -> None:
    """Everything that `wires.toml` tells, in the order in which it came."""
    feeds = {}
    for row in facts["feeds"]:
        agency = agencies[row["agency"]]
        feeds[row["agency"]] = WireFeed.objects.create(name=row["name"], agency=agency, folder=row["folder"])
    for row in sorted(facts["items"], key=lambda it: -it["hours_ago"]):
        at = now - timedelta(hours=row["hours_ago"])
        name = f"{row['uri'].replace(':', '-')}-{row.get('version', 1)}.json"
        storing.keep(feeds[row["agency"]], name, as_ninjs(row, at, now), received_at=at)
        if taken := row.get("taken"):
            version = WireVersion.objects.get(item__uri=row["uri"])
            what = taking.Taking(version, SourceUse(taken["as"]))
            taking.into(stories[taken["story"]], what, by=users[taken["by"]], key=uuid.uuid4(), now=at)


def as_ninjs(row: dict[str, Any], at: datetime, now: datetime) -> bytes:
    """One item as an agency would send it."""
    item = {
        "uri": row["uri"],
        "standard": {"name": "ninjs", "version": "3.1"},
        "type": "text",
        "version": str(row.get("version", 1)),
        "versionCreated": at.isoformat(),
        "pubStatus": "canceled" if row.get("signal") == "kill" else "usable",
        "language": "en",
        "urgency": row["urgency"],
        "slugline": row["slugline"],
        "headlines": [{"value": row["headline"]}],
        "by": row.get("byline", ""),
        "located": row.get("dateline", ""),
        "edNote": row.get("ednote", ""),
        "subjects": [{"name": row["category"]}],
        "keywords": row.get("words", []),
        "bodies": [
            {"contentType": "text/html", "value": "".join(f"<p>{escape(it)}</p>" for it in row["text"])}
        ],
    }
    if "standfirst" in row:
        item["descriptions"] = [{"role": "summary", "value": row["standfirst"]}]
    if "signal" in row:
        item["signal"] = [{"uri": f"http://cv.iptc.org/newscodes/signal/{row['signal']}"}]
    if "embargo_hours" in row:
        item["embargoedUntil"] = (now + timedelta(hours=row["embargo_hours"])).isoformat()
    return json.dumps({key: value for key, value in item.items() if value}, ensure_ascii=False).encode()
