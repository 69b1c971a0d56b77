"""The list of stories: tabs of filters, the filters, the table, and the pages of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import policy
from articles.admin.acts import user_of
from articles.listing import columns, menus, rows, saved, together
from articles.listing.filters import StoryFilters, refuse_doubles
from articles.listing.menus import Menus
from articles.models import Article, SavedFilter

LONGEST_SEARCH = 400
PLACES = ("before", "after")
PARAMETERS = frozenset({"q", *PLACES, *StoryFilters.base_filters})


@dataclass(frozen=True)
class Tab:
    name: str
    address: str
    is_current: bool
    is_own: bool = True


@require_safe
def story_list(request: HttpRequest) -> TemplateResponse:
    if not policy.permits(request.user, "articles.view_article"):
        raise PermissionDenied
    asked = request.GET
    if doubles := sorted(refuse_doubles(asked)):
        told = _("This list can be asked for one value at a time: {names}.")
        raise BadRequest(told.format(names=", ".join(doubles)))
    words = asked.get("q", "")
    if len(words) > LONGEST_SEARCH:
        raise BadRequest(_("Search for {count} letters or fewer.").format(count=LONGEST_SEARCH))
    offered = menus.read(
        request.user, **{name: asked.get(name, "") for name in ("reporter", "topic", "assignee")}
    )
    filters = StoryFilters(asked, offered, request.user)
    if problems := filters.problems:
        raise BadRequest(_("This list has no such choice. {why}").format(why=" ".join(problems)))
    chosen = columns.chosen(offered.columns)
    page = _page(asked, filters, words, columns.rows(chosen, filters.in_order))
    acts = together.acts_for(user_of(request))
    shown = columns.shown(page.stories, offered, chosen)
    context = admin.site.each_context(request) | {
        "opts": Article._meta,
        "title": _("Stories"),
        "stories": page.stories,
        "rows": columns.table_rows(shown, chosen, may_choose=bool(acts)),
        "columns": [(one, one in chosen) for one in columns.COLUMNS],
        "filters": filters,
        "asked": words,
        "order": _(filters.in_order.words),
        "earlier": _address(asked, before=page.before) if page.before else "",
        "later": _address(asked, after=page.after) if page.after else "",
        "here": request.get_full_path(),
        "acts": acts,
        "may_create": policy.may_create(request.user),
        "key": uuid.uuid4(),
        **_kept(asked, filters, offered),
    }
    return TemplateResponse(request, "admin/articles/article/list.html", context)


def _page(
    asked: QueryDict, filters: StoryFilters, words: str, shown: QuerySet[Article, Article]
) -> rows.StoryPage:
    places = {name: place for name in PLACES if (place := asked.get(name, ""))}
    if len(places) > 1:
        raise BadRequest(_("This list cannot be asked for what comes before and after at once."))
    wanted = rows.Wanted(
        filters.stories,
        filters.in_order,
        words,
        filters.sections,
        is_narrow=filters.is_narrow,
        place=next(iter(places.values()), ""),
        backwards="before" in places,
    )
    try:
        return rows.page(wanted, filters.by, shown)
    except ValueError as problem:
        told = _("This list has no such place: {name}.").format(name=next(iter(places)))
        raise BadRequest(told) from problem


def _kept(asked: QueryDict, filters: StoryFilters, offered: Menus) -> dict[str, Any]:
    """The filters in use, in words and as a query, and those that are kept under a name."""
    chosen = [one | {"without": _address(asked, one["name"])} for one in filters.in_words]
    given = [(one["name"], one["given"]) for one in chosen]
    given += [(name, asked.get(name, "")) for name in ("q", "order")]
    query, sharable = saved.in_one_order(given), saved.sharable(filters.by)
    tabs = [Tab(capfirst(_("all")), "?", is_current=not query)]
    tabs += [Tab(one.name, f"?{one.asked}", one.asked == query, one.is_own) for one in offered.kept]
    return {
        "chosen": chosen,
        "query": query,
        "tabs": tabs,
        "is_kept": any(tab.is_current for tab in tabs),
        "sharing": SavedFilter.Shared.choices,
        "sections": [
            (pk, name) for pk, name in offered.sections.items() if sharable is None or pk in sharable
        ],
    }


def _address(asked: QueryDict, *without: str, **values: str) -> str:
    """The address of this list with some parameters dropped or replaced."""
    dropped = {*without, *PLACES}
    kept: Iterable[tuple[str, str]] = (
        (name, value)
        for name, value in asked.items()
        if name not in dropped and isinstance(value, str) and value
    )
    return f"?{urlencode([*kept, *values.items()])}"
