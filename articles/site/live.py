"""Live coverage on a story's page: key events, pins, entries newest first; and what changed since, for pages open.

Entries are numbered without gaps, so a page of them is a range of numbers: no page moves when something is posted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.functional import cached_property
from django.utils.html import escape, linebreaks, strip_tags
from django.utils.safestring import SafeString

from articles import facts
from articles.models.published import PublishedArticle, PublishedChange
from articles.models.published_live import PublishedEntry
from articles.models.redirect import GonePath, Redirect
from articles.models.story import ArticleType
from articles.site import story_parts as parts
from articles.site.answers import for_readers
from articles.site.pictures import without
from articles.site.times import in_newsroom, iso, newspaper_hour
from articles.templatetags.newspaper import absolute

PAGE = 20
# Whoever has missed more than this reads the page anew.
MOST_AT_ONCE = 40
ASK_AGAIN_AFTER = 20  # seconds
# All who read the same story ask the same question: a few seconds of an answer serve them all.
SHARED_FOR_A_MOMENT = "public, max-age=0, s-maxage=5, must-revalidate"
NUMBER = re.compile("[1-9][0-9]{0,8}|0")
LONGEST_LINE = 90
FIGURE = re.compile("<figure.*?</figure>", re.DOTALL)


def has_coverage(story: PublishedArticle) -> bool:
    """What was posted stays on the page, whatever type the story is given later."""
    return story.article_type == ArticleType.LIVE or story.entry_count > 0


@dataclass
class Coverage:
    """The live part of one page. `top` is the number of its first entry where it is not the newest page."""

    story: PublishedArticle
    rows: Sequence[PublishedEntry]
    top: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether this page goes on: the coverage does, and it is the page of the newest."""
        is_over = self.story.coverage_ended_at is not None or self.story.article_type != ArticleType.LIVE
        return self.top is None and not is_over

    @cached_property
    def first(self) -> int:
        return self.story.entry_count if self.top is None else self.top

    @cached_property
    def last(self) -> int:
        return max(1, self.first - PAGE + 1)

    @cached_property
    def keys(self) -> list[PublishedEntry]:
        return [row for row in self.rows if row.is_key]

    @cached_property
    def pinned(self) -> list[PublishedEntry]:
        return [row for row in self.rows if row.is_pinned] if self.top is None else []

    @cached_property
    def entries(self) -> list[PublishedEntry]:
        """The page itself, without what is pinned above it."""
        pinned = {row.number for row in self.pinned}
        return [
            row for row in self.rows if self.last <= row.number <= self.first and row.number not in pinned
        ]

    @property
    def shown(self) -> list[PublishedEntry]:
        return [*self.pinned, *self.entries]

    @property
    def has_frames(self) -> bool:
        return any(' data-frame="' in row.text for row in self.shown)

    @property
    def html(self) -> SafeString:
        story = self.story
        ours = parts.language_of_the_paper(story)
        attributes = ""
        if self.is_open:
            address = escape(changes_address(story))
            attributes = (
                f' data-live="{address}" data-since="{story.live_change}" data-newest="{story.entry_count}"'
                f' data-next="{ASK_AGAIN_AFTER}"'
            )
        return parts.safe(
            f'<section class="coverage" id="coverage" aria-label="Live coverage"{attributes}>\n',
            f'<div class="coverage-standing"{ours}>{self._standing()}</div>\n',
            f'<div class="coverage-keys"{ours} data-live-keys>{keys(story, self.keys, self.shown)}</div>\n',
            self._pinned(ours),
            self._list(ours),
            "</section>\n",
        )

    def _standing(self) -> str:
        if ended := self.story.coverage_ended_at:
            return f'<p class="coverage-state">{over(ended)}</p>'
        if not self.is_open:
            return '<p class="coverage-state">Entries of live coverage</p>'
        return (
            '<p class="coverage-state is-open">Live coverage</p>'
            '<button type="button" class="coverage-pause" data-live-pause aria-pressed="false" hidden>'
            "Pause updates</button>"
        )

    def _pinned(self, ours: str) -> str:
        if not self.pinned:
            return ""
        rows = "".join(entry(self.story, row) for row in self.pinned)
        return f'<div class="coverage-pinned">\n<h2{ours}>Pinned</h2>\n{rows}</div>\n'

    def _list(self, ours: str) -> str:
        rows = "".join(entry(self.story, row) for row in self.entries)
        if not self.shown:
            rows = f'<p class="coverage-empty"{ours} data-live-empty>Nothing has been posted yet.</p>\n'
        heading = "Newest first" if self.top is None else "Earlier entries"
        new = (
            f'<div class="coverage-new"{ours}><button type="button" data-live-show hidden></button>'
            '<p class="visually-hidden" role="status" data-live-said></p></div>\n'
            if self.is_open
            else ""
        )
        return (
            f'<h2{ours}>{heading}</h2>\n{new}<div class="coverage-entries" data-live-entries>\n{rows}</div>\n'
            f"{self._older(ours)}"
        )

    def _older(self, ours: str) -> str:
        path = escape(self.story.path)
        links = f'<a href="{path}#coverage">Newest entries</a>' if self.top is not None else ""
        if self.last > 1:
            links += f'<a href="?before={self.last}#coverage" rel="next">Older entries</a>'
        return f'<nav class="older" aria-label="More entries"{ours}>{links}</nav>\n' if links else ""

    @property
    def updates(self) -> list[dict[str, Any]]:
        """The entries of the page as schema.org's BlogPosting."""
        return [
            {
                name: value
                for name, value in {
                    "@type": "BlogPosting",
                    "headline": line(row),
                    "articleBody": plain(row.text),
                    "url": absolute(permalink(self.story, row.number)),
                    "datePublished": iso(row.published_at),
                    "dateModified": iso(row.updated_at) if row.updated_at else "",
                    "author": author(row),
                }.items()
                if value
            }
            for row in self.shown
            if not row.is_removed
        ]


def author(row: PublishedEntry) -> dict[str, str] | None:
    if not row.author:
        return None
    if not row.author_path:
        return {"@type": "Organization", "name": row.author}
    return {"@type": "Person", "name": row.author, "url": absolute(row.author_path)}


def asked(request: HttpRequest, story: PublishedArticle, ended_pictures: Iterable[int]) -> Coverage:
    """The part of the coverage that the address asks for: the newest, what is `?before=` an entry, or from one on.

    One query. What is no entry of this story is not found.
    """
    before, entry = (number_asked(request, name) for name in ("before", "entry"))
    if before is not None and entry is not None:
        raise Http404
    top = entry if before is None else before - 1
    if top is not None and not 1 <= top <= story.entry_count:
        raise Http404
    first = story.entry_count if top is None else top
    wanted = Q(number__lte=first, number__gt=first - PAGE) | Q(is_key=True) | Q(is_pinned=True)
    rows = list(PublishedEntry.objects.filter(wanted, story=story)) if story.entry_count else []
    return Coverage(story, shown(rows, ended_pictures), top)


def shown(rows: list[PublishedEntry], ended_pictures: Iterable[int]) -> list[PublishedEntry]:
    """The entries without pictures whose rights have ended, and without what cannot be read."""
    for row in rows:
        row.text = without(row.text, ended_pictures)
        row.corrections = facts.changes(row.corrections)
    return rows


def number_asked(request: HttpRequest, name: str) -> int | None:
    values = request.GET.getlist(name)
    if not values:
        return None
    if len(values) > 1 or not NUMBER.fullmatch(values[0]):
        raise Http404
    return int(values[0])


# Parts


def entry(story: PublishedArticle, row: PublishedEntry) -> SafeString:
    ours = parts.language_of_the_paper(story)
    number = row.number
    if row.is_removed:
        note = f" {escape(row.text)}" if row.text else ""
        return parts.safe(
            f'<article class="entry entry-removed" id="entry-{number}" data-entry="{number}"{ours}>\n'
            f'<p class="entry-when">{moment(row.published_at)}</p>\n'
            f"<p>This entry was removed.{note}</p>\n</article>\n"
        )
    mark = ' <span class="entry-mark">Key event</span>' if row.is_key else ""
    headline, by = "", ""
    named = f' aria-label="{escape(line(row))}"'
    if row.headline:
        headline = f'<h3 class="entry-headline" id="entry-{number}-headline">{escape(row.headline)}</h3>\n'
        named = f' aria-labelledby="entry-{number}-headline"'
    if row.author:
        name = escape(row.author)
        by = f'<a href="{escape(row.author_path)}" rel="author">{name}</a>' if row.author_path else name
        by = f'<p class="entry-by">{by}</p>\n'
    changed = (
        f'<p class="entry-updated"{ours}>Updated {moment(row.updated_at)}</p>\n' if row.updated_at else ""
    )
    classes = f"entry{' entry-key' if row.is_key else ''}{' entry-pinned' if row.is_pinned else ''}"
    return parts.safe(
        f'<article class="{classes}" id="entry-{number}" data-entry="{number}"{named}>\n'
        f'<p class="entry-when"{ours}><a href="{escape(permalink(story, number))}">'
        f'<span class="visually-hidden">Link to the entry of </span>{moment(row.published_at)}</a>{mark}</p>\n'
        f"{headline}{by}{corrections(row, ours, serious=True)}"
        f'<div class="story-text entry-text">\n{row.text}\n</div>\n'
        f"{corrections(row, ours, serious=False)}{changed}</article>\n"
    )


def corrections(row: PublishedEntry, ours: str, *, serious: bool) -> str:
    classes = "correction correction-serious" if serious else "correction"
    return "".join(
        f'<div class="{classes}"{ours}>\n<h4>{PublishedChange.Kind(said["kind"]).label}</h4>\n'
        f'<p class="correction-when">{parts.full_time(datetime.fromisoformat(said["at"]))}</p>\n'
        f"{linebreaks(said['text'], autoescape=True)}\n</div>\n"
        for said in row.corrections
        if said["serious"] == serious
    )


def keys(story: PublishedArticle, rows: Iterable[PublishedEntry], shown: Iterable[PublishedEntry]) -> str:
    """The list on top; an entry that is not on this page is on another."""
    here = {row.number for row in shown}
    items = "".join(
        f'<li><a href="{"" if row.number in here else escape(story.path) + f"?entry={row.number}"}'
        f'#entry-{row.number}">{moment(row.published_at)} <span>{escape(line(row))}</span></a></li>\n'
        for row in rows
    )
    return f"<h2>Key events</h2>\n<ol>\n{items}</ol>" if items else ""


def moment(at: datetime) -> str:
    """06:01 IST, and the day beside it: coverage may go on for days."""
    day = dateformat.format(in_newsroom(at), "F jS")
    return (
        f'<time datetime="{iso(at)}"><span class="entry-hour">{escape(newspaper_hour(at))}</span>'
        f' <span class="entry-day">{day}</span></time>'
    )


def over(ended: datetime) -> str:
    return f"The coverage ended on {parts.full_time(ended)}."


def line(row: PublishedEntry) -> str:
    """The entry in one line: its headline, or how its text begins."""
    text = row.headline or plain(FIGURE.sub("", row.text)) or f"Entry of {newspaper_hour(row.published_at)}"
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE].rsplit(' ', 1)[0]} …"


def plain(text: str) -> str:
    return " ".join(unescape(strip_tags(text.replace("<", " <"))).split())


def permalink(story: PublishedArticle, number: int) -> str:
    """Good for ever: the page that begins with the entry, however many were posted since."""
    return f"{story.path}?entry={number}#entry-{number}"


def changes_address(story: PublishedArticle) -> str:
    return f"{story.path}changes/"


# What changed


@for_readers
def changes(request: HttpRequest, **address: str) -> HttpResponse:
    """What changed after change number `?since=`, as JSON with the same HTML as on the page. Two queries."""
    since = number_asked(request, "since")
    if since is None:
        raise Http404
    path = reverse("site:story", kwargs=address)
    story = PublishedArticle.objects.only(*OF_THE_STORY).filter(path=path).first()
    if story is None:
        return moved(path, since)
    if not has_coverage(story):
        raise Http404
    response = JsonResponse(changed(story, since))
    response.headers["Cache-Control"] = SHARED_FOR_A_MOMENT
    return response


OF_THE_STORY = (
    "path",
    "language",
    "article_type",
    "entry_count",
    "live_change",
    "coverage_ended_at",
    "published_at",
    "updated_at",
    "rights_end",
)


def changed(story: PublishedArticle, since: int) -> dict[str, Any]:
    """`reload` where it is too much to be put into a page; `closed` once nothing more will come."""
    answer: dict[str, Any] = {
        "change": story.live_change,
        "entries": [],
        "removed": [],
        "next": ASK_AGAIN_AFTER,
        "closed": over(story.coverage_ended_at) if story.coverage_ended_at else "",
    }
    if story.live_change <= since:
        return answer
    if story.live_change - since > MOST_AT_ONCE:
        return answer | {"reload": True}
    wanted = Q(change__gt=since) | Q(is_key=True)
    rows = shown(list(PublishedEntry.objects.filter(wanted, story=story)), pictures_ended(story))
    for row in rows:
        if row.change > since:
            of = answer["removed" if row.is_removed else "entries"]
            of.append({"number": row.number, "html": entry(story, row)})
    # Which entries are on the reader's page nobody knows here: its module asks for anchors first.
    return answer | {"keys": keys(story, [row for row in rows if row.is_key], ()), "updated": updated(story)}


def updated(story: PublishedArticle) -> str:
    return f"Updated {parts.full_time(story.updated_at)}" if story.updated_at else ""


def pictures_ended(story: PublishedArticle) -> set[int]:
    """The pictures whose rights are over and that have not been taken out yet. Mostly none, and then no query."""
    now = timezone.now()
    if story.rights_end is None or story.rights_end > now:
        return set()
    return set(story.pictures.ended(now).values_list("image_id", flat=True))


def moved(path: str, since: int) -> HttpResponse:
    redirect = Redirect.objects.select_related("story").only("story__path").filter(old_path=path).first()
    if redirect is not None:
        return HttpResponsePermanentRedirect(f"{changes_address(redirect.story)}?since={since}")
    if GonePath.objects.filter(path=path).exists():
        return JsonResponse({"gone": True}, status=410)
    raise Http404
