"""What an item of ninjs 1.0 to 3.1 may hold, all versions in one: few agencies say which one they write.

Names are lower case here (see `ninjs_checks.Shape`). Superdesk's own properties are known, because many agencies
write ninjs by it; they are not of IPTC's standard.
"""

from __future__ import annotations

import re
from typing import Any

from .ninjs_checks import (
    Check,
    Shape,
    Told,
    Wrong,
    among,
    anything,
    by_name,
    each,
    matching,
    needed_text,
    number,
    text,
    whole,
)
from .strict_json import Path

TYPES = ("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning")
STATUSES = ("usable", "withheld", "canceled")

_PERCENT, _URGENCY = whole(0, 100), whole(1, 9)
_GEOMETRIES = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
_ROUGH_DATE = re.compile(
    r"-?(?:[1-9][0-9]*)?[0-9]{4}(-(1[0-2]|0[1-9])(-(3[01]|0[1-9]|[12][0-9])"
    r"(T(2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-](2[0-3]|[01][0-9]):[0-5][0-9])?)?)?)?"
)


def _places_on_earth(value: Any, path: Path, told: Told) -> Any:
    """GeoJSON, as far as a wrong one can be told from a right one without a map."""
    if not isinstance(value, dict):
        raise Wrong(path, "has to be an object of GeoJSON")
    kind = value.get("type")
    if kind in ("Feature", "FeatureCollection", "GeometryCollection"):
        return value
    if kind is None:
        raise Wrong((*path, "type"), "is missing")
    among(*_GEOMETRIES)(kind, (*path, "type"), told)
    _numbers(value.get("coordinates"), (*path, "coordinates"))
    return value


def _numbers(value: Any, path: Path) -> None:
    if not isinstance(value, list):
        raise Wrong(path, "has to be a list of numbers")
    for at, one in enumerate(value):
        if isinstance(one, list):
            _numbers(one, (*path, at))
        elif isinstance(one, bool) or not isinstance(one, int | float):
            raise Wrong((*path, at), "has to be a number")


def _name_or_names(value: Any, path: Path, told: Told) -> list[str]:
    """Superdesk's keywords: a list of texts, or one text."""
    return [text(value, path, told)] if isinstance(value, str) else list(each(text)(value, path, told))


_ADDRESS = Shape(
    {"lines": each(text), "locality": text, "area": text, "postalcode": text, "country": text},
)
_CONTACT = Shape(
    {"type": text, "role": text, "lang": text, "name": text, "value": text, "address": _ADDRESS},
)
_NAMED: dict[str, Check] = {
    "name": text,
    "rel": text,
    "scheme": text,  # ninjs 1
    "code": text,
    "uri": text,  # ninjs 2 and 3
    "literal": text,
    "contactinfo": each(_CONTACT),
}
CONCEPT = Shape(
    {**_NAMED, "id": text, "role": text, "creator": text, "relevance": _PERCENT, "confidence": _PERCENT}
)
_ORGANISATION = Shape(
    {
        **_NAMED,
        "symbols": each(
            Shape({"ticker": text, "exchange": text, "symboltype": text, "symbol": text}),
        ),
    }
)
_PLACE = Shape(
    {**_NAMED, "geojson": _places_on_earth},
    patterns=((re.compile(r"geometry_[a-z0-9_]+"), _places_on_earth),),
)
_TEXT_IN_A_ROLE = Shape(
    {"role": text, "contenttype": text, "value": text, "charcount": number, "wordcount": number},
    needs=("value",),
)
RENDITION = Shape(
    {
        **dict.fromkeys(("name", "href", "mimetype", "contenttype", "title", "format", "bitrate"), text),
        **dict.fromkeys(("aspectratio", "videocodec", "transportprotocol", "media"), text),
        **dict.fromkeys(("width", "height", "sizeinbytes", "size", "duration", "framerate"), number),
        "scantype": among("progressive", "interlaced"),
        "poi": Shape({"x": number, "y": number}),
    },
    needs=("name",),
)
_RULE = Shape(
    {
        "frequency": among("secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly"),
        "interval": whole(0, 1_000_000),
        "until": text,
        "count": whole(0, 1_000_000),
        **dict.fromkeys(("bysecond", "byminute", "byhour", "byday", "bymonthday", "byyearday"), anything),
        **dict.fromkeys(("byweekno", "bymonth", "bysetpos", "weekstart", "wkst"), anything),
    }
)
_rough_date = matching(_ROUGH_DATE, "a date such as 2026, 2026-03, 2026-03-29 or 2026-03-29T18:00:00Z")
DATES = Shape(
    {
        "startdate": text,
        "enddate": text,
        "expectedstartdate": _rough_date,
        "expectedenddate": _rough_date,
        "expectedduration": text,
        "recurrence": Shape({"recurrencedates": anything, "recurrencerules": each(_RULE)}),
    },
    exclude_each_other=(("startdate", "expectedstartdate"), ("enddate", "expectedenddate")),
)
_EVENT = Shape(
    {"eventstatus": text, "plannedcoveragestatus": text, "dates": DATES, "organiser": _ORGANISATION}
)
_COVERAGE = Shape(
    {
        **dict.fromkeys(("uri", "title", "plannedcoveragestatus", "event", "ednote", "language"), text),
        "type": among(*TYPES),
        "pubstatus": among(*STATUSES),
        "commissioned": Shape(
            {"by": text, "on": text, "references": each(Shape({"name": text, "value": text}))},
        ),
        "dates": DATES,
        "audiences": each(Shape({"audience": text, "significance": number})),
        "exclaudience": each(text),
        "services": each(text),
        "urgency": _URGENCY,
        "itemcount": Shape({"rangefrom": number, "rangeto": number}),
        "wordcount": number,
        "renditions": each(RENDITION),
    }
)
_RIGHTS = Shape(
    {"langid": text, "linkedrights": text, "encodedrights": text},
    exclude_each_other=(("linkedrights", "encodedrights"),),
    one_of=("linkedrights", "encodedrights"),
)
_STANDARD = Shape({"name": text, "version": text, "schema": text})
_TRUST = Shape({"role": text, "scheme": text, "code": text, "title": text, "href": text})

_OF_ALL_VERSIONS: dict[str, Check] = {
    "uri": needed_text,
    "type": among(*TYPES),
    "representationtype": among("complete", "incomplete", "full", "partial"),
    "urgency": _URGENCY,
    **dict.fromkeys(("profile", "version", "language", "ednote", "title", "slugline", "located"), text),
    **dict.fromkeys(("firstcreated", "versioncreated", "contentcreated", "expires"), text),
    **dict.fromkeys(("copyrightholder", "copyrightnotice", "usageterms"), text),
    "renditions": by_name(RENDITION),
    "rightsinfo": _RIGHTS,
    "digitalsourcetype": CONCEPT,
    "standard": _STANDARD,
    "$standard": _STANDARD,
    "$schema": text,
}
_OF_NINJS_1: dict[str, Check] = {
    **dict.fromkeys(("mimetype", "byline", "headline"), text),
    **dict.fromkeys(("charcount", "wordcount"), number),
    **dict.fromkeys(("person", "subject", "event", "object", "infosource", "genre"), each(CONCEPT)),
    "organisation": each(_ORGANISATION),
    "place": each(_PLACE),
    "trustindicator": each(_TRUST),
    "altids": anything,
}
_OF_NINJS_2_AND_3: dict[str, Check] = {
    "by": text,
    **dict.fromkeys(("headlines", "bodies", "descriptions"), each(_TEXT_IN_A_ROLE)),
    **dict.fromkeys(("people", "subjects", "events", "objects", "infosources", "genres"), each(CONCEPT)),
    "organisations": each(_ORGANISATION),
    "places": each(_PLACE),
    "trustindicators": each(_TRUST),
    "eventdetails": _EVENT,
    "plannedcoverage": each(_COVERAGE),
}
_OF_SUPERDESK: dict[str, Check] = {
    "guid": needed_text,  # in place of the uri
    **dict.fromkeys(("source", "evolvedfrom", "firstpublished", "publish_schedule", "label"), text),
    **dict.fromkeys(("priority", "order", "readtime"), number),
    "keywords": _name_or_names,
    **dict.fromkeys(("service", "signal"), each(CONCEPT)),
    **dict.fromkeys(("authors", "annotations", "attachments", "extra", "extra_items", "products"), anything),
}
_MADE_UP_NAMES = (
    # Whatever speaks of an embargo is looked at, however it is spelt: a wrong reading would make the item free.
    (re.compile(r"embargo.*"), anything),
    (re.compile(r"pub[_-]?status"), text),
    (re.compile(r"(body|description|headline)_[a-z0-9_]+"), text),
)


def _associations(value: Any, path: Path, told: Told) -> Any:
    return by_name(ASSOCIATION)(value, path, told)


_NAMES = {
    **_OF_SUPERDESK,
    **_OF_NINJS_1,
    **_OF_NINJS_2_AND_3,
    **_OF_ALL_VERSIONS,
    "associations": _associations,
}
ITEM = Shape(_NAMES, patterns=_MADE_UP_NAMES, one_of=("uri", "guid"))
ASSOCIATION = Shape(
    {**_NAMES, "name": text, "rel": text},
    patterns=_MADE_UP_NAMES,
    needs=("name",),
    one_of=("uri", "guid"),
)
