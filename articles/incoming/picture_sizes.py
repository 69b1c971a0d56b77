"""Of the files of a picture that wire copy names, those that the library would take, the best first."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings

from articles.wire import mail
from articles.wire.item import Rendition
from media.intake import uploads

WEB, ATTACHED = ("http", "https"), mail.ATTACHED
# By the last part of their media types. What says no type is looked at when it is here.
TAKEN = frozenset({"jpeg", "jpg", "pjpeg", "png", "webp", "avif", "tiff", "gif", "octet-stream", ""})
# Of each picture so many sizes are tried, one after the other.
MOST_TRIED = 3
# Agencies' words for a size, and how many pixels it is thought to have where they do not say.
ROLES = (
    (("thumb", "icon", "small"), 0),
    (("highres", "original", "baseimage", "main", "full"), 8_000_000),
    (("preview", "view", "lowres"), 400_000),
)
UNNAMED = 1_000_000


def best_first(renditions: tuple[Rendition, ...]) -> list[Rendition]:
    """Those that the library would take as far as the agency describes them: the largest first."""
    allowed = [one for one in renditions if _is_allowed(one)]
    return sorted(allowed, key=lambda one: (_pixels(one), one.size or 0), reverse=True)[:MOST_TRIED]


def _is_allowed(one: Rendition) -> bool:
    if not one.address or scheme_of(one.address) not in (*WEB, ATTACHED, "", "file"):
        return False
    kind, _slash, form = one.media_type.partition(";")[0].strip().lower().rpartition("/")
    if kind not in ("image", "application", "") or form.removeprefix("x-") not in TAKEN:
        return False
    if one.size and one.size > settings.PICTURE_MAX_BYTES:
        return False
    if not (one.width and one.height):
        return True
    is_small = min(one.width, one.height) < uploads.SMALLEST_SIDE
    return not is_small and one.width * one.height <= settings.PICTURE_MAX_PIXELS


def _pixels(one: Rendition) -> int:
    role = one.role.casefold()
    guess = next((count for words, count in ROLES if any(word in role for word in words)), UNNAMED)
    return one.width * one.height if one.width and one.height else guess


def scheme_of(address: str) -> str:
    try:
        return urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return "unreadable"


def name_of(one: Rendition) -> str:
    """The last part of its address."""
    try:
        return PurePosixPath(unquote(urlsplit(one.address.strip()).path).replace("\\", "/")).name
    except ValueError:
        return ""
