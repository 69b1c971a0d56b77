"""What readers may narrow a list by: section, type, days, topic and reporter; the search by language too.

The menus are written here, without a form: a form with its widgets took longer than to find the stories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles.composing.navigation import Navigation
from articles.languages import own_name
from articles.models.people import Reporter
from articles.models.published import PublishedArticle, PublishedByline, PublishedTopic
from articles.models.story import ArticleType
from articles.models.taxonomy import Topic
from articles.search import words

# As `PublishedArticleQuerySet.in_list` does it for the story itself, for a row beside a story.
IN_LIST = ("story_id", "published_at", "story__card")
Rows = QuerySet[Any]
Choices = Iterable[tuple[str, str]]

# Days are read as a form reads them: in the ways of the paper's language. Topics and reporters come by links, being
# too many for a menu.
TYPED: dict[str, forms.Field] = {
    "since": forms.DateField(required=False),
    "until": forms.DateField(required=False),
    "topic": forms.CharField(required=False, max_length=80, validators=[validate_slug]),
    "reporter": forms.CharField(required=False, max_length=120, validators=[validate_slug]),
}


@dataclass(frozen=True)
class Menu:
    name: str
    label: str
    html: SafeString


class LatestFilter:
    """What was asked for in an address, and the rows that fit it. Choices come from the navigation that the page has
    read anyway. Days are the newsroom's.
    """

    story = "pk"
    """Where a row names its story."""
    of_story = ""
    """Where a row has a column of its story."""
    fits = ""
    """What all rows fit already."""

    def __init__(self, asked: Mapping[str, str], navigation: Navigation) -> None:
        self.asked = asked
        self.navigation = navigation
        self.sections = {
            section.slug: section.name
            for root in navigation.roots
            for section in (root, *navigation.inside(root))
        }

    @cached_property
    def chosen(self) -> dict[str, Any] | None:
        """What was asked for by the name of its parameter, read; None where something cannot be read."""
        found: dict[str, Any] = {}
        for name, known in self._known().items():
            if value := self.asked.get(name, ""):
                if value not in known:
                    return None
                found[name] = value
        for name, field in TYPED.items():
            try:
                if value := field.clean(self.asked.get(name)):
                    found[name] = value
            except ValidationError:
                return None
        return found

    def _known(self) -> dict[str, Any]:
        return {"section": self.sections, "type": ArticleType.values}

    def stories(self, topic: Topic | None, reporter: Reporter | None) -> Rows:
        """For a page of a list, what fits. Of a topic or a reporter in the order in which an index has their stories:
        otherwise either all of them were sorted, or most of the paper was walked past.
        """
        if topic is not None:
            rows: Rows = PublishedTopic.objects.filter(topic=topic)
        elif reporter is not None:
            rows = bylines_of(reporter)
        else:
            return self.fitting(PublishedArticle.objects.in_list())
        beside = BesideStories(self.asked, self.navigation)
        beside.fits = "topic" if topic is not None else "reporter"
        return beside.fitting(rows.values_list(*IN_LIST, named=True))

    def fitting(self, rows: Rows) -> Rows:
        """Those of the rows that fit what was chosen."""
        chosen = self.chosen or {}
        if "section" in chosen:
            rows = rows.filter(self._in_section(chosen["section"]))
        if "type" in chosen:
            rows = rows.filter(**{f"{self.of_story}article_type": chosen["type"]})
        if "since" in chosen:
            rows = rows.filter(published_at__gte=begin_of(chosen["since"]))
        if "until" in chosen:
            rows = rows.filter(published_at__lt=begin_of(chosen["until"] + timedelta(days=1)))
        for name, about in (("topic", PublishedTopic), ("reporter", PublishedByline)):
            if name in chosen and name != self.fits:
                found = about.objects.filter(**{f"{name}__slug": chosen[name]})
                rows = rows.filter(**{f"{self.story}__in": found.values("story")})
        return rows

    def _in_section(self, slug: str) -> Q:
        section = self.navigation.find(slug)
        column = "section" if section is not None and section.parent_id else "root_section"
        return Q(**{f"{self.of_story}{column}": section})

    def menus(self) -> list[Menu]:
        """One for each that is not chosen by a link."""
        return [
            self._menu("section", gettext("Section"), gettext("All sections"), self.sections.items()),
            self._menu(
                "type",
                gettext("Type"),
                gettext("All types"),
                [(kind, gettext(label)) for kind, label in ArticleType.choices],
            ),
            self._day("since", gettext("From")),
            self._day("until", gettext("To")),
        ]

    def _menu(self, name: str, label: str, all_of_them: str, choices: Choices) -> Menu:
        asked = self.asked.get(name, "")
        options = "".join(
            f'  <option value="{escape(value)}"{" selected" if value == asked else ""}>{escape(words)}</option>\n'
            for value, words in (("", all_of_them), *choices)
        )
        return Menu(name, label, mark_safe(f'<select name="{name}" id="id_{name}">\n{options}</select>'))  # noqa: S308 # escaped above

    def _day(self, name: str, label: str) -> Menu:
        asked = self.asked.get(name)
        value = f' value="{escape(asked)}"' if asked else ""
        return Menu(name, label, mark_safe(f'<input type="date" name="{name}"{value} id="id_{name}">'))  # noqa: S308 # escaped above


class BesideStories(LatestFilter):
    """Of rows that stand beside a story: its bylines, its topics."""

    story, of_story = "story", "story__"


class SearchFilter(LatestFilter):
    """Of search rows, which have the same columns, and a language."""

    story = "story"

    @cached_property
    def languages(self) -> dict[str, str]:
        """Those of the paper, if it has more than one."""
        codes = dict.fromkeys(words.base(code) for code in settings.STORY_LANGUAGES)
        return {code: own_name(code) for code in codes} if len(codes) > 1 else {}

    def _known(self) -> dict[str, Any]:
        return super()._known() | ({"language": self.languages} if self.languages else {})

    def fitting(self, rows: Rows) -> Rows:
        rows = super().fitting(rows)
        language = (self.chosen or {}).get("language")
        return rows.filter(language=language) if language else rows

    def menus(self) -> list[Menu]:
        languages = self.languages.items()
        return [
            *super().menus(),
            *(
                [self._menu("language", gettext("Language"), gettext("All languages"), languages)]
                if languages
                else []
            ),
        ]


def bylines_of(reporter: Reporter) -> QuerySet[PublishedByline]:
    """One for each story: whoever reported and photographed it has two bylines in it, and one line in a list."""
    earlier = PublishedByline.objects.filter(
        story=OuterRef("story"), reporter=reporter, position__lt=OuterRef("position")
    )
    return PublishedByline.objects.filter(~Exists(earlier), reporter=reporter)


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
