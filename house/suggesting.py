"""Form fields that choose one row among too many to list: the desk suggests rows while somebody types."""

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
    """Can this be the number of a row? Django would pass anything else to the database, and fail."""
    return re.fullmatch("[0-9]{1,18}", str(value)) is not None


class OnlyNumbers:
    """A refused form shows the choice again. This looks up only values that can be a row's number."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        numbers = [one for one in value if not one or is_number(one)]
        # This class is a mixin: the widget that it is mixed with has the method.
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]


class Suggested(OnlyNumbers, AutocompleteSelect):
    pass


class SuggestsRows(AnyModelAdmin):
    """A base for model admins and inlines that have `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Suggested(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
