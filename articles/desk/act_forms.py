"""The forms on the pages of acts."""

from __future__ import annotations

from django import forms

from house.moments import MomentField, PlainMomentInput


class HideLineForm(forms.Form):
    """Asks why a line of “What changed” is hidden from readers."""

    reason = forms.CharField(
        max_length=300, label="Why? For the log, not for readers.", widget=forms.Textarea(attrs={"rows": 2})
    )


class ReleaseForm(forms.Form):
    """Asks when several stories go out together, and whether a front goes live with them."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    at = MomentField(label="When?", widget=PlainMomentInput("When"))
    front = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label="Does a front go live with them?"
    )


class ActForm(forms.Form):
    """What an act asks before it is done. If the same `key` is sent twice, the act is done once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    at = MomentField(label="When?", widget=PlainMomentInput("When"))
    which = forms.TypedChoiceField(coerce=int, empty_value=None, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    is_serious = forms.BooleanField(
        required=False, label="It is serious: readers see it above the story, not beneath it."
    )
    accept_older = forms.BooleanField(
        required=False, label="Yes, I mean the approved revision, not the newest one."
    )
