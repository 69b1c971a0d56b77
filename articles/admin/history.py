"""The story's log: every revision, move, edition and hidden line in one list, newest first."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import bring_in, hide_line, pending, table
from articles.admin.acts import admin_context, form_address
from articles.admin.arguments import Base, StoryHere
from articles.admin.preview import page_of
from articles.assigning import deciding
from articles.composing import lines
from articles.corrections import deciding as corrections
from articles.live import posting
from articles.models import (
    Article,
    Assignment,
    ChangeKind,
    Edition,
    HistoryHiding,
    ReportMove,
    content,
)
from articles.models.edition import TAKES_DOWN
from articles.sharing import links
from articles.writing import saving
from house import clock, people
from house.arguments import OneValue
from house.doors import By, FoundBy, door

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 50

# What the log says that somebody did. Acts that write an edition are left out: the line of the edition says it.
DID: dict[str, StrOrPromise] = {act.name: act.did for act in table.ACTS if act.did} | {
    bring_in.NAME: bring_in.DID,
    posting.DISCARDED: _lazy("threw away a draft of an entry"),
    pending.MISSED: _lazy("had this scheduled in vain"),
    links.MADE: _lazy("made a link to a preview without log-in"),
    links.REVOKED: _lazy("revoked a link to a preview"),
    pending.HANDED_ON: _lazy("handed on what is scheduled"),
}
SCHEDULED = gettext_noop("{did}, for {time}")
SCHEDULED_AS: dict[str, str] = {
    ChangeKind.MINOR: gettext_noop("{did} as a minor change, for {time}"),
    ChangeKind.UPDATE: gettext_noop("{did} as an update, for {time}"),
}
IN_THE_LEDGER = [act.name for act in table.ACTS if not act.did]
KEY_NAME = F("by_key__key__name")
PUBLISHED = {
    ChangeKind.FIRST: gettext_noop("published revision {number}"),
    ChangeKind.MINOR: gettext_noop("published revision {number}, a minor change"),
    ChangeKind.UPDATE: gettext_noop("published revision {number} as an update"),
    ChangeKind.CORRECTION: gettext_noop("published revision {number} with a correction"),
    ChangeKind.WITHDRAWAL: gettext_noop("withdrew the story"),
    ChangeKind.KILL: gettext_noop("killed the story"),
}


@dataclass(frozen=True)
class StoryLogLine:
    """One line of the log.

    `number` is that of the revision or edition; for a move or a hiding, that of its row.
    """

    kind: str
    number: int
    at: datetime
    by: str
    did: str
    note: str = ""
    words: int = 0
    marks: tuple[str, ...] = ()
    is_live: bool = False
    """Whether readers have this revision; then its first mark says so."""
    compare: tuple[int, int] | None = None
    for_readers: str = ""
    """Whether readers see this edition's line in “What changed”: "shown" or "hidden"; empty if it has none to hide.
    """


class LogPlace(NamedTuple):
    """Where a page of the log begins, as a number in each of its six lists. Times may be equal, numbers cannot."""

    revision: int
    edition: int
    move: int
    hiding: int
    assignment: int
    report: int

    def __str__(self) -> str:
        return ".".join(map(str, self))


@dataclass(frozen=True)
class Log:
    entries: list[StoryLogLine] = field(default_factory=list)
    older: LogPlace | None = None


def story_without_texts(request: HttpRequest, pk: int) -> Article:
    """The story without its long texts: a body can be a megabyte, and lists of revisions do not show it."""
    names = ["headline", "slugline", "language", "state", "section", "created_by", "from_wire", "killed"]
    names += ["has_unpublished_changes", "is_returned", "assignee", "assigned_desk"]
    pointed = ["revision__number", "live_edition__revision__number"]
    rows = (
        policy.visible_articles(request.user).with_past().select_related("revision", "live_edition__revision")
    )
    return get_object_or_404(rows.only(*names, *pointed), pk=pk)


@dataclass(frozen=True)
class PlaceInTheLog(OneValue):
    def value(self, text: str) -> LogPlace:
        match = re.fullmatch(r"([0-9]{1,9})\.([0-9]{1,9})" + 4 * r"\.([0-9]{1,18})", text)
        if match is None:
            raise ValueError(_("It has to be six numbers with dots between them."))
        return LogPlace(*map(int, match.groups()))


StoryWithoutTexts = Annotated[Article, FoundBy(story_without_texts)]


@door("GET")
def history(
    request: HttpRequest,
    article: StoryWithoutTexts,
    *,
    older: Annotated[LogPlace | None, PlaceInTheLog(lenient=True)] = None,
) -> HttpResponse:
    """Fifty lines on a page. `?older=` begins where the page before ended."""
    log = read_log(article, older)
    numbers = [entry.number for entry in log.entries if entry.kind == "revision"]
    live = article.live_edition.revision.number if article.live_edition else None
    context = {
        **admin_context(request),
        "title": _("History"),
        "article": article,
        "log": log,
        "is_first_page": older is None,
        # The comparison that most people want: the live revision, or else the one before the newest, with the newest.
        "older_side": live if live in numbers[1:] else next(iter(numbers[1:]), None),
        "newer_side": next(iter(numbers), None),
        "can_compare": len(numbers) > 1,
        "may_restore": policy.may(request.user, "edit", article),
        "may_hide": policy.may(request.user, "hide_line", article),
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def read_log(article: Article, before: LogPlace | None) -> Log:
    """Read each list by its own numbers, which have an index, and merge the six by time.

    Of things done in the same moment the consequence comes first: the hiding, what became of a report, the edition,
    the move, the assignment, the revision.
    """
    upper = before or (None,) * len(LogPlace._fields)
    lists = [
        hidings(article, upper[3]),
        report_moves(article, upper[5]),
        editions(article, upper[1]),
        moves(article, upper[2]),
        assignments(article, upper[4]),
        revisions(article, upper[0]),
    ]
    merged = list(heapq.merge(*lists, key=lambda entry: entry.at, reverse=True))
    shown, rest = merged[:PAGE], merged[PAGE:]
    if not rest:
        return Log(shown)
    return Log(shown, LogPlace(*(first_of(kind, rest) for kind in LogPlace._fields)))


def first_of(kind: str, rest: Iterable[StoryLogLine]) -> int:
    """The number under which the next page of this list begins; 0 if nothing is left."""
    return next((entry.number + 1 for entry in rest if entry.kind == kind), 0)


def revisions(article: Article, under: int | None) -> list[StoryLogLine]:
    became = Edition.objects.filter(revision=OuterRef("pk")).exclude(kind__in=TAKES_DOWN).order_by("number")
    rows = article.revisions.select_related("author").order_by("-number")
    rows = rows.annotate(edition=Subquery(became.values("number")[:1]), key_name=KEY_NAME)
    rows = rows.only("article", "number", "at", "note", "changed", "word_count", *name_columns("author"))
    return [revision_entry(article, row) for row in page_of_rows(rows, "number", under)]


def moves(article: Article, under: int | None) -> list[StoryLogLine]:
    rows = article.state_changes.exclude(act__in=IN_THE_LEDGER).select_related(
        "by", "revision", "of_schedule"
    )
    shown = ["article", "act", "at", "note", "revision__number", "of_schedule__goes_at", "of_schedule__kind"]
    rows = rows.annotate(key_name=KEY_NAME).order_by("-pk").only(*shown, *name_columns("by"))
    return [move_entry(row) for row in page_of_rows(rows, "pk", under)]


def assignments(article: Article, under: int | None) -> list[StoryLogLine]:
    rows = (
        Assignment.objects.filter(article=article).select_related("by", "to", "desk__parent").order_by("-pk")
    )
    return [assignment_entry(row) for row in page_of_rows(rows, "pk", under)]


def report_moves(article: Article, under: int | None) -> list[StoryLogLine]:
    rows = ReportMove.objects.filter(article=article).order_by("-pk")
    rows = rows.select_related("by", "to", "desk__parent", "edition")
    return [
        StoryLogLine("report", row.pk, row.at, people.name_of(row.by), corrections.did(row), row.note)
        for row in page_of_rows(rows, "pk", under)
    ]


def editions(article: Article, under: int | None) -> list[StoryLogLine]:
    rows = article.editions.select_related("by", "revision", "correction").order_by("-number")
    shown = [
        "article",
        "number",
        "kind",
        "at",
        "note",
        "revision__number",
        "correction__text",
        *name_columns("by"),
    ]
    newest = HistoryHiding.objects.filter(edition=OuterRef("pk"))
    rows = rows.annotate(is_hidden=Subquery(newest.values("is_hidden")[:1]), key_name=KEY_NAME)
    found = page_of_rows(rows.only(*shown), "number", under)
    return [edition_entry(row, earlier) for row, earlier in zip(found, [*found[1:], None], strict=False)]


def hidings(article: Article, under: int | None) -> list[StoryLogLine]:
    rows = HistoryHiding.objects.filter(edition__article=article).select_related("edition", "by")
    shown = ["is_hidden", "at", "reason", "edition__number", "edition__note", *name_columns("by")]
    return [hiding_entry(row) for row in page_of_rows(rows.only(*shown), "pk", under)]


def page_of_rows(rows: Any, name: str, under: int | None) -> list[Any]:
    if under == 0:
        return []
    return list((rows.filter(**{f"{name}__lt": under}) if under else rows)[: PAGE + 1])


def name_columns(who: str) -> list[str]:
    return [f"{who}__{name}" for name in ("first_name", "last_name", "username")]


def who(user: Any, key: str | None) -> str:
    """Who did it; if a program did it with a key, which acted as this person."""
    name = people.name_of(user)
    return _("{name}, by the API key “{key}”").format(name=name, key=key) if key else name


def revision_entry(article: Article, row: Any) -> StoryLogLine:
    changed = lines.joined_here(content.said(row.changed))
    live = article.live_edition is not None and article.live_edition.revision_id == row.pk
    marks = [
        *([_("live")] if live else []),
        *([_("edition {number}").format(number=row.edition)] if row.edition else []),
        *([_("newest")] if row.pk == article.revision_id else []),
    ]
    return StoryLogLine(
        "revision",
        row.number,
        row.at,
        who(row.author, row.key_name),
        _("wrote the first version")
        if row.changed == ["first version"]
        else _("changed {what}").format(what=changed),
        row.note,
        words=row.word_count,
        marks=tuple(marks),
        is_live=live,
        compare=(row.number - 1, row.number) if row.number > 1 else None,
    )


def move_entry(row: Any) -> StoryLogLine:
    did = DID.get(row.act, row.act).format(row.revision.number if row.revision else "")
    if hasattr(row, "of_schedule"):
        told = _(SCHEDULED_AS.get(row.of_schedule.kind, SCHEDULED))
        did = told.format(did=did, time=clock.exactly(row.of_schedule.goes_at))
    return StoryLogLine("move", row.pk, row.at, who(row.by, row.key_name), did, row.note)


def assignment_entry(row: Assignment) -> StoryLogLine:
    did = deciding.did(row)
    return StoryLogLine("assignment", row.pk, row.at, people.name_of(row.by), did, deciding.in_words(row))


def hiding_entry(row: HistoryHiding) -> StoryLogLine:
    did = _("hid the line “{line}” from readers")
    if not row.is_hidden:
        did = _("showed readers the line “{line}” again")
    mark = _("edition {number}").format(number=row.edition.number)
    return StoryLogLine(
        "hiding",
        row.pk,
        row.at,
        people.name_of(row.by),
        did.format(line=hide_line.line(row.edition)),
        row.reason,
        marks=(mark,),
    )


def edition_entry(row: Any, earlier: Edition | None) -> StoryLogLine:
    note = row.correction.text if hasattr(row, "correction") else row.note
    compare = None
    if row.kind not in TAKES_DOWN and earlier and earlier.revision_id != row.revision_id:
        compare = (earlier.revision.number, row.revision.number)
    did = _(PUBLISHED[ChangeKind(row.kind)]).format(number=row.revision.number)
    edition = _("edition {number}").format(number=row.number)
    marks = (edition, *([_("hidden from readers")] if row.is_hidden else []))
    for_readers = "" if hide_line.why_not(row) else "hidden" if row.is_hidden else "shown"
    return StoryLogLine(
        "edition",
        row.number,
        row.at,
        who(row.by, row.key_name),
        did,
        note,
        marks=marks,
        compare=compare,
        for_readers=for_readers,
    )


@door("GET")
def revision(request: HttpRequest, article: StoryHere, number: int) -> HttpResponse:
    return page_of(
        request,
        article,
        get_object_or_404(article.revisions.select_related("section__parent"), number=number),
    )


@door("POST")
def restore(
    request: HttpRequest,
    article: StoryHere,
    number: int,
    by: By,
    *,
    base: Base = None,
    from_compare: bool = False,
) -> HttpResponse:
    """Write an old revision as a new one, merged with what others saved since the page was opened.

    Whoever restores from a comparison goes on there, and sees what that has changed.
    """
    old = get_object_or_404(article.revisions, number=number)
    try:
        with transaction.atomic():
            if reason := policy.why_not(by, "edit", saving.locked(article.pk)):
                raise PermissionDenied(reason)
            saved = saving.restore(old, base=base, by=by)
    except saving.Collision as collision:
        told = _(
            "{what} The two together are too long, so nothing was restored: compare first, then restore."
        )
        if collision.merged.questions:
            told = _("{what} Both changed the same, so nothing was restored: compare first, then restore.")
        messages.error(request, told.format(what=collision))
        if from_compare:
            return HttpResponseRedirect(compared(article, number, collision.newest.number))
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
    if saved.revision is None:
        told = _("The story already reads like revision {number}.")
        messages.info(request, told.format(number=number))
    elif saved.merged:
        others = lines.joined_here(
            [_(word.replace("_id", "").replace("_", " ")) for word in saved.merged.from_theirs]
        )
        told = _("Revision {number} is back, as revision {new}. What was saved meanwhile is kept: {what}.")
        messages.success(request, told.format(number=number, new=saved.revision.number, what=others))
    else:
        told = _("Revision {number} is back, as revision {new}.")
        messages.success(request, told.format(number=number, new=saved.revision.number))
    if from_compare:
        newest = saved.revision or article.revision
        after = newest.number if newest else number
        return HttpResponseRedirect(compared(article, max(after - 1, 1), after))
    return HttpResponseRedirect(form_address(article))


def compared(article: Article, older: int, newer: int) -> str:
    """The page that compares these two revisions."""
    return f"{reverse('admin:articles_article_compare', args=[article.pk])}?a={older}&b={newer}"
