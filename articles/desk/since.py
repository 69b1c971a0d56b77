"""What has changed since a story was approved, and since what readers have, in a few words for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import body
from articles.acts import decision
from articles.body.differing import spans
from articles.composing import lines
from articles.models import content

if TYPE_CHECKING:
    from articles.acts.offering import Option
    from articles.models import Article, Revision

FIELDS = ("kicker", "headline", "standfirst", "dateline_place", "body")


@dataclass(frozen=True)
class Difference:
    """The difference between two revisions, by number. `since` names what the older one became, in words."""

    since: str
    before: int
    after: int
    words: str


def decides(options: Iterable[Option]) -> bool:
    """Whether somebody lets revisions of the story go on towards readers."""
    return any(option.act.decides_on_revision for option in options)


def live_revision(article: Article) -> Revision | None:
    """What readers have of a live story with changes, whole. One query."""
    if article.live_edition is None or not article.has_unpublished_changes:
        return None
    return article.revisions.get(pk=article.live_edition.revision_id)


def differences(article: Article, options: Iterable[Option], live: Revision | None) -> list[Difference]:
    """For the form: empty if this person decides nothing here. `live` is what readers have, if it differs."""
    if article.revision is None or not decides(options):
        return []
    found = []
    if decision.was_touched(article) and article.approved_revision:
        found.append(between(_("approval"), article.approved_revision, article.revision))
    if live is not None:
        found.append(between(_("publication"), live, article.revision))
    return found


def of_act(article: Article, decided: Revision) -> list[Difference]:
    """For the page of an act on one revision: what it changes for readers, and what a newer revision has besides."""
    found = []
    if article.live_edition and article.live_edition.revision_id != decided.pk:
        found.append(between(_("publication"), article.live_edition.revision, decided))
    approved, newest = article.approved_revision, article.revision
    if approved and newest and approved.pk != newest.pk:
        found.append(between(_("approval"), approved, newest))
    return found


def between(since: str, before: Revision, after: Revision) -> Difference:
    changed = content.changes(content.of_revision(before), content.of_revision(after))
    more, fewer = _words(before, after)
    counted = []
    if more:
        counted.append(ngettext("%(count)s new word", "%(count)s new words", more) % {"count": more})
    if fewer:
        counted.append(ngettext("%(count)s gone", "%(count)s gone", fewer) % {"count": fewer})
    words = lines.joined_here(content.said(changed)) or _("nothing")
    return Difference(
        since, before.number, after.number, f"{words} ({', '.join(counted)})" if counted else words
    )


def _words(before: Revision, after: Revision) -> tuple[int, int]:
    """How many words came and how many went."""
    old, new = _said(before), _said(after)
    changed = [span for span in spans(old, new) if not span.equal]
    return sum(span.d - span.c for span in changed), sum(span.b - span.a for span in changed)


def _said(revision: Revision) -> list[str]:
    texts = {name: getattr(revision, name) for name in FIELDS}
    return " ".join((texts | {"body": body.plain_text(texts["body"])}).values()).split()
