"""Languages by their codes: what each is called in its own words, and which way it is written."""

from __future__ import annotations

from django.utils.translation import get_language_info

# Scripts written from right to left, by the first part of a language's code.
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    return "rtl" if base(language) in RIGHT_TO_LEFT else "ltr"


def base(language: str) -> str:
    """Of pt-BR, pt."""
    return language.replace("_", "-").split("-")[0].lower()


def own_name(language: str) -> str:
    """As those who read it call it: Português. The code of one that nobody here knows."""
    try:
        name = str(get_language_info(language.replace("_", "-").lower())["name_local"])
    except KeyError:
        return language
    return name[:1].upper() + name[1:]
