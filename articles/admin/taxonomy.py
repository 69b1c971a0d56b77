"""Sections and topics at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles import public_copies
from articles.admin.permissions import AsksThePolicy
from articles.models import PublishedArticle, Section, Topic
from articles.search import indexing


class SlugStays(admin.ModelAdmin):
    """An address that readers know does not change: the slug is set once."""

    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))


@admin.register(Section)
class SectionAdmin(AsksThePolicy, SlugStays):
    list_display = ["name", "parent", "slug", "position"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    ordering = ["position", "name"]
    autocomplete_fields = ["picture"]

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "picture" in form.changed_data:
            public_copies.refresh_sections([obj])

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        if obj and PublishedArticle.objects.filter(section=obj).exists():
            fields.append("parent")  # moving it would change the address of every story in it
        return fields


@admin.register(Topic)
class TopicAdmin(AsksThePolicy, SlugStays):
    list_display = ["name", "slug"]
    search_fields = ["name"]

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            indexing.rename(obj)
            public_copies.refresh_topic(obj)
