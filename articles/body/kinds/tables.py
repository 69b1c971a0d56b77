"""Tables, their rows and their cells."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from ..attributes import span
from ..markup import quoted
from ..page import Page
from ..schema import Kind, Node, text_of

_SPANS = (("colspan", span), ("rowspan", span))


def _framed(node: Node, page: Page) -> str:
    return page.framed(node)


def _table(node: Node, page: Page) -> str:
    label = quoted("aria-label", gettext("Table"))
    return (
        f'<div class="table-scroll" role="region"{label} tabindex="0">'
        f"<table><tbody>{page.all(node.children)}</tbody></table></div>"
    )


def _text(node: Node) -> Iterable[str]:
    """A line for each row, with tabs between the cells."""
    rows = (
        "\t".join(" ".join(text_of(paragraph) for paragraph in cell.children) for cell in row.children)
        for row in node.children
    )
    return ("\n".join(rows).strip(),)


KINDS = (
    Kind(
        name="table",
        tag="table",
        word=gettext_noop("table"),
        stands="in the text",
        content=("row",),
        inner="tbody",
        lifted=True,
        render=_table,
        text=_text,
    ),
    Kind(
        name="row",
        tag="tr",
        word=gettext_noop("table row"),
        stands="in others",
        content=("header", "cell"),
        render=_framed,
    ),
    *(
        Kind(
            name=name,
            tag=tag,
            word=gettext_noop("table cell"),
            stands="in others",
            content=("paragraph",),
            attrs=_SPANS,
            is_kept_empty=True,
            is_shaped_by_attrs=True,
            render=_framed,
        )
        for name, tag in (("header", "th"), ("cell", "td"))
    ),
)
