"""Hides a line of “What changed” from readers, and shows it again. The buttons stand in the story's log."""

from __future__ import annotations

from typing import Annotated

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import hide_line
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.arguments import visible_article
from articles.desk.act_forms import HideLineForm
from articles.models import Edition
from house.doors import By, FoundBy, door


def edition_to_hide(request: HttpRequest, pk: int, number: int) -> Edition:
    article = visible_article(request, pk)
    if reason := policy.why_not(request.user, "hide_line", article):
        raise PermissionDenied(reason)
    return get_object_or_404(article.editions.select_related("article", "by"), number=number)


EditionToHide = Annotated[Edition, FoundBy(edition_to_hide, ("pk", "number"))]


@door("GET", "POST")
def hide(request: HttpRequest, edition: EditionToHide, by: By) -> HttpResponse:
    """GET asks why, POST hides the line. If readers must be told the line, the page gives the reason."""
    form = HideLineForm(request.POST or None)
    refusal = hide_line.why_not(edition)
    if request.method == "POST" and form.is_valid():
        try:
            hide_line.hide(edition, by=by, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Readers are not shown this line any more."))
            return HttpResponseRedirect(log_address(edition))
    context = {
        **admin_context(request),
        "title": _("Hide a line from readers"),
        "article": edition.article,
        "edition": edition,
        "line": hide_line.line(edition),
        "form": form,
        "refusal": refusal,
    }
    return TemplateResponse(
        request, "admin/articles/article/hide_line.html", context, status=409 if form.is_bound else 200
    )


@door("POST")
def show(request: HttpRequest, edition: EditionToHide, by: By) -> HttpResponse:
    try:
        hide_line.show(edition, by=by)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Readers are shown this line again."))
    return HttpResponseRedirect(log_address(edition))


def log_address(edition: Edition) -> str:
    return reverse("admin:articles_article_history", args=[edition.article_id])
