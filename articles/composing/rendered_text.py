"""Renders the text of a story for readers, with its pictures, its videos and the cards of other stories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.body import advertising
from articles.composing import cards, videos
from articles.composing.pictures import marked
from articles.languages import spoken
from articles.models import PublishedArticle, PublishedPicture


class RenderedText(NamedTuple):
    """A text as readers get it, with the videos and the pictures that they see in it."""

    html: str
    videos: list[videos.Video]
    pictures: list[PublishedPicture]


def related_stories(story_ids: Sequence[int]) -> dict[int, PublishedArticle]:
    """The live stories among those to which a text points."""
    live = PublishedArticle.objects.for_cards().filter(story_id__in=story_ids)
    return {row.story_id: row for row in live}


def body_of(
    story: PublishedArticle, pictures: Sequence[PublishedPicture], related: Mapping[int, PublishedArticle]
) -> RenderedText:
    """The text for readers. Where an advertisement may stand, it has a mark."""
    return text_of(
        story.body,
        [row for row in pictures if row.use == PublishedPicture.Use.BODY],
        related,
        language=story.language,
        advertisement=advertising.mark if story.takes_advertisements else None,
    )


def text_of(
    text: str,
    pictures: Sequence[PublishedPicture],
    related: Mapping[int, PublishedArticle],
    *,
    language: str,
    advertisement: Callable[[int], str] | None = None,
    within: str = "",
    may_play: Callable[[body.VideoUse], bool] | None = None,
) -> RenderedText:
    """A text for readers with its pictures. `within` is the id of the part of the page in which it stands.

    `may_play` says which videos stay, where not all of them do.
    """
    in_text = iter(pictures)
    known = {row.image_id for row in pictures}
    played: list[videos.Video] = []
    seen: list[PublishedPicture] = []
    said_in = spoken(language)

    def picture(use: body.PictureUse) -> str:
        if use.image_id not in known:
            return ""
        row = next(in_text)
        seen.append(row)
        shown = render_to_string(
            "site/_picture.html", {"picture": row, "wide": use.wide, "language": said_in}
        )
        return marked(shown, row)

    def video(use: body.VideoUse) -> str:
        poster = next(in_text) if use.poster in known else None
        found = videos.shown(use, poster, language=language)
        if found is None or (may_play is not None and not may_play(use)):
            return ""
        played.append(found)
        credit = _poster_credit(found, said_in)
        return render_to_string("site/_video.html", {"video": found, "poster_credit": credit})

    def relation(story_id: int) -> str:
        found = related.get(story_id)
        return render_to_string("site/_related.html", {"story": found}) if found else ""

    rendered = body.render(
        text, picture=picture, related=relation, video=video, advertisement=advertisement, within=within
    )
    return RenderedText(rendered, played, seen)


def _poster_credit(video: videos.Video, language: str) -> SafeString:
    """The credit of the poster, after the video’s own. `pictures.without` removes it with the picture."""
    row = video.poster
    if row is None or video.poster_file is None:
        return SafeString()
    between = " | " if video.use.credit else ""
    return mark_safe(marked(f"{between}{cards.credit(row, language)}", row))  # noqa: S308 # escaped by `credit`
