"""Live coverage on a story's page: key events, pins, entries newest first; and for open pages what changed since.

Entries are numbered without gaps, so a page of them is a range of numbers, and does not change when something is
posted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape, linebreaks, strip_tags
from django.utils.safestring import SafeString

from articles.body.raised import out_of_tags
from articles.composing import facts
from articles.composing import story_parts as parts
from articles.composing.pictures import without
from articles.composing.times import day_and_month, full_time, iso, newspaper_hour
from articles.languages import marked, say, say_forms, spoken
from articles.models import page_keys
from articles.models.published import PublishedArticle, PublishedChange
from articles.models.published_live import PublishedEntry
from articles.models.redirect import GonePath, Redirect
from articles.models.story import ArticleType
from articles.site import answers
from articles.site.answers import for_readers
from articles.site.caching import shows

PAGE = 20
# A page that has missed more than this is loaded anew.
MOST_AT_ONCE = 40
ASK_AGAIN_AFTER = 20  # seconds
# All who read the same story ask the same question, so caches may keep an answer for a few seconds.
SHARED_FOR_A_MOMENT = "public, max-age=0, s-maxage=5, must-revalidate"
NUMBER = re.compile("[1-9][0-9]{0,8}|0")
LONGEST_LINE = 90
FIGURE = re.compile("<figure.*?</figure>", re.DOTALL)


def has_coverage(story: PublishedArticle) -> bool:
    """Entries that were posted stay on the page when the story gets another type."""
    return story.article_type == ArticleType.LIVE or story.entry_count > 0


@dataclass
class CoverageOnPage:
    """The coverage on one page. `top` is the number of its first entry, if it is not the newest page."""

    story: PublishedArticle
    rows: Sequence[PublishedEntry]
    top: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether new entries can come on this page: the coverage is open, and the page has the newest entry."""
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
        """The entries of this page, without those that are pinned above it."""
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
        language = spoken(story.language)
        ours = marked(language, within=story.language)
        attributes, label = "", escape(say(language, "Live coverage"))
        if self.is_open:
            address = escape(changes_address(story))
            attributes = (
                f' data-live="{address}" data-since="{story.live_change}" data-newest="{story.entry_count}"'
                f' data-next="{ASK_AGAIN_AFTER}" data-words="{escape(words_of_the_module(language))}"'
            )
        return parts.safe(
            f'<section class="coverage" id="coverage" aria-label="{label}"{attributes}>\n',
            f'<div class="coverage-standing"{ours}>{self._standing(language)}</div>\n',
            f'<div class="coverage-keys"{ours} data-live-keys>{keys(story, self.keys, self.shown)}</div>\n',
            self._pinned(ours, language),
            self._list(ours, language),
            "</section>\n",
        )

    def _standing(self, language: str) -> str:
        if ended := self.story.coverage_ended_at:
            return f'<p class="coverage-state">{over(ended, language)}</p>'
        if not self.is_open:
            earlier = escape(say(language, "Entries of live coverage"))
            return f'<p class="coverage-state">{earlier}</p>'
        live, pause = escape(say(language, "Live coverage")), escape(say(language, "Pause updates"))
        return (
            f'<p class="coverage-state is-open">{live}</p>'
            '<button type="button" class="coverage-pause" data-live-pause aria-pressed="false" hidden>'
            f"{pause}</button>"
        )

    def _pinned(self, ours: str, language: str) -> str:
        if not self.pinned:
            return ""
        rows = "".join(entry(self.story, row) for row in self.pinned)
        title = escape(say(language, "Pinned"))
        return f'<div class="coverage-pinned">\n<h2{ours}>{title}</h2>\n{rows}</div>\n'

    def _list(self, ours: str, language: str) -> str:
        rows = "".join(entry(self.story, row) for row in self.entries)
        if not self.shown:
            nothing = escape(say(language, "Nothing has been posted yet."))
            rows = f'<p class="coverage-empty"{ours} data-live-empty>{nothing}</p>\n'
        heading = escape(
            say(language, "Newest first") if self.top is None else say(language, "Earlier entries")
        )
        new = (
            f'<div class="coverage-new"{ours}><button type="button" data-live-show hidden></button>'
            '<p class="visually-hidden" role="status" data-live-said></p></div>\n'
            if self.is_open
            else ""
        )
        return (
            f'<h2{ours}>{heading}</h2>\n{new}<div class="coverage-entries" data-live-entries>\n{rows}</div>\n'
            f"{self._older(ours, language)}"
        )

    def _older(self, ours: str, language: str) -> str:
        path, newest = escape(self.story.path), escape(say(language, "Newest entries"))
        links = f'<a href="{path}#coverage">{newest}</a>' if self.top is not None else ""
        if self.last > 1:
            older = escape(say(language, "Older entries"))
            links += f'<a href="?before={self.last}#coverage" rel="next">{older}</a>'
        label = escape(say(language, "More entries"))
        return f'<nav class="older" aria-label="{label}"{ours}>{links}</nav>\n' if links else ""


def asked(request: HttpRequest, story: PublishedArticle, ended_pictures: Iterable[int]) -> CoverageOnPage:
    """The part of the coverage that the address asks for: the newest, or before or from an entry on. One query.

    An entry that this story does not have is answered with 404.
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
    return CoverageOnPage(story, shown(rows, ended_pictures), top)


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


# Parts of the page


def entry(story: PublishedArticle, row: PublishedEntry) -> SafeString:
    language = spoken(story.language)
    ours = marked(language, within=story.language)
    number, when = row.number, moment(row.published_at, language)
    if row.is_removed:
        note = f" {escape(row.text)}" if row.text else ""
        removed = escape(say(language, "This entry was removed."))
        return parts.safe(
            f'<article class="entry entry-removed" id="entry-{number}" data-entry="{number}"{ours}>\n'
            f'<p class="entry-when">{when}</p>\n'
            f"<p>{removed}{note}</p>\n</article>\n"
        )
    key = escape(say(language, "Key event"))
    mark = f' <span class="entry-mark">{key}</span>' if row.is_key else ""
    headline, by = "", ""
    named = f' aria-label="{escape(line(row, language))}"'
    if row.headline:
        headline = f'<h3 class="entry-headline" id="entry-{number}-headline">{escape(row.headline)}</h3>\n'
        named = f' aria-labelledby="entry-{number}-headline"'
    if row.author:
        name = escape(row.author)
        by = f'<a href="{escape(row.author_path)}" rel="author">{name}</a>' if row.author_path else name
        by = f'<p class="entry-by">{by}</p>\n'
    changed = ""
    if row.updated_at:
        updated = say(language, "Updated %(time)s") % {"time": moment(row.updated_at, language)}
        changed = f'<p class="entry-updated"{ours}>{updated}</p>\n'
    link = escape(say(language, "Link to the entry of"))
    classes = f"entry{' entry-key' if row.is_key else ''}{' entry-pinned' if row.is_pinned else ''}"
    return parts.safe(
        f'<article class="{classes}" id="entry-{number}" data-entry="{number}"{named}>\n'
        f'<p class="entry-when"{ours}><a href="{escape(permalink(story, number))}">'
        f'<span class="visually-hidden">{link} </span>{when}</a>{mark}</p>\n'
        f"{headline}{by}{corrections(row, ours, language, serious=True)}"
        f'<div class="story-text entry-text">\n{row.text}\n</div>\n'
        f"{corrections(row, ours, language, serious=False)}{changed}</article>\n"
    )


def corrections(row: PublishedEntry, ours: str, language: str, *, serious: bool) -> str:
    classes = "correction correction-serious" if serious else "correction"
    return "".join(
        f'<div class="{classes}"{ours}>\n<h4>{escape(say(language, PublishedChange.Kind(said["kind"]).label))}</h4>\n'
        f'<p class="correction-when">{full_time(datetime.fromisoformat(said["at"]), language)}</p>\n'
        f"{linebreaks(said['text'], autoescape=True)}\n</div>\n"
        for said in row.corrections
        if said["serious"] == serious
    )


def keys(story: PublishedArticle, rows: Iterable[PublishedEntry], shown: Iterable[PublishedEntry]) -> str:
    """The list of key events. A link leads to an entry that is on another page."""
    here, language = {row.number for row in shown}, spoken(story.language)
    items = "".join(
        f'<li><a href="{"" if row.number in here else escape(story.path) + f"?entry={row.number}"}'
        f'#entry-{row.number}">'
        f"{moment(row.published_at, language)} <span>{escape(line(row, language))}</span></a></li>\n"
        for row in rows
    )
    title = escape(say(language, "Key events"))
    return f"<h2>{title}</h2>\n<ol>\n{items}</ol>" if items else ""


def words_of_the_module(language: str) -> str:
    """The words that the page's module shows, as JSON. It asks the browser which form goes with a number."""
    new = say_forms(language, "%(count)s new entry", "%(count)s new entries")
    show = say_forms(language, "Show %(count)s new entry", "Show %(count)s new entries")
    words = {
        **{kind: [said, show[kind]] for kind, said in new.items()},
        "much": say(language, "Much has changed."),
        "all": say(language, "Show all changes"),
        "gone": say(language, "This story is no longer here."),
        "in": language,
    }
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def moment(at: datetime, language: str) -> str:
    """06:01 IST, and the day if it is another one: coverage may go on for days."""
    day = escape(day_and_month(at, language))
    return (
        f'<time datetime="{iso(at)}"><span class="entry-hour">{escape(newspaper_hour(at))}</span>'
        f' <span class="entry-day">{day}</span></time>'
    )


def over(ended: datetime, language: str) -> str:
    return say(language, "The coverage ended on %(time)s.") % {"time": full_time(ended, language)}


def line(row: PublishedEntry, language: str) -> str:
    """The entry in one line: its headline, or the beginning of its text."""
    text = row.headline or plain(FIGURE.sub("", row.text))
    text = text or say(language, "Entry of %(hour)s") % {"hour": newspaper_hour(row.published_at)}
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE].rsplit(' ', 1)[0]} …"


def plain(text: str) -> str:
    return " ".join(unescape(strip_tags(out_of_tags(text).replace("<", " <"))).split())


def permalink(story: PublishedArticle, number: int) -> str:
    """An address that stays: the page that begins with the entry, however many were posted since."""
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
        return moved(request, path)
    if not has_coverage(story):
        raise Http404
    response = shows(JsonResponse(changed(story, since)), page_keys.story(story.story_id))
    response.headers["Cache-Control"] = SHARED_FOR_A_MOMENT
    return response


OF_THE_STORY = (
    "story_id",
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
    """`reload` means that too much changed for a page to take in; `closed` that nothing more will come."""
    answer: dict[str, Any] = {
        "change": story.live_change,
        "entries": [],
        "removed": [],
        "next": ASK_AGAIN_AFTER,
        "closed": over(story.coverage_ended_at, spoken(story.language)) if story.coverage_ended_at else "",
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
    # Only the reader's page knows which entries it shows: its module looks for their anchors first.
    return answer | {"keys": keys(story, [row for row in rows if row.is_key], ()), "updated": updated(story)}


def updated(story: PublishedArticle) -> str:
    if story.updated_at is None:
        return ""
    language = spoken(story.language)
    return say(language, "Updated %(time)s") % {"time": full_time(story.updated_at, language)}


def pictures_ended(story: PublishedArticle) -> set[int]:
    """The pictures whose rights have ended and that have not been taken out yet. Mostly none, and then no query."""
    now = timezone.now()
    if story.rights_end is None or story.rights_end > now:
        return set()
    return set(story.pictures.ended(now).values_list("image_id", flat=True))


def moved(request: HttpRequest, path: str) -> HttpResponse:
    redirect = Redirect.objects.select_related("story").only("story__path").filter(old_path=path).first()
    if redirect is not None:
        return answers.moved(request, changes_address(redirect.story))
    if GonePath.objects.filter(path=path).exists():
        return JsonResponse({"gone": True}, status=410)
    raise Http404
