"""Is this process able to serve? For load balancers and monitors, which want one word and a status."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.storage import HashedFiles


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    if isinstance(staticfiles_storage, HashedFiles) and not staticfiles_storage.hashed_files:
        return JsonResponse({"status": "the static files are not collected"}, status=503)
    return JsonResponse({"status": "ok"})
