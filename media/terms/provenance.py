"""Words for content credentials (C2PA): whether they hold, what was done to a picture, and what it was made of."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_noop


class State(StrEnum):
    """Whether the content credentials of a file hold."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    ALTERED = "altered"
    FORGED = "forged"
    DAMAGED = "damaged"


# What such credentials say was signed by whom they name, and the picture is still as it was signed.
HOLDS = frozenset({State.TRUSTED, State.UNKNOWN})

WORDS = {
    State.TRUSTED: gettext_noop("Valid, and its signer is on the newsroom’s list."),
    State.UNKNOWN: gettext_noop("Valid, but its signer is not on the newsroom’s list."),
    State.EXPIRED: gettext_noop("Signed with a certificate that had run out: not to be trusted."),
    State.ALTERED: gettext_noop("The picture was altered after it was signed: not to be trusted."),
    State.FORGED: gettext_noop(
        "The credentials are forged, or were changed after signing: not to be trusted."
    ),
    State.DAMAGED: gettext_noop("The credentials are damaged and could not be checked: not to be trusted."),
}

ACTIONS = {
    "c2pa.created": gettext_noop("made"),
    "c2pa.opened": gettext_noop("opened"),
    "c2pa.edited": gettext_noop("edited"),
    "c2pa.cropped": gettext_noop("cropped"),
    "c2pa.resized": gettext_noop("made larger or smaller"),
    "c2pa.orientation": gettext_noop("turned"),
    "c2pa.color_adjustments": gettext_noop("colours and light changed"),
    "c2pa.filtered": gettext_noop("filter applied"),
    "c2pa.drawing": gettext_noop("drawn on"),
    "c2pa.placed": gettext_noop("another picture placed in it"),
    "c2pa.removed": gettext_noop("another picture removed from it"),
    "c2pa.converted": gettext_noop("converted"),
    "c2pa.transcoded": gettext_noop("converted"),
    "c2pa.repackaged": gettext_noop("converted"),
    "c2pa.redacted": gettext_noop("details left out"),
    "c2pa.published": gettext_noop("published"),
}
RELATIONS = {
    "parentOf": gettext_noop("the picture before it was edited"),
    "componentOf": gettext_noop("placed in it"),
    "inputTo": gettext_noop("given to the program that made it"),
}
