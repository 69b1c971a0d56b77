"""Advertisements at the desk: what is booked and how it stands, and the rule by which advertisements stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.admin.acts import user_of
from articles.admin.permissions import AsksThePolicy
from articles.advertising import booking, going_out, states, tags
from articles.models import Advertisement, AdvertisingRecord, AdvertisingRule, Section, Topic
from house import clock
from house.moments import MomentField, MomentInput
from house.plainly import SaysPlainly
from media.clearance import rights
from media.models import Image

HOUSE, EXTERNAL = Advertisement.Kind.HOUSE, Advertisement.Kind.EXTERNAL
RECORDS = 50
# So wide is the preview in the list.
SMALL = 160


class AdvertisementForm(forms.ModelForm):
    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Write a link that begins with https:// or http://."))
        return link

    def clean(self) -> None:
        super().clean()
        found = self.cleaned_data
        begins, ends = found.get("begins_at"), found.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It has to end after it begins."))
        if self.value("kind") == EXTERNAL:
            self.look_at_the_tag()
        else:
            self.look_at_the_picture()

    def value(self, name: str) -> Any:
        """What was sent, or what is there in a field that this person may not change."""
        return self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)

    def look_at_the_picture(self) -> None:
        picture: Image | None = self.value("picture")
        if picture is None:
            self.problem("picture", _("Choose a picture of the library."))
        elif problems := rights.problems(picture, timezone.now()):
            self.problem("picture", " ".join(problems))
        elif not (self.value("alt") or picture.alt_text):
            self.problem("alt", _("Say what the picture says: some readers do not see it."))
        if not self.value("link"):
            self.problem("link", _("Say where it leads."))

    def look_at_the_tag(self) -> None:
        tag, hosts = self.value("tag") or "", self.value("hosts") or ""
        if not tag.strip():
            self.problem("tag", _("Paste the tag that its sender gave you."))
        for said in tags.wrong_with_tag(tag, hosts):
            self.problem("tag", said)
        for said in tags.wrong_with_hosts(hosts):
            self.problem("hosts", said)

    def problem(self, name: str, said: str) -> None:
        if name not in self.fields or name not in self.errors:
            self.add_error(name if name in self.fields else None, said)


@admin.register(Advertisement)
class AdvertisementAdmin(AsksThePolicy, SaysPlainly, admin.ModelAdmin):
    form = AdvertisementForm
    list_filter = ["place", "kind", "is_stopped"]
    search_fields = ["name"]
    ordering = ["-begins_at", "name"]
    autocomplete_fields = ["picture"]
    actions = None
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": forms.URLInput},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }

    class Media:
        css = {"all": ["desk/advertisements.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Advertisement]:
        rows = super().get_queryset(request)
        return rows.select_related("picture").prefetch_related(
            "sections__parent", "picture__credits", "picture__leases", "picture__renditions"
        )

    def get_list_display(self, request: HttpRequest) -> Any:
        """Who may not see the library gets no pictures from it."""
        columns = ["name", "preview", "standing", "where", "weight"]
        return [it for it in columns if it != "preview" or self.may_choose_pictures(request)]

    # Each may type what they answer for: the tag runs in readers' browsers, the picture is the library's.

    def may_change_tag(self, request: HttpRequest) -> bool:
        return policy.permits(request.user, "articles.tag_advertisement")

    def may_choose_pictures(self, request: HttpRequest) -> bool:
        return policy.permits(request.user, "media.view_image")

    def get_fieldsets(self, request: HttpRequest, obj: Advertisement | None = None) -> list[Any]:
        """What is there, and of what is new what this person may book."""
        kinds = {HOUSE: self.may_choose_pictures(request), EXTERNAL: self.may_change_tag(request)}
        shown = {kind for kind, is_allowed in kinds.items() if is_allowed} if obj is None else {obj.kind}
        every = ["name", "place", "sections", "begins_at", "ends_at", "weight", "is_stopped", "kind"]
        own = {
            HOUSE: (_("A picture with a link"), ["picture", "alt", "link"]),
            EXTERNAL: (_("Somebody else’s tag"), ["tag", "hosts", "width", "height"]),
        }
        found = [(title, {"fields": fields}) for kind, (title, fields) in own.items() if kind in shown]
        return [(None, {"fields": every}), *found]

    def get_readonly_fields(self, request: HttpRequest, obj: Advertisement | None = None) -> list[str]:
        fields: list[str] = []
        if not self.may_change_tag(request):
            fields += ["tag", "hosts"]
        if not self.may_choose_pictures(request):
            fields += ["picture"]
        if obj is not None:
            fields += ["kind"]
        return fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"sections", "picture"} and field is not None:
            # No buttons here for adding another section, or a picture, by a pop-up.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_view_related = field.widget.can_delete_related = False
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"queryset": Section.objects.in_order().select_related("parent")}
        )

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kind":
            allowed = {HOUSE: self.may_choose_pictures(request), EXTERNAL: self.may_change_tag(request)}
            kwargs["choices"] = [(kind, kind.label) for kind, is_allowed in allowed.items() if is_allowed]
            kwargs["widget"] = forms.RadioSelect
            kwargs["initial"] = kwargs["choices"][0][0] if kwargs["choices"] else HOUSE
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"begins_at": timezone.now().replace(second=0, microsecond=0)}

    def save_model(self, request: HttpRequest, obj: Advertisement, form: Any, change: bool) -> None:
        # Whoever changes a picture holds it before what shows it.
        going_out.hold([obj.picture_id, form.initial.get("picture")])
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        booking.enter(form.instance, by=user_of(request))

    # The stubs promise rows of Django's own log; ours are the records.
    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """What was decided is on record."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]  # as above
        """What was decided is on record."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        one = self.get_object(request, object_id)
        if one is None:
            raise Http404
        return history(self, request, one, one.records.all())

    # The list

    @admin.display(description=_lazy("preview"))
    def preview(self, one: Advertisement) -> SafeString:
        if one.kind == EXTERNAL:
            size = f"{one.width} × {one.height}"
            return format_html("{}<br><span>{}</span>", size, ", ".join(tags.hosts_in(one.hosts)))
        if one.picture is None:
            return SafeString()
        jpegs = [row for row in one.picture.renditions.all() if row.format == "jpeg" and not row.crop]
        small = min(jpegs, key=lambda row: abs(row.width - SMALL), default=None)
        if small is None:
            return SafeString()
        address = reverse("admin:media_image_rendition", args=[one.picture.pk, small.width])
        alt = one.alt or one.picture.alt_text
        return format_html('<img class="advertisement-small" src="{}" alt="{}">', address, alt)

    @admin.display(description=_lazy("how it stands"), ordering="begins_at")
    def standing(self, one: Advertisement) -> SafeString:
        found = states.state_of(one, timezone.now())
        return format_html('<span class="advertisement-{}">{}</span>', found.name, found.words)

    @admin.display(description=_lazy("where"))
    def where(self, one: Advertisement) -> str:
        sections = ", ".join(str(section) for section in one.sections.all())
        place = one.get_place_display()
        return f"{place}: {sections}" if sections else place


class RuleForm(forms.ModelForm):
    sensitive_sections = forms.ModelMultipleChoiceField(
        Section.objects.in_order(),
        required=False,
        label=_lazy("sections without advertisements"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_lazy("With the sections inside them."),
    )
    sensitive_topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        label=_lazy("topics without advertisements"),
        help_text=_lazy("Deaths, disasters and the like. A single story has a box for it in its form."),
    )

    class Meta:
        model = AdvertisingRule
        fields = [
            *("first_after", "then_every", "most", "shortest"),
            *("sensitive_sections", "sensitive_topics"),
        ]

    def clean_sensitive_sections(self) -> list[int]:
        return sorted(row.pk for row in self.cleaned_data["sensitive_sections"])

    def clean_sensitive_topics(self) -> list[int]:
        return sorted(row.pk for row in self.cleaned_data["sensitive_topics"])


@admin.register(AdvertisingRule)
class AdvertisingRuleAdmin(AsksThePolicy, SaysPlainly, admin.ModelAdmin):
    form = RuleForm
    list_display = ["__str__", "first_after", "then_every", "most", "shortest"]
    ordering = ["pk"]
    actions = None

    def save_model(self, request: HttpRequest, obj: AdvertisingRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        booking.enter_rule(obj, by=user_of(request))

    # The stubs promise a row of Django's own log; ours is the record.
    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """What was decided is on record."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rule = self.get_object(request, object_id)
        if rule is None:
            raise Http404
        return history(self, request, rule, AdvertisingRecord.objects.filter(advertisement=None))


def history(
    desk: AdvertisementAdmin | AdvertisingRuleAdmin,
    request: HttpRequest,
    about: Advertisement | AdvertisingRule,
    records: QuerySet[AdvertisingRecord],
) -> HttpResponse:
    """What was decided, newest first: what each decision changed of the one before."""
    if not desk.has_view_permission(request, about):
        raise PermissionDenied
    rows = list(records.select_related("by")[: RECORDS + 1])
    before = [*(row.content for row in rows[1:]), {}]
    context = {
        **desk.admin_site.each_context(request),
        "title": about,
        "about": about,
        "address": reverse(f"admin:articles_{about._meta.model_name}_change", args=[about.pk]),
        "decisions": [
            (row, changed(about, row.content, old)) for row, old in zip(rows[:RECORDS], before, strict=False)
        ],
    }
    return TemplateResponse(request, "admin/articles/advertisement/history.html", context)


def changed(
    about: Advertisement | AdvertisingRule, now: dict[str, Any], before: dict[str, Any]
) -> list[tuple[str, str, str]]:
    """Name, old and new value of what is otherwise than before."""
    found = []
    for name, value in now.items():
        if value == before.get(name) or (not before and value in ("", None, False, [])):
            continue
        field: Any = about._meta.get_field(name.removesuffix("_id"))
        found.append((str(field.verbose_name), said(field, before.get(name)), said(field, value)))
    return found


def said(field: Any, value: Any) -> str:
    """A value that is on record, in words."""
    if value is None:
        return ""
    if isinstance(value, list):
        rows = (Topic if field.name == "sensitive_topics" else Section).objects.in_bulk(value)
        return ", ".join(str(rows.get(pk, pk)) for pk in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateTimeField):
        return clock.in_full(datetime.fromisoformat(value))
    return str(dict(field.flatchoices).get(value, value))
