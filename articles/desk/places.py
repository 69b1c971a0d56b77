"""The pages of the desk that somebody may open, by name: for the commands behind Ctrl+K and for the search box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import policy


@dataclass(frozen=True)
class Place:
    name: str
    about: str
    address: str


def of_the_desk(request: HttpRequest, by: User) -> Iterator[Place]:
    """Those besides the pages at the head of all, and at the end those on which something new is begun."""
    if policy.may_create(by):
        yield Place(_("New story"), _("Begin to write"), reverse("admin:articles_article_add"))
    yield Place(_("First page"), _("What waits for you"), reverse("admin:index"))
    models = [model for app in site.get_app_list(request) for model in app["models"]]
    for model in models:
        if model["admin_url"]:
            yield Place(str(model["name"]), "", model["admin_url"])
    yield Place(_("Schedule"), _("What goes out when"), reverse("admin:articles_article_schedule"))
    if policy.permits(by, "articles.view_article"):
        yield Place(_("Figures"), _("How the desk has done"), reverse("admin:articles_article_figures"))
    if policy.permits(by, "articles.view_errorreport"):
        yield Place(
            _("Corrections desk"), _("Errors that are reported"), reverse("admin:articles_errorreport_desk")
        )
    for model in models:
        if model["add_url"] and model["object_name"] != "Article":
            name = _("New {what}").format(what=model["model"]._meta.verbose_name)
            yield Place(name, str(model["name"]), model["add_url"])
