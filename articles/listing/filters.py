"""What the list of stories may be asked for, and what each filter means for the database.

Only these parameters are taken, each with the values that it offers: a look-up of Django's own in an address could
ask about columns and tables that the list does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Q
from django.forms import DateInput
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles import policy
from articles.desk import waiting
from articles.listing import orders
from articles.listing.menus import Menus
from articles.listing.orders import Order
from articles.models import Article, ArticleType, State
from articles.models.article import LENGTH, LENGTHS, LONGEST
from house import clock, letters
from house.suggesting import is_number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DAY = timedelta(days=1)
NO_SECTION = "none"
IN_HAND = Q(assignee__isnull=False) | Q(assigned_desk__isnull=False)
LIVE: dict[str, StrOrPromise] = {
    "yes": capfirst(_lazy("live")),
    "changed": _lazy("Live, with changes to come"),
    "no": _lazy("Not live"),
    "killed": _lazy("Killed"),
}
LIVES = {
    "yes": Q(live_edition__isnull=False),
    "changed": Q(has_unpublished_changes=True),
    "no": Q(live_edition__isnull=True),
    "killed": Q(killed=True),
}
HANDS: dict[str, StrOrPromise] = {
    "me": capfirst(_lazy("you")),
    "desk": _lazy("A desk, not taken yet"),
    "nobody": _lazy("Nobody"),
}
DUES: dict[str, StrOrPromise] = {
    "late": _lazy("Late"),
    "today": _lazy("Today"),
    "week": _lazy("Within seven days"),
    "never": _lazy("No time set"),
}
WORDS: dict[str, StrOrPromise] = {
    **{str(number): name for number, (end, name) in enumerate(LENGTHS, 1)},
    str(len(LENGTHS) + 1): LONGEST,
}
ANY = _lazy("Any")
ORDERS: dict[str, StrOrPromise] = {"reversed": _lazy("The other way round"), "due": _lazy("Due first")}
# No stories are outside of these years, and Python has no dates after 9999.
FIRST_YEAR, LAST_YEAR = 1800, 9000


# What the fields for a name say of themselves, by what they name.
LABELS = {"reporter": _lazy("Reporter"), "topic": _lazy("Topic")}
NO_NUMBER = {
    "reporter": gettext_noop("There is no reporter of this number."),
    "topic": gettext_noop("There is no topic of this number."),
}
WHICH = {
    "reporter": gettext_noop("Which reporter is “{typed}”? There is {names}."),
    "topic": gettext_noop("Which topic is “{typed}”? There is {names}."),
}
NO_NAME = {
    "reporter": gettext_noop("No reporter is called “{typed}”."),
    "topic": gettext_noop("No topic is called “{typed}”."),
}


class NamedRow(forms.CharField):
    """A row by its number or its whole name. `rows` are those that the database has for what was typed."""

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, max_length=120, **kwargs)
        self.what = what
        self.rows: Mapping[int, str] = {}

    def clean(self, value: Any) -> tuple[int, str] | None:
        typed = super().clean(value)
        if not typed:
            return None
        if is_number(typed):
            # `_by_names` has put names for the numbers that there are.
            raise forms.ValidationError(_(NO_NUMBER[self.what]))
        same = [row for row in self.rows.items() if letters.words(row[1]) == letters.words(typed)]
        if len(same) == 1:
            return same[0]
        if self.rows:
            names = _(" and ").join(self.rows.values())
            raise forms.ValidationError(_(WHICH[self.what]).format(typed=typed[:60], names=names))
        raise forms.ValidationError(_(NO_NAME[self.what]).format(typed=typed[:60]))


class NamedFilter(django_filters.Filter):  # type: ignore[misc] # django-filter has no types
    field_class = NamedRow


def apart(stories: Any, name: str, value: Any) -> Any:
    """Of these the list makes the question itself: they decide in which order it goes through the stories."""
    return stories


def among(which: Mapping[str, Q]) -> Callable[[Any, str, str], Any]:
    def chosen(stories: Any, name: str, value: str) -> Any:
        return stories.filter(which[value])

    return chosen


def by_state(stories: Any, name: str, value: str) -> Any:
    return stories.filter(state=value)


def by_type(stories: Any, name: str, value: str) -> Any:
    return stories.filter(article_type=value)


def by_length(stories: Any, name: str, value: str) -> Any:
    # In the words of the index.
    return stories.alias(length=LENGTH).filter(length=int(value))


def by_due(stories: Any, name: str, value: str) -> Any:
    now = timezone.now()
    match value:
        case "late":
            return stories.filter(due__lt=now).exclude(state=State.READY)
        case "today":
            return stories.filter(due__gte=clock.midnight(now), due__lt=clock.midnight(now, days=1))
        case "week":
            return stories.filter(due__gte=now, due__lt=now + timedelta(days=7))
    # By what has an index of what is in somebody's hands.
    return stories.filter(IN_HAND, due=None)


def listed(
    label: StrOrPromise,
    method: Any,
    choices: Mapping[str, StrOrPromise] | None = None,
    any_one: StrOrPromise = ANY,
) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label, method=method, choices=list((choices or {}).items()), empty_label=any_one
    )


def named(what: str, *, of: str, field: str) -> NamedFilter:
    """A filter by a name, of which the page proposes those that a field of this model may have."""
    proposed = {"data-propose": reverse_lazy("admin:autocomplete"), "data-model": of, "data-field": field}
    widget = forms.TextInput(attrs=proposed | {"autocomplete": "off", "placeholder": ANY})
    return NamedFilter(label=LABELS[what], method=apart, what=what, widget=widget)


def day(label: StrOrPromise, field: str, *, last: bool = False) -> django_filters.DateFilter:
    """A filter by a day in the newsroom's zone. It compares with moments, so that the database can use its index."""

    def by_day(stories: Any, name: str, value: date) -> Any:
        if not FIRST_YEAR < value.year < LAST_YEAR:
            return stories
        begins = datetime.combine(value, time.min, tzinfo=timezone.get_default_timezone())
        ends = datetime.combine(value + DAY, time.min, tzinfo=timezone.get_default_timezone())
        return stories.filter(**({f"{field}__lt": ends} if last else {f"{field}__gte": begins}))

    # A browser's date input would show the day in the browser's language; at the desk days have one form.
    widget = DateInput(
        attrs={"placeholder": "2026-11-23", "size": 10, "inputmode": "numeric"}, format="%Y-%m-%d"
    )
    wrong = {"invalid": _lazy("Write the day as year-month-day, such as 2026-11-23.")}
    return django_filters.DateFilter(
        label=label, method=by_day, widget=widget, error_messages=wrong, input_formats=["%Y-%m-%d"]
    )


# django-filter has no types.
class StoryFilters(django_filters.FilterSet):  # type: ignore[misc]
    waits = listed(_lazy("What waits"), "by_waiting")
    state = listed(_lazy("State"), by_state, dict(State.choices))
    live = listed(_lazy("Readers have it"), among(LIVES), LIVE)
    section = listed(_lazy("Section"), apart)
    type = listed(_lazy("Type"), by_type, {value: _lazy(label) for value, label in ArticleType.choices})
    assignee = listed(_lazy("Assigned to"), "by_assignee")
    due = listed(_lazy("Due"), by_due, DUES)
    words = listed(_lazy("Length"), by_length, WORDS)
    reporter = named("reporter", of="byline", field="reporter")
    topic = named("topic", of="article", field="topics")
    touched_from = day(_lazy("Last touched from"), "touched_at")
    touched_to = day(_lazy("Last touched to"), "touched_at", last=True)
    published_from = day(_lazy("Published from"), "live_edition__at")
    published_to = day(_lazy("Published to"), "live_edition__at", last=True)
    order = listed(_lazy("Order"), apart, ORDERS, _lazy("As usual"))

    def __init__(self, asked: QueryDict, menus: Menus, by: Any) -> None:
        self.menus, self.by = menus, by
        super().__init__(_by_names(asked, menus), queryset=Article.objects.all())
        for name, choices in self._choices().items():
            self.filters[name].extra["choices"] = list(choices.items())
        self.form.use_required_attribute = False
        self.form.fields["reporter"].rows = menus.reporters
        self.form.fields["topic"].rows = menus.topics

    def _choices(self) -> dict[str, Mapping[str, StrOrPromise]]:
        return {
            "waits": {kind.name: kind.title for kind in waiting.kinds_for(self.by)},
            "section": {str(pk): name for pk, name in self.menus.sections.items()}
            | {NO_SECTION: _("No section")},
            "assignee": HANDS | {str(pk): name for pk, name in self.menus.people.items()},
        }

    def by_waiting(self, stories: Any, name: str, value: str) -> Any:
        [kind] = [kind for kind in waiting.kinds_for(self.by) if kind.name == value]
        return stories.filter(kind.which(self.by))

    def by_assignee(self, stories: Any, name: str, value: str) -> Any:
        match value:
            case "me":
                return stories.filter(assignee=policy.person(self.by).pk)
            case "desk":
                return stories.filter(assignee=None, assigned_desk__isnull=False)
            case "nobody":
                return stories.filter(assignee=None, assigned_desk=None)
        return stories.filter(assignee=int(value))

    # What these say together

    @property
    def problems(self) -> list[str]:
        """What is wrong with what was asked for, in sentences."""
        if self.form.is_valid():
            return []
        return [
            text if name in {"reporter", "topic"} else f"{self.filters[name].label}: {text}"
            for name, texts in self.form.errors.items()
            for text in texts
        ]

    @property
    def given(self) -> dict[str, Any]:
        """The filters in use, with what each was given."""
        cleaned: dict[str, Any] = self.form.cleaned_data
        return {name: value for name, value in cleaned.items() if value not in (None, "")}

    @property
    def in_order(self) -> Order:
        """By what an index goes through the stories that are asked for, so that it begins with those of the page."""
        given = self.given
        if given.get("order") == "due":
            return orders.DUE
        usual = orders.TOUCHED
        if {"reporter", "topic"} & given.keys():
            usual = orders.BEGUN
        elif {"published_from", "published_to"} & given.keys():
            usual = orders.PUBLISHED
        return orders.REVERSED[usual] if given.get("order") == "reversed" else usual

    @property
    def sections(self) -> list[int]:
        """The section that is asked for, with those inside it."""
        chosen = self.given.get("section", NO_SECTION)
        return [] if chosen == NO_SECTION else [int(chosen), *self.menus.inside.get(int(chosen), [])]

    @property
    def is_narrow(self) -> bool:
        """Whether something else than the section has an index in the order, or leaves only a few stories."""
        given = self.given
        wide = {"order"}
        wide |= {"state"} if given.get("state") == State.DRAFT else set()
        wide |= {"live"} if given.get("live") == "yes" else set()
        wide |= {"assignee"} if given.get("assignee") == "nobody" else set()
        return bool(given.keys() - wide - {"section", "touched_from", "touched_to"})

    @property
    def stories(self) -> Any:
        """The stories that are asked for, of whatever section."""
        given, rows, order = self.given, self.qs, self.in_order
        if given.get("section") == NO_SECTION:
            rows = rows.filter(section=None)
        if order is orders.DUE:
            rows = rows.filter(IN_HAND)
        elif order.moment == orders.PUBLISHED.moment:
            rows = rows.filter(live_edition__at__isnull=False)
        for name, path in (("reporter", "bylines__reporter"), ("topic", "topics")):
            if name in given:
                number = given[name][0]
                if order is orders.DUE:
                    rows = rows.filter(pk__in=Article.objects.filter(**{path: number}).values("pk"))
                else:
                    # Joined, and in the order of the stories' numbers: the index of names has it. A reporter may
                    # have two roles in a story.
                    rows = rows.filter(**{path: number}).distinct()
        return rows

    @property
    def in_words(self) -> list[dict[str, str]]:
        """The filters in use: name and value as in the address, and label and value in words."""
        return [
            {
                "name": name,
                "given": str(value[0]) if isinstance(value, tuple) else str(value),
                "label": str(self.filters[name].label),
                "value": self._said(name, value),
            }
            for name, value in self.given.items()
            if name != "order"
        ]

    def _said(self, name: str, value: Any) -> str:
        if isinstance(value, tuple):
            return str(value[1])
        if isinstance(value, date):
            return clock.day(value)
        return str(dict(self.filters[name].extra["choices"])[value])


def _by_names(asked: QueryDict, menus: Menus) -> QueryDict:
    """With names for the numbers of reporters and topics: the form shows them as they are typed."""
    said = asked.copy()
    for name, rows in (("reporter", menus.reporters), ("topic", menus.topics)):
        given = said.get(name, "")
        if is_number(given) and int(given) in rows:
            said[name] = rows[int(given)]
    return said


def refuse_doubles(asked: QueryDict) -> Iterable[str]:
    """The parameters that were given more than once: which of their values is meant, nobody knows."""
    return [name for name, values in asked.lists() if len(values) > 1]
