"""The inbox of the wire desk: which items it shows, a page at a time, newest first, and how many are newer.

What is asked is a plain mapping of names to words, as it stands in an address and in a saved search. What nobody
could have chosen is left out: people keep such addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _lazy

from articles.incoming import finding
from articles.models import WireGlance, WireItem, WireKind, WireSignal, WireStatus, WireUse
from articles.models.keyset import PageEnd
from house.suggesting import is_number

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise

PAGE, COUNTED = 50, 99
# Among so many of the newest, a category that fills a page is common.
LOOKED_AT = 2000
LONGEST_WORDS = 200
URGENCIES = (1, 2, 3, 4, 5)
WHICH: tuple[tuple[str, StrOrPromise], ...] = (
    ("unread", _lazy("Unread")),
    ("untaken", _lazy("Taken by nobody")),
    ("taken", _lazy("Taken into stories")),
)
# What the agency says of an item, as one choice: by the field and the value that say it.
STATUSES: dict[str, tuple[StrOrPromise, str]] = {
    WireStatus.USABLE: (_lazy("Usable"), "status"),
    WireStatus.WITHHELD: (_lazy("Withheld"), "status"),
    WireStatus.CANCELED: (_lazy("Canceled"), "status"),
    WireSignal.UPDATE: (_lazy("Updates"), "signal"),
    WireSignal.CORRECTION: (_lazy("Corrections"), "signal"),
    WireSignal.KILL: (_lazy("Kills"), "signal"),
}
CHOICES = {
    "kind": frozenset(WireKind.values),
    "urgency": frozenset(map(str, URGENCIES)),
    "status": frozenset(map(str, STATUSES)),
    "which": frozenset(name for name, _label in WHICH),
    "pictures": frozenset({"on"}),
    "embargo": frozenset({"on"}),
}
WORDS = ("q", "category", "language")
NAMES = ("q", "which", "agency", "kind", "category", "urgency", "language", "status", "pictures", "embargo")

Asked = Mapping[str, str]


@dataclass(frozen=True)
class InboxPage:
    items: list[WireItem]
    newest: str
    """The place of what stands first, from which newer items are counted."""
    older: str
    """Where the next page begins; empty if this is the last."""


def read(given: Mapping[str, object]) -> dict[str, str]:
    """What is asked, without what nobody could have chosen."""
    found = {name: str(given.get(name) or "").strip() for name in NAMES}
    for name, choices in CHOICES.items():
        if found[name] not in choices:
            found[name] = ""
    for name in WORDS:
        found[name] = found[name].replace("\0", "")[:LONGEST_WORDS]
    if not is_number(found["agency"]):
        found["agency"] = ""
    return {name: value for name, value in found.items() if value}


def rows(asked: Asked, by: User, now: datetime) -> QuerySet[WireItem]:
    """The items, each with whether this person has read it, and whether a story uses it.

    Items whose place another took stand behind that one, and count as taken with it. A search for words shows them
    too: a kill seldom repeats the words of what it kills.
    """
    glance = WireGlance.objects.filter(user=by.pk, item=OuterRef("pk"), version=OuterRef("newest"))
    use = WireUse.objects.current().filter(item=OuterRef("pk"))
    use_before = WireUse.objects.current().filter(item__head=OuterRef("pk"))
    found = WireItem.objects.filter(newest__isnull=False)
    if not asked.get("q"):
        found = found.filter(head=None)
    found = found.annotate(is_read=Exists(glance), is_taken=Exists(use) | Exists(use_before))
    if agency := asked.get("agency"):
        found = found.filter(agency=int(agency))
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if urgency := asked.get("urgency"):
        found = found.filter(urgency__lte=int(urgency))
    if category := asked.get("category"):
        found = found.filter(_in_category(category))
    if language := asked.get("language"):
        found = found.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
    if status := asked.get("status"):
        found = found.filter(**{STATUSES[status][1]: status})
    if "pictures" in asked:
        found = found.filter(has_pictures=True)
    if "embargo" in asked:
        found = found.filter(Q(embargo_open=True) | Q(embargo_until__gt=now))
    match asked.get("which"):
        case "unread":
            found = found.filter(is_read=False)
        case "taken":
            found = found.filter(is_taken=True)
        case "untaken":
            found = found.filter(is_taken=False)
    matching = finding.matching(found, asked.get("q", ""))
    if category and not _is_common(category):
        return finding.matching(matching, category)
    return matching


def _in_category(category: str) -> Q:
    """A category or subject has a word that begins so."""
    return Q(category__istartswith=category) | Q(category__icontains=f" {category}")


def _is_common(category: str) -> bool:
    """Whether so many of the newest items have it that a page is soon full.

    No index helps both kinds. What is common is soon met among the newest items. Of what is rare all items would be
    looked at, 100,000 in a second; so they are first found by their words, of which the names of subjects are a part.
    """
    newest = WireItem.objects.order_by("-received_at", "-pk").values("pk")[:LOOKED_AT]
    found = WireItem.objects.filter(_in_category(category), pk__in=newest)
    return len(found.order_by().values("pk")[: PAGE + 1]) > PAGE


def page(asked: Asked, by: User, before: PageEnd | None, now: datetime) -> InboxPage:
    """Fifty items from `before` on. One query, and one more where a category is asked for."""
    found = rows(asked, by, now)
    if before is not None:
        found = found.filter(received_at__lte=before.at).filter(
            Q(received_at__lt=before.at) | Q(pk__lt=before.number)
        )
    shown = found.select_related("agency").defer("words").order_by("-received_at", "-pk")
    items = list(shown[: PAGE + 1])
    here = items[:PAGE]
    return InboxPage(here, _place(here[0]) if here else "", _place(here[-1]) if len(items) > PAGE else "")


def newer(asked: Asked, by: User, after: PageEnd | None, now: datetime) -> int:
    """How many came after that place, counted to one more than is said. One query, as `page`."""
    found = rows(asked, by, now)
    if after is not None:
        found = found.filter(received_at__gte=after.at).filter(
            Q(received_at__gt=after.at) | Q(pk__gt=after.number)
        )
    return len(found.order_by(F("received_at").asc()).values_list("pk", flat=True)[: COUNTED + 1])


def _place(item: WireItem) -> str:
    return str(PageEnd(item.received_at, item.pk))
