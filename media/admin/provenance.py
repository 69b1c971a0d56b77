"""What the desk is shown of a picture's content credentials: whether they hold, in words, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from media.models import Image
from media.terms import source_types
from media.terms.provenance import ACTIONS, HOLDS, RELATIONS, WORDS, State


@dataclass(frozen=True)
class Step:
    """One thing that was done to the picture, as its credentials say."""

    what: str
    tool: str
    at: datetime | None
    source: str


@dataclass(frozen=True)
class Shown:
    """The credentials of a picture, or of one of those of which it was made."""

    title: str
    relation: str
    standing: str
    holds: bool
    signer: str
    signed_at: datetime | None
    tool: str
    steps: tuple[Step, ...]
    ingredients: tuple[Shown, ...]


def of(image: Image) -> Shown | None:
    return _shown(image.credentials) if image.credentials else None


def _shown(said: dict[str, Any]) -> Shown:
    state = said.get("state", "")
    relation = RELATIONS.get(said.get("relation", ""), "")
    return Shown(
        title=said.get("title", ""),
        relation=_(relation) if relation else "",
        standing=_(WORDS[State(state)]) if state else _("It has no credentials of its own."),
        holds=state in HOLDS,
        signer=said.get("signer", ""),
        signed_at=_moment(said.get("signed_at", "")),
        tool=said.get("tool", ""),
        steps=tuple(map(_step, said.get("actions", ()))),
        ingredients=tuple(map(_shown, said.get("ingredients", ()))),
    )


def _step(said: dict[str, str]) -> Step:
    # An action of somebody's own keeps its name.
    what = _(ACTIONS[said["action"]]) if said["action"] in ACTIONS else said["action"]
    return Step(what, said["tool"], _moment(said["at"]), source_types.words(said["source"]))


def _moment(said: str) -> datetime | None:
    try:
        found = parse_datetime(said)
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)
