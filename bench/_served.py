"""What one process of the web server serves while it is measured. BENCH_SERVED says which.

newsroom   the paper as it is served, and how many pages it has made at /bench/made
constant   the bytes and headers of a page, from a constant, without Django
per_site   the paper behind Django's own per-site cache, and without ours
bare       a view with four queries on the rows of a story and nothing else, within the paper's middleware
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SERVED = os.environ["BENCH_SERVED"]
Made = Iterable[bytes]


def constant() -> Any:
    said = json.loads(Path(os.environ["BENCH_BODY"]).read_text())
    headers, body = [tuple(pair) for pair in said["headers"]], said["body"].encode("latin-1")

    def application(environ: dict[str, Any], start: Any) -> Made:
        start("200 OK", headers)
        return [body]

    return application


def newsroom() -> Any:
    from newsroom.wsgi import application

    made, behind = itertools.count(), application.application

    def counted(environ: dict[str, Any], start: Any) -> Made:
        if environ["PATH_INFO"] == "/bench/made":
            start("200 OK", [])
            return [str(next(made)).encode()]
        next(made)
        return behind(environ, start)

    application.application = counted
    return application


def per_site() -> Any:
    from django.conf import settings
    from django.middleware.cache import FetchFromCacheMiddleware, UpdateCacheMiddleware

    global ForMinutes

    class ForMinutes(UpdateCacheMiddleware):
        """Whatever a page says: it says that caches should ask each time."""

        def __init__(self, get_response: Any) -> None:
            super().__init__(get_response)
            self.page_timeout = 600

    fetch = f"{FetchFromCacheMiddleware.__module__}.{FetchFromCacheMiddleware.__name__}"
    settings.MIDDLEWARE = [f"{__name__}.ForMinutes", *settings.MIDDLEWARE, fetch]
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def bare() -> Any:
    import sys
    from types import ModuleType

    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    application = get_wsgi_application()
    from articles.models import PublishedArticle, Section

    def view(request: HttpRequest, story: str) -> HttpResponse:
        row = PublishedArticle.objects.select_related("lead").get(path=f"/{story}")
        list(Section.objects.order_by("position", "name"))
        rows = PublishedArticle.objects.filter(section=row.section_id).order_by("-published_at", "-story_id")
        newest = list(rows.values_list("pk", flat=True)[:12])
        list(PublishedArticle.objects.filter(pk__in=newest).values_list("pk", "card"))
        return HttpResponse(row.rendered_body)

    urls = ModuleType("bench_urls")
    urls.urlpatterns = [path("bare/<path:story>", view)]  # type: ignore[attr-defined] # a module made here
    sys.modules["bench_urls"] = urls
    settings.ROOT_URLCONF = "bench_urls"
    return application


application = {"newsroom": newsroom, "per_site": per_site, "bare": bare, "constant": constant}[SERVED]()
