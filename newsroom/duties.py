"""The worker's duties, and the one question that says which of them have something to do.

A duty says by `due` which rows it would find, so the worker can ask about all of them in a single statement. It is
compiled once: the only values that change from round to round are moments, which stand in it as `Moment`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import DateTimeField, Expression, QuerySet
from django.utils.translation import gettext_noop

from articles.advertising import going_out
from articles.announcing import delivering as announcing
from articles.desk import access, sittings
from articles.filing import keys as api_keys
from articles.filing import once
from articles.fronts import going_live
from articles.incoming import fetching, finding, refusals, silence
from articles.incoming import secrets as feed_secrets
from articles.links import checking
from articles.messages import telling
from articles.models import Letter
from articles.partners import delivering as partners
from articles.partners import secrets
from articles.publishing import public_copies
from articles.purging import delivering
from articles.records import freshness, heads, outbox
from articles.schedule import on_time
from articles.sharing import asking as sharing
from articles.writing import desk_search, reports, what_waits
from media.clearance import notices
from media.files import publicity, sweeping
from media.library import search
from newsroom import heartbeat, log_in, passwords
from newsroom.people import factors, inviting
from newsroom.people import sessions as desk_sessions

Rows = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Duty:
    """Work that is done again and again. `do` gets the time, and returns how much it did."""

    what: str
    do: Callable[[datetime], int]
    seconds: int = 0
    """The shortest time between two calls."""
    piecemeal: bool = False
    """The duty does one piece at a time, and is called again while there are more, so that others get their turn."""
    to_the_second: bool = False
    """The duty has times to keep: piecemeal duties make way when the next is due."""
    due: tuple[Rows, ...] = ()
    """The rows, by the time, of which one is enough for the duty to have work. Without it, it has to look itself."""


def delete_old_sessions(now: datetime) -> int:
    """Every log-in leaves a row, and Django itself never deletes one."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


DUTIES = (
    Duty(
        gettext_noop("stories published or withdrawn at their time"),
        on_time.carry_out_due,
        piecemeal=True,
        to_the_second=True,
        due=(on_time.due,),
    ),
    Duty(gettext_noop("fronts put live at their time"), going_live.on_time, due=(going_live.due,)),
    Duty(
        gettext_noop("advertisements begun and ended at their time"),
        going_out.on_time,
        to_the_second=True,
        due=(going_out.due,),
    ),
    Duty(
        gettext_noop("pictures taken out of pages as their rights ended"),
        public_copies.end_rights,
        due=(public_copies.pictures_ended, public_copies.stories_to_look_at),
    ),
    Duty(
        gettext_noop("pictures of pages that went taken from readers"),
        publicity.take_from_readers,
        due=(publicity.to_take_from_readers,),
    ),
    Duty(
        gettext_noop("sittings settled"),
        lambda now: sittings.settle_left_behind(now=now),
        due=(sittings.left_behind,),
    ),
    Duty(
        gettext_noop("notices of rights that end soon"),
        lambda now: notices.tell(now, outbox.put),
        seconds=300,
    ),
    Duty(
        gettext_noop("owners of accounts told of failed log-ins"),
        log_in.tell_owners,
        seconds=30,
        due=(log_in.not_told,),
    ),
    Duty(gettext_noop("changes of access found"), access.notice, seconds=60),
    Duty(gettext_noop("forgotten passwords answered"), passwords.answer, due=(passwords.unanswered,)),
    Duty(gettext_noop("reports of errors told"), telling.tell_of_reports, due=(telling.untold,)),
    Duty(
        gettext_noop("letters written of what people are told"),
        telling.write_letters,
        due=(telling.unwritten,),
    ),
    Duty(gettext_noop("letters sent"), outbox.send, piecemeal=True, due=(Letter.objects.waiting,)),
    Duty(
        gettext_noop("pictures seen to"),
        publicity.see_to_a_picture,
        piecemeal=True,
        due=(publicity.to_see_to,),
    ),
    Duty(
        gettext_noop("pictures made findable"),
        lambda now: search.catch_up(),
        piecemeal=True,
        due=(search.without_words,),
    ),
    Duty(
        gettext_noop("stories made findable"),
        lambda now: desk_search.catch_up(),
        piecemeal=True,
        due=(desk_search.without_words,),
    ),
    Duty(
        gettext_noop("wire copy made findable"),
        lambda now: finding.catch_up(),
        piecemeal=True,
        due=(finding.without_words,),
    ),
    Duty(gettext_noop("silent feeds told"), silence.tell, seconds=20, due=(silence.watched,)),
    Duty(gettext_noop("lists of what waits put right"), what_waits.put_right_lately, seconds=3600),
    Duty(gettext_noop("files that no picture has deleted"), sweeping.sweep, seconds=3600),
    Duty(gettext_noop("files that no page shows taken from readers"), sweeping.sweep_public, seconds=3600),
    Duty(
        gettext_noop("names of readers forgotten"), lambda now: reports.forget_senders(now=now), seconds=3600
    ),
    Duty(gettext_noop("links without log-in that expired forgotten"), sharing.forget, seconds=3600),
    Duty(gettext_noop("keys of readers that expired forgotten"), api_keys.forget_reading, seconds=3600),
    Duty(gettext_noop("answers to programs forgotten"), once.forget, seconds=3600),
    Duty(gettext_noop("old messages forgotten"), telling.forget, seconds=3600),
    Duty(gettext_noop("old log-ins forgotten"), log_in.forget, seconds=3600),
    Duty(gettext_noop("old questions for a password forgotten"), passwords.forget, seconds=3600),
    Duty(gettext_noop("signs of workers that ended forgotten"), heartbeat.forget, seconds=3600),
    Duty(gettext_noop("heads of the history kept"), heads.keep, seconds=3600),
    Duty(gettext_noop("old autosaves pruned"), lambda now: sittings.tidy(now=now), seconds=3600),
    Duty(gettext_noop("old sessions deleted"), delete_old_sessions, seconds=3600),
    Duty(gettext_noop("sessions that ended forgotten"), desk_sessions.forget, seconds=3600),
    Duty(gettext_noop("invitations nobody took forgotten"), inviting.forget, seconds=3600),
    Duty(gettext_noop("secrets locked with the present key"), factors.lock_anew, seconds=3600),
    Duty(gettext_noop("secrets of feeds locked with the present key"), feed_secrets.lock_anew, seconds=3600),
    Duty(gettext_noop("secrets of partners locked with the present key"), secrets.lock_anew, seconds=3600),
    Duty(gettext_noop("changes of pages forgotten"), freshness.forget, seconds=3600),
    Duty(gettext_noop("what caches were told forgotten"), delivering.forget, seconds=3600),
    Duty(gettext_noop("what links once answered forgotten"), checking.forget, seconds=3600),
    Duty(gettext_noop("what hubs and search engines were told forgotten"), announcing.forget, seconds=3600),
    Duty(
        gettext_noop("files of feeds that are kept deleted from their folders"), fetching.tidy, seconds=3600
    ),
    Duty(gettext_noop("refused wire copy that was seen forgotten"), refusals.forget, seconds=3600),
)
# Threads of the worker's own do these meanwhile: a cache that does not answer keeps nobody waiting.
TELLING = Duty(gettext_noop("caches in front told of changes"), delivering.see_to)
# After the caches: a hub fetches a feed as readers do.
ANNOUNCING = Duty(gettext_noop("hubs and search engines told what is new"), announcing.see_to)
CHECKING = Duty(gettext_noop("links of stories checked"), checking.see_to)
FETCHING = Duty(gettext_noop("wire copy fetched"), fetching.see_to)
SENDING = Duty(gettext_noop("stories sent to partners"), partners.see_to)


def seconds_to_next(most: float) -> float:
    """How long the worker may rest: what has a time to the second is not left until the next round."""
    return going_out.seconds_to_next(on_time.seconds_to_next(most))


class Moment(Expression):
    """A time in a compiled statement, so long before the one at which the statement is asked."""

    def __init__(self, before: timedelta = timedelta(0)) -> None:
        super().__init__(output_field=DateTimeField())
        self.before = before

    def __sub__(self, other: timedelta) -> Moment:  # type: ignore[override]  # a query subtracts nothing else
        return Moment(self.before + other)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # the stubs
        return "%s", [self]


class Asking:
    """The question which of some duties have something to do."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        self.duties = tuple(duties)
        self.asked = tuple(duty for duty in self.duties if duty.due)
        self.statement, self.values = "", list[Any]()

    def answer(self, now: datetime) -> frozenset[Duty]:
        if not self.asked:
            return frozenset(self.duties)
        if not self.statement:
            self.compile()
        values = [moment_of(value, now) if isinstance(value, Moment) else value for value in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.statement, values)
            found = cursor.fetchone()
        idle = {duty for duty, is_due in zip(self.asked, found, strict=True) if not is_due}
        return frozenset(self.duties) - idle

    def compile(self) -> None:
        parts = []
        for duty in self.asked:
            several = []
            for rows in duty.due:
                # What a duty does with the time, comparing it and going back from it, a Moment can do too.
                query = rows(cast("datetime", Moment())).query.exists()
                sql, values = query.get_compiler(connection=connection).as_sql()
                several.append(f"EXISTS ({sql})")
                self.values += values
            parts.append(" OR ".join(several))
        self.statement = f"SELECT {', '.join(parts)}"


def moment_of(value: Moment, now: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(now - value.before)
