"""The scripts of pages on which an act is asked for beside the story's form: its own page, and rows of lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from js_asset import Media, Script

from articles.desk.fields import media_with_nonce


def of(request: HttpRequest, module: str) -> Media:
    """One of the desk's modules. Those that it imports have their names on every page."""
    return media_with_nonce(Media(js=[Script(f"desk/{module}.js", type="module")]), request)


def for_rows(request: HttpRequest) -> dict[str, Any]:
    """What a page with rows needs so that acts are done in place: scripts, a token, and who is logged in."""
    user: Any = request.user
    facts = {"user": str(user.pk), "username": user.get_username(), "login": reverse("admin:login")}
    return {"request": request, "scripts": of(request, "row_acts"), "writing": facts}
