"""What readers may narrow a list by: section, type and days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models.published import PublishedArticle
from articles.models.story import ArticleType
from articles.site.navigation import Navigation


class LatestFilter(django_filters.FilterSet):
    """Choices come from the navigation that the page has read anyway. Days are the newsroom's."""

    section = django_filters.ChoiceFilter(method="in_section", empty_label="All sections")
    type = django_filters.ChoiceFilter(
        field_name="article_type", choices=ArticleType.choices, empty_label="All types"
    )
    since = django_filters.DateFilter(
        method="from_day", label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        method="to_day", label="To", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: object, queryset: QuerySet[PublishedArticle], navigation: Navigation) -> None:
        super().__init__(data, queryset)
        self.navigation = navigation
        self.filters["section"].extra["choices"] = [
            (section.slug, section.name)
            for root in navigation.roots
            for section in (root, *navigation.inside(root))
        ]

    def in_section(
        self, rows: QuerySet[PublishedArticle], name: str, slug: str
    ) -> QuerySet[PublishedArticle]:
        section = self.navigation.find(slug)
        if section is None:
            return rows.none()
        return rows.filter(Q(section=section) if section.parent_id else Q(root_section=section))

    def from_day(
        self, rows: QuerySet[PublishedArticle], name: str, day: datetime
    ) -> QuerySet[PublishedArticle]:
        return rows.filter(published_at__gte=timezone.make_aware(datetime.combine(day, time.min)))

    def to_day(
        self, rows: QuerySet[PublishedArticle], name: str, day: datetime
    ) -> QuerySet[PublishedArticle]:
        return rows.filter(
            published_at__lt=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        )
