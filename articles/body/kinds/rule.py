"""A rule: a line across, between two parts of a story."""

from ..schema import Kind

KINDS = (
    Kind(
        name="rule",
        tag="hr",
        word="rule",
        stands="in the text",
        content=(),
        is_void=True,
        lifted=True,
        render=lambda node, page: "<hr>",
        in_words=lambda node, stories: "* * *",
    ),
)
