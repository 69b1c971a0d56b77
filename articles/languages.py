"""Languages: what each is called in its own words, which way it is written, and what the paper says in it.

What the paper says around its stories is in its own language, LANGUAGE_CODE, which every thread speaks: templates and
views say it by gettext, as anywhere. What it says inside a story is in the story's: `say` takes the language, depends
on nothing that a thread may have set, and remembers, since looking a word up takes longer than writing it.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext, ngettext, override

# Scripts written from right to left, by the first part of a language's code.
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
# In which the words stand in the code.
SOURCE = "en"


def direction(language: str) -> str:
    return "rtl" if base(language) in RIGHT_TO_LEFT else "ltr"


def code(language: str) -> str:
    return language.replace("_", "-").lower()


def base(language: str) -> str:
    """Of pt-BR, pt."""
    return code(language).split("-")[0]


@cache
def own_name(language: str) -> str:
    """As those who read it call it: Português. The code of one that nobody here knows."""
    try:
        name = str(get_language_info(code(language))["name_local"])
    except KeyError:
        return language
    return name[:1].upper() + name[1:]


@cache
def catalogues() -> frozenset[str]:
    """The languages that the paper has words in."""
    (folder,) = settings.LOCALE_PATHS
    return frozenset({SOURCE, *(code(path.name) for path in Path(folder).iterdir() if path.is_dir())})


def spoken(language: str) -> str:
    """In which language the paper says its own words inside a story: the story's, or else its own."""
    return _spoken(language, settings.LANGUAGE_CODE)


@cache
def _spoken(language: str, ours: str) -> str:
    known = (it for it in (code(language), base(language)) if it in catalogues())
    return next(known, ours)


@lru_cache(maxsize=4096)
def say(language: str, words: str) -> str:
    """The words in a language that there is a catalogue of."""
    with override(language):
        return gettext(words)


@lru_cache(maxsize=4096)
def say_many(language: str, one: str, many: str, count: int) -> str:
    """The form that goes with a number; %(count)s in it is the number."""
    with override(language):
        return ngettext(one, many, count) % {"count": count}


# A number of each kind that languages have a form for, by the names that browsers have for them.
KINDS_OF_NUMBERS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def say_forms(language: str, one: str, many: str) -> dict[str, str]:
    """All forms, for a browser to choose from; in place of the number stands {n}."""
    with override(language):
        return {
            kind: ngettext(one, many, number) % {"count": "{n}"} for kind, number in KINDS_OF_NUMBERS.items()
        }


def marked(language: str, *, within: str) -> SafeString:
    """Attributes for words in one language that stand among those of another; none where it is the same."""
    return SafeString() if base(language) == base(within) else attributes(language)


def of_a_field(language: str) -> dict[str, str]:
    """Attributes of a field in which somebody writes this language; it follows when the story's language changes."""
    return {"lang": language, "dir": direction(language), "data-spoken": "true"}


def attributes(language: str) -> SafeString:
    # The code comes from the desk.
    return mark_safe(f' lang="{escape(language)}" dir="{direction(language)}"')  # noqa: S308 # escaped
