"""The addresses of the Content API, version 1. They end without a slash, as their names are names of things."""

from __future__ import annotations

from django.urls import path, re_path

from articles.api.entrance import entrance, nothing

app_name = "api"

urlpatterns = [
    path("api/v1/stories", entrance, name="stories"),
    re_path(r"^api/v1/stories/(?P<story>[1-9][0-9]{0,17})$", entrance, name="story"),
    path("api/v1/changes", entrance, name="changes"),
    path("api/v1/sections", entrance, name="sections"),
    path("api/v1/topics", entrance, name="topics"),
    path("api/v1/reporters", entrance, name="reporters"),
    path("api/v1/openapi.json", entrance, name="openapi"),
    path("api/v1/docs", entrance, name="docs"),
    re_path(r"^api/v1/", nothing, name="nothing"),
]
