"""Tags and filters of the desk's templates: states in words, times as editors read them, the one next step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.admin.helpers import Fieldset
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from articles import policy
from articles.acts import approve, one_press, plain_moves, publish
from articles.acts.act import Act
from articles.acts.offering import Option
from articles.desk import act_scripts, imports, next_act, second_person
from articles.fronts import placing
from articles.models import Article, State
from house import clock, letters, people

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()
register.filter("zone_of", clock.zone_of)
register.filter("person", people.name_of)
register.filter("desk_day", clock.weekday)
register.filter("desk_time_in_full", clock.in_full)

# The way of a story. The first of these acts that is open is the button that everybody looks for.
WAY = (plain_moves.SUBMIT, plain_moves.TAKE, approve.ACT, publish.ACT)
# That of a change of a live story, for whoever may do all of it.
AT_ONCE = (one_press.CHANGE, plain_moves.TAKE)
WORDS_A_MINUTE = 220


@register.simple_tag(takes_context=True)
def import_map(context: template.Context) -> SafeString:
    """The names by which the page's modules import others."""
    request = context.get("request")
    written: SafeString = imports.of_page(request).render(
        attrs={"nonce": str(getattr(request, "csp_nonce", ""))}
    )
    return written


@register.simple_tag
def press_key() -> str:
    """The key of one press of a button: sent twice, it counts once."""
    return str(uuid.uuid4())


@register.filter
def state_in_words(article: Article) -> SafeString:
    """What readers have, and how far the next version is. These are two facts, so they are two words."""
    if article.is_live and article.state == State.DRAFT and not article.has_unpublished_changes:
        return for_readers(article)
    state = State(article.state)
    return for_readers(article) + _state(state.value, state.label)


@register.filter
def for_readers(article: Article) -> SafeString:
    """What became of the story on the site; nothing if it was never there."""
    if article.is_live:
        # “Live” is the name of a type of stories too, which other languages call otherwise.
        return _state("live", capfirst(_("live")))
    if article.killed:
        return _state("killed", _("Killed"))
    return _state("withdrawn", _("Withdrawn")) if article.was_live else SafeString("")


@register.filter
def left_to(article: Article) -> str:
    """To whom somebody left it, in words; nothing if the state says so already."""
    if move := article.returned:
        return _("Returned by {name}").format(name=people.name_of(move.by))
    if not (move := article.handed_over):
        return ""
    if article.is_live and article.state == State.DRAFT:
        return _("Changed by {name}, waits to be published").format(name=people.name_of(move.by))
    return _("Edited by {name}, waits for approval").format(name=people.name_of(move.by))


@register.filter
def assigned_to(article: Article) -> str:
    """Who has it: a person, or a desk of which nobody has taken it yet; nothing if nobody has."""
    if article.assignee is not None:
        return people.name_of(article.assignee)
    if article.assigned_desk is None:
        return ""
    return _("{section} desk").format(section=article.assigned_desk)


@register.filter
def due_in_words(article: Article) -> SafeString:
    """When it is due, and in a word whether that is over; nothing if no time was set."""
    if article.due is None:
        return SafeString("")
    if article.is_late(timezone.now()):
        was_due = format_html(
            escape(_("{late}, was due {time}")),
            late=format_html("<strong>{}</strong>", _("Late")),
            time=desk_time(article.due),
        )
        return format_html('<span class="late">{}</span>', was_due)
    due = format_html(escape(_("due {time}")), time=desk_time(article.due))
    return format_html('<span class="due">{}</span>', due)


def _state(name: str, words: StrOrPromise) -> SafeString:
    return mark_safe(f'<span class="state state-{escape(name)}">{escape(words)}</span>')  # noqa: S308 # escaped


@dataclass(frozen=True)
class Step:
    """The button that everybody looks for: its name and value in the form, and its words."""

    name: str
    value: str
    label: StrOrPromise
    asks: bool = False
    """Whether a page comes first that asks something."""


# A copy editor does not pass a story on: it stays in edit, and whoever approves it finds their name there. The same
# holds for a picture editor. So their next step is to leave, with everything saved.
DONE = Step("_done", "1", _lazy("Done editing"))
# The next step of a story that was only begun.
SUBMIT = Step("_act", plain_moves.SUBMIT.name, plain_moves.SUBMIT.label)


def next_step(article: Article, options: Iterable[Option], *, may_edit: bool) -> Step | None:
    """None if saving comes next, because something stands in the way of the other steps."""
    offered = {option.act: option for option in options if option.act in {*AT_ONCE, *WAY}}
    # A story that has been live is at the desk already: those who may take it need not submit it.
    way = (*AT_ONCE, *WAY) if article.was_live else WAY
    for act in way:
        if act in offered and offered[act].is_open and not offered[act].is_older:
            return Step("_act", act.name, offered[act].label, asks=act.asks is not None)
    return DONE if may_edit and not offered else None


@register.filter
def desk_time(moment: datetime) -> SafeString:
    """14:05 today, 21 Nov 14:05 before, as an element that machines can read too."""
    return _element(moment, clock.said(moment))


@register.filter
def to_the_second(moment: datetime) -> SafeString:
    """14:05:12 today, for what was saved just now."""
    return _element(moment, clock.said(moment, seconds=True))


@register.filter
def set_for(moment: datetime) -> SafeString:
    """21 Nov 2026 14:05:30 IST. Whoever works in another zone sees their own time beside it."""
    return _element(moment, clock.exactly(moment), is_set=True)


@register.filter
def set_for_hour(moment: datetime) -> SafeString:
    """14:05 IST, where the day stands above it."""
    return _element(moment, clock.hour(moment), is_set=True)


@register.filter
def set_for_shortly(moment: datetime) -> SafeString:
    """14:05 today, 21 Nov 14:05 on another day."""
    return _element(moment, clock.said(moment), is_set=True)


def _element(moment: datetime, words: str, *, is_set: bool = False) -> SafeString:
    """With `is_set`, static/desk/own_time.js finds it."""
    machines = timezone.localtime(moment).isoformat(timespec="seconds")
    mark = " data-set" if is_set else ""
    return mark_safe(f'<time datetime="{machines}"{mark}>{escape(words)}</time>')  # noqa: S308 # escaped


@register.filter
def reading_time(words: int) -> str:
    minutes = max(1, round(words / WORDS_A_MINUTE)) if words else 0
    return _("{minutes} min").format(minutes=minutes)


@register.filter
def has_errors(fieldset: Fieldset) -> bool:
    """A folded panel with an error in it has to be open."""
    return any(line.errors() for line in fieldset)


@register.filter
def rows_have_errors(formset: Any) -> bool:
    return bool(formset.total_error_count())


@register.filter
def first_fields(row: Any) -> list[Any]:
    """The two fields of a byline or a source that are always filled in."""
    return _fields(row)[:2]


@register.filter
def further_fields(row: Any) -> list[Any]:
    return _fields(row)[2:]


@register.filter
def says_more(row: Any) -> bool:
    """Whether a byline or a source says more than these two fields: another name, or a credit of its own."""
    return any(field.value() or field.errors for field in _fields(row)[2:])


def _fields(row: Any) -> list[Any]:
    return [row[name] for name in row._meta.fields]


# Lists


@register.filter
def by_name(apps: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lists of all apps in one order, that of the words which people read."""
    return sorted(
        (model for app in apps for model in app["models"]), key=lambda model: letters.fold(str(model["name"]))
    )


# Acts beside the story's own page


@register.inclusion_tag("admin/articles/article/_acts_here.html", takes_context=True)
def acts_here(context: Any) -> dict[str, Any]:
    """Once on a page whose rows offer acts."""
    return act_scripts.for_rows(context["request"])


@register.simple_tag(takes_context=True)
def next_act_of(context: Any, article: Article) -> Act | None:
    """What the row of a story offers to whoever looks at it."""
    return next_act.of_row(article, context["request"].user, timezone.now())


@register.simple_tag(takes_context=True)
def second_person_needed(context: Any, article: Article, options: Iterable[Option]) -> str:
    """Who else has to look at a change of a live story, in a sentence; empty if nobody has to."""
    return second_person.needed(article, context["request"].user, options)


@register.filter
def fronts_to_set(user: Any, article: Article) -> str:
    """Where this person may put the story, in the words of a button; empty if nowhere."""
    if not article.is_live or article.revision is None:
        return ""
    sections = [one.pk if one else None for one in placing.fronts_of(article.revision.section)]
    may = [one for one in sections if policy.why_not_front(user, "put_live", one) is None]
    return placing.words_for(any_home=None in may) if may else ""
