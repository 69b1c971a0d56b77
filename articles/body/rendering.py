"""The body as readers get it. Nothing in it is fetched from third parties unasked: an embed is a link."""

from collections.abc import Callable

from .advertising import TextBlock, places
from .contents import count_words
from .page import Page
from .reading import parse
from .uses import PictureUse, VideoUse


def render(
    html: str,
    *,
    picture: Callable[[PictureUse], str],
    related: Callable[[int], str],
    video: Callable[[VideoUse], str],
    advertisement: Callable[[int], str] | None = None,
    within: str = "",
) -> str:
    """Safe HTML for the page, whatever is passed in.

    `picture`, `related` and `video` give the safe HTML of one use, or "" to leave it out; `advertisement` what is
    written wherever one may stand, given the number of words before it. A text that is only a part of a page says
    `within` which part: its headings stand lower, and their ids begin with it.
    """
    page = Page(picture, related, video, within)
    shown = [(node, written) for node in parse(html)[0] if (written := node.kind.render(node, page))]
    out = [written for _, written in shown]
    if advertisement is not None:
        blocks = [
            TextBlock(node.kind.name, sum(count_words(text) for text in node.kind.text(node) if text))
            for node, _ in shown
        ]
        for index, before in places(blocks):
            out[index] += advertisement(before)
    return "".join(out)
