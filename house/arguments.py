"""Kinds of arguments that a browser sends to a door: how each is read, and in which words it is refused.

`house/doors.py` hands them to functions.
"""

from __future__ import annotations

import inspect
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from house import clock
from house.suggesting import is_number

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

LARGEST_ROW = 10**18 - 1
LARGEST_VERSION = 10**9 - 1
YES, NO = frozenset({"on", "1", "true"}), frozenset({"", "0", "off", "false"})
NOT_SENT: Any = object()


@dataclass(frozen=True)
class Received:
    form: QueryDict
    files: MultiValueDict[str, Any]


@dataclass(frozen=True)
class ArgumentKind(ABC):
    """How one argument is read. What is `lenient` is left out where it cannot be read.

    That is for addresses that people keep, mail and mistype, and for hidden fields of a form in which they have been
    working: the page that shows their work again is worth more than a page that explains a number.
    """

    lenient: bool = field(default=False, kw_only=True)

    @abstractmethod
    def read(self, sent: Received, name: str) -> Any:
        """The value, or NOT_SENT. Raises ValueError with what should have come, as a sentence, or TooLarge."""


@dataclass(frozen=True)
class OneValue(ArgumentKind):
    """A text without a NUL byte, which PostgreSQL cannot store. An empty one counts as not sent."""

    def read(self, sent: Received, name: str) -> Any:
        text = sent.form.get(name, "")
        if text == "":
            return NOT_SENT
        if "\0" in text:
            raise ValueError(_("It holds a NUL byte, which no text has."))
        return self.value(text)

    @abstractmethod
    def value(self, text: str) -> Any: ...


@dataclass(frozen=True)
class Number(OneValue):
    """A whole number in digits."""

    least: int = 1
    most: int = LARGEST_ROW

    def value(self, text: str) -> int:
        number = int(text) if is_number(text) else None
        if number is None or not self.least <= number <= self.most:
            raise ValueError(
                _("It has to be a whole number from {least} to {most}.").format(
                    least=self.least, most=self.most
                )
            )
        return number


@dataclass(frozen=True)
class Named(OneValue):
    """A number that names a version: whatever else is sent names none, and is answered like one that is not there."""

    said: str

    def value(self, text: str) -> int:
        number = int(text) if is_number(text.strip()) else 0
        if not 1 <= number <= LARGEST_VERSION:
            raise Http404(_(self.said))
        return number


@dataclass(frozen=True)
class Numbers(ArgumentKind):
    """Numbers of rows, with commas between them or the argument many times. What names no row is left out."""

    most: int = 100

    def read(self, sent: Received, name: str) -> Any:
        if name not in sent.form:
            return NOT_SENT
        given = [one.strip() for text in sent.form.getlist(name) for one in text.split(",")]
        return [int(one) for one in dict.fromkeys(given) if is_number(one)][: self.most]


@dataclass(frozen=True)
class Text(OneValue):
    """At most so many characters; with `cut`, what is longer is cut off instead of refused."""

    longest: int
    cut: bool = False

    def value(self, text: str) -> str:
        if len(text) > self.longest and not self.cut:
            raise ValueError(_("At most {count} characters.").format(count=self.longest))
        return text[: self.longest]


@dataclass(frozen=True)
class Key(OneValue):
    """A UUID, by which the same press sent twice is known."""

    def value(self, text: str) -> uuid.UUID:
        try:
            return uuid.UUID(text)
        except ValueError:
            raise ValueError(_("It has to be a UUID.")) from None


@dataclass(frozen=True)
class Keys(ArgumentKind):
    """The UUIDs of rows, one each time the argument is sent. Whatever is no UUID is left out."""

    def read(self, sent: Received, name: str) -> Any:
        if name not in sent.form:
            return NOT_SENT
        keys = set()
        for text in sent.form.getlist(name):
            with suppress(ValueError):
                keys.add(uuid.UUID(text))
        return frozenset(keys)


@dataclass(frozen=True)
class Flag(ArgumentKind):
    """A box that is ticked, or is not sent."""

    def read(self, sent: Received, name: str) -> bool:
        text = sent.form.get(name, "")
        if text.lower() not in YES | NO:
            raise ValueError(_("It has to be “on”, or left out."))
        return text.lower() in YES


@dataclass(frozen=True)
class Choice(OneValue):
    among: tuple[str, ...]
    words: str = ""

    def value(self, text: str) -> str:
        if text not in self.among:
            raise ValueError(
                _(self.words)
                if self.words
                else _("It has to be one of: {names}.").format(names=", ".join(self.among))
            )
        return text


@dataclass(frozen=True)
class Moment(OneValue):
    """A day and a time by the newsroom's clock. A lenient one that the clock shows twice is the first of the two."""

    def value(self, text: str) -> datetime:
        try:
            return clock.read_iso(text)
        except clock.Unclear as unclear:
            if self.lenient:
                return unclear.readings[0]
            raise ValueError(unclear.messages[0]) from None
        except ValidationError as error:
            raise ValueError(error.messages[0]) from None


@dataclass(frozen=True)
class SentFile(ArgumentKind):
    words: str = gettext_noop("Choose a file.")

    def read(self, sent: Received, name: str) -> Any:
        file = sent.files.get(name)
        if not file:
            raise ValueError(_(self.words))
        return file


@dataclass(frozen=True)
class WholeForm(ArgumentKind):
    """All that was sent, for forms whose fields are as many as an editor makes them, and for forms of Django."""

    def read(self, sent: Received, name: str) -> QueryDict:
        return sent.form


# Which arguments a function has


@dataclass(frozen=True)
class Argument:
    """One that is sent. Without a default it has to be."""

    name: str
    kind: ArgumentKind
    default: Any = inspect.Parameter.empty

    @property
    def is_needed(self) -> bool:
        return self.default is inspect.Parameter.empty

    def read(self, sent: Received) -> Any:
        try:
            value = self.kind.read(sent, self.name)
        except ValueError:
            if not self.kind.lenient:
                raise
            value = NOT_SENT
        if value is not NOT_SENT:
            return value
        if self.is_needed:
            raise ValueError(_("It has to be sent."))
        return self.default


def arguments_of(plain: Callable[..., Any]) -> tuple[dict[str, Any], list[Argument]]:
    """What stands before the star, by name, with its annotation; and what is sent."""
    hints = get_type_hints(plain, include_extras=True)
    before: dict[str, Any] = {}
    behind: list[Argument] = []
    for parameter in inspect.signature(plain).parameters.values():
        hint = hints[parameter.name]
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            behind.append(Argument(parameter.name, kind_of(parameter.name, hint), parameter.default))
        else:
            before[parameter.name] = next(iter(getattr(hint, "__metadata__", ())), hint)
    return before, behind


def kind_of(name: str, hint: Any) -> ArgumentKind:
    """The kind that an annotation carries, or the one that its type asks for."""
    for one in getattr(hint, "__metadata__", ()):
        if isinstance(one, ArgumentKind):
            return one
    if get_origin(hint) is Literal:
        return Choice(get_args(hint))
    of = next((one for one in get_args(hint) if one is not type(None)), hint)
    plain: dict[Any, type[ArgumentKind]] = {int: Number, bool: Flag, uuid.UUID: Key, datetime: Moment}
    if of not in plain:
        raise TypeError(f"How is {name} to be read? Annotate it with a kind of argument.")
    return plain[of]()
