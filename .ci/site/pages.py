"""Which pages there are to look at: one of every kind, as the demo has them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    status: int = 200
    measured: bool = False
    """Whether Lighthouse looks at it too."""
    kept_out: bool = False
    """Search engines are told to leave it alone, and rightly so."""


# What a story may hold, by what its page says.
HOLDS = {
    "correction": 'class="correction',
    "table": 'class="table-scroll"',
    "fact box": 'class="factbox"',
    "pull quote": 'class="pullquote"',
    "picture in the text": '<figure class="picture"',
    "gallery": '<div class="gallery"',
    "embed": "embed-framed",
    "related story": 'class="related"',
    "right to left": 'dir="rtl">\n<header class="story-head"',
}


def kinds(stories: dict[str, str]) -> list[Page]:
    """One page of every kind; `stories` are all of them, newest first. Needs Django, set up on the demo."""
    from articles.models import GonePath, PublishedTopic, Reporter, Section

    inside = Section.objects.filter(parent__isnull=False).order_by("pk").first()
    topic = PublishedTopic.objects.order_by("pk").first()
    reporter = Reporter.objects.exclude(biography="").order_by("portrait", "pk").first()
    gone = GonePath.objects.exclude(note="").first()
    if not (stories and inside and inside.parent and topic and reporter and gone):
        raise SystemExit("The demo lacks what it should show.")
    newest = next(iter(stories))
    day = "/".join(newest.split("/")[2:5])
    section = inside.parent.get_absolute_url()
    return [
        Page("home", "/", measured=True),
        Page("section", section, measured=True),
        Page("sub-section", inside.get_absolute_url()),
        Page("topic", topic.topic.get_absolute_url()),
        Page("reporter", reporter.get_absolute_url(), measured=True),
        *[
            Page(f"story: {', '.join(names)}", path, measured="news" in names)
            for path, names in one_of_each(stories).items()
        ],
        Page("search", "/search/", measured=True),
        Page("search, found", "/search/?q=ferry", measured=True, kept_out=True),
        Page("search, narrowed", f"/search/?q=ferry&order=newest&section={inside.parent.slug}"),
        Page("search, nothing", "/search/?q=xylophonist"),
        Page("latest", "/latest/"),
        Page("latest, narrowed", f"/latest/?reporter={reporter.slug}&type=news"),
        Page("archive", "/archive/"),
        Page("archive, a day", f"/archive/{day}/"),
        Page("archive, empty", "/archive/1999/12/31/", 404),
        Page("report", f"{newest}report/"),
        Page("report, thanks", f"{newest}report/thanks/"),
        *[Page(name, f"/{name}/") for name in ("about", "contact", "privacy", "staff", "corrections")],
        Page("withdrawn", gone.path, 410),
        Page("not found", f"{newest.rstrip('/')}s/", 404),
    ]


def one_of_each(stories: dict[str, str]) -> dict[str, list[str]]:
    """The newest of every type, and of those that hold something: where it is, and what it stands for."""
    from articles.models import ArticleType

    newest: dict[str, str] = {}
    for path, page in stories.items():
        kind = re.search(r'<article class="story type-(\w+)', page)
        for name in [
            *(kind.groups() if kind else ()),
            *(name for name, mark in HOLDS.items() if mark in page),
        ]:
            newest.setdefault(name, path)
    if missing := {*ArticleType.values, *HOLDS} - newest.keys():
        raise SystemExit(f"No story of the demo shows: {', '.join(sorted(missing))}.")
    found: dict[str, list[str]] = {}
    for name, path in newest.items():
        found.setdefault(path, []).append(name)
    return found


def every_story() -> list[str]:
    """Where they all are, newest first."""
    from articles.models import PublishedArticle

    return list(PublishedArticle.objects.newest_first().values_list("path", flat=True))


def without_database() -> dict[str, str]:
    """What is shown when nothing works: no address leads there on purpose."""
    from articles.site import views

    return {
        f"error {status}": views.without_database(f"{status}.html") for status in (400, 403, 413, 500, 503)
    }
