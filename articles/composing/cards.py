"""Stories in lists: the card of a front, the row of a river. Python writes their HTML; there are no templates.

A card is composed when its story is published, and kept as one text in the public row. A front has forty cards, and
to read forty rows of twenty columns took longer than all the rest. A newsroom changes the look of cards in the style
sheets; the words and their order are set here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from articles.composing import facts, pictures
from articles.composing.times import iso, newspaper_date, newspaper_hour, newspaper_time
from articles.languages import attributes, marked, say, spoken
from articles.models import page_keys
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.story import ArticleType

if TYPE_CHECKING:
    from articles.composing.navigation import Navigation
    from articles.models.taxonomy import Section

IN_A_RIVER = "(min-width: 48rem) 13rem, 7rem"
SHAPE = "card"
# The words above a headline. News has none.
TYPES = {str(kind): str(kind.label) for kind in ArticleType if kind != ArticleType.NEWS}

# The keys that `text_of` and `facts_of` write.
CARD: facts.Shape = {
    "number": int,
    **dict.fromkeys(
        ("path", "article_type", "language", "kicker", "headline", "standfirst", "byline_line"), str
    ),
    **dict.fromkeys(("at", "day", "hour", "time"), str),
    "picture": (dict, type(None)),
    "section_id": (int, type(None)),
    "is_over": bool,
}
PICTURE: facts.Shape = {"element": str, "credit": str, "ends": (str, type(None))}

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Card:
    """What a list shows of a story. A front may show other words and another picture."""

    number: int
    """The story's number at the desk."""
    path: str
    article_type: str
    language: str
    kicker: str
    headline: str
    standfirst: str
    byline_line: str
    at: str
    """When it was first published, as PublishedArticle has it, in ISO 8601."""
    day: str
    hour: str
    """As <time>, like `time`."""
    time: str
    picture: dict[str, Any] | None
    section_id: int | None
    is_over: bool
    """Whether live coverage was closed."""
    section: Section | None = field(default=None, compare=False)

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.at)


def text_of(story: PublishedArticle) -> str:
    """The card as the public row keeps it, made from the row's other columns and the lead picture."""
    moment = story.published_at
    told = {
        "number": story.story_id,
        "path": story.path,
        "article_type": story.article_type,
        "language": story.language,
        "kicker": story.kicker,
        "headline": story.headline,
        "standfirst": story.standfirst,
        "byline_line": story.byline_line,
        "at": moment.isoformat(),
        "day": newspaper_date(moment),
        "hour": _time(moment, newspaper_hour(moment)),
        # These stand beside the headline, so they are in the story's language; the others are not.
        "time": _time(moment, newspaper_time(moment, spoken(story.language))),
        "picture": facts_of(story.lead, spoken(story.language)),
        "section_id": story.section_id,
        "is_over": story.coverage_ended_at is not None,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def facts_of(picture: PublishedPicture | None, language: str = "") -> dict[str, Any] | None:
    """What a card keeps of a picture: the outline of its element, its credit, and when its rights end."""
    if picture is None or not picture.renditions:
        return None
    return {
        "element": pictures.outline(picture, SHAPE),
        "credit": credit(picture, language),
        "ends": picture.rights_end.isoformat() if picture.rights_end else None,
    }


def read(rows: Iterable[tuple[int, str]], navigation: Navigation, now: datetime) -> dict[int, Card]:
    """Cards by the number of their public row, in the order of `rows`, which hold that number and the text.

    Pictures whose rights have ended by now are left out. If a text is missing or cannot be read, as in a row that is
    older than cards, the card is made from the row's columns.
    """
    found = {pk: _read(text, navigation, now) for pk, text in rows}
    if bare := [pk for pk, card in found.items() if card is None]:
        made = PublishedArticle.objects.for_cards().filter(pk__in=bare)
        found |= {row.pk: _read(text_of(row), navigation, now) for row in made}
    return {pk: card for pk, card in found.items() if card is not None}


def rows_of(numbers: Iterable[int], *, by: str = "pk") -> list[tuple[int, str]]:
    """The rows that `read` takes, in no order. `by="story_id"` finds them by the desk's numbers. One query."""
    asked = set(numbers)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_of_as_many(len(asked), by), list(asked))
        return list(cursor.fetchall())


@lru_cache(maxsize=256)
def _of_as_many(count: int, by: str) -> str:
    """Kept for each count: to put the query into SQL takes longer than to answer it."""
    rows = PublishedArticle.objects.filter(**{f"{by}__in": range(count)}).values_list("pk", "card")
    return rows.query.sql_with_params()[0]


def keys(stories: Iterable[Card]) -> set[str]:
    """Of a page that shows these."""
    return page_keys.stories(story.number for story in stories)


def listed(page: Iterable[Any], navigation: Navigation, now: datetime) -> list[Card]:
    """The cards of a page of a list. Each row begins with the number of a public row and ends with the card."""
    return list(read(((row[0], row[-1]) for row in page), navigation, now).values())


def _read(text: str, navigation: Navigation, now: datetime) -> Card | None:
    """The card, or None if the text was not written by `text_of`: a broken row must not break the list."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not _is_card(told):
        if text:
            logger.error("A card is made of its columns, since it cannot be read: %.200s", text)
        return None
    found = Card(**told)
    found.section = navigation.by_id.get(found.section_id) if found.section_id else None
    found.picture = shown(found.picture, now)
    return found


def _is_card(told: Any) -> bool:
    if not facts.has(told, CARD) or len(told) != len(CARD) or not facts.is_time(told["at"]):
        return False
    picture = told["picture"]
    return picture is None or (
        facts.has(picture, PICTURE) and (picture["ends"] is None or facts.is_time(picture["ends"]))
    )


def shown(picture: dict[str, Any] | None, now: datetime) -> dict[str, Any] | None:
    """The picture, unless its rights have ended."""
    ended = picture is not None and picture["ends"] and datetime.fromisoformat(picture["ends"]) <= now
    return None if ended else picture


def card(
    story: Card,
    *,
    heading: str,
    picture: bool = False,
    text: bool = False,
    by: bool = False,
    when: bool = False,
    within: Section | None = None,
    sizes: str = "",
    first: bool = False,
    large: bool = False,
) -> SafeString:
    """A story in a list of a front.

    `heading` is the tag of its headline; `picture`, `text`, `by` and `when` say what else the card shows. `within` is
    the section of the list, which the card need not repeat. `sizes` and `first` are the picture's, as in
    `pictures.element`; `large` is the look of the first card of a zone.
    """
    figure = _figure(story.picture, sizes, first) if picture else ""
    classes = f"card{_classes(story)}{' card-first' if large else ''}{' with-picture' if figure else ''}"
    standfirst = (
        f'<p class="card-standfirst">{escape(story.standfirst)}</p>\n' if text and story.standfirst else ""
    )
    line = _by(story, when=when) if by or when or story.article_type == ArticleType.OPINION else ""
    return mark_safe(  # noqa: S308 # escaped part by part
        f'<article class="{classes}"{_language(story)}>\n{figure}<div class="card-text">\n{_kicker(story, within)}'
        f'<{heading} class="card-headline"><a href="{escape(story.path)}">{escape(story.headline)}</a></{heading}>\n'
        f"{standfirst}{line}</div>\n</article>"
    )


def river(stories: Iterable[Card], within: Section | None = None) -> SafeString:
    """A list by time. The day is written once, beside its first story."""
    rows, day = [], ""
    for story in stories:
        before, day = day, story.day
        rows.append(_row(story, within, day if day != before else ""))
    return mark_safe(f'<ol class="river">\n{"".join(rows)}</ol>')  # noqa: S308 # escaped part by part


def found(hits: Iterable[tuple[Card, SafeString, SafeString]]) -> SafeString:
    """The results of a search: stories with headline and passage as they are to be shown, and their days."""
    rows = (
        _row(story, None, story.day, headline=headline, passage=passage) for story, headline, passage in hits
    )
    return mark_safe(f'<ol class="river found">\n{"".join(rows)}</ol>')  # noqa: S308 # escaped part by part


def _row(
    story: Card,
    within: Section | None,
    day: str,
    *,
    headline: SafeString | None = None,
    passage: SafeString | None = None,
) -> str:
    said = f'<span class="river-day">{day}</span> ' if day else ""
    text = escape(story.standfirst) if passage is None else passage
    standfirst = f'<p class="river-standfirst">{text}</p>\n' if text else ""
    return (
        f'<li class="{_classes(story).strip()}">\n'
        f'<p class="river-when">{said}{story.hour}</p>\n'
        f'<article class="river-text"{_language(story)}>\n{_kicker(story, within)}'
        f'<h2 class="river-headline"><a href="{escape(story.path)}">{headline or escape(story.headline)}</a></h2>\n'
        f"{standfirst}{_by(story, when=False)}</article>\n{_figure(story.picture, IN_A_RIVER)}</li>\n"
    )


def kicker(story: Card, within: Section | None = None) -> list[str]:
    """What stands above a headline in a list: the type unless it is news, and the kicker or else the section.

    What the name of the list says already is left out.
    """
    kind = "" if story.is_over else TYPES.get(story.article_type, "")
    kind = say(spoken(story.language), kind) if kind else ""
    place = story.kicker or ("" if kind or story.section is None else story.section.name)
    said = {"", within.name.lower() if within else ""}
    words = []
    for word in (kind, place):
        if word.lower() not in said:
            said.add(word.lower())
            words.append(word)
    return words


def _kicker(story: Card, within: Section | None) -> str:
    tongue = marked(spoken(story.language), within=story.language)
    # Of the two, the type stands first.
    kind = TYPES.get(story.article_type) if tongue else None
    words = " ".join(
        f"<span{tongue if word == kind else ''}>{escape(word)}</span>" for word in kicker(story, within)
    )
    return f'<p class="kicker">{words}</p>\n' if words else ""


def _by(story: Card, *, when: bool) -> str:
    parts = [f"<span>{escape(story.byline_line)}</span>"] if story.byline_line else []
    if when:
        parts.append(story.time)
    return f'<p class="card-by">{" ".join(parts)}</p>\n' if parts else ""


def _figure(picture: dict[str, Any] | None, sizes: str, first: bool = False) -> str:
    if picture is None:
        return ""
    element = pictures.filled_in(picture["element"], sizes, first=first)
    whose = f'<figcaption class="credit">{picture["credit"]}</figcaption>'
    return f'<figure class="card-picture">{element}{whose}</figure>\n'


def credit(picture: PublishedPicture, language: str = "") -> SafeString:
    """Who the picture is credited to, and whether a machine had a part in it."""
    origin = ""
    if picture.origin:
        said = say(language or settings.LANGUAGE_CODE, picture.origin)
        origin = f' | <strong class="origin">{escape(said)}</strong>'
    return mark_safe(f"{escape(picture.credit_line)}{origin}")  # noqa: S308 # escaped above


def _classes(story: Card) -> str:
    section = f" section-{escape(story.section.slug)}" if story.section else ""
    return f"{section} type-{escape(story.article_type)}"


def _language(story: Card) -> str:
    return "" if story.language == settings.LANGUAGE_CODE else attributes(story.language)


def _time(moment: datetime, words: str) -> str:
    return f'<time datetime="{iso(moment)}">{escape(words)}</time>'
