"""Links to our own site. They are looked up in the database: we do not ask ourselves by HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Value
from django.urls import Resolver404, ResolverMatch, resolve

from articles.models import GonePath, PublishedArticle, Redirect, Reporter, Section, Topic


class OwnPage(Enum):
    HERE = "here"
    GONE = "gone"
    NOWHERE = "nowhere"
    DESK = "desk"
    """A page of the desk, which readers cannot open."""


# Pages of which a row is the address, by the name of their addresses.
NAMED = {"section": Section, "subsection": Section, "topic": Topic, "reporter": Reporter}


def is_own(href: str) -> bool:
    if href.startswith("/") and not href.startswith("//"):
        return True
    try:
        return urlsplit(href).netloc.lower() == urlsplit(settings.SITE_URL).netloc
    except ValueError:
        return False


def pages_at(hrefs: Iterable[str]) -> dict[str, OwnPage]:
    """What is at these addresses of ours. One query, and one more for each section, topic or reporter."""
    paths = {href: unquote(urlsplit(href).path) or "/" for href in hrefs}
    # No page has such a sign in its address, and PostgreSQL takes none.
    nowhere = {href: OwnPage.NOWHERE for href, path in paths.items() if "\0" in path}
    paths = {href: path for href, path in paths.items() if href not in nowhere}
    if not paths:
        return nowhere
    wanted = set(paths.values()) | {f"{path}/" for path in paths.values()}
    here = PublishedArticle.objects.filter(path__in=wanted).values_list("path", Value("here"))
    moved = Redirect.objects.filter(old_path__in=wanted).values_list("old_path", Value("here"))
    gone = GonePath.objects.filter(path__in=wanted).values_list("path", Value("gone"))
    stories = {path: OwnPage(what) for path, what in here.union(moved, gone)}
    return nowhere | {
        href: stories.get(path) or stories.get(f"{path}/") or _without_a_story(path)
        for href, path in paths.items()
    }


def _without_a_story(path: str) -> OwnPage:
    match = _match(path)
    if match is None or match.url_name == "story":
        return OwnPage.NOWHERE
    if "admin" in match.namespaces:
        return OwnPage.DESK
    model = NAMED.get(match.url_name or "") if match.namespaces == ["site"] else None
    if model is not None and not model._default_manager.filter(slug=match.kwargs["slug"]).exists():
        return OwnPage.NOWHERE
    return OwnPage.HERE


def _match(path: str) -> ResolverMatch | None:
    for one in (path, f"{path}/"):
        try:
            return resolve(one)
        except Resolver404:
            continue
    return None
