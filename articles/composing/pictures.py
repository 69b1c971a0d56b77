"""Pictures on public pages: which may be shown at this moment, and each as the element that browsers choose from.

Pictures whose rights have ended are taken out of the public rows within a minute. Until then, pages leave them
out by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models.published import File, PublishedArticle, PublishedPicture

# Best first: a browser takes the first that it knows. JPEG is for the rest.
BETTER = {"avif": "image/avif", "webp": "image/webp"}
# Text comes before pictures, but for the one a page opens with.
SOON, LATER = 'fetchpriority="high"', 'loading="lazy" fetchpriority="low"'
# Stand in a picture's element for what its list says. Nobody can type one: in what is typed, "<" is escaped.
SIZES, LOADING = "<sizes>", "<loading>"


def with_pictures(stories: Iterable[PublishedArticle], now: datetime | None = None) -> list[PublishedArticle]:
    """The stories, each with the picture to show beside it, unless its rights have ended."""
    now = now or timezone.now()
    found = list(stories)
    for story in found:
        story.picture = shown(story.lead, now)
    return found


def shown(picture: PublishedPicture | None, now: datetime) -> PublishedPicture | None:
    return None if picture is None or picture.has_ended(now) else picture


def marked(figure: str, picture: PublishedPicture) -> str:
    """A figure of a text, so that `without` finds it. What never ends needs no mark."""
    if picture.rights_end is None:
        return figure
    return f"<!--picture {picture.image_id}-->{figure}<!--/picture-->"


def without(text: str, image_ids: Iterable[int]) -> str:
    """The rendered text without these pictures; videos stay, without their posters.

    Nobody can type a mark or the beginning of a tag: what is typed is escaped.
    """
    gone = "|".join(str(pk) for pk in image_ids)
    if not gone:
        return text
    text = re.sub(rf"<!--picture (?:{gone})-->.*?<!--/picture-->", "", text, flags=re.DOTALL)
    return re.sub(rf'(<video [^>]*?) data-poster="(?:{gone})" poster="[^"]*"', r"\1", text)


def without_thumbnails(videos: Iterable[dict[str, Any]], image_ids: Iterable[int]) -> list[dict[str, Any]]:
    """What machines are told of videos, less these pictures."""
    gone = set(image_ids)
    return [video | {"thumbnail": ""} if video["poster"] in gone else video for video in videos]


def element(picture: PublishedPicture, *, shape: str, sizes: str, first: bool = False) -> SafeString:
    """The picture as <picture>, in a frame that has its colour until it is there; nothing where no file is.

    `sizes` says how wide the page shows it, `first` that it is the largest thing to be seen at once.
    """
    return filled_in(outline(picture, shape), sizes, first=first)


def outline(picture: PublishedPicture, shape: str) -> str:
    """The element with SIZES and LOADING where each list says its own; empty where no file is."""
    files = picture.files(shape)
    if not files:
        return ""
    # A colour as an attribute: a style would need leave from the content security policy.
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
    """What `outline` left open, said by the list that shows the picture."""
    whole = element.replace(SIZES, sizes).replace(LOADING, SOON if first else LATER)
    return mark_safe(whole)  # noqa: S308 # escaped in `outline`; sizes are ours


def srcset(files: Iterable[File]) -> str:
    return escape(", ".join(f"{file['url']} {file['width']}w" for file in files))
