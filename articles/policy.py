"""Who may see and do what. All pages, forms, searches and addresses of the desk ask here.

The rules are tables, to be read like a rule book. `STORY_RULES` says for each act which role may do it, and to which
stories; `EDIT_RULES` and `PICTURE_RULES` say who may change words and pictures, in which states. `FRONT_RULES` is
about fronts, `DESK_RULES` about the lists (sections, reporters, pictures, users and so on). Django's own permission
checks end here too, through `PolicyBackend`: groups are only names of roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from articles.models import Article, Byline, Section, State
from articles.models.article import ArticleQuerySet
from articles.models.taxonomy import SectionQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    AnyUser = User | AnonymousUser | AbstractBaseUser


class Role(StrEnum):
    """The names of the groups."""

    REPORTER = gettext_noop("Reporter")
    COPY_EDITOR = gettext_noop("Copy editor")
    PICTURE_EDITOR = gettext_noop("Picture editor")
    SECTION_EDITOR = gettext_noop("Section editor")
    EDITOR_IN_CHIEF = gettext_noop("Editor-in-chief")
    WIRE_DESK = gettext_noop("Wire desk")
    ADMIN = gettext_noop("Admin")


class Reach(Enum):
    OWN = gettext_noop("your own stories")
    WIRE = gettext_noop("stories from wire copy")
    SECTION = gettext_noop("stories in your sections")
    ASSIGNED = gettext_noop("stories assigned to you")
    DESK = gettext_noop("drafts left to your desk")
    ANY = gettext_noop("every story")


REPORTER, COPY, PICTURES, SECTION, CHIEF, WIRE, ADMIN = Role
IN_WORDS = {
    State.DRAFT: _lazy("a draft"),
    State.SUBMITTED: _lazy("submitted"),
    State.IN_EDIT: _lazy("in edit"),
    State.READY: _lazy("ready"),
    State.SPIKED: _lazy("spiked"),
}
UNFINISHED = (State.DRAFT, State.SUBMITTED, State.IN_EDIT, State.READY)

CREATORS = frozenset({REPORTER, COPY, SECTION, CHIEF, WIRE})
EVERYONE = frozenset(Role)
TEXT_ROLES = EVERYONE - {ADMIN}
NOBODY: frozenset[Role] = frozenset()
# Those who work for every desk, unless they were given sections.
ROAMING = frozenset({REPORTER, CHIEF, WIRE})


def rule(**given: Iterable[Role]) -> dict[Role, frozenset[Reach]]:
    """How far each role reaches: `own` are those who do it to their own stories, `section` those who do it in their
    sections, and so on.
    """
    reaches = {Reach[name.upper()]: roles for name, roles in given.items()}
    return {role: frozenset(reach for reach, roles in reaches.items() if role in roles) for role in Role}


EDITORS = rule(section={SECTION}, any={CHIEF})
CHIEF_ONLY = rule(any={CHIEF})

# act → role → how far it reaches. Everyone who may act on a story may also see it.
STORY_RULES: dict[str, dict[Role, frozenset[Reach]]] = {
    "view": rule(
        own=CREATORS,
        wire={WIRE},
        section={COPY, SECTION},
        assigned=TEXT_ROLES,
        desk=ROAMING,
        any={PICTURES, CHIEF},
    ),
    # Those who work on a story may show it to somebody outside, by a link.
    "share": rule(own=CREATORS, wire={WIRE}, section={COPY, SECTION}, assigned=TEXT_ROLES, any={CHIEF}),
    "assign": EDITORS,
    "plan": rule(own=CREATORS, wire={WIRE}, section={SECTION}, any={CHIEF}),
    "assign_report": EDITORS,
    "report_error": rule(
        own=CREATORS,
        wire={WIRE},
        section={COPY, SECTION},
        assigned=TEXT_ROLES,
        desk=ROAMING,
        any={PICTURES, CHIEF},
    ),
    "take_up": rule(desk=CREATORS),
    "give_back": rule(assigned=TEXT_ROLES),
    "submit": rule(own=CREATORS, wire={WIRE}, section={COPY, SECTION}, assigned=CREATORS, any={CHIEF}),
    "take_back": rule(own=CREATORS, wire={WIRE}, assigned=CREATORS),
    "hand_over": rule(section={COPY}, any={PICTURES}),
    "spike": rule(own=CREATORS, wire={WIRE}, section={SECTION}, any={CHIEF}),
    "take": rule(section={COPY, SECTION}, any={CHIEF}),
    "return": rule(section={COPY, SECTION}, any={CHIEF}),
    "approve": EDITORS,
    "reopen": EDITORS,
    "publish": EDITORS,
    "publish_change": EDITORS,
    "approve_and_publish": EDITORS,
    "schedule": EDITORS,
    "schedule_withdrawal": EDITORS,
    "unschedule": EDITORS,
    "correct": EDITORS,
    "append_correction": EDITORS,
    "withdraw": EDITORS,
    "republish": EDITORS,
    "revive": EDITORS,
    "hide_line": EDITORS,
    "kill": CHIEF_ONLY,
    "lift_embargo": CHIEF_ONLY,
    "draft_entry": rule(own=CREATORS, wire={WIRE}, section={COPY, SECTION}, assigned=CREATORS, any={CHIEF}),
    "post_entry": EDITORS,
    "close_coverage": EDITORS,
    "reopen_coverage": EDITORS,
}

# Who may change the text, in which states.
EDIT_RULES: tuple[tuple[tuple[State, ...], dict[Role, frozenset[Reach]]], ...] = (
    ((State.DRAFT,), rule(own=CREATORS, wire={WIRE}, assigned=CREATORS)),
    ((State.SUBMITTED, State.IN_EDIT), rule(section={COPY})),
    (UNFINISHED, EDITORS),
)
# Those who may change the pictures with captions and alt texts, but no words, besides the roles above.
PICTURE_RULES = ((UNFINISHED, rule(any={PICTURES})),)

# Who may do what to a picture of the library, besides what `DESK_RULES` allows.
LIBRARY_RULES = {
    "kill": frozenset({PICTURES, CHIEF}),
    "release": frozenset({PICTURES, CHIEF}),
}

# Who reads what agencies send, and takes it into stories.
WIRE_READERS = frozenset({COPY, SECTION, CHIEF, WIRE})

# Who may type the tag of somebody else, which runs in readers' browsers.
ADVERTISING_RULES = {"tag": frozenset({ADMIN})}

# Who arranges which front and decides when readers get it. The home page needs the reach ANY.
FRONT_RULES: dict[str, dict[Role, frozenset[Reach]]] = {
    "view": EDITORS,
    "edit": EDITORS,
    "put_live": EDITORS,
    "schedule": EDITORS,
    "release": EDITORS,
}

# "app.model" → (who may see the list, add to it, change it, delete from it)
DESK_RULES: dict[str, tuple[frozenset[Role], frozenset[Role], frozenset[Role], frozenset[Role]]] = {
    "articles.section": (EVERYONE, *(frozenset({CHIEF, ADMIN}),) * 3),
    "articles.topic": (
        EVERYONE,
        frozenset({COPY, SECTION, CHIEF, WIRE}),
        frozenset({SECTION, CHIEF}),
        frozenset({CHIEF}),
    ),
    # Old versions of stories name reporters and agencies, so these are marked inactive and never deleted.
    "articles.reporter": (EVERYONE, *(frozenset({SECTION, CHIEF, ADMIN}),) * 2, NOBODY),
    "articles.staffrecord": (frozenset({CHIEF, ADMIN}),) * 4,
    "articles.agency": (EVERYONE, *(frozenset({WIRE, CHIEF, ADMIN}),) * 2, NOBODY),
    "articles.edition": (frozenset({SECTION, CHIEF}), NOBODY, NOBODY, NOBODY),
    # Deliveries name them for ever, so partners are made inactive and never deleted.
    "articles.partner": (*(frozenset({CHIEF, ADMIN}),) * 3, NOBODY),
    "articles.delivery": (frozenset({CHIEF, ADMIN}), NOBODY, NOBODY, NOBODY),
    # What arrived names them for ever, so feeds are made inactive and never deleted.
    "articles.wirefeed": (frozenset({WIRE, CHIEF, ADMIN}), frozenset({ADMIN}), frozenset({ADMIN}), NOBODY),
    "articles.wireitem": (WIRE_READERS, NOBODY, NOBODY, NOBODY),
    # To change one means to say that it was seen.
    "articles.wirerefusal": (frozenset({WIRE, CHIEF, ADMIN}), NOBODY) * 2,
    "articles.assignment": (frozenset({SECTION, CHIEF}), NOBODY, NOBODY, NOBODY),
    # What ends is kept, and never deleted: it is on record what readers got.
    "articles.advertisement": (*(frozenset({CHIEF, ADMIN}),) * 3, NOBODY),
    "articles.advertisingrule": (frozenset({CHIEF, ADMIN}), NOBODY) * 2,
    "articles.houseword": (TEXT_ROLES, *(frozenset({COPY, SECTION, CHIEF}),) * 3),
    # Their own, and nobody else's.
    "articles.message": (EVERYONE, NOBODY, NOBODY, NOBODY),
    "articles.front": (frozenset({SECTION, CHIEF}), NOBODY, NOBODY, NOBODY),
    "articles.redirect": (frozenset({SECTION, CHIEF, ADMIN}), NOBODY, NOBODY, NOBODY),
    "articles.gonepath": (frozenset({SECTION, CHIEF, ADMIN}), NOBODY, NOBODY, NOBODY),
    # The pages themselves are fixed; their texts are not.
    "articles.plainpage": (frozenset({CHIEF, ADMIN}), NOBODY) * 2,
    "articles.sitefile": (frozenset({CHIEF, ADMIN}), NOBODY) * 2,
    # Reports on stories that they may see. To change one means to take it and to close it.
    "articles.errorreport": (
        frozenset({COPY, SECTION, CHIEF}),
        NOBODY,
        frozenset({COPY, SECTION, CHIEF}),
        NOBODY,
    ),
    "articles.remit": (frozenset({CHIEF, ADMIN}),) * 4,
    "media.image": (TEXT_ROLES, TEXT_ROLES, frozenset({PICTURES, CHIEF}), frozenset({PICTURES, CHIEF})),
    "media.collection": (
        TEXT_ROLES,
        TEXT_ROLES,
        frozenset({PICTURES, SECTION, CHIEF}),
        frozenset({PICTURES, CHIEF}),
    ),
    "media.credit": (TEXT_ROLES, TEXT_ROLES, TEXT_ROLES, TEXT_ROLES),
    # Nothing of a key is changed: to change one means to revoke it.
    "articles.apikey": (frozenset({CHIEF, ADMIN}), frozenset({ADMIN}), frozenset({ADMIN}), NOBODY),
    "auth.user": (frozenset({CHIEF, ADMIN}), frozenset({ADMIN}), frozenset({ADMIN}), NOBODY),
}


@dataclass(frozen=True)
class Person:
    """What the rules need to know about a person."""

    pk: int
    roles: frozenset[Role]
    sections: frozenset[int]
    """Sections in the person's remit, those inside them included."""
    reporter_id: int | None

    def works_for(self, section_id: int | None) -> bool:
        """Whether work that is left to the desk of this section is for them too."""
        return section_id in self.sections or (not self.sections and bool(self.roles & ROAMING))


NOT_STAFF = Person(pk=0, roles=frozenset(), sections=frozenset(), reporter_id=None)


def person(user: AnyUser) -> Person:
    """One query for each request: the user object, which lives as long, keeps the answer."""
    known = getattr(user, "_person", None)
    if known is None:
        known = _look_up(user)
        # Kept on the user object for the length of the request.
        user._person = known  # type: ignore[union-attr]
    return known


def _look_up(user: AnyUser) -> Person:
    if not user.is_active or not user.is_authenticated or not getattr(user, "is_staff", False):
        return NOT_STAFF
    rows = with_roles(pk=user.pk)
    return person_in(rows) if rows else NOT_STAFF


def with_roles(**which: Any) -> list[User]:
    """Somebody, once for each role with each section: a role or two and a few sections are few rows."""
    rows = User.objects.filter(**which).annotate(
        in_group=F("groups__name"),
        of_section=F("remits__section"),
        of_section_inside=F("remits__section__subsections"),
        as_reporter=F("staff_record__reporter"),
        reads=F("desk_language__language"),
    )
    return list(rows)


def person_in(rows: Sequence[Any]) -> Person:
    user = rows[0]
    roles = {role for role in Role for row in rows if role == row.in_group}
    if user.is_superuser:
        roles |= {Role.EDITOR_IN_CHIEF, Role.ADMIN}
    sections = {pk for row in rows for pk in (row.of_section, row.of_section_inside) if pk}
    return Person(user.pk, frozenset(roles), frozenset(sections), user.as_reporter)


def is_own(who: Person, article: Article) -> bool:
    if article.created_by_id == who.pk:
        return True
    return who.reporter_id is not None and any(
        row.reporter_id == who.reporter_id for row in article.bylines.all()
    )


def within(reach: Reach, who: Person, article: Article) -> bool:
    match reach:
        case Reach.ANY:
            return True
        case Reach.SECTION:
            return article.section_id in who.sections
        case Reach.WIRE:
            return article.from_wire
        case Reach.OWN:
            return is_own(who, article)
        case Reach.ASSIGNED:
            return article.assignee_id == who.pk
        case Reach.DESK:
            return article.is_left_to_a_desk and who.works_for(article.assigned_desk_id)


def why_not(user: AnyUser, act: str, article: Article) -> str | None:
    """Why this person may not do this to this story now, in words for them; None if they may.

    The record of an act says in which states it is possible, see `articles.acts`. Editing has no record: its states
    are in the tables above.
    """
    who = person(user)
    if act in {"edit", "edit_pictures"}:
        return _why_not_edit(who, article, pictures_too=act == "edit_pictures")
    if act == "plan" and (article.assignee_id or article.assigned_desk_id):
        act = "assign"  # what somebody was given has its time from whoever gives it
    if act == "hand_over" and (reason := _why_not_edit(who, article, pictures_too=True)):
        return reason  # nobody has done their part of a story that they may not change
    reaches = _reaches(STORY_RULES[act], who)
    if not reaches:
        return _only(STORY_RULES[act])
    if any(within(reach, who, article) for reach in reaches):
        return None
    return _("You may do this to {stories}, and this is not one of them.").format(
        stories=_either(_(reach.value) for reach in reaches)
    )


def _reaches(rules: dict[Role, frozenset[Reach]], who: Person) -> frozenset[Reach]:
    """How far somebody reaches with all their roles together."""
    return frozenset().union(*(rules[role] for role in who.roles))


def _why_not_edit(who: Person, article: Article, *, pictures_too: bool) -> str | None:
    if article.state == State.SPIKED:
        return _("A spiked story is read-only: revive it first.")
    rules = EDIT_RULES + PICTURE_RULES if pictures_too else EDIT_RULES
    fitting = [states for states, rule in rules if any(within(r, who, article) for r in _reaches(rule, who))]
    if any(article.state in states for states in fitting):
        return None
    if fitting:
        return _("This story is {state}: it is with somebody else now.").format(
            state=IN_WORDS[State(article.state)]
        )
    return _("This story is outside what you edit.")


def may(user: AnyUser, act: str, article: Article) -> bool:
    return why_not(user, act, article) is None


def may_somewhere(user: AnyUser, act: str) -> bool:
    """Whether there may be a story to which this person may do this."""
    return bool(_reaches(STORY_RULES[act], person(user)))


def may_create(user: AnyUser) -> bool:
    return bool(person(user).roles & CREATORS)


def may_read_wires(user: AnyUser) -> bool:
    """Whether agencies' words are for this person that no story of theirs has taken."""
    return bool(person(user).roles & WIRE_READERS)


def may_take_wires(user: AnyUser) -> bool:
    return bool(person(user).roles & WIRE_READERS & CREATORS)


def why_not_front(user: AnyUser, act: str, section_id: int | None) -> str | None:
    """Why this person may not do this to the front of a section, or to the home page; None if they may."""
    who = person(user)
    reaches = _reaches(FRONT_RULES[act], who)
    if Reach.ANY in reaches or (Reach.SECTION in reaches and section_id in who.sections):
        return None
    if not reaches:
        return _only(FRONT_RULES[act])
    return _("You may do this to the fronts of your sections, and this is not one of them.")


def why_not_saved_filter(user: AnyUser, owner: int, *, is_shared: bool) -> str | None:
    """Why this person may not change or remove a filter that somebody has kept; None if they may."""
    who = person(user)
    if who.pk == owner or (is_shared and CHIEF in who.roles):
        return None
    return _("Only whoever saved this filter may change it.")


def visible_articles(user: AnyUser) -> ArticleQuerySet:
    """The stories whose working copy this person may read."""
    ways = ways_to_see(user, sections_at_once=True)
    return Article.objects.all() if ways is None else Article.objects.filter(reduce(or_, ways, Q(pk__in=[])))


def ways_to_see(user: AnyUser, *, sections_at_once: bool = False) -> list[Q] | None:
    """What makes a story visible to this person, one thing at a time. None if they may see all stories.

    Each way has an index, in the order of the desk's list or of what is in somebody's hands, which is little. All of
    them joined by “or” have none: then one condition for all sections is put together sooner than one for each.
    """
    who = person(user)
    reaches = _reaches(STORY_RULES["view"], who)
    if Reach.ANY in reaches:
        return None
    ways: list[Q] = []
    if Reach.OWN in reaches:
        ways += _ways_of_own(who)
    if Reach.SECTION in reaches:
        sections = sorted(who.sections)
        ways += [Q(section__in=sections)] if sections_at_once else [Q(section=one) for one in sections]
    if Reach.WIRE in reaches:
        ways.append(Q(from_wire=True))
    if Reach.ASSIGNED in reaches:
        ways.append(Q(assignee=who.pk))
    if Reach.DESK in reaches:
        ways.append(left_to_desks_of(who))
    return ways


def own_articles(who: Person) -> Q:
    """The same as `is_own`, as a condition on rows."""
    return reduce(or_, _ways_of_own(who))


def _ways_of_own(who: Person) -> list[Q]:
    begun = Q(created_by=who.pk)
    if not who.reporter_id:
        return [begun]
    return [begun, Q(Exists(Byline.objects.filter(article=OuterRef("pk"), reporter=who.reporter_id)))]


def left_to_desks_of(who: Person) -> Q:
    """Drafts that wait for somebody of a desk for which this person works."""
    desks = Q(assigned_desk__in=who.sections) if who.sections else Q(assigned_desk__isnull=False)
    works = bool(who.sections or who.roles & ROAMING)
    return desks & Q(assignee=None, state=State.DRAFT) if works else Q(pk__in=[])


def sections_for(user: AnyUser) -> SectionQuerySet:
    """The sections into which this person may put a story. Editors of sections have only their own."""
    who = person(user)
    return Section.objects.all() if is_of_all_sections(who) else Section.objects.filter(pk__in=who.sections)


def is_of_all_sections(who: Person) -> bool:
    """Whether this person may put a story into every section."""
    return bool(who.roles & {REPORTER, CHIEF, WIRE})


def permits(user: AnyUser, permission: str, obj: Any = None) -> bool:
    """The answer to Django's question, "app.action_model", by the tables above."""
    app, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    who = person(user)
    if (app, model) == ("articles", "article"):
        return _permits_story(user, who, action, obj)
    if (app, model) in {("articles", "byline"), ("articles", "storysource")}:
        return bool(who.roles & (CREATORS | {PICTURES}))
    if (app, model) == ("media", "image") and action in LIBRARY_RULES:
        return bool(who.roles & LIBRARY_RULES[action])
    if (app, model) == ("articles", "advertisement") and action in ADVERTISING_RULES:
        return bool(who.roles & ADVERTISING_RULES[action])
    rules = DESK_RULES.get(f"{app}.{model}")
    if rules is None or action not in {"view", "add", "change", "delete"}:
        return False
    allowed = rules[("view", "add", "change", "delete").index(action)]
    if who.roles & allowed:
        return True
    # Whoever uploaded a picture may correct its caption and credit.
    is_picture = (app, model, action) == ("media", "image", "change") and obj is not None
    return is_picture and bool(who.roles) and obj.uploaded_by_id == who.pk


def _permits_story(user: AnyUser, who: Person, action: str, obj: Article | None) -> bool:
    if action == "delete":
        return False  # stories are spiked, withdrawn or killed; their history stays
    if action == "add":
        return may_create(user)
    if obj is None:
        return bool(_reaches(STORY_RULES["view"], who))
    return may(user, "view" if action == "view" else "edit_pictures", obj)


class PolicyBackend(ModelBackend):
    """Log-ins by password, as in Django; every permission by this module."""

    def get_user(self, user_id: Any) -> Any:
        """Whoever sends a request, with what the rules need to know of them."""
        rows = with_roles(pk=user_id)
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        [user, *_] = rows
        if user.is_active and user.is_staff:
            user._person = person_in(rows)  # type: ignore[attr-defined]  # as `person` keeps it
        return user

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return permits(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        if app_label == "articles":
            return bool(person(user_obj).roles)
        rules = (rule[0] for name, rule in DESK_RULES.items() if name.startswith(f"{app_label}."))
        return any(person(user_obj).roles & allowed for allowed in rules)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return {
            f"{name.split('.')[0]}.{action}_{name.split('.')[1]}"
            for name in DESK_RULES
            for action in ("view", "add", "change", "delete")
            if permits(user_obj, f"{name.split('.')[0]}.{action}_{name.split('.')[1]}")
        }


def _only(rule: dict[Role, frozenset[Reach]]) -> str:
    roles = _either(_(role.value) for role, reach in rule.items() if reach)
    return _("Only {roles} may do this.").format(roles=roles)


def _either(names: Iterable[str]) -> str:
    words = sorted(set(names))
    if len(words) == 1:
        return words[0]
    return _("{names} or {last}").format(names=", ".join(words[:-1]), last=words[-1])
