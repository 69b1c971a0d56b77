"""The page “How this desk works”, for whoever is new: drawn from the roles, the sections and the acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import policy
from articles.acts import approve, plain_moves, publish
from articles.acts.table import ACTS
from articles.helping.keys import GROUPS
from articles.languages import own_name
from articles.models import Section
from articles.policy import Role
from house import people
from house.doors import By, door

# To whom one goes with what.
ASKED = (
    (Role.SECTION_EDITOR, gettext_noop("your story, its length, its time, and whatever you are not sure of")),
    (Role.COPY_EDITOR, gettext_noop("spelling, names and the newspaper's own style")),
    (Role.PICTURE_EDITOR, gettext_noop("a picture, its credit, and whether it may be shown")),
    (Role.EDITOR_IN_CHIEF, gettext_noop("an embargo, the law, and a story that has to go away")),
    (Role.ADMIN, gettext_noop("your log-in, your role, your sections")),
)
MOST_NAMES = 12
WAY = (plain_moves.SUBMIT, plain_moves.TAKE, approve.ACT, publish.ACT)


@dataclass(frozen=True)
class WhoToAsk:
    role: str
    about: str
    names: list[str]
    more: int
    """How many people there are besides."""


@door("GET")
def how_this_desk_works(request: HttpRequest, by: By) -> HttpResponse:
    who = policy.person(by)
    sections = {row.pk: str(row) for row in Section.objects.select_related("parent")}
    mine = [name for pk, name in sections.items() if pk in who.sections]
    context = {
        **admin.site.each_context(request),
        "title": _("How this desk works"),
        "roles": [_(role.value) for role in Role if role in who.roles],
        "sections": mine,
        "acts": {act.name: act.label for act in ACTS},
        "may_do": [act.label for act in ACTS if policy.may_somewhere(by, act.name)],
        "way": [(act.label, _who_may(act.name)) for act in WAY],
        "may_create": policy.may_create(by),
        "may_schedule": policy.may_somewhere(by, "schedule"),
        "asked": list(_whom_to_ask(who.sections)),
        "groups": [group.facts for group in GROUPS],
        "zone": settings.TIME_ZONE,
        "languages": [f"{code} {own_name(code)}" for code in settings.STORY_LANGUAGES],
        "largest_picture": f"{settings.PICTURE_MAX_BYTES / 2**20:.3g} MB",
    }
    return TemplateResponse(request, "admin/how_this_desk_works.html", context)


def _who_may(act: str) -> list[str]:
    return [_(role.value) for role, reaches in policy.STORY_RULES[act].items() if reaches]


def _whom_to_ask(sections: frozenset[int]) -> Iterator[WhoToAsk]:
    """The people of each role, those of one's own sections first."""
    rows = User.objects.filter(is_active=True, is_staff=True).prefetch_related(
        "groups", "remits__section__parent"
    )
    found: dict[str, list[tuple[bool, str]]] = {}
    for user in rows.order_by("last_name", "first_name", "username"):
        remits = [remit.section for remit in user.remits.all()]
        is_near = any(section.pk in sections or section.parent_id in sections for section in remits)
        of = f" ({', '.join(str(section) for section in remits)})" if remits else ""
        for group in user.groups.all():
            found.setdefault(group.name, []).append((not is_near, f"{people.name_of(user)}{of}"))
    for role, about in ASKED:
        names = [name for _is_far, name in sorted(found.get(role.value, []), key=lambda one: one[0])]
        if names:
            yield WhoToAsk(_(role.value), _(about), names[:MOST_NAMES], max(0, len(names) - MOST_NAMES))
