"""The story form: what the desk types, checked; a save from an old base is refused with both texts shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.text import slugify

from articles import body, policy, saving
from articles.fields import BodyEditor, BodyFormField
from articles.models import Article, EmbargoState, Revision, Story
from articles.models.story import CONTENT_FIELDS
from articles.widgets import PictureChooser
from media.models import Image

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PICTURE_FIELDS = ("lead_picture", "lead_caption", "lead_alt")
DESK_FIELDS = ("slugline", "desk_note", "from_wire", "embargo", "embargo_until", "embargo_source")


@dataclass(frozen=True)
class Difference:
    """One field of two people's texts."""

    label: str
    theirs: str
    yours: str


class ArticleForm(forms.ModelForm):
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    body = BodyFormField(
        required=False,
        label="Text",
        widget=BodyEditor(
            pictures=reverse_lazy("admin:media_image_choose"),
            stories=reverse_lazy("admin:articles_article_related"),
        ),
    )
    lead_picture = forms.ModelChoiceField(Image.objects.all(), required=False, widget=PictureChooser)

    # Set by the admin, on a subclass made for the request.
    user: User
    closed = False
    differences: list[Difference]

    class Meta:
        model = Article
        fields = [
            *(field.name for field in Story._meta.local_fields),
            "topics",
            *DESK_FIELDS,
        ]
        widgets = {
            "kicker": forms.TextInput(attrs={"placeholder": "Kicker"}),
            "headline": forms.Textarea(
                attrs={"rows": 1, "maxlength": Story.HEADLINE_LENGTH, "placeholder": "Headline"}
            ),
            "standfirst": forms.Textarea(attrs={"rows": 1, "placeholder": "Standfirst"}),
            "dateline_place": forms.TextInput(attrs={"placeholder": "Dateline"}),
            "lead_caption": forms.Textarea(attrs={"rows": 1}),
            "lead_alt": forms.Textarea(attrs={"rows": 1}),
            "desk_note": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 2}),
            "social_description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences = []
        newest = self.instance.revision
        self.initial["base"] = newest.number if newest else None
        if self.closed:
            # What these two show is more than words, so they show it themselves, without their tools.
            for name in ("body", "lead_picture"):
                widget = self.fields[name].widget
                widget.read_only, widget.attrs["readonly"] = True, True  # type: ignore[attr-defined]
        self._show_words_of_the_library()
        if "section" in self.fields:
            allowed = policy.sections_for(self.user)
            if self.instance.section_id:
                allowed |= allowed.model.objects.filter(pk=self.instance.section_id)
            self.fields["section"].queryset = allowed.select_related("parent").order_by(  # type: ignore[attr-defined]
                "position", "name"
            )

    def _show_words_of_the_library(self) -> None:
        """What readers get where this story says nothing of its own about its picture."""
        picture = self.instance.lead_picture
        for name, words in (
            ("lead_caption", picture and picture.caption),
            ("lead_alt", picture and picture.alt_text),
        ):
            if name in self.fields and words:
                self.fields[name].widget.attrs["placeholder"] = words

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        return slug or slugify(self.cleaned_data.get("headline") or "")[:90].strip("-")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_embargo(cleaned)
        if self.instance.pk:
            self._check_words(cleaned)
            self._check_base(cleaned)
        return cleaned

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        """Whoever may change only the pictures may place them in the text, and leaves the text alone."""
        if policy.may(self.user, "edit", self.instance) or "body" not in cleaned:
            return
        stored = Article.objects.values_list("body", flat=True).get(pk=self.instance.pk)
        if body.without_pictures(cleaned["body"]) != body.without_pictures(stored):
            self.add_error("body", "You may place and change pictures here; the words are for the editors.")

    def _check_embargo(self, cleaned: dict[str, Any]) -> None:
        kind = cleaned.get("embargo")
        if kind == EmbargoState.UNTIL and not cleaned.get("embargo_until"):
            self.add_error("embargo_until", "Say until when the story is embargoed.")
        was_embargoed = (
            self.instance.pk and Article.objects.get(pk=self.instance.pk).embargo != EmbargoState.NONE
        )
        if was_embargoed and "embargo" in self.changed_data and kind == EmbargoState.NONE:
            reason = policy.why_not(self.user, "lift_embargo", self.instance)
            if reason:
                self.add_error("embargo", f"An embargo is lifted, not deleted. {reason}")

    def _check_base(self, cleaned: dict[str, Any]) -> None:
        """Under the row's lock, held until the save is done: nobody can slip in between."""
        fresh = saving.locked(self.instance.pk)
        if reason := policy.why_not(self.user, "edit_pictures", fresh):
            raise ValidationError("%(reason)s Your text is still in this form.", params={"reason": reason})
        self.instance.revision = fresh.revision
        try:
            saving.refuse_if_stale(fresh, cleaned.get("base"))
        except saving.StaleSave as stale:
            self.differences = self._differences(stale.newest, cleaned)
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("base")] = str(stale.newest.number)  # type: ignore[index]
            raise ValidationError(
                "%(problem)s Nothing is lost: your text is in the form, the other one is shown beside it. "
                "Take over what you need, then save again.",
                code="stale",
                params={"problem": str(stale)},
            ) from None

    def _differences(self, newest: Revision, cleaned: dict[str, Any]) -> list[Difference]:
        found = []
        for attname in CONTENT_FIELDS:
            name = attname.removesuffix("_id")
            theirs, yours = getattr(newest, name), cleaned.get(name)
            if name in self.fields and theirs != yours:
                found.append(
                    Difference(str(self.fields[name].label), _shown(name, theirs), _shown(name, yours))
                )
        return found


def _shown(name: str, value: Any) -> str:
    return body.plain_text(value or "") if name == "body" else str(value if value is not None else "")


class ActForm(forms.Form):
    """What an act asks for before it is done. `key` makes a second press of the button harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    accept_older = forms.BooleanField(
        required=False, label="Yes, I mean the approved revision, not the newest one."
    )
