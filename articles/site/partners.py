"""Where partners fetch stories: an address with a secret in it, which shows what was laid out for them."""

from __future__ import annotations

from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone

from articles.exchange import wrapping
from articles.models.partner_item import PartnerItem
from articles.models.published import PublishedArticle
from articles.site.answers import for_readers
from house.web import absolute

AT_ONCE = 100
HIGHEST = 18  # digits of a number


@for_readers
def items(request: HttpRequest, secret: str) -> HttpResponse:
    """The newest, newest first; or with `?after=` what was laid out after the item of this number, in order.

    `Link` names the address at which the partner goes on, now or later.
    """
    after = request.GET.get("after", "")
    if after and not (after.isascii() and after.isdigit() and len(after) <= HIGHEST):
        return HttpResponseBadRequest("after: a number was expected.\n", content_type="text/plain")
    rows = PartnerItem.objects.filter(digest=sha256(secret.encode()).hexdigest())
    if (first := rows.order_by("number").first()) is None:
        raise Http404
    further = rows.filter(number__gt=int(after or 0))
    found = list(further.order_by("number" if after else "-number")[:AT_ONCE])
    last = max((one.number for one in found), default=int(after or 0))
    response = HttpResponse(
        wrapping.wrapped(first.format, [one.document for one in _not_gone(found)], at=timezone.now()),
        content_type=wrapping.CONTENT_TYPES[first.format],
    )
    response.headers["Link"] = f'<{absolute(request.path)}?after={last}>; rel="next"'
    # The address is a secret: nobody in between keeps what it shows.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _not_gone(found: list[PartnerItem]) -> list[PartnerItem]:
    """Without stories that readers have lost a moment ago: their withdrawal is laid out in another moment.

    Nor those without a document: it is made anew, since the terms have changed, and gets another number.
    """
    found = [one for one in found if one.document]
    shown = {one.story_id for one in found if one.is_usable}
    there = set(PublishedArticle.objects.filter(story_id__in=shown).values_list("story_id", flat=True))
    return [one for one in found if not one.is_usable or one.story_id in there]
