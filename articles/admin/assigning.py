"""The pages by which a story is assigned, taken from what was left to a desk, and given back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.acts.act import Refused
from articles.admin import in_place
from articles.admin.acts import admin_context, form_address, landing
from articles.admin.arguments import StoryHere
from articles.admin.ledger import ReadOnly
from articles.assigning import deciding, whom
from articles.assigning.deciding import Wish
from articles.desk.act_forms import AssignForm, GiveBackForm, PressForm
from articles.models import Article, Assignment
from house import people
from house.doors import By, door

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class AssigningAct:
    """One of these acts, as the story's page offers it."""

    name: str
    label: StrOrPromise
    done: StrOrPromise

    def address(self, article: Article) -> str:
        return reverse(f"admin:articles_article_{self.name}", args=[article.pk])


ASSIGN = AssigningAct("assign", _lazy("Assign"), _lazy("Assigned."))
TAKE_UP = AssigningAct("take_up", _lazy("Take it"), _lazy("It is yours."))
GIVE_BACK = AssigningAct("give_back", _lazy("Give it back"), _lazy("Given back to the desk."))


@dataclass(frozen=True)
class OfferedAssigning:
    label: StrOrPromise
    address: str


def offered(by: User, article: Article) -> list[OfferedAssigning]:
    """Those of these acts that this person may do to the story now."""
    if article.killed or article.state not in policy.UNFINISHED:
        return []
    open_to = [act for act in (TAKE_UP, GIVE_BACK, ASSIGN) if policy.may(by, act.name, article)]
    return [OfferedAssigning(act.label, act.address(article)) for act in open_to]


@door("GET", "POST")
def assign(request: HttpRequest, article: StoryHere, by: By) -> HttpResponse:
    """GET asks who gets the story, POST assigns it. What was refused comes back with what was typed."""
    return in_place.answer(request, _assign, article, by)


def _assign(request: HttpRequest, article: Article, by: User) -> HttpResponse:
    refuse(ASSIGN, article, by)
    now_is, desks = article.assignment, list(whom.desks(by).select_related("parent"))
    if article.assigned_desk is not None and article.assigned_desk not in desks:
        desks.append(article.assigned_desk)
    form = AssignForm(
        request.POST or None, people=whom.people(by, article), desks=desks, initial=said(now_is)
    )

    def carry_out() -> None:
        given: dict[str, Any] = form.cleaned_data
        wish = Wish(**{name: given[name] for name in Wish.__dataclass_fields__})
        deciding.assign(article, wish, by=by, base=given["base"], key=given["key"])

    return answer(request, ASSIGN, article, form, carry_out)


@door("GET", "POST")
def take_up(request: HttpRequest, article: StoryHere, by: By) -> HttpResponse:
    return in_place.answer(request, _take_up, article, by)


def _take_up(request: HttpRequest, article: Article, by: User) -> HttpResponse:
    form = PressForm(request.POST or None, initial={"key": uuid.uuid4()})
    refuse(TAKE_UP, article, by, form)
    return answer(
        request,
        TAKE_UP,
        article,
        form,
        lambda: deciding.take_up(article, by=by, key=form.cleaned_data["key"]),
    )


@door("GET", "POST")
def give_back(request: HttpRequest, article: StoryHere, by: By) -> HttpResponse:
    return in_place.answer(request, _give_back, article, by)


def _give_back(request: HttpRequest, article: Article, by: User) -> HttpResponse:
    form = GiveBackForm(request.POST or None, initial={"key": uuid.uuid4()})
    refuse(GIVE_BACK, article, by, form)
    return answer(
        request,
        GIVE_BACK,
        article,
        form,
        lambda: deciding.give_back(
            article, by=by, note=form.cleaned_data["note"], key=form.cleaned_data["key"]
        ),
    )


def refuse(act: AssigningAct, article: Article, by: User, form: PressForm | None = None) -> None:
    """Raise PermissionDenied for those to whom the act is not open. A press goes on: it may have been done before."""
    if form is not None and form.is_bound:
        return
    if reason := policy.why_not(by, act.name, article):
        raise PermissionDenied(reason)


def said(assignment: Assignment | None) -> dict[str, Any]:
    """What the form shows first: what is asked now."""
    first: dict[str, Any] = {"key": uuid.uuid4()}
    if assignment is None:
        return first
    copied = ("due", "words", "picture_wanted", "picture_note")
    first |= {name: getattr(assignment, name) for name in copied}
    return first | {"to": assignment.to_id or "", "desk": assignment.desk_id or "", "base": assignment.pk}


def answer(
    request: HttpRequest,
    act: AssigningAct,
    article: Article,
    form: PressForm,
    carry_out: Callable[[], object],
) -> HttpResponse:
    reasons: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            carry_out()
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, act.done)
            # Who may see the story follows from the row as it is now.
            article.refresh_from_db()
            return HttpResponseRedirect(landing(request, article))
    context = {
        **admin_context(request),
        "title": act.label,
        "article": article,
        "act": act,
        "form": form,
        "reasons": reasons,
    }
    status = 409 if form.is_bound else 200
    return TemplateResponse(request, "admin/articles/article/assign.html", context, status=status)


def addresses(view: Any) -> list[URLPattern]:
    return [
        path("<int:pk>/assign/", view(assign), name="articles_article_assign"),
        path("<int:pk>/take-up/", view(take_up), name="articles_article_take_up"),
        path("<int:pk>/give-back/", view(give_back), name="articles_article_give_back"),
    ]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    """Every decision on who has a story, newest first, to be read."""

    list_display = ["at", "story", "said", "due_at", "person", "note"]
    list_select_related = ["article", "by", "to", "desk__parent"]
    ordering = ["-at", "-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        rows = super().get_queryset(request).defer("article__body", "article__words", "article__name_words")
        return rows.filter(article__in=policy.visible_articles(request.user))

    @admin.display(description=_lazy("story"))
    def story(self, row: Assignment) -> SafeString:
        return format_html('<a href="{}">{}</a>', form_address(row.article), row.article)

    @admin.display(description=_lazy("what was decided"))
    def said(self, row: Assignment) -> str:
        return deciding.did(row)

    @admin.display(description=_lazy("due"))
    def due_at(self, row: Assignment) -> datetime | None:
        return row.due

    @admin.display(description=_lazy("by"))
    def person(self, row: Assignment) -> str:
        return people.name_of(row.by)
