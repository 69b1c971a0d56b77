"""The columns of a story that the lists of the desk's first page ask for, compared with the rows that say the same.

Each is written with what it speaks of. While code before theirs still runs, in an upgrade, and after somebody wrote
into the database by hand, they can be untrue all the same: then they are put right, since they are no record.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article, StateChange
from articles.writing import saving

# Whoever writes what they speak of touches the story, and an upgrade is shorter than this.
LATELY = timedelta(days=1)
UNTRUE = "the lists of the desk's first page do not have it where it belongs"


def untrue(stories: QuerySet[Article]) -> Iterator[int]:
    """The stories whose columns do not say what is so."""
    rows = stories.order_by("pk").values_list(
        *("pk", "revision", "live_edition", "live_edition__revision", "has_unpublished_changes"),
        *("last_move__act", "is_returned"),
    )
    for pk, revision, live, published, changed, moved, returned in rows.iterator():
        if (changed, returned) != (live is not None and published != revision, moved == StateChange.RETURN):
            yield pk


def put_right_lately(now: datetime) -> int:
    """Put right what was touched lately. Returns how many stories that were."""
    return put_right(Article.objects.filter(touched_at__gte=now - LATELY))


def put_right(stories: QuerySet[Article]) -> int:
    return sum(_put_one_right(pk) for pk in list(untrue(stories)))


@transaction.atomic
def _put_one_right(pk: int) -> bool:
    """What it speaks of stays as it is meanwhile; whoever held the story before may have written it."""
    story = saving.locked(pk)
    live, move = story.live_edition, story.last_move
    before = (story.has_unpublished_changes, story.is_returned)
    story.has_unpublished_changes = live is not None and live.revision_id != story.revision_id
    story.is_returned = move is not None and move.act == StateChange.RETURN
    story.save(update_fields=["has_unpublished_changes", "is_returned"])
    return before != (story.has_unpublished_changes, story.is_returned)
