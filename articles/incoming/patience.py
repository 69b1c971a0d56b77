"""What may hang, done by a thread of its own: a folder on a server that has gone away answers nobody, ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from articles.incoming.trouble import Trouble

Result = TypeVar("Result")


def within(seconds: float, do: Callable[[], Result], *, name: str, alone: bool = False) -> Result:
    """What `do` gives, or raises. Raises Trouble when the time is over; then the thread is left to itself.

    With `alone`, no second thread of this name is begun while one hangs. `do` uses no database: its thread would open
    a connection.
    """
    if alone and any(thread.name == name for thread in threading.enumerate()):
        raise Trouble(_("It does not answer."))
    said: list[Result] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            said.append(do())
        except BaseException as problem:
            failed.append(problem)

    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not said:
        raise Trouble(_("It does not answer."))
    return said[0]
