"""Choices of a row among too many to list: suggested while somebody types, and sent as the row's number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest

if TYPE_CHECKING:
    AnyModelAdmin = BaseModelAdmin[Any]
else:
    AnyModelAdmin = BaseModelAdmin


def is_number(value: object) -> bool:
    """Whether this can be a row's number at all: Django asks the database for others too, and falls over."""
    return re.fullmatch("[0-9]{1,18}", str(value)) is not None


class OnlyNumbers:
    """A refused form shows again what was chosen; names are looked up only of what can have one."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        numbers = [one for one in value if not one or is_number(one)]
        # A mixin: the widget beside it has the method.
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]


class Suggested(OnlyNumbers, AutocompleteSelect):
    pass


class SuggestsRows(AnyModelAdmin):
    """For model admins and inlines that have `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Suggested(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
