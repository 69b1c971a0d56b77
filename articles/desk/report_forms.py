"""The forms of the corrections desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.desk.act_forms import PressForm
from articles.models import ReportMove
from house.people import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Section


class ReportErrorForm(PressForm):
    """What somebody at the desk found wrong in a live story."""

    text = forms.CharField(
        max_length=4000,
        label=_lazy("What is wrong, and what is right?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    passage = forms.CharField(
        required=False,
        max_length=1000,
        label=_lazy("Which words are it?"),
        help_text=_lazy("Copied from the story, so that whoever takes it finds them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CloseReportForm(PressForm):
    """Closes a report without a correction: done, or declined for a reason."""

    reason = forms.ChoiceField(
        required=False,
        label=_lazy("Why is there no correction?"),
        choices=[("", _lazy("It was put right without a note")), *ReportMove.Reason.choices],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=_lazy("Anything to note in the log?"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AssignReportForm(PressForm):
    """Who gets a report."""

    to = forms.ChoiceField(required=False, label=_lazy("Person"))
    desk = forms.ChoiceField(required=False, label=_lazy("Desk"))
    note = forms.CharField(required=False, max_length=1000, label=_lazy("What should they know?"))

    def __init__(self, *args: Any, people: Iterable[User], desks: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in people}
        self.desks = {str(desk.pk): desk for desk in desks}
        named = [(pk, name_of(user)) for pk, user in self.people.items()]
        # The stubs know a form's fields only as fields, and these have choices.
        self.fields["to"].choices = [("", _("Nobody")), *named]  # type: ignore[attr-defined]
        desks_named = [(pk, str(desk)) for pk, desk in self.desks.items()]
        self.fields["desk"].choices = [("", _("No desk")), *desks_named]  # type: ignore[attr-defined] # as above

    def clean_to(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])

    def clean_desk(self) -> Section | None:
        return self.desks.get(self.cleaned_data["desk"])
