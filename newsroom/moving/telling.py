"""How far it is: a bar for each thing that takes long."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from tqdm import tqdm


class Bars:
    def __init__(self, *, disable: bool) -> None:
        self.disable = disable
        self.what, self.bar = "", None

    bar: Any

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def tell(self, what: str, done: int, total: int) -> None:
        if what != self.what:
            if self.bar is not None:
                self.bar.close()
            self.what, self.bar = what, tqdm(total=total, desc=what, disable=self.disable)
        self.bar.update(done - self.bar.n)
