"""The form field for a day and a time at the desk. house/clock.py reads what was typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTimeWidget
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from house import clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class MomentInput(forms.MultiWidget):
    use_fieldset = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([AdminDateWidget(format="%Y-%m-%d"), AdminTimeWidget()], attrs)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        parts = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        written = [
            # The label belongs to the first input; static/desk/names.js names both for screen readers.
            widget.render(part["name"], part["value"], {"aria-label": label, **part["attrs"]}, renderer)
            for label, widget, part in zip((_("Day"), _("Time")), self.widgets, parts, strict=True)
        ]
        zone = timezone.get_default_timezone_name()
        # Django's widgets are paragraphs, and a paragraph within another ends that one.
        return format_html('<div class="datetime">{}{} <span class="zone">{}</span></div>', *written, zone)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Any) -> list[Any]:
        return list(clock.typed(value)) if isinstance(value, datetime) else [None, None]


class PlainMomentInput(MomentInput):
    """For pages without the admin's calendar. A browser's date input would show the day in its own language."""

    def __init__(self, label: StrOrPromise, attrs: dict[str, Any] | None = None) -> None:
        day = forms.DateInput(
            attrs={
                "placeholder": "2026-11-23",
                "size": 10,
                "aria-label": format_lazy(_lazy("{label}: day"), label=label),
            },
            format="%Y-%m-%d",
        )
        typed = forms.TextInput(
            attrs={
                "placeholder": "18:30",
                "size": 10,
                "aria-label": format_lazy(_lazy("{label}: time"), label=label),
            }
        )
        forms.MultiWidget.__init__(self, [day, typed], attrs)


class HiddenMoment(MomentInput):
    """The same as hidden inputs: a form carries the moment that it was opened with."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        forms.MultiWidget.__init__(self, [forms.HiddenInput, forms.HiddenInput], attrs)

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return forms.MultiWidget.render(self, name, value, attrs, renderer)


class MomentField(forms.MultiValueField):
    """A day and a time by the newsroom's clock."""

    widget = MomentInput
    hidden_widget = HiddenMoment

    def __init__(self, **options: Any) -> None:
        for name in ("input_formats", "limit_choices_to"):
            options.pop(name, None)
        day = forms.DateField(
            error_messages={"invalid": _lazy("Write the day as year-month-day, such as 2026-11-23.")}
        )
        super().__init__(
            fields=(day, forms.CharField(required=False, max_length=40)), require_all_fields=False, **options
        )

    def compress(self, values: list[Any]) -> datetime | None:
        day, typed = (*values, None, None)[:2]
        if day is None and not typed:
            return None
        if not isinstance(day, date):
            raise forms.ValidationError(_("Say on which day."), code="incomplete")
        if not typed:
            raise forms.ValidationError(_("Say at what time."), code="incomplete")
        return clock.read(day, typed)
