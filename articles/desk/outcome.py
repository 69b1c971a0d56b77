"""What readers will get by an act, before it is done: the times, the correction, and all that changes besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.acts import proposing
from articles.composing import story_parts
from articles.fronts import placing
from articles.fronts.placing import Standing
from articles.languages import own_name, spoken
from articles.models import (
    Article,
    ArticleType,
    ChangeKind,
    Correction,
    Edition,
    PublishedArticle,
    Revision,
    addresses,
    content,
    ledger,
    live_record,
)
from articles.writing import translations

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.acts.act import Act, Asks
    from articles.acts.proposing import Proposal

# What readers are told in a note of its own.
NOTES = (ChangeKind.CORRECTION, *Correction.Kind)
SO = gettext_noop("So an update is proposed.")
SO_WITH_NOTE = gettext_noop(
    "So an update is proposed, with a note of what changed. If readers had it wrong before, make it a correction."
)
NOTHING = SafeString("")


@dataclass(frozen=True)
class Seen:
    """What readers see of one kind of change: `value` is what the form calls it."""

    value: str
    says_updated: bool
    times: SafeString
    correction: SafeString


@dataclass(frozen=True)
class Move:
    """The address of a story before and after; the same if it stays, none before if readers never had it."""

    before: str
    after: str


@dataclass(frozen=True)
class Outcome:
    language: str
    seen: tuple[Seen, ...]
    proposal: Proposal | None
    address: Move | None
    standing: tuple[Standing, ...]
    behind: tuple[str, ...]
    """The translations that tell what readers had before, each by its language and headline."""
    corrections: str
    """The address of the list of corrections."""

    @property
    def proposes(self) -> str:
        """What follows from the difference, in a sentence."""
        if self.proposal is None:
            return ""
        if self.proposal.kind == ChangeKind.MINOR:
            return _("So a minor change is proposed.")
        return _(SO_WITH_NOTE) if self.proposal.asks_note else _(SO)


def of(
    act: Act, asks: Asks, article: Article, revision: Revision, *, by: User, note: str, now: datetime
) -> Outcome | None:
    """What readers get if this act is done to the revision now; `note` is what has been typed of the note.

    None for an act on what readers have, if they never had this story: its guards refuse it.
    """
    editions = list(ledger.of_story(article.pk))
    if asks.kinds and not editions:
        return None
    kinds = [value for value, _label in asks.kinds] or [ChangeKind.UPDATE if editions else ChangeKind.FIRST]
    live = article.live_edition
    before = live.revision if live and live.revision_id != revision.pk else None
    proposal = None
    if before is not None and ChangeKind.MINOR in kinds:
        proposal = proposing.propose(content.of_revision(before), content.of_revision(revision))
    others = translations.others_at_the_desk(article, by) if before is not None else []
    return Outcome(
        spoken(revision.language),
        tuple(_seen(kind, article, revision, editions, note, now) for kind in kinds),
        proposal,
        _address(article, revision, editions, now),
        tuple(placing.standing(article.pk, revision.section, now=now)) if live else (),
        tuple(
            f"{own_name(one.language)}: “{one.headline}”"
            for one in others
            if one.translation_of_id == article.pk and one.is_live
        ),
        reverse("site:corrections"),
    )


def _seen(
    kind: str, article: Article, revision: Revision, editions: list[Edition], note: str, now: datetime
) -> Seen:
    language = spoken(revision.language)
    entered = ChangeKind.CORRECTION if kind in NOTES else ChangeKind(kind)
    number = editions[0].number + 1 if editions else 1
    times = ledger.times([*editions, Edition(number=number, kind=entered, at=now)])
    if revision.article_type == ArticleType.LIVE:
        times = live_record.of_story(article.pk, is_live=True).times(times)
    row = PublishedArticle(published_at=times.published, updated_at=times.updated, word_count=0)
    told = {"kind": _kind_of_note(kind), "at": now.isoformat(), "serious": False, "text": note.strip() or "…"}
    return Seen(
        kind,
        says_updated=times.updated == now,
        times=story_parts.when(row, language),
        correction=story_parts.corrections([told], language, serious=False) if kind in NOTES else NOTHING,
    )


def _kind_of_note(kind: str) -> str:
    return kind if kind in Correction.Kind.values else Correction.Kind.CORRECTION


def _address(article: Article, revision: Revision, editions: list[Edition], now: datetime) -> Move | None:
    if revision.section is None:
        return None
    first = next((one for one in editions if one.kind == ChangeKind.FIRST), None)
    live = article.live_edition
    return Move(live.path if live else "", addresses.path_of(revision, first=first, now=now))
