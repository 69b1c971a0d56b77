"""The worker, for one round."""

from __future__ import annotations

import io

from django.core.management import call_command


def work() -> list[str]:
    """One round; what it says it did, without the time."""
    said = io.StringIO()
    call_command("worker", "--once", stdout=said)
    return [line.split(" ", 2)[2] for line in said.getvalue().splitlines()]
