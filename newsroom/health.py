"""Is this process alive, and does everything work that belongs to it? One word and a status, for programs that ask.

/healthz is for load balancers: whether this process can answer requests. /readyz is for monitors, and for whoever
has just installed or upgraded: it names every part that is missing, the worker and the cache too, and what to do.
Pages can be had without these two, so a balancer that asked /readyz would turn readers away for nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache as once_a_process
from typing import Generic, TypeVar

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import DatabaseError, Error, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom import heartbeat
from newsroom.storage import HashedFiles

T = TypeVar("T")

# A load balancer waits for a second or two.
PATIENCE = 0.8


class Question(Generic[T]):
    """A question that may never be answered. A thread with its own connection asks, and may wait longer than we."""

    def __init__(self, ask: Callable[[], T], unanswered: T) -> None:
        self.ask, self.unanswered = ask, unanswered
        self.one_at_a_time = threading.Lock()

    def answer(self, within: float) -> T:
        """What is known in time."""
        said: list[T] = []

        def ask() -> None:
            try:
                said.append(self.ask())
            finally:
                connection.close()
                self.one_at_a_time.release()
                over.set()

        # If an earlier thread still waits, there is no answer.
        if not self.one_at_a_time.acquire(timeout=within):
            return self.unanswered
        over = threading.Event()
        threading.Thread(target=ask, name="health", daemon=True).start()
        over.wait(within)
        return said[0] if said else self.unanswered


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    if alive.answer(PATIENCE):
        return JsonResponse({"status": "the database does not answer"}, status=503)
    if are_static_files_missing():
        return JsonResponse({"status": "the static files are not collected"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    missing = [sentence for part in PARTS for sentence in part.answer(PATIENCE)]
    if are_static_files_missing():
        missing.append(
            "The static files are not collected: run manage.py collectstatic --no-input, then start anew."
        )
    if missing:
        return JsonResponse({"status": "not ready", "missing": missing}, status=503)
    return JsonResponse({"status": "ready"})


def are_static_files_missing() -> bool:
    return isinstance(staticfiles_storage, HashedFiles) and not staticfiles_storage.hashed_files


def wrong_with_the_connection() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return [NO_DATABASE]
    return []


def wrong_in_the_database() -> list[str]:
    """What is missing in the database: itself, tables of this version, or signs of the worker."""
    if problems := wrong_with_the_connection():
        return problems
    try:
        if lacking := migrations_lacking():
            return [
                f"The database lacks {len(lacking)} migrations, such as {lacking[0]}: run manage.py migrate, and "
                "manage.py grant_site_role if the site has a role of its own."
            ]
        return wrong_with_the_worker()
    except ProgrammingError:
        return [
            "The role of this process may not read the table of migrations or the worker's signs of life: "
            "run manage.py grant_site_role as the owner of the tables."
        ]
    except DatabaseError:
        return [NO_DATABASE]


def migrations_lacking() -> list[str]:
    """The migrations of this version of the code that have not been run."""
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    return sorted(migrations() - applied)


@once_a_process
def migrations() -> frozenset[str]:
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def wrong_with_the_worker() -> list[str]:
    worker = heartbeat.condition(timezone.now())
    if worker.seen_at is None:
        return ["No worker runs: start manage.py worker, and let the machine start it again when it ends."]
    if worker.is_late:
        return [
            f"The worker has given no sign since {worker.seen_at:%Y-%m-%d %H:%M:%S} UTC: look whether it hangs, and "
            "start it anew."
        ]
    return [
        f"A duty of the worker fails since {since:%Y-%m-%d %H:%M:%S} UTC: {duty}. Its log says why."
        for duty, since in worker.failing.items()
    ]


def wrong_with_the_cache() -> list[str]:
    """The cache on another machine is missing. Whoever is in this process has none that could be."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        return []
    try:
        cache.set("readyz", "there", 60)
        if cache.get("readyz") == "there":
            return []
    except Exception:  # whatever the client of the cache raises: a page of ours must say it
        return [NO_CACHE]
    return [NO_CACHE]


NO_DATABASE = "The database does not answer: look whether it runs, and whether DATABASE_URL names it."
NO_CACHE = "The cache of CACHE_URL does not answer or keeps nothing: look whether Redis runs and has room."
alive = Question(wrong_with_the_connection, [NO_DATABASE])
PARTS = (Question(wrong_in_the_database, [NO_DATABASE]), Question(wrong_with_the_cache, [NO_CACHE]))
