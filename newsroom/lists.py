"""What the address of a list at the desk may ask for: its own filters, its search, its order and its pages.

Django's lists accept any look-up in the address, through relations too. So a user who may open a list could ask about
columns that it does not show and about rows of other tables. `Desk.register` gives every admin class this rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field
from django.contrib.admin.views.main import (
    ALL_VAR,
    ERROR_FLAG,
    IGNORED_PARAMS,
    ORDER_VAR,
    PAGE_VAR,
    SEARCH_VAR,
    ChangeList,
)
from django.core.exceptions import BadRequest, FieldDoesNotExist, ObjectDoesNotExist
from django.core.paginator import Paginator
from django.db.models import DateField, ForeignKey, QuerySet, TimeField
from django.forms import MediaDefiningClass
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    AnyModelAdmin = admin.ModelAdmin
    AnyPaginator = Paginator

NOT_ASKED = gettext_noop("This list cannot be asked for {}.")
NO_SUCH_VALUE = gettext_noop("This list has no such choice: {}.")
BROKEN = gettext_noop("What this list was asked for makes no sense.")
LONGEST_SEARCH = 400
# Rows that are counted at least, and pages ahead of the one that is shown.
COUNTED, AHEAD = 1_000, 10
# Parameters that Django ignores in the filters: its flag for errors, and what its pop-ups send.
OVERLOOKED = {ERROR_FLAG, *IGNORED_PARAMS} - {ALL_VAR, ORDER_VAR}


class DeskList(ChangeList):
    """Django's list, but it refuses parameters that no filter takes, and values that no filter offers."""

    def __init__(self, request: HttpRequest, model: Any, list_display: Any, *others: Any) -> None:
        order, page = request.GET.get(ORDER_VAR, ""), request.GET.get(PAGE_VAR, "1")
        self._refuse_order(order, len(list_display))
        if not (page.isdecimal() and len(page) < 10):
            raise BadRequest(_(NO_SUCH_VALUE).format(_("page")))
        if len(request.GET.get(SEARCH_VAR, "")) > LONGEST_SEARCH:
            raise BadRequest(_("Search for {most} letters or fewer.").format(most=LONGEST_SEARCH))
        super().__init__(request, model, list_display, *others)
        if not 1 <= self.page_num <= self.paginator.num_pages:
            raise BadRequest(_(NO_SUCH_VALUE).format(_("page")))
        for spec in self.filter_specs:
            self._refuse_value(spec, request)

    def url_for_result(self, result: Any) -> str:
        """The address of a row, with the way back. Only its number differs from that of the row before."""
        key = str(getattr(result, self.pk_attname))
        if not key.isdecimal():
            return self._with_way_back(super().url_for_result(result))
        before, after = self._around_a_number
        return f"{before}{key}{after}"

    @cached_property
    def _around_a_number(self) -> tuple[str, str]:
        there = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
            args=["0"],
            current_app=self.model_admin.admin_site.name,
        )
        before, _cut, after = self._with_way_back(there).partition("/0/")
        return f"{before}/", f"/{after}"

    def _with_way_back(self, address: str) -> str:
        known: dict[str, Any] = {"preserved_filters": self.preserved_filters, "opts": self.opts}
        return str(add_preserved_filters(known, address))

    @cached_property
    def headers(self) -> list[dict[str, Any]]:
        return list(result_headers(self))

    @property
    def sorted_headers(self) -> int:
        return sum(bool(it["sortable"] and it["sorted"]) for it in self.headers)

    @property
    def rows(self) -> SafeString:
        """The rows of the table as Django writes them; what a column's cells have in common is found out once."""
        columns = [self._column(name) for name in self.list_display]
        return mark_safe(  # noqa: S308 # escaped cell by cell
            "".join(f"<tr>{''.join([cell(row) for cell in columns])}</tr>\n" for row in self.result_list)
        )

    def _column(self, name: Any) -> Callable[[Any], str]:
        links = [it for it in self.list_display if it in (self.list_display_links or ())]
        is_link, tag = name in links, "th" if name in links[:1] else "td"
        kind = "action-checkbox" if name == "action_checkbox" else f"field-{name}"
        value_of = self._shown(name, is_link=is_link)

        def cell(row: Any) -> str:
            shown, in_one_line = value_of(row)
            text: str = conditional_escape(shown)
            if is_link:
                opener = f' data-popup-opener="{conditional_escape(row.pk)}"' if self.is_popup else ""
                text = f'<a href="{conditional_escape(self.url_for_result(row))}"{opener}>{text}</a>'
            return f'<{tag} class="{kind}{" nowrap" if in_one_line else ""}">{text}</{tag}>'

        return cell

    def _shown(self, name: str, *, is_link: bool) -> Callable[[Any], tuple[Any, bool]]:
        """What a column shows of a row, and whether it is not to be broken into lines."""
        empty = self.model_admin.get_empty_value_display()
        try:
            field: Any = self.opts.get_field(name)
        except FieldDoesNotExist:
            field = None
        if field is None or field.auto_created:
            return lambda row: self._told(name, row, empty)
        in_one_line = isinstance(field, DateField | TimeField | ForeignKey)
        if isinstance(field, ForeignKey):
            return lambda row: (empty if (it := getattr(row, name)) is None else it, True)
        return lambda row: (
            display_for_field(getattr(row, name), field, empty, avoid_link=is_link),
            in_one_line,
        )

    def _told(self, name: str, row: Any, empty: str) -> tuple[Any, bool]:
        """What a method says, of the admin class or of the row."""
        try:
            _field, method, value = lookup_field(name, row, self.model_admin)
        except ObjectDoesNotExist:
            return empty, False
        if isinstance(value, str) and value.strip():
            return value, False
        value = "" if isinstance(value, str) else value
        method = method.fget if isinstance(method, property) else method
        empty = getattr(method, "empty_value_display", empty)
        shown = display_for_value(value, empty, getattr(method, "boolean", False))
        return shown, isinstance(value, date | time)

    @staticmethod
    def _refuse_order(order: str, columns: int) -> None:
        numbers = [part.removeprefix("-") for part in order.split(".")] if order else []
        if not all(number.isdecimal() and len(number) < 4 and int(number) < columns for number in numbers):
            raise BadRequest(_(NO_SUCH_VALUE).format(_("order")))

    def _refuse_value(self, spec: Any, request: HttpRequest) -> None:
        """Refuse a value that the filter does not offer: then none of its choices, apart from “all”, is selected."""
        asked = [name for name in spec.expected_parameters() if name in request.GET]
        if asked and not any(choice["selected"] for choice in list(spec.choices(self))[1:]):
            raise BadRequest(_(NO_SUCH_VALUE).format(spec.title))

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters take their own parameters out. Those that are left over belong to none, and are refused."""
        found = super().get_filters(request)
        refuse_strangers(name for name in found[2] if name in request.GET)
        return found


class CountedAhead(AnyPaginator):
    """Pages of a list that is counted no further than somebody is likely to turn its pages.

    A database counts rows by reading them, and a newsroom that has been there for long has very many. So the list
    says “more than”, and goes on from each of its pages to further ones.
    """

    def __init__(self, rows: QuerySet[Any], *others: Any, page: int, **options: Any) -> None:
        super().__init__(rows, *others, **options)
        self.rows = rows
        self.most = max(COUNTED, (page + AHEAD) * self.per_page)

    @cached_property
    def count_and_one(self) -> int:
        # By their numbers: what else the list shows of a row has nothing to do with how many there are.
        return self.rows.values("pk")[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.most, self.count_and_one)

    @property
    def is_more(self) -> bool:
        return self.count_and_one > self.most


class AnswersItsFilters(AnyModelAdmin):
    """The base that `Desk.register` gives to every admin class.

    A list that is not Django's names its parameters in `list_parameters`, and checks their values by itself.
    """

    # Our page does not show it.
    show_full_result_count = False

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, *others: Any, **options: Any
    ) -> Any:
        # Django's lists and its completing of names call their page differently.
        asked = request.GET.get(PAGE_VAR) or request.GET.get("page") or "1"
        page = int(asked) if asked.isdecimal() and len(asked) < 10 else 1
        return CountedAhead(queryset, per_page, *others, page=page, **options)

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
            raise BadRequest(_(BROKEN)) from broken


def refuse_strangers(names: Iterable[str]) -> None:
    if strangers := sorted(names):
        raise BadRequest(_(NOT_ASKED).format(", ".join(f"“{name[:60]}”" for name in strangers[:5])))


def answering_its_filters(admin_class: type[Any]) -> type[Any]:
    """The admin class with `AnswersItsFilters` as its first base."""
    if issubclass(admin_class, AnswersItsFilters):
        return admin_class
    made: type[Any] = MediaDefiningClass(
        admin_class.__name__, (AnswersItsFilters, admin_class), {"__module__": __name__}
    )
    return made
