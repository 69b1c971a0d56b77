"""Answers to a page that stays open while its form is saved or its story moves on.

The browser sends the same form to the same address as without scripts; a header says that the page stays. Where the
answer would be a redirect to the story's form, that page is sent at once, and the open page takes over what has
changed. Where it would lead to another page, the answer is only the address. A dialog asks for a short
answer: what was done, in words.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from articles.models import Article, content
from articles.models.content import Content
from house.doors import NotTaken

FORMS = {"articles_article_change"}


@dataclass(frozen=True)
class Sent:
    """What a form said when it was saved: the content, and the fields for the desk alone."""

    content: Content
    desk: Mapping[str, Any]

    def differs(self, article: Article) -> list[str]:
        """The fields and rows in which the story now differs from what this form said."""
        if article.revision is None:
            return []
        stored = content.of_revision(article.revision)
        names = [
            name.removesuffix("_id")
            for name, value in self.content.fields.items()
            if stored.fields[name] != value
        ]
        names += [
            name for name in ("bylines", "sources") if getattr(stored, name) != getattr(self.content, name)
        ]
        names += ["topics"] if set(stored.topics) != set(self.content.topics) else []
        return names + [name for name, value in self.desk.items() if getattr(article, name) != value]


def is_asked(request: HttpRequest) -> bool:
    return request.headers.get("X-In-Place") == "1"


def answer(request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """The answer of the view, in the form that a page which stays open can use."""
    if not is_asked(request):
        answered: HttpResponse = view(request, *args, **kwargs)
        return answered
    try:
        response: HttpResponse = view(request, *args, **kwargs)
    except NotTaken as refusal:
        return JsonResponse(refusal.facts, status=refusal.status)
    except PermissionDenied as denied:
        return JsonResponse({"why": str(denied) or _("You may not do this.")}, status=403)
    if response.status_code != 302:
        return response
    address = response.headers["Location"]
    try:
        found = resolve(address)
    except Http404:
        found = None
    if found is None or found.url_name not in FORMS:
        return JsonResponse({"go": address})
    if request.headers.get("X-In-Place-Answer") == "short":
        # The act is answered before its page is made anew, which takes as long once more.
        said = [{"words": str(one), "tags": one.tags} for one in messages.get_messages(request)]
        return JsonResponse({"done": said, "then": address})
    # Called within the same request, so that it reads what has just been written.
    page: HttpResponse = found.func(_as_asked_for(request), *found.args, **found.kwargs)
    return page


def _as_asked_for(request: HttpRequest) -> HttpRequest:
    """A copy of the request that asks for the page. It has the same messages, token and nonce."""
    asking = copy.copy(request)
    asking.method = "GET"
    asking.POST = QueryDict()
    asking.META = request.META
    return asking


def facts_for_the_page(request: HttpRequest, article: Article | None) -> dict[str, str]:
    """What the page needs to know besides its parts, once its form has been saved."""
    sent: Sent | None = getattr(request, "sent", None)
    if sent is None or article is None:
        return {}
    return {"theirs": json.dumps(sent.differs(article))}
