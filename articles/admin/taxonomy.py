"""Sections and topics at the desk."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from js_asset import Script

from articles.admin.permissions import AsksThePolicy
from articles.models import PublishedArticle, Section, Topic
from articles.publishing import public_copies
from articles.writing import desk_search
from house import folded, letters
from house.plainly import SaysPlainly


class SlugForm(forms.ModelForm):
    """The address may be left empty: then it is made of the name, as all addresses are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("slug"):
            field.required = False
            field.widget.attrs |= {"data-slug-of": "id_name", "data-letters": json.dumps(letters.PLAIN)}

    class Media:
        js = [Script("desk/slugs.js", type="module")]

    def clean_slug(self) -> str:
        made = letters.slug(
            self.cleaned_data.get("name", ""), most=self._meta.model._meta.get_field("slug").max_length
        )
        slug: str = self.cleaned_data["slug"] or made
        if not slug:
            raise ValidationError(
                _("The name has no Latin letters: write an address in letters from a to z.")
            )
        return slug


class NamedAdmin(SaysPlainly, admin.ModelAdmin):
    """A list of names, searched by the beginnings of their words. An address is set once and stays."""

    form = SlugForm
    search_fields = ["name"]  # only tells Django that there is a search, which `get_search_results` does

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Whoever saves holds the row: what a form changes shows against what is there, and pages name it so.

        Of two who rename it at once, the second would otherwise look for pages under a name that is on none any more.
        """
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        rows = self.model._default_manager.select_for_update(no_key=True).filter(pk=found.pk)
        return super().get_object(request, object_id, from_field) if rows.values_list("pk").first() else None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return folded.matching(queryset, search_term, "words"), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "slug"] if obj else fields


@admin.register(Section)
class SectionAdmin(AsksThePolicy, NamedAdmin):
    list_display = ["name", "parent", "slug", "position"]
    list_select_related = ["parent"]
    ordering = ["position", "name"]
    autocomplete_fields = ["picture"]

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "picture" in form.changed_data:
            public_copies.refresh_sections([obj])

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "colour":
            kwargs["widget"] = forms.TextInput(attrs={"type": "color"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        if obj and PublishedArticle.objects.filter(section=obj).exists():
            fields.append("parent")  # another parent would change the address of every story in the section
        return fields


@admin.register(Topic)
class TopicAdmin(AsksThePolicy, NamedAdmin):
    list_display = ["name", "slug"]

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        if "name" in form.changed_data and change:
            desk_search.forget_names(obj)
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            public_copies.refresh_topic(obj)
