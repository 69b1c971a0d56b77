"""Blocks of text alone: paragraphs and headings."""

from django.utils.translation import gettext_noop

from ..page import Page
from ..schema import TEXT, Kind, Node


def _heading(node: Node, page: Page) -> str:
    page.is_divided = True
    return page.heading(node, page.above + 1)


def _subheading(node: Node, page: Page) -> str:
    return page.heading(node, page.level, "" if page.is_divided else "subheading")


def _framed(node: Node, page: Page) -> str:
    return page.framed(node)


KINDS = (
    Kind(
        name="paragraph",
        tag="p",
        word=gettext_noop("paragraph"),
        stands="in the text",
        content=TEXT,
        render=_framed,
    ),
    Kind(
        name="heading",
        tag="h2",
        word=gettext_noop("subheading"),
        stands="apart",
        content=TEXT,
        render=_heading,
        compared_as="p",
    ),
    Kind(
        name="subheading",
        tag="h3",
        word=gettext_noop("subheading"),
        word_beside=gettext_noop("small subheading"),
        stands="apart",
        content=TEXT,
        render=_subheading,
        compared_as="p",
    ),
)
