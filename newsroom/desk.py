"""The desk: the admin site with the newspaper's name, and its first page that says what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext_lazy as _

from articles import policy
from articles.desk.waiting import waiting_for
from articles.writing import reports
from media.clearance import notices
from newsroom import passwords
from newsroom.door import LogInForm, seconds_until
from newsroom.lists import NOT_ASKED, answering_its_filters


class PackedPages(GZipMiddleware):
    """A story's form goes to a telephone a fifth as large. Pictures are small already.

    The form's secret is masked anew in every answer, and the length varies by chance: its size tells nobody anything.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.get("Content-Type", "").startswith(("text/", "application/json"))
        return super().process_response(request, response) if is_text and not response.streaming else response


class Desk(AdminSite):
    site_header = settings.SITE_NAME
    site_title = f"{settings.SITE_NAME} desk"
    index_title = _("Desk")
    site_url = settings.SITE_URL
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = LogInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # It deletes without asking about each row, and puts a box before every line of every list.
        self.disable_action("delete_selected")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Stories first, then pictures, log-ins last."""
        order = ["articles", "media", "auth"]
        return sorted(super().get_app_list(request, app_label), key=lambda app: order.index(app["app_label"]))

    def register(self, model_or_iterable: Any, admin_class: type[Any] | None = None, **options: Any) -> None:
        """No list of the desk can be asked for more than its filters."""
        super().register(model_or_iterable, answering_its_filters(admin_class or ModelAdmin), **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(self._saying_what_makes_no_sense(view), cacheable)
        return decorator_from_middleware(PackedPages)(guarded)

    def _saying_what_makes_no_sense(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """A question that the desk refuses is answered with a page of the desk, which says why."""

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except BadRequest as refusal:
                return self.not_understood(request, str(refusal))
            except (DisallowedModelAdminLookup, DisallowedModelAdminToField):
                return self.not_understood(request, NOT_ASKED.format("that"))

        return update_wrapper(answer, view)

    def not_understood(self, request: HttpRequest, why: str) -> TemplateResponse:
        context = self.each_context(request) | {"title": "This cannot be asked here", "why": why}
        return TemplateResponse(request, "admin/not_understood.html", context, status=400)

    def get_urls(self) -> list[Any]:
        """Whoever forgot the password is not logged in, so these stand outside of `admin_view`."""
        return [*passwords.addresses(self.each_context), *super().get_urls()]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if isinstance(form, LogInForm) and form.refused:
            response.status_code = 429
            response.headers["Retry-After"] = seconds_until(form.refused.until)
        return response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = self.each_context(request) | (extra_context or {})
        # The stubs promise a page; the way to the next one is none, with Django's own view as well.
        return cast("TemplateResponse", passwords.ChangeOwn.as_view(extra_context=context)(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        lists = waiting_for(request.user) if self.has_permission(request) else []
        context: dict[str, Any] = {"waiting": lists, "may_create": policy.may_create(request.user)}
        if request.user.has_perm("media.change_image"):
            context["ending"] = notices.ending(timezone.now(), by=request.user)
        if request.user.has_perm("articles.view_errorreport"):
            context["reports"] = reports.waiting_for(request.user)
        return super().index(request, context | (extra_context or {}))
