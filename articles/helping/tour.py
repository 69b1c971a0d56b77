"""The tour of five steps for newcomers: a strip at the foot of the page, which says one thing and leads on.

It is offered in somebody's first days, so to everybody in the demonstration. Who closes it is not shown it again, on
any machine. No page asks whether it was closed: the script does, once in a session.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import policy
from articles.models import TourClosed
from house.doors import JSON, By, Said, TwoDoors, door

FIRST_DAYS = timedelta(days=14)


def is_new(user: User | AnonymousUser) -> bool:
    """Whether somebody has come so lately that the tour may be for them. Asks nothing of the database."""
    return isinstance(user, User) and user.date_joined > timezone.now() - FIRST_DAYS


@door("GET", answers=JSON)
def look(request: HttpRequest, by: By) -> Said:
    """The steps, or none for who has closed it: each a heading, a text, its page, and what it is about there."""
    if not is_new(by) or TourClosed.objects.filter(user=by).exists():
        return {"steps": []}
    names = ("title", "text", "page", "mark")
    return {"steps": [dict(zip(names, step, strict=True)) for step in steps(by)]}


@door("POST", answers=JSON)
def close(by: By) -> Said:
    TourClosed.objects.get_or_create(user=by, defaults={"at": timezone.now()})
    return {"steps": []}


tour = TwoDoors(look, close)


def steps(by: User) -> Iterator[tuple[str, str, str, str]]:
    """Five steps, by what this person does here. The last two things are the same for all."""
    first = reverse("admin:index")
    has_stories = policy.may_create(by) or by.has_perm("media.view_image")
    waits = _("This page lists what waits for you, with what is due first.")
    found = _("Ctrl+K finds what you can do, every page and every story. Your menu has it, too.")
    if not has_stories:
        waits = _("This page leads to all that you look after.")
        found = _("Ctrl+K finds what you can do, and every page. Your menu has it, too.")
    yield (_("Begin here"), waits, first, "h1")
    yield (
        _("Everything by one key"),
        found,
        first,
        "#user-tools > summary",
    )
    if policy.may_create(by):
        new = reverse("admin:articles_article_add")
        yield (
            _("Write as readers will see it"),
            _("Headline, standfirst, text: the page looks like the story. Nothing is begun before you type."),
            new,
            "[name=headline]",
        )
        yield (
            _("Nothing typed is lost"),
            _(
                "What you type is kept within seconds, and this line says when. Submit gives the story to an editor."
            ),
            new,
            "[data-saved]",
        )
    elif by.has_perm("media.view_image"):
        yield (
            _("Pictures"),
            _("Upload many at once, with one credit for all of them."),
            reverse("admin:media_image_changelist"),
            ".page-head",
        )
        yield (
            _("Stories"),
            _("Open any story to change its pictures and captions. Its words stay as they are."),
            reverse("admin:articles_article_changelist"),
            "h1",
        )
    else:
        yield (
            _("Log-ins"),
            _("Here log-ins are made, with their role and their sections."),
            reverse("admin:auth_user_changelist"),
            "h1",
        )
        yield (
            _("Sections"),
            _("Whose editor sees which story follows from its section."),
            reverse("admin:articles_section_changelist"),
            "h1",
        )
    yield (
        _("All of it on one page"),
        _("How this desk works says the rest, and whom to ask. You find it behind your name."),
        reverse("admin:how_this_desk_works"),
        "h1",
    )
