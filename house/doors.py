"""Doors: what a browser sends becomes the typed arguments of a function, and every refusal is answered in one form.

    @door("POST", answers=JSON)
    def autosave(article: StoryToWrite, by: By, *, sitting: UUID, number: Counted, typed: TypedToKeep) -> Said:

Arguments before the star come from the address, those behind it are sent: in the form of a POST, in the query of a
GET. The annotation says what is expected, a default value that an argument may be left out. A door reads all of them
before it calls the function, so a request that cannot be read changes nothing. A function that answers with JSON
knows no request, and an API or a test may call it as it is: `autosave.plain(article, somebody, sitting=…)`. One that
answers with a page names the request among its arguments.

To add a door: write the function, put `@door` above it, and give it an address like any view. Without more,
`int`, `bool`, `UUID`, `datetime` and `Literal[…]` are read as one would expect; bounds and texts take a kind
of `house/arguments.py`, as in `Annotated[int, Number(1, 50)]`. What one part of the desk alone knows is a kind
of its own.
`tests/test_doors.py` finds the door and sends it nonsense, once it knows an address for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import update_wrapper
from typing import Annotated, Any, Generic, Literal, ParamSpec, TypeVar, cast

from django.contrib.auth.models import User
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from house.arguments import Number, Received, arguments_of

P = ParamSpec("P")
R = TypeVar("R")

# What a door answers with: JSON always, or a page, and JSON only to a script that asks for it.
Answers = Literal["json", "page"]
JSON: Answers = "json"
PAGE: Answers = "page"


# Refusals


class NotTaken(Exception):
    """Nothing was done, and its words say why to whoever asked."""

    status = 400

    @property
    def facts(self) -> dict[str, Any]:
        """What a script is told."""
        return {"why": str(self)}


class Unreadable(NotTaken, BadRequest):
    """What was sent, or left out, argument by argument in words."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        self.wrong = dict(wrong)
        super().__init__(" ".join(f"“{name}”: {words}" for name, words in self.wrong.items()))

    @property
    def facts(self) -> dict[str, Any]:
        return super().facts | {"wrong": self.wrong}


class TooLarge(NotTaken):
    status = 413


class Conflict(NotTaken):
    """What is there now stands against it."""

    status = 409


# What stands in the address, and who asks


@dataclass(frozen=True)
class Sender:
    """Whoever is logged in."""


@dataclass(frozen=True)
class FoundBy:
    """What `find` returns for the request and these parts of the address. It raises Http404 and PermissionDenied."""

    find: Callable[..., Any]
    parts: tuple[str, ...] = ("pk",)


By = Annotated[User, Sender()]
Row = Annotated[int, Number()]


# Answers


@dataclass(frozen=True)
class Answer:
    """JSON with another status than 200."""

    facts: dict[str, Any]
    status: int


Said = dict[str, Any]


class Door(Generic[P, R]):
    """A view around a `plain` function: reads its arguments, calls it, and answers."""

    def __init__(
        self,
        plain: Callable[P, R],
        methods: tuple[str, ...],
        *,
        answers: Answers,
        permission: str,
        refusals: tuple[type[Exception], ...],
        knows_all: bool,
    ) -> None:
        self.plain, self.methods, self.answers = plain, methods, answers
        self.permission, self.refusals, self.knows_all = permission, refusals, knows_all
        self.from_address, self.arguments = arguments_of(plain)
        self._view = require_http_methods(methods)(self._answer)
        update_wrapper(self, plain)

    def __call__(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponseBase:
        return self._view(request, *args, **address)

    def _answer(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        try:
            if self.permission and not request.user.has_perm(self.permission):
                raise PermissionDenied
            first = {name: part(request, address, name, kind) for name, kind in self.from_address.items()}
            # The function has the arguments that its own signature names.
            made: Any = cast("Any", self.plain)(**first, **self.read(request))
        except self.refusals as refusal:
            return self._refused(request, Conflict(str(refusal)))
        except NotTaken as refusal:
            return self._refused(request, refusal)
        except PermissionDenied as denied:
            if not self._is_asked_by_a_script(request):
                raise
            return JsonResponse({"why": str(denied) or _("You may not do this.")}, status=403)
        if isinstance(made, HttpResponseBase):
            return made
        answer = made if isinstance(made, Answer) else Answer(made, 200)
        return JsonResponse(answer.facts, status=answer.status)

    def read(self, request: HttpRequest) -> dict[str, Any]:
        """All that was sent, or Unreadable with everything that is wrong with it."""
        sent = Received(request.POST if request.method == "POST" else request.GET, request.FILES)
        found: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for argument in self.arguments:
            try:
                found[argument.name] = argument.read(sent)
            except ValueError as expected:
                wrong[argument.name] = str(expected)
        if self.knows_all and (strange := sorted(set(sent.form) - found.keys() - wrong.keys())):
            wrong |= dict.fromkeys((name[:40] for name in strange), _("This is not asked here."))
        if wrong:
            raise Unreadable(wrong)
        return found

    def _refused(self, request: HttpRequest, refusal: NotTaken) -> HttpResponseBase:
        if self._is_asked_by_a_script(request):
            return JsonResponse(refusal.facts, status=refusal.status)
        # The desk makes a page of it.
        raise refusal

    def _is_asked_by_a_script(self, request: HttpRequest) -> bool:
        return self.answers == JSON or is_asked_by_a_script(request)


@dataclass(frozen=True)
class TwoDoors:
    """One address: a POST does something, whatever else asks."""

    asking: Door[..., Any]
    doing: Door[..., Any]

    def __call__(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponseBase:
        chosen = self.doing if request.method == "POST" else self.asking
        return chosen(request, *args, **address)


DOORS: list[Door[..., Any]] = []


def door(
    *methods: str,
    answers: Answers = PAGE,
    permission: str = "",
    refusals: tuple[type[Exception], ...] = (),
    knows_all: bool = False,
) -> Callable[[Callable[P, R]], Door[P, R]]:
    """Make a door of a function; `refusals` are the exceptions that mean 409, as they say of themselves.

    A door that `knows_all` refuses arguments that it does not have.
    """
    allowed = ("GET", "HEAD", *methods[1:]) if methods[0] == "GET" else methods

    def made(plain: Callable[P, R]) -> Door[P, R]:
        found = Door(
            plain, allowed, answers=answers, permission=permission, refusals=refusals, knows_all=knows_all
        )
        DOORS.append(found)
        return found

    return made


def is_asked_by_a_script(request: HttpRequest) -> bool:
    """Pages that stay open say so, and what asks for JSON cannot show a page."""
    accepted = request.headers.get("Accept", "")
    return request.headers.get("X-In-Place") == "1" or accepted.startswith("application/json")


def part(request: HttpRequest, address: Mapping[str, Any], name: str, kind: Any) -> Any:
    """One argument that is not sent: the request, who asks, a part of the address or what is found by it."""
    if kind is HttpRequest:
        return request
    if isinstance(kind, Sender):
        return request.user
    if isinstance(kind, FoundBy):
        return kind.find(request, *(address[one] for one in kind.parts))
    return address[name]
