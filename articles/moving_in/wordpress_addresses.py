"""Where readers had a post or a page of WordPress."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from articles.moving_in import wordpress_words as words
from articles.moving_in.wordpress_file import Element


def old_paths(item: Element, base: str) -> tuple[str, ...]:
    """Its address, its number, and the addresses that it had before."""
    found = []
    name = "page_id" if item.get("post_type") == "page" else "p"
    for address in (item.get("link"), item.get("guid")):
        place = urlsplit(unquote(address)) if _is_of_site(address, base) else None
        if place is not None and not place.query and place.path not in {"", "/"}:
            found.append(place.path)
    found.append(f"/?{name}={int(item.get('post_id'))}")
    slug = unquote(item.get("post_name"))
    for old in item.metas.get("_wp_old_slug", ()):
        found += [
            path.replace(f"/{slug}", f"/{unquote(old)}") for path in found[:1] if slug and f"/{slug}" in path
        ]
    return tuple(dict.fromkeys(found))


def _is_of_site(address: str, base: str) -> bool:
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    ours = (urlsplit(base).hostname or "").removeprefix("www.")
    return bool(host) and (host == ours or not ours or not words.path_in_uploads(address))
