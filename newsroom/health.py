"""Is this process able to serve? For load balancers and monitors, which want one word and a status."""

import threading

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.storage import HashedFiles

# A load balancer waits for a second or two.
PATIENCE = 0.8
_one_at_a_time = threading.Lock()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    if not database_answers():
        return JsonResponse({"status": "the database does not answer"}, status=503)
    if isinstance(staticfiles_storage, HashedFiles) and not staticfiles_storage.hashed_files:
        return JsonResponse({"status": "the static files are not collected"}, status=503)
    return JsonResponse({"status": "ok"})


def database_answers(within: float = PATIENCE) -> bool:
    """Does the database answer in time? A thread with its own connection asks it, and may wait longer than we do."""
    answered = threading.Event()

    def ask() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            answered.set()
        except Error:
            pass
        finally:
            connection.close()
            _one_at_a_time.release()
            over.set()

    # If an earlier thread still waits, the database does not answer.
    if not _one_at_a_time.acquire(timeout=within):
        return False
    over = threading.Event()
    threading.Thread(target=ask, name="health", daemon=True).start()
    over.wait(within)
    return answered.is_set()
