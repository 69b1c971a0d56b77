"""Pictures on public pages: which may be shown at this moment, and the element with their files.

Pictures whose rights have ended are taken out of the public rows within a minute. Until then pages leave them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.models.published import File, PublishedArticle, PublishedPicture

# Best first: a browser takes the first format that it knows. JPEG is for the others.
BETTER = {"avif": "image/avif", "webp": "image/webp"}
# Text is loaded before pictures, except the one with which a page opens.
SOON, LATER = 'fetchpriority="high"', 'loading="lazy" fetchpriority="low"'
# They mark the places that each list fills in. Nobody can type them: in what is typed, "<" is escaped.
SIZES, LOADING = "<sizes>", "<loading>"


def with_pictures(stories: Iterable[PublishedArticle], now: datetime | None = None) -> list[PublishedArticle]:
    """The stories, each with the picture to show beside it, if its rights have not ended."""
    now = now or timezone.now()
    found = list(stories)
    for story in found:
        story.picture = shown(story.lead, now)
    return found


def shown(picture: PublishedPicture | None, now: datetime) -> PublishedPicture | None:
    return None if picture is None or picture.has_ended(now) else picture


def marked(figure: str, picture: PublishedPicture) -> str:
    """A figure of a text, marked so that `without` finds it. A picture whose rights never end needs no mark."""
    if picture.rights_end is None:
        return figure
    return f"<!--picture {picture.image_id}-->{figure}<!--/picture-->"


def without(text: str, image_ids: Iterable[int]) -> str:
    """The rendered text without these pictures. Videos stay, without these as posters.

    Nobody can type a mark or the beginning of a tag: what is typed is escaped.
    """
    gone = "|".join(str(pk) for pk in image_ids)
    if not gone:
        return text
    text = re.sub(rf"<!--picture (?:{gone})-->.*?<!--/picture-->", "", text, flags=re.DOTALL)
    return re.sub(rf'(<video [^>]*?) data-poster="(?:{gone})" poster="[^"]*"', r"\1", text)


def without_thumbnails(videos: Iterable[dict[str, Any]], image_ids: Iterable[int]) -> list[dict[str, Any]]:
    """What machines are told of videos, without these pictures."""
    gone = set(image_ids)
    return [video | {"thumbnail": ""} if video["poster"] in gone else video for video in videos]


def without_images(images: Iterable[dict[str, Any]], image_ids: Iterable[int]) -> list[dict[str, Any]]:
    """What machines are told of pictures, without these."""
    gone = set(image_ids)
    return [row for row in images if row["image"] not in gone]


def element(picture: PublishedPicture, *, shape: str, sizes: str, first: bool = False) -> SafeString:
    """The picture as <picture>, in a frame that has its colour until it is loaded; empty if it has no files.

    `sizes` says how wide the page shows it, `first` that it is the largest thing on the first screen.
    """
    return filled_in(outline(picture, shape), sizes, first=first)


def outline(picture: PublishedPicture, shape: str) -> str:
    """The element with SIZES and LOADING in the places that each list fills in; empty if there are no files."""
    files = picture.files(shape)
    if not files:
        return ""
    # The colour is an attribute: the content security policy does not allow a style here.
    colour = f'<svg color="{escape(picture.tone)}" aria-hidden="true"></svg>' if picture.tone else ""
    sources = "".join(
        f'<source type="{kind}" srcset="{srcset(files[name])}" sizes="{SIZES}">'
        for name, kind in BETTER.items()
        if name in files
    )
    largest = files["jpeg"][-1]
    image = (
        f'<img src="{escape(largest["url"])}" srcset="{srcset(files["jpeg"])}" sizes="{SIZES}"'
        f' width="{largest["width"]}" height="{largest["height"]}" alt="{escape(picture.alt)}" {LOADING}'
        ' decoding="async">'
    )
    return f'<span class="frame">{colour}<picture>{sources}{image}</picture></span>'


def filled_in(element: str, sizes: str, *, first: bool) -> SafeString:
    """The element with the places filled in by the list that shows it."""
    whole = element.replace(SIZES, sizes).replace(LOADING, SOON if first else LATER)
    return mark_safe(whole)  # noqa: S308 # escaped in `outline`; sizes are ours


def srcset(files: Iterable[File]) -> str:
    return escape(", ".join(f"{file['url']} {file['width']}w" for file in files))
