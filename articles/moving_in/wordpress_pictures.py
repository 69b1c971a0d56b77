"""The pictures of a WordPress site: its attachments, and what stands in texts without being one."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import unquote

from articles import body
from articles.moving_in import wordpress_words as words
from articles.moving_in.record import LeftOut, Picture
from articles.moving_in.wordpress_file import Element
from house.lines import one_line

SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.[A-Za-z0-9]+$)")
LONGEST_KEY = 200
PICTURES = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|heic|svg)$", re.IGNORECASE)
# Where plugins keep who took a picture.
CREDITS = (
    *("_media_credit", "media_credit", "_credit", "credit", "photo_credit", "_photo_credit", "photographer"),
    *("_wp_attachment_source_name", "_isc_image_source", "copyright_notice_credit", "image_credit"),
)


class SitePictures:
    """What is known of a site's pictures once its file was read through: keys and addresses, and no more."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.by_number: dict[str, str] = {}
        """The number of a picture → its key."""
        self.by_path: dict[str, str] = {}
        self.of_post: dict[str, list[tuple[int, str]]] = {}
        """The number of a post → its pictures, by place and number."""
        self.told: set[str] = set()

    def note(self, item: Element) -> None:
        number, key = item.get("post_id"), f"attachment:{item.get('post_id')}"
        address = item.get("attachment_url") or item.get("guid")
        if not PICTURES.search(words.split(address).path):
            return
        self.by_number[number] = key
        for path in {words.place_of(item.meta("_wp_attached_file") or address), words.place_of(address)}:
            self.by_path.setdefault(path, key)
        place = int(item.get("menu_order") or 0) if (item.get("menu_order") or "0").isdigit() else 0
        self.of_post.setdefault(item.get("post_parent"), []).append((place, number))

    def record_of(self, item: Element) -> Picture | LeftOut:
        address = item.get("attachment_url") or item.get("guid")
        key, title = f"attachment:{item.get('post_id')}", words.plain(item.get("title"))
        if item.get("post_id") not in self.by_number:
            why = f"It is no picture. Links to it still lead to {address[:200]}"
            return LeftOut(what="file", why=why, key=key, title=title, line=item.line)
        said = words.said_by_file(item.meta("_wp_attachment_metadata"))
        path = item.meta("_wp_attached_file") or words.path_in_uploads(address)
        return Picture(
            key=key,
            path=path,
            address=address if address.startswith("http") else "",
            filename=unquote(words.split(address).path.rpartition("/")[2]),
            headline=title,
            caption=one_line(words.plain(item.get("excerpt")) or words.plain(said.get("caption", ""))),
            alt=one_line(words.plain(item.meta("_wp_attachment_image_alt"))),
            credit=one_line(words.plain(item.meta(*CREDITS) or said.get("credit", ""))),
            copyright=one_line(words.plain(said.get("copyright", ""))),
            # The words of its own page, which readers saw there.
            rights_note=one_line(words.plain(item.get("content")))[:1000],
        )

    def key_of(self, number: str, address: str, found: list[Picture]) -> str:
        """The key of a picture in a text. One that is not among the attachments gets a record of its own."""
        if number in self.by_number:
            return self.by_number[number]
        if not address.startswith(("http://", "https://")):
            return ""
        whole = words.place_of(address)
        for place in (whole, SIZE.sub("", whole)):
            if place in self.by_path:
                return self.by_path[place]
        key = f"file:{whole}"
        if len(key) > LONGEST_KEY:
            key = f"file:{sha256(whole.encode()).hexdigest()}"
        if key not in self.told:
            self.told.add(key)
            found.append(
                Picture(
                    key=key,
                    path=words.path_in_uploads(address) if self._is_ours(address) else "",
                    address=address,
                    is_elsewhere=not self._is_ours(address),
                    filename=unquote(whole.rpartition("/")[2]),
                )
            )
        return key

    def _is_ours(self, address: str) -> bool:
        host = words.split(address).hostname or ""
        return host == words.split(self.base).hostname or bool(words.OF_WORDPRESS_COM.search(host))

    def children(self, post: str) -> list[str]:
        return [number for _, number in sorted(self.of_post.get(post, ()))]


def without_lead(html: str) -> tuple[str, str, str]:
    """Many sites repeat the featured picture as the first of the text: readers see it once, with its words there."""
    beginning = re.match(r'<figure data-picture="1"[^>]*></figure>', html)
    if beginning is None:
        return html, "", ""
    use = body.pictures(beginning[0])[0]
    return html[beginning.end() :], use.caption, use.alt
