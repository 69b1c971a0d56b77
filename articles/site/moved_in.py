"""Addresses that readers know from another system: they lead to where the story or the page is now.

Most are paths, which `near` looks up with the paths that stories had here. Two sorts are looked up here: numbers in a
query, such as `/?p=17`, and addresses of plain pages.
"""

from __future__ import annotations

import json
import re

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponsePermanentRedirect

from articles.models.plain import PlainPage
from articles.models.redirect import GonePath, Redirect
from articles.site import caching

NAMES = ("p", "page_id")
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
# Paths as archives have them: with a number or an ending, in letters of any script, or in several parts.
OF_AN_ARCHIVE = re.compile(r".*(?:/\d+/?|\.html?|\.aspx?|[^\x00-\x7f].*|/[^/.]+/[^/.]+/?)", re.DOTALL)
LONGEST = 255


def by_number(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """An answer to `/?p=17`, if something of that number was brought in and is there."""
    for path in _paths(request):
        moved = Redirect.objects.select_related("story").only("story__path").filter(old_path=path).first()
        if found := moved.story.path if moved is not None else page_once_at(path):
            return to(found)
    return None


def taken_away(request: HttpRequest) -> str | None:
    """What readers are told, which may be nothing, of a story that had such a number; None if there was none."""
    return GonePath.objects.filter(path__in=_paths(request)).values_list("note", flat=True).first()


def _paths(request: HttpRequest) -> list[str]:
    asked = [(name, request.GET.get(name, "")) for name in NAMES]
    return [f"/?{name}={int(number)}" for name, number in asked if NUMBER.fullmatch(number)]


def page_once_at(path: str) -> str:
    """Where the plain page is now that was at this address; nothing if there is none."""
    pages = PlainPage.objects.only("slug", "old_paths")
    if connection.features.supports_json_field_contains:
        pages = pages.filter(old_paths__contains=[path])
    else:
        # SQLite looks for the letters, so that no page is read which has them not.
        as_text = Cast("old_paths", TextField())
        pages = pages.annotate(as_text=as_text).filter(as_text__contains=json.dumps(path))
    for page in pages:
        if path in page.old_paths:
            return page.get_absolute_url()
    return ""


def is_like_an_archive_s(path: str) -> bool:
    return len(path) <= LONGEST and OF_AN_ARCHIVE.fullmatch(path) is not None


def to(path: str) -> HttpResponsePermanentRedirect:
    """Without the query, which was the address."""
    return HttpResponsePermanentRedirect(path, headers={"Cache-Control": caching.ASK_EACH_TIME})
