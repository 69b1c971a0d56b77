"""Log-ins at the desk: who may log in, in which roles, for which sections.

Django describes them in the words of programmers, these pages in those of editors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles.admin.acts import user_of
from articles.admin.permissions import AsksThePolicy
from articles.desk import access
from articles.desk.choices import RolesField
from articles.models import Remit
from articles.policy import Role
from house import clock, letters
from house.plainly import SaysPlainly

if TYPE_CHECKING:
    RemitFormSet = forms.BaseInlineFormSet[Remit, User, Any]
else:
    RemitFormSet = forms.BaseInlineFormSet

# Roles whose rights end at the sections of the person who has them.
BOUND = (Role.COPY_EDITOR, Role.SECTION_EDITOR)


class SectionsOfEditors(RemitFormSet):
    """Editors with these roles have at least one section: otherwise they could open only their own stories."""

    def clean(self) -> None:
        super().clean()
        # What was sent is a QueryDict; the stubs know any mapping.
        sent: Any = self.data
        given = [number for number in sent.getlist("groups") if number.isdecimal()]
        roles = Group.objects.filter(pk__in=[number for number in given if len(number) < 10], name__in=BOUND)
        kept = [
            row
            for row in self.forms
            if row.cleaned_data.get("section") and not row.cleaned_data.get("DELETE")
        ]
        if not kept and (role := roles.first()):
            told = _("{role}: choose the sections that this person answers for, at least one.")
            raise ValidationError(told.format(role=_(role.name)))
        shown = [row.instance.pk for row in self.forms if row.instance.pk]
        added = [row.cleaned_data["section"].pk for row in kept if not row.instance.pk]
        # Sections that somebody else has added since the form was opened.
        since = Remit.objects.filter(user=self.instance.pk, section__in=added).exclude(pk__in=shown)
        if since.exists():
            raise ValidationError(_("This person has one of these sections already: load the page again."))


class RemitInline(AsksThePolicy, admin.TabularInline):
    model = Remit
    formset = SectionsOfEditors
    verbose_name = _lazy("section in the remit")
    verbose_name_plural = _lazy("sections in the remit (copy editors and section editors)")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """The form for a new log-in shows an empty row for a section."""
        return 0 if obj else 1


# Field: its label and its help text.
WORDS = {
    "username": (_lazy("username"), _lazy("What is typed in to log in: letters, digits and @ . + - _")),
    "is_active": (_lazy("active"), _lazy("Leave off for those who left: what they wrote keeps their name.")),
    "is_staff": (_lazy("may use the desk"), _lazy("Without it, nobody gets further than the log-in page.")),
    "groups": (
        _lazy("roles"),
        _lazy(
            "At least one. Copy editors and section editors also need the sections they answer for, below."
        ),
    ),
}


def name_plainly(fields: dict[str, Any]) -> None:
    fields["password1"].label, fields["password2"].label = _("Password"), _("Password again")
    fields["password2"].help_text = ""


class LoginForm(UserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_plainly(self.fields)
        # Whoever gets a log-in is meant to use the desk.
        self.fields["is_staff"].initial = True


class PasswordForm(AdminPasswordChangeForm):
    """A password is required: nobody can log in without one. To close a log-in, make it inactive."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True
        name_plainly(self.fields)


# Django's own pages for these would offer permissions that this newsroom does not use.
class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("roles")

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(pk, _(str(name))) for pk, name in super().field_choices(field, request, model_admin)]


admin.site.unregister([User, Group])


@admin.register(User)
class LoginAdmin(AsksThePolicy, SaysPlainly, UserAdmin):
    list_display = ["username", "full_name", "roles", "is_active", "last_log_in"]
    list_filter = [("groups", RoleFilter), "is_active"]
    add_form = LoginForm
    change_password_form = PasswordForm
    readonly_fields = ["password_in_words", "sessions_in_words", "record"]
    fieldsets = [
        (None, {"fields": ["username", "password_in_words"]}),
        (_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_lazy("Access"), {"fields": ["is_active", "is_staff", "groups", "sessions_in_words", "record"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "password1",
                    "password2",
                    "is_staff",
                    "groups",
                    "first_name",
                    "last_name",
                    "email",
                ]
            },
        ),
    ]
    filter_horizontal = []
    inlines = [RemitInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Found by the beginnings of the words of their names, with or without accents.

        There are few log-ins, so all are read.
        """
        asked = letters.words(search_term)
        if not asked:
            return queryset, False
        named = User.objects.values_list("pk", "username", "first_name", "last_name", "email")
        found = [
            pk
            for pk, *names in named
            if all(any(word.startswith(one) for word in letters.words(" ".join(names))) for one in asked)
        ]
        return queryset.filter(pk__in=found), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only superusers may change the log-in of a superuser."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return RolesField(Group.objects.order_by("pk"), label=_("Roles"))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in WORDS:
            field.label, field.help_text = WORDS[db_field.name]
        if field is not None and db_field.name == "groups":
            field.required = True
            field.error_messages["required"] = _("Choose a role: without one, nobody can do anything here.")
        return field

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only those who may set a new password see that there is one."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(None, {"fields": ["username"]}), *fieldsets[1:]]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            # Kept on the row for `save_related`: what people could do before, if nothing is on record yet.
            obj.access_before = access.of(User.objects.get(pk=obj.pk))  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before = getattr(form.instance, "access_before", None)
        access.record(form.instance, by=user_of(request), before=before, now=timezone.now())

    @admin.display(description=_lazy("on record"))
    def record(self, user: User) -> SafeString:
        """What this person could do, since when, and who allowed it."""
        lines = format_html_join("", "<li>{}</li>", ((line,) for line in access.log_of(user)))
        return format_html("<ul>{}</ul>", lines) if lines else SafeString(_("Nothing yet."))

    @admin.display(description=_lazy("password"))
    def password_in_words(self, user: User) -> SafeString:
        """Whether there is a password. Django would show how it is stored, which tells editors nothing."""
        said, act = (_("Set. Nobody can read it."), _("Give a new one"))
        if not user.has_usable_password():
            said, act = (_("None yet: nobody can log in with this name."), _("Give one"))
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', said, address, act)

    @admin.display(description=_lazy("the log-in itself"))
    def sessions_in_words(self, user: User) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:person", args=[user.pk]),
            _("Sessions, second factor, leaving"),
        )

    @admin.display(description=_lazy("name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_lazy("last log-in"), ordering="last_login")
    def last_log_in(self, user: User) -> str | None:
        return clock.said(user.last_login) if user.last_login else None

    @admin.display(description=_lazy("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(sorted(_(group.name) for group in user.groups.all()))
