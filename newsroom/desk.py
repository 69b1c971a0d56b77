"""The desk: the admin site with the newspaper's name, and its first page with the work that waits for the user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import update_wrapper
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin, site
from django.contrib.admin.exceptions import DisallowedModelAdminLookup, DisallowedModelAdminToField
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import decorator_from_middleware, method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from articles import policy
from articles.announcing.unheard import unheard
from articles.desk.waiting import waiting_for
from articles.helping.addresses import addresses as helping
from articles.helping.tour import is_new
from articles.incoming import alarms as wire_alarms
from articles.incoming import telling as wires
from articles.messages import reading
from articles.models import Article, Front, Partner, WireFeed
from articles.partners import telling as partners
from articles.schedule import overview
from articles.writing import reports, site_files
from house import asking
from house.doors import NotTaken
from media.clearance import notices
from media.models import Image
from newsroom import heartbeat, passwords
from newsroom.lists import answering_its_filters
from newsroom.log_in import LogInForm
from newsroom.people import invited, logging_in, others, yours

NOT_OPEN = gettext_noop("Your role does not include this. An administrator can give you another one.")
NOT_THERE = gettext_noop("The address may be incomplete, or somebody removed what it led to.")
NOT_CHECKED = gettext_noop(
    "Nothing was done with what you sent, and nothing of it is lost: go back, and it is in "
    "the form as you typed it. Copy it, load that page again, and send it once more. Your "
    "log-in may have ended meanwhile, or your browser keeps no cookies for the desk."
)

# The lists in the head of every page, by what they list.
DAILY: dict[type[Any], str] = {
    Front: "admin:articles_front_changelist",
    Article: "admin:articles_article_changelist",
    Image: "admin:media_image_changelist",
}
# The apps of django-allauth, which would show their tables here.
NOT_AT_THE_DESK = {"account", "mfa"}


class PackedPages(GZipMiddleware):
    """Compresses texts: a story's form becomes a fifth as large. Pictures are small already.

    Compressed answers can betray a secret by their size. Django masks the form's secret anew in every answer, and the
    length varies by chance, so the size tells nothing.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_text = response.get("Content-Type", "").startswith(("text/", "application/json"))
        return super().process_response(request, response) if is_text and not response.streaming else response


class Desk(AdminSite):
    site_header = settings.SITE_NAME
    site_title = format_lazy(_lazy("{newspaper} desk"), newspaper=settings.SITE_NAME)
    index_title = _lazy("Desk")
    site_url = settings.SITE_URL
    enable_nav_sidebar = False
    empty_value_display = "–"
    login_form = LogInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Django's action for many rows does not ask about each row, and puts a box before every line of every list.
        self.disable_action("delete_selected")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With how many messages are new, which only pages ask that have the desk's head, and who is new."""
        unread = SimpleLazyObject(lambda: reading.unread(request.user))
        more = {"unread": unread, "is_new_here": is_new(request.user), "daily": self._daily(request)}
        return super().each_context(request) | more

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Stories first, then pictures, log-ins last.

        Django asks for it on every page and few pages show it: what it costs, only they pay.
        """
        order, listed = ["articles", "media", "auth"], super().get_app_list
        apps = SimpleLazyObject(
            lambda: sorted(listed(request, app_label), key=lambda app: order.index(app["app_label"]))
        )
        return cast("list[Any]", apps)

    def _daily(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The lists in the head of every page that this person may open: address and name."""
        return [
            {"address": reverse(address), "name": capfirst(model._meta.verbose_name_plural)}
            for model, address in DAILY.items()
            if self.get_model_admin(model).has_view_permission(request)
        ]

    def register(self, model_or_iterable: Any, admin_class: type[Any] | None = None, **options: Any) -> None:
        """Register a model with a list that takes nothing but its own filters. What opens log-ins has no list."""
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple) else [model_or_iterable]
        if any(model._meta.app_label in NOT_AT_THE_DESK for model in models):
            return
        super().register(model_or_iterable, answering_its_filters(admin_class or ModelAdmin), **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(self._view_with_refusals(view), cacheable)
        return decorator_from_middleware(PackedPages)(guarded)

    def _view_with_refusals(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """A view that answers with a page of the desk where Django would show a page for readers."""

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except BadRequest as refusal:
                return self.refusal_page(request, str(refusal))
            except NotTaken as refusal:
                return self.refusal_page(request, str(refusal), _("Nothing was done"), refusal.status)
            except (DisallowedModelAdminLookup, DisallowedModelAdminToField):
                return self.refusal_page(request, _("This list cannot be asked for that."))
            except PermissionDenied as refusal:
                return self.refusal_page(
                    request, str(refusal) or _(NOT_OPEN), _("This is not open to you"), 403
                )
            except Http404:
                # Its text is for programmers.
                return self.refusal_page(request, _(NOT_THERE), _("There is no such page"), 404)

        return update_wrapper(answer, view)

    def refusal_page(
        self, request: HttpRequest, why: str, title: str = "", status: int = 400
    ) -> TemplateResponse:
        title = title or _("This cannot be asked here")
        context = self.each_context(request) | {"title": title, "why": why}
        return TemplateResponse(request, "admin/refused.html", context, status=status)

    def get_urls(self) -> list[Any]:
        """The pages around logging in stand outside of `admin_view`: their users are not logged in."""
        outside = [*passwords.addresses(self.each_context), *logging_in.addresses(self.each_context)]
        people = [*invited.addresses(self.each_context, self.admin_view), *yours.addresses(self.admin_view)]
        here = [*others.addresses(self.admin_view), *helping(self.admin_view)]
        return [*outside, *people, *here, *super().get_urls()]

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        request.current_app = self.name
        context = self.each_context(request) | {"title": _("Log in"), "subtitle": None}
        return logging_in.log_in_page(request, context | (extra_context or {}))

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = self.each_context(request) | (extra_context or {})
        # The stubs promise a page, but after success this is a redirect, as in Django's own view.
        return cast("TemplateResponse", passwords.ChangeOwn.as_view(extra_context=context)(request))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        lists = waiting_for(request.user) if self.has_permission(request) else []
        context: dict[str, Any] = {"waiting": lists, "may_create": policy.may_create(request.user)}
        if self.has_permission(request):
            context["planned"] = overview.lists_for(request.user)
            context |= self._what_fails(request)
        if request.user.has_perm("media.change_image"):
            context["ending"] = notices.ending(timezone.now(), by=request.user)
        if request.user.has_perm("auth.change_user"):
            context["site_files"] = site_files.to_see_to(timezone.now())
        if request.user.has_perm("articles.view_errorreport"):
            context["reports"] = reports.waiting_for(request.user)
        return super().index(request, context | (extra_context or {}))

    def _what_fails(self, request: HttpRequest) -> dict[str, Any]:
        """How the worker is, which partners and feeds are in trouble, which stories have wire copy that changed, who
        has not heard of us; and how many messages are new, which would be a question of its own.
        """
        now, may = timezone.now(), request.user.has_perm
        partners_too, feeds_too = may("articles.view_partner"), may("articles.view_wirefeed")
        workers, in_trouble, feeds, alarms, unread = asking.together(
            heartbeat.not_gone(now),
            partners.in_trouble(now) if partners_too else Partner.objects.none(),
            wires.in_trouble(now) if feeds_too else WireFeed.objects.none(),
            wire_alarms.newest_open(),
            reading.those_unread(request.user),
        )
        # On most days there is none, and nobody is asked which of them this person sees.
        kills, changed = wire_alarms.first_for(request.user) if alarms else ([], [])
        worker = heartbeat.condition(now, workers)
        return {
            "worker": replace(worker, failing={_(duty): at for duty, at in worker.failing.items()}),
            "partners_in_trouble": in_trouble,
            "feeds_in_trouble": feeds,
            "wire_kills": kills,
            "wire_alarms": changed,
            "unheard": unheard(now),
            "unread": reading.in_words(len(unread)),
        }


def refuse_unchecked_form(request: HttpRequest, reason: str = "") -> TemplateResponse:
    """Answer a form without the secret of whoever sends it, which only forms of the desk need.

    `reason` is Django's, for programmers: it is in the log.
    """
    return cast("Desk", site).refusal_page(request, _(NOT_CHECKED), _("This form could not be checked"), 403)
