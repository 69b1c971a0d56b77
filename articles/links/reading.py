"""The links of stories that are submitted, in edit or ready are put down to be checked. A draft is its author's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.db.models import F, Q

from articles import body
from articles.links.own import is_own
from articles.models import Article, CheckedLink, LinksRead, State

LOOKED_AT = (State.SUBMITTED, State.IN_EDIT, State.READY)
ONCE_IN = timedelta(days=1)
AT_ONCE = 50
# Whoever pastes a list of a thousand links does not have a thousand machines asked.
MOST = 100


def read(now: datetime) -> int:
    """Look for links in what is new, and once a day in what still waits; how many stories were read."""
    articles = unread(now)
    for article in articles:
        if article.revision is not None:
            ask_for(outside(article.revision.body)[:MOST], now)
            LinksRead.objects.update_or_create(
                article=article, defaults={"revision_id": article.revision.pk, "at": now}
            )
    return len(articles)


def unread(now: datetime) -> Sequence[Article]:
    is_new = Q(links_read=None) | ~Q(links_read__revision_id=F("revision_id"))
    rows = Article.objects.filter(state__in=LOOKED_AT, revision__isnull=False)
    found = rows.filter(is_new | Q(links_read__at__lt=now - ONCE_IN)).order_by("-touched_at")
    return list(found.select_related("revision").only("revision__body", "revision__article")[:AT_ONCE])


def outside(text: str) -> list[str]:
    """The addresses of others that a text links to, without the part that browsers keep to themselves."""
    found = (href.partition("#")[0] for href in body.links(text))
    return [
        href
        for href in dict.fromkeys(found)
        if href.lower().startswith(("http://", "https://")) and not is_own(href)
    ]


def ask_for(addresses: Iterable[str], now: datetime) -> None:
    """Have these checked, unless they were today."""
    wanted = {digest_of(address): address for address in addresses}
    CheckedLink.objects.bulk_create(
        [
            CheckedLink(digest=digest, address=address, host=host_of(address), due=now)
            for digest, address in wanted.items()
        ],
        ignore_conflicts=True,
    )
    known = CheckedLink.objects.filter(digest__in=wanted, due=None, checked_at__lt=now - ONCE_IN)
    known.update(due=now)


def digest_of(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:255]
    except ValueError:
        return ""
