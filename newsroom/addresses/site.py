"""What the process for readers answers: what machines ask, the pictures, and the site for everything else."""

from django.urls import include, path

from newsroom.health import healthz, readyz
from newsroom.metrics import metrics

handler400 = "articles.site.views.bad_request"
handler403 = "articles.site.views.forbidden"
handler404 = "articles.site.views.not_found"
handler500 = "articles.site.views.server_error"

for_machines = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
urlpatterns = [
    *for_machines,
    path("", include("media.urls")),
    path("", include("articles.api.urls")),
    path("", include("articles.site.urls")),
]
