"""How a picture came to be, in IPTC's words: captured, scanned, edited, composed or made by a model.

The vocabulary is IPTC's Digital Source Type NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/
(CC BY 4.0, © IPTC). Retired terms are kept, because older pictures carry them.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_noop

SCHEME = "http://cv.iptc.org/newscodes/digitalsourcetype/"

# The terms that readers see are marked for translation.
WORDS = {
    "digitalCapture": "Taken with a digital camera",
    "computationalCapture": "Taken with a digital camera from several frames",
    "negativeFilm": "Scanned from a negative",
    "positiveFilm": "Scanned from a slide",
    "print": "Scanned from a print",
    "minorHumanEdits": "Edited a little by a person",
    "humanEdits": "Edited by a person",
    "algorithmicallyEnhanced": "Altered by an algorithm",
    "softwareImage": "Made with software",
    "digitalArt": "Digital art",
    "digitalCreation": "Made by a person with digital tools",
    "dataDrivenMedia": "Drawn from data",
    "algorithmicMedia": "Made by an algorithm, without training data",
    "screenCapture": "Screen capture",
    "virtualRecording": "Recording of a virtual event",
    "composite": "Composed of several elements",
    "compositeCapture": "Composed of several photographs",
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
