"""Reckons what kind of change a revision is for readers, by the difference to what they have.

Two contents go in, a proposal comes out; nothing here asks the database, and whoever publishes may choose otherwise.
In doubt a change counts as the larger one: an “Updated” too many annoys, a silent change of a number deceives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from articles import body
from articles.body.differing import spans
from articles.composing import lines
from articles.models import ChangeKind, content
from articles.models.content import Content
from articles.writing import stated
from house.letters import MARKS, fold

# The fields in which readers read words; the captions in the text come with these.
READ = ("kicker", "headline", "standfirst", "dateline_place", "lead_caption")
# What readers are shown besides, with the words for it.
SHOWN = {
    "lead_picture_id": _lazy("the lead picture"),
    "lead_credit": _lazy("the credit of the lead picture"),
    "article_type": _lazy("the type of the story"),
    "language": _lazy("the language of the story"),
}
# The same in the text, by the names of attributes there.
SHOWN_IN_TEXT = {
    "data-picture": _lazy("a picture in the text"),
    "data-credit": _lazy("the credit of a picture"),
    "data-video": _lazy("a video"),
    "data-related": _lazy("a story that the text points to"),
    "data-embed": _lazy("something embedded"),
    "href": _lazy("a link"),
}
CAPTION = "data-caption"
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_INSIDE_WORDS = re.compile(r"['’ʼ‐‑\u00ad-]")  # apostrophes and hyphens
_EDGE = rf"(?:[^\w{MARKS}$€£¥%‰+−]|_)+"
_EDGES = re.compile(f"^{_EDGE}|{_EDGE}$")
# One letter more or less in these turns a sentence round.
_TURNING = (
    "no not nor none never cannot without nicht nie kein keine ohne nao nem nunca sem sin ni non ne pas sans"
)
TURNING = frozenset(_TURNING.split())
SHORT, LONG = 4, 8
"""Words with fewer letters are not told apart by one letter, those with more may have two wrong."""
MOST_TOLD = 3


@dataclass(frozen=True)
class Proposal:
    """What kind of change it is, and why, in one sentence. `asks_note`: readers should be told what changed."""

    kind: ChangeKind
    why: str
    asks_note: bool = False
    is_spelling: bool = False
    """Whether readers read the same words, spelled or set otherwise, and are shown the same."""


def propose(live: Content, decided: Content) -> Proposal:
    """The kind of change from what readers have to the revision that somebody decides on."""
    old, new = _Text(live), _Text(decided)
    language = decided.fields["language"]
    words = _WordChange.between(old, new)
    if why := _misstated(old, new, words, language):
        return Proposal(ChangeKind.UPDATE, why, asks_note=True)
    shown = _shown_otherwise(live, decided, old, new)
    if shown:
        return Proposal(
            ChangeKind.UPDATE,
            _("Readers are shown something else: {things}.").format(things=lines.joined_here(shown)),
        )
    if why := words.why_not_spelling():
        return Proposal(ChangeKind.UPDATE, why)
    is_spelling = _is_all(live, decided, old, new)
    if words.misspelt:
        told = [
            _("“{now}” instead of “{was}”").format(now=now, was=was)
            for was, now in words.misspelt[:MOST_TOLD]
        ]
        said = (
            _("Only spelling has changed: {words} and more like that.")
            if len(words.misspelt) > MOST_TOLD
            else _("Only spelling has changed: {words}.")
        )
        why = said.format(words=lines.joined_here(told))
        return Proposal(ChangeKind.MINOR, why, is_spelling=is_spelling)
    if old.passages != new.passages:
        why = _("Only spaces, capitals, accents or punctuation have changed.")
        return Proposal(ChangeKind.MINOR, why, is_spelling=is_spelling)
    if beside := _beside(live, decided):
        why = _("Readers read the same words. What has changed is beside them: {things}.").format(
            things=lines.joined_here(beside)
        )
        return Proposal(ChangeKind.MINOR, why)
    return Proposal(ChangeKind.MINOR, _("Readers read the same words."))


def _is_all(live: Content, decided: Content, old: _Text, new: _Text) -> bool:
    """Whether nothing has changed but the words that readers read."""
    others = (name for name in live.fields if name not in {*READ, "body"})
    attributes = (sorted(one for one in side.attributes if one[0] != CAPTION) for side in (old, new))
    before, after = attributes
    return before == after and all(live.fields[name] == decided.fields[name] for name in others)


class _Text:
    """All that readers read of a content: the fields, then the paragraphs and captions, each a passage."""

    def __init__(self, content: Content) -> None:
        self.fields = content.fields
        html = content.fields["body"]
        self.attributes = [(name, value) for name, value in _ATTRIBUTE.findall(html) if value]
        captions = [value for name, value in self.attributes if name == CAPTION]
        self.paragraphs = [*filter(None, body.plain_text(html).split("\n\n")), *captions]
        self.passages = [*(content.fields[name] for name in READ if content.fields[name]), *self.paragraphs]

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.passages)

    @cached_property
    def small(self) -> set[str]:
        """Every word that is written small somewhere: with a capital it is no name."""
        return {_bare(word) for word in self.whole.split() if _plain(word)[:1].islower()}

    @cached_property
    def words(self) -> set[str]:
        return {_bare(word) for word in self.whole.split()}

    def shown(self, attribute: str) -> Counter[str]:
        return Counter(value for name, value in self.attributes if name == attribute)


@dataclass(frozen=True)
class _WordChange:
    """What became of the words: those that are only spelled otherwise, and whether that is all."""

    misspelt: tuple[tuple[str, str], ...]
    replaced: tuple[tuple[str, str], ...]
    added: int
    removed: int
    has_moved: bool

    @classmethod
    def between(cls, old: _Text, new: _Text) -> _WordChange:
        was, now = ([_key(passage) for passage in side.passages] for side in (old, new))
        gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
        has_moved = _order(was, gone) != _order(now, come)
        before, after = (
            [
                word
                for key, text in zip(keys, side.passages, strict=True)
                if key in left
                for word in _split(text)
            ]
            for keys, side, left in ((was, old, gone), (now, new, come))
        )
        misspelt: list[tuple[str, str]] = []
        replaced: list[tuple[str, str]] = []
        added = removed = 0
        bare = [_bare(word) for word in before], [_bare(word) for word in after]
        for span in spans(*bare):
            if span.equal:
                continue
            olds, news = before[span.a : span.b], after[span.c : span.d]
            if _is_set_otherwise(olds, news) and not _has_digits(olds):
                continue
            if not news and _stands_twice(bare[0], span.a, span.b):
                misspelt.append((" ".join([*olds, *olds]), " ".join(olds)))
                continue
            if len(olds) == len(news) and all(map(_is_spelled_otherwise, olds, news)):
                misspelt += [(_plain(one), _plain(other)) for one, other in zip(olds, news, strict=True)]
                continue
            replaced += [(_plain(a), _plain(b)) for a, b in zip_longest(olds, news, fillvalue="")]
            added, removed = added + len(news), removed + len(olds)
        return cls(tuple(misspelt), tuple(replaced), added, removed, has_moved and not (added and removed))

    def why_not_spelling(self) -> str:
        """Empty if nothing but spelling has changed."""
        if self.added and self.removed:
            return _("The words have changed in more than their spelling.")
        if self.added:
            said = ngettext("There is %(count)s new word.", "There are %(count)s new words.", self.added)
            return said % {"count": self.added}
        if self.removed:
            said = ngettext("%(count)s word is gone.", "%(count)s words are gone.", self.removed)
            return said % {"count": self.removed}
        return _("The paragraphs stand in another order.") if self.has_moved else ""


def _order(keys: Sequence[str], changed: Counter[str]) -> list[str]:
    """The passages that stayed, and between them the places of those that did not."""
    found = ["" if key in changed else key for key in keys]
    # A paragraph that became two stands where it stood.
    return [key for number, key in enumerate(found) if key or found[number - 1 : number] != [""]]


# What must not be wrong


def _misstated(old: _Text, new: _Text, words: _WordChange, language: str) -> str:
    """Why readers should be told: another number, name, quotation or headline. Empty if they need not."""
    pair = _exchanged(_numbers(old.whole), _numbers(new.whole))
    if pair:
        return _("A number has changed: {now} instead of {was}.").format(now=pair[1], was=pair[0])
    if pair := _exchanged_name(old, new, words, language):
        return _("A name has changed: {now} instead of {was}.").format(now=pair[1], was=pair[0])
    quoted = [{_key(quote): quote for quote in _quotations(side)} for side in (old, new)]
    if pair := _exchanged(*(Counter(list(side)) for side in quoted)):
        return _("A quotation has changed: “{now}” instead of “{was}”.").format(
            now=quoted[1][pair[1]], was=quoted[0][pair[0]]
        )
    if not _says_the_same(old.fields["headline"], new.fields["headline"]):
        return _("The headline has changed.")
    return ""


def _exchanged(old: Counter[str], new: Counter[str]) -> tuple[str, str] | None:
    """The first that went and the first that came. What only came was written, and what only went was cut."""
    gone, come = old - new, new - old
    return (next(iter(gone)), next(iter(come))) if gone and come else None


def _numbers(text: str) -> Counter[str]:
    in_words = (word for word in map(_bare, text.split()) if word in stated.NUMBER_WORDS)
    return Counter([*stated.numbers(text), *in_words])


def _exchanged_name(old: _Text, new: _Text, words: _WordChange, language: str) -> tuple[str, str] | None:
    # At the beginning of a sentence every word has a capital, and what is a name is seen only by its neighbour.
    for was, now in (*words.misspelt, *words.replaced):
        if was[:1].isupper() and now[:1].isupper() and not {_bare(was), _bare(now)} & (old.small | new.small):
            return was, now
    if language.lower().startswith(stated.NOUNS_HAVE_CAPITALS):
        return None
    before, after = ({fold(name): name for name in stated.names(side.whole)} for side in (old, new))
    # A name that stands elsewhere in the other text has only been moved, or is called by one word less.
    gone = [name for key, name in before.items() if key not in after and not _has_words(name, new)]
    come = [name for key, name in after.items() if key not in before and not _has_words(name, old)]
    return (gone[0], come[0]) if gone and come else None


def _has_words(name: str, text: _Text) -> bool:
    return {_bare(word) for word in name.split()} <= text.words


def _quotations(text: _Text) -> Iterator[str]:
    for passage in text.passages:
        yield from stated.quotations(passage)
    for html in re.findall(r"<blockquote\b.*?</blockquote>", text.fields["body"], re.DOTALL):
        yield from filter(None, body.plain_text(html).split("\n\n"))


def _says_the_same(was: str, now: str) -> bool:
    before, after = _split(was), _split(now)
    if _is_set_otherwise(before, after):
        return True
    return len(before) == len(after) and all(map(_is_spelled_otherwise, before, after))


# What is shown


def _shown_otherwise(live: Content, decided: Content, old: _Text, new: _Text) -> list[str]:
    found = [str(words) for name, words in SHOWN.items() if live.fields[name] != decided.fields[name]]
    found += [str(words) for name, words in SHOWN_IN_TEXT.items() if old.shown(name) != new.shown(name)]
    found += [_("the bylines")] if _rows(live.bylines) != _rows(decided.bylines) else []
    return found + ([_("the agencies")] if _rows(live.sources) != _rows(decided.sources) else [])


def _rows(rows: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    return [dict(row) for row in rows]


def _beside(live: Content, decided: Content) -> list[str]:
    differing = [name for name, value in decided.fields.items() if live.fields[name] != value]
    found = [content.word_for(name) for name in differing if name != "body"]
    found += [_("topics")] if tuple(live.topics) != tuple(decided.topics) else []
    # Bold and italic, alt texts and crops, and where a picture stands.
    return [*dict.fromkeys(found), *([_("how the text is set")] if "body" in differing else [])]


# Words


def _split(text: str) -> list[str]:
    return [word for word in re.sub(r"[–—/]", " ", stated.in_one_way(text)).split() if _bare(word)]


def _plain(word: str) -> str:
    """The word without the punctuation at its edges, of whatever script. A currency or a per cent belongs to it."""
    return _EDGES.sub("", word)


def _bare(word: str) -> str:
    """The letters and digits of a word, whatever its capitals, accents and apostrophes."""
    return fold(_INSIDE_WORDS.sub("", _plain(word)))


def _key(text: str) -> str:
    """A passage by its words: two with the same differ by spaces, capitals, accents and punctuation alone."""
    return " ".join(map(_bare, _split(text)))


def _has_digits(words: Iterable[str]) -> bool:
    return any(sign.isdigit() for word in words for sign in word)


def _is_set_otherwise(olds: Sequence[str], news: Sequence[str]) -> bool:
    """Whether these are the same letters, one word in two or two in one: no turning word has come or gone with it."""
    was, now = ([_bare(word) for word in words] for words in (olds, news))
    if "".join(was) != "".join(now):
        return False
    before, after = (
        Counter("not" if word == "cannot" else word for word in words if word in TURNING)
        for words in (was, now)
    )
    return before == after


def _stands_twice(words: Sequence[str], start: int, end: int) -> bool:
    """Whether what went stood there twice: “the the”."""
    length = end - start
    went = words[start:end]
    return went in (words[max(0, start - length) : start], words[end : end + length])


def _is_spelled_otherwise(was: str, now: str) -> bool:
    """Whether one of the two is most likely the other with a slip of the pen."""
    one, other = _bare(was), _bare(now)
    if one == other:
        return True
    if not (_is_cased(one) and _is_cased(other)) or {one, other} & (TURNING | stated.NUMBER_WORDS):
        return False
    if len(one) == len(other) and _is_swapped(one, other):
        return True
    shorter = min(len(one), len(other))
    # Slips in the first letter are rare, and other words with another first letter are many: could, would.
    if shorter < SHORT or one[0] != other[0]:
        return False
    return _distance(one, other) <= (1 if shorter < LONG else 2)


def _is_cased(word: str) -> bool:
    """Whether it consists of letters with capitals. Elsewhere a name looks like any word: Arabic, Hindi, Chinese."""
    return word.isalpha() and word.lower() != word.upper()


def _is_swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters have changed places: teh, the."""
    at = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]


def _distance(one: str, other: str) -> int:
    """How many letters have to be put in, taken out or replaced to make one word of the other."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, there in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != there)))
        before = now
    return before[-1]
