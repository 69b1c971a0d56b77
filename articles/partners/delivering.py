"""What waits is delivered: to each partner by itself, in order for each story, and again after a while.

Of a story, a partner is sent one thing at a time. What a newer edition has overtaken is not sent any more, and what
is being sent has to come to an end before the next goes out. So a withdrawal is never followed by the story that it
took back. What is sent is the story as it stands at that moment, with the number of its edition.
docs/decisions/0065-partners-are-told-by-a-ledger.md says why it is so.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections, transaction
from django.db.models import Case, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.models import Delivery, Partner
from articles.models.edition import TAKES_DOWN
from articles.partners import recording, sending
from articles.partners.parcels import NotForThem, parcel_for
from articles.partners.sending import Result
from house.outside.asking import SECONDS

logger = logging.getLogger(__name__)
State = Delivery.State

EVERY = 0.5  # seconds
# After it, another worker sends what one has left lying. Far longer than one request lasts.
PATIENCE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(days=3)
# What we cannot make is our mistake, and somebody has to look.
TRIED_OFTEN = 5
# Who still shows what we took back has to hear of it.
WITHDRAWALS_GIVEN_UP_AFTER = timedelta(days=14)
AT_ONCE = 50
# Each is one partner, so that none waits for another.
TOGETHER = 8


def waiting(now: datetime) -> QuerySet[Delivery]:
    """What could be delivered now, to partners who are not left alone for a while."""
    free = Q(held_until=None) | Q(held_until__lte=now)
    quiet = Q(partner__quiet_until__gt=now)
    return Delivery.objects.filter(free, state=State.WAITING, due__lte=now).exclude(quiet)


def see_to(now: datetime) -> int:
    """One round, partner by partner; how many deliveries came to an end."""
    return sum(deliver(partner, now) for partner in to_be_served(now))


def to_be_served(now: datetime) -> list[Partner]:
    return list(Partner.objects.filter(pk__in=waiting(now).values("partner")).order_by("pk"))


def deliver(partner: Partner, now: datetime, stopping: threading.Event | None = None) -> int:
    """What waits for one partner, until there is nothing more or the partner does not answer."""
    began, ended = time.monotonic(), overtake(partner, now)
    for delivery in due(partner, now):
        if stopping is not None and stopping.is_set():
            break
        # One after the other may take long, if each is answered late.
        moment = now + timedelta(seconds=time.monotonic() - began)
        partner.refresh_from_db()
        if not is_ours(delivery, moment):
            continue
        # The reasons are read at the desk.
        with translation.override(settings.LANGUAGE_CODE):
            if not carry_out(partner, delivery, moment):
                return ended
        ended += 1
    return ended


def overtake(partner: Partner, now: datetime) -> int:
    """Of each story only the newest edition is delivered; what is being sent right now is left to its end."""
    newer = Delivery.objects.filter(
        partner=partner, article=OuterRef("article"), number__gt=OuterRef("number")
    )
    old = waiting_of(partner).filter(Q(held_until=None) | Q(held_until__lte=now)).filter(Exists(newer))
    return old.update(state=State.OVERTAKEN, problem="")


def waiting_of(partner: Partner) -> QuerySet[Delivery]:
    return Delivery.objects.filter(partner=partner, state=State.WAITING)


def earlier() -> Exists:
    """Whether something older of the same story is still on its way to the same partner."""
    return Exists(
        Delivery.objects.filter(
            partner=OuterRef("partner"),
            article=OuterRef("article"),
            number__lt=OuterRef("number"),
            state=State.WAITING,
        )
    )


def due(partner: Partner, now: datetime) -> list[Delivery]:
    """What was tried less often goes first, so that what they never take keeps back nothing else.

    Of what was tried equally often, what was taken from readers goes first.
    """
    rows = waiting(now).filter(~earlier(), partner=partner).select_related("edition", "edition__revision")
    takes_down = When(edition__kind__in=TAKES_DOWN, then=Value(0))
    urgency = Case(takes_down, default=Value(1), output_field=IntegerField())
    return list(rows.order_by("tries", urgency, "pk")[:AT_ONCE])


def is_ours(delivery: Delivery, now: datetime) -> bool:
    """Of two workers one changes the row."""
    free = Q(held_until=None) | Q(held_until__lte=now)
    ours = waiting_of(delivery.partner).filter(free, ~earlier(), pk=delivery.pk)
    return bool(ours.update(held_until=now + PATIENCE))


def carry_out(partner: Partner, delivery: Delivery, now: datetime) -> bool:
    """Deliver one edition and write down what became of it; whether the partner may be asked for more."""
    edition = delivery.edition
    if Delivery.objects.filter(
        partner=partner, article=delivery.article_id, number__gt=delivery.number
    ).exists():
        end(delivery, State.OVERTAKEN)
        return True
    try:
        had = pictures_of(delivery)
        parcel = parcel_for(partner, edition, has_it=has_it(delivery), now=now, had=had)
    except DatabaseError:
        raise
    except Exception:
        # The mistake is ours, and the other stories go out.
        logger.exception("%s could not be made.", delivery)
        made = Result(None, _("It could not be made: the log of the worker says why."), is_about_story=True)
        return has_failed(partner, delivery, made, now)
    if isinstance(parcel, NotForThem):
        end(delivery, State.WITHHELD if parcel.is_withheld else State.UNWANTED, parcel.why)
        return True
    if parcel.pictures:
        names = sorted({*(delivery.pictures or ()), *parcel.pictures})
        Delivery.objects.filter(pk=delivery.pk).update(pictures=names)
    if partner.way == Partner.Way.PULL:
        result = sending.lay_out(partner, parcel)
    else:
        result = sending.send(partner, delivery, parcel, now)
    if result.state is None:
        return has_failed(partner, delivery, result, now)
    state = State.WITHHELD if parcel.status == "withheld" else result.state
    with transaction.atomic():
        end(delivery, state, parcel.words, sent_at=now)
        recording.tried(delivery, result.state, parcel.words, now)
        if partner.failures or partner.quiet_until:
            Partner.objects.filter(pk=partner.pk).update(failures=0, quiet_until=None)
    return True


def pictures_of(delivery: Delivery) -> set[str]:
    """The pictures that the partner may have with the story, as items of their own."""
    before = Delivery.objects.filter(
        partner=delivery.partner_id, article=delivery.article_id, number__lte=delivery.number
    )
    rows = before.filter(pictures__isnull=False).values_list("pictures", flat=True)
    return {name for names in rows for name in names or ()}


def has_it(delivery: Delivery) -> bool:
    """Whether something of the story may have reached the partner before."""
    before = Delivery.objects.filter(
        partner=delivery.partner_id, article=delivery.article_id, number__lte=delivery.number
    )
    return before.filter(Q(state__in=Delivery.ARRIVED) | Q(was_tried=True)).exists()


def end(
    delivery: Delivery, state: Delivery.State, words: str = "", *, sent_at: datetime | None = None
) -> None:
    Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
        state=state, problem=words[:300], sent_at=sent_at, held_until=None
    )


def has_failed(partner: Partner, delivery: Delivery, result: Result, now: datetime) -> bool:
    """Write down why, and when it is tried again; whether the partner may be asked for more now."""
    tries = delivery.tries + 1
    is_over = result.is_refused or is_given_up(delivery, tries, result, now)
    with transaction.atomic():
        recording.tried(delivery, State.FAILED, result.words, now)
        Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
            state=State.FAILED if is_over else State.WAITING,
            problem=result.words[:300],
            tries=tries,
            due=now + max(pause_after(tries), result.wait),
            held_until=None,
        )
        if not result.is_about_story:
            leave_alone(partner, delivery, result.wait, now)
    logger.warning("%s failed: %s", delivery, result.words)
    return result.is_about_story


def leave_alone(partner: Partner, delivery: Delivery, wait: timedelta, now: datetime) -> None:
    """Ask the partner nothing for a while: longer each time, unless it is this one story that they never take."""
    failures = partner.failures + 1
    others = waiting_of(partner).filter(tries__gt=0).exclude(article=delivery.article_id)
    pause = pause_after(failures if others.exists() else 1)
    Partner.objects.filter(pk=partner.pk).update(failures=failures, quiet_until=now + max(pause, wait))


def is_given_up(delivery: Delivery, tries: int, result: Result, now: datetime) -> bool:
    """Whether it was tried for long enough, since it failed first or since somebody asked for it again."""
    if result.is_about_story and tries >= TRIED_OFTEN:
        return True
    asked_again = delivery.attempts.filter(state=State.WAITING).aggregate(last=Max("pk"))["last"] or 0
    failed = delivery.attempts.filter(state=State.FAILED, pk__gt=asked_again)
    since: datetime = failed.aggregate(first=Min("at"))["first"] or now
    takes_down = delivery.edition.kind in TAKES_DOWN
    return since < now - (WITHDRAWALS_GIVEN_UP_AFTER if takes_down else GIVEN_UP_AFTER)


def pause_after(tries: int) -> timedelta:
    """Five seconds, ten, twenty, up to a quarter of an hour."""
    return min(timedelta(seconds=5 * 2 ** min(tries - 1, 10)), LONGEST_PAUSE)


def begin(stopping: threading.Event) -> threading.Thread:
    """A thread of the worker that has each partner served by a thread of its own."""
    thread = threading.Thread(target=keep_delivering, args=(stopping,), name="partners", daemon=True)
    thread.start()
    return thread


def keep_delivering(stopping: threading.Event) -> None:
    """Until the worker ends. Whatever fails, by a mistake of ours too, is tried again."""
    serving: dict[int, threading.Thread] = {}
    is_failing = False
    while not stopping.wait(EVERY):
        try:
            serving = {pk: thread for pk, thread in serving.items() if thread.is_alive()}
            free = [partner for partner in to_be_served(timezone.now()) if partner.pk not in serving]
            for partner in free[: TOGETHER - len(serving)]:
                serving[partner.pk] = threading.Thread(
                    target=serve, args=(partner, stopping), name=f"partner {partner.pk}", daemon=True
                )
                serving[partner.pk].start()
            is_failing = False
        except Exception as problem:
            if not is_failing:
                is_ours = not isinstance(problem, DatabaseError | InterfaceError)
                logger.warning("Partners cannot be served: %s", problem, exc_info=is_ours)
            is_failing = True
            connection.close()
    # What is being sent is ended by its own deadline, and what is not sent another worker finds.
    for thread in serving.values():
        thread.join(SECONDS)
    connections.close_all()


def serve(partner: Partner, stopping: threading.Event) -> None:
    try:
        deliver(partner, timezone.now(), stopping)
    except Exception:
        logger.exception("Partner %s could not be served.", partner)
        # Not again at once: the mistake is ours, and would fill the log.
        Partner.objects.filter(pk=partner.pk).update(quiet_until=timezone.now() + LONGEST_PAUSE)
    finally:
        connections.close_all()
