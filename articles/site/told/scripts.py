"""Structured data as elements of a page."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
# So that no text can end the <script> around it.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_scripts(*things: dict[str, Any] | None) -> SafeString:
    """An element for each thing: some readers of pages leave out all things of an element that has a bad one."""
    texts = (
        json.dumps({"@context": CONTEXT, **facts}, ensure_ascii=False, separators=(",", ":"))
        for facts in things
        if facts
    )
    return mark_safe(  # noqa: S308 # escaped here
        "\n".join(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>' for text in texts)
    )


def known(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts without those that nobody knows."""
    return {name: value for name, value in facts.items() if value not in (None, "", [])}
