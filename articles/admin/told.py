"""Somebody's messages at the desk: what is new, marking it as read, and what comes by e-mail too."""

from __future__ import annotations

from typing import Annotated, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.admin.acts import admin_context
from articles.admin.permissions import AsksThePolicy
from articles.messages import reading
from articles.models import Message, MessageKind, Way
from house.arguments import Number, WholeForm
from house.doors import By, door

Place = Annotated[int | None, Number(lenient=True)]


@door("GET", permission="articles.view_message", knows_all=True)
def inbox(request: HttpRequest, by: By, *, before: Place = None) -> HttpResponse:
    """Thirty messages on a page. `?before=` begins where the page before ended."""
    chosen = reading.ways(by)
    context = {
        **admin_context(request),
        "title": _("Messages"),
        "page": reading.page_of(by, before),
        "is_first_page": before is None,
        "kinds": [(kind.value, kind.label, way.value) for kind, way in chosen.items()],
        "ways": Way.choices,
        "email": by.email,
    }
    return TemplateResponse(request, "admin/articles/message/inbox.html", context)


@door("POST", permission="articles.view_message")
def read(request: HttpRequest, by: By, *, message: Place = None, upto: Place = None) -> HttpResponse:
    """Mark one message as read, or all up to the newest that the page showed."""
    reading.mark_read(by, message=message, upto=upto, now=timezone.now())
    return HttpResponseRedirect(address())


@door("POST", permission="articles.view_message")
def choose(request: HttpRequest, by: By, *, form: Annotated[Any, WholeForm()]) -> HttpResponse:
    reading.choose(by, {kind.value: form.get(kind.value, "") for kind in MessageKind})
    messages.success(request, _("Kept."))
    return HttpResponseRedirect(address())


def address() -> str:
    return reverse("admin:articles_message_changelist")


@admin.register(Message)
class MessageAdmin(AsksThePolicy, admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        """Only our own pages: nobody edits a message."""
        view = self.admin_site.admin_view
        return [
            path("", view(inbox), name="articles_message_changelist"),
            path("read/", view(read), name="articles_message_read"),
            path("by-mail/", view(choose), name="articles_message_by_mail"),
        ]
