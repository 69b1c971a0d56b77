"""The writing API: its addresses, and their description as OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import Body, NinjaAPI

from articles import policy
from articles.filing import acting, stories
from articles.filing.keys import Caller
from articles.filing.knocking import DeskKey
from articles.filing.once import Done, once
from articles.filing.reading import Reader
from articles.filing.refusing import NotDone, answer_in_words
from articles.filing.shapes import (
    Acted,
    ActName,
    ChangedStory,
    IdempotencyKey,
    NewStory,
    NotMerged,
    Refusal,
    Saved,
    StoryNumber,
    Wanted,
    WhoAsks,
    WholeStory,
)
from articles.models import KeyScope
from house import people
from house.web import DESK_API

# What any address answers: an unknown key, one for something else, and one that asks too often.
ANYWHERE: dict[int, Any] = {401: Refusal, 403: Refusal, 429: Refusal}
SENT: dict[int, Any] = {400: Refusal, 413: Refusal, 415: Refusal, 422: Refusal}
NO_CREATOR = "Nobody in the role that this key has begins stories."

api = NinjaAPI(
    title="Newsroom writing API",
    version="1",
    description="Files stories at the desk, as whoever the key acts as. docs/writing-api.md tells the rest.",
    urls_namespace="filing",
    openapi_url=None,
    docs_url=None,
    auth=DeskKey(KeyScope.WRITE, KeyScope.ACT),
    parser=Reader(),
)
answer_in_words(api)
writing, acts = DeskKey(KeyScope.WRITE), DeskKey(KeyScope.ACT)


def caller_of(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return caller


def told(done: Done) -> HttpResponse:
    # A database may keep the names in another order, and the second answer is to be the first.
    return JsonResponse(done.facts, status=done.status, json_dumps_params={"sort_keys": True})


@api.get(
    "/key",
    response={200: WhoAsks, **ANYWHERE},
    operation_id="who_asks",
    tags=["Keys"],
    summary="What this key may do",
)
def who_asks(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    sections = policy.sections_for(caller.user).select_related("parent").in_order()
    return JsonResponse(
        {
            "key": caller.key.name,
            "scopes": caller.key.scopes,
            "rate": caller.key.rate,
            "expires_at": caller.key.expires_at,
            "acts_as": people.name_of(caller.user),
            "roles": sorted(policy.person(caller.user).roles),
            "sections": [{"slug": section.slug, "name": str(section)} for section in sections],
        }
    )


@api.post(
    "/stories",
    response={201: Saved, **ANYWHERE, **SENT},
    auth=writing,
    operation_id="begin_story",
    tags=["Stories"],
    summary="Begin a story",
)
def begin_story(
    request: HttpRequest, story: Annotated[NewStory, Body()], idempotency_key: IdempotencyKey
) -> HttpResponse:
    caller, given = caller_of(request), story.given()
    if not policy.may_create(caller.user):
        raise NotDone(403, NO_CREATOR)
    asked = ["begin", given]
    return told(once(caller, idempotency_key, asked, lambda number: stories.begin(caller, given, number)))


@api.get(
    "/stories/{pk}",
    response={200: WholeStory, 404: Refusal, 422: Refusal, **ANYWHERE},
    operation_id="read_story",
    tags=["Stories"],
    summary="Read a story’s working copy",
)
def read_story(request: HttpRequest, pk: StoryNumber) -> HttpResponse:
    return JsonResponse(stories.read(caller_of(request), pk))


@api.patch(
    "/stories/{pk}",
    response={200: Saved, 404: Refusal, 409: NotMerged, **ANYWHERE, **SENT},
    auth=writing,
    operation_id="save_story",
    tags=["Stories"],
    summary="Save a story with the revision from which the change began",
)
def save_story(request: HttpRequest, pk: StoryNumber, story: Annotated[ChangedStory, Body()]) -> HttpResponse:
    given = story.given()
    base = given.pop("revision")
    return told(stories.save(caller_of(request), pk, given, base=base))


@api.post(
    "/stories/{pk}/acts/{act}",
    response={200: Acted, 404: Refusal, 409: Refusal, **ANYWHERE, **SENT},
    auth=acts,
    operation_id="act_on_story",
    tags=["Stories"],
    summary="Do an act: submit, approve, publish, withdraw and the others",
)
def act_on_story(
    request: HttpRequest,
    pk: StoryNumber,
    act: ActName,
    wanted: Annotated[Wanted, Body()],
    idempotency_key: IdempotencyKey,
) -> HttpResponse:
    caller, known = caller_of(request), acting.named(act)
    acting.draw_ahead(caller, stories.find(caller, pk), known, wanted)
    asked = ["act", pk, act, wanted.model_dump(mode="json")]
    return told(
        once(caller, idempotency_key, asked, lambda number: acting.do(caller, pk, known, wanted, number))
    )


@api.get("/openapi.json", include_in_schema=False, operation_id="description", url_name="description")
def description(request: HttpRequest) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema())


@csrf_exempt
def nothing_here(request: HttpRequest, **_: str) -> HttpResponse:
    return JsonResponse({"why": "There is no such address. docs/writing-api.md names them."}, status=404)


def every_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer HEAD as GET, which ninja does not (the server leaves the body away), and refuse others as JSON."""

    @wraps(view)
    def answer(request: HttpRequest, **where: Any) -> HttpResponse:
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        try:
            answered = view(request, **where)
        finally:
            request.method = method
        if answered.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            known = ", ".join(sorted(answered.headers["Allow"].split(", ")))
            return JsonResponse({"why": f"Here one asks by {known}."}, status=405, headers={"Allow": known})
        return answered

    return answer


patterns: Any = api.urls[0]
for pattern in patterns:
    pattern.callback = every_method(pattern.callback)

addresses: list[URLPattern | URLResolver] = [
    path(f"{DESK_API.lstrip('/')}v1/", (patterns, *api.urls[1:])),
    path(f"{DESK_API.lstrip('/')}<path:rest>", nothing_here, name="filing_nothing_here"),
]
