"""A fact box: background in a box of its own, with a title."""

from django.utils.translation import gettext_noop

from ..attributes import line
from ..markup import quoted
from ..page import Page
from ..schema import Kind, Node
from .lists import LISTS


def _render(node: Node, page: Page) -> str:
    title = node.attr("data-title")
    if not title:
        return f'<aside class="factbox">{page.all(node.children)}</aside>'
    # Subheadings stand one level below the title.
    inside = "".join(
        page.heading(child, page.level + 1) if child.kind.name == "subheading" else page.all([child])
        for child in node.children
    )
    shown = page.title(title, "factbox-title")
    return f'<aside class="factbox"{quoted("aria-label", title)}>{shown}{inside}</aside>'


KINDS = (
    Kind(
        name="factbox",
        tag="aside",
        word=gettext_noop("fact box"),
        stands="apart",
        content=("paragraph", *LISTS, "subheading"),
        marker="data-factbox",
        attrs=(("data-title", line),),
        above=("data-title",),
        lifted=True,
        render=_render,
        compared_as="div",
    ),
)
