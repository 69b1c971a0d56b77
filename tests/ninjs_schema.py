"""Judges ninjs by IPTC's own JSON Schema, which is among the samples. Nothing is fetched."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

SAMPLES = Path(__file__).parent / "samples" / "ninjs"
GEOJSON = "https://geojson.org/schema/GeoJSON.json"
# Whatever jsonschema knows only with libraries that are not installed would not be checked at all.
formats = FormatChecker(formats=())


@formats.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or (
        value.isascii() and " " not in value and bool(urlsplit(value).scheme) and bool(urlsplit(value).netloc)
    )


@formats.checks("date-time")
def is_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    found = parse_datetime(value)
    return found is not None and found.tzinfo is not None


@cache
def validator() -> Draft202012Validator:
    geojson = json.loads((SAMPLES / "GeoJSON-schema.json").read_text())
    registry = Registry().with_resource(GEOJSON, Resource.from_contents(geojson))
    schema = json.loads((SAMPLES / "ninjs-schema_3.1.json").read_text())
    return Draft202012Validator(schema, registry=registry, format_checker=formats)


def wrong_with(document: Any) -> list[str]:
    """What the schema has against it."""
    return [f"{'/'.join(map(str, it.path))}: {it.message}" for it in validator().iter_errors(document)]
