"""How a story moves: the acts as data, the guards that may refuse, and the one function that moves it.

Nothing else writes `Article.state`. Acts that also change what readers get are in `articles.acts.publishing`,
which calls `apply` inside its own transaction. Being live is not a state: a live story can have a draft
of its next version.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles import body, policy
from articles.composing import videos
from articles.models import (
    Article,
    ArticleType,
    EmbargoState,
    Revision,
    State,
    StateChange,
    addresses,
    content,
    live_record,
)
from articles.records import chain
from articles.writing import lengths, saving, translations
from house import clock
from media.clearance import rights
from media.models import Image
from media.terms import crops

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Refused(Exception):
    """The act was not done; `reasons` are sentences for the editor."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


USED_FOR_ANOTHER = (
    "Nothing was done: this page has been used before, for something else. Load it again, look at what is there now, "
    "and press once more."
)


@dataclass(frozen=True)
class InUse:
    """A picture of a revision and what this use says of it; None where it is no longer in the library."""

    image: Image | None
    use: body.PictureUse


@dataclass(frozen=True)
class Decision:
    """What a guard judges: the act of one person on one revision at one time."""

    article: Article
    revision: Revision | None
    by: User
    now: datetime
    accept_older: bool = False

    @cached_property
    def last_live(self) -> Revision | None:
        """What readers have, or had before the story was taken down."""
        return revision_for("republish", self.article)

    @property
    def was_live(self) -> bool:
        return self.article.is_live or self.last_live is not None

    @cached_property
    def coverage_ended_at(self) -> datetime | None:
        return live_record.ended_at(self.article.pk)

    @cached_property
    def pictures(self) -> list[InUse]:
        """The pictures the revision uses, the lead first."""
        story = self.revision
        if story is None:
            return []
        uses = body.pictures(story.body)
        if story.lead_picture_id:
            lead = body.PictureUse(
                story.lead_picture_id,
                alt=story.lead_alt,
                decorative=story.lead_decorative,
                crop=story.lead_crop,
            )
            uses.insert(0, lead)
        wanted = {use.image_id for use in uses}
        # The lead picture mostly came along with the story.
        known = self.article.lead_picture
        library = {known.pk: known} if known and known.pk in wanted else {}
        if others := wanted - library.keys():
            library |= Image.objects.in_bulk(others)
        prefetch_related_objects(list(library.values()), "credits", "leases")
        return [InUse(library.get(use.image_id), use) for use in uses]

    @cached_property
    def why_address_is_taken(self) -> str | None:
        if self.revision is None or not self.revision.section_id:
            return None
        return addresses.why_taken(self.revision, self.now)

    @cached_property
    def why_no_translation(self) -> str | None:
        story = self.revision
        if story is None or not (story.translation_of_id or self.article.has_translations):
            return None
        return translations.why_not_for_readers(story)


Guard = Callable[[Decision], "str | None"]


def has_headline(decision: Decision) -> str | None:
    if decision.revision and decision.revision.headline.strip():
        return None
    return "It has no headline."


def has_section(decision: Decision) -> str | None:
    return None if decision.revision and decision.revision.section_id else "It has no section."


def has_byline(decision: Decision) -> str | None:
    return None if decision.revision and decision.revision.bylines else "It has no byline."


def has_text(decision: Decision) -> str | None:
    if decision.revision and body.plain_text(decision.revision.body).strip():
        return None
    return "It has no text."


def pictures_may_be_shown(decision: Decision) -> str | None:
    """Every picture credited and within its rights."""
    reasons = []
    for shown in decision.pictures:
        if shown.image is None:
            reasons.append("A picture in the text is no longer in the library.")
            continue
        against = rights.problems(shown.image, decision.now)
        if not crops.is_written(shown.use.crop):
            against.append("What is shown of it cannot be read: set its crop anew.")
        elif shown.use.crop and not shown.image.may_be_cropped:
            against.append(rights.NOT_CROPPED)
        if against:
            reasons.append(f"Picture “{shown.image}”: {' '.join(against)}")
    return " ".join(reasons) or None


def pictures_have_alt_texts(decision: Decision) -> str | None:
    missing = [
        str(shown.image)
        for shown in decision.pictures
        if shown.image and not (shown.use.alt or shown.use.decorative or shown.image.alt_text)
    ]
    return f"No alt text for {', '.join(f'“{name}”' for name in missing)}." if missing else None


def videos_may_be_shown(decision: Decision) -> str | None:
    """Every video credited, and played from where our pages may play it."""
    if decision.revision is None:
        return None
    reasons = [
        f"Video “{use.name}”: {' '.join(against)}"
        for use in body.videos(decision.revision.body)
        if (against := videos.problems(use))
    ]
    return " ".join(reasons) or None


def texts_fit(decision: Decision) -> str | None:
    """What is too long for readers stays in the working copy until somebody has cut it."""
    return " ".join(lengths.problems(decision.revision)) or None if decision.revision else None


def embargo_is_over(decision: Decision) -> str | None:
    article = decision.article
    if not article.embargoed_at(decision.now):
        return None
    source = f" ({article.embargo_source})" if article.embargo_source else ""
    if article.embargo == EmbargoState.UNTIL_LIFTED or article.embargo_until is None:
        return f"It is under embargo until lifted{source}."
    return f"It is under embargo until {clock.in_full(article.embargo_until)}{source}."


def is_newest(decision: Decision) -> str | None:
    newest = decision.article.revision
    if newest is None or decision.revision == newest:
        return None
    name = newest.author.get_full_name() or newest.author.get_username()
    return f"{name} saved revision {newest.number} at {clock.said(newest.at)}. Look at it first."


def is_newest_or_meant(decision: Decision) -> str | None:
    if decision.accept_older or (reason := is_newest(decision)) is None:
        return None
    return f"{reason} Then approve it, or say that the approved one is meant."


def is_approved(decision: Decision) -> str | None:
    if decision.revision and decision.article.approved_revision_id == decision.revision.pk:
        return None
    return "This revision has not been approved."


def is_not_approved_yet(decision: Decision) -> str | None:
    if decision.article.state != State.READY or is_approved(decision):
        return None
    return "This revision has been approved already."


def is_new_to_readers(decision: Decision) -> str | None:
    live = decision.article.live_edition
    if live is None or decision.revision is None or live.revision_id != decision.revision.pk:
        return None
    return "Readers already have this revision."


def seen_by_a_second_person(decision: Decision) -> str | None:
    """Nobody alone brings words to readers: two people, since the story was last approved.

    Whoever approves must not be the only one who has changed it substantially since then, see
    `content.says_something_else`: somebody else has written in it, or nothing but commas has changed. A comma by a
    colleague is no second pair of eyes, and a colleague's words of last week were approved last week.
    """
    story, decided = decision.article, decision.revision
    if decided is None:
        return None
    approvals = StateChange.objects.filter(article=OuterRef("article"), act="approve")
    last = approvals.order_by("-pk").values("revision__number")[:1]
    # Without their texts: there may be hundreds, and mostly these tell enough.
    since = list(
        story.revisions.filter(number__lte=decided.number)
        .annotate(approved=Coalesce(Subquery(last), 0))
        .filter(number__gt=F("approved"))
        .order_by("-number")
        .values_list("number", "author", "approved")
    )
    if not since:
        return None
    approved = since[0][2]
    others = [number for number, author, _ in since if author != decision.by.pk]
    if any(_is_substantial(story, number - 1, number) for number in others):
        return None
    if not approved:
        return "You are its only author: somebody else must approve it."
    if not _is_substantial(story, approved, decided.number):
        return None
    return (
        "Since it was last approved nobody but you has changed more than a comma: somebody else must approve it, or "
        "work on it first."
    )


def _is_substantial(story: Article, before: int, after: int) -> bool:
    found = {
        row.number: content.of_revision(row) for row in story.revisions.filter(number__in=[before, after])
    }
    return after in found and content.says_something_else(found.get(before, content.EMPTY), found[after])


def address_is_free(decision: Decision) -> str | None:
    return decision.why_address_is_taken


def has_its_language_alone(decision: Decision) -> str | None:
    """Among the live translations of one story."""
    return decision.why_no_translation


def was_not_killed(decision: Decision) -> str | None:
    return "The story was killed: it never goes live again." if decision.article.killed else None


def is_live(decision: Decision) -> str | None:
    return None if decision.article.is_live else "The story is not live."


def is_not_live(decision: Decision) -> str | None:
    return "The story is live: withdraw it first." if decision.article.is_live else None


def was_withdrawn(decision: Decision) -> str | None:
    if decision.article.is_live:
        return "The story is live."
    return None if decision.was_live else "The story was never live."


def was_live_and_not_killed(decision: Decision) -> str | None:
    if decision.article.killed:
        return "The story has been killed already."
    return None if decision.was_live else "The story was never live."


def is_embargoed(decision: Decision) -> str | None:
    return None if decision.article.embargoed_at(decision.now) else "There is no embargo to lift."


def is_a_live_story(decision: Decision) -> str | None:
    """Of the type that takes entries, for readers as well."""
    article = decision.article
    if article.article_type != ArticleType.LIVE:
        return "It is no live story: choose the type Live first."
    live = article.live_edition
    if live is not None and live.revision.article_type != ArticleType.LIVE:
        return "Readers do not have it as a live story yet: publish it once more."
    return None


def coverage_is_open(decision: Decision) -> str | None:
    ended = decision.coverage_ended_at
    return f"The coverage ended at {clock.said(ended)}." if ended else None


def coverage_has_ended(decision: Decision) -> str | None:
    return None if decision.coverage_ended_at else "The coverage is open."


COMPLETE: tuple[Guard, ...] = (
    has_headline,
    has_section,
    has_byline,
    has_text,
    pictures_may_be_shown,
    pictures_have_alt_texts,
    videos_may_be_shown,
    address_is_free,
    has_its_language_alone,
)
GOES_LIVE: tuple[Guard, ...] = (was_not_killed, *COMPLETE, texts_fit, embargo_is_over)


@dataclass(frozen=True)
class Transition:
    """One act. `to_state` None leaves the state as it is. `warning` is for what nobody can take back."""

    name: str
    label: str
    from_states: tuple[State, ...]
    to_state: State | None
    guards: tuple[Guard, ...] = ()
    needs_note: bool = False
    note_label: str = ""
    warning: str = ""

    @property
    def permission(self) -> str:
        """The act's name in the policy's tables."""
        return self.name


DRAFT, SUBMITTED, IN_EDIT, READY, SPIKED = State
UNFINISHED = (DRAFT, SUBMITTED, IN_EDIT, READY)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "submit", "Submit", (DRAFT,), SUBMITTED, (was_not_killed, has_headline, has_section, is_newest)
    ),
    Transition("take_back", "Take back", (SUBMITTED,), DRAFT),
    Transition("take", "Start editing", (DRAFT, SUBMITTED), IN_EDIT, (was_not_killed,)),
    Transition("hand_over", "Done editing", UNFINISHED, None),
    Transition(
        "approve",
        "Approve",
        (SUBMITTED, IN_EDIT, READY),
        READY,
        (was_not_killed, is_newest, is_not_approved_yet, seen_by_a_second_person, *COMPLETE),
    ),
    Transition(
        "publish",
        "Publish",
        (READY,),
        DRAFT,
        (is_approved, is_newest_or_meant, is_new_to_readers, *GOES_LIVE),
    ),
    Transition(
        "correct",
        "Publish as a correction",
        (READY,),
        DRAFT,
        (is_live, is_approved, is_newest_or_meant, is_new_to_readers, *GOES_LIVE),
        needs_note=True,
        note_label="What was wrong and what is right. Readers see it.",
    ),
    Transition(
        "append_correction",
        "Add a correction",
        UNFINISHED,
        None,
        (is_live,),
        needs_note=True,
        note_label="What was wrong and what is right. Readers see it with the text as it is live.",
    ),
    Transition("reopen", "Reopen for editing", (READY,), IN_EDIT),
    Transition(
        "return",
        "Return to the reporter",
        (SUBMITTED, IN_EDIT, READY),
        DRAFT,
        needs_note=True,
        note_label="What is missing.",
    ),
    Transition("lift_embargo", "Lift the embargo", UNFINISHED, None, (is_embargoed,)),
    Transition(
        "withdraw", "Withdraw", UNFINISHED, None, (is_live,), note_label="What readers are told, if anything."
    ),
    Transition("republish", "Put back", UNFINISHED, None, (was_withdrawn, *GOES_LIVE)),
    Transition(
        "kill",
        "Kill",
        UNFINISHED,
        DRAFT,
        (was_live_and_not_killed,),
        needs_note=True,
        note_label="Why. Only the publication log keeps it.",
        warning="Readers lose it for good, and it never goes live again. To put it back later, withdraw it instead.",
    ),
    Transition(
        "close_coverage",
        "Close the coverage",
        UNFINISHED,
        None,
        (is_live, is_a_live_story, coverage_is_open),
    ),
    Transition(
        "reopen_coverage",
        "Reopen the coverage",
        UNFINISHED,
        None,
        (is_live, is_a_live_story, coverage_has_ended),
    ),
    Transition("spike", "Spike", UNFINISHED, SPIKED, (is_not_live,), needs_note=True, note_label="Why."),
    Transition("revive", "Revive", (SPIKED,), DRAFT),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}
# Acts that leave the state as it is, and yet change who is to go on with the story.
MOVES_IN_PLACE = ("approve", "hand_over")
# Acts on the story as it is saved with them; the others name a revision that typing does not change.
NEWEST_IN_FORM = ("submit", "approve")
# Acts on the approved revision; that there is a newer one they ask about on their page.
OLDER_IF_ASKED = ("publish", "correct")


@dataclass(frozen=True)
class Option:
    """An act offered to one person, with the reasons why it is closed to them now, if it is."""

    transition: Transition
    reasons: tuple[str, ...]
    label: str
    is_older: bool = False
    """Whether it is about the approved revision although there is a newer one: asked once more before it is done."""
    asks_for_words: bool = False
    """Whether only the text stands in the way: what is typed and not saved yet may have answered the reasons."""

    @property
    def is_open(self) -> bool:
        return not self.reasons


def revision_for(act: str, article: Article) -> Revision | None:
    """The revision an act is about when nobody names one."""
    if act in {"publish", "correct"}:
        return article.approved_revision
    if act in {"append_correction", "withdraw"} and article.live_edition:
        return article.live_edition.revision
    if act in {"republish", "kill"}:
        last = article.editions.select_related("revision").first()
        return last.revision if last else None
    return article.revision


def options(article: Article, by: User, *, now: datetime | None = None) -> list[Option]:
    """The acts that fit the story's state and this person's role, in the order of the table."""
    story = Decision(article, None, by, now or timezone.now())
    # Acts on the same revision ask the same of its pictures and its address: once is enough.
    decisions: dict[Revision | None, Decision] = {}
    offered = []
    for transition in TRANSITIONS:
        if article.state not in transition.from_states or policy.why_not(by, transition.permission, article):
            continue
        if _beside_the_point(transition, story):
            continue
        back_or_gone = transition.name in {"republish", "kill"}
        revision = story.last_live if back_or_gone else revision_for(transition.name, article)
        decision = decisions.setdefault(revision, replace(story, revision=revision))
        # Which of two revisions is meant is asked on the page of the act, and closes no button.
        guards = [guard for guard in transition.guards if guard is not is_newest_or_meant]
        refused = [(guard, reason) for guard in guards if (reason := guard(decision))]
        asks_for_words = transition.name in NEWEST_IN_FORM and all(guard in COMPLETE for guard, _ in refused)
        reasons = tuple(reason for _, reason in refused)
        is_older = transition.name in OLDER_IF_ASKED and was_touched(article)
        label = _label(transition, article, revision)
        offered.append(Option(transition, reasons, label, is_older, asks_for_words))
    return offered


def was_touched(article: Article) -> bool:
    """Whether a story that is ready has a newer revision than the approved one."""
    return article.state == State.READY and article.approved_revision_id != article.revision_id


def _label(transition: Transition, article: Article, revision: Revision | None) -> str:
    """Where there are two revisions to choose from, the button says which one it means."""
    if revision is None or not was_touched(article) or transition.name not in {"approve", *OLDER_IF_ASKED}:
        return transition.label
    if transition.name == "correct":
        return f"Publish revision {revision.number} as a correction"
    return f"{transition.label} revision {revision.number}"


def _beside_the_point(transition: Transition, story: Decision) -> bool:
    """Acts nobody looks for in this situation: correcting what never was live, lifting no embargo."""
    article = story.article
    if article.killed and transition.name in {"submit", "take", "approve", "publish"}:
        return True
    if transition.name == "approve":
        return article.state == State.READY and not was_touched(article)
    if transition.name == "hand_over":
        return True  # its button stands beside Save, for those who pass nothing on
    if transition.name in {"correct", "append_correction", "withdraw"}:
        return not article.is_live
    if transition.name in {live_record.CLOSE, live_record.REOPEN}:
        if not article.is_live or article.article_type != ArticleType.LIVE:
            return True
        return (story.coverage_ended_at is None) == (transition.name == live_record.REOPEN)
    if transition.name in {"republish", "kill"}:
        return article.killed or not story.was_live or (transition.name == "republish" and article.is_live)
    if transition.name == "lift_embargo":
        return article.embargo == EmbargoState.NONE
    return transition.name == "spike" and article.is_live


def apply(
    act: str,
    article: Article,
    *,
    by: User,
    revision: Revision | None = None,
    note: str = "",
    key: uuid.UUID | None = None,
    accept_older: bool = False,
    now: datetime | None = None,
) -> StateChange:
    """Move a story: lock it, ask policy, state and guards, write the state and the log. Raises Refused.

    `revision` is the one that the decision was made on. The same `key` sent again changes nothing and
    returns what the first call wrote; with another decision it is refused.
    """
    now = now or timezone.now()
    transition = BY_NAME[act]
    with transaction.atomic():
        fresh = saving.locked(article.pk)
        if done := done_before(key, fresh, act, by=by, revision=revision, note=note):
            return done
        decision = Decision(fresh, revision or revision_for(act, fresh), by, now, accept_older)
        refuse_unless_allowed(transition, decision, note)
        to_state = transition.to_state or State(fresh.state)
        change = keep(
            StateChange(
                article=fresh,
                act=act,
                from_state=fresh.state,
                to_state=to_state,
                revision=decision.revision,
                by=by,
                at=now,
                note=note,
                key=key or uuid.uuid4(),
            )
        )
        fresh.state = to_state
        fresh.approved_revision = _approved_after(act, decision)
        if act == "lift_embargo":
            fresh.embargo, fresh.embargo_until = EmbargoState.NONE, None
        fresh.touched_at = now
        written = ["state", "approved_revision", "embargo", "embargo_until", "touched_at"]
        if change.from_state != change.to_state or act in MOVES_IN_PLACE:
            fresh.last_move = change
            written.append("last_move")
        fresh.save(update_fields=written)
    article.refresh_from_db()
    return change


def keep(row: chain.Row) -> chain.Row:
    """Put on file what a press has done, with the key of the press. Raises Refused where another just used the key.

    `done_before` does not see what somebody else has not committed yet: of two stories with one key, one waits here.
    """
    try:
        with transaction.atomic():
            return chain.keep(row)
    except IntegrityError:
        if not type(row)._default_manager.filter(key=row.key).exists():  # type: ignore[attr-defined]
            raise
        raise Refused(USED_FOR_ANOTHER) from None


def put_on_record(act: str, article: Article, *, by: User, note: str, now: datetime) -> StateChange:
    """An act that moves nothing, in the story's log. The caller holds the story's row and has asked the policy."""
    return chain.keep(
        StateChange(
            article=article,
            act=act,
            from_state=article.state,
            to_state=article.state,
            revision_id=article.revision_id,
            by=by,
            at=now,
            note=note,
        )
    )


def done_before(
    key: uuid.UUID | None,
    article: Article,
    *acts: str,
    by: User,
    revision: Revision | None = None,
    note: str = "",
) -> StateChange | None:
    """What this very press of a button has done already; None if it has done nothing yet.

    A key belongs to one person, one story, one act and what was decided. Raises Refused where it was used for
    anything else: to answer "done" would be to say of one story what was done to another.
    """
    done = StateChange.objects.filter(key=key).first() if key else None
    if done is None:
        return None
    is_the_same = (
        (done.article_id, done.by_id) == (article.pk, by.pk)
        and done.act in acts
        and done.note.strip() == note.strip()
        and (revision is None or done.revision_id == revision.pk)
    )
    if not is_the_same:
        raise Refused(USED_FOR_ANOTHER)
    return done


def _approved_after(act: str, decision: Decision) -> Revision | None:
    """Approval names one revision, and lasts until the story leaves Ready."""
    if act == "approve":
        return decision.revision
    stays = BY_NAME[act].to_state is None
    return decision.article.approved_revision if stays else None


def refuse_unless_allowed(transition: Transition, decision: Decision, note: str) -> None:
    article = decision.article
    if reason := policy.why_not(decision.by, transition.permission, article):
        raise Refused(reason)
    if article.state not in transition.from_states:
        raise Refused(
            f"“{transition.label}” does not go with a story that is {State(article.state).label.lower()}: "
            "somebody has moved it since. Reload to see where it is."
        )
    reasons = [reason for guard in transition.guards if (reason := guard(decision))]
    if transition.needs_note and not note.strip():
        reasons.append(f"Say something in the note: {transition.note_label}")
    if reasons:
        raise Refused(*reasons)
