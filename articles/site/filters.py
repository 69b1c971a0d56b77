"""What readers may narrow a list by: section, type, days, topic and reporter; the search by language too."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.validators import validate_slug
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles.composing.navigation import Navigation
from articles.languages import own_name
from articles.models.published import PublishedByline, PublishedTopic
from articles.models.search import SearchRow
from articles.models.story import ArticleType
from articles.search import words

Rows = QuerySet[Any]


class LatestFilter(django_filters.FilterSet):
    """Choices come from the navigation that the page has read anyway. Days are the newsroom's.

    Topics and reporters come by links, being too many for a menu.
    """

    story = "pk"
    """Where a row names its story."""

    section = django_filters.ChoiceFilter(
        method="in_section", label=gettext_lazy("Section"), empty_label=gettext_lazy("All sections")
    )
    type = django_filters.ChoiceFilter(
        field_name="article_type",
        choices=[(kind, gettext_lazy(label)) for kind, label in ArticleType.choices],
        empty_label=gettext_lazy("All types"),
        label=gettext_lazy("Type"),
    )
    since = django_filters.DateFilter(
        method="from_day", label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        method="to_day", label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"})
    )

    topic = django_filters.CharFilter(
        method="on_topic", validators=[validate_slug], widget=forms.HiddenInput, max_length=80
    )
    reporter = django_filters.CharFilter(
        method="by_reporter", validators=[validate_slug], widget=forms.HiddenInput, max_length=120
    )

    def __init__(self, data: object, queryset: Rows, navigation: Navigation) -> None:
        super().__init__(data, queryset)
        self.navigation = navigation
        self.filters["section"].extra["choices"] = [
            (section.slug, section.name)
            for root in navigation.roots
            for section in (root, *navigation.inside(root))
        ]

    def in_section(self, rows: Rows, name: str, slug: str) -> Rows:
        section = self.navigation.find(slug)
        if section is None:
            return rows.none()
        return rows.filter(Q(section=section) if section.parent_id else Q(root_section=section))

    def from_day(self, rows: Rows, name: str, day: datetime) -> Rows:
        return rows.filter(published_at__gte=timezone.make_aware(datetime.combine(day, time.min)))

    def to_day(self, rows: Rows, name: str, day: datetime) -> Rows:
        return rows.filter(
            published_at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        )

    def on_topic(self, rows: Rows, name: str, slug: str) -> Rows:
        found = PublishedTopic.objects.filter(topic__slug=slug)
        return rows.filter(**{f"{self.story}__in": found.values("story")})

    def by_reporter(self, rows: Rows, name: str, slug: str) -> Rows:
        found = PublishedByline.objects.filter(reporter__slug=slug)
        return rows.filter(**{f"{self.story}__in": found.values("story")})


class SearchFilter(LatestFilter):
    """Of search rows, which have the same fields."""

    story = "story"

    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), empty_label=gettext_lazy("All languages")
    )

    def __init__(self, data: object, queryset: QuerySet[SearchRow], navigation: Navigation) -> None:
        super().__init__(data, queryset, navigation)
        codes = dict.fromkeys(words.base(code) for code in settings.STORY_LANGUAGES)
        if len(codes) > 1:
            self.filters["language"].extra["choices"] = [(code, own_name(code)) for code in codes]
        else:
            del self.filters["language"]
