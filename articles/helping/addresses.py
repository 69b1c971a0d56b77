"""The addresses of help, which belong to the desk as a whole and to none of its lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from articles.helping.commands import commands
from articles.helping.how import how_this_desk_works
from articles.helping.tour import tour


def addresses(wrapped: Callable[[Any], Any]) -> list[URLPattern]:
    return [
        path("commands/", wrapped(commands), name="commands"),
        path("how-this-desk-works/", wrapped(how_this_desk_works), name="how_this_desk_works"),
        path("tour/", wrapped(tour), name="tour"),
    ]
