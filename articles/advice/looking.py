"""Looks over a revision before it goes out, and says what is worth a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from articles import body
from articles.advice import changed, house_style, pictures, wires
from articles.links.dead import dead
from articles.models import HouseWord

if TYPE_CHECKING:
    from articles.models import Article, Revision

# A longer headline fills more than three lines of a card on a phone, and searches show half of it.
LONG_HEADLINE = 90
READ = ("kicker", "headline", "standfirst", "lead_caption")


def over(
    article: Article, revision: Revision, live: Revision | None, words: list[HouseWord] | None = None
) -> list[str]:
    """What to look at, in sentences. `live` is what readers have, if that counts here.

    One query, unless the caller has the `words` that the newspaper avoids, two where it links to other pages, and one
    more where it has words of wire copy.
    """
    said = words_of(revision)
    words = list(HouseWord.objects.all()) if words is None else words
    found = [*_of_itself(revision, said, words), *_since(article, revision, live, said)]
    return [*wires.advice(article), *found]


def words_of(revision: Revision) -> str:
    """All that readers read of it, a line for each part."""
    return "\n".join([*(getattr(revision, name) for name in READ), body.plain_text(revision.body)])


def _of_itself(revision: Revision, said: str, words: Iterable[HouseWord]) -> Iterator[str]:
    if not revision.standfirst.strip():
        yield _("It has no standfirst.")
    if (length := len(revision.headline.strip())) > LONG_HEADLINE:
        yield _(
            "The headline has {length} letters: {most} are the most that cards and searches show well."
        ).format(length=length, most=LONG_HEADLINE)
    yield from pictures.poor_alt_texts(revision)
    yield from house_style.advice(said, words)
    yield from dead(revision.body)


def _since(article: Article, revision: Revision, live: Revision | None, said: str) -> Iterator[str]:
    """Against what was approved, if that is another revision, or else against what readers have."""
    approved = article.approved_revision
    if approved is not None and approved.pk != revision.pk:
        yield from changed.advice("approval", words_of(approved), said, language=revision.language)
    elif live is not None and live.pk != revision.pk:
        yield from changed.advice("publication", words_of(live), said, language=revision.language)
