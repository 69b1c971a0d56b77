"""How a picture came to be, in IPTC's words: captured, scanned, edited, composed or made by a model.

The vocabulary is IPTC's Digital Source Type NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/
(CC BY 4.0, © IPTC). Retired terms are kept, because older pictures carry them.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop

SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# Readers see those that name AI, the desk all of them.
WORDS = {
    "digitalCapture": gettext_noop("Taken with a digital camera"),
    "computationalCapture": gettext_noop("Taken with a digital camera from several frames"),
    "negativeFilm": gettext_noop("Scanned from a negative"),
    "positiveFilm": gettext_noop("Scanned from a slide"),
    "print": gettext_noop("Scanned from a print"),
    "minorHumanEdits": gettext_noop("Edited a little by a person"),
    "humanEdits": gettext_noop("Edited by a person"),
    "algorithmicallyEnhanced": gettext_noop("Altered by an algorithm"),
    "softwareImage": gettext_noop("Made with software"),
    "digitalArt": gettext_noop("Digital art"),
    "digitalCreation": gettext_noop("Made by a person with digital tools"),
    "dataDrivenMedia": gettext_noop("Drawn from data"),
    "algorithmicMedia": gettext_noop("Made by an algorithm, without training data"),
    "screenCapture": gettext_noop("Screen capture"),
    "virtualRecording": gettext_noop("Recording of a virtual event"),
    "composite": gettext_noop("Composed of several elements"),
    "compositeCapture": gettext_noop("Composed of several photographs"),
    "compositeSynthetic": gettext_noop("Composed of elements of which some were made by generative AI"),
    "compositeWithTrainedAlgorithmicMedia": gettext_noop("Edited with generative AI"),
    "trainedAlgorithmicMedia": gettext_noop("Made by generative AI"),
}
MADE_BY_AI = {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"}

KEYS = {key.lower(): key for key in WORDS}
# Programs write the full address, the short form of NewsML-G2, or the bare term.
WRITTEN = re.compile(r"(?:https?://cv\.iptc\.org/newscodes/digitalsourcetype/|digsrctype:)?(\w+)/?", re.I)


def address(text: str) -> str:
    """The address of a term, however it was written; empty if the vocabulary has no such term."""
    found = WRITTEN.fullmatch(text.strip())
    key = KEYS.get(found[1].lower()) if found else None
    return SCHEME + key if key else ""


def words(address: str) -> str:
    return WORDS.get(address.removeprefix(SCHEME), "")


def made_by_ai(address: str) -> bool:
    return address.removeprefix(SCHEME) in MADE_BY_AI
