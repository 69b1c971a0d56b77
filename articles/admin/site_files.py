"""The files for programs at the desk: their texts, what is wrong with them, and their history."""

from __future__ import annotations

from datetime import datetime
from itertools import zip_longest
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.acts import user_of
from articles.admin.permissions import AsksThePolicy
from articles.models import SiteFile, SiteFileVersion
from articles.writing import redline, site_file_rules, site_files
from house import people

VERSIONS = 20
HELP = {
    SiteFile.Name.ROBOTS: _lazy(
        "Which robots may read what. Empty: all may read everything. Where the sitemaps are is added by itself."
    ),
    SiteFile.Name.ADS: _lazy("Who may sell advertisements of this paper. Empty: the file is not there."),
    SiteFile.Name.SECURITY: _lazy(
        "How to tell you of a hole in the security of this site. Empty: the file is not there."
    ),
}


class SiteFileForm(forms.ModelForm):
    began_from = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SiteFile
        fields = ["text"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 24, "cols": 90, "spellcheck": "false", "dir": "ltr"})
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = HELP.get(self.instance.name, "")
        if self.instance.updated_at is not None:
            self.fields["began_from"].initial = self.instance.updated_at.isoformat()

    def clean_text(self) -> str:
        """Each mistake is named with its line. What was typed stays in the form."""
        text: str = self.cleaned_data["text"]
        if found := site_file_rules.problems(self.instance.name, text, timezone.now()):
            raise ValidationError(found)
        return text

    def clean(self) -> None:
        """A file that somebody else changed meanwhile is not overwritten. What was typed stays in the form."""
        newest = SiteFileVersion.objects.select_related("by").filter(file=self.instance).first()
        if newest is None or self.opened_at() == newest.at:
            return
        # What was sent is a QueryDict; the stubs know any mapping.
        self.data = {**self.data.dict(), self.add_prefix("began_from"): newest.at.isoformat()}  # type: ignore[attr-defined]
        raise ValidationError(
            _(
                "{name} changed this file while you had it open. What you typed is still here, and not saved: look "
                "at the history, then save once more to put yours in its place."
            ).format(name=people.name_of(newest.by))
        )

    def opened_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data.get("began_from", ""))
        except ValueError:
            return None


@admin.register(SiteFile)
class SiteFileAdmin(AsksThePolicy, admin.ModelAdmin):
    form = SiteFileForm
    list_display = ["__str__", "address", "updated_at", "to_see_to"]
    fields = ["text", "began_from"]
    ordering = ["name"]
    actions = None
    change_form_template = "admin/articles/sitefile/change_form.html"

    @admin.display(description=_lazy("address"))
    def address(self, file: SiteFile) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', file.get_absolute_url())

    @admin.display(description=_lazy("to see to"))
    def to_see_to(self, file: SiteFile) -> str | None:
        return site_file_rules.warning(file.name, file.text, timezone.now()) or None

    def save_model(self, request: HttpRequest, obj: SiteFile, form: Any, change: bool) -> None:
        site_files.change(obj, text=form.cleaned_data["text"], by=user_of(request))
        if words := self.to_see_to(obj):
            messages.warning(request, words)

    # The stubs promise a row of Django's own log; ours is the versions.
    def log_change(self, request: HttpRequest, obj: SiteFile, message: Any) -> None:  # type: ignore[override]
        """The versions are the record."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        file = self.get_object(request, object_id)
        if file is None:
            raise Http404
        if not self.has_view_permission(request, file):
            raise PermissionDenied
        versions = list(file.versions.select_related("by")[: VERSIONS + 1])
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: {name}").format(name=file),
            "file": file,
            "changes": [
                (version, redline.of_text(before.text if before else "", version.text))
                for version, before in zip_longest(versions[:VERSIONS], versions[1:])
                if version is not None
            ],
        }
        return render(request, "admin/articles/sitefile/history.html", context)
