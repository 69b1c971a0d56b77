"""What the address of a list at the desk may ask for: its own filters, its search, its order and its pages.

Django's lists accept any look-up in the address, through relations too. So a user who may open a list could ask about
columns that it does not show and about rows of other tables. `Desk.register` gives every admin class this rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    IGNORED_PARAMS,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
)
from django.core.exceptions import BadRequest
from django.forms import MediaDefiningClass
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin

NOT_ASKED = "This list cannot be asked for {}."
NO_SUCH_VALUE = "This list has no such choice: {}."
BROKEN = "What this list was asked for makes no sense."
LONGEST_SEARCH = 400
# Parameters that Django ignores in the filters: its flag for errors, and what its pop-ups send.
OVERLOOKED = {ERROR_FLAG, *IGNORED_PARAMS} - {ALL_VAR, ORDER_VAR}


class DeskList(ChangeList):
    """Django's list, but it refuses parameters that no filter takes, and values that no filter offers."""

    def __init__(self, request: HttpRequest, model: Any, list_display: Any, *others: Any) -> None:
        order, page = request.GET.get(ORDER_VAR, ""), request.GET.get(PAGE_VAR, "1")
        self._refuse_order(order, len(list_display))
        if not (page.isdecimal() and len(page) < 10):
            raise BadRequest(NO_SUCH_VALUE.format("page"))
        if len(request.GET.get(SEARCH_VAR, "")) > LONGEST_SEARCH:
            raise BadRequest(f"Search for {LONGEST_SEARCH} letters or fewer.")
        super().__init__(request, model, list_display, *others)
        if not 1 <= self.page_num <= self.paginator.num_pages:
            raise BadRequest(NO_SUCH_VALUE.format("page"))
        for spec in self.filter_specs:
            self._refuse_value(spec, request)

    def url_for_result(self, result: Any) -> str:
        """The address of a row. Only its number differs from that of the row before."""
        key = str(getattr(result, self.pk_attname))
        if not key.isdecimal():
            return super().url_for_result(result)
        before, after = self._around_a_number
        return f"{before}{key}{after}"

    @cached_property
    def _around_a_number(self) -> tuple[str, str]:
        there = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
            args=["0"],
            current_app=self.model_admin.admin_site.name,
        )
        before, _, after = there.rpartition("/0/")
        return f"{before}/", f"/{after}"

    @staticmethod
    def _refuse_order(order: str, columns: int) -> None:
        numbers = [part.removeprefix("-") for part in order.split(".")] if order else []
        if not all(number.isdecimal() and len(number) < 4 and int(number) < columns for number in numbers):
            raise BadRequest(NO_SUCH_VALUE.format("order"))

    def _refuse_value(self, spec: Any, request: HttpRequest) -> None:
        """Refuse a value that the filter does not offer: then none of its choices, apart from “all”, is selected."""
        asked = [name for name in spec.expected_parameters() if name in request.GET]
        if asked and not any(choice["selected"] for choice in list(spec.choices(self))[1:]):
            raise BadRequest(NO_SUCH_VALUE.format(spec.title))

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters take their own parameters out. Those that are left over belong to none, and are refused."""
        found = super().get_filters(request)
        refuse_strangers(name for name in found[2] if name in request.GET)
        return found


class AnswersItsFilters(AnyModelAdmin):
    """The base that `Desk.register` gives to every admin class.

    A list that is not Django's names its parameters in `list_parameters`, and checks their values by itself.
    """

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        refuse_strangers(name for name in request.GET if not self._may_be_given(name))
        return super().changelist_view(request, extra_context)

    def _may_be_given(self, name: str) -> bool:
        own: frozenset[str] | None = getattr(self, "list_parameters", None)
        if own is not None:
            return name in own
        if name == SEARCH_VAR:
            return bool(self.search_fields)
        # The list's filters decide later whether one of them takes this name.
        return name not in OVERLOOKED

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError) as broken:
            raise BadRequest(BROKEN) from broken


def refuse_strangers(names: Iterable[str]) -> None:
    if strangers := sorted(names):
        raise BadRequest(NOT_ASKED.format(", ".join(f"“{name[:60]}”" for name in strangers[:5])))


def answering_its_filters(admin_class: type[Any]) -> type[Any]:
    """The admin class with `AnswersItsFilters` as its first base."""
    if issubclass(admin_class, AnswersItsFilters):
        return admin_class
    made: type[Any] = MediaDefiningClass(
        admin_class.__name__, (AnswersItsFilters, admin_class), {"__module__": __name__}
    )
    return made
