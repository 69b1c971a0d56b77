"""How WordPress writes names, slugs, times and addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import SplitResult, unquote, urlsplit

from articles.moving_in import php
from house import letters

TAGS = re.compile(r"</?[A-Za-z][^<>]*>")
UPLOADS = re.compile(r"/(?:wp-content/uploads|files)/(?:sites/\d+/)?(.+)$")
OF_WORDPRESS_COM = re.compile(r"\.files\.wordpress\.com$|^i\d\.wp\.com$")
NEVER = "0000-00-00"


def plain(text: str) -> str:
    """A name or a line without tags and entities. Authors' titles carry `&amp;`, editors' do not."""
    if "<" in text:
        text = TAGS.sub("", re.sub(r"<br\s*/?>|</p>", " ", text))
    return unescape(text).strip() if "&" in text else text.strip()


def slug_of(text: str) -> str:
    """A slug as it is compared: other scripts stand in it as percent signs."""
    text = unquote(text.strip())
    return letters.slug(text, most=80) or text[:80].lower()


def split(address: str) -> SplitResult:
    """The parts of an address; none of what is no address, such as `http://[home]/a.jpg`."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def site_of(base: str) -> str:
    """By which another run knows the site: exports and people say it with www. and without."""
    place = split(base)
    return f"{place.netloc.lower().removeprefix('www.')}{place.path.rstrip('/')}"


def place_of(address: str) -> str:
    """By which a picture is known whatever its host: the end of its path."""
    return path_in_uploads(address) or split(address).path.lstrip("/") or address


def path_in_uploads(address: str) -> str:
    """The path in the folder of uploads; nothing for an address elsewhere."""
    place = split(address)
    if found := UPLOADS.search(place.path):
        return unquote(found[1])
    if OF_WORDPRESS_COM.search(place.hostname or ""):
        return unquote(place.path.lstrip("/"))
    return ""


def said_by_file(serialised: str) -> dict[str, str]:
    """What WordPress read out of the picture when it was uploaded."""
    if not serialised or not php.is_one(serialised):
        return {}
    try:
        read = php.read(serialised)
    except php.NotPHP:
        return {}
    said = read.get("image_meta") if isinstance(read, dict) else None
    return (
        {str(name): value for name, value in said.items() if isinstance(value, str)}
        if isinstance(said, dict)
        else {}
    )


def time_of(text: str) -> datetime | None:
    if not text or text.startswith(NEVER):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def published_at(text: str) -> datetime | None:
    """The time of an item's `pubDate`. What was never published has 0000-00-00 there, as PHP makes a date of it."""
    if "-0001" in text or "30 Nov 1999 00:00:00" in text:
        return None
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    return at.astimezone(UTC) if at.tzinfo is not None and at.year > 1990 else None
