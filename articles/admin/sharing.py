"""The page by which links without a log-in are made, seen and revoked."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import wires
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.arguments import RevisionNumber, StoryHere
from articles.admin.preview import chosen
from articles.admin.shared import address_of
from articles.desk.share_form import ShareForm
from articles.models import Article, Revision, ShareLink, ShareView
from articles.sharing import links
from house.doors import By, Row, door

View = Callable[..., Any]
MOST_SHOWN = 50


def addresses(wrapped: Callable[[View], View]) -> list[URLPattern]:
    return [
        path("<int:pk>/share/", wrapped(share), name="articles_article_share"),
        path("<int:pk>/share/<int:number>/revoke/", wrapped(revoke), name="articles_article_revoke"),
    ]


@dataclass(frozen=True)
class ShownLink:
    """A link as the page lists it. Only its maker is told who has opened it."""

    row: ShareLink
    is_open: bool
    views: list[ShareView] | None


@door("GET", "POST")
def share(
    request: HttpRequest, article: StoryHere, by: By, *, revision: RevisionNumber = None
) -> HttpResponse:
    """GET asks for whom, POST makes the link and tells its address, this once."""
    refuse(article, by)
    shown = chosen(article, revision)
    form = ShareForm(
        request.POST or None, number=shown.number, initial={"key": uuid.uuid4(), "revision": shown.number}
    )
    made: dict[str, Any] | None = None
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = make(article, by, shown, form.cleaned_data)
        except Refused as refused:
            reasons = refused.reasons
        else:
            form = ShareForm(number=shown.number, initial={"key": uuid.uuid4(), "revision": shown.number})
    context = {
        **admin_context(request),
        "title": _("Share without log-in"),
        "article": article,
        "revision": shown,
        "form": form,
        "reasons": reasons,
        "made": made,
        "shown_links": shown_links(article, by),
        "killed_words": wires.killed_words(article, shown),
    }
    return TemplateResponse(request, "admin/articles/article/share.html", context)


def make(article: Article, by: User, shown: Revision, given: dict[str, Any]) -> dict[str, Any]:
    """The link, as the page tells of it."""
    link, secret = links.make(
        article,
        by=by,
        recipient=given["recipient"],
        hours=given["hours"],
        revision=shown if given["shows"] == "this" else None,
        key=given["key"],
    )
    return {"link": link, "address": address_of(secret), "shows": links.what_of(link)}


def shown_links(article: Article, by: User) -> list[ShownLink]:
    """The links to this story, newest first; who opened them, if this person made them."""
    now = timezone.now()
    own = Prefetch("views", ShareView.objects.filter(link__by=by))
    rows = article.share_links.select_related("by", "revoked_by", "revision").prefetch_related(own)
    return [
        ShownLink(
            row,
            is_open=row.revoked_at is None and row.expires_at > now,
            views=list(row.views.all()) if row.by_id == by.pk else None,
        )
        for row in rows[:MOST_SHOWN]
    ]


@door("POST")
def revoke(request: HttpRequest, article: StoryHere, number: Row, by: By) -> HttpResponse:
    refuse(article, by)
    link = get_object_or_404(ShareLink, article=article, pk=number)
    if links.revoke(link, by=by):
        told = _("The link for {recipient} opens nothing any more.")
        messages.success(request, told.format(recipient=link.recipient))
    else:
        told = _("The link for {recipient} had ended already.")
        messages.info(request, told.format(recipient=link.recipient))
    return HttpResponseRedirect(reverse("admin:articles_article_share", args=[article.pk]))


def refuse(article: Article, by: User) -> None:
    if reason := policy.why_not(by, "share", article):
        raise PermissionDenied(reason)
