"""Pictures of the library, one by one and in galleries.

What a use of a picture says, where the library says something else or nothing: its caption, its alt text, its
credit, that it is decorative and needs no alt text, and a crop in thousandths of the picture.
"""

from dataclasses import replace

from django.utils.translation import gettext, gettext_noop

from ..attributes import crop, decorative, line, number
from ..markup import quoted
from ..page import Page
from ..schema import Kind, Node, Uses
from ..uses import PictureUse


def use_of(node: Node) -> PictureUse:
    return PictureUse(
        int(node.attr("data-picture")),
        node.attr("data-caption"),
        node.attr("data-alt"),
        node.attr("data-credit"),
        bool(node.attr("data-decorative")),
        node.attr("data-crop"),
    )


def _picture(node: Node, page: Page) -> str:
    return page.picture(use_of(node))


def _gallery(node: Node, page: Page) -> str:
    """Pictures one after the other, each with its caption: to set them in rows is a matter of style."""
    uses = list(map(use_of, node.children))
    if len(uses) % 2:
        uses[0] = replace(uses[0], wide=True)
    inside = "".join(map(page.picture, uses))
    if not inside:
        return ""
    title = node.attr("data-title")
    shown = page.title(title, "gallery-title")
    label = quoted("aria-label", title or gettext("Gallery"))
    return f'<div class="gallery" role="group"{label}>{shown}{inside}</div>'


KINDS = (
    Kind(
        name="picture",
        tag="figure",
        word=gettext_noop("picture"),
        stands="apart",
        content=(),
        marker="data-picture",
        marked=number,
        attrs=(
            ("data-caption", line),
            ("data-alt", line),
            ("data-credit", line),
            ("data-decorative", decorative),
            ("data-crop", crop),
        ),
        lifted=True,
        render=_picture,
        uses=(Uses(PictureUse, ("data-picture",), use_of),),
        is_pictorial=True,
        in_words=lambda node, stories: (
            f"Picture: {node.attr('data-caption') or 'number ' + node.attr('data-picture')}"
        ),
    ),
    Kind(
        name="gallery",
        tag="div",
        word=gettext_noop("gallery"),
        stands="apart",
        content=("picture",),
        marker="data-gallery",
        attrs=(("data-title", line),),
        above=("data-title",),
        lacks=gettext_noop("gallery without pictures"),
        lifted=True,
        render=_gallery,
        is_pictorial=True,
        compared_as="div",
    ),
)
