"""Doors hand typed arguments to functions: what cannot be read is answered in words, and nothing is done."""

from __future__ import annotations

import ast
import json
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from articles.admin import at_work
from articles.admin.at_work import FormAsItCame
from articles.composing import arrangement
from articles.fronts import versions
from articles.models import (
    Article,
    Autosave,
    ErrorReport,
    FrontMove,
    FrontVersion,
    LiveEntry,
    Revision,
    Sitting,
    StateChange,
    WireVersion,
)
from articles.policy import Role
from house import arguments
from house.arguments import Argument, ArgumentKind, Choice, Flag, Key, Moment, Named, Number, SentFile, Text
from house.doors import DOORS, JSON, By, Conflict, Door, NotTaken, TwoDoors, Unreadable, door
from media.admin.choosing import Parties
from media.models import Collection, Image
from tests import factories, wire_copy
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db

LARGE = "x" * 3_000_000


def doors_behind(view: Any) -> list[Door[..., Any]]:
    """The doors that an address leads to, through whatever is wrapped around them."""
    while view is not None:
        if isinstance(view, Door):
            return [view]
        if isinstance(view, TwoDoors):
            return [view.asking, view.doing]
        view = view.func if isinstance(view, partial) else getattr(view, "__wrapped__", None)
    return []


def addresses() -> Iterator[tuple[URLPattern, Door[..., Any]]]:
    waiting = [*get_resolver().url_patterns]
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLPattern):
            yield from ((one, found) for found in doors_behind(one.callback))
        else:
            waiting += one.url_patterns


ADDRESSES = sorted(addresses(), key=lambda one: (str(one[0].name), one[1].methods))
SENT = [
    pytest.param(pattern, found, argument, id=f"{pattern.name} {found.methods[-1]} {argument.name}")
    for pattern, found in ADDRESSES
    for argument in found.arguments
    if not isinstance(argument.kind, arguments.WholeForm)
]


def test_every_door_has_an_address() -> None:
    assert {id(found) for _, found in ADDRESSES} == {id(one) for one in DOORS}


@pytest.fixture
def there(db: None) -> dict[str, dict[str, Any]]:
    """The parts of addresses, by what an address is about."""
    article = factories.live_coverage("Posted.")
    image = factories.picture()
    version = versions.save(None, arrangement.home([]), base=None, by=factories.chief(), note="")
    assert version is not None
    report = ErrorReport.objects.create(story_id=article.pk, edition_number=1, text="It was Tuesday.")
    item = wire_copy.item()
    return {
        "articles_article": {
            "pk": article.pk,
            "entry": LiveEntry.objects.get().pk,
            "number": 1,
            "sitting": uuid.uuid4(),
            "act": "append_correction",
            "item": item.pk,
            "alarm": wire_copy.alarm(article).pk,
        },
        "articles_front": {"slug": "home", "number": version.number},
        "articles_errorreport": {"pk": report.pk},
        "articles_message": {},
        "articles_partner": {"pk": factories.delivery(article).pk},
        "media_image": {"pk": image.pk, "width": image.renditions.all()[0].width},
        "media_collection": {"pk": Collection.objects.create(name="Fire", made_by=article.created_by).pk},
    }


@pytest.fixture
def desk(db: None) -> Client:
    return at_the_desk(User.objects.create_superuser("root", password="a long password"))


def address_of(pattern: URLPattern, there: dict[str, dict[str, Any]]) -> str:
    name = str(pattern.name)
    parts = next(parts for about, parts in there.items() if name.startswith(about))
    return reverse(f"admin:{name}", kwargs={one: parts[one] for one in pattern.pattern.converters})


def good(kind: ArgumentKind) -> str | None:
    match kind:
        case Number():
            return str(kind.least)
        case Key():
            return str(uuid.uuid4())
        case Choice():
            return kind.among[0]
        case Named():
            return "1"
        case Text():
            return "Words"
    return None


def bad(kind: ArgumentKind) -> list[tuple[str, int]]:
    """What such an argument cannot be, and the answer."""
    match kind:
        case Number():
            return [("x", 400), ("9" * 40, 400), ("1.5", 400)]
        case Key():
            return [("x", 400), ("1" * 40, 400), ("00000000-0000-0000-0000-00000000000g", 400)]
        case Flag():
            return [("maybe", 400), ("2", 400), ("onon", 400)]
        case Choice():
            return [("nonsense", 400), ("x" * 500, 400), ("\0", 400)]
        case Text():
            long = "x" * (kind.longest + 1)
            return [("a\0b", 400), ("\0", 400), *([] if kind.cut else [(long, 400)])]
        case Moment():
            return [("soon", 400), ("2026-13-45T10:00", 400), ("2026-11-23", 400)]
        case Named():
            return [("x", 404), ("-1", 404), ("9" * 12, 404)]
        case SentFile():
            return [("", 400), ("boat.jpg", 400)]
        case FormAsItCame():
            return [("", 413)] if kind.to_keep else []
    return []


def whole(found: Door[..., Any]) -> dict[str, Any]:
    """What a door needs, as it should be."""
    sent: dict[str, Any] = {}
    for one in found.arguments:
        if isinstance(one.kind, SentFile):
            sent[one.name] = factories.picture_file("boat.jpg", size=(240, 240))
        elif one.name == "version" and one.is_needed:
            sent[one.name] = WireVersion.objects.order_by("pk")[0].pk  # of the item that the address names
        elif one.is_needed and (said := good(one.kind)) is not None:
            sent[one.name] = said
    return sent


def written() -> list[int]:
    kept = (Article, Revision, Sitting, Autosave, StateChange, LiveEntry, FrontVersion, FrontMove)
    return [model.objects.count() for model in (*kept, Image, Collection)]


@pytest.mark.parametrize(("pattern", "found", "tried"), SENT)
def test_what_a_door_cannot_read_is_refused_in_words_and_nothing_is_written(
    pattern: URLPattern,
    found: Door[..., Any],
    tried: Argument,
    there: dict[str, dict[str, Any]],
    desk: Client,
) -> None:
    address, before = address_of(pattern, there), written()
    cases = [({tried.name: value}, status) for value, status in bad(tried.kind)]
    if isinstance(tried.kind, FormAsItCame):
        cases = [({"body": LARGE}, status) for _, status in bad(tried.kind)]
    elif isinstance(tried.kind, Parties):
        cases = [({"kind": "painter", "name": "Jo"}, 400), ({"kind": "agency", "name": "n" * 81}, 400)]
    elif tried.is_needed and good(tried.kind) is not None:
        cases.append(({tried.name: None}, 400))
    for method in {"GET", "POST"} & set(found.methods):
        for changed, status in cases:
            # A NUL in a query gets no further than the first of our middleware.
            if method == "GET" and any("\0" in (value or "") for value in changed.values()):
                continue
            sent = {name: value for name, value in (whole(found) | changed).items() if value is not None}
            ask = desk.post if method == "POST" else desk.get
            answer = ask(address, sent, headers={"accept": "application/json"})
            if tried.kind.lenient:
                # The form beside it may still be refused, by a page that shows it again.
                assert answer.status_code in {200, 302, 400, 409}, (changed, answer.status_code)
                assert b'"wrong"' not in answer.content
                continue
            assert answer.status_code == status, (changed, answer.status_code)
            if status == 400:
                assert set(answer.json()["wrong"]) == {tried.name}
                assert f"“{tried.name}”: " in answer.json()["why"]
            assert written() == before


# A door by itself


class Closed(Exception):
    pass


def made(**options: Any) -> Door[..., Any]:
    def order(
        request: HttpRequest,
        by: By,
        *,
        name: Annotated[str, Text(5)],
        boats: int = 1,
        way: Literal["there", "back"] = "there",
        soon: bool = False,
    ) -> dict[str, Any]:
        if name == "full":
            raise Conflict("Every boat is taken.")
        if name == "shut":
            raise Closed("The harbour is closed.")
        if name == "no":
            raise PermissionDenied("You order no boats.")
        return {"by": by.username, "name": name, "boats": boats, "way": way, "soon": soon}

    found = door("POST", refusals=(Closed,), **options)(order)
    DOORS.remove(found)
    return found


def ask(found: Door[..., Any], headers: dict[str, str] | None = None, **sent: str) -> Any:
    request = RequestFactory().post("/desk/order/", sent, headers=headers)
    request.user = User(username="ines")
    answer = found(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_function_gets_what_its_signature_names_and_a_default_for_what_was_not_sent() -> None:
    said = json.loads(ask(made(answers=JSON), name="Ida", boats="2", soon="on", way="back").content)
    assert said == {"by": "ines", "name": "Ida", "boats": 2, "way": "back", "soon": True}
    said = json.loads(ask(made(answers=JSON), name="Ida", boats="").content)
    assert said == {"by": "ines", "name": "Ida", "boats": 1, "way": "there", "soon": False}


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        (
            {"name": "Adelaide", "boats": "x"},
            400,
            "“name”: At most 5 characters. “boats”: It has to be a whole",
        ),
        ({}, 400, "“name”: It has to be sent."),
        ({"name": "full"}, 409, "Every boat is taken."),
        ({"name": "shut"}, 409, "The harbour is closed."),
        ({"name": "no"}, 403, "You order no boats."),
    ],
)
def test_every_refusal_has_one_form(sent: dict[str, str], status: int, why: str) -> None:
    for found, headers in (
        (made(answers=JSON), {}),
        (made(), {"Accept": "application/json"}),
        (made(), {"X-In-Place": "1"}),
    ):
        answer = ask(found, headers, **sent)
        assert answer.status_code == status
        assert json.loads(answer.content)["why"].startswith(why)
    with pytest.raises((NotTaken, PermissionDenied), match=why[:20]):
        ask(made(), {}, **sent)


def test_a_door_that_knows_all_refuses_what_it_does_not_know() -> None:
    with pytest.raises(Unreadable, match="“anchor”: This is not asked here"):
        ask(made(knows_all=True), name="Ida", anchor="1")


def test_an_argument_of_which_nobody_said_how_to_read_it_stops_the_start() -> None:
    def order(*, name: str) -> None: ...

    with pytest.raises(TypeError, match="How is name to be read"):
        door("POST")(order)


def test_the_function_of_a_door_is_called_without_a_request() -> None:
    ines = factories.user(Role.REPORTER)
    article = factories.story(ines)
    typed = {"headline": ["Typed"], "base": ["1"]}
    said = at_work.autosave.plain(article, ines, sitting=uuid.uuid4(), number=1, typed=typed)
    assert (said["number"], Autosave.objects.get().typed["headline"]) == (1, ["Typed"])


def test_a_script_is_told_argument_by_argument(desk: Client) -> None:
    article = factories.story()
    sent = {"sitting": "x", "number": "1"}
    answer = desk.post(reverse("admin:articles_article_autosave", args=[article.pk]), sent)
    assert (answer.status_code, answer.json()["wrong"]) == (400, {"sitting": "It has to be a UUID."})


def test_arguments_are_those_behind_the_star() -> None:
    found = at_work.autosave
    assert list(found.from_address) == ["article", "by"]
    assert [one.name for one in found.arguments] == ["sitting", "number", "typed"]
    assert all(isinstance(one, Argument) for one in found.arguments)


def test_a_person_gets_a_page_of_the_desk_that_says_what_was_wrong(desk: Client) -> None:
    answer = desk.get(reverse("admin:articles_front_history", args=["home"]), {"under": "x"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "“under”: It has to be a whole number from 1 to 999999999." in page
    assert 'id="header"' in page


# Nothing reads a request by hand

# Where a request is read all the same, by folder and function, and why.
OF_THE_ADMIN = "pages and lists of Django's admin"
OF_LOG_INS = "what opens a log-in is read where it is checked, and a refusal is the same page again"
BY_HAND = {
    "articles/admin:_begun_already": OF_THE_ADMIN,
    "articles/admin:_or_ask": OF_THE_ADMIN,
    "articles/admin:_after_saving": OF_THE_ADMIN,
    "articles/admin:story_list": OF_THE_ADMIN,
    "media/admin:_look_at_file": OF_THE_ADMIN,
    "media/admin:grid": OF_THE_ADMIN,
    "newsroom:__init__": OF_THE_ADMIN,
    "newsroom:_refuse_value": OF_THE_ADMIN,
    "newsroom:get_filters": OF_THE_ADMIN,
    "newsroom:get_paginator": OF_THE_ADMIN,
    "newsroom:changelist_view": OF_THE_ADMIN,
    "newsroom/people:_proved": OF_LOG_INS,
    "newsroom/people:add_app": OF_LOG_INS,
    "newsroom/people:add_passkey": OF_LOG_INS,
    "newsroom/people:change": OF_LOG_INS,
    "newsroom/people:choose_language": OF_LOG_INS,
    "newsroom/people:confirm": OF_LOG_INS,
    "newsroom/people:end_sessions": OF_LOG_INS,
    "newsroom/people:leave": OF_LOG_INS,
    "newsroom/people:log_in_page": OF_LOG_INS,
    "newsroom/people:passkey_log_in": OF_LOG_INS,
    "newsroom/people:remove": OF_LOG_INS,
}
FORMS = {"Filters", "Shared", "Words"}
SENT_ALONG = {"POST", "GET", "FILES", "body", "read"}


def reads(node: ast.AST) -> bool:
    """Whether this is `request.POST` or the like."""
    if not isinstance(node, ast.Attribute) or node.attr not in SENT_ALONG:
        return False
    return "request" in {getattr(node.value, "id", ""), getattr(node.value, "attr", "")}


def is_form(node: ast.AST) -> bool:
    """A form of Django being filled in, which checks what it is given."""
    name = getattr(getattr(node, "func", None), "id", "")
    return isinstance(node, ast.Call) and (name.endswith("Form") or name in FORMS)


def read_by_hand(path: Path) -> set[str]:
    """The functions of a module that read what was sent, but for forms of Django."""
    found: set[str] = set()

    def look(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef):
            function = node.name
        if reads(node):
            found.add(f"{path.parent.relative_to(settings.BASE_DIR)}:{function}")
        for child in ast.iter_child_nodes(node):
            if not is_form(child):
                look(child, function)

    look(ast.parse(path.read_text()), "")
    return found


def test_nothing_at_the_desk_reads_a_request_by_hand_but_what_has_a_reason() -> None:
    modules = ("articles/admin", "articles/desk", "media/admin", "newsroom")
    paths = [path for module in modules for path in (settings.BASE_DIR / module).rglob("*.py")]
    assert set().union(*map(read_by_hand, paths)) == set(BY_HAND)
