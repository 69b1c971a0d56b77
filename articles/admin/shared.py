"""What a link without a log-in opens: the page of one story, and the pictures on it.

It is served beside the desk, since it reads drafts, and outside of /desk/, since nobody logs in. Whatever opens
nothing gets the same answer.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.acts import wires
from articles.admin.preview import chosen, composed, coverage_of, is_live
from articles.models import ShareLink
from articles.sharing import asking
from articles.site.page import story_page
from articles.site.report import network
from articles.site.views import without_database
from house import clock, people
from house.web import PREVIEWS, absolute
from media.clearance import rights
from media.files import renditions
from media.files.serving import picture_at, unless_the_shelf_is_away
from media.models import Image
from media.shelves import storage

FOR_ONE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, noarchive",
}


@require_safe
@unless_the_shelf_is_away
def shared(request: HttpRequest, rest: str) -> HttpResponseBase:
    """`rest` is a secret, or a secret with the mark and the name of a picture."""
    secret, _slash, picture = rest.partition("/")
    link = asking.opened_by(secret)
    try:
        if link is None:
            raise Http404
        answer = picture_of(link, picture) if picture else page_of(request, link, secret)
    except Http404:
        answer = HttpResponseNotFound(without_database("preview_over.html"))
    for name, value in FOR_ONE.items():
        answer.headers[name] = value
    return answer


def page_of(request: HttpRequest, link: ShareLink, secret: str) -> HttpResponse:
    article = link.article
    revision = link.revision or chosen(article, None)
    # What an agency has killed nobody outside is shown; the page of the links says why.
    if wires.killed_words(article, revision):
        raise Http404
    if request.method == "GET":
        said = request.headers.get("User-Agent", "")
        asking.note_view(link, browser=said, address=network(request), now=timezone.now())
    composition = composed(article, revision, for_guests=partial(address_of_picture, link, secret))
    told = _("{name} shows this to {recipient}, until {time}. Not published: please pass nothing of it on.")
    if is_live(article, revision):
        told = _("{name} shows this to {recipient}, until {time}. As readers have it.")
    until = clock.in_full(link.expires_at)
    return story_page(
        request,
        story=composition.story,
        coverage=coverage_of(composition),
        preview=told.format(name=people.name_of(link.by), recipient=link.recipient, time=until),
        recipient=link.recipient,
    )


def picture_of(link: ShareLink, asked: str) -> HttpResponse:
    mark, _slash, name = asked.partition("/")
    if not asking.is_marked(link, name, mark):
        raise Http404
    image = Image.objects.with_rights().filter(renditions__name=name).first()
    if image is None or rights.problems(image, timezone.now()):
        raise Http404
    return picture_at(storage.private(), renditions.path(name))


def address_of(secret: str) -> str:
    return absolute(reverse("shared", args=[f"{secret}/"]))


def address_of_picture(link: ShareLink, secret: str, rendition: dict[str, Any]) -> str:
    name = rendition["name"]
    return reverse("shared", args=[f"{secret}/{asking.mark_of(link, name)}/{name}"])


addresses: list[URLPattern] = [path(f"{PREVIEWS.lstrip('/')}<path:rest>", shared, name="shared")]
