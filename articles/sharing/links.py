"""Making and revoking links that show a story without a log-in."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import moving, presses
from articles.acts.act import Refused
from articles.models import Article, Revision, ShareLink, State
from articles.writing import saving
from house import asking, clock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SECRET_BYTES = 24
SHORTEST, USUAL, LONGEST = 1, 48, 14 * 24  # hours
# An open link is easily forgotten, so a story has few.
MOST_OPEN = 30
# What the story's log calls these.
MADE, REVOKED = "share", "end_sharing"


def make(
    article: Article,
    *,
    by: User,
    recipient: str,
    hours: int = USUAL,
    revision: Revision | None = None,
    key: uuid.UUID | None = None,
) -> tuple[ShareLink, str]:
    """A link, and its secret, which is told this once. Without a revision it shows the newest. Raises Refused.

    If the same `key` is sent again, the answer to the first press was lost, or the button was pressed twice: the same
    link gets a new secret, and the first opens nothing. A page that was gone back to, to make a link for somebody
    else, makes none: it would take the first person's link away.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        fresh = saving.locked(article.pk)
        refuse_unless_shown(fresh, by)
        made = ShareLink.objects.filter(key=key).first() if key else None
        if made is not None:
            period, asked = made.expires_at - made.at, timedelta(hours=hours)
            said = (made.article_id, made.by_id, made.recipient, made.revision, period)
            if said != (fresh.pk, by.pk, recipient, revision, asked) or made.revoked_at is not None:
                raise Refused(presses.USED_FOR_ANOTHER)
            made.digest = digest_of(secret)
            made.save(update_fields=["digest"])
            return made, secret
        if not SHORTEST <= hours <= LONGEST:
            raise Refused(
                _("A link works for {hours} hour to {days} days.").format(hours=SHORTEST, days=LONGEST // 24)
            )
        if fresh.share_links.open().count() >= MOST_OPEN:
            raise Refused(
                _("{count} links to this story are open: revoke one first.").format(count=MOST_OPEN)
            )
        now = asking.clock()
        made = ShareLink.objects.create(
            article=fresh,
            revision=revision,
            recipient=recipient,
            digest=digest_of(secret),
            by=by,
            at=now,
            expires_at=now + timedelta(hours=hours),
            key=key or uuid.uuid4(),
        )
        note = _("For {recipient}, {what}, until {time}.").format(
            recipient=recipient, what=what_of(made), time=clock.in_full(made.expires_at)
        )
        moving.put_on_record(MADE, fresh, by=by, note=note, now=now)
    return made, secret


def revoke(link: ShareLink, *, by: User) -> bool:
    """The link opens nothing from now on. False if it did not any more. Raises Refused."""
    with transaction.atomic():
        fresh = saving.locked(link.article_id)
        if reason := policy.why_not(by, "share", fresh):
            raise Refused(reason)
        now: datetime = asking.clock()
        if not ShareLink.objects.open().filter(pk=link.pk).update(revoked_at=now, revoked_by=by):
            return False
        moving.put_on_record(
            REVOKED, fresh, by=by, note=_("For {recipient}.").format(recipient=link.recipient), now=now
        )
    return True


def refuse_unless_shown(article: Article, by: User) -> None:
    if reason := policy.why_not(by, "share", article):
        raise Refused(reason)
    if article.revision_id is None:
        raise Refused(_("This story has never been saved: there is nothing to show."))
    if is_over(article):
        raise Refused(
            _("This story is killed: nobody is shown it.")
            if article.killed
            else _("This story is spiked: nobody is shown it.")
        )


def is_over(article: Article) -> bool:
    return article.killed or article.state == State.SPIKED


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def what_of(link: ShareLink) -> str:
    return (
        _("revision {number}").format(number=link.revision.number)
        if link.revision
        else _("whatever is the newest")
    )
