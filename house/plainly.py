"""Short messages after saving, in the words of editors. They replace those of Django's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


class SaysPlainly(AnyModelAdmin):
    # This stands after the name of what was added: “Harbour” is there now.
    added: StrOrPromise = _lazy("is there now.")

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        request.done = f"“{obj}” {self.added}"  # type: ignore[attr-defined]  # for message_user below
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        request.done = _("Saved: “{name}”.").format(name=obj)  # type: ignore[attr-defined]  # as above
        return super().response_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        request.done = _("Deleted: “{name}”.").format(name=obj_display)  # type: ignore[attr-defined]  # as above
        return super().response_delete(request, obj_display, obj_id)

    def message_user(
        self, request: HttpRequest, message: Any, level: int | str = messages.INFO, *args: Any, **named: Any
    ) -> None:
        """Django would name the model and the next page; the message made above is shorter."""
        super().message_user(request, getattr(request, "done", message), level, *args, **named)
