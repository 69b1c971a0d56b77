"""The questions of a collision, as the story form shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from articles import body
from articles.models import content
from articles.writing.merging import Choice, Merge, MergeQuestion, choices


@dataclass(frozen=True)
class AskedChoice:
    """A question of a merge as the form shows it."""

    number: int
    label: str
    mine: str
    theirs: str
    choices: tuple[Choice, ...]


def asked(merged: Merge) -> list[AskedChoice]:
    """The questions of a merge, with both texts in words."""
    return [
        AskedChoice(
            number,
            _label(question),
            _shown(question, question.mine),
            _shown(question, question.theirs),
            choices(question),
        )
        for number, question in enumerate(merged.questions)
    ]


def _label(question: MergeQuestion) -> str:
    if question.name == "body":
        return _("A paragraph")
    name = _(content.WORDS.get(question.name, question.name.replace("_", " ")))
    return name.capitalize()


def _shown(question: MergeQuestion, value: Any) -> str:
    """A value of a field or an item of a list, in words."""
    if value is None or value == "":
        return ""
    if question.name == "body":
        found = "; ".join(_("Video: {name}").format(name=use.name) for use in body.videos(value))
        return body.plain_text(value) or found or _("A picture, an embed or a rule")
    return content.in_words(question.name, value)
