"""Lines that are made from a story's data and never typed: who reported it, and what came from agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language

from articles.languages import SOURCE, say, spoken


def joined(names: Sequence[str], language: str = SOURCE) -> str:
    """`A`, `A and B`, `A, B and C`, in this language."""
    if len(names) < 2:
        return "".join(names)
    before = say(language, ", ").join(names[:-1])
    return say(language, "%(names)s and %(last)s") % {"names": before, "last": names[-1]}


def joined_here(names: Sequence[str]) -> str:
    """The same in the language of whoever is served."""
    return joined(names, spoken(get_language() or SOURCE))


def byline_line(names: Iterable[tuple[str, str]], language: str = SOURCE) -> str:
    """One line for cards and feeds, from (role, name) pairs: those who reported, or if nobody did, everybody."""
    pairs = list(names)
    reported = [name for role, name in pairs if role == "reported"]
    return joined(reported or [name for _, name in pairs], language)


def agency_line(sources: Iterable[tuple[str, str]], language: str = SOURCE) -> str:
    """`(Inputs from AP News)`, from (use, name) pairs.

    The agency whose full text is used comes first: `(AP News; inputs from Reuters)`. Background reading is not
    credited.
    """
    pairs = list(sources)
    full = joined(_once(name for use, name in pairs if use == "full"), language)
    inputs = joined(_once(name for use, name in pairs if use == "inputs"), language)
    if full and inputs:
        return say(language, "(%(agencies)s; inputs from %(others)s)") % {"agencies": full, "others": inputs}
    if inputs:
        return say(language, "(Inputs from %(agencies)s)") % {"agencies": inputs}
    return f"({full})" if full else ""


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
