"""Bylines and sources as rows of the story form.

They are read as rows of a content, not as rows of the database: every save remakes those, so a form that was
opened before somebody else saved still says what it says.
"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError

from articles import content
from articles.models import Byline, StorySource


class BylineRow(forms.ModelForm):
    """One byline, read as the row of a content. Its number in the database plays no part: rows are remade."""

    class Meta:
        model = Byline
        fields = ["role", "reporter", "organisation", "name_as_published"]
        widgets = {"reporter": AutocompleteSelect(Byline._meta.get_field("reporter"), admin.site)}

    def as_row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "role": given["role"],
            "reporter": given["reporter"].pk if given["reporter"] else None,
            "organisation": given["organisation"],
            "name": given["name_as_published"],
        }


class SourceRow(forms.ModelForm):
    class Meta:
        model = StorySource
        fields = ["agency", "use", "credit_line"]
        widgets = {"agency": AutocompleteSelect(StorySource._meta.get_field("agency"), admin.site)}

    def as_row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"agency": given["agency"].pk, "use": given["use"], "credit_line": given["credit_line"]}


class RowSet(forms.BaseFormSet):
    """Bylines or sources, in order. Of two rows that say the same, the second is refused."""

    name: str
    label: str
    one: str
    same: tuple[str, ...]
    opened = False

    def clean(self) -> None:
        seen = set()
        for row in self.rows():
            key = tuple(row[part] for part in self.same)
            if key in seen:
                raise ValidationError("The same name is there twice in the same role: remove one.")
            seen.add(key)

    def rows(self) -> tuple[dict[str, Any], ...]:
        removed = self.deleted_forms
        filled = [
            form for form in self.forms if form.has_changed() and form.is_valid() and form not in removed
        ]
        return tuple(form.as_row() for form in sorted(filled, key=self._place))

    def _place(self, form: Any) -> float:
        """Rows without a number come last, in the order they were added."""
        given = form.cleaned_data.get("ORDER")
        return float("inf") if given is None else float(given)

    @property
    def for_inlines(self) -> str:
        """What Django's script for inlines needs to add and remove rows."""
        options = {"prefix": self.prefix, "addText": f"Add another {self.one}", "deleteText": "Remove"}
        return json.dumps({"name": f"#{self.prefix}", "options": options})

    def in_words(self) -> list[str]:
        """The stored rows, for those who may only read them."""
        return [content.in_words(self.name, row) for row in self.initial or []]


class BylineRows(RowSet):
    name, label, one = "bylines", "Bylines", "byline"
    same = ("role", "reporter", "organisation")
    opened = True


class SourceRows(RowSet):
    name, label, one = "sources", "Sources", "source"
    same = ("agency", "use")


BylineFormSet = forms.formset_factory(BylineRow, formset=BylineRows, extra=0, can_delete=True, can_order=True)
SourceFormSet = forms.formset_factory(SourceRow, formset=SourceRows, extra=0, can_delete=True, can_order=True)
