"""What pages about log-ins have in common: who asks, and how a page of the desk is answered."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.response import TemplateResponse


def asking(request: HttpRequest) -> User:
    """Whoever is logged in: `admin_view` lets nobody else in."""
    return cast("User", request.user)


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> TemplateResponse:
    return TemplateResponse(request, template, site.each_context(request) | context, status=status)
