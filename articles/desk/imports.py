"""The import map of a page of the desk: modules by name, each served under its hashed name.

A page has one map, in its head, in front of all modules: browsers that are not quite new take no second one. It names
the modules that any page may need, the words of the desk in the language of whoever reads it, and what the page's own
forms name.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from js_asset import ImportMap, Media

# The languages whose words the scripts have, beside English.
WORDS = ("pt",)
# Modules of the desk that others import.
SAVING = (
    "answer",
    "asking",
    "clock",
    "framed",
    "incoming",
    "journal",
    "notes",
    "outcome",
    "offering",
    "passkeys",
    "presence",
    "relogin",
    "saving",
    "sending",
    "telling",
    "typed",
)
ALWAYS = {f"desk/{name}": f"desk/{name}.js" for name in ("words", "editor/elements", *SAVING)}


def named_in_the_head(media: forms.Media, request: HttpRequest, nonce: str) -> Media:
    """The same scripts and styles with a nonce, less their import map: the page's own takes it over."""
    ours = Media.from_media(media, nonce=nonce)
    if (named := ours._importmap) is not None:
        asked: Any = request
        before = getattr(request, "desk_imports", None)
        asked.desk_imports = named if before is None else before | named
    ours._importmap = None
    return ours


def of_page(request: HttpRequest | None) -> ImportMap:
    """All that modules of this page may import by name."""
    language = (get_language() or "").partition("-")[0]
    words = language if language in WORDS else "en"
    always = ImportMap({**ALWAYS, "desk/words-of-the-desk": f"desk/words/{words}.js"})
    named = getattr(request, "desk_imports", None)
    return always if named is None else always | named
