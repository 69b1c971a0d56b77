"""What every template knows of the newspaper: its name, its tagline, its address and its language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def newspaper(request: HttpRequest) -> dict[str, str]:
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_TAGLINE": settings.SITE_TAGLINE,
        "SITE_URL": settings.SITE_URL,
        "SITE_LANGUAGE": settings.LANGUAGE_CODE,
    }
