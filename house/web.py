"""Addresses as others need them."""

from django.conf import settings


def absolute(path: str) -> str:
    """An address that also means something outside our pages."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
