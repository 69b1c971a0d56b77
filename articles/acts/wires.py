"""The guard of wire copy: what the agency took back, withholds or has under embargo, no story brings to readers.

It asks the database only about stories that have such words.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from articles.acts.decision import Decision
from articles.body import fingerprints
from articles.models import Article, StateChange, WireItem, WireSignal, WireStatus, WireUse
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
    reasons = (_why_not(item, decision.article, decision.now) for item in named.values())
    return " ".join(filter(None, reasons)) or None


READ = (
    *("item", "article", "is_current", "paragraphs"),
    *("item__headline", "item__slugline", "item__uri", "item__status", "item__signal"),
    *("item__embargo_until", "item__embargo_open", "item__received_at"),
    *("item__agency__name", "item__agency__wire_name"),
)


def _why_not(item: WireItem, article: Article, now: datetime) -> str | None:
    names = {"item": str(item), "agency": item.agency.wire_name or item.agency.name}
    if item.status == WireStatus.CANCELED or item.signal == WireSignal.KILL:
        return _("{agency} has killed “{item}”, whose words are in the story.").format(**names)
    if item.status == WireStatus.WITHHELD:
        return _("{agency} withholds “{item}”, whose words are in the story.").format(**names)
    if not item.embargo_open and (item.embargo_until is None or item.embargo_until <= now):
        return None
    if _was_lifted_here(article, item):
        return None
    if item.embargo_open or item.embargo_until is None:
        return _("“{item}” of {agency} is under embargo until they lift it.").format(**names)
    until = clock.in_full(item.embargo_until)
    return _("“{item}” of {agency} is under embargo until {time}.").format(**names, time=until)


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
