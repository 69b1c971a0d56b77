"""Reporters at the desk: what readers know, and the staff record, which only the desk sees."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.permissions import AsksThePolicy
from articles.admin.taxonomy import NamedAdmin
from articles.models import Reporter, StaffRecord
from articles.publishing import public_copies
from articles.writing import desk_search


class StaffRecordInline(AsksThePolicy, admin.StackedInline):
    model = StaffRecord
    fields = ["user", "portrait", "legal_name", "telephone", "email", "note"]
    autocomplete_fields = ["user", "portrait"]
    can_delete = False
    verbose_name = _lazy("staff record (readers never see it, except for the portrait)")


@admin.register(Reporter)
class ReporterAdmin(AsksThePolicy, NamedAdmin):
    list_display = ["name", "job_title", "desk", "active"]
    list_filter = ["active", "desk"]
    inlines = [StaffRecordInline]

    def save_model(self, request: HttpRequest, obj: Reporter, form: Any, change: bool) -> None:
        if change and "name" in form.changed_data:
            desk_search.forget_names(obj)
            public_copies.hold_credited(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = set(form.changed_data) if change else set()
        public_copies.refresh_reporter(
            form.instance,
            renamed="name" in changed,
            described=bool({"job_title", "desk", "biography"} & changed),
        )
