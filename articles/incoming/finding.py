"""The words of wire copy by which the desk finds it: as for stories, folded, in a column of the item."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import body
from articles.incoming import facts
from articles.models import WireItem
from articles.wire.item import Item
from house import folded

INDEX = folded.Index("wire_words", "words_vector")  # articles/migrations/0030_wires.py
AT_ONCE = 100
# So few are made findable as they arrive. Of many the worker writes the words, so that the desk need not wait.
FEW = 20
NO_WORDS = " "


def matching(items: QuerySet[WireItem], asked: str) -> QuerySet[WireItem]:
    """The items that have, for each word asked for, a word that begins with it."""
    return folded.matching(items, asked, "words", index=INDEX)


def words_of(read: Item) -> str:
    named = (one.name for one in read.subjects)
    pictured = (text for one in read.media for text in (one.headline, one.caption))
    said = (read.slugline, read.headline, read.standfirst, read.byline, read.dateline, read.ednote)
    return folded.column_of(*said, *read.keywords, *named, *pictured, body.plain_text(read.body))


def without_words(now: datetime) -> QuerySet[WireItem]:
    """Items that a search does not find yet, whatever the time."""
    return WireItem.objects.filter(words="")


@transaction.atomic
def catch_up() -> int:
    """A duty: write the words of items that have none. Returns how many; may be called again at any time."""
    unwritten = without_words(timezone.now()).order_by("-pk").select_related("newest")
    items = list(unwritten.select_for_update(no_key=True, of=("self",), skip_locked=True)[:AT_ONCE])
    for one in items:
        # An item has a newest version whenever its transaction is over.
        one.words = words_of(facts.item_of(one.newest)) if one.newest else NO_WORDS
    WireItem.objects.bulk_update(items, ["words"])
    return len(items)
