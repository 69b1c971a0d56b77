"""What monitors ask: it is answered whatever hangs, and to plain HTTP too."""

from __future__ import annotations

from django.conf import settings

HEALTH = frozenset({"/healthz", "/readyz"})
METRICS = "/metrics"


def is_for_monitors(path: str) -> bool:
    # Without a token there are no metrics, and a page that is not there asks the database what was meant.
    return path in HEALTH or (path == METRICS and bool(settings.METRICS_TOKEN))
