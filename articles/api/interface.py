"""The API as django-ninja has it: operations with their words and answers, from which its description is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from ninja import NinjaAPI

from articles.api import described, documents, filters, reading
from articles.api.described import AFTER, LIMIT, WORDS, extra
from articles.api.problems import Problem
from articles.models import page_keys
from articles.site.caching import shows

DESCRIPTION = (
    "Everything that the paper’s site shows, for machines: read-only, without a log-in. "
    "Stories are IPTC’s ninjs 3.1. Follow `/changes` to have the same stories as the site, with corrections and "
    "withdrawals."
)
api = NinjaAPI(
    title="Content API",
    version="1",
    description=DESCRIPTION,
    urls_namespace="content",
    docs_url=None,
    openapi_url=None,
)


@api.exception_handler(Problem)
def say(request: HttpRequest, problem: Problem) -> HttpResponse:
    return shows(problem.answer(), page_keys.ANY)


@api.get(
    "/stories",
    url_name="stories",
    operation_id="stories",
    tags=["Stories"],
    response=described.Stories,
    openapi_extra=extra(422, parameters=(*filters.described(), WORDS, AFTER, LIMIT)),
)
def stories(request: HttpRequest) -> HttpResponse:
    """Live stories, newest first."""
    return reading.stories(request)


@api.get(
    "/stories/{story}",
    url_name="story",
    operation_id="story",
    tags=["Stories"],
    response=described.Story,
    openapi_extra=extra(404, 410),
)
def story(request: HttpRequest, story: int) -> HttpResponse:
    """One story by its number, which its `uri` ends with."""
    return reading.story(request, story)


@api.get(
    "/changes",
    url_name="changes",
    operation_id="changes",
    tags=["Stories"],
    response=described.Changes,
    openapi_extra=extra(422, parameters=(AFTER, LIMIT)),
)
def changes(request: HttpRequest) -> HttpResponse:
    """Every story by its newest change, oldest change first, withdrawn ones included.

    Ask for “next” again and again: it never skips a change, and where nothing is new the list is empty.
    """
    return reading.changes(request)


@api.get(
    "/sections",
    url_name="sections",
    operation_id="sections",
    tags=["Lists of names"],
    response=described.Sections,
    openapi_extra=extra(),
)
def sections(request: HttpRequest) -> HttpResponse:
    """The sections of the paper in its order, each followed by those inside it."""
    return reading.sections(request)


@api.get(
    "/topics",
    url_name="topics",
    operation_id="topics",
    tags=["Lists of names"],
    response=described.Topics,
    openapi_extra=extra(422, parameters=(AFTER,)),
)
def topics(request: HttpRequest) -> HttpResponse:
    """The topics that stories have, by their slugs."""
    return reading.topics(request)


@api.get(
    "/reporters",
    url_name="reporters",
    operation_id="reporters",
    tags=["Lists of names"],
    response=described.Reporters,
    openapi_extra=extra(422, parameters=(AFTER,)),
)
def reporters(request: HttpRequest) -> HttpResponse:
    """The reporters whose names stand in stories, by their slugs."""
    return reading.reporters(request)


@cache
def description(site: str) -> bytes:
    """OpenAPI 3.1, as text."""
    found = dict(api.get_openapi_schema(path_prefix="api/v1"))
    found["servers"] = [{"url": site}]
    return documents.as_json(found)


def openapi(request: HttpRequest) -> HttpResponse:
    filters.asked_of(request.GET, ())
    said = HttpResponse(description(settings.SITE_URL), content_type="application/json")
    return shows(said, page_keys.EVERYTHING)


def docs(request: HttpRequest) -> HttpResponse:
    """The same for people. Its scripts and sheets are ours: nothing is fetched from elsewhere."""
    page = render_to_string("site/api.html", {"title": f"{api.title} — {settings.SITE_NAME}"})
    return shows(HttpResponse(page), page_keys.EVERYTHING)


def views_by_name() -> dict[str, Callable[..., HttpResponse]]:
    """Each operation by the name of its address."""
    patterns: Any = api.urls[0]
    found = {pattern.name: pattern.callback for pattern in patterns if pattern.name}
    return found | {"openapi": openapi, "docs": docs}
