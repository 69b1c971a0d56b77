"""A request that is sent twice, since the answer to the first was lost, is done once and gets the same answer.

Its name comes with it as Idempotency-Key. What was refused has done nothing, and may be sent again under its name.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.filing.keys import Caller
from articles.filing.refusing import NotDone
from articles.models import KeptAnswer

KEPT = timedelta(days=7)
USED_FOR_ANOTHER = (
    "This Idempotency-Key was used for something else. Nothing was done: send it with a key of its own."
)
# From this and the name a request gets the number by which acts know a press that is sent twice.
NUMBERS = uuid.UUID("5ab0d3a0-64a5-4d0e-9d1c-2f0e5e8a7c11")


@dataclass(frozen=True)
class Done:
    status: int
    facts: dict[str, Any]


def once(caller: Caller, name: str, asked: Any, do: Callable[[uuid.UUID], Done]) -> Done:
    """Do it in one transaction, or answer as the first time. `asked` is all that was asked for, as JSON has it."""
    text = json.dumps(asked, sort_keys=True, separators=(",", ":"), default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if (before := _done_before(caller, name, digest)) is not None:
        return before
    kept = None
    try:
        with transaction.atomic():
            # Whoever sends the same at the same time waits here until this is done.
            kept = KeptAnswer.objects.create(key=caller.key, name=name, digest=digest, at=timezone.now())
            done = do(uuid.uuid5(NUMBERS, f"{caller.key.pk} {name}"))
            kept.status, kept.answer = done.status, done.facts
            kept.save(update_fields=["status", "answer"])
    except IntegrityError:
        if kept is not None or (before := _done_before(caller, name, digest)) is None:
            raise
        return before
    return done


def _done_before(caller: Caller, name: str, digest: str) -> Done | None:
    kept = KeptAnswer.objects.filter(key=caller.key, name=name).first()
    if kept is None:
        return None
    if kept.digest != digest:
        raise NotDone(422, USED_FOR_ANOTHER, wrong={"Idempotency-Key": USED_FOR_ANOTHER})
    return Done(kept.status, kept.answer)


def forget(now: datetime) -> int:
    """A duty: forget the answers of last week. Returns how many."""
    return KeptAnswer.objects.filter(at__lt=now - KEPT).delete()[0]
