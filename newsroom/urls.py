"""All addresses, as a process has them that serves readers and the desk: the desk, its API, and the site behind."""

from django.contrib import admin
from django.urls import path

from articles.admin import shared
from articles.filing import api
from articles.incoming import pushing
from newsroom.addresses import site
from newsroom.addresses.site import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("desk/", admin.site.urls),
    *shared.addresses,
    *pushing.addresses,
    *api.addresses,
    *site.urlpatterns,
]
