"""Lists, with signs or with numbers, and their items. An item holds paragraphs, and lists of its own behind them."""

from django.utils.translation import gettext_noop

from ..attributes import count
from ..page import Page
from ..schema import Kind, Node

LISTS = ("bullets", "numbers")


def _framed(node: Node, page: Page) -> str:
    return page.framed(node)


def _beginning(node: Node) -> str:
    return f"Begins at {node.attr('start') or '1'}"


KINDS = (
    Kind(
        name="bullets",
        tag="ul",
        word=gettext_noop("list"),
        stands="in the text",
        content=("item",),
        render=_framed,
    ),
    Kind(
        name="numbers",
        tag="ol",
        word=gettext_noop("numbered list"),
        stands="in the text",
        content=("item",),
        attrs=(("start", count),),
        render=_framed,
        beginning=_beginning,
    ),
    Kind(
        name="item",
        tag="li",
        word=gettext_noop("list item"),
        stands="in others",
        content=("paragraph", *LISTS),
        first="paragraph",
        render=_framed,
    ),
)
