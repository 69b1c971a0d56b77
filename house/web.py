"""Addresses as others need them, and where the number of a request is found."""

from django.conf import settings

# The place in a request's environment where its number is, by which the log knows it.
REQUEST_ID = "newsroom.request_id"
# Where somebody without a log-in sees one story before it is published. What follows is a secret: no log has it.
PREVIEWS = "/preview/"
# Where programs with a key do what people do at the desk; see articles/filing/.
DESK_API = "/api/desk/"
# Where programs read what readers have.
READERS_API = "/api/v1/"


def absolute(path: str) -> str:
    """The full address, with scheme and host, for use outside our own pages."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
