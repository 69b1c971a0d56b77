"""Words that the newspaper avoids, with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import HouseWord


def listed(words: Iterable[HouseWord]) -> list[dict[str, str]]:
    """The list as the editor of a text marks it."""
    return [{"avoid": word.avoid, "instead": word.instead, "why": word.why} for word in words]


def advice(said: str, words: Iterable[HouseWord]) -> Iterator[str]:
    """For each of the words that stands in the text, as a whole word and with any capitals."""
    for word in words:
        count = len(re.findall(rf"(?<!\w){re.escape(word.avoid)}(?!\w)", said, re.IGNORECASE))
        if count:
            sentence = (
                ngettext(
                    "House style: “%(instead)s” instead of “%(avoid)s” (%(count)s time).",
                    "House style: “%(instead)s” instead of “%(avoid)s” (%(count)s times).",
                    count,
                )
                if count > 1
                else _("House style: “%(instead)s” instead of “%(avoid)s”.")
            )
            told = sentence % {"instead": word.instead, "avoid": word.avoid, "count": count}
            yield f"{told} {word.why}" if word.why else told
