"""For the desk: what is wrong with the links of a revision, in sentences, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from articles import body
from articles.links.own import OwnPage, is_own, pages_at
from articles.links.reading import digest_of, outside
from articles.models import CheckedLink
from house import clock

Outcome = CheckedLink.Outcome
# Of an address and of the words that are linked, so much is said.
SHOWN, SHOWN_WORDS = 80, 60
MISSING = (404, 410)
# Many hide from programs behind 401, 403, 429 and 503, and open for people.
BUSY = 503


def dead(text: str) -> Iterator[str]:
    """What to look at, link by link. One query for links outside if there are any, and one for our own."""
    if not settings.CHECK_LINKS:
        return
    words = body.linked(text)
    if not words:
        return
    known = {row.digest: row for row in known_of(text)}
    pages = pages_at([href for href in words if is_own(href)])
    for href, said in words.items():
        linked, address = shortened(said, SHOWN_WORDS), shortened(href, SHOWN)
        row = known.get(digest_of(href.partition("#")[0]))
        if href in pages:
            yield from (one.format(words=linked, address=address) for one in wrong_with_ours(pages[href]))
        elif row is not None and row.checked_at is not None:
            when = clock.said(row.checked_at)
            for one in wrong_with(row):
                yield one.format(words=linked, address=address, status=row.status, when=when)


def known_of(text: str) -> list[CheckedLink]:
    digests = [digest_of(address) for address in outside(text)]
    return list(CheckedLink.objects.filter(digest__in=digests)) if digests else []


def wrong_with(row: CheckedLink) -> Iterator[str]:
    """A sentence with places for what is said in it; none for a link that is well."""
    if row.outcome == Outcome.UNKNOWN:
        yield _("The link on “{words}” leads to {address}, and nobody has that name ({when}).")
    elif row.outcome == Outcome.SILENT:
        yield _("The link on “{words}” leads to {address}, which does not answer ({when}).")
    elif row.outcome == Outcome.REFUSED:
        yield _("The link on “{words}” leads to {address}, where readers cannot follow.")
    elif row.status in MISSING or (row.status is not None and row.status >= 500 and row.status != BUSY):
        yield _("The link on “{words}” leads to {address}, which answers {status} ({when}).")


def wrong_with_ours(page: OwnPage) -> Iterator[str]:
    if page == OwnPage.GONE:
        yield _("The link on “{words}” leads to {address}, a story that was taken from readers.")
    elif page == OwnPage.NOWHERE:
        yield _("The link on “{words}” leads to {address}, where our site has no page.")
    elif page == OwnPage.DESK:
        yield _("The link on “{words}” leads to {address}, a page of the desk that readers cannot open.")


def shortened(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
