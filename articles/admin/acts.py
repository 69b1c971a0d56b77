"""Moving a story on: a press of a button where nothing is asked, a page of its own where something is."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from articles import policy
from articles.acts import publishing, workflow
from articles.acts.workflow import Refused, Transition
from articles.admin import in_place
from articles.desk import since
from articles.desk.act_forms import ActForm
from articles.live import posting
from articles.models import Article, ChangeKind, Correction, ErrorReport, PublishedArticle, Revision, State
from articles.search import finding as search
from articles.writing import desk_search, reports
from house.web import absolute

MOST_RELATED = 20
# Acts that ask something first; the others are done at once.
ASKING = {
    "publish",
    "correct",
    "append_correction",
    "withdraw",
    "republish",
    "kill",
    "return",
    "spike",
    "lift_embargo",
    "close_coverage",
    "reopen_coverage",
}
CORRECTING = {"correct", "append_correction"}
DONE = {
    "submit": "Submitted. An editor takes it from here.",
    "take_back": "Taken back. It is your draft again.",
    "take": "You are editing this story.",
    "hand_over": "Whoever approves it sees that you have done your part.",
    "approve": "Approved. It can be published.",
    "publish": "Published.",
    "correct": "Published with the correction.",
    "append_correction": "The correction is with the story.",
    "reopen": "Open for editing again.",
    "return": "Returned.",
    "lift_embargo": "The embargo is lifted.",
    "withdraw": "Withdrawn. Whoever follows a link to it reads that it is gone.",
    "republish": "Readers have it again.",
    "kill": "Killed. Whoever follows a link to it reads that it is gone, and not a word more.",
    "spike": "Spiked.",
    "revive": "Revived as a draft.",
    "close_coverage": "The coverage is closed. What was posted stays, and can be corrected.",
    "reopen_coverage": "The coverage goes on.",
}


def visible_article(request: HttpRequest, pk: int) -> Article:
    rows = policy.visible_articles(request.user).select_related(
        "revision__author", "live_edition__revision", "approved_revision", "section"
    )
    return get_object_or_404(rows.prefetch_related("bylines"), pk=pk)


def form_address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def after_saving(request: HttpRequest, article: Article, act: str) -> HttpResponse:
    """The form was saved by the button of an act: go on to the act itself."""
    address = reverse("admin:articles_article_act", args=[article.pk, act])
    if act in ASKING:
        return HttpResponseRedirect(address)
    article.refresh_from_db()
    try:
        told = perform(BY_NAME[act], article, user_of(request), revision=article.revision)
    except Refused as refused:
        messages.error(request, f"Saved, but not moved on. {refused}")
    else:
        messages.success(request, told)
    return HttpResponseRedirect(landing(request, article))


def hand_over(request: HttpRequest, article: Article) -> None:
    """Somebody is done with a story that others pass on: for those, in the log and in their lists."""
    article.refresh_from_db()
    by = user_of(request)
    told = f"Saved. “{article}” is {State(article.state).label.lower()}."
    if policy.may(by, "hand_over", article):
        workflow.apply("hand_over", article, by=by, revision=article.revision)
        told = f"{told} {DONE['hand_over']}"
    messages.success(request, told)


BY_NAME = workflow.BY_NAME


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """GET asks, POST does. Refused acts come back with the reasons and what was typed."""
    return in_place.answer(request, _act, pk, act)


def _act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    article = visible_article(request, pk)
    transition = BY_NAME.get(act)
    if transition is None:
        raise Http404("There is no such act.")
    if reason := policy.why_not(request.user, transition.permission, article):
        raise PermissionDenied(reason)
    revision = workflow.revision_for(act, article)
    form = ActForm(
        request.POST or None, initial={"key": uuid.uuid4(), "revision": revision.number if revision else None}
    )
    ask_for(form, transition, article)
    reasons: tuple[str, ...] = ()
    answered = reports.open_on(article, user_of(request)) if act in CORRECTING else []
    chosen = reports_chosen(request, answered)
    if request.method == "POST" and form.is_valid():
        try:
            decided = revision_numbered(article, form.cleaned_data["revision"])
            told = perform(transition, article, user_of(request), revision=decided, **given(form))
        except Refused as refused:
            reasons = refused.reasons
        else:
            done = [pk for pk in chosen if reports.mark_done(pk, by=user_of(request))]
            closed = (
                f" {len(done)} report{'' if len(done) == 1 else 's'} from readers closed." if done else ""
            )
            messages.success(request, f"{told}{closed}")
            return HttpResponseRedirect(landing(request, article))
    elif request.method != "POST":
        decision = workflow.Decision(article, revision, user_of(request), timezone.now())
        reasons = tuple(reason for guard in transition.guards if (reason := guard(decision)))
    context = {
        **admin_context(request),
        "title": transition.label,
        "article": article,
        "transition": transition,
        "revision": revision,
        "form": form,
        "reasons": reasons,
        "older_asked": article.revision != revision and "accept_older" in form.fields,
        "reports": [(report, report.pk in chosen) for report in answered],
        "may_approve": policy.may(request.user, "approve", article),
        "differences": since.of_act(article, revision) if act in since.DECIDED and revision else [],
    }
    return TemplateResponse(
        request, "admin/articles/article/act.html", context, status=409 if request.POST else 200
    )


def reports_chosen(request: HttpRequest, answered: list[ErrorReport]) -> set[uuid.UUID]:
    """Of the open reports on a story those that this correction closes: as sent, or the one that led here."""
    asked = request.POST.getlist("report") if request.method == "POST" else request.GET.getlist("report")
    return {report.pk for report in answered if str(report.pk) in asked}


def ask_for(form: ActForm, transition: Transition, article: Article) -> None:
    """Leave in the form what this act asks for."""
    kinds: list[tuple[str, Any]] = []
    if transition.name == "publish" and article.editions.exists():
        kinds = [
            (ChangeKind.UPDATE, "An update: readers see “Updated” with the time"),
            (ChangeKind.MINOR, "A minor change: a spelling, a comma. Readers see no new time"),
        ]
    elif transition.name in CORRECTING:
        kinds = list(Correction.Kind.choices)
    if kinds:
        # The stubs know a form's fields only as fields, and this one has choices.
        form.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        form.initial.setdefault("kind", kinds[0][0])
    else:
        del form.fields["kind"]
    if transition.name not in CORRECTING:
        del form.fields["is_serious"]
    if transition.name not in {"publish", "correct"} or article.revision == article.approved_revision:
        del form.fields["accept_older"]
    label = transition.note_label
    if transition.name == "publish":
        label = "What changed, for readers who ask." if article.editions.exists() else ""
    form.fields["note"].label = label or "A note for the log, if you like."
    form.fields["note"].required = transition.needs_note


def given(form: ActForm) -> dict[str, Any]:
    return {
        name: form.cleaned_data.get(name) for name in ("kind", "note", "key", "accept_older", "is_serious")
    }


def revision_numbered(article: Article, number: int | None) -> Revision | None:
    if number is None:
        return None
    return article.revisions.filter(number=number).select_related("author", "section__parent").first()


def perform(
    transition: Transition,
    article: Article,
    by: User,
    *,
    revision: Revision | None,
    kind: str | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    is_serious: bool = False,
) -> str:
    """Call the act's own function; what to tell whoever did it. Raises Refused."""
    # Looked up before anything is done: what is committed must not be answered with an error.
    told = DONE[transition.name]
    accept_older = bool(accept_older)
    if transition.name in {"publish", "correct", "append_correction"} and revision is None:
        raise Refused("No revision is approved. Approve the story first.")
    match transition.name:
        case "publish" if revision:
            publishing.publish(
                revision, by=by, kind=kind or None, note=note, key=key, accept_older=accept_older
            )
        case "correct" | "append_correction" if revision:
            publishing.correct(
                revision,
                text=note,
                by=by,
                kind=kind or "correction",
                is_serious=bool(is_serious),
                key=key,
                accept_older=accept_older,
            )
        case "withdraw":
            publishing.withdraw(article, by=by, note=note, key=key)
        case "kill":
            publishing.kill(article, by=by, note=note, key=key)
        case "republish":
            publishing.republish(article, by=by, note=note, key=key)
        case "close_coverage":
            posting.close(article, by=by, note=note, key=key)
        case "reopen_coverage":
            posting.reopen(article, by=by, note=note, key=key)
        case _:
            workflow.apply(transition.name, article, by=by, revision=revision, note=note, key=key)
    article.refresh_from_db()
    return told


def user_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


def admin_context(request: HttpRequest) -> dict[str, Any]:
    from django.contrib import admin

    return admin.site.each_context(request) | {"opts": Article._meta}


def landing(request: HttpRequest, article: Article) -> str:
    """Back to the form, or to the list where the story is now out of this person's sight."""
    if policy.may(request.user, "view", article):
        return form_address(article)
    return reverse("admin:articles_article_changelist")


@require_safe
def related(request: HttpRequest) -> JsonResponse:
    """Stories to point to from the text: `q` searches their words, `ids` looks some up. JSON.

    Everybody at the desk may point to what readers have, whoever wrote it; of that, only what readers see is said.
    """
    desk, live = policy.visible_articles(request.user), PublishedArticle.objects.all()
    if ids := request.GET.get("ids"):
        numbers = [int(one) for one in ids.split(",")[:100] if re.fullmatch(r"\s*[0-9]{1,18}\s*", one)]
        desk, live = desk.filter(pk__in=numbers), live.filter(story_id__in=numbers)
    elif q := request.GET.get("q", "").strip()[:100]:
        desk, live = desk_search.matching(desk, q), live.filter(pk__in=search.for_the_desk(q))
    known = desk.select_related("live_edition").only("headline", "state", "touched_at", "live_edition__path")
    rows = list(known.exclude(headline="").order_by("-touched_at", "-pk")[:MOST_RELATED])
    others = live.exclude(story_id__in=desk.filter(pk__in=live.values("story_id")).values("pk"))
    others = others.only("story_id", "headline", "path").newest_first()[: MOST_RELATED - len(rows)]
    results = [
        {
            "id": row.pk,
            "headline": row.headline,
            "state": State(row.state).label,
            "live": row.is_live,
            "address": absolute(row.live_edition.path) if row.live_edition else "",
        }
        for row in rows
    ] + [
        {
            "id": row.story_id,
            "headline": row.headline,
            "state": "Live",
            "live": True,
            "address": absolute(row.path),
        }
        for row in others
    ]
    return JsonResponse({"results": results, "next": None})
