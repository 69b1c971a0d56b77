"""Messages are written in the transaction of what they tell, once to each person, and not to who did it.

Each is told as they chose: at the desk, by a letter that the worker writes, both, or not at all. Nobody is told of a
story that they may not see: those whose story it is may see it as long as they have a role that deals with texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles.models import Article, Byline, ErrorReport, MailChoice, Message, MessageKind, Remit, Way
from articles.models.message import UNCHOSEN
from articles.policy import TEXT_ROLES, Role
from articles.records import outbox
from house import people

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How long messages are kept.
KEPT = timedelta(days=180)
AT_ONCE = 50
# What somebody did to the story, and what a reader did.
DID = {
    MessageKind.ASSIGNED: gettext_noop("{by} assigned “{story}” to you."),
    MessageKind.UNASSIGNED: gettext_noop("{by} took “{story}” from you again."),
    MessageKind.PLANNED: gettext_noop("{by} changed the time for “{story}”."),
    MessageKind.GIVEN_BACK: gettext_noop("{by} gave “{story}” back."),
    MessageKind.RETURNED: gettext_noop("{by} returned “{story}”."),
    MessageKind.PUBLISHED: gettext_noop("{by} published “{story}”."),
    MessageKind.CORRECTION: gettext_noop(
        "{by} says that something is wrong in “{story}”. The editors have the report."
    ),
    MessageKind.REPORT: gettext_noop("{by} gave you a report of an error in “{story}”."),
    MessageKind.WITHDRAWN: gettext_noop("{by} withdrew “{story}”."),
    MessageKind.KILLED: gettext_noop("{by} killed “{story}”."),
    MessageKind.PUT_BACK: gettext_noop("{by} put “{story}” back."),
    MessageKind.NOT_OUT: gettext_noop("“{story}” did not go out at its time."),
    MessageKind.LATE: gettext_noop("“{story}” went out later than its time."),
    MessageKind.WIRE_CHANGED: gettext_noop("There is a new version of wire copy that “{story}” uses."),
    MessageKind.WIRE_KILLED: gettext_noop("Wire copy that “{story}” uses was killed."),
}
# In place of numbers, while a question is put into SQL: no row has one below nought.
BEGAN, HAS, HAD, STORY, DID_IT = range(-5, 0)
_to_be_told: ContextVar[list[tuple[str, list[Any]]] | None] = ContextVar("to_be_told", default=None)
READER_SAYS = gettext_noop("A reader says that something is wrong in “{story}”. The editors have the report.")


@contextmanager
def in_one_go() -> Iterator[None]:
    """What is told within is written together in the end: many stories go out in one transaction.

    The caller has that transaction around it, which fails as a whole where anything within fails.
    """
    if _to_be_told.get() is not None:
        yield
        return
    told: list[tuple[str, list[Any]]] = []
    token = _to_be_told.set(told)
    try:
        yield
    finally:
        _to_be_told.reset(token)
    _write_messages(told)


def tell(kind: MessageKind, article: Article, *, to: Iterable[int], about: Any, note: str = "") -> None:
    """Tell these people what a record says."""
    _tell(kind, article, Q(pk__in=set(to)), about=_name(about), by=about.by, note=note, now=about.at)


def tell_of_handed_on(assignments: Iterable[Any]) -> None:
    """Tell those who were given many stories at once of each, at the desk alone: the letter about it is another's."""
    Message.objects.bulk_create(
        [
            Message(
                to=row.to,
                kind=MessageKind.ASSIGNED,
                article=row.article,
                by=row.by,
                note=row.note,
                about=_name(row),
                at=row.at,
            )
            for row in assignments
            if row.to_id != row.by_id
        ],
        batch_size=500,
    )


def tell_its_people(
    kind: MessageKind, article: Article, *, about: Any, note: str = "", assignee_id: int | None = None
) -> None:
    """Tell those whose story it is: who began it, who is named on it and has a log-in, and who has it now.

    `assignee_id` is who had it, where the act has ended that.
    """
    by = about.by
    question, marked = _question_to_its_people(kind, is_done_by_somebody=by is not None)
    numbers = {BEGAN: article.created_by_id, HAS: article.assignee_id, HAD: assignee_id, STORY: article.pk}
    numbers[DID_IT] = by.pk if by is not None else None
    chosen = [numbers.get(value, value) for value in marked]
    facts = _facts(kind, article, about=_name(about), by=by, note=note, now=about.at)
    _write_or_keep(question, [*facts, facts[-1], *chosen])


@cache
def _question_to_its_people(kind: MessageKind, *, is_done_by_somebody: bool) -> tuple[str, tuple[Any, ...]]:
    """Put into SQL once: every publication asks it, and Django would take a fifth of its time to do so anew."""
    which = _named_on(STORY) | Q(pk__in=(BEGAN, HAS, HAD))
    sql, marked = _who_may_be_told(kind, which, DID_IT if is_done_by_somebody else None)
    return _question(sql, mails=True), marked


def tell_of_its_time(
    kind: MessageKind, article: Article, *, by: User, about: str, note: str, now: datetime, whole: str = ""
) -> None:
    """Tell who scheduled it, and those who edit its section, what became of its time. Nobody did that.

    `whole` is for who scheduled it alone: it names other stories, that the others may not see.

    Where it failed, whoever scheduled it has a letter already, of all that was to go out together.
    """
    editors = _its_editors(article) & ~Q(pk=by.pk)
    _tell(
        kind,
        article,
        Q(pk=by.pk),
        about=about,
        by=None,
        note=whole or note,
        now=now,
        mails=kind != MessageKind.NOT_OUT,
    )
    _tell(kind, article, editors, about=about, by=None, note=note, now=now)


def tell_of_wire(kind: MessageKind, article: Article, *, about: Any, note: str, now: datetime) -> None:
    """Tell those whose story it is, and the wire desk of what belongs to it. A kill is told to the editors, too.

    Nobody at the desk did that. Whoever scheduled or edits it may not be among those whose story it is.
    """
    which = _its_people(article) | (_in_role(Role.WIRE_DESK) if article.from_wire else Q(pk__in=[]))
    if kind == MessageKind.WIRE_KILLED:
        which |= _its_editors(article) | _in_role(Role.EDITOR_IN_CHIEF)
    _tell(kind, article, which, about=_name(about), by=None, note=note, now=now)


def way_of(user: User, kind: MessageKind) -> Way:
    """How this person wants to be told of this."""
    chosen = MailChoice.objects.filter(user=user.pk, kind=kind).values_list("way", flat=True).first()
    return Way(chosen) if chosen else UNCHOSEN[kind]


def _its_people(article: Article) -> Q:
    return _named_on(article.pk) | Q(pk__in={article.created_by_id, article.assignee_id} - {None})


def _named_on(story: int) -> Q:
    named = Byline.objects.filter(article=story, reporter__isnull=False).values("reporter")
    return Q(staff_record__reporter__in=named)


def _its_editors(article: Article) -> Q:
    """Those who answer for its section, or for the one around it."""
    if article.section_id is None:
        return Q(pk__in=[])
    editors = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=Role.SECTION_EDITOR)
    answered_for = Q(section=article.section_id) | Q(section__subsections=article.section_id)
    return Exists(editors) & Exists(Remit.objects.filter(answered_for, user=OuterRef("pk")))


def _in_role(role: Role) -> Q:
    return Q(Exists(User.groups.through.objects.filter(user=OuterRef("pk"), group__name=role)))


def _tell(
    kind: MessageKind,
    article: Article,
    which: Q,
    *,
    about: str,
    by: User | None,
    note: str,
    now: datetime,
    mails: bool = True,
) -> None:
    """Write a message to each of those, as they have chosen: one statement, which reads who they are.

    Publishing waits for it, so it asks nothing before. The worker writes the letters.
    """
    try:
        sql, chosen = _who_may_be_told(kind, which, by.pk if by is not None else None)
    except EmptyResultSet:
        return
    facts = _facts(kind, article, about=about, by=by, note=note, now=now)
    _write_or_keep(_question(sql, mails=mails), [*facts, facts[-1], *chosen])


def _question(sql: str, *, mails: bool) -> str:
    """The messages to those whom `sql` finds. Its values: the facts, the last of them again, and those of `sql`."""
    columns = [_typed(field) for field in _fields()]
    # Whoever has no address is told at the desk.
    alone = "told.way = 'mail' AND told.has_address"
    mailed = "told.way IN ('mail', 'both') AND told.has_address" if mails else "told.way IS NULL"
    return (
        # Names of our own tables and columns: whatever anybody typed is in the values.
        f"SELECT told.person, {', '.join(columns)}, "  # noqa: S608
        f"CASE WHEN {alone} THEN {columns[-1]} END, NOT ({alone}), ({mailed}) "
        f"FROM ({sql}) AS told WHERE told.way <> 'none'"
    )


def _write_or_keep(question: str, values: list[Any]) -> None:
    if (later := _to_be_told.get()) is not None:
        later.append((question, values))
    else:
        _write_messages([(question, values)])


def _write_messages(told: list[tuple[str, list[Any]]]) -> None:
    """One statement for all that is told at once, or a few for a great many."""
    columns = ", ".join(["to_id", *(field.column for field in _fields())])
    into = f"INSERT INTO {Message._meta.db_table} ({columns}, read_at, is_shown, is_to_be_mailed) "
    with connection.cursor() as cursor:
        for first in range(0, len(told), AT_ONCE):
            some = told[first : first + AT_ONCE]
            questions = " UNION ALL ".join(question for question, _ in some)
            given = [value for _, values in some for value in values]
            cursor.execute(f"{into} {questions} ON CONFLICT DO NOTHING", given)


def _fields() -> list[Any]:
    # The stubs know a field of a model and a relation to it, and a column is the first.
    return [Message._meta.get_field(name) for name in ("kind", "article", "by", "note", "about", "at")]


def _facts(
    kind: MessageKind, article: Article, *, about: str, by: User | None, note: str, now: datetime
) -> list[Any]:
    """What a message says, as the database keeps it."""
    said = (kind.value, article.pk, by.pk if by is not None else None, note, about, now)
    pairs = zip(_fields(), said, strict=True)
    return [field.get_db_prep_save(value, connection=connection) for field, value in pairs]


def _typed(field: Any) -> str:
    """The place of a value in what is selected, where PostgreSQL does not know what it is for."""
    return f"CAST(%s AS {field.db_type(connection)})" if connection.vendor == "postgresql" else "%s"


def _who_may_be_told(kind: MessageKind, which: Q, by: int | None) -> tuple[str, tuple[Any, ...]]:
    """In SQL, with its values: each person, how they want to be told, and whether they have an address."""
    has_a_role = User.groups.through.objects.filter(user=OuterRef("pk"), group__name__in=TEXT_ROLES)
    at_the_desk = User.objects.filter(which, is_active=True, is_staff=True)
    rows = at_the_desk.filter(Q(is_superuser=True) | Exists(has_a_role))
    if by is not None:
        rows = rows.exclude(pk=by)
    chosen = MailChoice.objects.filter(user=OuterRef("pk"), kind=kind).values("way")
    has_address = Case(When(email="", then=Value(False)), default=Value(True))
    way = Coalesce(Subquery(chosen[:1]), Value(UNCHOSEN[kind].value))
    asked = rows.annotate(person=F("pk"), way=way, has_address=has_address)
    found = asked.values("person", "way", "has_address").order_by()
    sql, values = found.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(values)


def _name(record: models.Model) -> str:
    return f"{record._meta.model_name}/{record.pk}"


# What the worker does


def untold(now: datetime) -> QuerySet[ErrorReport]:
    """Reports of errors of which those whose story it is do not know."""
    return ErrorReport.objects.filter(told_at=None)


def tell_of_reports(now: datetime) -> int:
    """A duty: tell those whose story it is that an error is reported. Returns how many reports were told.

    The site may not do it: it only puts reports in, and may read nothing of the desk.
    """
    count = 0
    for report in untold(now).select_related("by").order_by("at", "pk")[:AT_ONCE]:
        with transaction.atomic():
            # Of two workers, only one changes the row.
            if not ErrorReport.objects.filter(pk=report.pk, told_at=None).update(told_at=now):
                continue
            article = Article.objects.without_words().defer("body").filter(pk=report.story_id).first()
            if article is not None:
                which, name = _its_people(article), _name(report)
                _tell(MessageKind.CORRECTION, article, which, about=name, by=report.by, note="", now=now)
            count += 1
    return count


def unwritten(now: datetime) -> QuerySet[Message]:
    """Messages of which a letter has to be written."""
    return Message.objects.to_be_mailed()


def write_letters(now: datetime) -> int:
    """A duty: write the letters of what people were told and want by e-mail. Returns how many.

    Of what several are told alike in the same moment, somebody with two accounts gets one letter. Of one record
    people may be told different things: one gets a story that another loses.
    """
    count = 0
    for about, kind in list(unwritten(now).order_by("at").values_list("about", "kind")[:AT_ONCE]):
        with transaction.atomic():
            # Of two workers the second waits here, and finds nothing left.
            held = unwritten(now).select_for_update(of=("self",)).filter(about=about, kind=kind)
            rows = list(held.select_related("to", "by", "article").defer("article__body"))
            Message.objects.filter(pk__in=[row.pk for row in rows]).update(is_to_be_mailed=False)
            those = [row.to.email for row in rows if row.to.is_active]
            if those:
                _write(those, rows[0], now)
            count += len(rows)
    return count


def _write(to: list[str], message: Message, now: datetime) -> None:
    article, kind = message.article, MessageKind(message.kind)
    did = DID[kind] if message.by is not None or kind != MessageKind.CORRECTION else READER_SAYS
    told = _(did).format(by=people.name_of(message.by) if message.by else "", story=article)
    there = f"{settings.SITE_URL}{reverse('admin:articles_article_change', args=[article.pk])}"
    choose = f"{settings.SITE_URL}{reverse('admin:articles_message_changelist')}"
    parts = [
        told,
        message.note.strip(),
        there,
        _("Which messages come by e-mail, you choose at {address}").format(address=choose),
    ]
    outbox.put(to, f"{settings.SITE_NAME}: {told}", "\n\n".join(part for part in parts if part), now=now)


def forget(now: datetime) -> int:
    """A duty: delete messages that are too old to be of use."""
    return Message.objects.filter(at__lt=now - KEPT).delete()[0]
