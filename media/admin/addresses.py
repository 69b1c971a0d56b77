"""The addresses of the library's pages, beside those that Django's admin makes for pictures."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from media.admin import collecting, likeness, together


def addresses(desk: AdminSite) -> list[URLPattern]:
    return [
        path(
            "together/",
            desk.admin_view(partial(together.together, desk=desk)),
            name="media_image_together",
        ),
        path("collection/<int:pk>/", desk.admin_view(collecting.change), name="media_collection"),
        path("<int:pk>/take-back/", desk.admin_view(likeness.take_back), name="media_image_take_back"),
    ]
