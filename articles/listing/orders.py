"""The orders of the list of stories, and places in them from which a page goes on: no offset, no counting.

Each order is that of an index. A place is what the order goes by in the last story of a page, with its number, so
that a page begins where the one before ended, whatever was added, changed or taken away meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_noop

from articles.models import Article
from articles.models.keyset import PageEnd

NEVER = re.compile(r"never\.([0-9]{1,18})")
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Order:
    words: str
    """What comes first, as the page says it in its language."""
    moment: str = ""
    """The column that it goes by. Without one it goes by the stories' numbers, which is the order they were begun."""
    descends: bool = True
    may_lack: bool = False
    """Whether stories without this moment are in it too, at its end."""

    def reversed(self, words: str = "") -> Order:
        return replace(self, words=words or self.words, descends=not self.descends)

    def fields(self, *, backwards: bool = False) -> tuple[Any, ...]:
        descends = self.descends != backwards
        number = "-pk" if descends else "pk"
        if not self.moment:
            return (number,)
        if self.may_lack:
            # Those without a moment come last, and first where the order is read backwards.
            moment = F(self.moment)
            first = moment.desc(nulls_first=True) if descends else moment.asc(nulls_last=True)
            return (first, number)
        return (f"-{self.moment}" if descends else self.moment, number)

    def place_of(self, story: Article) -> str:
        if not self.moment:
            return str(story.pk)
        at: Any = story
        for name in self.moment.split("__"):
            at = getattr(at, name)
        return f"never.{story.pk}" if at is None else str(PageEnd(at, story.pk))

    def beyond(self, place: str, *, backwards: bool = False) -> Q:
        """The stories that come after this place, or before it. Raises ValueError if there is no such place."""
        side = "lt" if self.descends != backwards else "gt"
        if not self.moment:
            if not NUMBER.fullmatch(place):
                raise ValueError(place)
            return Q(**{f"pk__{side}": int(place)})
        nobody = Q(**{f"{self.moment}__isnull": True})
        if self.may_lack and (match := NEVER.fullmatch(place)):
            rest = nobody & Q(**{f"pk__{side}": int(match[1])})
            return ~nobody | rest if backwards else rest
        end = PageEnd.read(place)
        # The first condition repeats a part of the second, in a form that lets a database start in the middle of an
        # index.
        rest = Q(**{f"{self.moment}__{side}e": end.at}) & (
            Q(**{f"{self.moment}__{side}": end.at}) | Q(**{f"pk__{side}": end.number})
        )
        return rest | nobody if self.may_lack and not backwards else rest


TOUCHED = Order(gettext_noop("Last touched first"), "touched_at")
UNTOUCHED = TOUCHED.reversed(gettext_noop("Longest untouched first"))
BEGUN = Order(gettext_noop("Last begun first"))
PUBLISHED = Order(gettext_noop("Last published first"), "live_edition__at")
DUE = Order(gettext_noop("Due first"), "due", descends=False, may_lack=True)
REVERSED = {
    TOUCHED: UNTOUCHED,
    BEGUN: BEGUN.reversed(gettext_noop("First begun first")),
    PUBLISHED: PUBLISHED.reversed(gettext_noop("First published first")),
}
