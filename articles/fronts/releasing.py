"""Releasing: stories and the front that shows them go live together, all of them or none."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import entering, moving, presses, publish
from articles.acts.act import Refused
from articles.acts.decision import Decision
from articles.composing import arrangement
from articles.fronts import going_live, versions
from articles.models import Article, FrontMove, FrontVersion, Revision, State
from articles.publishing import holding
from articles.writing import saving
from house import asking

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class WaitingPin:
    """A pinned story that is ready. It can go live with the front, or `reasons` say why not."""

    article: Article
    revision: Revision
    reasons: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the form calls it: the number of the story and of the revision that was shown."""
        return f"{self.article.pk}.{self.revision.number}"


def waiting(version: FrontVersion, *, by: User, now: datetime | None = None) -> list[WaitingPin]:
    """The pinned stories that are ready and that this person may see, in the order of the front."""
    now = now or timezone.now()
    pinned = arrangement.read(version.content).pinned
    rows = policy.visible_articles(by).filter(pk__in=pinned, state=State.READY)
    found = rows.select_related("approved_revision__section__parent", "revision__author").in_bulk()
    return [
        WaitingPin(
            article, article.approved_revision, tuple(_against(article, article.approved_revision, by, now))
        )
        for pk in pinned
        if (article := found.get(pk)) and article.approved_revision
    ]


def _against(article: Article, revision: Revision, by: User, now: datetime) -> Iterable[str]:
    try:
        moving.refuse_unless_allowed(publish.ACT, Decision(article, revision, by, now), "")
    except Refused as refused:
        yield from refused.reasons


def release(
    version: FrontVersion,
    revisions: Sequence[Revision],
    *,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> FrontMove:
    """Publish these approved revisions and put this version of the front live, in one transaction.

    The guards of every story are asked before the first is published, and all reasons are given at once.
    """
    versions.refuse_unless_may("release", version.front.section, by)
    holding.draw_ahead(*revisions)
    with transaction.atomic():
        return _release(version, revisions, by=by, key=key or uuid.uuid4(), now=now or asking.clock())


def _release(
    version: FrontVersion, revisions: Sequence[Revision], *, by: User, key: uuid.UUID, now: datetime
) -> FrontMove:
    front = versions.locked(version.front.section)
    if done := going_live.done_already(key, front, FrontMove.Act.RELEASED, by=by, version=version):
        if set(done.stories) != {revision.article_id for revision in revisions}:
            raise Refused(presses.USED_FOR_ANOTHER)
        return done
    pinned = set(arrangement.read(version.content).pinned)
    if strays := [revision for revision in revisions if revision.article_id not in pinned]:
        raise Refused(
            *(_("“{story}” is not on this front.").format(story=stray.headline) for stray in strays)
        )
    if not revisions:
        raise Refused(_("Choose the stories that go live with the front, or put the front live alone."))
    with entering.going_live(*revisions):
        reasons = []
        for revision in revisions:
            article = saving.locked(revision.article_id)
            reasons += [f"“{revision.headline}”: {reason}" for reason in _against(article, revision, by, now)]
        if reasons:
            raise Refused(*reasons)
        for revision in sorted(revisions, key=lambda revision: revision.article_id):
            publish.publish(revision, by=by, key=uuid.uuid5(key, str(revision.article_id)), now=now)
    stories = [revision.article_id for revision in revisions]
    return going_live.enter(front, version, FrontMove.Act.RELEASED, by=by, key=key, now=now, stories=stories)
