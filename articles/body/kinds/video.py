"""A video by the address of its file. Its poster is a picture of the library; its captions are a WebVTT file."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from ..attributes import captions, film, language, line, number
from ..page import Page
from ..schema import Kind, Node, Uses
from ..uses import PictureUse, VideoUse

# What is told of a video beside its caption where versions are compared.
_TOLD = (
    ("file", "data-video"),
    ("credit", "data-credit"),
    ("number of its poster", "data-poster"),
    ("captions", "data-captions"),
    ("language of the captions", "data-captions-language"),
)


def _use(node: Node) -> VideoUse:
    return VideoUse(
        node.attr("data-video"),
        int(node.attr("data-poster") or 0) or None,
        node.attr("data-captions"),
        node.attr("data-captions-language"),
        node.attr("data-caption"),
        node.attr("data-credit"),
    )


def _poster(node: Node) -> PictureUse | None:
    """The poster needs no alt text: what it shows, the caption of the video says."""
    poster = node.attr("data-poster")
    return PictureUse(int(poster), decorative=True) if poster else None


def _render(node: Node, page: Page) -> str:
    return page.video(_use(node))


def _in_words(node: Node, stories: Mapping[int, str]) -> str:
    told = (f"{what}: {node.attr(name)}" for what, name in _TOLD if node.attr(name))
    return "; ".join([f"Video: {node.attr('data-caption') or 'no caption'}", *told])


KINDS = (
    Kind(
        name="video",
        tag="figure",
        word=gettext_noop("video"),
        stands="apart",
        content=(),
        marker="data-video",
        marked=film,
        attrs=(
            ("data-poster", number),
            ("data-captions", captions),
            ("data-captions-language", language),
            ("data-caption", line),
            ("data-credit", line),
        ),
        lifted=True,
        render=_render,
        uses=(Uses(VideoUse, ("data-video",), _use), Uses(PictureUse, ("data-poster",), _poster)),
        is_pictorial=True,
        in_words=_in_words,
    ),
)
