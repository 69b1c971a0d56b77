"""The picture library at the desk: list, upload, facts and credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media import choosing, intake, removal, rights, serving, uploads
from media.library import grid, search
from media.library.addresses import addresses as library_addresses
from media.models import Credit, Image, ImageQuerySet, Rendition
from media.signals import image_changed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    ImageModelAdmin = admin.ModelAdmin[Image]
    CreditTabularInline = admin.TabularInline[Credit, Image]
    ImageModelForm = forms.ModelForm[Image]
else:
    ImageModelAdmin = admin.ModelAdmin
    CreditTabularInline = admin.TabularInline
    ImageModelForm = forms.ModelForm

WORDS = ["caption", "alt_text", "rights_note", "rights_end"]


class UploadForm(ImageModelForm):
    """A picture and what is known of it. A refused file leaves everything that was typed."""

    file = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP, AVIF, TIFF or GIF, as large as you have it.",
        widget=forms.FileInput(attrs={"accept": choosing.ACCEPTED}),
    )
    # What came of looking at the file, which happens before the transaction begins.
    looked_at: uploads.Examined | uploads.PictureRefused | None = None

    def clean_file(self) -> Any:
        if isinstance(self.looked_at, uploads.AlreadyInLibrary):
            known = self.looked_at.image
            address = reverse("admin:media_image_change", args=[known.pk])
            raise ValidationError(format_html('{} <a href="{}">{}</a>', self.looked_at, address, known))
        if isinstance(self.looked_at, uploads.PictureRefused):
            raise ValidationError(str(self.looked_at))
        return self.cleaned_data["file"]


class CreditInline(CreditTabularInline):
    model = Credit
    fields = ["position", "kind", "agency", "reporter", "name"]
    autocomplete_fields = ["agency", "reporter"]
    extra = 1
    max_num = 6
    verbose_name_plural = "credits, in order: one party each"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # agencies and reporters are kept in lists of their own
        return field

    # Credits are part of the picture: who may change it may change them.
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.view_image", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.change_image" if obj else "media.add_image", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("media.change_image" if obj else "media.add_image", obj)

    has_delete_permission = has_change_permission


@admin.register(Image)
class ImageAdmin(ImageModelAdmin):
    list_display = ["thumbnail", "words", "credit", "may_be_shown", "uploaded"]
    list_display_links = ["thumbnail", "words"]
    list_filter = ["credits__kind", ("credits__agency", admin.RelatedOnlyFieldListFilter), "uploaded_at"]
    list_select_related = ["uploaded_by"]
    list_per_page = 48
    show_full_result_count = False
    search_fields = ["caption"]  # only says that there is a search; `get_search_results` is it
    search_help_text = "Caption, alt text, credit or file name"
    ordering = ["-pk"]
    actions = None
    inlines = [CreditInline]
    readonly_fields = ["picture", "facts", "credit", "may_be_shown"]

    class Media:
        css = {"all": ["media/library.css"]}

    # Who may: the policy is asked about the very row.
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

    # Lists
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return grid.grid(request, desk=self.admin_site)

    def get_queryset(self, request: HttpRequest) -> ImageQuerySet:
        return Image.objects.with_rights().with_renditions()

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[ImageQuerySet, bool]:
        return queryset.matching(search_term), False

    @admin.display(description="small picture")
    def thumbnail(self, image: Image) -> SafeString | str:
        return self._shown(image, next(iter(image.renditions.all()), None), "library-thumbnail")

    @admin.display(description="picture", ordering="-pk")
    def words(self, image: Image) -> str:
        return str(image)

    @admin.display(description="credit", empty_value="–")
    def credit(self, image: Image) -> str:
        return image.credit_line

    @admin.display(description="may be shown")
    def may_be_shown(self, image: Image) -> str:
        return rights.why_not_shown(image, timezone.now()) or "Yes"

    @admin.display(description="uploaded", ordering="-pk")
    def uploaded(self, image: Image) -> str:
        at = timezone.localtime(image.uploaded_at)
        who = image.uploaded_by.get_full_name() or image.uploaded_by.get_username()
        return f"{date_format(at, 'j M Y')}, {at:%H:%M}, {who}"

    # One picture
    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["file", *WORDS]})]
        return [(None, {"fields": ["picture", "facts", "credit", "may_be_shown", *WORDS]})]

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if change:
            return super().get_form(request, obj, change=change, **kwargs)
        form: Any = super().get_form(request, obj, change=change, form=UploadForm, **kwargs)
        form.looked_at = getattr(request, "looked_at", None)
        return form

    @admin.display(description="picture")
    def picture(self, image: Image) -> SafeString | str:
        renditions = list(image.renditions.all())
        fits = [rendition for rendition in renditions if rendition.width <= 960] or renditions
        return self._shown(image, fits[-1] if fits else None, "library-picture")

    @admin.display(description="file")
    def facts(self, image: Image) -> str:
        size = f"{image.width:,} × {image.height:,} pixels, {image.format}, {filesizeformat(image.bytes)}"
        return f"{image.filename}: {size}. Uploaded {self.uploaded(image)}."

    def _shown(self, image: Image, rendition: Rendition | None, css_class: str) -> SafeString | str:
        if rendition is None:
            return "–"
        return format_html(
            '<img class="{}" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            css_class,
            self._address(image, rendition),
            image.alt_text or str(image),
            rendition.width,
            rendition.height,
        )

    def _address(self, image: Image, rendition: Rendition) -> str:
        return reverse(
            "admin:media_image_rendition",
            args=[image.pk, rendition.width],
            current_app=self.admin_site.name,
        )

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
        # Before the transaction: decoding takes its time, and SQLite has one writer.
        self._look_at_file(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except uploads.PictureRefused as refusal:
            # Only now: the disk is full, or somebody else brought the same file a moment ago.
            request.looked_at = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _look_at_file(self, request: HttpRequest) -> None:
        file = request.FILES.get("file")
        try:
            request.looked_at = uploads.examine(file) if file else None  # type: ignore[attr-defined]
        except uploads.PictureRefused as refusal:
            request.looked_at = refusal  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            file, by = form.cleaned_data["file"], cast("AbstractBaseUser", request.user)
            uploads.keep(obj, file, form.looked_at, by=by, filename=file.name)
        elif named := [name for name in form.changed_data if name in WORDS]:
            obj.save(update_fields=named)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        try:
            super().save_related(request, form, formsets, change)
            if not change:
                intake.credit(form.instance, form.looked_at.said)
        except Exception:
            if not change:
                uploads.discard(form.looked_at)
            raise
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            search.write(form.instance)
            image_changed.send(sender=Image, image=Image.objects.with_credits().get(pk=form.instance.pk))

    # Deleting: the stock page would name stories that the asker may not see.
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        reasons = [reason for image in objs if (reason := removal.why_kept(image))]
        names = [f"Picture: {image}" for image in objs]
        return names, {"pictures": len(names)}, set(), reasons

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        removal.remove(obj)

    # Addresses of our own
    def get_urls(self) -> list[URLPattern]:
        desk = self.admin_site.admin_view
        return [
            *library_addresses(self.admin_site),
            path("choose/", desk(choosing.choose), name="media_image_choose"),
            path("upload/", desk(choosing.upload), name="media_image_upload"),
            path(
                "<int:pk>/rendition/<int:width>/",
                desk(serving.private_rendition),
                name="media_image_rendition",
            ),
            *super().get_urls(),
        ]
