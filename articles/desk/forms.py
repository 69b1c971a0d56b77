"""The story form checks what was typed, and reads it as a plain content."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import body, languages, policy
from articles.acts import lift_embargo
from articles.composing import videos
from articles.desk import merge_questions
from articles.desk.choices import KnownChoiceField, KnownSelect, ManyChoiceField, offer_in_our_language
from articles.desk.fields import BodyEditor, BodyFormField
from articles.desk.rowsets import BylineFormSet, RowSet, SourceFormSet, own_name, stored_rows
from articles.desk.widgets import Headline, PictureChooser, SittingNumber
from articles.models import Article, EmbargoState, Revision, Story, content
from articles.models.content import Content
from articles.models.story import CONTENT_FIELDS, LENGTHS
from articles.writing import lengths, saving, translations
from articles.writing.merging import CHOICES, Choice
from house.lines import one_line
from house.moments import MomentField
from media.models import Image
from media.terms import crops

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PICTURE_FIELDS = (
    "lead_picture",
    "lead_caption",
    "lead_alt",
    "lead_decorative",
    "lead_credit",
    "lead_crop",
)
DESK_FIELDS = ("slugline", "desk_note", "from_wire", "embargo", "embargo_until", "embargo_source")


@dataclass(frozen=True)
class OutOfSight:
    """A story in the form that this person may not see."""

    pk: int

    def __str__(self) -> str:
        return _("Story {number}, which is not yours to see").format(number=self.pk)


class ArticleForm(forms.ModelForm):
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sitting = forms.UUIDField(required=False, widget=SittingNumber)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    body = BodyFormField(
        required=False,
        label=_lazy("Text"),
        widget=BodyEditor(
            pictures=reverse_lazy("admin:media_image_choose"),
            stories=reverse_lazy("admin:articles_article_related"),
        ),
    )
    lead_picture = KnownChoiceField(
        Image.objects.all(), required=False, label=_lazy("Lead picture"), widget=PictureChooser
    )
    translation_of = KnownChoiceField(
        Article.objects.all(),
        required=False,
        label=capfirst(_lazy("translation of")),
        widget=KnownSelect(Article._meta.get_field("translation_of"), admin.site),
        help_text=Article._meta.get_field("translation_of").help_text,
    )
    embargo_until = MomentField(
        required=False,
        label=capfirst(_lazy("embargo until")),
        help_text=Article._meta.get_field("embargo_until").help_text,
    )

    # Set on a subclass that is made for the person. `collision` is set when a save of this form has met one.
    user: User
    closed = False
    # Whether somebody pressed a button. An autosave sets it to False, and may be empty.
    by_hand = False
    collision: saving.Collision | None = None
    # The stored story under its lock, from the checks of the form until the form is saved.
    locked: Article

    class Meta:
        model = Article
        fields = [
            *(field.name for field in Story._meta.local_fields),
            "topics",
            *DESK_FIELDS,
        ]
        field_classes = {"topics": ManyChoiceField}
        widgets = {
            "kicker": forms.TextInput(attrs={"placeholder": _lazy("Kicker")}),
            "headline": Headline(attrs={"rows": 1, "placeholder": _lazy("Headline")}),
            "standfirst": forms.Textarea(attrs={"rows": 1, "placeholder": _lazy("Standfirst")}),
            "dateline_place": forms.TextInput(attrs={"placeholder": _lazy("Dateline")}),
            "lead_caption": forms.Textarea(attrs={"rows": 1}),
            "lead_alt": forms.Textarea(attrs={"rows": 1}),
            "lead_crop": forms.HiddenInput,
            "desk_note": forms.Textarea(attrs={"rows": 3}),
            "search_description": forms.Textarea(attrs={"rows": 2}),
            "social_description": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.revision
        self.initial["base"] = newest.number if newest else None
        self.initial["key"] = uuid.uuid4()
        cast("KnownChoiceField", self.fields["lead_picture"]).knows([self.instance.lead_picture])
        if "translation_of" in self.fields:
            self._offer_originals()
        self._say_what_pictures_are_for()
        if "article_type" in self.fields:
            offer_in_our_language(self.fields["article_type"])
        text = cast("BodyFormField", self.fields["body"])
        text.language = lambda: str(self.data.get("language") or self.instance.language)
        text.widget.language = self.instance.language
        self.edits_words = self.instance.pk is None or policy.may(self.user, "edit", self.instance)
        if not self.edits_words:
            for name in set(self.fields) - {*PICTURE_FIELDS, "body", "base", "sitting"}:
                del self.fields[name]
            self.fields["body"].widget.pictures_only = True
        for name in DESK_FIELDS:
            if name in self.fields:
                # Revisions do not have these fields, so the form carries the values with which it was opened.
                self.fields[name].show_hidden_initial = True
        lengths.take_all(self.fields, LENGTHS)
        self._speak()
        self.rows = self._row_sets()
        if self.closed:
            # The widgets of these two show more than words, so Django's tools beside them are taken away.
            for name in ("body", "lead_picture"):
                widget = self.fields[name].widget
                widget.read_only, widget.attrs["readonly"] = True, True
        self._show_words_of_the_library()
        if "section" in self.fields:
            allowed = policy.sections_for(self.user)
            if self.instance.section_id:
                allowed |= allowed.model.objects.filter(pk=self.instance.section_id)
            field = cast("forms.ModelChoiceField[Any]", self.fields["section"])
            field.queryset = allowed.select_related("parent").in_order()

    def _speak(self) -> None:
        """Set each field's language and direction to the story's. The page changes them with the language."""
        language = str(self.data.get("language", "")) if self.is_bound else self.instance.language
        for name in (*content.SAID, "body"):
            if name in self.fields:
                self.fields[name].widget.attrs |= languages.of_a_field(language)
        if "language" in self.fields:
            self.fields["language"].widget.attrs["data-right-to-left"] = " ".join(
                sorted(languages.RIGHT_TO_LEFT)
            )

    def _offer_originals(self) -> None:
        """Offer the stories in sight, and the chosen one, which shows its headline only to those who may see it."""
        field = cast("KnownChoiceField", self.fields["translation_of"])
        seen = policy.visible_articles(self.user)
        field.queryset = seen
        if number := self.instance.translation_of_id:
            field.knows([seen.filter(pk=number).first() or OutOfSight(number)])

    def _say_what_pictures_are_for(self) -> None:
        """Name the story and its section to the search for pictures, which warns of pictures used lately."""
        about = {"story": self.instance.pk, "section": self.instance.section_id}
        query = urlencode({name: number for name, number in about.items() if number})
        if query:
            self.fields["body"].widget.pictures = f"{reverse('admin:media_image_choose')}?{query}"
            self.fields["lead_picture"].widget.asked = f"?{query}"

    def _show_words_of_the_library(self) -> None:
        """Show as placeholders what readers get where this story has no words of its own about its picture."""
        picture = self.instance.lead_picture
        for name, words in (
            ("lead_caption", picture and picture.caption),
            ("lead_alt", picture and picture.alt_text),
        ):
            if name in self.fields and words:
                self.fields[name].widget.attrs["placeholder"] = words

    def clean_headline(self) -> str:
        return one_line(self.cleaned_data["headline"])

    def clean_kicker(self) -> str:
        return one_line(self.cleaned_data["kicker"])

    def clean_search_title(self) -> str:
        return one_line(self.cleaned_data["search_title"])

    def clean_social_title(self) -> str:
        return one_line(self.cleaned_data["social_title"])

    def clean_language(self) -> str:
        code = str(self.cleaned_data["language"]).strip().replace("_", "-")
        if not re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", code):
            raise ValidationError(_("Give the code of a language, such as en, pt or ar."))
        return code

    def clean_lead_crop(self) -> str:
        """Nobody types this field: an old value that no longer fits is dropped, one that was made up is refused."""
        crop: str = self.cleaned_data["lead_crop"]
        if not crops.is_written(crop) and crop == self.instance.lead_crop:
            return ""
        crops.validate(crop)
        return crop

    def _row_sets(self) -> list[RowSet]:
        """Bylines and sources as they are in the form. Where they cannot be edited, as they are stored."""
        story, bylines, sources, reporters, agencies = self.instance, [], [], [], []
        if story.pk:
            prefetch_related_objects([story], *stored_rows())
            bylines = [{**row, "name_as_published": row["name"]} for row in content.bylines_of(story)]
            sources = [dict(row) for row in content.sources_of(story)]
            reporters = [row.reporter for row in story.bylines.all()]
            agencies = [row.agency for row in story.sources.all()]
        if not bylines and self._begins_it() and (own := own_name(self.user)):
            bylines, reporters = [{"reporter": own.pk}], [own]
        made = []
        for name, factory, initial, known in (
            ("bylines", BylineFormSet, bylines, reporters),
            ("sources", SourceFormSet, sources, agencies),
        ):
            is_sent = self.is_bound and self.edits_words and f"{name}-TOTAL_FORMS" in self.data
            given: dict[str, Any] = {"data": self.data} if is_sent else {"initial": initial}
            made.append(factory(prefix=name, form_kwargs={"known": known}, **given))
        return cast("list[RowSet]", made)

    def _begins_it(self) -> bool:
        """Whether this person is the first to write: a new story, or an idea that was given to them."""
        story = self.instance
        if not story.pk:
            return True
        is_theirs = story.assignee_id is not None and story.assignee_id == self.user.pk
        return is_theirs and self.edits_words and not story.body and not story.was_live

    def _post_clean(self) -> None:
        """Skip the model's own checks, which the fields and `clean` have done.

        What was typed is saved through `content`; the instance keeps saying what is stored.
        """

    @property
    def media(self) -> forms.Media:
        # Named together: otherwise merging may put the second before the first, which it needs.
        media = super().media + forms.Media(js=["admin/js/jquery.init.js", "admin/js/inlines.js"])
        for rows in self.rows:
            media += rows.media
        return media

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not all(rows.is_valid() for rows in self.rows if rows.is_bound):
            self.add_error(None, _("Look at the bylines and sources."))
        self._check_embargo(cleaned)
        self._check_translation(cleaned)
        self._check_videos(cleaned)
        self._check_fitness(cleaned)
        if self.instance.pk:
            self._check_words(cleaned)
            self._check_turn()
        if self.by_hand and not self.errors and self.instance.revision is None and self.says_nothing():
            self.add_error(None, _("Nothing is written yet, so there is nothing to save."))
        if self.collision is not None:
            told = _("{why} Nothing is lost: your text is in the form. {advice}")
            self.add_error(None, told.format(why=self.collision, advice=self.collision.advice))
        return cleaned

    def content(self) -> Content:
        """What was typed, on top of the revision from which the form was opened. For valid forms only."""
        opened = self._opened()
        before = content.of_revision(opened) if opened else content.EMPTY
        given = self.cleaned_data
        fields = dict(before.fields)
        for attname in CONTENT_FIELDS:
            name = attname.removesuffix("_id")
            if name in self.fields:
                fields[attname] = given[name].pk if attname != name and given[name] else given[name]
        rows = {rows.name: rows.rows() if rows.is_bound else getattr(before, rows.name) for rows in self.rows}
        topics = before.topics
        if "topics" in self.fields:
            chosen = tuple(topic.pk for topic in given["topics"])
            topics = chosen if set(chosen) != set(topics) else topics
        return Content(fields, topics=topics, **rows)

    def says_nothing(self) -> bool:
        """Whether the form has no word for readers or for the desk. For valid forms only."""
        return content.says_nothing(self.content()) and not says_anything(self.desk_changes())

    def _opened(self) -> Revision | None:
        number: int | None = self.cleaned_data.get("base")
        newest: Revision | None = self.instance.revision
        if newest is not None and newest.number == number:
            return newest
        if not number or self.instance.pk is None:
            return None
        return Revision.objects.filter(article=self.instance, number=number).first()

    def desk_changes(self) -> dict[str, tuple[Any, Any]]:
        """The fields for the desk alone that this editor changed: name to (as it was opened, as it is now)."""
        names = [name for name in DESK_FIELDS if name in self.fields and self._is_changed(name)]
        return {name: (self._as_opened(name), self.cleaned_data[name]) for name in names}

    def for_the_desk(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DESK_FIELDS if name in self.fields}

    def _is_changed(self, name: str) -> bool:
        return self.fields[name].has_changed(self._as_opened(name), self[name].data)

    def _as_opened(self, name: str) -> Any:
        """The value with which the form was opened, from its hidden twin."""
        field, sent = self.fields[name], self[name]
        hidden = field.hidden_widget().value_from_datadict(self.data, self.files, sent.html_initial_name)
        try:
            return field.to_python(hidden)
        except ValidationError:
            return None

    def answers(self) -> saving.Answers | None:
        """The choices that were sent, if the form came back with questions."""
        asked = str(self.data.get("asked", ""))
        if not asked:
            return None
        given: list[Choice] = []
        while (choice := str(self.data.get(f"choice-{len(given)}"))) in CHOICES:
            given.append(choice)
        return saving.Answers(asked, given)

    def questions(self) -> list[merge_questions.AskedChoice]:
        """The questions of a collision, with both texts in words."""
        if self.collision is None:
            return []
        return merge_questions.asked(self.collision.merged)

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        """Whoever may change only the pictures may place them in the text, but may not change the words."""
        if policy.may(self.user, "edit", self.instance) or "body" not in cleaned:
            return
        opened = self._opened()
        if body.without_pictures(cleaned["body"]) != body.without_pictures(opened.body if opened else ""):
            self.add_error("body", _("You may place and change pictures here, but not change the words."))

    def _check_fitness(self, cleaned: dict[str, Any]) -> None:
        """What the model's fields refuse, since `_post_clean` does not ask them."""
        given = {name: cleaned[name] for name in CONTENT_FIELDS if cleaned.get(name)}
        for name, why in content.unfit(Content({**content.EMPTY.fields, **given})).items():
            if name not in self.errors:
                self.add_error(name, why)

    def _check_videos(self, cleaned: dict[str, Any]) -> None:
        """A new video must come from where our pages may play it; for older ones the guards ask later."""
        opened = self._opened() if self.instance.pk else None
        new = videos.files(cleaned.get("body", "")) - videos.files(opened.body if opened else "")
        for reason in sorted({reason for address in new if (reason := videos.why_not(address))}):
            self.add_error("body", reason)

    def _check_translation(self, cleaned: dict[str, Any]) -> None:
        """Check a new choice only: the guards ask again before readers get the story."""
        if "language" not in cleaned or "translation_of" not in cleaned:
            return
        original = cleaned["translation_of"]
        story = translations.Member(
            self.instance.pk or 0, cleaned["language"], original.pk if original else None
        )
        if (story.language, story.original) == (self.instance.language, self.instance.translation_of_id):
            return
        if reason := translations.why_not_at_the_desk(story, self.user):
            name = "translation_of" if story.original else "language"
            self.add_error(name, reason)

    def _check_embargo(self, cleaned: dict[str, Any]) -> None:
        kind, until = cleaned.get("embargo"), cleaned.get("embargo_until")
        if kind == EmbargoState.UNTIL and not until:
            self.add_error("embargo_until", _("Say until when the story is embargoed."))
        if not self.instance.pk or "embargo" not in self.fields:
            return
        if not self._is_changed("embargo") and not self._is_changed("embargo_until"):
            return
        stored = Article.objects.get(pk=self.instance.pk)
        reason = policy.why_not(self.user, lift_embargo.ACT.name, self.instance)
        if reason and self._is_weaker(stored, kind, until):
            told = _("An embargo is lifted, not deleted or brought forward. {reason}")
            self.add_error("embargo", told.format(reason=reason))

    def weakens_the_embargo(self) -> bool:
        """Whether the form, which is valid, would let the story out earlier than the embargo that it has now."""
        said = self.cleaned_data
        return self._is_weaker(self.locked, said["embargo"], said["embargo_until"])

    @staticmethod
    def _is_weaker(stored: Article, kind: str | None, until: datetime | None) -> bool:
        """Whether these values would let the story out earlier than the stored embargo."""
        if kind == EmbargoState.UNTIL_LIFTED or not stored.embargoed_at(timezone.now()):
            return False
        if kind == EmbargoState.NONE or stored.embargo == EmbargoState.UNTIL_LIFTED:
            return True
        return until is not None and stored.embargo_until is not None and until < stored.embargo_until

    def _check_turn(self) -> None:
        """Under the row's lock, which is held until the save is done: nobody can move the story in between."""
        self.locked = saving.locked(self.instance.pk)
        if self.locked.revision_id == self.instance.revision_id:
            self.locked.revision = (
                self.instance.revision
            )  # a revision never changes, so it need not be read again
        if reason := policy.why_not(self.user, "edit_pictures", self.locked):
            told = _("{reason} Your text is still in this form.")
            raise ValidationError(told.format(reason=reason))


def says_anything(desk: Mapping[str, tuple[Any, Any]]) -> bool:
    """Whether somebody typed a note, a slugline or an embargo. `from_wire` does not count: nobody types it."""
    return any(
        now not in ("", None, EmbargoState.NONE)
        for name, (_before, now) in desk.items()
        if name != "from_wire"
    )


def form_for(user: User, **facts: Any) -> type[ArticleForm]:
    return type("ArticleFormForSomebody", (ArticleForm,), {"user": user, **facts})
