"""Doors hand typed arguments to functions: what cannot be read is answered in words, and nothing is done."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, Literal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, reverse

from articles.admin import at_work
from articles.admin.at_work import FormAsItCame
from articles.models import Article, Autosave, LiveEntry, Revision, Sitting, StateChange
from articles.policy import Role
from house import arguments
from house.arguments import Argument, Choice, Flag, Key, Kind, Moment, Named, Number, Text
from house.doors import DOORS, JSON, By, Conflict, Door, NotTaken, Unreadable, door
from tests import factories
from tests.desk_forms import at_the_desk

pytestmark = pytest.mark.django_db

LARGE = "x" * 3_000_000


def door_in(view: Any) -> Door[Any, Any] | None:
    """The door that an address leads to, through whatever is wrapped around it."""
    while view is not None and not isinstance(view, Door):
        view = view.func if isinstance(view, partial) else getattr(view, "__wrapped__", None)
    return view


def addresses() -> Iterator[tuple[str, URLPattern, Door[Any, Any]]]:
    waiting = [*get_resolver().url_patterns]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, URLPattern):
            waiting += one.url_patterns
        elif (found := door_in(one.callback)) is not None:
            yield str(one.name), one, found


BY_NAME = {name: (pattern, found) for name, pattern, found in addresses()}
SENT = [
    (name, argument.name)
    for name, (_, found) in sorted(BY_NAME.items())
    for argument in found.arguments
    if not isinstance(argument.kind, arguments.WholeForm)
]


def test_every_door_has_an_address() -> None:
    assert {id(found) for _, found in BY_NAME.values()} == {id(one) for one in DOORS}
    assert len(BY_NAME) >= 6


@pytest.fixture
def there(db: None) -> dict[str, dict[str, Any]]:
    """The parts of addresses, by what an address is about."""
    article = factories.live_coverage("Posted.")
    return {
        "articles_article": {
            "pk": article.pk,
            "entry": LiveEntry.objects.get().pk,
            "number": 1,
            "sitting": uuid.uuid4(),
        },
    }


@pytest.fixture
def desk(db: None) -> Client:
    return at_the_desk(User.objects.create_superuser("root", password="a long password"))


def address_of(name: str, there: dict[str, dict[str, Any]]) -> str:
    pattern, _ = BY_NAME[name]
    parts = next(parts for about, parts in there.items() if name.startswith(about))
    return reverse(f"admin:{name}", kwargs={one: parts[one] for one in pattern.pattern.converters})


def good(kind: Kind) -> str | None:
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


def bad(kind: Kind) -> list[tuple[str, int]]:
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
            return [("x", 404), ("-1", 404), ("²", 404)]
        case FormAsItCame():
            return [("", 413)] if kind.to_keep else []
    return []


def written() -> list[int]:
    return [model.objects.count() for model in (Article, Revision, Sitting, Autosave, StateChange, LiveEntry)]


@pytest.mark.parametrize(("name", "argument"), SENT, ids=" ".join)
def test_what_a_door_cannot_read_is_refused_in_words_and_nothing_is_written(
    name: str, argument: str, there: dict[str, dict[str, Any]], desk: Client
) -> None:
    _, found = BY_NAME[name]
    address, before = address_of(name, there), written()
    whole = {
        one.name: said for one in found.arguments if (said := good(one.kind)) is not None and one.is_needed
    }
    tried = next(one for one in found.arguments if one.name == argument)
    cases = [({**whole, argument: value}, status) for value, status in bad(tried.kind)]
    if isinstance(tried.kind, FormAsItCame):
        cases = [(whole | {"body": LARGE}, status) for _, status in bad(tried.kind)]
    elif tried.is_needed:
        cases.append(({key: value for key, value in whole.items() if key != argument}, 400))
    for method in {"GET", "POST"} & set(found.methods):
        for sent, status in cases:
            ask = desk.post if method == "POST" else desk.get
            answer = ask(address, sent, headers={"accept": "application/json"})
            if tried.kind.lenient:
                assert answer.status_code in {200, 302, 409}, (sent, answer.status_code)
                continue
            assert answer.status_code == status, (sent, answer.status_code)
            # A NUL in a query gets no further than the first of our middleware.
            if status == 400 and not (method == "GET" and "\0" in sent.get(argument, "")):
                assert argument in answer.json()["why"]
                assert set(answer.json()["wrong"]) == {argument}
            assert written() == before


# A door by itself


class Closed(Exception):
    pass


def made(**options: Any) -> Door[Any, Any]:
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


def ask(found: Door[Any, Any], headers: dict[str, str] | None = None, **sent: str) -> Any:
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


def test_a_page_says_what_was_wrong_and_a_person_can_read_it(desk: Client) -> None:
    article = factories.story()
    sent = {"sitting": "x", "number": "1"}
    answer = desk.post(reverse("admin:articles_article_autosave", args=[article.pk]), sent)
    assert (answer.status_code, answer.json()["wrong"]) == (400, {"sitting": "It has to be a UUID."})


def test_arguments_are_those_behind_the_star() -> None:
    found = at_work.autosave
    assert list(found.from_address) == ["article", "by"]
    assert [one.name for one in found.arguments] == ["sitting", "number", "typed"]
    assert all(isinstance(one, Argument) for one in found.arguments)
