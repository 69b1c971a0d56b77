"""Agencies at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.permissions import AsksThePolicy
from articles.admin.taxonomy import NamedAdmin
from articles.models import Agency
from articles.publishing import public_copies
from articles.writing import desk_search


@admin.register(Agency)
class AgencyAdmin(AsksThePolicy, NamedAdmin):
    list_display = ["name", "credit_name", "wire_name", "active"]
    list_filter = ["active"]

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        before = Agency.objects.filter(pk=obj.pk).first()
        is_renamed = before is not None and {"name", "credit_name", "wire_name"} & set(form.changed_data)
        if is_renamed:
            desk_search.forget_names(obj)
        super().save_model(request, obj, form, change)
        if before is not None and is_renamed:
            public_copies.refresh_agency(before)
