"""The corrections desk: a list of the open reports story by story, and a page for each with all that may be done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import correct, guards
from articles.acts.act import Act, Refused
from articles.acts.decision import Decision
from articles.admin import acts, in_place
from articles.admin.acts import admin_context, user_of
from articles.admin.arguments import StoryHere, visible_article
from articles.admin.permissions import AsksThePolicy
from articles.corrections import answering, deciding, passages, tasks
from articles.desk.act_forms import ActForm
from articles.desk.report_forms import AssignReportForm, CloseReportForm, ReportErrorForm
from articles.models import Article, ErrorReport, ReportMove, State
from articles.writing import reports
from house import people
from house.arguments import Choice, Keys, Text, WholeForm
from house.doors import By, FoundBy, door

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Which = Annotated[str, Choice(tuple(name for name, _label in tasks.WHICH), lenient=True)]
Why = Annotated[str, Choice(("", *ReportMove.Reason.values), gettext_noop("Say why they are declined."))]


class StateFilter(admin.SimpleListFilter):
    title = _lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, StrOrPromise]]:
        return [*ErrorReport.State.choices, ("overdue", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> QuerySet[ErrorReport]:
        match self.value():
            case "open":
                return queryset.filter(done_at=None, assignee=None)
            case "taken":
                return queryset.filter(done_at=None, assignee__isnull=False)
            case "done":
                return queryset.filter(done_at__isnull=False, is_declined=False)
            case "declined":
                return queryset.filter(is_declined=True)
            case "overdue":
                return queryset.filter(pk__in=ErrorReport.objects.overdue(timezone.now()).values("pk"))
        return queryset


def report_here(request: HttpRequest, pk: UUID) -> ErrorReport:
    along = ("assignee", "desk__parent", "by", "done_by")
    return get_object_or_404(reports.visible_to(request.user).select_related(*along), pk=pk)


ReportHere = Annotated[ErrorReport, FoundBy(report_here)]


def address_of(report: ErrorReport) -> str:
    return reverse("admin:articles_errorreport_change", args=[report.pk])


# The list


@door("GET", permission="articles.view_errorreport")
def desk(
    request: HttpRequest, by: By, *, which: Which = "all", after: Annotated[str, Text(40, cut=True)] = ""
) -> HttpResponse:
    """All that is open, story by story."""
    now = timezone.now()
    context = {
        **admin_context(request),
        "title": _("Corrections desk"),
        "page": tasks.page_of(by, which, after, now=now),
        "which": which,
        "ways": tasks.WHICH,
        "is_first_page": not after,
        "total": tasks.count(by, which, now=now),
        "key": uuid.uuid4(),
        "reasons": ReportMove.Reason.choices,
        "now": now,
    }
    return TemplateResponse(request, "admin/articles/errorreport/desk.html", context)


@door("POST", permission="articles.change_errorreport")
def close_many(
    request: HttpRequest,
    by: By,
    *,
    report: Annotated[frozenset[UUID], Keys()] = frozenset(),
    reason: Why = "",
    key: UUID | None = None,
) -> HttpResponse:
    """Close those that are ticked: what is no report, or is reported twice."""
    try:
        closed = deciding.close(report, reason=reason, by=by, key=key)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, acts.reports_closed(closed))
    return HttpResponseRedirect(reverse("admin:articles_errorreport_desk"))


# One report


def page(
    request: HttpRequest,
    report: ErrorReport,
    by: User,
    *,
    correcting: ActForm | None = None,
    closing: CloseReportForm | None = None,
    assigning: AssignReportForm | None = None,
    answered: frozenset[UUID] = frozenset(),
    reasons: tuple[str, ...] = (),
) -> HttpResponse:
    """The report, the live words that it is about, and what may be done. A form that was refused comes back."""
    article = visible_article(request, report.story_id)
    live = article.live_edition.revision if article.live_edition is not None else None
    act = act_of_correction(report, article, by)
    decided = act.about(Decision(article, None, by, timezone.now())) if act is not None else None
    if act is not None and correcting is None:
        correcting = correction_form(act, article)
        correcting.initial["revision"] = decided.number if decided else None
        judged = Decision(article, decided, by, timezone.now())
        against = guards.judge([one for one in act.guards if one is not guards.is_newest_or_meant], judged)
    else:
        against = {}
    is_refused = any(form is not None and form.is_bound for form in (correcting, closing, assigning))
    key = uuid.uuid4()
    may_assign = report.done_at is None and policy.may(by, "assign_report", article)
    if may_assign and assigning is None:
        assigning = assign_form(article, by)
    context = {
        **admin_context(request),
        "title": _("Report of an error"),
        "report": report,
        "article": article,
        "live": live,
        "passage": passages.find(report.passage, live) if live is not None else None,
        "others": tasks.others_on(report, by) if report.done_at is None else [],
        "answered": answered,
        "act": act,
        "decided": decided,
        "against": list(against.values()),
        "correcting": correcting,
        "closing": closing or CloseReportForm(initial={"key": key, "reason": ""}),
        "assigning": assigning if may_assign else None,
        "reasons": reasons,
        "log": [
            (move, deciding.did(move))
            for move in report.moves.select_related("by", "to", "desk__parent", "edition").order_by("pk")
        ],
        "shows_address": report.assignee_id == by.pk,
        "key": key,
        "now": timezone.now(),
    }
    status = 409 if is_refused else 200
    return TemplateResponse(request, "admin/articles/errorreport/report.html", context, status=status)


def act_of_correction(report: ErrorReport, article: Article, by: User) -> Act | None:
    """How this person may correct the story: by its next version if that is ready, or else beside what is live."""
    if report.done_at is not None or not article.is_live:
        return None
    act = correct.ACT if article.state == State.READY else correct.APPEND
    return act if policy.may(by, act.name, article) else None


def correction_form(act: Act, article: Article, sent: Any = None) -> ActForm:
    form = ActForm(sent, initial={"key": uuid.uuid4()})
    acts.ask_for(form, act.asks_of(article), article)
    return form


def assign_form(article: Article, by: User, sent: Any = None) -> AssignReportForm:
    return AssignReportForm(
        sent, people=tasks.people_for(article), desks=tasks.desks_for(by), initial={"key": uuid.uuid4()}
    )


@door("POST")
def publish_correction(
    request: HttpRequest,
    report: ReportHere,
    by: By,
    *,
    also: Annotated[frozenset[UUID], Keys()] = frozenset(),
    typed: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """Publish the correction, and close this report with those that are ticked: both, or neither."""
    article = visible_article(request, report.story_id)
    act = act_of_correction(report, article, by)
    if act is None:
        messages.info(request, _("It is closed already, or you may not correct this story."))
        return HttpResponseRedirect(address_of(report))
    form = correction_form(act, article, typed)
    answered = frozenset({report.pk, *(one.pk for one in tasks.others_on(report, by) if one.pk in also)})
    reasons: tuple[str, ...] = ()
    if form.is_valid():
        try:
            closed = answering.carry_out(act, acts.pressed(form, article, by), answered)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"{act.done} {acts.reports_closed(closed)}")
            return HttpResponseRedirect(address_of(report))
    return page(request, report, by, correcting=form, answered=also, reasons=reasons)


@door("POST")
def close(
    request: HttpRequest,
    report: ReportHere,
    by: By,
    *,
    also: Annotated[frozenset[UUID], Keys()] = frozenset(),
) -> HttpResponse:
    """Close it without a correction."""
    form = CloseReportForm(request.POST)
    if not form.is_valid():
        return page(request, report, by, closing=form, answered=also)
    given = form.cleaned_data
    numbers = {report.pk, *(one.pk for one in tasks.others_on(report, by) if one.pk in also)}
    try:
        closed = deciding.close(numbers, reason=given["reason"], note=given["note"], by=by, key=given["key"])
    except Refused as refused:
        return page(request, report, by, closing=form, answered=also, reasons=refused.reasons)
    messages.success(request, acts.reports_closed(closed))
    return HttpResponseRedirect(address_of(report))


@door("POST")
def assign(
    request: HttpRequest, report: ReportHere, by: By, *, typed: Annotated[QueryDict, WholeForm()]
) -> HttpResponse:
    article = visible_article(request, report.story_id)
    form = assign_form(article, by, typed)
    if not form.is_valid():
        return page(request, report, by, assigning=form)
    given = form.cleaned_data

    def carry_out() -> object:
        return deciding.assign(
            report, to=given["to"], desk=given["desk"], note=given["note"], by=by, key=given["key"]
        )

    return pressed(request, report, by, carry_out, _("Assigned."))


@door("POST")
def take_up(request: HttpRequest, report: ReportHere, by: By, *, key: UUID | None = None) -> HttpResponse:
    return pressed(request, report, by, lambda: deciding.take_up(report, by=by, key=key), _("It is yours."))


@door("POST")
def give_back(request: HttpRequest, report: ReportHere, by: By, *, key: UUID | None = None) -> HttpResponse:
    return pressed(request, report, by, lambda: deciding.give_back(report, by=by, key=key), _("Given back."))


@door("POST")
def done(request: HttpRequest, report: ReportHere, by: By, *, key: UUID | None = None) -> HttpResponse:
    try:
        if deciding.close({report.pk}, by=by, key=key):
            messages.success(request, _("Done. It stays in the list."))
        else:
            messages.info(request, _("Somebody was quicker: it was closed already."))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(address_of(report))


@door("POST")
def reopen(request: HttpRequest, report: ReportHere, by: By, *, key: UUID | None = None) -> HttpResponse:
    return pressed(request, report, by, lambda: deciding.reopen(report, by=by, key=key), _("Open again."))


def pressed(
    request: HttpRequest, report: ErrorReport, by: User, carry_out: Callable[[], object], told: str
) -> HttpResponse:
    try:
        carry_out()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told)
    return HttpResponseRedirect(address_of(report))


# From a story


@door("GET", "POST")
def report_error(request: HttpRequest, article: StoryHere, by: By) -> HttpResponse:
    """Somebody at the desk reports an error in a live story."""
    return in_place.answer(request, _report_error, article, by)


def _report_error(request: HttpRequest, article: Article, by: User) -> HttpResponse:
    if reason := policy.why_not(by, "report_error", article):
        raise PermissionDenied(reason)
    form = ReportErrorForm(request.POST or None, initial={"key": uuid.uuid4()})
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            deciding.report(article, given["text"], passage=given["passage"], by=by, key=given["key"])
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("Reported. It is on the corrections desk."))
            return HttpResponseRedirect(acts.form_address(article))
    context = {
        **admin_context(request),
        "title": _("Report an error"),
        "article": article,
        "form": form,
        "reasons": reasons,
    }
    return TemplateResponse(
        request,
        "admin/articles/errorreport/report_error.html",
        context,
        status=409 if form.is_bound else 200,
    )


@admin.register(ErrorReport)
class ErrorReportAdmin(AsksThePolicy, admin.ModelAdmin):
    list_display = ["__str__", "headline", "sender", "at", "state", "who_has_it"]
    list_filter = [StateFilter]
    list_select_related = ["done_by", "by", "assignee", "desk__parent"]
    list_per_page = 50
    show_full_result_count = False
    ordering = ["-at", "-pk"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        headline = Article.objects.filter(pk=OuterRef("story_id")).values("headline")
        return reports.visible_to(request.user).annotate(headline=Subquery(headline))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            pk = UUID(object_id)
        except ValueError:
            raise Http404("There is no such report.") from None
        return page(request, report_here(request, pk), user_of(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        one: dict[str, Any] = {
            "done": done,
            "reopen": reopen,
            "take_up": take_up,
            "give_back": give_back,
            "assign": assign,
            "close": close,
            "correct": publish_correction,
        }
        return [
            path("desk/", view(desk), name="articles_errorreport_desk"),
            path("close/", view(close_many), name="articles_errorreport_close_many"),
            path("of/<int:pk>/", view(report_error), name="articles_article_report_error"),
            *(
                path(f"<uuid:pk>/{name}/", view(does), name=f"articles_errorreport_{name}")
                for name, does in one.items()
            ),
            *super().get_urls(),
        ]

    @admin.display(description=_lazy("story"), ordering="headline")
    def headline(self, report: Any) -> str:
        return report.headline or _("Story {number}").format(number=report.story_id)

    @admin.display(description=_lazy("from"))
    def sender(self, report: ErrorReport) -> str:
        """Where readers can be reached, only the page of a report says, to whoever has it."""
        if report.by:
            return _("{name}, desk").format(name=people.name_of(report.by))
        return report.name or "–"

    @admin.display(description=_lazy("state"))
    def state(self, report: ErrorReport) -> str:
        label = str(report.state.label)
        if report.done_by:
            return _("{state} by {name}").format(state=label, name=people.name_of(report.done_by))
        if report.is_overdue(timezone.now()):
            return _("Overdue, {state}").format(state=label.lower())
        return label

    @admin.display(description=_lazy("who has it"), empty_value="")
    def who_has_it(self, report: ErrorReport) -> str:
        if report.done_at is not None:
            return ""
        if report.assignee is not None:
            return people.name_of(report.assignee)
        if report.desk is None:
            return ""
        return _("{section} desk").format(section=report.desk)
