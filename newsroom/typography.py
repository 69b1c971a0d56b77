"""The quotation marks and the dash of a language, as its newspapers print them."""

from __future__ import annotations

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
