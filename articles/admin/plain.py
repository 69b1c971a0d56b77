"""The plain pages at the desk: their texts and their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.acts import user_of
from articles.admin.permissions import AsksThePolicy
from articles.body.reading import parse
from articles.desk.fields import BodyEditor, BodyFormField, media_with_nonce
from articles.models import PlainPage, PlainPageVersion
from articles.writing import plain_pages, redline
from house import people

VERSIONS = 20


class PlainPageForm(forms.ModelForm):
    text = BodyFormField(
        required=False,
        label=_lazy("Text"),
        widget=BodyEditor(pictures="", upload="", stories=""),
        help_text=_lazy("Words only: pictures and videos are for stories."),
    )
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PlainPage
        fields = ["title", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.updated_at is not None:
            self.fields["began_from"].initial = self.instance.updated_at.isoformat()

    def clean_text(self) -> str:
        return plain_pages.words_of(self.cleaned_data["text"])

    def clean(self) -> None:
        """A page that somebody else changed meanwhile is not overwritten. What was typed stays in the form."""
        newest = PlainPageVersion.objects.select_related("by").filter(page=self.instance).first()
        if newest is None or self.opened_at() == newest.at:
            return
        who = people.name_of(newest.by) if newest.by else _("Somebody")
        # What was sent is a QueryDict; the stubs know any mapping.
        self.data = {**self.data.dict(), self.add_prefix("began_from"): newest.at.isoformat()}  # type: ignore[attr-defined]
        told = _(
            "{name} changed this page while you had it open. What you typed is still here, and not saved: look at "
            "the history, then save once more to put yours in its place."
        )
        raise ValidationError(told.format(name=who))

    def opened_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data.get("began_from", ""))
        except ValueError:
            return None


@dataclass(frozen=True)
class Change:
    """A version, with what it changed of the one before."""

    version: PlainPageVersion
    title: SafeString
    passages: Sequence[SafeString]


@admin.register(PlainPage)
class PlainPageAdmin(AsksThePolicy, admin.ModelAdmin):
    form = PlainPageForm
    list_display = ["title", "address", "updated_at"]
    fields = ["title", "text", "began_from"]
    ordering = ["title"]
    actions = None
    change_form_template = "admin/articles/plainpage/change_form.html"

    @admin.display(description=_lazy("address"))
    def address(self, page: PlainPage) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', page.get_absolute_url())

    def save_model(self, request: HttpRequest, obj: PlainPage, form: Any, change: bool) -> None:
        fields = form.cleaned_data
        plain_pages.change(obj, title=fields["title"], text=fields["text"], by=user_of(request))

    # The stubs promise a row of Django's own log; ours is the versions.
    def log_change(self, request: HttpRequest, obj: PlainPage, message: Any) -> None:  # type: ignore[override]
        """The versions are the record."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["media"] = media_with_nonce(context["media"], request)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = self.get_object(request, object_id)
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):
            raise PermissionDenied
        versions = list(page.versions.select_related("by")[: VERSIONS + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: {name}").format(name=page.title),
            "page": page,
            "changes": [
                compared(version, before)
                for version, before in zip_longest(versions[:VERSIONS], versions[1:])
            ],
        }
        return render(request, "admin/articles/plainpage/history.html", context)


def compared(version: PlainPageVersion, before: PlainPageVersion | None) -> Change:
    if before is None:
        nodes = parse(version.text)[0]
        return Change(version, redline.of_text("", version.title), [redline.as_it_is(n, {}) for n in nodes])
    pairs = redline.aligned(parse(before.text)[0], parse(version.text)[0])
    passages = [redline.of_nodes(old, new, {}) for old, new in pairs if old != new]
    title = redline.of_text(before.title, version.title) if before.title != version.title else mark_safe("")
    return Change(version, title, passages)
