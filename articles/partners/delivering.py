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
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.models import Delivery, Edition, Partner
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
# Who still shows what we took back has to hear of it.
WITHDRAWALS_GIVEN_UP_AFTER = timedelta(days=14)
REFUSED_OFTEN = 5
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
    """What was taken from readers goes first."""
    rows = waiting(now).filter(~earlier(), partner=partner).select_related("edition", "edition__revision")
    found = list(rows.order_by("pk")[:AT_ONCE])
    return sorted(found, key=lambda one: one.edition.kind not in TAKES_DOWN)


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
        parcel = parcel_for(partner, edition, has_it=has_it(delivery), now=now)
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
    if partner.way == Partner.Way.PULL:
        result = sending.lay_out(partner, parcel)
    else:
        # Whatever comes of it, something may have arrived: then they are told if it is taken back.
        Delivery.objects.filter(pk=delivery.pk).update(was_tried=True)
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
    pause = max(pause_after(tries if result.is_about_story else partner.failures + 1), result.wait)
    is_over = is_given_up(delivery.edition, tries, result, now)
    with transaction.atomic():
        recording.tried(delivery, State.FAILED, result.words, now)
        Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
            state=State.FAILED if is_over else State.WAITING,
            problem=result.words[:300],
            tries=tries,
            due=now + pause,
            held_until=None,
        )
        if not result.is_about_story:
            Partner.objects.filter(pk=partner.pk).update(
                failures=partner.failures + 1, quiet_until=now + pause
            )
    logger.warning("%s failed: %s", delivery, result.words)
    return result.is_about_story


def is_given_up(edition: Edition, tries: int, result: Result, now: datetime) -> bool:
    if edition.kind in TAKES_DOWN:
        return edition.at < now - WITHDRAWALS_GIVEN_UP_AFTER
    return edition.at < now - GIVEN_UP_AFTER or (result.is_about_story and tries >= REFUSED_OFTEN)


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
