"""The addresses that belong to keys, for a cache that knows no keys.

Not all pages that show a story can be found so. So where such a cache is told of changes, no page may be kept for
more than a second (articles/site/caching.py), which nginx, counting whole seconds, may make nearly two. What is
dropped at once are the story, where it was, the pages that most readers see it on, and its lists.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from articles.models import GonePath, PublishedArticle, Redirect, Reporter, Section, SiteFile, Topic
from articles.models.page_keys import EVERYTHING, STORIES, plain, site_file
from articles.models.plain import PlainPage

WITH_CARDS = ("home", "latest")
# Behind the address of a feed, which is RSS.
FORMATS = ("atom", "json")
OF_ALL = (*WITH_CARDS, "news_sitemap", "sitemap")


def paths_of(keys: Iterable[str]) -> list[str]:
    """Those of what was taken from readers come first."""
    named = set(keys)
    stories, sections, topics, reporters, fronts = (
        numbers(named, kind) for kind in ("story", "section", "topic", "reporter", "front")
    )
    found = [
        *GonePath.objects.filter(story_id__in=stories).values_list("path", flat=True),
        *PublishedArticle.objects.filter(story_id__in=stories).values_list("path", flat=True),
        *Redirect.objects.filter(story__story_id__in=stories).values_list("old_path", flat=True),
    ]
    if stories:
        found += [*(reverse(f"site:{name}") for name in WITH_CARDS), *feeds("feed")]
    if 0 in fronts or {STORIES, EVERYTHING} & named:
        found += [*(reverse(f"site:{name}") for name in OF_ALL), *feeds("feed")]
    of_stories = PublishedArticle.objects.filter(story_id__in=stories)
    for columns in of_stories.values_list("section", "root_section").distinct():
        sections.update(columns)
    for section in Section.objects.select_related("parent").filter(pk__in=sections | fronts):
        found += [section.get_absolute_url(), *feeds("section_feed", section.slug)]
    for topic in Topic.objects.filter(pk__in=topics):
        found += [topic.get_absolute_url(), *feeds("topic_feed", topic.slug)]
    for reporter in Reporter.objects.filter(pk__in=reporters):
        found += [reporter.get_absolute_url(), *feeds("reporter_feed", reporter.slug)]
    found += [reverse(f"site:{place}") for place in PlainPage.Place.values if plain(place) in named]
    if slugs := {name.removeprefix(plain("")) for name in named if name.startswith(plain(""))}:
        brought_in = PlainPage.objects.filter(slug__in=slugs - set(PlainPage.Place.values))
        found += [page.get_absolute_url() for page in brought_in]
    found += [reverse(f"site:{name}") for name in SiteFile.Name.values if site_file(name) in named]
    return list(dict.fromkeys(found))


def feeds(name: str, *slug: str) -> list[str]:
    """A feed in all its formats."""
    first = reverse(f"site:{name}", args=slug)
    return [first, *(f"{first}{kind}/" for kind in FORMATS)]


def numbers(keys: Iterable[str], kind: str) -> set[int]:
    """Of the keys of this kind."""
    cut = (key.rpartition("-") for key in keys)
    return {int(number) for name, _, number in cut if name == kind and number.isdecimal()}
