"""Choices of the story form whose names are known already, so that each is not looked up by a query of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from house.suggesting import OnlyNumbers, is_number


def offer_in_our_language(field: Any) -> None:
    """Choices whose labels the paper says in the language of each story, in the language of the desk."""
    field.choices = [(value, _(str(label)) if value else label) for value, label in field.choices]


class RolesField(forms.ModelMultipleChoiceField):
    """Boxes to tick, with the names of roles in the language of the desk."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return _(obj.name)


class SelectMany(OnlyNumbers, AutocompleteSelectMultiple):
    pass


class ManyChoiceField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        for one in value or ():
            if not is_number(one):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": one[:20]}
                )
        return super().clean(value)


class KnownSelect(OnlyNumbers, AutocompleteSelect):
    """Shows the chosen row without a query for its name."""

    known: Mapping[str, Any] = {}

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        chosen = self.known.get(str(value[0])) if value else None
        if chosen is None:
            return super().optgroups(name, value, attr)
        nothing = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*nothing, self.create_option(name, chosen.pk, str(chosen), True, 1)], 0)]


class KnownChoiceField(forms.ModelChoiceField):
    """A row by its number. Rows that came with the story are not looked up again."""

    known: Mapping[str, Any] = {}

    def knows(self, rows: Iterable[Any]) -> None:
        self.known = {str(row.pk): row for row in rows if row is not None}
        self.widget.known = self.known

    def to_python(self, value: Any) -> Any:
        return self.known.get(str(value)) or super().to_python(value)
