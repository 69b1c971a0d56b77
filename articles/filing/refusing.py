"""What is answered where nothing was done: the same few facts everywhere, as the doors of the desk have them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from articles.acts.act import Refused
from articles.filing.reading import NotJSON
from articles.writing import saving

NOT_HERE = "There is no such story here."
STRANGE = "This is not asked here."


class NotDone(Exception):
    """Nothing was done. `wrong` says of each thing that was sent what is wrong with it."""

    def __init__(
        self,
        status: int,
        why: str,
        *,
        wrong: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        self.status, self.headers = status, headers or {}
        self.facts: dict[str, Any] = {"why": why, **more} | ({"wrong": wrong} if wrong else {})
        super().__init__(why)


def not_taken(wrong: dict[str, str]) -> NotDone:
    return NotDone(422, " ".join(f"“{name}”: {words}" for name, words in wrong.items()), wrong=wrong)


def answer_in_words(api: NinjaAPI) -> None:
    """Have every refusal answered here."""

    @api.exception_handler(NotDone)
    def not_done(request: HttpRequest, refusal: NotDone) -> HttpResponse:
        return JsonResponse(refusal.facts, status=refusal.status, headers=refusal.headers)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
        return JsonResponse({"why": str(refusal), "reasons": list(refusal.reasons)}, status=409)

    @api.exception_handler(saving.Unfit)
    def unfit(request: HttpRequest, refusal: saving.Unfit) -> HttpResponse:
        return not_done(request, not_taken(dict(refusal.problems)))

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
        return not_done(request, not_taken(dict(map(_in_words, refusal.errors))))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, refusal: HttpError) -> HttpResponse:
        why = refusal.__cause__ if isinstance(refusal.__cause__, NotJSON) else refusal
        return JsonResponse({"why": str(why)}, status=refusal.status_code)


def _in_words(error: dict[str, Any]) -> tuple[str, str]:
    """The place of an error as a name with points, and what is wrong there."""
    where, *place = error["loc"]
    # The first name within the body is that of our own argument.
    place = place[1:] if where == "body" else place
    name = ".".join(str(part)[:40] for part in place) or str(where)
    return name, STRANGE if error["type"] == "extra_forbidden" else f"{error['msg']}."
