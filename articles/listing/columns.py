"""What the table of stories shows of each: the columns to choose from, and how their cells are written.

The cells are written in Python and escaped here: a template would take longer for fifty rows than the database does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import languages
from articles.desk import tags
from articles.listing.menus import Menus
from articles.listing.orders import Order
from articles.models import Article, ArticleType, Byline
from house import people

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a person is called by.
NAMES = ("username", "first_name", "last_name")
# What is read of each story, whatever columns are shown.
READ = (
    *("headline", "slugline", "state", "killed", "is_returned", "live_edition", "has_unpublished_changes"),
    *("section", "created_by", "touched_at", "assignee", "assigned_desk", "due"),
    *("last_move", "last_move__act", "last_move__by"),
)


@dataclass(frozen=True)
class ListColumn:
    name: str
    label: StrOrPromise
    cell: Callable[[Article, Shown], Any]
    is_usual: bool = False
    needs: str = ""
    """Rows of another table that it shows, which are read only where it is shown."""
    reads: str = ""
    """What is read of the story for nothing but this column."""


@dataclass
class Shown:
    """The stories of a page with what stands in other tables, by the number of the story."""

    stories: Sequence[Article]
    menus: Menus
    bylines: dict[int, list[str]]
    topics: dict[int, list[str]]


def rows(chosen: Iterable[ListColumn], order: Order) -> QuerySet[Article, Article]:
    """What a page reads of its stories. Names of sections are in the menus, those of people are read afterwards."""
    stories = Article.objects.with_past().with_schedule().annotate(newest=F("revision__number"))
    reads = sorted({*READ, order.moment, *(one.reads for one in chosen)} - {""})
    joined = {name.partition("__")[0] for name in reads if "__" in name}
    return stories.select_related(*joined).only(*reads)


def shown(stories: Sequence[Article], menus: Menus, chosen: Iterable[ListColumn]) -> Shown:
    """The stories with the people and names that the chosen columns say. One query, and one for each such column."""
    _give_people(stories)
    needs, numbers = {one.needs for one in chosen}, [story.pk for story in stories]
    bylines: dict[int, list[str]] = defaultdict(list)
    topics: dict[int, list[str]] = defaultdict(list)
    if "bylines" in needs and numbers:
        named = (
            Byline.objects.filter(article__in=numbers).select_related("reporter").order_by("position", "pk")
        )
        for byline in named:
            if str(byline) not in bylines[byline.article_id]:
                bylines[byline.article_id].append(str(byline))
    if "topics" in needs and numbers:
        of_these = Article.topics.through.objects.filter(article__in=numbers)
        for number, name in of_these.order_by("topic__name").values_list("article", "topic__name"):
            topics[number].append(name)
    return Shown(stories, menus, bylines, topics)


def _give_people(stories: Sequence[Article]) -> None:
    moves = [story.last_move for story in stories if story.last_move is not None]
    wanted = {story.created_by_id for story in stories} | {story.assignee_id for story in stories}
    wanted |= {move.by_id for move in moves}
    known = User.objects.only(*NAMES).in_bulk([pk for pk in wanted if pk])
    for story in stories:
        story.created_by = known[story.created_by_id]
        if story.assignee_id is not None:
            story.assignee = known[story.assignee_id]
    for move in moves:
        move.by = known[move.by_id]


# Cells


def _state(story: Article, among: Shown) -> SafeString:
    state, left_to = tags.state_in_words(story), tags.left_to(story)
    if story.is_scheduled:
        state = format_html('{}<span class="state state-submitted">{}</span>', state, _("Scheduled"))
    return format_html('{} <span class="left-to">{}</span>', state, left_to) if left_to else state


def _assigned_to(story: Article, among: Shown) -> str:
    if story.assignee is not None:
        return people.name_of(story.assignee)
    desk = among.menus.sections.get(story.assigned_desk_id or 0, "")
    return _("{section} desk").format(section=desk) if desk else ""


def counted(number: int) -> str:
    """1,109, as the language of whoever is served groups its digits."""
    return number_format(number, force_grouping=True)


def _published(story: Article, among: Shown) -> Any:
    return tags.desk_time(story.live_edition.at) if story.live_edition is not None else ""


COLUMNS = (
    ListColumn("state_in_words", _lazy("State"), _state, is_usual=True),
    ListColumn(
        "section",
        _lazy("Section"),
        lambda story, among: among.menus.sections.get(story.section_id or 0, ""),
        True,
    ),
    ListColumn("owner", _lazy("By"), lambda story, among: people.name_of(story.created_by), is_usual=True),
    ListColumn(
        "bylines", _lazy("Bylines"), lambda story, among: ", ".join(among.bylines[story.pk]), needs="bylines"
    ),
    ListColumn(
        "topics", _lazy("Topics"), lambda story, among: ", ".join(among.topics[story.pk]), needs="topics"
    ),
    ListColumn(
        "type",
        _lazy("Type"),
        lambda story, among: ArticleType(story.article_type).label,
        reads="article_type",
    ),
    ListColumn(
        "language",
        _lazy("Language"),
        lambda story, among: languages.own_name(story.language),
        reads="language",
    ),
    ListColumn(
        "words",
        _lazy("Words"),
        lambda story, among: counted(story.word_count) if story.word_count else "",
        reads="word_count",
    ),
    ListColumn("assigned_to", _lazy("Assigned to"), _assigned_to, is_usual=True),
    ListColumn("due_at", _lazy("Due"), lambda story, among: tags.due_in_words(story), is_usual=True),
    ListColumn("published", _lazy("Published"), _published, reads="live_edition__at"),
    ListColumn(
        "begun", _lazy("Begun"), lambda story, among: tags.desk_time(story.created_at), reads="created_at"
    ),
    ListColumn(
        "touched", _lazy("Last touched"), lambda story, among: tags.desk_time(story.touched_at), is_usual=True
    ),
)
BY_NAME = {one.name: one for one in COLUMNS}


def chosen(names: str | None) -> list[ListColumn]:
    """The columns of these names, or the usual ones for somebody who never chose."""
    if names is None:
        return [one for one in COLUMNS if one.is_usual]
    wanted = set(names.split(","))
    return [one for one in COLUMNS if one.name in wanted]


def table_rows(among: Shown, chosen: Sequence[ListColumn], *, may_choose: bool) -> SafeString:
    """The rows of the table: a box, the story with the way to it, then the columns."""
    before, after = reverse("admin:articles_article_change", args=[0]).split("0")
    choose, no_headline = escape(_("Choose {name}")), escape(_("No headline yet"))
    # On a phone the columns have no heads, and whom a story is given to would stand there like a second author.
    said = {"assigned_to": f' data-label="{escape(_("Assigned to"))}"'}
    named = {one.name: f'class="field-{one.name}"{said.get(one.name, "")}' for one in chosen}
    written = []
    for story in among.stories:
        name, number = escape(str(story)), story.newest or 0  # type: ignore[attr-defined]  # read along
        box = (
            f'<td class="action-checkbox"><input type="checkbox" name="story" value="{story.pk}.{number}" '
            f'aria-label="{choose.format(name=name)}"></td>'
        )
        head = (
            '<th scope="row" class="field-headline_and_slugline">'
            f'<a href="{before}{story.pk}{after}"><span class="slugline">{escape(story.slugline)}</span> '
            f'<span class="headline">{escape(story.headline) or no_headline}</span></a></th>'
        )
        cells = (f"<td {named[one.name]}>{_escaped(one.cell(story, among))}</td>" for one in chosen)
        written.append(f"<tr>{box if may_choose else ''}{head}{''.join(cells)}</tr>\n")
    return mark_safe("".join(written))  # noqa: S308 # escaped cell by cell


def _escaped(said: Any) -> str:
    """As Django's own does it, which looks first whether something is to be translated later: of each cell."""
    return said if isinstance(said, SafeString) else escape(str(said))
