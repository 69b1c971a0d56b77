"""Is this process able to serve? For load balancers and monitors, which want one word and a status."""

import threading

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.storage import HashedFiles

# Whoever asks for our health has given us up after a second or two.
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
    """Asked by a thread and a connection of its own, which may wait for longer than we do."""
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

    # One that still waits has told us already.
    if not _one_at_a_time.acquire(timeout=within):
        return False
    over = threading.Event()
    threading.Thread(target=ask, name="health", daemon=True).start()
    over.wait(within)
    return answered.is_set()
