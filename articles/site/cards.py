"""Stories in lists: the card of a front, the row of a river. Written by hand, not by templates.

A front has thirty cards, and a template for each took nine tenths of the time to answer for it. What a
newsroom changes about them are the style sheets; the words and their order are these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models.story import ArticleType
from articles.site import pictures
from articles.site.times import iso, newspaper_date, newspaper_hour, newspaper_time
from articles.site.writing import direction

if TYPE_CHECKING:
    from articles.models.published import PublishedArticle, PublishedPicture
    from articles.models.taxonomy import Section

IN_A_RIVER = "(min-width: 48rem) 13rem, 7rem"


def card(
    story: PublishedArticle,
    *,
    heading: str,
    picture: bool = False,
    text: bool = False,
    by: bool = False,
    when: bool = False,
    within: Section | None = None,
    sizes: str = "",
    first: bool = False,
) -> SafeString:
    """A story in a list of a front; `heading` is the tag of its headline, the next four say what else it shows.

    `within` is the section of the list, which need not be said again. `sizes` and `first` are the picture's, as
    `pictures.element` takes them.
    """
    figure = _figure(story.picture, sizes, first) if picture else ""
    classes = f"card{_classes(story)}{' card-first' if first else ''}{' with-picture' if figure else ''}"
    standfirst = (
        f'<p class="card-standfirst">{escape(story.standfirst)}</p>\n' if text and story.standfirst else ""
    )
    line = _by(story, when=when) if by or when or story.article_type == ArticleType.OPINION else ""
    return mark_safe(  # noqa: S308 # escaped part by part
        f'<article class="{classes}"{_language(story)}>\n{figure}<div class="card-text">\n{_kicker(story, within)}'
        f'<{heading} class="card-headline"><a href="{escape(story.path)}">{escape(story.headline)}</a></{heading}>\n'
        f"{standfirst}{line}</div>\n</article>"
    )


def river(stories: Iterable[PublishedArticle], within: Section | None = None) -> SafeString:
    """A list by time. The day is written once, beside its first story."""
    rows, day = [], ""
    for story in stories:
        before, day = day, newspaper_date(story.published_at)
        rows.append(_row(story, within, day if day != before else ""))
    return mark_safe(f'<ol class="river">\n{"".join(rows)}</ol>')  # noqa: S308 # escaped part by part


def found(hits: Iterable[tuple[PublishedArticle, SafeString, SafeString]]) -> SafeString:
    """What a search found: stories with their headline and a passage as they are to be shown, each with its day."""
    rows = (
        _row(story, None, newspaper_date(story.published_at), headline=headline, passage=passage)
        for story, headline, passage in hits
    )
    return mark_safe(f'<ol class="river found">\n{"".join(rows)}</ol>')  # noqa: S308 # escaped part by part


def _row(
    story: PublishedArticle,
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
        f'<p class="river-when">{said}{_time(story.published_at, newspaper_hour(story.published_at))}</p>\n'
        f'<article class="river-text"{_language(story)}>\n{_kicker(story, within)}'
        f'<h2 class="river-headline"><a href="{escape(story.path)}">{headline or escape(story.headline)}</a></h2>\n'
        f"{standfirst}{_by(story, when=False)}</article>\n{_figure(story.picture, IN_A_RIVER)}</li>\n"
    )


def kicker(story: PublishedArticle, within: Section | None = None) -> list[str]:
    """What stands above a headline in a list: the type where it is not news, and the kicker or else the section.

    Nothing that the name of the list says already.
    """
    kind = "" if story.article_type == ArticleType.NEWS else story.get_article_type_display()
    place = story.kicker or ("" if kind or story.section is None else story.section.name)
    said = {"", within.name.lower() if within else ""}
    words = []
    for word in (kind, place):
        if word.lower() not in said:
            said.add(word.lower())
            words.append(word)
    return words


def _kicker(story: PublishedArticle, within: Section | None) -> str:
    words = " ".join(f"<span>{escape(word)}</span>" for word in kicker(story, within))
    return f'<p class="kicker">{words}</p>\n' if words else ""


def _by(story: PublishedArticle, *, when: bool) -> str:
    parts = [f"<span>{escape(story.byline_line)}</span>"] if story.byline_line else []
    if when:
        parts.append(_time(story.published_at, newspaper_time(story.published_at)))
    return f'<p class="card-by">{" ".join(parts)}</p>\n' if parts else ""


def _figure(picture: PublishedPicture | None, sizes: str, first: bool = False) -> str:
    if picture is None or not picture.renditions:
        return ""
    shown = pictures.element(picture, shape="card", sizes=sizes, first=first)
    return f'<figure class="card-picture">{shown}<figcaption class="credit">{credit(picture)}</figcaption></figure>\n'


def credit(picture: PublishedPicture) -> SafeString:
    """Whose the picture is, and whether a machine had a part in it."""
    origin = f' | <strong class="origin">{escape(picture.origin)}</strong>' if picture.origin else ""
    return mark_safe(f"{escape(picture.credit_line)}{origin}")  # noqa: S308 # escaped above


def _classes(story: PublishedArticle) -> str:
    section = f" section-{escape(story.section.slug)}" if story.section else ""
    return f"{section} type-{escape(story.article_type)}"


def _language(story: PublishedArticle) -> str:
    if story.language == settings.LANGUAGE_CODE:
        return ""
    return f' lang="{escape(story.language)}" dir="{direction(story.language)}"'


def _time(moment: datetime, words: str) -> str:
    return f'<time datetime="{iso(moment)}">{escape(words)}</time>'
