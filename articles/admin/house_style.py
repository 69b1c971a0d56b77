"""The newspaper's own list of words to avoid, at the desk."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.permissions import AsksThePolicy
from articles.models import HouseWord


@admin.register(HouseWord)
class HouseWordAdmin(AsksThePolicy, admin.ModelAdmin):
    list_display = ["avoid", "instead", "why"]
    search_fields = ["avoid", "instead"]
    ordering = ["avoid"]
    actions = None
