"""The guard of wire copy: what the agency took back, withholds or has under embargo, no story brings to readers.

It asks the database only about stories that have such words.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.acts.decision import Decision
from articles.body import fingerprints
from articles.models import Article, StateChange, WireItem, WireUse, wire_line
from articles.models.wire_use import IN_TEXT
from house import clock

LIFT_EMBARGO = "lift_embargo"


def wire_copy_may_be_used(decision: Decision) -> str | None:
    """The newest version of each item counts, whichever the story has.

    What the story uses no more counts, too, where this revision has words of it: it may be an older one.
    """
    uses = _uses(decision.article)
    known = {use.item_id for use in uses if use.is_current}
    here = {use.item_id for use in _in_words(decision, [use for use in uses if use.item_id not in known])}
    return _reasons(decision, uses, known | here)


def words_may_be_used(decision: Decision) -> str | None:
    """Of an entry of live coverage: only what stands in it counts."""
    uses = _uses(decision.article)
    return _reasons(decision, uses, {use.item_id for use in _in_words(decision, uses)})


def _uses(article: Article) -> list[WireUse]:
    """All that it took into its text. One of each item is current, unless the story does without the item now."""
    if not article.uses_wire:
        return []
    rows = WireUse.objects.filter(article=article.pk, use__in=IN_TEXT)
    return list(rows.select_related("item__agency").only(*READ).order_by("pk"))


def _in_words(decision: Decision, uses: list[WireUse]) -> list[WireUse]:
    """Those of which a paragraph stands in what is decided on, word by word."""
    if not uses or decision.revision is None:
        return []
    here = frozenset(fingerprints.marks_of(decision.revision.body))
    return [use for use in uses if not here.isdisjoint(use.paragraphs)]


def _reasons(decision: Decision, uses: list[WireUse], items: set[int]) -> str | None:
    named = {use.item_id: use.item for use in uses if use.item_id in items}
    # What took the place of an item is asked only of items that something took the place of.
    followed = wire_line.standing([item for item in named.values() if item.head_id], READ_OF_ITEMS)
    reasons = []
    for pk, item in named.items():
        standing = followed.get(pk) or wire_line.Standing(item, last=[item])
        reason = _why_not(standing, decision.article, decision.now)
        if reason and not _has_words_of_others_alone(decision, [use for use in uses if use.item_id == pk]):
            reasons.append(reason)
    return " ".join(dict.fromkeys(reasons)) or None


def _has_words_of_others_alone(decision: Decision, uses: list[WireUse]) -> bool:
    """Whether what stands here of an item that the story uses no more came again with what took its place."""
    if decision.revision is None or any(use.is_current for use in uses):
        return False
    here = set(fingerprints.marks_of(decision.revision.body))
    return all(here.isdisjoint(words_left(use)) for use in uses)


def words_left(use: WireUse) -> set[str]:
    """The paragraphs of a use, without those that the story has by right of what took the place of the item."""
    words = set(use.paragraphs)
    line = wire_line.standing([use.item], READ_OF_ITEMS, whatever_is_newer=True)[use.item_id]
    if not line.above:
        return words
    own = {one.pk: one for one in line.above}
    by_right = wire_line.standing(own.values(), READ_OF_ITEMS)
    free = [pk for pk, one in by_right.items() if one.barred is None]
    rows = WireUse.objects.current().filter(article=use.article_id, item__in=free, use__in=IN_TEXT)
    return words.difference(*rows.values_list("paragraphs", flat=True))


READ_OF_ITEMS = (
    *("headline", "slugline", "uri", "status", "signal", "embargo_until", "embargo_open", "received_at"),
    *("versioned_at", "head", "agency__name", "agency__wire_name"),
)
READ = ("article", "is_current", "paragraphs", *(f"item__{name}" for name in READ_OF_ITEMS))


def _why_not(standing: wire_line.Standing, article: Article, now: datetime) -> str | None:
    """Of an item in whose place another stands the last counts, but for kills: they stay."""
    names = {"item": str(standing.item), "agency": _agency(standing.item)}
    if standing.killed is not None:
        return _("{agency} has killed “{item}”, whose words are in the story.").format(**names)
    if standing.barred is not None:
        return _("{agency} withholds “{item}”, whose words are in the story.").format(**names)
    item = max(standing.last, key=lambda one: (one.embargo_open, one.embargo_until or one.received_at))
    names["item"] = str(item)
    if not item.embargo_open and (item.embargo_until is None or item.embargo_until <= now):
        return None
    if _was_lifted_here(article, item):
        return None
    if item.embargo_open or item.embargo_until is None:
        return _("“{item}” of {agency} is under embargo until they lift it.").format(**names)
    until = clock.in_full(item.embargo_until)
    return _("“{item}” of {agency} is under embargo until {time}.").format(**names, time=until)


def _agency(item: WireItem) -> str:
    return item.agency.wire_name or item.agency.name


def is_under_embargo(decision: Decision) -> bool:
    """Whether wire copy holds back a story that says of no embargo itself: that can be lifted, too."""
    if not decision.article.uses_wire:
        return False
    under = Q(item__embargo_open=True) | Q(item__embargo_until__gt=decision.now)
    rows = WireUse.objects.current().filter(under, article=decision.article.pk, use__in=IN_TEXT)
    uses = rows.select_related("item").only("article", "item", "item__received_at")
    return any(not _was_lifted_here(decision.article, use.item) for use in uses)


def _was_lifted_here(article: Article, item: WireItem) -> bool:
    """Agencies lift embargoes by telephone, too: the editor-in-chief has lifted it since this version came.

    What was lifted before the story had any words of the item was another embargo.
    """
    uses = WireUse.objects.filter(article=article.pk, item=item.pk, use__in=IN_TEXT)
    first = uses.order_by("pk").values_list("at", flat=True).first() or item.received_at
    since = max(first, item.received_at)
    return StateChange.objects.filter(article=article.pk, act=LIFT_EMBARGO, at__gte=since).exists()
