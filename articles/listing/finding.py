"""What the search box in the head of every page finds: the first stories with these words, of those one may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.listing import orders, rows
from articles.models import Article, State
from house import clock, people

if TYPE_CHECKING:
    from articles.listing.rows import AnyUser

MOST = 8
# What is said of a story, and no more of it is read.
SAID = (
    *("headline", "slugline", "state", "touched_at", "live_edition", "killed", "has_unpublished_changes"),
    *("section__name", "section__parent__name"),
    *(f"created_by__{name}" for name in ("username", "first_name", "last_name")),
)


@dataclass(frozen=True)
class FoundStory:
    number: int
    label: str
    about: str


def stories(by: AnyUser, asked: str) -> list[FoundStory]:
    """The stories that were touched last, with a line about each. Two queries."""
    if not asked.strip():
        return []
    wanted = rows.Wanted(Article.objects.all(), orders.TOUCHED, asked)
    shown = Article.objects.select_related("section__parent", "created_by").only(*SAID)
    return [FoundStory(story.pk, str(story), about(story)) for story in rows.first(wanted, by, MOST, shown)]


def about(story: Article) -> str:
    """Where it stands, its section, who began it, and when it was touched: “Live · City · Ana Ruiz · 14:05”."""
    state = str(State(story.state).label)
    if story.is_live:
        is_draft = story.state == State.DRAFT
        state = str(capfirst(_("live"))) if is_draft else _("Live, {state}").format(state=state.lower())
    said = [_("Killed") if story.killed else state, str(story.section) if story.section else ""]
    said += [people.name_of(story.created_by), clock.said(story.touched_at)]
    return " · ".join(part for part in said if part)
