"""Quotes in the text, and pull quotes: a sentence set large, with who said it."""

from django.utils.translation import gettext_noop

from ..attributes import line
from ..markup import escape
from ..page import Page
from ..schema import Kind, Node


def _quote(node: Node, page: Page) -> str:
    return page.framed(node)


def _pull_quote(node: Node, page: Page) -> str:
    quote = page.all(node.children)
    if not quote:
        return ""
    by = node.attr("data-by")
    by = f'<p class="pullquote-by">{escape(by)}</p>' if by else ""
    return f'<aside class="pullquote"><blockquote>{quote}</blockquote>{by}</aside>'


KINDS = (
    Kind(
        name="quote",
        tag="blockquote",
        word=gettext_noop("quote"),
        stands="in the text",
        content=("paragraph",),
        render=_quote,
    ),
    Kind(
        name="pullquote",
        tag="aside",
        word=gettext_noop("pull quote"),
        stands="apart",
        content=("paragraph",),
        marker="data-pullquote",
        attrs=(("data-by", line),),
        below=("data-by",),
        lifted=True,
        render=_pull_quote,
        compared_as="div",
    ),
)
