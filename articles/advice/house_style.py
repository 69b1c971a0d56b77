"""Words that the newspaper avoids, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from articles.models import HouseWord


def listed(words: Iterable[HouseWord]) -> list[dict[str, str]]:
    """The list as the editor of a text marks it."""
    return [{"avoid": word.avoid, "instead": word.instead, "why": word.why} for word in words]


def advice(said: str, words: Iterable[HouseWord]) -> Iterator[str]:
    """For each of the words that stands in the text, as a whole word and with any capitals."""
    for word in words:
        count = len(re.findall(rf"(?<!\w){re.escape(word.avoid)}(?!\w)", said, re.IGNORECASE))
        if count:
            times = f" ({count} times)" if count > 1 else ""
            why = f" {word.why}" if word.why else ""
            yield f"House style: “{word.instead}” instead of “{word.avoid}”{times}.{why}"
