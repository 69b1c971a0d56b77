"""Hiding a line of “What changed” from readers, from the story's log; showing it again is one press."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from articles import policy
from articles.acts import hide_line
from articles.acts.act import Refused
from articles.admin.acts import admin_context, user_of, visible_article
from articles.desk.act_forms import HideLineForm
from articles.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """GET asks why, POST does it. A line that readers are owed comes back with the reason."""
    edition = edition_of(request, pk, number)
    form = HideLineForm(request.POST or None)
    refusal = hide_line.why_not(edition)
    if request.method == "POST" and form.is_valid():
        try:
            hide_line.hide(edition, by=user_of(request), reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "Readers are not shown this line any more.")
            return HttpResponseRedirect(log_address(edition))
    context = {
        **admin_context(request),
        "title": "Hide a line from readers",
        "article": edition.article,
        "edition": edition,
        "line": hide_line.line(edition),
        "form": form,
        "refusal": refusal,
    }
    return TemplateResponse(
        request, "admin/articles/article/hide_line.html", context, status=409 if request.POST else 200
    )


@require_POST
def show(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    edition = edition_of(request, pk, number)
    try:
        hide_line.show(edition, by=user_of(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Readers are shown this line again.")
    return HttpResponseRedirect(log_address(edition))


def edition_of(request: HttpRequest, pk: int, number: int) -> Edition:
    article = visible_article(request, pk)
    if reason := policy.why_not(request.user, "hide_line", article):
        raise PermissionDenied(reason)
    return get_object_or_404(article.editions.select_related("article", "by"), number=number)


def log_address(edition: Edition) -> str:
    return reverse("admin:articles_article_history", args=[edition.article_id])
