"""What stories name by its number: their sections, and the people, topics and agencies that are said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from articles.models import Agency, PublishedPicture, Reporter, Revision, Section, Topic
from house import asking


@dataclass(frozen=True)
class NamesInStories:
    """At least what some stories name, by its numbers; sections with those above them, reporters with portraits."""

    sections: Mapping[int, Section]
    agencies: Mapping[int, Agency]
    reporters: Mapping[int, Reporter]
    topics: Mapping[int, Topic]


def of(*revisions: Revision) -> NamesInStories:
    """As they are called now, by one query."""
    sections = {one.section_id for one in revisions if one.section_id}
    reporters = {row["reporter"] for one in revisions for row in one.bylines if row["reporter"]}
    above = Section.objects.filter(pk__in=sections).values("parent")
    rows = asking.together(
        Section.objects.filter(Q(pk__in=sections) | Q(pk__in=above)),
        Agency.objects.filter(pk__in={row["agency"] for one in revisions for row in one.sources}),
        Reporter.objects.filter(pk__in=reporters),
        PublishedPicture.objects.filter(reporter__in=reporters),
        Topic.objects.filter(pk__in={pk for one in revisions for pk in one.topics}),
    )
    by_section, by_agency, by_reporter, portraits, by_topic = ({row.pk: row for row in some} for some in rows)
    for section in by_section.values():
        section.parent = by_section.get(section.parent_id)
    _hang(by_reporter, portraits)
    return NamesInStories(by_section, by_agency, by_reporter, by_topic)


def _hang(reporters: Mapping[int, Reporter], portraits: Mapping[int, PublishedPicture]) -> None:
    """Each reporter with the portrait, or with the answer that there is none."""
    portrait_of = {picture.reporter_id: picture for picture in portraits.values()}
    for pk, reporter in reporters.items():
        Reporter._meta.get_field("portrait").set_cached_value(reporter, portrait_of.get(pk))
