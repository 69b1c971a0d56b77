"""What somebody typed and has not saved, read by the story form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from articles.desk import forms
from articles.models import Article, content
from articles.models.content import Content

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class TypedStory:
    """The content of a form that passed its checks."""

    content: Content
    base: int | None
    desk: Mapping[str, tuple[Any, Any]]

    @property
    def says_nothing(self) -> bool:
        return content.says_nothing(self.content) and not forms.says_anything(self.desk)


def read_typed(article: Article, user: User, typed: Mapping[str, list[str]]) -> TypedStory | None:
    """The autosaved form, read; None if it does not pass the form's checks."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    form = forms.form_for(user)(data, instance=article)
    if not form.is_valid():
        return None
    return TypedStory(form.content(), form.cleaned_data["base"], form.desk_changes())
