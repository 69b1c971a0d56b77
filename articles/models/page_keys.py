"""Surrogate keys: names of what a page shows, under which the page can be dropped wherever it is kept.

A page carries the keys of all rows that it was made of; a change of a row tells the keys of that row
(articles/records/freshness.py). What a key means is decided here, and nowhere else are keys spelt.
"""

from __future__ import annotations

from collections.abc import Iterable

Keys = frozenset[str]

EVERYTHING = "everything"
"""The sections, which are on every page: whatever changes them drops all pages."""
ANY = "any"
"""Of a page that does not say what it shows: any change drops it."""
STORIES = "stories"
"""The list of all stories: which there are, in which order, of which type and in which section."""
TOPICS = "topics"
"""Which topic has which stories, for fronts that name a topic by a word of its address."""
CORRECTIONS = "corrections"
STAFF = "staff"


def story(number: int) -> str:
    """By the story's number at the desk, which is the same after it was withdrawn and put back."""
    return f"story-{number}"


def stories(numbers: Iterable[int]) -> set[str]:
    return {story(number) for number in numbers}


def section(pk: int) -> str:
    """The list of the stories of a section."""
    return f"section-{pk}"


def topic(pk: int) -> str:
    """The name of a topic, and the list of its stories."""
    return f"topic-{pk}"


def reporter(pk: int) -> str:
    """What is said of a reporter, and the list of their stories."""
    return f"reporter-{pk}"


def front(section_pk: int | None) -> str:
    """What the desk has arranged for a section; None: for the home page."""
    return f"front-{section_pk or 0}"


def plain(slug: str) -> str:
    return f"plain-{slug}"


def site_file(name: str) -> str:
    """robots.txt and the like."""
    return f"file-{name}"


def advertisement(number: int) -> str:
    """One advertisement, as it is shown."""
    return f"advertisement-{number}"


def advertisements(section_pk: int | None) -> str:
    """Which there are for a section; None: for all, and by which rule they stand."""
    return f"advertisements-{section_pk or 0}"
