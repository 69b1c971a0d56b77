"""Each request to the desk: who must set up a second factor before anything else, and who was seen.

A session that was opened without a second factor, by somebody whose role needs one, leads to the page where it is set
up, and nowhere else. Nobody is asked in the database: the session knows how it was opened.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from house.doors import is_asked_by_a_script
from newsroom.middleware import is_at_the_desk
from newsroom.people import factors, languages, sessions, steps

# What stays open to somebody who has none yet.
OPEN = ("your_log_in", "logout", "login")
LED = gettext_noop(
    "Your role needs a second factor now. Set it up in another window, at “Your log-in”; then go on here."
)


def look_at_who_asks(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(request: HttpRequest) -> HttpResponseBase:
        if is_at_the_desk(request) and request.user.is_authenticated:
            sessions.note(request, request.user, now=timezone.now())
            if must_set_one_up(request) and not _is_open(request.path):
                return _led(request)
            if language := languages.of(request.user):
                # What goes out to readers has their language whatever is set here: `composing` sees to that.
                with override(language):
                    return get_response(request)
        return get_response(request)

    return answer


def must_set_one_up(request: HttpRequest) -> bool:
    return factors.must_have_one(request.user) and not steps.is_marked(request)


def _is_open(path: str) -> bool:
    return path.startswith(tuple(reverse(f"admin:{name}") for name in OPEN))


def _led(request: HttpRequest) -> HttpResponseBase:
    if is_asked_by_a_script(request):
        return JsonResponse({"why": _(LED)}, status=403)
    return HttpResponseRedirect(reverse("admin:your_log_in"))
