"""Log-ins at the desk: who may log in, in which roles, for which sections."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from articles.admin.permissions import AsksThePolicy
from articles.models import Remit


class RemitInline(AsksThePolicy, admin.TabularInline):
    model = Remit
    extra = 0
    verbose_name = "section in the remit"
    verbose_name_plural = "sections in the remit (copy editors and section editors)"


# Django's own pages for these would offer permissions that nobody here asks about.
admin.site.unregister([User, Group])


@admin.register(User)
class LoginAdmin(AsksThePolicy, UserAdmin):
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Access", {"fields": ["is_active", "is_staff", "groups"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["username", "usable_password", "password1", "password2", "is_staff", "groups"]},
        ),
    ]
    filter_horizontal = []
    inlines = [RemitInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser's log-in is changed by superusers only."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description="name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(group.name for group in user.groups.all()))
