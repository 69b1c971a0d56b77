"""The forms on the pages of acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from house.moments import MomentField, PlainMomentInput
from house.people import name_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Section


class HideLineForm(forms.Form):
    """Asks why a line of “What changed” is hidden from readers."""

    reason = forms.CharField(
        max_length=300,
        label=_lazy("Why? For the log, not for readers."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReleaseForm(forms.Form):
    """Asks when several stories go out together, and whether a front goes live with them."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    at = MomentField(label=_lazy("When?"), widget=PlainMomentInput(_lazy("When")))
    front = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label=_lazy("Does a front go live with them?")
    )


class ActForm(forms.Form):
    """What an act asks before it is done. If the same `key` is sent twice, the act is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    at = MomentField(label=_lazy("When?"), widget=PlainMomentInput(_lazy("When")))
    which = forms.TypedChoiceField(coerce=int, empty_value=None, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    is_serious = forms.BooleanField(
        required=False, label=_lazy("It is serious: readers see it above the story, not beneath it.")
    )
    accept_older = forms.BooleanField(
        required=False, label=_lazy("Yes, I mean the approved revision, not the newest one.")
    )
    puts_back = forms.BooleanField(required=False, label=_lazy("Yes, readers get the story again."))


class PressForm(forms.Form):
    """An act that asks nothing but whether it is meant."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class GiveBackForm(PressForm):
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=_lazy("Why? Whoever assigned it reads the answer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(PressForm):
    """Who gets a story, until when, how long. `base` is the assignment with which the page was opened."""

    base = forms.IntegerField(required=False, min_value=1, max_value=10**18 - 1, widget=forms.HiddenInput)
    to = forms.ChoiceField(required=False, label=_lazy("Person"))
    desk = forms.ChoiceField(
        required=False,
        label=_lazy("Desk"),
        help_text=_lazy("Without a person, somebody of this desk takes it."),
    )
    due = MomentField(
        required=False,
        label=_lazy("Due"),
        help_text=_lazy("It has to be ready by then."),
        widget=PlainMomentInput(_lazy("Due")),
    )
    words = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=50_000,
        label=_lazy("Planned length in words"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    picture_wanted = forms.BooleanField(required=False, label=_lazy("A picture is wanted"))
    picture_note = forms.CharField(required=False, max_length=300, label=_lazy("Which picture"))
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=_lazy("What is it about? Whoever gets it reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

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
