"""The drift alarm: a newer version of wire copy is told to every story that uses the item, and dealt with there.

`raise_for` is called in the transaction in which the version arrives. It asks one index for the uses of the item, so
that a hundred thousand other items cost nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.acts import presses, wires, withdraw
from articles.acts.act import Refused
from articles.body import fingerprints
from articles.incoming import barring, drift, embargoes, taking
from articles.incoming.drift import Drift
from articles.incoming.taking import Taking
from articles.messages import telling
from articles.models import (
    Agency,
    Article,
    MessageKind,
    SourceUse,
    WireAlarm,
    WireItem,
    WireSignal,
    WireUse,
    WireVersion,
    content,
    wire_line,
)
from articles.models.wire_use import IN_TEXT
from articles.writing import saving

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind, How = WireAlarm.Kind, WireAlarm.How
AT_ONCE = 500
LENGTH = 12
LONGEST_NOTE = 1000


def kind_of(version: WireVersion) -> WireAlarm.Kind:
    if barring.is_barred(version):
        return Kind.KILL
    return Kind.CORRECTION if version.signal == WireSignal.CORRECTION else Kind.VERSION


def raise_for(
    item: WireItem,
    version: WireVersion,
    *,
    before: Iterable[WireItem] = (),
    now: datetime | None = None,
    is_too_late: bool = False,
) -> list[WireAlarm]:
    """Tell all stories that use the item that this version came. Sent twice, it tells them once.

    `before` are items whose place this one takes: stories that use them are told as well. Stories are locked in the
    order of their numbers. The embargo of the version holds them from now on.
    """
    now = now or timezone.now()
    kind = kind_of(version)
    items = {one.pk for one in (item, *before)} if kind == Kind.KILL else _concerned(item, before)
    rows = WireUse.objects.filter(item__in=items).exclude(version=version).exclude(alarms__version=version)
    rows = rows.filter(is_current=True) if kind != Kind.KILL else rows.filter(_may_be_in_text())
    stories = _held_stories(rows)
    if not stories:
        return []
    # Read once the stories are held: somebody may have taken over the version before this one while we waited.
    uses = _uses_in(stories, rows, kind)
    if is_too_late:
        uses = _without_alarm(uses)
    if not uses:
        return []
    _overtake(uses, now)
    made = WireAlarm.objects.bulk_create(
        [
            WireAlarm(
                article=stories[use.article_id],
                item_id=use.item_id,
                use=use,
                version=version,
                kind=kind.value,
                raised_at=now,
            )
            for use in uses
        ],
        batch_size=AT_ONCE,
    )
    _tell(made, item, now)
    return made


def _tell(made: Sequence[WireAlarm], item: WireItem, now: datetime) -> None:
    """Hold the stories back, and tell the people of each once."""
    agency = item.agency.wire_name or item.agency.name
    told: set[int] = set()
    with telling.in_one_go():
        for alarm in made:
            _hold_back(alarm, agency, now)
            if alarm.article_id not in told:
                told.add(alarm.article_id)
                kind = MessageKind.WIRE_KILLED if alarm.is_kill else MessageKind.WIRE_CHANGED
                telling.tell_of_wire(kind, alarm.article, about=alarm, note=f"{agency}: {item}", now=now)


def _concerned(item: WireItem, before: Iterable[WireItem]) -> set[int]:
    """Of which items this is news: not of those that were killed, and of none if a newer item is in its place."""
    before = list(before)
    if not before and item.head_id is None:
        return {item.pk}
    standing = wire_line.standing([item, *before])
    if standing[item.pk].above:
        return set()
    return {pk for pk, one in standing.items() if pk == item.pk or one.barred is None}


def _may_be_in_text() -> Q:
    """Uses that a kill concerns: the current ones, and of those before the last of each item in each story."""
    later = WireUse.objects.filter(article=OuterRef("article"), item=OuterRef("item"), pk__gt=OuterRef("pk"))
    return Q(Q(is_current=True) | (Q(use__in=IN_TEXT) & ~Exists(later)))


def _uses_in(stories: Mapping[int, Article], rows: QuerySet[WireUse], kind: WireAlarm.Kind) -> list[WireUse]:
    """In the order of the stories. What a story uses no more concerns it only while words of it are there."""
    found = [use for use in rows.order_by("article", "pk") if use.article_id in stories]
    former = [use for use in found if not use.is_current]
    if kind != Kind.KILL or not former:
        return found
    texts = Article.objects.filter(pk__in={use.article_id for use in former})
    said = {pk: mine for pk, *mine in texts.values_list("pk", "body", "live_edition__revision__body")}
    gone = set()
    for use in former:
        if not any(wires.words_left(use, text or "") for text in said[use.article_id]):
            gone.add(use.pk)
    return [use for use in found if use.pk not in gone]


def raise_too_late(kills: Iterable[tuple[WireItem, WireVersion]]) -> list[WireAlarm]:
    """A kill came that may be meant for an item, and does not name its newest version.

    It takes nothing back; people are to look. Where an alarm is open, they are told of it once more, as of a kill.
    """
    made = []
    for item, version in kills:
        if barring.is_barred(item):
            continue
        made += raise_for(item, version, is_too_late=True)
        agency = item.agency.wire_name or item.agency.name
        rows = WireAlarm.objects.open().filter(item=item).exclude(pk__in=[one.pk for one in made])
        for alarm in rows.select_related("article"):
            telling.tell_of_wire(
                MessageKind.WIRE_KILLED,
                alarm.article,
                about=alarm,
                note=f"{agency}: {item}",
                now=version.received_at,
            )
    return made


def beside(versions: Iterable[WireVersion]) -> list[tuple[WireItem, WireVersion]]:
    """Items that stand in the place of one that is killed by an item of its own: is the newer one meant, too?"""
    kills = [one for one in versions if barring.is_barred(one)]
    found: dict[tuple[int, int], tuple[WireItem, WireVersion]] = {}
    before = wire_line.before(one.item for one in kills)
    for version in kills:
        named = before[version.item_id].values()
        own = {one.pk for one in wire_line.standing([version.item])[version.item_id].above} | {
            version.item_id
        }
        own |= before[version.item_id].keys()
        for standing in wire_line.standing(named).values():
            found |= {(one.pk, version.pk): (one, version) for one in standing.above if one.pk not in own}
    return list(found.values())


def _without_alarm(uses: list[WireUse]) -> list[WireUse]:
    rows = WireAlarm.objects.open().filter(use__in=[use.pk for use in uses])
    warned = set(rows.values_list("use", flat=True))
    return [use for use in uses if use.pk not in warned]


def raise_for_those(versions: Sequence[WireVersion], *, now: datetime | None = None) -> list[WireAlarm]:
    """The same for many versions at once: of each item the last counts. What no story uses costs two queries."""
    last = {version.item_id: version for version in versions}
    before = wire_line.before(version.item for version in last.values())
    concerned = {number: {number, *before[number]} for number in last}
    numbers = sorted(set().union(*concerned.values()))
    used: set[int] = set()
    stories: set[int] = set()
    killed = [pk for number, one in last.items() if barring.is_barred(one) for pk in concerned[number]]
    for first in range(0, len(numbers), AT_ONCE):
        rows = WireUse.objects.filter(item__in=numbers[first : first + AT_ONCE])
        rows = rows.filter(Q(is_current=True) | Q(item__in=killed))
        for item, story in rows.order_by().values_list("item", "article"):
            used.add(item)
            stories.add(story)
    if len(used) > 1:
        _hold(stories)
    made = []
    # An item comes behind those whose place it takes, so that its alarm is the one that stays.
    for number in sorted(last, key=lambda number: (len(before[number]), number)):
        if not used.isdisjoint(concerned[number]):
            version = last[number]
            made += raise_for(version.item, version, before=before[number].values(), now=now)
    return made


def _hold(stories: Collection[int]) -> None:
    """All of them, in the order of their numbers: item by item they would be locked in another order."""
    wanted = sorted(stories)
    for first in range(0, len(wanted), AT_ONCE):
        rows = Article.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
        list(rows.filter(pk__in=wanted[first : first + AT_ONCE]).values_list("pk", flat=True))


def _held_stories(uses: QuerySet[WireUse]) -> dict[int, Article]:
    locked = Article.objects.select_for_update(no_key=True, of=("self",)).without_words().defer("body")
    rows = locked.filter(pk__in=uses.order_by().values("article")).order_by("pk")
    return {story.pk: story for story in rows}


def _overtake(uses: list[WireUse], now: datetime) -> None:
    """One alarm is open for each use: that of the newest version."""
    for first in range(0, len(uses), AT_ONCE):
        some = [use.pk for use in uses[first : first + AT_ONCE]]
        WireAlarm.objects.open().filter(use__in=some).update(closed_at=now, how=How.OVERTAKEN)


def _hold_back(alarm: WireAlarm, agency: str, now: datetime) -> None:
    """A version with an embargo holds back the stories that have the item's words."""
    story = alarm.article
    changed = embargoes.strengthened(story, alarm.version, agency, now) if alarm.use.is_in_text else {}
    for name, (_was, value) in changed.items():
        setattr(story, name, value)
    if changed:
        story.save(update_fields=list(changed))


# What is open


def open_for(user: policy.AnyUser) -> QuerySet[WireAlarm]:
    """The open alarms on stories that this person may see: kills first, then the newest."""
    weight = Case(When(kind=Kind.KILL, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = WireAlarm.objects.open().filter(article__in=policy.visible_articles(user).order_by())
    shown = rows.select_related("article__section__parent", "item__agency", "use")
    kept = (
        "kind",
        "raised_at",
        "use__use",
        "item__headline",
        "item__slugline",
        "item__uri",
        "item__agency__name",
    )
    story = ("headline", "slugline", "killed", "live_edition", "section__name", "section__parent__name")
    names = (*kept, "item__agency__wire_name", *(f"article__{name}" for name in story))
    return shown.only(*names).order_by(weight, "-raised_at", "-pk")


def newest_open() -> QuerySet[WireAlarm]:
    """The newest open alarm, on whichever story; no row if none is open."""
    rows = WireAlarm.objects.open().order_by("-pk").values("pk")
    return WireAlarm.objects.filter(pk__in=rows[:1])


def first_for(user: policy.AnyUser) -> tuple[list[WireAlarm], list[WireAlarm]]:
    """For the desk's first page: kills, and what else is open. One query."""
    found = list(open_for(user)[: 2 * LENGTH])
    return [one for one in found if one.is_kill], [one for one in found if not one.is_kill][:LENGTH]


def of_story(article: Article) -> list[WireUse]:
    """What a story uses of wire copy, each with its open alarm as `open_alarm`. Two queries.

    What it uses no more is there as long as its alarm is open: readers may still have its words.
    """
    is_open = Exists(WireAlarm.objects.open().filter(use=OuterRef("pk")))
    uses = list(
        WireUse.objects.filter(Q(is_current=True) | is_open, article=article.pk)
        .select_related("item__agency", "version", "by")
        .defer("version__body")
        .order_by("pk")
    )
    rows = WireAlarm.objects.open().filter(use__in=uses) if uses else ()
    by_use = {row.use_id: row for row in rows}
    for use in uses:
        use.open_alarm = by_use.get(use.pk)  # type: ignore[attr-defined]  # of the page
    return uses


# Dealing with one


def drift_of(alarm: WireAlarm, story: Article) -> Drift:
    """How the version that came differs from the one that was used, and how that stands in the story."""
    return drift.between(alarm.use.version.body, alarm.version.body, story.body)


@transaction.atomic
def take_over(
    alarm: WireAlarm,
    *,
    by: User,
    chosen: Collection[str] = (),
    base: int | None = None,
    key: uuid.UUID | None = None,
    now: datetime | None = None,
) -> WireUse:
    """Bring the story to the version that came, and close the alarm. Raises Refused.

    `chosen` names by their keys those paragraphs that an editor has changed, or that are new, and that are to be as
    the agency has them now. `base` is the revision that was shown: choices that were made on another are refused.
    """
    now = now or timezone.now()
    story, fresh = _held(alarm, by)
    if key and (done := WireUse.objects.filter(key=key).first()):
        # The same press twice is one; a key that did something else is no press of this button.
        if (done.article_id, done.version_id) != (story.pk, fresh.version_id):
            raise Refused(presses.USED_FOR_ANOTHER)
        return done
    _refuse_if_closed(fresh)
    if fresh.is_kill:
        raise Refused(
            _("It was killed: there is nothing to take over. Take its words out, or withdraw the story.")
        )
    if base is not None and story.revision is not None and story.revision.number != base:
        raise Refused(_("Somebody saved the story meanwhile: look at it once more."))
    differs = drift_of(fresh, story)
    before = content.of_article(story)
    text = drift.taken_over(before.fields["body"], differs, chosen)
    said = content.Content({**before.fields, "body": text}, before.bylines, before.topics, before.sources)
    agency = fresh.item.agency
    note = _("New version of {agency} taken over: {headline}").format(
        agency=agency.wire_name or agency.name, headline=str(fresh.item)
    )
    number = story.revision.number if story.revision else None
    taking.write_text(story, said, base=number, by=by, note=note, now=now)
    taken = Taking(fresh.version, SourceUse(fresh.use.use))
    here = set(fingerprints.marks_of(text))
    marks = [mark for mark in fingerprints.marks_of(fresh.version.body) if mark in here]
    made = taking.use_now(story, taken, marks, by=by, key=key or uuid.uuid4(), now=now)
    if fresh.use.item_id != made.item_id:
        # Another item took the place of the one that was used.
        WireUse.objects.filter(pk=fresh.use_id).update(is_current=False, note=note)
        WireAlarm.objects.open().filter(pk=fresh.pk).update(closed_at=now, by=by, how=How.TAKEN)
    return made


@transaction.atomic
def close(alarm: WireAlarm, how: WireAlarm.How, *, by: User, note: str, now: datetime | None = None) -> bool:
    """Close it without taking anything over: the note says why. Whether it is closed now. Raises Refused.

    After a kill, this says that the story uses the item no more. It is refused while a paragraph of it still stands
    there word by word, or, for “withdrawn”, while readers have the story. While readers have such a paragraph, the
    guard lets the story go out without it, and the alarm stays until it has.
    """
    now = now or timezone.now()
    story, fresh = _held(alarm, by)
    if fresh.closed_at is not None and fresh.how == how and fresh.by_id == by.pk:
        return True
    _refuse_if_closed(fresh)
    if how == How.WITHDRAWN and story.is_live:
        raise Refused(_("Readers still have the story: withdraw or kill it first."))
    if how == How.NOT_NEEDED and not note.strip():
        raise Refused(_("Say why it is not needed."))
    if is_taken_back(fresh) and how == How.NOT_NEEDED:
        count = wires.words_left(fresh.use, story.body)
        if count:
            raise Refused(_("Words of it are still in the story, paragraphs: {count}.").format(count=count))
        # Older revisions have its words still: the guard goes on asking, see articles/acts/wires.py.
        WireUse.objects.filter(pk=fresh.use_id).update(is_current=False, note=note.strip())
        if _readers_have(story, fresh.use):
            return False
    WireAlarm.objects.filter(pk=fresh.pk).update(
        closed_at=now, how=how, by=by, note=note.strip()[:LONGEST_NOTE]
    )
    return True


def is_taken_back(alarm: WireAlarm) -> bool:
    """Whether the agency holds to it: a kill may also have come of a version before the newest."""
    if not alarm.is_kill:
        return False
    return wire_line.standing([alarm.item])[alarm.item_id].barred is not None


def _readers_have(story: Article, use: WireUse) -> bool:
    """Whether a paragraph that was taken is public, with all of its words or nearly all."""
    live = story.live_edition
    return live is not None and wires.words_left(use, live.revision.body) > 0


def _held(alarm: WireAlarm, by: User) -> tuple[Article, WireAlarm]:
    """The story, locked, and the alarm as it is now: no version comes meanwhile."""
    if alarm.version.item_id != alarm.item_id:
        # Whoever keeps copy of the agency has it locked before any item: two items are locked in one order.
        agency = Agency.objects.select_for_update(no_key=True).filter(pk=alarm.item.agency_id)
        list(agency.values_list("pk"))
        taking.hold(alarm.version.item)
    taking.hold(alarm.item)
    story = saving.locked(alarm.article_id)
    rows = WireAlarm.objects.select_related(
        "use__version", "use__item", "version__item__agency", "item__agency"
    )
    fresh = rows.get(pk=alarm.pk)
    if reason := why_not_deal(by, story, fresh):
        raise Refused(reason)
    return story, fresh


def why_not_deal(by: User, story: Article, alarm: WireAlarm) -> str | None:
    """Those may deal with it who may edit the story, or take it away from readers.

    Of a version that changed they have to read what changed. A kill has no words that anybody needs.
    """
    if not (alarm.is_kill or policy.may_read_wires(by)):
        return _("Your role does not read the wire: the wire desk or an editor deals with it.")
    if policy.may(by, "edit", story) or policy.may(by, withdraw.ACT.name, story):
        return None
    return policy.why_not(by, "edit", story)


def _refuse_if_closed(alarm: WireAlarm) -> None:
    if alarm.closed_at is not None:
        raise Refused(_("Somebody has dealt with it already: {how}.").format(how=alarm.get_how_display()))
