"""A timeline: entries that begin with a date, in words, and go on in paragraphs."""

from django.utils.translation import gettext_noop

from ..attributes import line
from ..markup import quoted
from ..page import Page
from ..schema import Kind, Node


def _timeline(node: Node, page: Page) -> str:
    entries = page.all(node.children)
    if not entries:
        return ""
    title = node.attr("data-title")
    label = quoted("aria-label", title) if title else ""
    return (
        f'<section class="timeline"{label}>{page.title(title, "timeline-title")}<ol>{entries}</ol></section>'
    )


def _entry(node: Node, page: Page) -> str:
    date, *text = node.children
    shown = f'<p class="timeline-date"><strong>{page.words(date)}</strong></p>' if date.runs else ""
    return f"<li>{shown}{page.all(text)}</li>"


KINDS = (
    Kind(
        name="timeline",
        tag="ol",
        word=gettext_noop("timeline"),
        stands="apart",
        content=("entry",),
        marker="data-timeline",
        attrs=(("data-title", line),),
        above=("data-title",),
        filler="<li><h3></h3></li>",
        lifted=True,
        render=_timeline,
        compared_as="div",
    ),
    Kind(
        name="entry",
        tag="li",
        word=gettext_noop("entry of a timeline"),
        stands="in others",
        content=("paragraph",),
        first="subheading",
        render=_entry,
        compared_as="div",
    ),
)
