"""The story's log: every revision, move and edition in one list, newest first; any revision can be restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from articles import lines, policy, saving
from articles.admin.acts import admin_context, form_address, user_of, visible_article
from articles.admin.preview import page_of
from articles.models import Edition, Revision, StateChange
from articles.workflow import BY_NAME

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One line of the log; exactly one of the three rows is there."""

    at: datetime
    by: str
    words: str
    note: str
    revision: Revision | None = None
    edition: Edition | None = None


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Fifty lines a page; `?before=` an ISO time goes further back."""
    article = visible_article(request, pk)
    before = parse_time(request.GET.get("before", ""))
    entries = sorted(
        [
            *(
                revision_entry(row)
                for row in older(article.revisions.select_related("author").defer("body"), before)
            ),
            *(change_entry(row) for row in older(article.state_changes.select_related("by"), before)),
            *(edition_entry(row) for row in older(article.editions.select_related("by", "revision"), before)),
        ],
        key=lambda entry: entry.at,
        reverse=True,
    )
    context = {
        **admin_context(request),
        "title": "History",
        "article": article,
        "entries": entries[:PAGE],
        "older": entries[PAGE - 1].at.isoformat() if len(entries) > PAGE else None,
        "may_restore": policy.may(request.user, "edit", article),
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def older(rows: Any, before: datetime | None) -> Any:
    rows = rows.order_by("-at", "-pk")
    return (rows.filter(at__lt=before) if before else rows)[: PAGE + 1]


def parse_time(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def revision_entry(row: Revision) -> Entry:
    words = f"Revision {row.number}: {lines.joined(row.changed)}"
    return Entry(row.at, name_of(row.author), words, row.note, revision=row)


def change_entry(row: StateChange) -> Entry:
    return Entry(row.at, name_of(row.by), BY_NAME[row.act].label if row.act in BY_NAME else row.act, row.note)


def edition_entry(row: Edition) -> Entry:
    words = f"Edition {row.number}: {row.get_kind_display().lower()}, revision {row.revision.number}"
    return Entry(row.at, name_of(row.by), words, row.note, edition=row)


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


@require_safe
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    article = visible_article(request, pk)
    return page_of(
        request,
        article,
        get_object_or_404(article.revisions.select_related("section__parent"), number=number),
    )


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring an old revision back as a new one; refused if the story moved on since the page was opened."""
    article = visible_article(request, pk)
    old = get_object_or_404(article.revisions, number=number)
    base = request.POST.get("base", "")
    try:
        with transaction.atomic():
            if reason := policy.why_not(request.user, "edit", saving.locked(pk)):
                raise PermissionDenied(reason)
            saved = saving.restore(old, base=int(base) if base.isdecimal() else None, by=user_of(request))
    except saving.StaleSave as stale:
        messages.error(request, f"{stale} Nothing was restored: look at it first.")
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[pk]))
    if saved is None:
        messages.info(request, f"The story already reads like revision {number}.")
    else:
        messages.success(request, f"Revision {number} is back, as revision {saved.number}.")
    return HttpResponseRedirect(form_address(article))
