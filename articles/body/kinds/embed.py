"""An embed: a page of somebody else's, of which readers get a link, and the frame only when they ask for it."""

from django.utils.translation import gettext, gettext_noop

from ..attributes import web_address
from ..frames import frame, provider
from ..markup import escape, quoted
from ..page import Page
from ..schema import Kind, Node, Uses
from ..uses import EmbedUse


def _render(node: Node, page: Page) -> str:
    """A link, and where we know its frame, a block that a script of the page may put the frame into."""
    address = node.attr("data-embed")
    of = provider(address)
    words = escape(gettext(of.verb) % {"provider": of.name})
    link = f'<a{quoted("href", address)} rel="noopener">{words}</a>'
    shown = frame(address)
    if not shown:
        return f'<p class="embed">{link}</p>'
    told = gettext("%(provider)s learns of your visit only then.") % {"provider": of.name}
    note = f'<span class="embed-note">{escape(told)}</span>'
    return (
        f'<div class="embed embed-framed"{quoted("data-frame", shown)}>'
        f'<p class="embed-poster">{link} {note}</p></div>'
    )


KINDS = (
    Kind(
        name="embed",
        tag="figure",
        word=gettext_noop("embed"),
        stands="apart",
        content=(),
        marker="data-embed",
        marked=web_address,
        lifted=True,
        render=_render,
        # The reader makes embeds of frames whose provider is known.
        uses=(Uses(EmbedUse, ("data-embed", "<iframe"), lambda node: EmbedUse(node.attr("data-embed"))),),
        in_words=lambda node, stories: f"Embed: {node.attr('data-embed')}",
    ),
)
