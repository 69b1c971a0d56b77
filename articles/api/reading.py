"""What the API answers: each function reads its own parameters, and returns an answer or raises a Problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, urlencode

from articles.api import cursors, documents, filters, lists
from articles.api.problems import Problem, nothing_here
from articles.composing.navigation import Navigation
from articles.exchange import ninjs
from articles.models import page_keys
from articles.models.public_change import PublicChange
from articles.models.redirect import GonePath
from articles.site.caching import shows
from house.web import absolute

CHANGES = "changes"
ALL_AT_ONCE = 500
"""Topics and reporters on a page of theirs."""


def answer(body: bytes, *, changed_at: datetime | None = None) -> HttpResponse:
    response = HttpResponse(body, content_type="application/json")
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def address(name: str, asked: Mapping[str, str], after: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if name != "after"} | {"after": after})
    return f"{absolute(reverse(name))}?{query}"


def stories(request: HttpRequest) -> HttpResponse:
    asked = filters.asked_of(request.GET, filters.STORIES)
    navigation = Navigation.read()
    page = lists.page_of(asked, navigation)
    found = documents.of(page.stories, navigation, timezone.now())
    following = None
    if page.further is not None:
        following = address("api:stories", asked, cursors.written(page.further, lists.query_of(asked)))
    # It has no time of its last change: a story that leaves a list leaves no trace of when.
    said = answer(documents.as_list("stories", found.values(), next=following))
    if following:
        said.headers["Link"] = f'<{following}>; rel="next"'
    return shows(said, lists.keys_of(asked), page_keys.stories(page.stories))


def story(request: HttpRequest, story: int) -> HttpResponse:
    filters.asked_of(request.GET, ())
    number = int(story)
    change = PublicChange.objects.filter(story_id=number).first()
    version = documents.version(change.number, change.at) if change is not None else None
    found = documents.of({number: version}, Navigation.read(), timezone.now())
    if number in found:
        said = answer(found[number], changed_at=change.at if change is not None else None)
    else:
        said = without(number, change).answer()
    return shows(said, page_keys.story(number))


def without(number: int, change: PublicChange | None) -> Problem:
    """Of a story that readers do not have: whether they had it."""
    if change is None:
        return nothing_here("There is no story with this number. /changes has every story that there was.")
    return Problem(
        410,
        "This story was taken away.",
        "Take it away too: whatever of it was stored is not to be shown any more.",
        kind=change.kind,
        story=left_of([change])[number],
    )


def left_of(gone: Sequence[PublicChange]) -> dict[int, ninjs.Ninjs]:
    """What is left of these stories, by their numbers, with what readers are told."""
    if not gone:
        return {}
    rows = GonePath.objects.filter(story_id__in=[row.story_id for row in gone])
    told = {row.story_id: row for row in rows.order_by("-pk")}
    return {
        row.story_id: ninjs.tombstone(row.story_id, at=told[row.story_id].since, note=told[row.story_id].note)
        if row.story_id in told
        else ninjs.tombstone(row.story_id, at=row.at)
        for row in gone
    }


def changes(request: HttpRequest) -> HttpResponse:
    asked = filters.asked_of(request.GET, filters.PAGING)
    limit = filters.limit_of(asked)
    since, _ = cursors.read(asked["after"], CHANGES) if "after" in asked else (0, 0)
    rows = list(PublicChange.objects.filter(number__gt=since).order_by("number")[: limit + 1])
    page = rows[:limit]
    versions = {row.story_id: documents.version(row.number, row.at) for row in page}
    found = documents.of(versions, Navigation.read(), timezone.now()) if page else {}
    # Whether it is there now counts, and not what was noted: it may have gone between two questions.
    gone = left_of([row for row in page if row.story_id not in found])
    told = [
        b'{"at":%s,"kind":%s,"story":%s}'
        % (
            documents.as_json(row.at),
            documents.as_json(row.kind),
            found.get(row.story_id) or documents.as_json(gone[row.story_id]),
        )
        for row in page
    ]
    last = (page[-1].number if page else since) or 0
    following = address("api:changes", asked, cursors.written((last, 0), CHANGES))
    body = documents.as_list("changes", told, next=following, more=len(rows) > limit)
    return shows(answer(body, changed_at=page[-1].at if page else None), page_keys.ANY)


def sections(request: HttpRequest) -> HttpResponse:
    filters.asked_of(request.GET, ())
    navigation = Navigation.read()
    found = [
        {
            "slug": one.slug,
            "name": one.name,
            "uri": absolute(one.get_absolute_url()),
            "inside": one.parent.slug if one.parent is not None else None,
            "description": one.description,
        }
        for root in navigation.roots
        for one in (root, *navigation.inside(root))
    ]
    return shows(answer(documents.as_json({"sections": found})), page_keys.EVERYTHING)


def topics(request: HttpRequest) -> HttpResponse:
    return by_slug(
        request,
        "topics",
        filters.topics(),
        lambda one: {"description": one.description},
    )


def reporters(request: HttpRequest) -> HttpResponse:
    return by_slug(
        request,
        "reporters",
        filters.reporters(),
        lambda one: {"position": one.job_title, "desk": one.desk, "biography": one.biography},
    )


def by_slug(request: HttpRequest, name: str, rows: Any, facts: Any) -> HttpResponse:
    """A page of names in the order of their addresses; the next one begins after the last of them."""
    asked = filters.asked_of(request.GET, ("after",))
    if "after" in asked:
        rows = rows.filter(slug__gt=asked["after"])
    found = list(rows.order_by("slug")[: ALL_AT_ONCE + 1])
    page = found[:ALL_AT_ONCE]
    following = address(f"api:{name}", asked, page[-1].slug) if len(found) > ALL_AT_ONCE else None
    said = [
        {"slug": one.slug, "name": one.name, "uri": absolute(one.get_absolute_url())} | facts(one)
        for one in page
    ]
    return shows(answer(documents.as_json({name: said, "next": following})), page_keys.ANY)
