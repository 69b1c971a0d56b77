"""The log-in of somebody else, for those who look after log-ins: sessions, second factor, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles.acts.act import Refused
from articles.assigning.handing_on import Receiver
from articles.models import Section
from house.people import name_of
from house.suggesting import is_number
from newsroom.people import factors, leaving, sessions
from newsroom.people.leaving import LeftTo
from newsroom.people.shown import asking, page

MAY_CHANGE = "auth.change_user"


@dataclass(frozen=True)
class AskedSection:
    """One line of the form: how many stories of a section, and who could get them."""

    number: int
    name: str
    count: int
    people: list[tuple[str, str]]
    desks: list[tuple[str, str]]
    chosen: str

    @property
    def field(self) -> str:
        return f"to-{self.number}"


def _somebody(request: HttpRequest, pk: int) -> User:
    """Somebody else, whose log-in this person looks after. Only superusers touch superusers."""
    by = asking(request)
    if not by.has_perm(MAY_CHANGE):
        raise PermissionDenied
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    if user.pk == by.pk:
        raise PermissionDenied(_("This is your own log-in: look after it at “Your log-in”."))
    if user.is_superuser and not by.is_superuser:
        raise PermissionDenied
    return user


def person(request: HttpRequest, pk: int) -> HttpResponse:
    user = _somebody(request, pk)
    return page(
        request,
        "admin/people/person.html",
        title=name_of(user),
        person=user,
        having=factors.of(user),
        sessions=sessions.of(user),
    )


@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    user, number = _somebody(request, pk), request.POST.get("session", "")
    if number == "all":
        count = sessions.end_all(user)
        messages.success(request, ngettext("%(count)s ended.", "%(count)s ended.", count) % {"count": count})
    elif is_number(number) and sessions.end(user, int(number)):
        messages.success(request, _("Ended. Whoever works there has to log in again."))
    return HttpResponseRedirect(reverse("admin:person", args=[pk]))


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    user = _somebody(request, pk)
    if factors.reset(user, by=asking(request), now=timezone.now()):
        messages.success(request, _("Taken away, and all sessions ended. A letter says so."))
    return HttpResponseRedirect(reverse("admin:person", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """How much somebody has in their hands, and who gets it."""
    user, said = _somebody(request, pk), []
    work = leaving.work_of(user)
    if request.method == "POST":
        try:
            count = leaving.leave(user, _chosen(request.POST), by=asking(request), now=timezone.now())
        except Refused as refused:
            said = list(refused.reasons)
        else:
            messages.success(
                request,
                _("{user} has left. Stories handed on: {count}.").format(user=name_of(user), count=count),
            )
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
    return page(
        request,
        "admin/people/leave.html",
        status=409 if said else 200,
        title=_("{user} leaves").format(user=name_of(user)),
        person=user,
        work=work,
        asked=_asked(request.POST, work, user),
        publishers=[(str(one.pk), name_of(one)) for one in leaving.publishers() if one.pk != user.pk],
        publisher=request.POST.get("publisher", ""),
        said=said,
    )


def _asked(sent: QueryDict, work: leaving.LeftWork, user: User) -> list[AskedSection]:
    sections = Section.objects.select_related("parent").in_bulk(list(work.stories))
    every = list(Section.objects.select_related("parent").order_by("name"))
    found = []
    for number, count in sorted(work.stories.items()):
        own = sections.get(number)
        desks = [(f"desk-{one.pk}", str(one)) for one in ([own] if own else every)]
        people = [
            (f"person-{one.pk}", name_of(one)) for one in leaving.receivers(number) if one.pk != user.pk
        ]
        chosen = sent.get(f"to-{number}") or (desks[0][0] if own else "")
        found.append(AskedSection(number, str(own or _("No section yet")), count, people, desks, chosen))
    return found


def _chosen(sent: QueryDict) -> LeftTo:
    """Whom the form names. What it names badly is nobody, and refused where somebody is needed."""
    people = {user.pk: user for user, _who in leaving.everybody()}
    desks = Section.objects.in_bulk()
    stories = {}
    for field, value in sent.items():
        kind, _dash, number = str(value).partition("-")
        section = field.removeprefix("to-")
        if field == section or not is_number(section) or not is_number(number):
            continue
        to = people.get(int(number)) if kind == "person" else None
        stories[int(section)] = Receiver(to=to, desk=desks.get(int(number)) if kind == "desk" else None)
    publisher = sent.get("publisher", "")
    return LeftTo(stories, people.get(int(publisher)) if is_number(publisher) else None)


def addresses(guarded: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("people/<int:pk>/", guarded(person), name="person"),
        path("people/<int:pk>/sessions/", guarded(end_sessions), name="end_sessions_of"),
        path("people/<int:pk>/reset/", guarded(reset), name="reset_factor"),
        path("people/<int:pk>/leave/", guarded(leave), name="leave"),
    ]
