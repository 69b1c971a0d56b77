"""Numbers and names that are others than in the version before: the two that a newspaper must not get wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.writing.stated import NOUNS_HAVE_CAPITALS, names, numbers

SHOWN = 6
SAID = {
    ("numbers", "approval"): gettext_noop("Numbers have changed since the approval: {now} instead of {was}."),
    ("numbers", "publication"): gettext_noop(
        "Numbers have changed since the publication: {now} instead of {was}."
    ),
    ("names", "approval"): gettext_noop("Names have changed since the approval: {now} instead of {was}."),
    ("names", "publication"): gettext_noop(
        "Names have changed since the publication: {now} instead of {was}."
    ),
}


def advice(
    since: Literal["approval", "publication"], before: str, after: str, *, language: str
) -> Iterator[str]:
    """What is another number or name. What only came or only went was written or cut, which is listed elsewhere."""
    found = [("numbers", set(numbers(before)), set(numbers(after)))]
    if not language.lower().startswith(NOUNS_HAVE_CAPITALS):
        found.append(("names", set(names(before)), set(names(after))))
    for what, old, new in found:
        if (gone := sorted(old - new)) and (come := sorted(new - old)):
            yield _(SAID[what, since]).format(now=_listed(come), was=_listed(gone))


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    shown = ", ".join(every[:SHOWN])
    if len(every) <= SHOWN:
        return shown
    return _("{words} and {count} more").format(words=shown, count=len(every) - SHOWN)
