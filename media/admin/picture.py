"""The page of one picture at the desk: uploading it, its words, rights and credits, and what its file says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from house import clock, people
from house.lines import one_line
from house.moments import MomentField, MomentInput
from house.plainly import SaysPlainly
from house.suggesting import SuggestsRows
from media.admin import choosing, cropping, grid, killing, private, provenance
from media.admin.addresses import addresses as library_addresses
from media.clearance import rights
from media.files import removal
from media.intake import describing, uploads
from media.library import log, search, uses
from media.models import Credit, Image, ImageQuerySet, Lease, LogEntry
from media.signals import image_changed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    ImageModelAdmin = admin.ModelAdmin[Image]
    CreditTabularInline = admin.TabularInline[Credit, Image]
    LeaseTabularInline = admin.TabularInline[Lease, Image]
    ImageModelForm = forms.ModelForm[Image]
else:
    ImageModelAdmin = admin.ModelAdmin
    CreditTabularInline = admin.TabularInline
    LeaseTabularInline = admin.TabularInline
    ImageModelForm = forms.ModelForm

WORDS = ["caption", "alt_text", "headline", "people", "place", "taken_at", "keywords"]
RIGHTS = [
    "category",
    "licence",
    "rights_end",
    "rights_note",
    "copyright_notice",
    "source",
    "licensor",
    "licensor_url",
    "web_statement",
    "only_in",
    "editorial_only",
    "instructions",
    "digital_source",
]
# The fields of an upload. The file may fill in the others.
AT_FIRST = ["caption", "alt_text", "category", "rights_note", "rights_end"]
LOG_SHOWN = 50


# What forms call the columns that have no other name than in the code.
NAMES = (
    gettext_noop("Caption"),
    gettext_noop("Alt text"),
    gettext_noop("Headline"),
    gettext_noop("People"),
    gettext_noop("Place"),
    gettext_noop("Keywords"),
    gettext_noop("Source"),
    gettext_noop("Instructions"),
    gettext_noop("Licensor"),
    gettext_noop("Licence"),
    gettext_noop("Rights note"),
    gettext_noop("Kind"),
    gettext_noop("Agency"),
    gettext_noop("Reporter"),
    gettext_noop("Name"),
    gettext_noop("Reason"),
)


def in_our_language(fields: Iterable[forms.Field]) -> None:
    """The labels and choices of a form's fields, in the language of the desk."""
    for field in fields:
        if field.label:
            field.label = _(str(field.label))
        if type(field) is forms.TypedChoiceField:
            pairs: Any = field.choices
            field.choices = [(value, _(str(label)) if value else label) for value, label in pairs]


def lines_of(said: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The metadata of a file as a flat list of pairs: block and field, and value."""
    if isinstance(said, dict):
        for key, value in said.items():
            yield from lines_of(value, f"{name} {key}".strip())
    elif isinstance(said, list) and any(isinstance(value, dict | list) for value in said):
        for number, value in enumerate(said, start=1):
            yield from lines_of(value, f"{name} {number}")
    else:
        yield name, ", ".join(map(str, said)) if isinstance(said, list) else str(said)


def _items(sentences: Iterable[str]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))


class PictureForm(ImageModelForm):
    credits_are_right = forms.BooleanField(
        label=_lazy("The credits are right"),
        required=False,
        help_text=_lazy(
            "They were read from the file. Say so when you have looked, or put them right below."
        ),
    )

    class Meta:
        widgets = {"alt_text": AdminTextareaWidget(attrs={"rows": 2})}

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        in_our_language(self.fields.values())

    def clean_alt_text(self) -> str:
        """One line of text. The field is a text area so that it shows the whole line."""
        return one_line(self.cleaned_data["alt_text"])


class UploadForm(PictureForm):
    """The form of an upload. If the file is refused, what was typed stays in the form."""

    file = forms.FileField(
        label=_lazy("Picture"),
        help_text=_lazy("JPEG, PNG, WebP, AVIF, TIFF or GIF, as large as you have it."),
        widget=forms.FileInput(attrs={"accept": choosing.ACCEPTED}),
    )
    # The examined file, or its refusal. Files are examined before the transaction begins.
    looked_at: uploads.Examined | uploads.PictureRefused | None = None

    def clean_file(self) -> Any:
        if isinstance(self.looked_at, uploads.AlreadyInLibrary):
            known = self.looked_at.image
            address = reverse("admin:media_image_change", args=[known.pk])
            raise ValidationError(format_html('{} <a href="{}">{}</a>', self.looked_at, address, known))
        if isinstance(self.looked_at, uploads.PictureRefused):
            raise ValidationError(str(self.looked_at))
        return self.cleaned_data["file"]


class CreditInline(SuggestsRows, CreditTabularInline):
    model = Credit
    fields = ["position", "kind", "agency", "reporter", "name"]
    autocomplete_fields = ["agency", "reporter"]
    extra = 1
    max_num = 6
    verbose_name = _lazy("credit")
    verbose_name_plural = _lazy("credits, in order: one party each")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            in_our_language([field])
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # agencies and reporters are kept in lists of their own
        return field

    # Credits belong to the picture: a user who may change it may change them.
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.view_image", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.change_image" if obj else "media.add_image", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.change_image" if obj else "media.add_image", obj)

    has_delete_permission = has_change_permission


class LeaseInline(LeaseTabularInline):
    model = Lease
    fields = ["allows", "starts", "ends", "reason"]
    extra = 0
    verbose_name = _lazy("lease")
    verbose_name_plural = _lazy("leases: what was agreed for a time")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            in_our_language([field])
        return field

    has_view_permission = CreditInline.has_view_permission
    has_add_permission = CreditInline.has_add_permission
    has_change_permission = CreditInline.has_change_permission
    has_delete_permission = CreditInline.has_change_permission


@admin.register(Image)
class ImageAdmin(SaysPlainly, ImageModelAdmin):
    added = _lazy("is in the library.")
    form = PictureForm
    # These are for fields elsewhere that suggest pictures; the list itself is made in `media.admin.grid`.
    list_parameters = grid.PARAMETERS
    search_fields = ["caption"]  # says that there is a search; `get_search_results` carries it out
    ordering = ["-pk"]
    inlines = [CreditInline, LeaseInline]
    readonly_fields = ["picture", "standing", "private_details", "facts"]
    change_form_template = "admin/media/picture.html"
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
    }

    class Media:
        css = {"all": ["media/library.css", "media/picture.css"]}

    # Permissions: the policy is asked about the row itself.
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return request.user.has_perm("media.view_image", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("media.add_image")

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return request.user.has_perm("media.change_image", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        if not request.user.has_perm("media.delete_image", obj):
            return False
        return obj is None or removal.why_kept(obj) is None

    # The list, and the search for fields that offer pictures
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return grid.grid(request, desk=self.admin_site)

    def get_queryset(self, request: HttpRequest) -> ImageQuerySet:
        return Image.objects.with_rights().with_jpegs()

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[ImageQuerySet, bool]:
        return search.matching(queryset, search_term), False

    # One picture
    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["file", *AT_FIRST]})]
        first = ["picture", "standing"]
        first += ["credits_are_right"] if any(credit.guessed for credit in obj.credits.all()) else []
        first += ["private_details"] if obj.warnings else []
        return [
            (None, {"fields": first, "classes": ["picture-first"]}),
            (_("Words"), {"fields": WORDS, "classes": ["in-columns"]}),
            (_("Rights"), {"fields": RIGHTS, "classes": ["in-columns"]}),
            (_("The file"), {"fields": ["facts"]}),
        ]

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if change:
            return super().get_form(request, obj, change=change, **kwargs)
        form: Any = super().get_form(request, obj, change=change, form=UploadForm, **kwargs)
        form.looked_at = getattr(request, "looked_at", None)
        return form

    @admin.display(description=_lazy("picture"))
    def picture(self, image: Image) -> SafeString | str:
        renditions = image.jpegs
        fits = [rendition for rendition in renditions if rendition.width <= 960] or list(renditions)[:1]
        if not fits:
            return "–"
        shown = fits[-1]
        return format_html(
            '<img class="library-picture" src="{}" alt="{}" width="{}" height="{}">',
            reverse(
                "admin:media_image_rendition",
                args=[image.pk, shown.width],
                current_app=self.admin_site.name,
            ),
            image.alt_text or str(image),
            shown.width,
            shown.height,
        )

    @admin.display(description=_lazy("may it be shown?"))
    def standing(self, image: Image) -> SafeString:
        verdict = rights.verdict(image, timezone.now())
        word = format_html(
            '<span class="clearance clearance-{}">{}</span>', verdict.state, _(grid.STANDING[verdict.state])
        )
        return format_html('{}<ul class="picture-reasons">{}</ul>', word, _items(verdict.reasons))

    @admin.display(description=_lazy("private details"))
    def private_details(self, image: Image) -> SafeString:
        """Metadata that could expose a person. It is never written into a rendition."""
        return format_html(
            '<ul class="picture-private">{}</ul><p class="help">{}</p>',
            _items(image.warnings),
            _("Only the desk sees them: files for readers are made without."),
        )

    @admin.display(description=_lazy("file"))
    def facts(self, image: Image) -> str:
        return _("{file}: {width} × {height} pixels, {format}, {size}. Uploaded {at}, {who}.").format(
            file=image.filename,
            width=f"{image.width:,}",
            height=f"{image.height:,}",
            format=image.format,
            size=filesizeformat(image.bytes),
            at=clock.said(image.uploaded_at),
            who=people.name_of(image.uploaded_by),
        )

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Image | None = None,
    ) -> Any:
        if obj is not None:
            entries = LogEntry.objects.filter(image_id=obj.pk).select_related("by")
            context |= {
                "said": list(lines_of(obj.metadata)),
                "credentials": provenance.of(obj),
                "used": uses.where_used(obj, request.user),
                "log": entries[:LOG_SHOWN],
                "acts": [
                    act
                    for act in killing.ACTS
                    if (act == "kill") == (obj.killed_at is None)
                    and request.user.has_perm(f"media.{act}_image", obj)
                ],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST" or object_id is not None or not self.has_add_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        # Before the transaction: decoding takes seconds, and SQLite has one writer at a time.
        self._look_at_file(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except uploads.PictureRefused as refusal:
            # Refused only on storing: the disk is full, or somebody else has just brought the same file.
            # Carried on the request to the form that says so.
            request.looked_at = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _look_at_file(self, request: HttpRequest) -> None:
        """What was found is carried on the request to the form that asks for it."""
        file = request.FILES.get("file")
        try:
            request.looked_at = uploads.examine(file) if file else None  # type: ignore[attr-defined]  # an attribute of ours, as said above
        except uploads.PictureRefused as refusal:
            request.looked_at = refusal  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            file, by = form.cleaned_data["file"], cast("AbstractBaseUser", request.user)
            uploads.keep(obj, file, form.looked_at, by=by, filename=file.name)
            for words in form.looked_at.notices:
                messages.warning(request, words)
        elif named := [name for name in form.changed_data if name in {*WORDS, *RIGHTS}]:
            obj.save(update_fields=named)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        try:
            super().save_related(request, form, formsets, change)
            if form.cleaned_data.get("credits_are_right"):
                form.instance.credits.update(guessed=False)
            if not change:
                describing.credit(form.instance, form.looked_at.said)
        except Exception:
            if not change:
                uploads.discard(form.looked_at)
            raise
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            if change:
                self._note(request, form, formsets)
            search.write(form.instance)
            image_changed.send(sender=Image, image=Image.objects.with_credits().get(pk=form.instance.pk))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, Lease) and row.by_id is None:
                row.by_id = cast("int", request.user.pk)
            if isinstance(row, Credit):
                row.guessed = False  # somebody typed it
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    def _note(self, request: HttpRequest, form: Any, formsets: Any) -> None:
        """Write into the library’s log which fields were changed, and what the credit is now."""
        image, named = form.instance, set(form.changed_data)
        rows = {formset.model for formset in formsets if formset.has_changed()}
        words = [
            str(form.fields[name].label or name) for name in form.changed_data if name in {*WORDS, *RIGHTS}
        ]
        if Credit in rows:
            credited = Image.objects.with_credits().get(pk=image.pk).credit_line
            words.append(_("credit, now {credit}").format(credit=credited or _("none")))
        elif "credits_are_right" in named:
            words.append(
                _("credit confirmed, {credit}").format(
                    credit=Image.objects.with_credits().get(pk=image.pk).credit_line
                )
            )
        if Lease in rows:
            words.append(_("leases"))
        of_rights = bool(named & set(RIGHTS)) or Lease in rows
        act = LogEntry.Act.RIGHTS if of_rights else LogEntry.Act.CHANGED
        log.note(
            image,
            act,
            _("Changed: {what}.").format(what=", ".join(words)),
            by=cast("AbstractBaseUser", request.user),
        )

    # Deleting: Django's page would name stories that the user may not see.
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        reasons = [reason for image in objs if (reason := removal.why_kept(image))]
        names = [_("Picture: {image}").format(image=image) for image in objs]
        return names, {_("pictures"): len(names)}, set(), reasons

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        removal.remove(obj, by=cast("AbstractBaseUser", request.user))

    # Our own pages
    def get_urls(self) -> list[URLPattern]:
        desk = self.admin_site.admin_view
        return [
            *library_addresses(self.admin_site),
            path(
                "<int:pk>/crop/",
                desk(partial(cropping.crop, desk=self.admin_site)),
                name="media_image_crop",
            ),
            *(
                path(
                    f"<int:pk>/{act}/",
                    desk(partial(killing.act, act=act, desk=self.admin_site)),
                    name=f"media_image_{act}",
                )
                for act in killing.ACTS
            ),
            path("choose/", desk(choosing.choose), name="media_image_choose"),
            path("upload/", desk(choosing.uploading), name="media_image_upload"),
            path(
                "<int:pk>/rendition/<int:width>/",
                desk(private.rendition),
                name="media_image_rendition",
            ),
            *super().get_urls(),
        ]
