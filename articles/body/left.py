"""What has no place in a body and is left out, in an editor's words."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Tags and attributes whose loss changes nothing an editor wrote.
_FORMATTING = names(
    "address article aside big body caption center dd details dialog div dl dt figcaption figure font footer"
    " head header hgroup html main nav search section small span summary"
)
_FORMATTING_ATTRIBUTES = names(
    "align bgcolor border cellpadding cellspacing class color dir face height id lang name role size style"
    " tabindex title valign width"
)
_WORDS = {
    "u": gettext_noop("underline"),
    "mark": gettext_noop("highlighting"),
    "ins": gettext_noop("the mark of inserted words"),
}
# What the editor itself writes for column widths, and what the page for readers sets anew; the parts of a formula,
# which is named as a whole, and of signs with their reading.
_SILENT = frozenset({"tbody", "thead", "tfoot", "colgroup", "col", "wbr", "ruby", "rb", "rt", "rp", "rtc"})
_SILENT |= names(
    "semantics mrow mi mn mo mtext mspace msup msub msubsup mfrac msqrt mroot mstyle munder mover mtable mtr"
)
_SILENT |= names("mtd mfenced mpadded mphantom munderover")
_SILENT_ATTRIBUTES = {"table": {"style"}, "td": {"colwidth"}, "th": {"colwidth"}, "a": {"rel"}}

FAULTY = gettext_noop("link with a faulty address")
_MOST_REPORTS = 50
_MOST_WORDS = 60  # signs of deleted words that are told


class Lost(NamedTuple):
    """One thing that was left out. What was read is kept for whoever asks next, so it is said only when asked for."""

    words: str
    name: str = ""  # as it stood in the text
    on: str = ""  # what had it: a word for an editor

    def __str__(self) -> str:
        return _(self.words).format(name=self.name, on=_(self.on) if self.on else "")


def in_words(lost: Iterable[Lost]) -> tuple[str, ...]:
    """Each once, in order, in the language of whoever is served."""
    return tuple(dict.fromkeys(map(str, lost)))


class Left:
    """The list of what was left out: each thing once, in order, and no more than an editor will read."""

    def __init__(self) -> None:
        self.told: dict[Lost, None] = {}

    def note(self, words: str, name: str = "", on: str = "") -> None:
        """`words` are marked for translation, and may have places for the name and for what had it."""
        lost = Lost(words, name, on)
        if len(self.told) < _MOST_REPORTS:
            self.told[lost] = None
        elif lost not in self.told:
            self.told[Lost(gettext_noop("and more"))] = None

    def deleted(self, pieces: list[str]) -> None:
        """Words that their writer had struck out."""
        words = " ".join("".join(pieces).split())
        if words:
            cut = "…" * (len(words) > _MOST_WORDS)
            self.note(gettext_noop("deleted words “{name}”"), f"{words[:_MOST_WORDS]}{cut}")

    def attributes(self, tag: str, word: str, attrs: dict[str, str], known: Collection[str] = ()) -> None:
        """The attributes of a tag that stays, except those that are known; `word` is what an editor calls the tag."""
        for name in attrs:
            if name in known or name in _SILENT_ATTRIBUTES.get(tag, ()):
                continue
            if name in _FORMATTING_ATTRIBUTES or name.startswith(("data-", "aria-")):
                self.note(gettext_noop("formatting"))
            elif _is_name(name):
                self.note(gettext_noop("{name} attribute on {on}"), name, word)
            else:
                self.note(gettext_noop("unrecognised attribute"))

    def element(self, tag: str, attrs: dict[str, str]) -> None:
        """A tag that goes; the text in it stays."""
        if tag in _SILENT:
            return
        if tag in _FORMATTING or ":" in tag:
            self.note(gettext_noop("formatting"))
        elif tag in _WORDS:
            self.note(_WORDS[tag])
        else:
            self.note(*_element(tag))
        self.handlers(tag, tag if _is_name(tag) else gettext_noop("unrecognised element"), attrs)

    def handlers(self, tag: str, word: str, attrs: dict[str, str]) -> None:
        """The scripts in the attributes of a tag whose other attributes an editor need not hear of."""
        self.attributes(tag, word, {name: attrs[name] for name in attrs if name.startswith("on")})

    def link(self, href: str) -> None:
        self.note(*_bad_link(href))


def _is_name(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name) is not None


def _element(tag: str) -> tuple[str, str]:
    if _is_name(tag):
        return gettext_noop("{name} element"), tag
    return gettext_noop("unrecognised element"), ""


def _bad_link(href: str) -> tuple[str, str]:
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]{0,30}):", re.sub(r"[\t\n]", "", href))
    if not scheme:
        return gettext_noop("relative link"), ""
    name = scheme[1].lower()
    return (
        (FAULTY, "") if name in ("http", "https", "mailto", "tel") else (gettext_noop("{name}: link"), name)
    )
