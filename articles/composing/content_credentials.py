"""What readers are told of a picture's content credentials: a few sentences, folded away under the picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.composing import times
from articles.languages import say
from articles.models.published import PublishedPicture
from media.terms.provenance import ACTIONS, HOLDS, State


def told(picture: PublishedPicture, language: str = "") -> SafeString:
    """The element; empty if the picture has no credentials that hold, or the paper does not show them."""
    said = picture.credentials
    if not isinstance(said, dict) or said.get("state") not in HOLDS or not said.get("signer"):
        return SafeString()
    language = language or settings.LANGUAGE_CODE
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in _sentences(said, language))
    summary = escape(say(language, "Content credentials"))
    whole = f'<details class="credentials"><summary>{summary}</summary>{sentences}</details>'
    return mark_safe(whole)  # noqa: S308 # escaped above


def _sentences(said: dict[str, Any], language: str) -> Iterator[str]:
    signer, at = str(said["signer"]), _moment(said.get("signed_at"))
    if at is None:
        yield say(language, "Signed by %(signer)s.") % {"signer": signer}
    else:
        day = times.newspaper_date(at, language)
        yield say(language, "Signed by %(signer)s on %(day)s.") % {"signer": signer, "day": day}
    if tool := said.get("tool"):
        yield say(language, "Made with %(tool)s.") % {"tool": tool}
    actions = said.get("actions")
    done = (
        [say(language, ACTIONS[it]) for it in actions if it in ACTIONS] if isinstance(actions, list) else []
    )
    if done:
        list_of = say(language, ", ").join(dict.fromkeys(done))
        yield say(language, "What was done to it: %(actions)s.") % {"actions": list_of}
    if said["state"] == State.TRUSTED:
        yield say(language, "The signature is valid, and we know the signer.")
    else:
        yield say(
            language, "The signature is valid. We cannot say whether the signer is who they claim to be."
        )
    yield say(
        language,
        "The credentials belong to the original file. What is shown here was scaled or cut from it and carries none.",
    )


def _moment(said: Any) -> datetime | None:
    try:
        found = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found if found is None or timezone.is_aware(found) else timezone.make_aware(found)
