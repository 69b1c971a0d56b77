"""The feeds in which a version of a story stands: of paper, sections, topics and reporters, in each format."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse

from articles.models import Reporter, Revision, Topic

# RSS has no word in its address; the others have theirs.
FORMATS = ((), ("atom",), ("json",))


def of_revision(revision: Revision) -> list[str]:
    """Their addresses, with that of the whole paper first."""
    found = [*_in_each_format("feed")]
    if (section := revision.section) is not None:
        for one in (section.parent, section):
            if one is not None:
                found += _in_each_format("section_feed", one.slug)
    for slug in Topic.objects.filter(pk__in=revision.topics).order_by("pk").values_list("slug", flat=True):
        found += _in_each_format("topic_feed", slug)
    reporters = {row["reporter"] for row in revision.bylines if row["reporter"]}
    for slug in Reporter.objects.filter(pk__in=reporters).order_by("pk").values_list("slug", flat=True):
        found += _in_each_format("reporter_feed", slug)
    return found


def _in_each_format(name: str, *which: str) -> Iterator[str]:
    """As far as the site has such a feed."""
    for form in FORMATS:
        try:
            yield reverse(f"site:{name}", args=[*which, *form])
        except NoReverseMatch:
            continue
