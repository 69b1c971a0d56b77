"""Every address of the desk, asked by everybody: who gets in is what the policy says, and nobody else does.

The addresses are those of the resolver, and one without a line in the tables below fails: nothing is added to the
desk without saying here who may use it. What the policy itself should say stands in tests/test_rule_book.py. Nothing
is rendered: what is asked is who gets an answer, not what stands in it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from articles import policy
from articles.acts.table import BY_NAME
from articles.admin import putting
from articles.composing import arrangement
from articles.fronts import versions
from articles.models import (
    AdvertisingRule,
    Article,
    Assignment,
    ErrorReport,
    GonePath,
    HouseWord,
    PlainPage,
    PublishedArticle,
    Redirect,
    SavedFilter,
    Section,
    SiteFile,
    State,
    WireItem,
    WireSearch,
    WireUse,
)
from articles.policy import Role
from articles.sharing import links
from media.models import Collection
from tests import factories, wire_copy, wires
from tests.desk_forms import at_the_desk
from tests.programs import Program
from tests.test_doors import doors_behind

pytestmark = pytest.mark.django_db

# Who may use an address: the answer of the policy for somebody, and for what stands in the address.
Rule = Callable[[User, Any], bool]


def anybody(somebody: User, _: Any) -> bool:
    """Whoever may log in to the desk, whatever their role."""
    return somebody.is_staff


def with_a_role(somebody: User, _: Any) -> bool:
    return bool(policy.person(somebody).roles)


def beginner(somebody: User, _: Any) -> bool:
    return policy.may_create(somebody)


def scheduler(somebody: User, _: Any) -> bool:
    return policy.may_somewhere(somebody, "schedule")


def may(*acts: str) -> Rule:
    """Whoever sees the story and may do all of this to it."""
    return lambda somebody, story: all(policy.may(somebody, act, story) for act in ("view", *acts))


def translator(somebody: User, story: Article) -> bool:
    return policy.may_create(somebody) and policy.may(somebody, "view", story)


def permitted(*permissions: str) -> Rule:
    """Whoever has one of these permissions."""
    return lambda somebody, row: any(policy.permits(somebody, one, row) for one in permissions)


def sees_stories(somebody: User, _: Any) -> bool:
    return policy.permits(somebody, "articles.view_article", None)


def reads_the_wire(somebody: User, _: Any) -> bool:
    return policy.permits(somebody, "articles.view_wireitem", None)


def sets_a_front(somebody: User, story: Article) -> bool:
    return policy.may(somebody, "view", story) and bool(putting.fronts_for(somebody, story.section))


def of_front(act: str) -> Rule:
    return lambda somebody, section: (
        policy.why_not_front(somebody, act, section.pk if section else None) is None
    )


def any_front(somebody: User, _: Any) -> bool:
    places = (None, *Section.objects.all())
    return any(of_front("view")(somebody, section) for section in places)


def of_list(label: str) -> dict[str, Rule]:
    """What Django's admin has for a table."""
    app, model = label.split(".")

    def one(*actions: str) -> Rule:
        return permitted(*(f"{app}.{action}_{model}" for action in actions))

    def of_any(*actions: str) -> Rule:
        return lambda somebody, _: one(*actions)(somebody, None)

    return {
        "changelist": of_any("view", "change"),
        "add": of_any("add"),
        "change": one("view", "change"),
        "history": one("view", "change"),
        "delete": one("delete"),
        # An old address, which leads to the form whoever asks.
        "": anybody,
    }


LISTS = {
    f"{label.replace('.', '_')}_{page}".rstrip("_"): rule
    for label in (
        "articles.section",
        "articles.topic",
        "articles.agency",
        "articles.edition",
        "articles.redirect",
        "articles.gonepath",
        "articles.assignment",
        "articles.houseword",
        "articles.advertisement",
        "articles.advertisingrule",
        "articles.partner",
        "articles.delivery",
        "articles.wirefeed",
        "articles.wirerefusal",
        "articles.reporter",
        "articles.plainpage",
        "articles.sitefile",
        "articles.errorreport",
        "articles.article",
        "media.image",
        "articles.apikey",
        "auth.user",
    )
    for page, rule in of_list(label).items()
}
BEFORE_LOGGING_IN = {
    "login",
    "password_reset",
    "password_reset_done",
    "password_reset_confirm",
    "password_reset_complete",
    "logout",
    "second_step",
    "passkey_log_in",
    "passkey_question",
    "invited",
    "welcome",
}
DESK: dict[str, Rule] = {
    "index": anybody,
    "password_change": anybody,
    "password_change_done": anybody,
    "jsi18n": anybody,
    "app_list": with_a_role,
    "autocomplete": permitted("articles.view_section"),
    "view_on_site": anybody,
    "articles_message_changelist": permitted("articles.view_message"),
    "articles_message_read": permitted("articles.view_message"),
    "articles_message_by_mail": permitted("articles.view_message"),
    "articles_front_changelist": any_front,
    "articles_article_begin": beginner,
    "articles_article_related": anybody,
    "articles_article_schedule": anybody,
    "articles_article_release": scheduler,
    "media_image_together": permitted("media.view_image"),
    "media_image_choose": permitted("media.view_image"),
    "media_image_upload": permitted("media.add_image"),
    "auth_user_password_change": permitted("auth.change_user"),
    "commands": anybody,
    "how_this_desk_works": anybody,
    "tour": anybody,
    "articles_article_find": anybody,
    "articles_article_board": sees_stories,
    "articles_article_board_begin": sees_stories,
    "articles_article_figures": sees_stories,
    "articles_article_filters": sees_stories,
    "articles_article_keep_filter": sees_stories,
    # Whose it is not is told so in words.
    "articles_article_change_filter": sees_stories,
    "articles_article_columns": sees_stories,
    "articles_article_together": sees_stories,
    "articles_errorreport_desk": permitted("articles.view_errorreport"),
    "articles_errorreport_close_many": permitted("articles.change_errorreport"),
    "articles_article_wire": reads_the_wire,
    "articles_article_wire_newer": reads_the_wire,
    "articles_article_wire_item": reads_the_wire,
    "articles_article_wire_take": reads_the_wire,
    "articles_article_wire_keep_search": reads_the_wire,
    # Whose it is not is told so in words.
    "articles_article_wire_remove_search": reads_the_wire,
    "articles_apikey_revoke": permitted("articles.change_apikey"),
}
PEOPLE: dict[str, Rule] = {
    "your_log_in": anybody,
    "confirm": anybody,
    "add_app": anybody,
    "add_passkey": anybody,
    "new_codes": anybody,
    "remove_factor": anybody,
    "end_sessions": anybody,
    "choose_language": anybody,
    "invitations": permitted("auth.add_user"),
    "change_invitation": permitted("auth.add_user"),
    "person": permitted("auth.change_user"),
    "end_sessions_of": permitted("auth.change_user"),
    "reset_factor": permitted("auth.change_user"),
    "leave": permitted("auth.change_user"),
}
PARTNERS: dict[str, Rule] = {
    "articles_partner_secret": permitted("articles.change_partner"),
    "articles_partner_again": permitted("articles.change_partner"),
}
WIRES: dict[str, Rule] = {
    "articles_wirefeed_secret": permitted("articles.change_wirefeed"),
    "articles_wirefeed_try": permitted("articles.change_wirefeed"),
    "articles_wirefeed_seen": permitted("articles.change_wirerefusal"),
    "articles_wirerefusal_seen": permitted("articles.change_wirerefusal"),
    "articles_wirerefusal_bytes": permitted("articles.view_wirerefusal"),
}
FRONTS: dict[str, Rule] = {
    "articles_front_edit": of_front("edit"),
    "articles_front_preview": of_front("view"),
    "articles_front_history": of_front("view"),
    "articles_front_compare": of_front("view"),
    "articles_front_restore": of_front("edit"),
    "articles_front_release": of_front("release"),
}
PICTURES: dict[str, Rule] = {
    "media_collection": permitted("media.change_collection"),
    "media_image_take_back": permitted("media.delete_image"),
    "media_image_crop": permitted("media.change_image"),
    "media_image_kill": permitted("media.kill_image"),
    "media_image_release": permitted("media.release_image"),
    "media_image_rendition": permitted("media.view_image"),
}
STORIES: dict[str, Rule] = {
    "articles_article_preview": may(),
    "articles_article_screens": may(),
    "articles_article_share": may("share"),
    "articles_article_revoke": may("share"),
    "articles_article_put_first": sets_a_front,
    "articles_article_move": may(),
    "articles_article_report_error": may("report_error"),
    "articles_article_revision": may(),
    "articles_article_restore": may("edit"),
    "articles_article_history": may(),
    "articles_article_hide": may("hide_line"),
    "articles_article_show": may("hide_line"),
    "articles_article_compare": may(),
    "articles_article_translate": translator,
    "articles_article_assign": may("assign"),
    "articles_article_take_up": may("take_up"),
    "articles_article_give_back": may("give_back"),
    "articles_article_presence": may(),
    "articles_article_autosave": may("edit_pictures"),
    "articles_article_leave": may("edit_pictures"),
    "articles_article_takeover": may("edit_pictures"),
    "articles_article_typed": may(),
    "articles_article_live": may(),
    "articles_article_live_entry": may(),
    "articles_article_live_mark": may("post_entry"),
    "articles_article_wire_alarm": may(),
    "articles_article_change": may(),
}
REPORTS: dict[str, Rule] = {
    "articles_errorreport_done": permitted("articles.change_errorreport"),
    "articles_errorreport_reopen": permitted("articles.change_errorreport"),
    "articles_errorreport_take_up": permitted("articles.change_errorreport"),
    "articles_errorreport_give_back": permitted("articles.change_errorreport"),
    "articles_errorreport_assign": permitted("articles.change_errorreport"),
    "articles_errorreport_close": permitted("articles.change_errorreport"),
    "articles_errorreport_correct": permitted("articles.change_errorreport"),
}
# One page for every act.
ACTS: dict[str, Rule] = {f"articles_article_act {act}": may(act) for act in BY_NAME}
RULES = LISTS | DESK | PEOPLE | PARTNERS | WIRES | FRONTS | PICTURES | STORIES | ACTS | REPORTS
# These differ by the state of the story, and are asked for in each; others for a draft, and out of reach.
BY_STATE = {"articles_article_change", "articles_article_restore", "articles_article_autosave"}
OUT_OF_REACH = "of another section"
IN_ANY_CASE = {State.DRAFT.label, OUT_OF_REACH}
# Views that are no doors, and are sent something.
SENT_ONLY = {
    "end_sessions_of",
    "reset_factor",
    "change_invitation",
    "new_codes",
    "remove_factor",
    "end_sessions",
} | {"choose_language"}


def desk_addresses(resolver: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """What stands under desk/, with its whole pattern. The last of it catches what nobody else does."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from desk_addresses(entry, pattern)
        elif pattern.startswith("desk/"):
            yield pattern, entry


def name_of(pattern: str, entry: URLPattern) -> str:
    """Django's redirect from a row's old address has no name."""
    return str(entry.name or "_".join(pattern.split("/")[1:3]))


@dataclass
class Cast:
    """Everybody who may ask, and what stands in the addresses."""

    people: dict[str, User]
    stories: dict[str, Article]
    """One in each state, within reach of its reporter, the wire desk and its section's editors; one that is far."""
    rows: dict[str, Any]
    """By the names of tables."""
    parts: dict[str, Any]
    """Further parts of addresses."""


def everybody(city: Section) -> dict[str, User]:
    in_sections = {Role.COPY_EDITOR, Role.SECTION_EDITOR}
    people = {
        role.value: factories.user(role, sections=(city,) if role in in_sections else ()) for role in Role
    }
    people["without a role"] = factories.user()
    people["a reader"] = factories.user()
    User.objects.filter(pk=people["without a role"].pk).update(is_staff=True)
    return people


@pytest.fixture
def asked(db: None) -> Cast:
    city, sport = factories.section("City"), factories.section("Sport")
    people = everybody(city)
    stories = {}
    for state in State:
        story = factories.live_coverage("Posted.", section=city, slug=state.value)
        own = {"created_by": people[Role.REPORTER], "from_wire": True, "approved_revision": story.revision}
        Article.objects.filter(pk=story.pk).update(state=state, **own)
        stories[state.label] = story
    stories[OUT_OF_REACH] = factories.live_coverage("Posted.", section=sport)
    for label in IN_ANY_CASE:
        links.make(stories[label], by=factories.chief(), recipient="A lawyer")
        # As if it had been taken: the story's state does not let anybody take anything into it.
        use = WireUse.objects.create(
            article=stories[label], item=(item := wire_copy.item()), version=item.newest, use="inputs",
            by=factories.chief(), at=item.received_at,
        )  # fmt: skip
        wire_copy.newer(item)
        assert use.alarms.exists()
    image = factories.picture()
    versions.save(None, arrangement.home([]), base=None, by=factories.chief(), note="")
    published = PublishedArticle.objects.filter(section=city)[0]
    report = ErrorReport.objects.create(story_id=published.story_id, edition_number=1, text="It was Tuesday.")
    one = stories[State.DRAFT.label]
    return Cast(
        people,
        {name: Article.objects.get(pk=story.pk) for name, story in stories.items()},
        {
            "articles_article": one,
            "articles_section": city,
            "view_on_site": city,
            "articles_topic": factories.topic(),
            "articles_agency": factories.agency(),
            "articles_edition": one.editions.all()[0],
            "articles_redirect": Redirect.objects.create(
                old_path="/old/", story=published, since=published.published_at
            ),
            "articles_gonepath": GonePath.objects.create(
                path="/gone/", story_id=published.story_id, since=published.published_at
            ),
            "articles_assignment": Assignment.objects.create(
                article=one, by=factories.chief(), at=published.published_at
            ),
            "articles_delivery": (delivery := factories.delivery(one)),
            "articles_partner_again": delivery,
            "articles_partner": delivery.partner,
            "articles_wirefeed": (feed := wires.feed()),
            "articles_wirefeed_secret": feed,
            "articles_wirerefusal": wires.refusal(feed),
            "articles_houseword": HouseWord.objects.create(avoid="utilise", instead="use"),
            "articles_advertisement": factories.advertisement(),
            "articles_advertisingrule": AdvertisingRule.objects.all()[0],
            "articles_reporter": factories.reporter(),
            "articles_plainpage": PlainPage.objects.all()[0],
            "articles_sitefile": SiteFile.objects.all()[0],
            "articles_errorreport": report,
            "articles_apikey": Program(people[Role.WIRE_DESK]).key,
            "media_image": image,
            "media_collection": Collection.objects.create(name="Fire", made_by=image.uploaded_by),
            "articles_article_wire_remove_search": WireSearch.objects.create(
                name="Flashes", owner=people[Role.WIRE_DESK], shared="everybody", filters={"urgency": "1"}
            ),
            "articles_article_change_filter": SavedFilter.objects.create(
                name="Due",
                owner=people[Role.SECTION_EDITOR],
                shared=SavedFilter.Shared.EVERYBODY,
                asked="due=late",
            ),
        }
        | dict.fromkeys(
            ("auth_user", "person", "end_sessions_of", "reset_factor", "leave"), people[Role.REPORTER]
        ),
        {
            "app_label": "articles",
            "content_type_id": ContentType.objects.get_for_model(Section).pk,
            "slug": "home",
            "width": image.renditions.all()[0].width,
            "item": WireItem.objects.all()[0].pk,
        },
    )


# What is asked with it, so that the question for somebody's rights is reached.
SENT = {
    "autocomplete": {"app_label": "articles", "model_name": "article", "field_name": "section"},
    "articles_article_live_mark": {"do": "pin"},
    "articles_article_restore": {"base": "1"},
}


AWAY = {"/desk/", "/desk/login/"}


@dataclass(frozen=True)
class Question:
    """One address for one thing."""

    name: str
    path: str
    method: str
    about: Any
    within: str


def questions(asked: Cast) -> Iterator[Question]:
    for pattern, entry in desk_addresses():
        name = name_of(pattern, entry)
        if name == "articles_article_act":
            yield from questions_for_acts(asked)
        elif name in STORIES:
            for label, story in asked.stories.items():
                if label in IN_ANY_CASE or name in BY_STATE:
                    yield question(name, entry, story, asked, label)
        elif name in RULES:
            table = max((one for one in asked.rows if name.startswith(one)), key=len, default="")
            yield question(name, entry, asked.rows.get(table), asked)


def question(name: str, entry: URLPattern, about: Any, asked: Cast, within: str = "") -> Question:
    method = "POST" if name in SENT_ONLY else method_of(entry.callback)
    return Question(name, path_of(name, entry, about, asked), method, about, within)


def questions_for_acts(asked: Cast) -> Iterator[Question]:
    """One act in every state, and one of each rule in one: they share a page, which asks by their names."""
    of_each_rule: list[str] = []
    for act in BY_NAME:
        if policy.STORY_RULES[act] not in [policy.STORY_RULES[one] for one in of_each_rule]:
            of_each_rule.append(act)
    for label, story in asked.stories.items():
        for act in of_each_rule if label == State.DRAFT.label else ("withdraw",):
            path = reverse("admin:articles_article_act", args=[story.pk, act])
            yield Question(f"articles_article_act {act}", path, "GET", story, label)


def method_of(view: Any) -> str:
    """A page is asked for; what has none is sent something."""
    doors = doors_behind(view)
    return "GET" if not doors or any("GET" in one.methods for one in doors) else "POST"


def path_of(name: str, entry: URLPattern, row: Any, asked: Cast) -> str:
    if entry.name is None:
        return f"/desk/{name.replace('_', '/')}/{row.pk}/"
    given = {"pk": row.pk, "object_id": row.pk, "id": row.pk} if row is not None else {"number": 1}
    if isinstance(row, Article):
        number = row.share_links.all()[0].pk if name == "articles_article_revoke" else 1
        given["alarm"] = next(iter(row.wire_alarms.values_list("pk", flat=True)), 1)
        given |= {"number": number, "entry": row.live_entries.all()[0].pk, "sitting": uuid.uuid4()}
    given |= asked.parts
    wanted = entry.pattern.converters or entry.pattern.regex.groupindex
    return reverse(f"admin:{name}", kwargs={one: given[one] for one in wanted})


def gets_in(desk: Client, one: Question) -> bool:
    """Whether somebody gets an answer. Nothing stays of what was done."""
    with transaction.atomic():
        answer = getattr(desk, one.method.lower())(one.path, SENT.get(one.name, {}))
        transaction.set_rollback(True)
    # Django's own pages lead away from what is not there for somebody.
    is_led_away = answer.status_code == 302 and answer.url.split("?")[0] in AWAY
    return answer.status_code not in {403, 404} and not is_led_away


def test_every_address_says_who_may_use_it() -> None:
    *own, (catch_all, _) = [(name_of(pattern, entry), pattern) for pattern, entry in desk_addresses()]
    assert catch_all == "(?P<url>.*)$"
    names = {name for name, _ in own} - {"articles_article_act"}
    assert names == RULES.keys() - ACTS.keys() | BEFORE_LOGGING_IN


def test_everybody_gets_in_where_the_policy_says_and_nowhere_else(
    asked: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "django.request")
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    wrong, those = [], list(questions(asked))
    for who, somebody in asked.people.items():
        desk, person = at_the_desk(somebody), factories.again(somebody)
        # Those who do not work here are sent to the log-in by one function for all pages.
        for one in those if person.is_staff else those[::10]:
            wanted = person.is_staff and RULES[one.name](person, one.about)
            if gets_in(desk, one) != wanted:
                wrong.append((who, one.method, one.path, one.within, f"wanted: {wanted}"))
    assert wrong == []
    assert len(those) > 150
