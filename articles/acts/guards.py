"""The guards: what may refuse an act.

Each returns a sentence for the editor, or None if nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from articles import body
from articles.acts import proposing, wires
from articles.acts.act import Guard
from articles.acts.decision import Decision
from articles.composing import videos
from articles.models import Article, ArticleType, EmbargoState, Revision, State, StateChange, content
from articles.publishing import taken
from articles.writing import lengths
from house import clock, people
from media.clearance import rights
from media.terms import crops


def judge(guards: Iterable[Guard], decision: Decision) -> dict[Guard, str]:
    """The guards that refuse, each with its reason."""
    return {guard: reason for guard in guards if (reason := guard(decision))}


def is_undecided(decision: Decision) -> bool:
    """Whether the story has revisions, and the act is about none of them: another guard says what is missing."""
    return decision.revision is None and decision.article.revision_id is not None


def has_headline(decision: Decision) -> str | None:
    if is_undecided(decision) or (decision.revision and decision.revision.headline.strip()):
        return None
    return _("It has no headline.")


def has_section(decision: Decision) -> str | None:
    if is_undecided(decision) or (decision.revision and decision.revision.section_id):
        return None
    return _("It has no section.")


def has_byline(decision: Decision) -> str | None:
    if is_undecided(decision) or (decision.revision and decision.revision.bylines):
        return None
    return _("It has no byline.")


def has_text(decision: Decision) -> str | None:
    if is_undecided(decision) or (decision.revision and body.plain_text(decision.revision.body).strip()):
        return None
    return _("It has no text.")


def pictures_may_be_shown(decision: Decision) -> str | None:
    """Every picture needs a credit, and rights that have not ended."""
    reasons = []
    for shown in decision.pictures:
        if shown.image is None:
            reasons.append(_("A picture in the text is no longer in the library."))
            continue
        against = rights.problems(shown.image, decision.now)
        if not crops.is_written(shown.use.crop):
            against.append(_("Its crop cannot be read: set it again."))
        elif shown.use.crop and not shown.image.may_be_cropped:
            against.append(rights.NOT_CROPPED)
        if against:
            reasons.append(
                _("Picture “{name}”: {problems}").format(name=shown.image, problems=" ".join(against))
            )
    return " ".join(reasons) or None


def pictures_have_alt_texts(decision: Decision) -> str | None:
    missing = [
        str(shown.image)
        for shown in decision.pictures
        if shown.image and not (shown.use.alt or shown.use.decorative or shown.image.alt_text)
    ]
    if not missing:
        return None
    return _("No alt text for {pictures}.").format(pictures=", ".join(f"“{name}”" for name in missing))


def videos_may_be_shown(decision: Decision) -> str | None:
    """Every video needs a credit, and a file that our pages may play."""
    if decision.revision is None:
        return None
    reasons = [
        _("Video “{name}”: {problems}").format(name=use.name, problems=" ".join(against))
        for use in body.videos(decision.revision.body)
        if (against := videos.problems(use))
    ]
    return " ".join(reasons) or None


def texts_fit(decision: Decision) -> str | None:
    """A text that is too long for readers stays in the working copy until somebody has cut it."""
    return " ".join(lengths.problems(decision.revision)) or None if decision.revision else None


def embargo_is_over(decision: Decision) -> str | None:
    article = decision.article
    if not article.embargoed_at(decision.now):
        return None
    source = article.embargo_source
    if article.embargo == EmbargoState.UNTIL_LIFTED or article.embargo_until is None:
        if source:
            return _("It is under embargo until lifted ({source}).").format(source=source)
        return _("It is under embargo until lifted.")
    until = clock.in_full(article.embargo_until)
    if source:
        return _("It is under embargo until {time} ({source}).").format(time=until, source=source)
    return _("It is under embargo until {time}.").format(time=until)


def is_newest(decision: Decision) -> str | None:
    if decision.revision and decision.article.revision_id == decision.revision.pk:
        return None
    if (newest := decision.article.revision) is None:
        return None
    return _("{name} saved revision {number} at {time}. Look at it first.").format(
        name=people.name_of(newest.author), number=newest.number, time=clock.said(newest.at)
    )


def is_newest_or_meant(decision: Decision) -> str | None:
    if decision.accept_older or is_undecided(decision) or (reason := is_newest(decision)) is None:
        return None
    then = _("Then approve it, or say that the approved one is meant.")
    return f"{reason} {then}"


def is_not_withdrawn_or_meant(decision: Decision) -> str | None:
    """Whoever decided to publish may not know that somebody has withdrawn the story since."""
    article = decision.article
    if decision.puts_back or article.is_live or article.killed or not decision.was_live:
        return None
    last = taken.ledger_of(article.pk)[0]
    name = people.name_of(last.by)
    told = _("Readers have it no more: {name} withdrew it at {time}. Say whether they get it again.")
    return told.format(name=name, time=clock.said(last.at))


def is_approved(decision: Decision) -> str | None:
    if decision.revision and decision.article.approved_revision_id == decision.revision.pk:
        return None
    return _("This revision has not been approved.")


def is_not_approved_yet(decision: Decision) -> str | None:
    if decision.article.state != State.READY or is_approved(decision):
        return None
    return _("This revision has been approved already.")


def is_new_to_readers(decision: Decision) -> str | None:
    live = decision.article.live_edition
    if live is None or decision.revision is None or live.revision_id != decision.revision.pk:
        return None
    return _("Readers already have this revision.")


def seen_by_a_second_person(decision: Decision) -> str | None:
    """Words reach readers only if two people have seen them since the story was last approved.

    Somebody other than the approver must have changed the story substantially since then, see
    `content.says_something_else`; or nothing substantial has changed. A colleague's comma does not count, and a
    colleague's words of last week were approved last week.
    """
    decided = decision.revision
    if decided is None:
        return None
    if decided.pk not in decision.of_revisions:
        decision.of_revisions[decided.pk] = _why_alone(decision, decided)
    return decision.of_revisions[decided.pk]


def _why_alone(decision: Decision, decided: Revision) -> str | None:
    story = decision.article
    approvals = StateChange.objects.filter(article=OuterRef("article"), act=StateChange.APPROVE)
    last = approvals.order_by("-pk").values("revision__number")[:1]
    # Without their texts: there may be hundreds of revisions, and these columns mostly suffice.
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
    if any(_is_substantial(decided, number - 1, number) for number in others):
        return None
    if not approved:
        return _("You are its only author: somebody else must approve it.")
    if not _is_substantial(decided, approved, decided.number) or _is_spelling_of_one(story, decided):
        return None
    return _(
        "Since it was last approved nobody but you has changed more than a comma: somebody else must approve it, or "
        "work on it first."
    )


def _is_spelling_of_one(story: Article, decided: Revision) -> bool:
    """Whether readers have these words in another spelling, and the newsroom lets one person mend that."""
    if not settings.SPELLING_BY_ONE_PERSON or story.live_edition is None:
        return False
    live = story.revisions.get(pk=story.live_edition.revision_id)
    return proposing.propose(content.of_revision(live), content.of_revision(decided)).is_spelling


def _is_substantial(decided: Revision, before: int, after: int) -> bool:
    """Between two of its story's revisions. The one on which somebody decides is here already; none has number 0."""
    rows = [decided] if after == decided.number else []
    if others := {before, after} - {0, *(row.number for row in rows)}:
        rows += Revision.objects.filter(article=decided.article_id, number__in=others)
    found = {row.number: content.of_revision(row) for row in rows}
    return after in found and content.says_something_else(found.get(before, content.EMPTY), found[after])


def address_is_free(decision: Decision) -> str | None:
    return decision.why_address_is_taken


def has_its_language_alone(decision: Decision) -> str | None:
    """No other live story of its group of translations may have this language."""
    return decision.why_no_translation


def was_not_killed(decision: Decision) -> str | None:
    return _("The story was killed: it never goes live again.") if decision.article.killed else None


def is_live(decision: Decision) -> str | None:
    return None if decision.article.is_live else _("The story is not live.")


def is_not_live(decision: Decision) -> str | None:
    return _("The story is live: withdraw it first.") if decision.article.is_live else None


def was_withdrawn(decision: Decision) -> str | None:
    if decision.article.is_live:
        return _("The story is live.")
    return None if decision.was_live else _("The story was never live.")


def was_live_and_not_killed(decision: Decision) -> str | None:
    if decision.article.killed:
        return _("The story has been killed already.")
    return None if decision.was_live else _("The story was never live.")


def is_embargoed(decision: Decision) -> str | None:
    if decision.article.embargoed_at(decision.now) or wires.is_under_embargo(decision):
        return None
    return _("There is no embargo to lift.")


def is_a_live_story(decision: Decision) -> str | None:
    """The story has the type that takes entries, at the desk and for readers."""
    article = decision.article
    if article.article_type != ArticleType.LIVE:
        return _("This story is not live coverage: choose the type Live first.")
    live = article.live_edition
    if live is not None and live.revision.article_type != ArticleType.LIVE:
        return _("Readers do not have it as a live story yet: publish it once more.")
    return None


def coverage_is_open(decision: Decision) -> str | None:
    ended = decision.coverage_ended_at
    return _("The coverage ended at {time}.").format(time=clock.said(ended)) if ended else None


def coverage_has_ended(decision: Decision) -> str | None:
    return None if decision.coverage_ended_at else _("The coverage is open.")


# What the page of an act asks: these close no button.
ASKED = (is_newest_or_meant, is_not_withdrawn_or_meant)
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
GOES_LIVE: tuple[Guard, ...] = (
    was_not_killed,
    *COMPLETE,
    texts_fit,
    embargo_is_over,
    wires.wire_copy_may_be_used,
)
