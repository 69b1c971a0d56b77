"""What a secret opens. Every other secret opens the same nothing, and is looked for by the same questions."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.models import Byline, ShareLink, ShareView
from articles.sharing.links import digest_of, is_over

# How many times of opening are kept of a link, and how often one browser is written down.
MOST_VIEWS = 50
EVERY = timedelta(minutes=1)
KEPT_AFTER = timedelta(days=30)
NOBODY = 0
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari", "Trident")
SYSTEMS = (
    ("iPhone", gettext_noop("an iPhone")),
    ("iPad", gettext_noop("an iPad")),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", gettext_noop("a Mac")),
    ("Linux", "Linux"),
)
CALLED = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Trident": "Internet Explorer"}


def opened_by(secret: str) -> ShareLink | None:
    """The link with this secret, if it opens its story now.

    An unknown link, one that is over, and one whose maker may not show the story any more are told apart by nothing,
    not even by the number of questions to the database: there are always three.
    """
    rows = ShareLink.objects.open().select_related("article", "by", "revision__section__parent")
    rows = rows.defer("article__words", "article__name_words")
    link = rows.filter(digest=digest_of(secret)).first()
    if link is None:
        policy.with_roles(pk=NOBODY)
        list(Byline.objects.filter(article=NOBODY))
        return None
    roles = policy.with_roles(pk=link.by_id)
    prefetch_related_objects([link.article], "bylines")
    if is_over(link.article) or link.article.revision_id is None:
        return None
    return link if policy.may(maker_of(link, roles), "share", link.article) else None


def maker_of(link: ShareLink, people: list[User]) -> User | AnonymousUser:
    """Whoever made the link, with the roles they have now."""
    maker = link.by
    if not maker.is_active or not maker.is_staff:
        return AnonymousUser()
    maker._person = policy.person_in(people)  # type: ignore[attr-defined] # where `policy.person` keeps its answer
    return maker


# Pictures


def mark_of(link: ShareLink, name: str) -> str:
    """What the address of a picture has besides its name: only pictures that this link shows have one."""
    return salted_hmac("articles.sharing.pictures", f"{link.pk} {name}", algorithm="sha256").hexdigest()[:32]


def is_marked(link: ShareLink, name: str, mark: str) -> bool:
    return constant_time_compare(mark_of(link, name), mark)


# Who has opened it


def note_view(link: ShareLink, *, browser: str, address: str, now: datetime) -> None:
    """Keep when, and roughly from where, the link was opened. A browser that loads again counts once in a minute."""
    told, network = browser_in_words(browser), network_of(address)
    same = link.views.filter(browser=told, network=network, at__gt=now - EVERY)
    if same.exists():
        return
    with transaction.atomic():
        ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)
        ShareView.objects.create(link=link, at=now, browser=told, network=network)
        kept = link.views.values_list("pk", flat=True)[MOST_VIEWS - 1 : MOST_VIEWS]
        for oldest in kept:
            link.views.filter(pk__lt=oldest).delete()


def browser_in_words(said: str) -> str:
    """A browser and a machine: “Firefox on Windows”. No version, which few share."""
    browser = next((name for name in BROWSERS if name in said), "")
    system = next((words for name, words in SYSTEMS if name in said), "")
    called = CALLED.get(browser, browser) or _("Another program")
    return _("{browser} on {system}").format(browser=called, system=_(system)) if system else called


def network_of(address: str) -> str:
    """The address without its last part, which would tell one household from another."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, length), strict=False))


def forget(now: datetime) -> int:
    """A duty: forget who opened links that expired a month ago. The log goes on saying that there was a link."""
    old = ShareLink.objects.filter(expires_at__lt=now - KEPT_AFTER)
    return old.delete()[0]
