"""Keeping filters of the list of stories under a name, sharing them, and choosing its columns."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from articles import policy
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.stories import PARAMETERS, PLACES
from articles.listing import columns, menus, saved
from articles.models import SavedFilter, Section
from house.arguments import ArgumentKind, Choice, Number, Received, Text
from house.doors import By, door

Sharing = Annotated[str, Choice(tuple(SavedFilter.Shared.values))]
Name = Annotated[str, Text(40)]
SEES = "articles.view_article"


@dataclass(frozen=True)
class NamesOfColumns(ArgumentKind):
    """The columns that are ticked."""

    def read(self, sent: Received, name: str) -> frozenset[str]:
        names = frozenset(sent.form.getlist(name))
        if not names <= columns.BY_NAME.keys():
            raise ValueError(_("There is no such column."))
        return names


def _list(asked: str = "") -> str:
    return f"{reverse('admin:articles_article_changelist')}{f'?{asked}' if asked else ''}"


@door("POST", permission=SEES, refusals=(Refused,))
def keep(
    request: HttpRequest,
    by: By,
    *,
    key: uuid.UUID,
    name: Name,
    asked: Annotated[str, Text(saved.LONGEST)] = "",
    shared: Sharing = SavedFilter.Shared.NOBODY,
    section: Annotated[int | None, Number()] = None,
) -> HttpResponse:
    """Keep what the list was asked for under a name."""
    query = saved.in_one_order(
        (parameter, value) for parameter, value in parse_qsl(asked) if parameter in PARAMETERS - {*PLACES}
    )
    kept = saved.keep(by, name, query, shared=shared, section=_section(shared, section), key=key)
    messages.success(request, _("Saved as “{name}”.").format(name=kept.name))
    return HttpResponseRedirect(_list(kept.asked))


@door("GET", permission=SEES)
def filters(request: HttpRequest, by: By) -> HttpResponse:
    """All the filters that this person finds over their list, to be renamed, shared and removed."""
    rows = [
        (
            one,
            policy.why_not_saved_filter(by, one.owner_id, is_shared=one.shared != SavedFilter.Shared.NOBODY),
        )
        for one in saved.visible(by)
    ]
    context = admin_context(request) | {
        "title": _("Saved filters"),
        "rows": rows,
        "sharing": SavedFilter.Shared.choices,
        "sections": [
            (one.pk, str(one)) for one in policy.sections_for(by).select_related("parent").in_order()
        ],
    }
    return TemplateResponse(request, "admin/articles/article/filters.html", context)


@door("POST", permission=SEES, refusals=(Refused,))
def change(
    request: HttpRequest,
    pk: int,
    by: By,
    *,
    name: Name,
    do: Literal["change", "remove"] = "change",
    shared: Sharing = SavedFilter.Shared.NOBODY,
    section: Annotated[int | None, Number()] = None,
) -> HttpResponse:
    """Rename or share a filter, or remove it. What is sent twice changes nothing more."""
    mine = menus.visible_filters(policy.person(by))
    if do == "remove":
        kept = mine.filter(pk=pk).first()
        if kept is not None:
            saved.remove(kept, by=by)
        messages.success(request, _("Removed."))
    else:
        kept = get_object_or_404(mine, pk=pk)
        saved.change(kept, name, by=by, shared=shared, section=_section(shared, section))
        messages.success(request, _("“{name}” is saved.").format(name=kept.name))
    return HttpResponseRedirect(reverse("admin:articles_article_filters"))


@door("POST", permission=SEES)
def choose_columns(
    request: HttpRequest,
    by: By,
    *,
    column: Annotated[frozenset[str], NamesOfColumns()] = frozenset(),
    do: Literal["choose", "usual"] = "choose",
    asked: Annotated[str, Text(saved.LONGEST)] = "",
) -> HttpResponse:
    """Show these columns from now on, or the usual ones."""
    if do == "usual":
        saved.usual_columns(by)
    else:
        saved.choose_columns(by, column)
    return HttpResponseRedirect(_list(asked))


def _section(shared: str, section: int | None) -> Section | None:
    """The form sends a section with every choice; it is meant where the filter is shared with one."""
    if shared != SavedFilter.Shared.SECTION or section is None:
        return None
    return Section.objects.filter(pk=section).first()


def addresses(view: Any) -> list[URLPattern]:
    return [
        path("filters/", view(filters), name="articles_article_filters"),
        path("filters/keep/", view(keep), name="articles_article_keep_filter"),
        path("filters/<int:pk>/", view(change), name="articles_article_change_filter"),
        path("columns/", view(choose_columns), name="articles_article_columns"),
    ]
