"""What a body uses and does not hold: pictures of the library, video files, other stories, pages of others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureUse:
    """A picture of the library in a body; an empty caption, alt text or credit means the library's own."""

    image_id: int
    caption: str = ""
    alt: str = ""
    credit: str = ""
    decorative: bool = False
    crop: str = ""
    wide: bool = False
    """Whether it is the one that a gallery of an odd number shows over its whole width."""


@dataclass(frozen=True)
class VideoUse:
    """A video by the address of its file. `poster` is the number of a picture of the library."""

    address: str
    poster: int | None = None
    captions: str = ""
    language: str = ""
    """Of the captions; empty where it is that of the story."""

    caption: str = ""
    credit: str = ""

    @property
    def name(self) -> str:
        """What an editor knows the video by."""
        return self.caption or self.address


@dataclass(frozen=True)
class StoryUse:
    """Another story that a body leads to."""

    story_id: int


@dataclass(frozen=True)
class EmbedUse:
    """A page of somebody else's that a body leads to."""

    address: str


Use = PictureUse | VideoUse | StoryUse | EmbedUse
