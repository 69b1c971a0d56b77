"""Advertisements as readers get them: which stand on a page, and the HTML of each.

Which of them a page shows follows from the page, the day and their weights alone. So all caches keep the same page,
nobody has to be told apart from anybody, and over many pages each is on as many as its weight says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from html import escape

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.body.advertising import Spacing
from articles.composing import cards, pictures
from articles.languages import direction, marked, say
from articles.models.published import PublishedPicture
from media.terms.crops import STORY

STORY_PAGE, FRONT_PAGE = "story", "front"
# What a tag of somebody else may do: run, and open its advertiser's page in a new window. Without allow-same-origin
# its frame is of no origin: it has no cookies and no storage, and reaches nothing of the page around it.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
# As wide as the style sheet shows a picture.
SIZES = "(min-width: 40rem) 30rem, (min-resolution: 1.5dppx) 80vw, 100vw"
# The place of the word “Advertisement”, in the language of the page. Nobody can type it: "<" is escaped.
WORD = "<word>"
DEFAULT = Spacing()


@dataclass(frozen=True)
class Booked:
    """One that readers get now, for one section or for all (None)."""

    number: int
    section: int | None
    place: str
    weight: int
    ends_at: datetime | None
    inside: str


@dataclass(frozen=True)
class AllBooked:
    """All that readers get now, and the rule by which they stand."""

    booked: tuple[Booked, ...] = ()
    rule: Spacing = DEFAULT
    sensitive_sections: frozenset[int] = frozenset()
    sensitive_topics: frozenset[int] = frozenset()

    def for_page(
        self, place: str, sections: Iterable[int | None], page: str, now: datetime, day: date
    ) -> list[Booked]:
        """Those that may stand there, each once, in the order in which this page shows them on this day."""
        here = {None, *sections}
        found = {
            one.number: one
            for one in self.booked
            if one.place == place and one.section in here and (one.ends_at is None or one.ends_at > now)
        }
        return sorted(found.values(), key=lambda one: turn(one, page, day))

    def are_kept_from(self, sections: Iterable[int | None], topics: Iterable[int]) -> bool:
        """Whether the newspaper keeps advertisements away from what these are about."""
        return not (self.sensitive_sections.isdisjoint(sections) and self.sensitive_topics.isdisjoint(topics))


def turn(one: Booked, page: str, day: date) -> float:
    """The lower, the earlier. Among many pages each comes first as often as its weight says.

    https://en.wikipedia.org/wiki/Reservoir_sampling#Algorithm_A-Res
    """
    digest = blake2b(f"{page} {day} {one.number}".encode(), digest_size=8).digest()
    chance = (int.from_bytes(digest) + 0.5) / 2**64
    return -math.log(chance) / one.weight


def box(one: Booked, language: str, *, within: str, number: int = 1) -> SafeString:
    """It, with the word above it. `within` is the language of what stands around; further ones have a number."""
    word = escape(say(language, "Advertisement"))
    label = word if number == 1 else f"{word} {number}"
    return mark_safe(  # noqa: S308 # escaped here, or where it was composed
        f'<aside class="advertisement" aria-label="{label}"{marked(language, within=within)}>'
        f'<p class="advertisement-label">{word}</p>{one.inside.replace(WORD, label)}</aside>\n'
    )


def of_the_house(picture: PublishedPicture, link: str) -> str:
    """A picture that leads somewhere, with its credit; nothing while there are no files of it."""
    element = pictures.outline(picture, STORY.name)
    if not element:
        return ""
    return (
        f'<a class="advertisement-link" href="{escape(link)}" rel="sponsored noopener">'
        f"{pictures.filled_in(element, SIZES, first=False)}</a>"
        f'<p class="credit">{cards.credit(picture)}</p>'
    )


def of_others(number: int, width: int, height: int) -> str:
    """The frame of somebody else's tag: its space is kept, so that nothing moves when it loads."""
    address = reverse("site:advertisement_frame", args=[number])
    return (
        f'<iframe class="advertisement-frame" src="{address}" width="{width}" height="{height}" title="{WORD}"'
        f' loading="lazy" referrerpolicy="no-referrer" sandbox="{SANDBOX}"></iframe>'
    )


# What only the head of an answer can say; the rest of the policy stands in the page too.
IN_THE_HEAD_ALONE = {"sandbox", "frame-ancestors"}


def document(tag: str, hosts: Iterable[str]) -> str:
    """The page within that frame. The tag is as somebody of the newspaper's administration typed it."""
    language = settings.LANGUAGE_CODE
    said = {name: value for name, value in directives(hosts).items() if name not in IN_THE_HEAD_ALONE}
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction(language)}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{written(said)}">\n'
        f"<title>{escape(say(language, 'Advertisement'))}</title>\n"
        "<style>html, body { margin: 0; overflow: hidden }</style>\n"
        f"</head>\n<body>\n{tag}\n</body>\n</html>\n"
    )


def policy_of(hosts: Iterable[str]) -> str:
    """What that page may do, said by its answer too: it may be opened without our frame around it."""
    return written(directives(hosts))


def directives(hosts: Iterable[str]) -> dict[str, list[str]]:
    named = [f"https://{host}" for host in hosts]
    nothing = ["'none'"]
    return {
        "sandbox": [SANDBOX],
        "default-src": nothing,
        "script-src": ["'unsafe-inline'", *named],
        "style-src": ["'unsafe-inline'", *named],
        "img-src": ["data:", *named],
        **dict.fromkeys(("font-src", "media-src", "connect-src", "frame-src"), named or nothing),
        "form-action": nothing,
        "base-uri": nothing,
        "frame-ancestors": ["'self'"],
    }


def written(policy: dict[str, list[str]]) -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
