"""The quotation marks and the dash of a language, as its newspapers print them.

A story has those of its own language; the paper's settings are for what is in the paper's own. The settings are read
by means of this module, so it imports nothing of ours.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

# Opening and closing, then opening and closing within a quotation. French sets a narrow space inside its own.
ENGLISH = ("“", "”", "‘", "’")
GERMAN = ("„", "“", "‚", "‘")
POLISH = ("„", "”", "‚", "’")
SWEDISH = ("”", "”", "’", "’")
RUSSIAN = ("«", "»", "„", "“")
NORWEGIAN = ("«", "»", "‘", "’")
FRENCH = ("«\u202f", "\u202f»", "“", "”")

QUOTES = {
    **dict.fromkeys(["bg", "cs", "de", "dsb", "et", "hsb", "is", "lt", "sk", "sl"], GERMAN),
    **dict.fromkeys(["hr", "hu", "pl", "ro", "sr"], POLISH),
    **dict.fromkeys(["fi", "sv"], SWEDISH),
    **dict.fromkeys(["be", "ru", "uk"], RUSSIAN),
    **dict.fromkeys(["el", "fa", "hy", "nb", "nn", "no"], NORWEGIAN),
    "fr": FRENCH,
}
EM_DASH = {"be", "bg", "en-us", "es", "lt", "lv", "pt", "pt-br", "ru", "uk"}


def quotes_of(language: str) -> tuple[str, ...]:
    return QUOTES.get(language.split("-")[0], ENGLISH)


def dash_of(language: str) -> str:
    """The long dash where it is the custom; else the shorter, with a space on either side as it is typed."""
    return "—" if language in EM_DASH else "–"


def quotes_in(language: str) -> tuple[str, ...]:
    """Of a story in this language: the paper's own where it is the paper's language."""
    is_ours = _base(language) == _base(settings.LANGUAGE_CODE)
    return settings.QUOTES if is_ours and settings.QUOTES else quotes_of(language.lower().replace("_", "-"))


def signs() -> dict[str, Any]:
    """For the editor, which follows the language of the story while it is written: what is typed in which."""
    codes = {*QUOTES, *EM_DASH}
    return {
        "ours": _base(settings.LANGUAGE_CODE),
        "quotes": settings.QUOTES or quotes_of(settings.LANGUAGE_CODE),
        "dash": settings.DASH,
        "others": {code: [quotes_of(code), dash_of(code)] for code in sorted(codes)},
        "rest": [ENGLISH, dash_of("")],
    }


def _base(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
