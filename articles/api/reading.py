"""What the API answers: each function reads its own parameters, and returns an answer or raises a Problem."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, urlencode

from articles.api import cursors, documents, filters, lists
from articles.api.problems import Problem, nothing_here
from articles.composing.navigation import Navigation
from articles.exchange import ninjs
from articles.models import page_keys
from articles.models.people import Reporter
from articles.models.public_change import PublicChange
from articles.models.published import PublishedArticle
from articles.models.redirect import GonePath
from articles.models.taxonomy import Topic
from articles.site.caching import shows
from house.web import absolute

CHANGES = "changes"
ALL_AT_ONCE = 500
"""Topics and reporters on a page of theirs."""
ITS_LAST_CHANGE = Subquery(PublicChange.objects.filter(story_id=OuterRef("story_id")).values("at")[:1])


def answer(document: Any, *, changed_at: Any = None) -> HttpResponse:
    response = HttpResponse(documents.as_json(document), content_type="application/json")
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def address(name: str, asked: dict[str, str], after: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if name != "after"} | {"after": after})
    return f"{absolute(reverse(name))}?{query}"


def stories(request: HttpRequest) -> HttpResponse:
    asked = filters.asked_of(request.GET, filters.STORIES)
    navigation = Navigation.read()
    page = lists.page_of(asked, navigation)
    found = documents.in_order(page.stories, navigation, timezone.now())
    next_page = None
    if page.further is not None:
        next_page = address("api:stories", asked, cursors.written(page.further, lists.query_of(asked)))
    said = answer({"stories": list(found.values()), "next": next_page}, changed_at=page.changed_at)
    if next_page:
        said.headers["Link"] = f'<{next_page}>; rel="next"'
    return shows(said, lists.keys_of(asked), page_keys.stories(found))


def story(request: HttpRequest, story: int) -> HttpResponse:
    filters.asked_of(request.GET, ())
    number = int(story)
    rows = PublishedArticle.objects.only(*documents.COLUMNS).annotate(changed_at=ITS_LAST_CHANGE)
    row = rows.filter(story_id=number).first()
    if row is not None:
        found = documents.of([row], Navigation.read(), timezone.now())
        said = answer(found[number], changed_at=row.changed_at)
    else:
        said = without(number).answer()
    return shows(said, page_keys.story(number))


def without(number: int) -> Problem:
    """Of a story that readers do not have: whether they had it."""
    gone = GonePath.objects.filter(story_id=number).first()
    change = PublicChange.objects.filter(story_id=number, is_gone=True).first()
    if gone is None and change is None:
        return nothing_here("There is no story with this number. /changes has every story that there was.")
    at = gone.since if gone is not None else change.at  # type: ignore[union-attr] # one of them is there
    return Problem(
        410,
        "This story was taken away.",
        "Take it away too: whatever of it was stored is not to be shown any more.",
        kind=change.kind if change else "",
        story=ninjs.tombstone(number, at=at, note=gone.note if gone else ""),
    )


def changes(request: HttpRequest) -> HttpResponse:
    asked = filters.asked_of(request.GET, filters.PAGING)
    limit = filters.limit_of(asked)
    since, _ = cursors.read(asked["after"], CHANGES) if "after" in asked else (0, 0)
    rows = list(PublicChange.objects.filter(number__gt=since).order_by("number")[: limit + 1])
    page = rows[:limit]
    numbers = [row.story_id for row in page]
    live = PublishedArticle.objects.only(*documents.COLUMNS).filter(story_id__in=numbers) if page else ()
    found = documents.of(live, Navigation.read(), timezone.now()) if page else {}
    # Whether it is there now counts, and not what was noted: it may have gone between two questions.
    taken = [number for number in numbers if number not in found]
    gone = {row.story_id: row for row in GonePath.objects.filter(story_id__in=taken)} if taken else {}
    told = []
    for row in page:
        document = found.get(row.story_id)
        if document is None:
            left = gone.get(row.story_id)
            document = ninjs.tombstone(
                row.story_id, at=left.since if left else row.at, note=left.note if left else ""
            )
        told.append({"at": row.at, "kind": row.kind, "story": document})
    last = page[-1].number if page else since
    following = address("api:changes", asked, cursors.written((last or 0, 0), CHANGES))
    said = answer(
        {"changes": told, "next": following, "more": len(rows) > limit},
        changed_at=page[-1].at if page else None,
    )
    return shows(said, page_keys.ANY)


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
    return shows(answer({"sections": found}), page_keys.EVERYTHING)


def topics(request: HttpRequest) -> HttpResponse:
    return by_slug(
        request,
        "topics",
        Topic.objects,
        lambda one: {"description": one.description},
    )


def reporters(request: HttpRequest) -> HttpResponse:
    return by_slug(
        request,
        "reporters",
        Reporter.objects.filter(active=True),
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
    return shows(answer({name: said, "next": following}), page_keys.ANY)
