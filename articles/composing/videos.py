"""Videos by the address of their file: where they may be played from, and what readers and machines get of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from articles import body
from articles.body import VideoUse
from articles.languages import own_name
from articles.models import PublishedPicture
from articles.models.published import File

WIDE = (1280, 720)
LARGEST_POSTER = 1280
TYPES = {"webm": "video/webm"}  # the others are video/mp4


def why_not(address: str) -> str:
    """Why a file may not be played on our pages; empty if it may."""
    host = _host(address)
    if host in settings.VIDEO_HOSTS:
        return ""
    if not settings.VIDEO_HOSTS:
        return (
            "No host of video files is named in VIDEO_HOSTS, so none is played."
            f" Ask whoever runs the newsroom to add {host}, or use an embed."
        )
    return (
        f"Video files are played from {' and '.join(settings.VIDEO_HOSTS)}, not from {host}. Put the file there,"
        f" or ask whoever runs the newsroom to add {host} to VIDEO_HOSTS."
    )


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def files(text: str) -> set[str]:
    """The addresses of the files in a body: videos and their captions."""
    return {address for use in body.videos(text) for address in (use.address, use.captions) if address}


def problems(use: VideoUse) -> list[str]:
    """What is wrong with this video, in sentences for an editor."""
    found = [] if use.credit else ["It has no credit."]
    reasons = (why_not(address) for address in (use.address, use.captions) if address)
    return found + list(dict.fromkeys(filter(None, reasons)))


@dataclass(frozen=True)
class Video:
    """The video as the page shows it. `poster` is None if there is none that may be shown."""

    use: VideoUse
    poster: PublishedPicture | None
    language: str
    """Of the captions."""

    @property
    def type(self) -> str:
        ending = urlsplit(self.use.address).path.rpartition(".")[2].lower()
        return TYPES.get(ending, "video/mp4")

    @property
    def poster_file(self) -> File | None:
        files = self.poster.files().get("jpeg", []) if self.poster else []
        fitting = [file for file in files if file["width"] <= LARGEST_POSTER] or files[:1]
        return fitting[-1] if fitting else None

    @property
    def size(self) -> tuple[int, int]:
        """The size of the space that the page keeps for it: that of the poster, since posters are stills."""
        file = self.poster_file
        return (file["width"], file["height"]) if file else WIDE

    @property
    def is_tall(self) -> bool:
        width, height = self.size
        return height > width

    @property
    def captions(self) -> str:
        return self.use.captions if _host(self.use.captions) in settings.VIDEO_HOSTS else ""

    @property
    def captions_are_foreign(self) -> bool:
        """Whether the captions have another origin: browsers refuse them unless the video is loaded by CORS."""
        return bool(self.captions) and _host(self.captions) != _host(settings.SITE_URL)

    @property
    def captions_label(self) -> str:
        return own_name(self.language)

    def row(self) -> dict[str, Any]:
        """What the public row of the story says of the video."""
        file = self.poster_file
        return {
            "address": self.use.address,
            "type": self.type,
            "caption": self.use.caption,
            "credit": self.use.credit,
            "poster": self.poster.image_id if self.poster and file else None,
            "thumbnail": file["url"] if file else "",
        }


def shown(use: VideoUse, poster: PublishedPicture | None, *, language: str) -> Video | None:
    """The video for readers, or None if our pages may not play it."""
    return None if why_not(use.address) else Video(use, poster, use.language or language)
