"""May this picture be shown, here, now? If not, why? The answer is in words for editors.

The rights category of a picture says what must be known of it before readers see it. Where nobody has chosen a
category, we guess it from the first credit. A guess can warn an editor, but never takes a picture off a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from house import clock
from media.terms import source_types
from media.terms.categories import Category
from media.terms.credits import CreditKind

if TYPE_CHECKING:
    from media.models import Image, Lease

State = Literal["yes", "warn", "no"]
SOON = timedelta(days=7)
GUESSED = gettext_noop("Whom to credit is a guess from its file: confirm it.")
NOT_CROPPED = gettext_noop("Its licence forbids to crop it.")
COUNTRY = re.compile(r"\b[A-Z]{2}\b")


@dataclass(frozen=True)
class Verdict:
    """The answer and its reasons: the reasons against, or the warnings if there are none."""

    state: State
    reasons: tuple[str, ...] = ()

    @property
    def may_be_shown(self) -> bool:
        return self.state != "no"

    def __str__(self) -> str:
        return " ".join(self.reasons)


# What each category asks for

Requirement = tuple[Callable[["Image"], bool], str]


def _agency_credit(image: Image) -> bool:
    return any(credit.agency_id or credit.kind == CreditKind.AGENCY for credit in image.credits.all())


def _named_credit(image: Image) -> bool:
    """Is a person named? An agency or “Self” is not enough."""
    return any(credit.reporter_id or credit.name for credit in image.credits.all())


def _licence(image: Image) -> bool:
    return bool(image.licence)


def _rights_note(image: Image) -> bool:
    return bool(image.rights_note.strip())


def _licensor(image: Image) -> bool:
    return bool(image.licensor) or _rights_note(image)


def _note(words: str) -> tuple[Requirement, ...]:
    return ((_rights_note, words),)


REQUIREMENTS: dict[Category, tuple[Requirement, ...]] = {
    Category.STAFF: (),
    Category.FREELANCE: ((_named_credit, gettext_noop("Name the photographer in its credits.")),),
    Category.AGENCY: ((_agency_credit, gettext_noop("Name the agency in its credits.")),),
    Category.HANDOUT: _note(gettext_noop("Say in its rights note who gave it out, and for what.")),
    Category.SOCIAL: _note(gettext_noop("Say in its rights note whose it is, and how they agreed.")),
    Category.PUBLIC_DOMAIN: (),
    Category.CREATIVE_COMMONS: (
        (_licence, gettext_noop("Say which Creative Commons licence it has.")),
        (_named_credit, gettext_noop("Name the maker in its credits: the licence requires it.")),
    ),
    Category.STOCK: (
        (
            _licensor,
            gettext_noop("Say who licensed it, or in its rights note under what licence we have it."),
        ),
    ),
    Category.SCREENGRAB: _note(
        gettext_noop("Say in its rights note where it was shown, and why it is quoted.")
    ),
    Category.ILLUSTRATION: (),
    Category.COURTESY: _note(gettext_noop("Say in its rights note whose it is, and for which story.")),
}

GUESSES = {
    CreditKind.AGENCY: Category.AGENCY,
    CreditKind.HANDOUT: Category.HANDOUT,
    CreditKind.STAFF: Category.STAFF,
    CreditKind.ILLUSTRATION: Category.ILLUSTRATION,
}


def category_of(image: Image) -> Category | None:
    """The chosen category, or the guess by the first credit; None if there is neither."""
    if image.category:
        return Category(image.category)
    credit = next(iter(image.credits.all()), None)
    if credit is None:
        return None
    if credit.kind == CreditKind.PHOTOGRAPHER:
        if credit.agency_id:
            return Category.AGENCY
        return Category.STAFF if credit.reporter_id else Category.FREELANCE
    return GUESSES[CreditKind(credit.kind)]


def lacking(image: Image) -> list[str]:
    """What the picture's category requires and nobody has filled in."""
    category = category_of(image)
    return [_(words) for is_there, words in REQUIREMENTS[category] if not is_there(image)] if category else []


# The answer


def verdict(image: Image, now: datetime) -> Verdict:
    """May the picture be shown at this time? For many pictures, fetch them by `with_rights()`."""
    if against := problems(image, now):
        return Verdict("no", tuple(against))
    warnings = tuple(_warnings(image, now))
    return Verdict("warn" if warnings else "yes", warnings)


def problems(image: Image, now: datetime) -> list[str]:
    """Every reason against showing the picture at this time."""
    reasons = []
    if image.killed_at is not None:
        reasons.append(
            _("It was killed on {at}: {why}").format(
                at=clock.in_full(image.killed_at), why=sentence(image.kill_reason)
            )
        )
    if not image.credit_line:
        reasons.append(_("It has no credit."))
    if image.category:
        reasons += lacking(image)
    if image.rights_end is not None and image.rights_end <= now:
        reasons.append(_("Its rights ended on {at}.").format(at=clock.in_full(image.rights_end)))
    reasons += _against_by_lease(image, now)
    if allowed := countries(image.only_in):
        outside = published_in() - allowed
        if outside or not published_in():
            said = (
                _("It may be shown only in {allowed}, and we are read in {countries}.")
                if outside
                else _("It may be shown only in {allowed}, and we are read everywhere.")
            )
            reasons.append(said.format(allowed=_listed(allowed), countries=_listed(outside or [""])))
    return reasons


def why_not_shown(image: Image, now: datetime) -> str | None:
    """The reasons as one text; None when the picture may be shown."""
    return " ".join(problems(image, now)) or None


def _against_by_lease(image: Image, now: datetime) -> Iterator[str]:
    allowing = []
    for lease in image.leases.all():
        if lease.allows:
            allowing.append(lease)
        elif _in_force(lease, now):
            said = (
                _("A lease forbids it until {ends}: {why}") if lease.ends else _("A lease forbids it: {why}")
            )
            yield said.format(ends=lease.ends and clock.in_full(lease.ends), why=sentence(lease.reason))
    if not allowing or any(_in_force(lease, now) for lease in allowing):
        return
    starts = [lease.starts for lease in allowing if lease.starts and lease.starts > now]
    ends = [lease.ends for lease in allowing if lease.ends]
    if starts:
        yield _("It is allowed from {start} on.").format(start=clock.in_full(min(starts)))
    else:
        yield _("It was allowed until {end}.").format(end=clock.in_full(max(ends)))


def _in_force(lease: Lease, now: datetime) -> bool:
    return (lease.starts is None or lease.starts <= now) and (lease.ends is None or now < lease.ends)


def _warnings(image: Image, now: datetime) -> Iterator[str]:
    end = ends(image, now)
    if end is not None and end <= now + SOON:
        yield _("Its rights end on {end}.").format(end=clock.in_full(end))
    if not image.category:
        yield from lacking(image)
    if any(credit.guessed for credit in image.credits.all()):
        yield _(GUESSED)
    if image.editorial_only:
        yield _("Editorial use only.")
    if not image.may_be_cropped:
        yield _(NOT_CROPPED)
    if source_types.made_by_ai(image.digital_source):
        yield _("{made}: readers are told.").format(made=_(source_types.words(image.digital_source)))
    if image.instructions.strip():
        yield _("Its sender asks: {why}").format(why=sentence(image.instructions))


# When the answer changes


def ends(image: Image, now: datetime) -> datetime | None:
    """The first moment after now from which the picture may not be shown any more; None if none is known."""
    return next((at for at in _turns(image, now) if problems(image, at)), None)


def next_change(image: Image, now: datetime) -> datetime | None:
    """The first moment after now at which the answer changes, from yes to no or from no to yes."""
    is_blocked = bool(problems(image, now))
    return next((at for at in _turns(image, now) if bool(problems(image, at)) != is_blocked), None)


def _turns(image: Image, now: datetime) -> list[datetime]:
    """The moments after now at which rights or leases begin or end, in order."""
    moments = {image.rights_end}
    for lease in image.leases.all():
        moments |= {lease.starts, lease.ends}
    return sorted(at for at in moments if at is not None and at > now)


# Words


def countries(codes: str) -> frozenset[str]:
    return frozenset(COUNTRY.findall(codes.upper()))


def published_in() -> frozenset[str]:
    """The countries where the newspaper is read, as the settings say; empty for everywhere."""
    return frozenset(settings.PUBLISHES_IN)


def _listed(codes: Iterable[str]) -> str:
    *others, last = sorted(codes)
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def sentence(words: str) -> str:
    """The words as one line that ends like a sentence."""
    words = " ".join(words.split())
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
