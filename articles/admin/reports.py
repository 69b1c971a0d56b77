"""Reports from readers at the desk: a list, each report beside its story, and one act: done."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles import policy
from articles.acts import correct
from articles.admin.permissions import AsksThePolicy
from articles.models import Article, ErrorReport, State
from articles.writing import reports
from house import people
from house.doors import By, FoundBy, door


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("done", "Done")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> QuerySet[ErrorReport]:
        match self.value():
            case "open":
                return queryset.filter(done_at=None)
            case "done":
                return queryset.filter(done_at__isnull=False)
        return queryset


def report_here(request: HttpRequest, pk: UUID) -> ErrorReport:
    return get_object_or_404(reports.visible_to(request.user), pk=pk)


ReportHere = Annotated[ErrorReport, FoundBy(report_here)]


@door("POST")
def done(request: HttpRequest, report: ReportHere, by: By) -> HttpResponse:
    if reports.mark_done(report.pk, by=by):
        messages.success(request, "Done. It stays in the list.")
    else:
        messages.info(request, "Somebody was quicker: it was done already.")
    return HttpResponseRedirect(reverse("admin:articles_errorreport_change", args=[report.pk]))


@door("POST")
def reopen(request: HttpRequest, report: ReportHere, by: By) -> HttpResponse:
    if reports.reopen(report.pk, by=by):
        messages.success(request, "Open again.")
    return HttpResponseRedirect(reverse("admin:articles_errorreport_change", args=[report.pk]))


@admin.register(ErrorReport)
class ErrorReportAdmin(AsksThePolicy, admin.ModelAdmin):
    list_display = ["__str__", "headline", "sender", "at", "state"]
    list_filter = [StateFilter]
    list_select_related = ["done_by"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-at", "-pk"]
    actions = None
    fields = ("text", "story", "edition_number", "name", "email", "at", "state")
    readonly_fields = ("text", "story", "edition_number", "name", "email", "at", "state")
    change_form_template = "admin/articles/errorreport/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        headline = Article.objects.filter(pk=OuterRef("story_id")).values("headline")
        return reports.visible_to(request.user).annotate(headline=Subquery(headline))

    def get_urls(self) -> list[URLPattern]:
        acts = {"done": done, "reopen": reopen}
        own = [
            path(f"<uuid:pk>/{name}/", self.admin_site.admin_view(view), name=f"articles_errorreport_{name}")
            for name, view in acts.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["correct"] = self.address_of_correction(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def address_of_correction(self, request: HttpRequest, report: ErrorReport) -> str | None:
        """Where this person may correct the story: its next version if that is ready, or else what is live."""
        article = policy.visible_articles(request.user).live().filter(pk=report.story_id).first()
        if report.done_at or article is None or not policy.may(request.user, correct.APPEND.name, article):
            return None
        act = correct.ACT if article.state == State.READY else correct.APPEND
        address = reverse("admin:articles_article_act", args=[article.pk, act.name])
        return f"{address}?{urlencode({'report': report.pk})}"

    @admin.display(description="story", ordering="headline")
    def headline(self, report: Any) -> str:
        return report.headline or f"Story {report.story_id}"

    @admin.display(description="story")
    def story(self, report: Any) -> SafeString:
        address = reverse("admin:articles_article_change", args=[report.story_id])
        return format_html('<a href="{}">{}</a>', address, self.headline(report))

    @admin.display(description="from")
    def sender(self, report: ErrorReport) -> str:
        return report.name or report.email or "–"

    @admin.display(description="state")
    def state(self, report: ErrorReport) -> str:
        return f"Done by {people.name_of(report.done_by)}" if report.done_by else "Open"
