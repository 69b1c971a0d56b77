"""Languages: their own names, their direction, and the paper's words in them.

The words around stories are in the paper's language, LANGUAGE_CODE, which every thread has set: templates and views
use gettext as usual. Words inside a story are in the story's language: `say` takes the language, does not depend on
what a thread has set, and keeps the answer, since to look a word up takes longer than to write it.
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
# The language of the words in the code.
SOURCE = "en"


def direction(language: str) -> str:
    return "rtl" if base(language) in RIGHT_TO_LEFT else "ltr"


def code(language: str) -> str:
    return language.replace("_", "-").lower()


def base(language: str) -> str:
    """pt for pt-BR."""
    return code(language).split("-")[0]


@cache
def own_name(language: str) -> str:
    """The name in the language itself: Português. The code, if the name is not known."""
    try:
        name = str(get_language_info(code(language))["name_local"])
    except KeyError:
        return language
    return name[:1].upper() + name[1:]


@cache
def catalogues() -> frozenset[str]:
    """The languages in which the paper has its words."""
    (folder,) = settings.LOCALE_PATHS
    return frozenset({SOURCE, *(code(path.name) for path in Path(folder).iterdir() if path.is_dir())})


def spoken(language: str) -> str:
    """The language of the paper's words inside a story: the story's if there is a catalogue, else the paper's."""
    return _spoken(language, settings.LANGUAGE_CODE)


@cache
def _spoken(language: str, ours: str) -> str:
    known = (it for it in (code(language), base(language)) if it in catalogues())
    return next(known, ours)


@lru_cache(maxsize=4096)
def say(language: str, words: str) -> str:
    """The words in a language that has a catalogue."""
    with override(language):
        return gettext(words)


@lru_cache(maxsize=4096)
def say_many(language: str, one: str, many: str, count: int) -> str:
    """The form that goes with a number; %(count)s in it is the number."""
    with override(language):
        return ngettext(one, many, count) % {"count": count}


# A number for each form that languages have, by the names that browsers give the forms.
KINDS_OF_NUMBERS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def say_forms(language: str, one: str, many: str) -> dict[str, str]:
    """All forms, from which a browser chooses; {n} stands for the number."""
    with override(language):
        return {
            kind: ngettext(one, many, number) % {"count": "{n}"} for kind, number in KINDS_OF_NUMBERS.items()
        }


def marked(language: str, *, within: str) -> SafeString:
    """Attributes for words in one language among words in another; none if the languages are the same."""
    return SafeString() if base(language) == base(within) else attributes(language)


def of_a_field(language: str) -> dict[str, str]:
    """Attributes of a field in which somebody writes this language. The page changes them with the language."""
    return {"lang": language, "dir": direction(language), "data-spoken": "true"}


def attributes(language: str) -> SafeString:
    # The code comes from the desk.
    return mark_safe(f' lang="{escape(language)}" dir="{direction(language)}"')  # noqa: S308 # escaped
