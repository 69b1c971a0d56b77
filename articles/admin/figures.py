"""How the desk has done: stories out, corrections, time in edit, by day and by section."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.acts import admin_context
from articles.models import Section
from articles.planning import charts, figures
from articles.planning.figures import DeskFigures
from house.arguments import Choice, Number
from house.doors import By, door


@door("GET", permission="articles.view_article")
def shown(
    request: HttpRequest,
    by: By,
    *,
    days: Annotated[str, Choice(tuple(str(span) for span in figures.SPANS), lenient=True)] = "7",
    section: Annotated[int | None, Number(lenient=True)] = None,
) -> HttpResponse:
    """The figures of the last seven or 28 days, of one section or of all that this person may see."""
    read = figures.read(by, span=int(days), section=section)
    context = admin_context(request) | {
        "title": _("Figures"),
        "figures": read,
        "in_edit": charts.duration(read.in_edit),
        "rows": [(one, charts.duration(one.in_edit)) for one in reversed(read.days)],
        "by_section": [(one, charts.duration(one.in_edit)) for one in read.sections],
        "charts": _charts(read),
        "span": int(days),
        "spans": figures.SPANS,
        "section": section,
        "sections": Section.objects.in_order().select_related("parent"),
    }
    return TemplateResponse(request, "admin/articles/article/figures.html", context)


def _charts(read: DeskFigures) -> list[charts.Chart]:
    days = [one.day for one in read.days]
    out, wrong = [one.out for one in read.days], [one.corrections for one in read.days]
    edited = [one.in_edit.total_seconds() if one.in_edit else None for one in read.days]
    said = [charts.duration(one.in_edit) for one in read.days]
    most = max(out, default=0)
    return [
        charts.of_days(
            "out",
            _("Stories out"),
            ngettext(
                "%(count)s stories out in %(days)s days, at most %(most)s on one day.",
                "%(count)s stories out in %(days)s days, at most %(most)s on one day.",
                read.out,
            )
            % {"count": read.out, "days": len(days), "most": most},
            days,
            out,
            [str(count) for count in out],
        ),
        charts.of_days(
            "in-edit",
            _("Time in edit, the median"),
            _("Half of the stories were in edit for less than {time}.").format(
                time=charts.duration(read.in_edit)
            )
            if read.in_edit
            else _("No story came out of edit."),
            days,
            edited,
            said,
        ),
        charts.of_days(
            "corrections",
            _("Corrections"),
            ngettext(
                "%(count)s corrections in %(days)s days.",
                "%(count)s corrections in %(days)s days.",
                read.corrections,
            )
            % {"count": read.corrections, "days": len(days)},
            days,
            wrong,
            [str(count) for count in wrong],
        ),
    ]


def addresses(view: Any) -> list[URLPattern]:
    return [path("figures/", view(shown), name="articles_article_figures")]
