"""What the API says when it cannot do what was asked: RFC 9457, in words of what to do."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

PROBLEM = "application/problem+json"


class Problem(Exception):
    """Is answered in place of what was asked for. `more` are further members of the answer."""

    def __init__(self, status: int, title: str, detail: str = "", **more: Any) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.more = status, title, detail, more

    def answer(self) -> HttpResponse:
        said = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            said["detail"] = self.detail
        body = json.dumps(said | self.more, ensure_ascii=False)
        return HttpResponse(body, status=self.status, content_type=PROBLEM)


def nothing_here(detail: str) -> Problem:
    return Problem(404, HTTPStatus.NOT_FOUND.phrase, detail)
