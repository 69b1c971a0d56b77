"""A related story: another one of ours, by its number."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from ..attributes import number
from ..page import Page
from ..schema import Kind, Node, Uses
from ..uses import StoryUse


def _use(node: Node) -> StoryUse:
    return StoryUse(int(node.attr("data-related")))


def _render(node: Node, page: Page) -> str:
    return page.related(_use(node).story_id)


def _in_words(node: Node, stories: Mapping[int, str]) -> str:
    story = _use(node).story_id
    return f"Related story: {stories.get(story, f'story {story}')}"


KINDS = (
    Kind(
        name="related",
        tag="aside",
        word=gettext_noop("related story"),
        stands="apart",
        content=(),
        marker="data-related",
        marked=number,
        lifted=True,
        render=_render,
        uses=(Uses(StoryUse, ("data-related",), _use),),
        in_words=_in_words,
    ),
)
