"""The page of all that is scheduled, and the page on which several stories are let out together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from articles import policy
from articles.acts import schedule
from articles.acts.act import Refused
from articles.admin.acts import admin_context
from articles.admin.front_release import ChosenStories, revisions_of
from articles.desk.act_forms import ReleaseForm
from articles.models import ChangeKind, Front, FrontVersion, Scheduled, ScheduledRelease
from articles.schedule import agenda, releases
from articles.schedule.releases import ReleaseCandidate, SaidOfChange
from house import clock, people
from house.arguments import Number, Numbers, WholeForm
from house.doors import By, door

KINDS_OF_CHANGE = (
    (ChangeKind.UPDATE.value, _lazy("Update")),
    (ChangeKind.MINOR.value, _lazy("Minor change")),
)
LONGEST_NOTE = 1000


@door("GET")
def scheduled(request: HttpRequest, by: By) -> HttpResponse:
    context = admin_context(request) | {
        "title": _("Schedule"),
        "agenda": agenda.read(by),
        "may_release": policy.may_somewhere(by, schedule.ACT.name),
    }
    return TemplateResponse(request, "admin/articles/article/schedule.html", context)


@door("GET", "POST")
def release(
    request: HttpRequest,
    by: By,
    *,
    story: Annotated[list[tuple[int, int]], ChosenStories()],
    withdraw: Annotated[list[int] | None, Numbers(100)] = None,
    release: Annotated[int | None, Number()] = None,
    do: Literal["plan", "take-back"] = "plan",
    typed: Annotated[QueryDict, WholeForm()],
) -> HttpResponse:
    """GET offers the stories that are ready; POST plans the release, or takes back the one that is named."""
    if request.method != "POST" and not policy.may_somewhere(by, schedule.ACT.name):
        raise PermissionDenied
    planned = visible_release(by, release) if release else None
    form = ReleaseForm(request.POST or None, initial=first_values(planned))
    versions = fronts_for(by, planned)
    # The stubs know a form's fields only as fields, and this one has choices.
    form.fields["front"].choices = [("", _("No")), *((one.pk, in_words(one)) for one in versions)]  # type: ignore[attr-defined]
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            wish = ReleaseWish(story, said_in(typed, story), told_in(typed, withdraw or []))
            if done := _carry_out(form, planned, versions, wish, by, is_taken_back=do == "take-back"):
                messages.success(request, done)
                return HttpResponseRedirect(reverse("admin:articles_article_schedule"))
        except Refused as refused:
            reasons = refused.reasons
    candidates = [as_typed(one, typed) for one in releases.candidates(by, planned)]
    ticked = {f"{article}.{revision}" for article, revision in story}
    ticked |= {one.name for one in candidates if one.is_planned} if request.method == "GET" else set()
    gone = releases.withdrawals(by, planned, withdraw or [])
    if request.method == "POST":
        gone = [replace(one, note=typed.get(f"told-{one.article.pk}", "")) for one in gone]
    context = admin_context(request) | {
        "title": _("Change the release") if planned else _("Release together"),
        "planned": planned,
        "form": form,
        "reasons": reasons,
        "kinds": KINDS_OF_CHANGE,
        "gone": [
            (one, one.article.pk in (withdraw or []) or (one.is_planned and request.method == "GET"))
            for one in gone
        ],
        "candidates": [(one, one.name in ticked) for one in candidates],
    }
    return TemplateResponse(
        request, "admin/articles/article/release.html", context, status=409 if form.is_bound else 200
    )


def _carry_out(
    form: ReleaseForm,
    planned: ScheduledRelease | None,
    versions: list[FrontVersion],
    wish: ReleaseWish,
    by: User,
    *,
    is_taken_back: bool,
) -> str:
    """What was done, as a sentence; nothing where the form has to say what is wrong with it. Raises Refused."""
    if is_taken_back and planned is not None:
        count = releases.take_back(planned, by=by)
        if count == 1:
            return _("Taken back. One story will not go out by itself.")
        told = ngettext(
            "Taken back. %(count)s story will not go out by itself.",
            "Taken back. %(count)s stories will not go out by themselves.",
            count,
        )
        return told % {"count": count}
    if not form.is_valid():
        return ""
    given = form.cleaned_data
    version = next((one for one in versions if one.pk == given["front"]), None)
    made = releases.plan(
        revisions_of(wish.stories, by),
        at=given["at"],
        by=by,
        said=wish.said,
        gone=seen_by(wish.gone, by),
        version=version,
        instead_of=planned,
        key=given["key"],
    )
    told = _("Scheduled for {time}: {stories}, all or none.")
    if version:
        told = _("Scheduled for {time}: {stories} and the front “{front}”, all or none.")
    front = version.front if version else ""
    return told.format(time=clock.exactly(made.at), stories=stories(made.size), front=front)


@dataclass(frozen=True)
class ReleaseWish:
    """What the form asks for: revisions, what is said of each, and the stories that readers lose."""

    stories: list[tuple[int, int]]
    said: dict[int, SaidOfChange]
    gone: dict[int, str]


def told_in(sent: QueryDict, chosen: list[int]) -> dict[int, str]:
    return {story: sent.get(f"told-{story}", "").strip()[:LONGEST_NOTE] for story in chosen}


def seen_by(gone: dict[int, str], by: User) -> dict[int, str]:
    """Raises Refused where this person sees one of these stories not, or no more."""
    seen = set(policy.visible_articles(by).filter(pk__in=gone).values_list("pk", flat=True))
    if seen != gone.keys():
        raise Refused(_("A story is not there any more: load the page again."))
    return gone


def said_in(sent: QueryDict, chosen: list[tuple[int, int]]) -> dict[int, SaidOfChange]:
    """What the form says of each change. Of a first publication it asks nothing."""
    found = {}
    for story, _revision in chosen:
        if f"note-{story}" in sent or f"back-{story}" in sent:
            kind = sent.get(f"kind-{story}", "")
            is_kind = kind in dict(KINDS_OF_CHANGE)
            note = sent.get(f"note-{story}", "").strip()[:LONGEST_NOTE]
            found[story] = SaidOfChange(kind if is_kind else None, note, f"back-{story}" in sent)
    return found


def as_typed(one: ReleaseCandidate, sent: QueryDict) -> ReleaseCandidate:
    """As the form says that comes back."""
    typed = said_in(sent, [(one.article.pk, 0)])
    return replace(one, said=typed[one.article.pk]) if typed else one


def stories(count: int) -> str:
    if count == 1:
        return _("One story")
    return ngettext("%(count)s story", "%(count)s stories", count) % {"count": count}


def visible_release(by: User, pk: int) -> ScheduledRelease:
    """One of which this person may see a story that is still open."""
    rows = Scheduled.objects.open().filter(article__in=policy.visible_articles(by))
    known = ScheduledRelease.objects.select_related("version__front__section", "version__by")
    return get_object_or_404(known.filter(pk__in=rows.values("release")), pk=pk)


def first_values(planned: ScheduledRelease | None) -> dict[str, Any]:
    if planned is None:
        return {"key": uuid.uuid4(), "at": [timezone.localdate(), None]}
    return {"key": uuid.uuid4(), "at": planned.at, "front": planned.version_id}


def fronts_for(by: User, planned: ScheduledRelease | None) -> list[FrontVersion]:
    """The newest version of each front that this person may release, and the one that was chosen before."""
    rows = Front.objects.filter(newest__isnull=False).select_related("section__parent", "newest__by")
    found = []
    for front in rows.order_by("section__name"):
        if front.newest is not None and not policy.why_not_front(by, "release", front.section_id):
            front.newest.front = front
            found.append(front.newest)
    if planned and planned.version and planned.version not in found:
        found.append(planned.version)
    return found


def in_words(version: FrontVersion) -> str:
    told = _("{front}: version {number} by {name}")
    return told.format(front=version.front, number=version.number, name=people.name_of(version.by))
