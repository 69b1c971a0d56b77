"""A rule: a line across, between two parts of a story."""

from django.utils.translation import gettext_noop

from ..schema import Kind

KINDS = (
    Kind(
        name="rule",
        tag="hr",
        word=gettext_noop("rule"),
        stands="in the text",
        content=(),
        is_void=True,
        lifted=True,
        render=lambda node, page: "<hr>",
        in_words=lambda node, stories: "* * *",
    ),
)
