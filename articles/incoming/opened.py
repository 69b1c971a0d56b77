"""One wire item as it is read: a version whole, its other versions, what the agency asks, which stories use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from articles import body, policy
from articles.body import fingerprints
from articles.incoming import barring, pictures, taking
from articles.incoming.pictures import OfferedPicture
from articles.models import Article, WireGlance, WireItem, WireKind, WireUse, WireVersion
from articles.policy import UNFINISHED
from articles.wire.item import Kind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_STORIES, MOST_VERSIONS = 20, 50
NAMES_OF_MEDIA = ("headline", "caption", "credit", "usage_terms")


@dataclass(frozen=True)
class WireParagraph:
    number: int
    html: SafeString
    is_taken: bool
    """Whether the story beside it has taken it."""


@dataclass(frozen=True)
class OpenedItem:
    item: WireItem
    version: WireVersion
    versions: list[WireVersion]
    line: list[WireItem]
    """The items whose place this one took, newest first."""
    uses: list[WireUse]
    """Of this item and of those."""
    paragraphs: list[WireParagraph]
    why_not: str | None
    """Why nothing may be taken of this version."""

    @property
    def is_newest(self) -> bool:
        return self.version.pk == self.item.newest_id

    @property
    def facts(self) -> dict[str, Any]:
        said: dict[str, Any] = self.version.facts
        return said

    @property
    def embargo_words(self) -> str:
        return str((self.facts.get("embargo") or {}).get("words") or "")

    @property
    def media(self) -> list[dict[str, str]]:
        """What it says of what cannot be brought along: videos, and sounds."""
        found = [one for one in self.facts.get("media") or () if isinstance(one, dict)]
        found = [one for one in found if one.get("kind", Kind.PICTURE) not in pictures.KINDS]
        said = [{name: str(one.get(name) or "") for name in NAMES_OF_MEDIA} for one in found]
        kinds = [str(WireKind(one.get("kind") or WireKind.PICTURE).label) for one in found]
        return [facts | {"kind": kind} for facts, kind in zip(said, kinds, strict=True)]

    @cached_property
    def pictures(self) -> list[OfferedPicture]:
        return pictures.offered(self.version)

    @property
    def is_barred(self) -> bool:
        return barring.is_barred(self.item)


def read(pk: int, by: User, version: int | None = None, beside: Article | None = None) -> OpenedItem | None:
    """The item with its newest version, or the one that is named; None if there is none. Four queries."""
    rows = WireItem.objects.select_related("agency", "newest", "head").defer("words", "head__words")
    item = rows.filter(pk=pk, newest__isnull=False).first()
    if item is None or item.newest is None:
        return None
    shown = item.newest if version in (None, item.newest_id) else item.versions.filter(pk=version).first()
    if shown is None:
        return None
    shown.item = item
    others = item.versions.only("number", "received_at", "signal", "status", "item")
    seen = policy.visible_articles(by).order_by().values("pk")
    line = list(item.line.defer("words").order_by("-received_at", "-pk")[:MOST_VERSIONS])
    uses = WireUse.objects.current().filter(item__in=[item, *line], article__in=seen)
    uses = uses.select_related("article").only("use", "article__headline", "article__slugline", "paragraphs")
    found = list(uses[: 2 * MOST_STORIES])
    of_story = [use for use in found if beside is not None and use.article_id == beside.pk]
    marks = {mark for use in of_story for mark in use.paragraphs}
    paragraphs = [
        # Of the schema, written anew from what was read.
        WireParagraph(number, mark_safe(block), fingerprints.mark_of(block) in marks)  # noqa: S308
        for number, block in enumerate(body.blocks(shown.body))
    ]
    # A story may use several items of one line.
    found = list({use.article_id: use for use in found}.values())[:MOST_STORIES]
    return OpenedItem(
        item, shown, list(others[:MOST_VERSIONS]), line, found, paragraphs, taking.why_not(shown)
    )


def note(opened: OpenedItem, by: User) -> None:
    """This person has read it, as it is now."""
    WireGlance.objects.bulk_create(
        [WireGlance(user=by, item=opened.item, version=opened.item.newest)],
        update_conflicts=True,
        unique_fields=["user", "item"],
        update_fields=["version"],
    )


def stories_to_take_into(by: User) -> list[Article]:
    """Those touched last that this person may write."""
    rows = policy.visible_articles(by).filter(state__in=UNFINISHED, killed=False).newest_first()
    rows = rows.without_words().defer("body")
    if policy.person(by).reporter_id:
        rows = rows.prefetch_related("bylines")
    return [story for story in rows[: 2 * MOST_STORIES] if policy.may(by, "edit", story)][:MOST_STORIES]
