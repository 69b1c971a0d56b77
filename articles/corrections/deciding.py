"""The acts on reports of errors. Each holds the story's row and writes a record in the story's history.

The same `key` sent twice counts once: each report has a key of its own, made of that of the press.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import presses
from articles.acts.act import Refused
from articles.messages import telling
from articles.models import Article, ChangeKind, Edition, ErrorReport, MessageKind, ReportMove, Section
from articles.policy import Role
from articles.records import chain
from articles.writing import reports
from house import people

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Act, Reason = ReportMove.Act, ReportMove.Reason
# The fields of a report that repeat what its newest move says.
REPEATED = ("assignee", "desk", "is_declined", "done_at", "done_by")
# Those who deal with reports.
DEALING = frozenset({Role.COPY_EDITOR, Role.SECTION_EDITOR, Role.EDITOR_IN_CHIEF})
CLOSED = gettext_noop("It is closed. Open it again first.")
AT_ONCE = 100


def report(
    article: Article,
    text: str,
    *,
    passage: str = "",
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> ErrorReport:
    """Put down what somebody at the desk found wrong in a live story. Raises Refused."""
    with transaction.atomic():
        _hold([article.pk])
        fresh = Article.objects.without_words().select_related("live_edition").get(pk=article.pk)
        if done := ReportMove.objects.filter(key=key).select_related("report").first() if key else None:
            if (done.article_id, done.by_id, done.report.text) != (article.pk, by.pk, text.strip()):
                raise Refused(presses.USED_FOR_ANOTHER)
            return done.report
        if reason := policy.why_not(by, "report_error", fresh):
            raise Refused(reason)
        if fresh.live_edition is None:
            raise Refused(_("Readers do not have this story: change it before it goes out."))
        if not text.strip():
            raise Refused(_("Say what is wrong."))
        at = now or timezone.now()
        made = ErrorReport.objects.create(
            story_id=fresh.pk,
            edition_number=fresh.live_edition.number,
            text=text.strip(),
            passage=passage.strip(),
            by=by,
            at=at,
        )
        # Not with the report's own key: it is the press that counts once.
        presses.keep(
            ReportMove(
                article=fresh,
                report=made,
                act=Act.REPORT,
                by=by,
                at=at,
                key=key or uuid.uuid4(),
                note=made.text,
            )
        )
        return made


def assign(
    one: ErrorReport,
    *,
    to: User | None = None,
    desk: Section | None = None,
    note: str = "",
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> ReportMove:
    """Give the report to a person or to the desk of a section. Raises Refused."""
    with transaction.atomic():
        article, fresh = _held(one, by)
        if done := _done_before(key, fresh, Act.ASSIGN, by):
            return done
        if reason := policy.why_not(by, "assign_report", article):
            raise Refused(reason)
        _refuse_if_closed(fresh)
        if to is None and desk is None:
            raise Refused(_("Choose a person or a desk."))
        if to is not None and (reason := why_not_to(to, article)):
            raise Refused(reason)
        move = _move(Act.ASSIGN, article, fresh, by=by, key=key, now=now, to=to, desk=desk, note=note.strip())
        fresh.assignee, fresh.desk = to, desk
        fresh.save(update_fields=REPEATED)
        if to is not None:
            said = f"{note.strip()}\n\n{fresh.text}".strip()
            telling.tell(MessageKind.REPORT, article, to=[to.pk], about=move, note=said)
        return move


def take_up(
    one: ErrorReport, *, by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> ReportMove:
    """Take for oneself what nobody has. Of two who try, the second is refused. Raises Refused."""
    with transaction.atomic():
        article, fresh = _held(one, by)
        if done := _done_before(key, fresh, Act.TAKE_UP, by):
            return done
        _refuse_if_closed(fresh)
        if fresh.assignee is not None:
            raise Refused(
                _("You have it already.")
                if fresh.assignee == by
                else _("{name} has it already.").format(name=people.name_of(fresh.assignee))
            )
        move = _move(Act.TAKE_UP, article, fresh, by=by, key=key, now=now, to=by, desk=fresh.desk)
        fresh.assignee = by
        fresh.save(update_fields=REPEATED)
        return move


def give_back(
    one: ErrorReport, *, note: str = "", by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> ReportMove:
    """Give back what one has taken or was given: it waits for somebody else. Raises Refused."""
    with transaction.atomic():
        article, fresh = _held(one, by)
        if done := _done_before(key, fresh, Act.GIVE_BACK, by):
            return done
        _refuse_if_closed(fresh)
        if fresh.assignee != by:
            raise Refused(_("You do not have it."))
        move = _move(
            Act.GIVE_BACK, article, fresh, by=by, key=key, now=now, desk=fresh.desk, note=note.strip()
        )
        fresh.assignee = None
        fresh.save(update_fields=REPEATED)
        return move


def let_go(user: User, *, by: User, note: str, now: datetime) -> int:
    """What somebody who leaves has of open reports waits for others. Returns how many.

    The caller holds the stories, and answers for `by`, who need not be one of those who deal with reports.
    """
    rows = (
        ErrorReport.objects.open()
        .filter(assignee=user)
        .select_related("desk__parent")
        .order_by("story_id", "pk")
    )
    for one in (had := list(rows)):
        article = Article.objects.without_words().get(pk=one.story_id)
        _move(Act.GIVE_BACK, article, one, by=by, key=None, now=now, desk=one.desk, note=note)
        one.assignee = None
        one.save(update_fields=REPEATED)
    return len(had)


def close(
    numbers: Collection[uuid.UUID],
    *,
    reason: str = "",
    note: str = "",
    edition: Edition | None = None,
    by: User,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> int:
    """Close the open ones of these reports: as done, or declined for a reason. Returns how many.

    What somebody else has closed meanwhile stays as it is: the first is on record.
    """
    if reason and reason not in Reason.values:
        raise Refused(_("Say why they are declined."))
    if len(numbers) > AT_ONCE:
        raise Refused(_("Close {count} at a time.").format(count=AT_ONCE))
    with transaction.atomic(), chain.in_one_go():
        sees = reports.visible_to(by).filter(pk__in=numbers)
        _hold(sees.values_list("story_id", flat=True))
        found = list(sees.open().order_by("pk"))
        stories = Article.objects.without_words().in_bulk({one.story_id for one in found})
        act = Act.DECLINE if reason else Act.DONE
        for one in found:
            move = _move(
                act,
                stories[one.story_id],
                one,
                by=by,
                key=key,
                now=now,
                reason=reason,
                note=note.strip(),
                edition=edition,
            )
            one.done_at, one.done_by, one.is_declined = move.at, by, bool(reason)
            one.save(update_fields=REPEATED)
        if found:
            return len(found)
        # The same press again: it has done this already.
        keys = [_key(key, pk) for pk in numbers] if key else []
        return ReportMove.objects.filter(key__in=keys, by=by, act=act).count()


def reopen(
    one: ErrorReport, *, by: User, key: uuid.UUID | None = None, now: datetime | None = None
) -> ReportMove | None:
    """Open a closed report again. None if it is open."""
    with transaction.atomic():
        article, fresh = _held(one, by)
        if done := _done_before(key, fresh, Act.REOPEN, by):
            return done
        if fresh.done_at is None:
            return None
        if fresh.assignee is not None and not fresh.assignee.is_active:
            fresh.assignee = None  # they have left meanwhile
        move = _move(Act.REOPEN, article, fresh, by=by, key=key, now=now, to=fresh.assignee, desk=fresh.desk)
        fresh.done_at = fresh.done_by = None
        fresh.is_declined = False
        fresh.save(update_fields=REPEATED)
        return move


def why_not_to(to: User, article: Article) -> str | None:
    """Why a report on this story is not for this person; None if it is."""
    return why_not_for(policy.person(to), article)


def why_not_for(who: policy.Person, article: Article) -> str | None:
    if not who.roles & DEALING:
        return _("Reports are for copy editors, section editors and the editor-in-chief.")
    if Role.EDITOR_IN_CHIEF in who.roles or article.section_id in who.sections:
        return None
    return _("They answer for other sections, and could not see this report.")


def did(move: ReportMove) -> str:
    """What the story's log says that somebody did."""
    match move.act:
        case Act.REPORT:
            return _("reported an error")
        case Act.ASSIGN if move.to is not None:
            return _("gave a report of an error to {name}").format(name=people.name_of(move.to))
        case Act.ASSIGN:
            return _("left a report of an error to the {desk} desk").format(desk=move.desk)
        case Act.TAKE_UP:
            return _("took a report of an error")
        case Act.GIVE_BACK:
            return _("gave a report of an error back")
        case Act.DECLINE:
            return _("declined a report of an error: {reason}").format(
                reason=move.get_reason_display().lower()
            )
        case Act.REOPEN:
            return _("opened a report of an error again")
    if move.edition is None:
        return _("closed a report of an error")
    told = (
        _("closed a report of an error with the correction of edition {number}")
        if move.edition.kind == ChangeKind.CORRECTION
        else _("closed a report of an error with edition {number}, and readers were told of no error")
    )
    return told.format(number=move.edition.number)


def _hold(stories: Iterable[int]) -> None:
    """Hold the rows of these stories, in one order for everybody."""
    rows = Article.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(stories))
    list(rows.order_by("pk").values_list("pk"))


def _held(one: ErrorReport, by: User) -> tuple[Article, ErrorReport]:
    """The story and the report as they are, now that nobody else changes them. Raises Refused."""
    _hold([one.story_id])
    fresh = reports.visible_to(by).select_related("assignee", "desk__parent").filter(pk=one.pk).first()
    if fresh is None:
        raise Refused(_("This report is not for you."))
    return Article.objects.without_words().get(pk=one.story_id), fresh


def _refuse_if_closed(one: ErrorReport) -> None:
    if one.done_at is not None:
        raise Refused(CLOSED)


def _move(
    act: ReportMove.Act,
    article: Article,
    one: ErrorReport,
    *,
    by: User,
    key: uuid.UUID | None,
    now: datetime | None,
    **facts: object,
) -> ReportMove:
    return presses.keep(
        ReportMove(
            article=article,
            report=one,
            act=act,
            by=by,
            at=now or timezone.now(),
            key=_key(key, one.pk) if key else uuid.uuid4(),
            **facts,
        )
    )


def _key(key: uuid.UUID, report: uuid.UUID) -> uuid.UUID:
    """One press may decide on many reports."""
    return uuid.uuid5(key, str(report))


def _done_before(key: uuid.UUID | None, one: ErrorReport, act: ReportMove.Act, by: User) -> ReportMove | None:
    """What this very press has done already. Raises Refused if its key was used for anything else."""
    done = ReportMove.objects.filter(key=_key(key, one.pk)).first() if key else None
    if done is not None and (done.act, done.by_id) != (act, by.pk):
        raise Refused(presses.USED_FOR_ANOTHER)
    return done
