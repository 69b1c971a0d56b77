"""The scripts of pages on which an act is asked for beside the story's form: its own page, and rows of lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from js_asset import ImportMap, Media, Script

from articles.desk.fields import media_with_nonce
from articles.desk.widgets import SAVING

_NAMED = ("editor/elements", *SAVING)


def of(request: HttpRequest, module: str) -> Media:
    """One of the desk's modules, and the names of those that it imports."""
    names = ImportMap({f"desk/{name}": f"desk/{name}.js" for name in _NAMED})
    return media_with_nonce(Media(importmap=names, js=[Script(f"desk/{module}.js", type="module")]), request)


def for_rows(request: HttpRequest) -> dict[str, Any]:
    """What a page with rows needs so that acts are done in place: scripts, a token, and who is logged in."""
    user: Any = request.user
    facts = {"user": str(user.pk), "username": user.get_username(), "login": reverse("admin:login")}
    return {"request": request, "scripts": of(request, "row_acts"), "writing": facts}
