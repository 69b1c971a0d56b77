"""The pages and buttons by which a story moves on: an act that asks nothing is done at once, others have a page."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Annotated, Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import policy
from articles.acts import approve, guards, moving, plain_moves
from articles.acts.act import Act, Asks, Press, Refused
from articles.acts.decision import Decision
from articles.acts.table import BY_NAME
from articles.admin import in_place
from articles.admin.arguments import StoryHere
from articles.advice import looking
from articles.corrections import answering
from articles.desk import act_scripts, outcome, since
from articles.desk.act_forms import ActForm
from articles.models import Article, PublishedArticle, Revision, State
from articles.schedule import overview
from articles.search import finding as search
from articles.writing import desk_search, reports
from house.arguments import Keys, Number, Numbers, Text
from house.doors import JSON, By, Said, door
from house.web import absolute

MOST_RELATED = 20


def form_address(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def after_saving(request: HttpRequest, article: Article, act: Act) -> HttpResponse:
    """The form was saved by the button of an act: do the act, or go to its page."""
    if act.asks:
        return HttpResponseRedirect(reverse("admin:articles_article_act", args=[article.pk, act.name]))
    article.refresh_from_db()
    try:
        carry_out(act, Press(article, article.revision, user_of(request)))
    except Refused as refused:
        messages.error(request, _("Saved, but not moved on. {why}").format(why=refused))
    else:
        messages.success(request, act.done)
    return HttpResponseRedirect(landing(request, article))


def hand_over(request: HttpRequest, article: Article) -> None:
    """An editor has done their part: the story's log and the desk's lists say so to whoever goes on."""
    article.refresh_from_db()
    by, act = user_of(request), plain_moves.HAND_OVER
    state = State(article.state).label.lower()
    told = _("Saved. “{name}” is {state}.").format(name=article, state=state)
    if policy.may(by, act.name, article):
        moving.move(act, article, by=by, revision=article.revision)
        told = f"{told} {act.done}"
    messages.success(request, told)


@door("GET", "POST")
def act(
    request: HttpRequest,
    article: StoryHere,
    act: str,
    by: By,
    *,
    report: Annotated[frozenset[uuid.UUID], Keys()] = frozenset(),
    which: Annotated[int | None, Number(lenient=True)] = None,
) -> HttpResponse:
    """GET shows what the act asks, POST does it.

    A refused act comes back with the reasons and with what was typed. A correction closes each `report` that is
    still open. `which` is the row that its page proposes, if it asks which.
    """
    return in_place.answer(request, _act, article, act, by, report, which)


def _act(
    request: HttpRequest,
    article: Article,
    name: str,
    by: User,
    reported: frozenset[uuid.UUID],
    which: int | None,
) -> HttpResponse:
    act = BY_NAME.get(name)
    if act is None:
        raise Http404("There is no such act.")
    if reason := policy.why_not(by, act.name, article):
        raise PermissionDenied(reason)
    story, asks = Decision(article, None, by, timezone.now()), act.asks_of(article)
    form = ActForm(request.POST or None, initial={"key": uuid.uuid4(), "which": which})
    ask_for(form, asks, article)
    reasons: tuple[str, ...] = ()
    # Where none was ticked, the press need not know which are open.
    answered = reports.open_on(article, by) if asks.reports and reported else []
    chosen = {report.pk for report in answered} & reported
    if request.method == "POST" and form.is_valid():
        try:
            closed = answering.carry_out(act, pressed(form, article, by), chosen)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"{act.done}{and_closed(closed)}")
            return HttpResponseRedirect(landing(request, article))
    # Asked for only where the page is shown: what is decided on is in the form.
    answered = answered or (reports.open_on(article, by) if asks.reports else [])
    revision = act.about(story)
    form.initial["revision"] = revision.number if revision else None
    if request.method != "POST":
        reasons = tuple(guards.judge(act.guards, replace(story, revision=revision)).values())
    is_older = article.revision != revision and "accept_older" in form.fields
    result = None
    if act.goes_live and revision is not None:
        note = form["note"].value() or ""
        result = outcome.of(act, asks, article, revision, by=by, note=note, now=story.now)
        if result is not None and result.proposal is not None:
            form.initial["kind"] = result.proposal.kind
    context = {
        **admin_context(request),
        "title": act.label,
        "article": article,
        "act": act,
        "revision": revision,
        "form": form,
        "reasons": reasons,
        "older_asked": is_older and revision is not None,
        "outcome": result,
        "scripts": act_scripts.of(request, "outcome"),
        "scheduled": overview.of_story(article, by) if asks.when else [],
        "reports": [(report, report.pk in chosen) for report in answered],
        "approval": approve.ACT if is_older and policy.may(by, approve.ACT.name, article) else None,
        "differences": since.of_act(article, revision) if act.decides_on_revision and revision else [],
        "advice": advice(article, revision) if act.decides_on_revision and revision else [],
    }
    return TemplateResponse(
        request, "admin/articles/article/act.html", context, status=409 if form.is_bound else 200
    )


def advice(article: Article, decided: Revision) -> list[str]:
    """What is worth a second look in the revision on which somebody decides."""
    return looking.over(article, decided, article.live_edition.revision if article.live_edition else None)


def and_closed(closed: int) -> str:
    """A sentence about the reports that a correction has closed."""
    return f" {reports_closed(closed)}" if closed else ""


def reports_closed(closed: int) -> str:
    return ngettext("%(count)s report closed.", "%(count)s reports closed.", closed) % {"count": closed}


def ask_for(form: ActForm, asks: Asks, article: Article) -> None:
    """Take out of the form what this act does not ask."""
    if asks.kinds:
        # The stubs know a form's fields only as fields, and this one has choices.
        form.fields["kind"].choices = asks.kinds  # type: ignore[attr-defined]
        form.initial.setdefault("kind", asks.kinds[0][0])
    else:
        del form.fields["kind"]
    if asks.when:
        # Mostly it is today; the time nobody can guess.
        form.initial["at"] = overview.proposed_time(article) or [timezone.localdate(), None]
    else:
        del form.fields["at"]
    if asks.which:
        # What is said of each here names no other story.
        rows = overview.of_story(article, AnonymousUser())
        # As above: this field has choices.
        form.fields["which"].choices = [(one.row.pk, one.words) for one in rows]  # type: ignore[attr-defined]
        form.initial["which"] = form.initial["which"] or (rows[0].row.pk if rows else None)
    else:
        del form.fields["which"]
    if not asks.is_serious:
        del form.fields["is_serious"]
    if not asks.accept_older or article.revision == article.approved_revision:
        del form.fields["accept_older"]
    if not asks.puts_back or article.is_live:
        del form.fields["puts_back"]
    form.fields["note"].label = asks.note or _("Anything to note in the log?")
    form.fields["note"].required = asks.needs_note


def pressed(form: ActForm, article: Article, by: User) -> Press:
    """What was decided on the page of an act. What the page did not ask has its default."""
    given = form.cleaned_data
    return Press(
        article,
        revision_numbered(article, given["revision"]),
        by,
        note=given["note"],
        kind=given.get("kind") or None,
        is_serious=bool(given.get("is_serious")),
        accept_older=bool(given.get("accept_older")),
        puts_back=bool(given.get("puts_back")),
        key=given["key"],
        at=given.get("at"),
        scheduled=given.get("which"),
    )


def revision_numbered(article: Article, number: int | None) -> Revision | None:
    if number is None:
        return None
    live = article.live_edition
    along = (article.approved_revision, live.revision if live else None, article.revision)
    if known := next((one for one in along if one is not None and one.number == number), None):
        known.article = article
        return known
    return article.revisions.filter(number=number).select_related("author", "section__parent").first()


def carry_out(act: Act, press: Press) -> None:
    """Carry out the act, and give the moved story to whoever goes on. Raises Refused."""
    moving.carry_out(act, press)
    press.article.refresh_from_db()


def user_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def admin_context(request: HttpRequest) -> dict[str, Any]:
    from django.contrib import admin

    return admin.site.each_context(request) | {"opts": Article._meta}


def landing(request: HttpRequest, article: Article) -> str:
    """The form of the story; or the list, if this person may not see the story any more."""
    if policy.may(request.user, "view", article):
        return form_address(article)
    return reverse("admin:articles_article_changelist")


@door("GET", answers=JSON)
def related(
    by: By,
    *,
    ids: Annotated[list[int] | None, Numbers(100)] = None,
    q: Annotated[str, Text(100, cut=True)] = "",
) -> Said:
    """The stories that a text may point to, as JSON: `q` searches their words, `ids` finds some by number.

    Everybody at the desk may point to a story that readers have. Of a story that somebody may not see at the desk,
    the answer says only what readers see.
    """
    desk, live = policy.visible_articles(by), PublishedArticle.objects.all()
    if ids is not None:
        desk, live = desk.filter(pk__in=ids), live.filter(story_id__in=ids)
    elif q := q.strip():
        desk, live = desk_search.matching(desk, q), live.filter(pk__in=search.for_the_desk(q))
    known = desk.select_related("live_edition").only("headline", "state", "touched_at", "live_edition__path")
    rows = list(known.exclude(headline="").order_by("-touched_at", "-pk")[:MOST_RELATED])
    others = live.exclude(story_id__in=desk.filter(pk__in=live.values("story_id")).values("pk"))
    others = others.only("story_id", "headline", "path").newest_first()[: MOST_RELATED - len(rows)]
    results = [
        {
            "id": row.pk,
            "headline": row.headline,
            "state": str(State(row.state).label),
            "live": row.is_live,
            "address": absolute(row.live_edition.path) if row.live_edition else "",
        }
        for row in rows
    ] + [
        {
            "id": row.story_id,
            "headline": row.headline,
            "state": capfirst(_("live")),
            "live": True,
            "address": absolute(row.path),
        }
        for row in others
    ]
    return {"results": results, "next": None}
