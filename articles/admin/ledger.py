"""The ledger and the addresses at the desk: to be read, never to be edited."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.admin.permissions import AsksThePolicy
from articles.models import Edition, GonePath, Redirect
from house import people


class ReadOnly(AsksThePolicy, admin.ModelAdmin):
    list_display_links = None
    show_full_result_count = False


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ["at", "kind", "headline", "person", "note", "path"]
    list_filter = ["kind"]
    list_select_related = ["revision", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).filter(article__in=policy.visible_articles(request.user))

    @admin.display(description=_lazy("by"))
    def person(self, edition: Edition) -> str:
        return people.name_of(edition.by)

    @admin.display(description=_lazy("headline"))
    def headline(self, edition: Edition) -> str:
        return edition.revision.headline


@admin.register(Redirect)
class RedirectAdmin(ReadOnly):
    list_display = ["old_path", "leads_to", "since"]
    list_select_related = ["story"]
    search_fields = ["old_path"]
    ordering = ["-since"]

    @admin.display(description=_lazy("leads to"))
    def leads_to(self, redirect: Redirect) -> str:
        return redirect.story.path


@admin.register(GonePath)
class GonePathAdmin(ReadOnly):
    list_display = ["path", "since", "note"]
    search_fields = ["path"]
    ordering = ["-since"]
