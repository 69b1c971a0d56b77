"""Addresses as others need them."""

from django.conf import settings


def absolute(path: str) -> str:
    """The full address, with scheme and host, for use outside our own pages."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
