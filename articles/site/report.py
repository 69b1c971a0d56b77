"""A reader reports an error in a story: a plain form without a cookie, and so without a token.

What keeps it usable: a browser says when another site makes it send the form; whoever sends too much within an hour
has to wait; a field that people do not see is left empty by them. What was sent is put into a table that this process
need not be able to read. While that table does not take anything, the form comes back with what was typed.
"""

from __future__ import annotations

import ipaddress
import logging

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.composing.navigation import Navigation
from articles.models import ErrorReport
from articles.models.published import PublishedArticle
from articles.models.redirect import GonePath, Redirect
from articles.site import answers
from articles.site.answers import answered, for_readers
from articles.site.views import is_away

logger = logging.getLogger(__name__)

WINDOW = 3600
FROM_ONE_ADDRESS = 6
FROM_EVERYBODY = 300
LONGEST_BODY = 64 * 1024
# Seconds, by the status of a refusal that is not for ever.
COME_AGAIN_AFTER = {429: WINDOW, 503: 60}


class ReportForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and what is right?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Say what is wrong.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Only if you want an answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People do not see this field. A program that fills in every field gives itself away.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    use_required_attribute = False
    label_suffix = ""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, **address: str) -> HttpResponseBase:
    story = story_at(address)
    if story is None:
        return moved(request, "site:report", address)
    if request.method != "POST":
        return answered(request, page(request, story, Navigation.read(), ReportForm()))
    response = taken(request, story, address)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@for_readers
def thanks(request: HttpRequest, **address: str) -> HttpResponse:
    story = story_at(address)
    if story is None:
        return moved(request, "site:report_thanks", address)
    return render(request, "site/report_thanks.html", {"navigation": Navigation.read(), "story": story})


def taken(request: HttpRequest, story: PublishedArticle, address: dict[str, str]) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise PermissionDenied
    # Read before anything is put in: a connection that fails then cannot be asked for it.
    navigation = Navigation.read()
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > LONGEST_BODY:
        return page(request, story, navigation, ReportForm(), status=413)
    sent = ReportForm(request.POST)
    if not sent.is_valid():
        return page(request, story, navigation, sent, status=400)
    said = sent.cleaned_data
    if not said.pop("website"):
        if is_too_much(request):
            return page(request, story, navigation, sent, status=429)
        try:
            ErrorReport.objects.create(story_id=story.story_id, edition_number=story.edition_number, **said)
        except Error as failed:
            # A program gets the answer that it can read.
            if not (is_away(failed) and request.accepts("text/html")):
                raise
            logger.warning("A report was not taken, since the database does not take it: %s", failed)
            return page(request, story, navigation, sent, status=503)
    return HttpResponseRedirect(reverse("site:report_thanks", kwargs=address))


def story_at(address: dict[str, str]) -> PublishedArticle | None:
    rows = PublishedArticle.objects.only("story_id", "edition_number", "path", "headline", "language")
    return rows.filter(path=reverse("site:story", kwargs=address)).first()


def moved(request: HttpRequest, name: str, address: dict[str, str]) -> HttpResponse:
    """To the form at the story's new address, with what was typed. A story that was taken down has no form."""
    path = reverse("site:story", kwargs=address)
    redirect = Redirect.objects.select_related("story").only("story__path").filter(old_path=path).first()
    if redirect is not None:
        there = reverse(name, kwargs=resolve(redirect.story.path).kwargs)
        return answers.moved(request, there, preserve_request=True)
    gone = GonePath.objects.filter(path=path).first()
    if gone is None:
        raise Http404
    return render(request, "site/gone.html", {"navigation": Navigation.read(), "note": gone.note}, status=410)


def page(
    request: HttpRequest, story: PublishedArticle, navigation: Navigation, sent: ReportForm, status: int = 200
) -> HttpResponse:
    context = {"navigation": navigation, "story": story, "form": sent, "status": status}
    response = render(request, "site/report.html", context, status=status)
    if status in COME_AGAIN_AFTER:
        response.headers["Retry-After"] = str(COME_AGAIN_AFTER[status])
    return response


def is_too_much(request: HttpRequest) -> bool:
    """Count this report. Returns whether this address, or everybody together, has sent enough for this hour."""
    # The address itself is not kept.
    sender = salted_hmac("reports", network(request)).hexdigest()[:32]
    return counted(f"reports:{sender}") > FROM_ONE_ADDRESS or counted("reports") > FROM_EVERYBODY


def counted(key: str) -> int:
    try:
        cache.add(key, 0, WINDOW)
        return cache.incr(key)
    except ValueError:  # the hour ended between the two lines
        return 1
    except Exception as failed:
        # Each kind of cache fails in its own way. A failure must not lose what a reader reports.
        logger.warning("Reports are taken uncounted, since the cache does not answer: %s", failed)
        return 1


def network(request: HttpRequest) -> str:
    """The network from which the report comes. IPv6 addresses are counted by network: one household has billions."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # Our own proxy wrote the last one. Anybody can claim those before it.
        seen = request.headers.get("X-Forwarded-For", seen).rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        # An IPv4 address as a socket for both shows it: all of them lie in one network of IPv6.
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)
