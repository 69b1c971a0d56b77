"""What has been brought in of an archive, by its keys: asked of the database, and remembered for what is few."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from articles.models import MovedIn

Kind = MovedIn.Kind


class Known:
    """People, sections, topics and pages are remembered; of pictures and stories those that are asked for."""

    def __init__(self, system: str) -> None:
        self.system = system
        few = MovedIn.objects.filter(system=system).exclude(kind__in=[Kind.PICTURE, Kind.STORY])
        self.few: dict[str, int] = dict(few.values_list("key", "number"))

    def keep(self, key: str, kind: Kind, number: int, now: datetime) -> None:
        """The caller has a transaction, in which it has made the row."""
        MovedIn.objects.create(system=self.system, key=key, kind=kind, number=number, at=now)
        if kind not in {Kind.PICTURE, Kind.STORY}:
            self.few[key] = number

    def rows(self, keys: Iterable[str]) -> dict[str, MovedIn]:
        wanted = {key for key in keys if key}
        if not wanted:
            return {}
        return {row.key: row for row in MovedIn.objects.filter(system=self.system, key__in=wanted)}

    def numbers(self, keys: Iterable[str], kind: Kind) -> dict[str, int]:
        return {key: row.number for key, row in self.rows(keys).items() if row.kind == kind}
