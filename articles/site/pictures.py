"""Pictures on public pages: which may be shown at this moment, and each as the element that browsers choose from.

Pictures whose rights have ended are taken out of the public rows within a minute. Until then, pages leave them
out by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models.published import File, PublishedArticle, PublishedPicture

# Best first: a browser takes the first that it knows. JPEG is for the rest.
BETTER = {"avif": "image/avif", "webp": "image/webp"}


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
    """The rendered text without these pictures. Nobody can type a mark: what is typed is escaped."""
    gone = "|".join(str(pk) for pk in image_ids)
    return (
        re.sub(rf"<!--picture (?:{gone})-->.*?<!--/picture-->", "", text, flags=re.DOTALL) if gone else text
    )


def element(picture: PublishedPicture, *, shape: str, sizes: str, first: bool = False) -> SafeString:
    """The picture as <picture>, in a frame that has its colour until it is there; nothing where no file is.

    `sizes` says how wide the page shows it, `first` that it is the largest thing to be seen at once.
    """
    files = picture.files(shape)
    if not files:
        return SafeString()
    largest = files["jpeg"][-1]
    return format_html(
        '<span class="frame">{}<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"'
        '{} decoding="async"></picture></span>',
        # A colour as an attribute: a style would need leave from the content security policy.
        format_html('<svg color="{}" aria-hidden="true"></svg>', picture.tone) if picture.tone else "",
        format_html_join(
            "",
            '<source type="{}" srcset="{}" sizes="{}">',
            ((kind, srcset(files[name]), sizes) for name, kind in BETTER.items() if name in files),
        ),
        largest["url"],
        srcset(files["jpeg"]),
        sizes,
        largest["width"],
        largest["height"],
        picture.alt,
        SafeString(' fetchpriority="high"' if first else ' loading="lazy"'),
    )


def srcset(files: Iterable[File]) -> str:
    return ", ".join(f"{file['url']} {file['width']}w" for file in files)
