"""The form that asks for whom a link is, what it shows and how long it works."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.sharing.links import USUAL

HOURS = (
    (1, _lazy("One hour")),
    (6, _lazy("Six hours")),
    (24, _lazy("A day")),
    (USUAL, _lazy("Two days")),
    (7 * 24, _lazy("A week")),
    (14 * 24, _lazy("Two weeks")),
)


class ShareForm(forms.Form):
    recipient = forms.CharField(
        max_length=120,
        label=_lazy("For whom?"),
        help_text=_lazy(
            "A name or an e-mail address. It stands over the whole page, on screens and on paper."
        ),
    )
    shows = forms.ChoiceField(label=_lazy("What does it show?"), widget=forms.RadioSelect)
    hours = forms.TypedChoiceField(
        label=_lazy("How long does it work?"), choices=HOURS, coerce=int, initial=USUAL
    )
    revision = forms.IntegerField(min_value=1, max_value=10**9 - 1, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, number: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # as Django's own
        self.initial.setdefault("shows", "this")
        # The stubs know a form's fields only as fields, and this one has choices.
        self.fields["shows"].choices = (  # type: ignore[attr-defined]
            ("this", _("Revision {number}, whatever is written later").format(number=number)),
            ("newest", _("Whatever is the newest when it is opened")),
        )

    def clean_recipient(self) -> str:
        words: str = self.cleaned_data["recipient"]
        return " ".join(words.split())
