"""The guard of wire copy: what the agency took back, withholds or has under embargo, no story brings to readers.

It asks the database only about stories that have such words.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from articles import body
from articles.acts.decision import Decision
from articles.body import fingerprints
from articles.models import Article, Revision, StateChange, WireItem, WireUse, wire_line
from articles.models.wire_use import IN_TEXT
from house import clock

LIFT_EMBARGO = "lift_embargo"


def wire_copy_may_be_used(decision: Decision) -> str | None:
    """The newest version of each item counts, whichever the story has.

    What the story uses no more counts, too, where this revision has words of it: it may be an older one.
    """
    return _reasons(decision, by_words_alone=False)


def words_may_be_used(decision: Decision) -> str | None:
    """Of an entry of live coverage: only what stands in it counts."""
    return _reasons(decision, by_words_alone=True)


def _reasons(decision: Decision, *, by_words_alone: bool) -> str | None:
    reasons = []
    for standing, own in _by_item(_uses(decision.article)):
        reason = _why_not(standing, decision.article, decision.now)
        if reason and (_is_in_use(own, by_words_alone) or _is_in_words(own, decision)):
            reasons.append(reason)
    return " ".join(dict.fromkeys(reasons)) or None


def _by_item(uses: list[WireUse]) -> list[tuple[wire_line.Standing, list[WireUse]]]:
    """How each item stands of which there are uses, with those of them that are of it."""
    named = {use.item_id: use.item for use in uses}
    # What took the place of an item is asked only of items that something took the place of.
    followed = wire_line.standing([item for item in named.values() if item.head_id], READ_OF_ITEMS)
    return [
        (
            followed.get(pk) or wire_line.Standing(item, last=[item]),
            [use for use in uses if use.item_id == pk],
        )
        for pk, item in named.items()
    ]


def _is_in_use(uses: list[WireUse], by_words_alone: bool) -> bool:
    return not by_words_alone and any(use.is_current for use in uses)


def _is_in_words(uses: list[WireUse], decision: Decision) -> bool:
    text = decision.revision.body if decision.revision else ""
    return any(words_left(use, text) for use in uses)


def killed_words(article: Article, revision: Revision) -> str | None:
    """What the agency has killed of which words stand in this revision, in a sentence; None if there is nothing."""
    found = [
        standing.item
        for standing, own in _by_item(_uses(article))
        if standing.killed is not None and any(words_left(use, revision.body) for use in own)
    ]
    return " ".join(_killed_in_words(item) for item in found) or None


def _uses(article: Article) -> list[WireUse]:
    """All that it took into its text. One of each item is current, unless the story does without the item now."""
    if not article.uses_wire:
        return []
    rows = WireUse.objects.filter(article=article.pk, use__in=IN_TEXT)
    return list(rows.select_related("item__agency").only(*READ).order_by("pk"))


def words_left(use: WireUse, text: str) -> int:
    """How many paragraphs of a text have the words of a use, all of them or nearly all.

    Those do not count that the story has by right of what took the place of the item.
    """
    here = [block for block in body.blocks(text) if fingerprints.mark_of(block)]
    if not here:
        return 0
    marks = set(use.paragraphs)
    by_right = _by_right(use)
    free = {mark for one in by_right for mark in one.paragraphs}
    taken = [one for one in body.blocks(use.version.body) if fingerprints.mark_of(one) in marks - free]
    others = [block for one in by_right for block in body.blocks(one.version.body)]
    count = 0
    for block in here:
        mark = fingerprints.mark_of(block)
        if mark in free:
            continue
        share = fingerprints.share_of_words(block, taken)
        is_nearly = share >= NEARLY and share > fingerprints.share_of_words(block, others)
        count += mark in marks or is_nearly
    return count


def _by_right(use: WireUse) -> list[WireUse]:
    """What the story has of the items that took the place of this one, if they may go out."""
    line = wire_line.standing([use.item], READ_OF_ITEMS, whatever_is_newer=True)[use.item_id]
    if not line.above:
        return []
    standing = wire_line.standing(line.above, READ_OF_ITEMS)
    free = [pk for pk, one in standing.items() if one.barred is None]
    rows = WireUse.objects.current().filter(article=use.article_id, item__in=free, use__in=IN_TEXT)
    return list(rows.select_related("version"))


# A paragraph is the agency's with a comma mended, with its place left out, or put together with another.
NEARLY = 0.8
READ_OF_ITEMS = (
    *("headline", "slugline", "uri", "status", "signal", "embargo_until", "embargo_open", "received_at"),
    *("versioned_at", "head", "agency__name", "agency__wire_name"),
)
READ = ("article", "is_current", "paragraphs", "version", *(f"item__{name}" for name in READ_OF_ITEMS))


def _why_not(standing: wire_line.Standing, article: Article, now: datetime) -> str | None:
    """Of an item in whose place another stands the last counts, and for kills and embargoes all of them."""
    names = {"item": str(standing.item), "agency": _agency(standing.item)}
    if standing.killed is not None:
        return _killed_in_words(standing.item)
    if standing.barred is not None:
        return _("{agency} withholds “{item}”, whose words are in the story.").format(**names)
    embargoed = [standing.item, *standing.last]
    item = max(embargoed, key=lambda one: (one.embargo_open, one.embargo_until or one.received_at))
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


def _killed_in_words(item: WireItem) -> str:
    killed = {"item": str(item), "agency": _agency(item)}
    return _("{agency} has killed “{item}”, whose words are in the story.").format(**killed)


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
