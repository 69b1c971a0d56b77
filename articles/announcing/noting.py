"""An entry of the ledger is to be announced: a row in the transaction that makes the entry.

So nothing is announced that was not published, and nothing is forgotten if a process dies. The row names the entry
and no more. What that means for feeds is worked out by the worker, since revisions and entries never change.
"""

from __future__ import annotations

from django.conf import settings

from articles.models import Announcement, Edition


def note(edition: Edition) -> None:
    """Nothing is written where nobody is told."""
    if is_anybody_told():
        Announcement.objects.create(edition=edition)


def is_anybody_told() -> bool:
    return bool(settings.WEBSUB_HUBS or settings.INDEXNOW_KEY)
