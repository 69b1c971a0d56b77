"""What the commands behind Ctrl+K know besides the page that is open: where this person may go, and the keys.

The open page has its own buttons, and none that would be refused: its commands are those buttons.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from articles import policy
from articles.helping.keys import GROUPS
from house.doors import JSON, By, Said, door


@door("GET", answers=JSON)
def commands(request: HttpRequest, by: By) -> Said:
    """The pages of the desk that are open to this person, besides those at the head of all, and every shortcut."""
    # A row is {label, about, address}, as the rows of stories are that are found.
    places = [
        {"label": label, "about": about, "address": address} for label, about, address in _places(request, by)
    ]
    return {"places": places, "keys": [group.facts for group in GROUPS]}


def _places(request: HttpRequest, by: By) -> Iterator[tuple[str, str, str]]:
    if policy.may_create(by):
        yield "New story", "Begin to write", reverse("admin:articles_article_add")
    yield "First page", "What waits for you", reverse("admin:index")
    apps = admin.site.get_app_list(request)
    models = [model for app in apps for model in app["models"]]
    for model in models:
        if model["admin_url"]:
            yield model["name"], "", model["admin_url"]
    yield "Schedule", "What goes out when", reverse("admin:articles_article_schedule")
    for model in models:
        if model["add_url"] and model["object_name"] != "Article":
            yield f"New {model['model']._meta.verbose_name}", model["name"], model["add_url"]
