"""Pictures, videos and sounds of a feed's item: enclosures and Media RSS, with the caption and credit of each.

What Media RSS says at the item holds for each of its media that says nothing itself, and what stands at a group for
those of the group. The elements are taken out of the item as they are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from articles import body

from . import hypertext, item, markup_media, xml
from .xml import Element

_MEDIA = re.compile(
    r"\{https?://(?:search\.yahoo\.com/mrss/?|www\.rssboard\.org/media-rss/?|[^}]*media-?rss[^}]*)\}", re.I
)
_KINDS = {
    "image": item.Kind.PICTURE,
    "video": item.Kind.VIDEO,
    "audio": item.Kind.AUDIO,
}
_SUFFIXES = {
    "jpg": item.Kind.PICTURE,
    "jpeg": item.Kind.PICTURE,
    "png": item.Kind.PICTURE,
    "gif": item.Kind.PICTURE,
    "webp": item.Kind.PICTURE,
    "avif": item.Kind.PICTURE,
    "mp4": item.Kind.VIDEO,
    "mov": item.Kind.VIDEO,
    "m3u8": item.Kind.VIDEO,
    "webm": item.Kind.VIDEO,
    "mp3": item.Kind.AUDIO,
    "m4a": item.Kind.AUDIO,
    "ogg": item.Kind.AUDIO,
}
MAX_MEDIA = 300  # of one item
_SCHEME = "http://search.yahoo.com/mrss/category_schema"
_MAKERS = frozenset({"photographer", "author", "artist", "creator", "producer", "illustrator"})


@dataclass(frozen=True)
class Shown:
    """What Media RSS and enclosures say of an item."""

    media: tuple[item.Media, ...] = ()
    title: str = ""
    copyright: str = ""
    keywords: tuple[str, ...] = ()
    categories: tuple[item.Subject, ...] = ()
    usage_terms: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read(element: Element, base: str) -> Shown:
    """Read the media of an item, and take them out of it."""
    reader = _Reader(element, base)
    shown = reader.shown()
    for child in reader.taken:
        # What is typed behind an element belongs to the element before it.
        if child.tail and child.tail.strip():
            before = child.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + child.tail
            else:
                element.text = (element.text or "") + child.tail
        element.remove(child)
    return shown


def _part(element: Element) -> str:
    """The name of an element of Media RSS, and "" of others."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return xml.local(element).lower() if _MEDIA.match(tag) else ""


class _Reader:
    def __init__(self, element: Element, base: str) -> None:
        self.element, self.base = element, base
        self.problems: list[str] = []
        self.known: dict[Element, dict[str, list[Element]]] = {}
        self.taken: list[Element] = [one for one in element if _part(one)]
        # A thumbnail at the item is of its one picture or video, if it has one.
        self.is_alone = sum(_part(one) in ("group", "content") for one in self.taken) == 1

    def _of(self, element: Element, part: str) -> list[Element]:
        """The children of that name. All are sorted at once: an item may have thousands, and is asked often."""
        if element not in self.known:
            sorted_out = self.known[element] = {}
            for child in element:
                if named := _part(child):
                    sorted_out.setdefault(named, []).append(child)
        return self.known[element].get(part, [])

    def shown(self) -> Shown:
        media: list[item.Media] = []
        for one in self.taken:
            part = _part(one)
            if len(media) >= MAX_MEDIA:
                self.problems.append(f"Left out: media beyond {MAX_MEDIA}.")
                break
            if part == "group":
                media += self._media(self._of(one, "content"), [one, self.element])
            elif part == "content":
                media += self._media([one], [self.element])
        if not media:
            media += self._thumbnails(self.element)
        media += self._enclosures()
        return Shown(
            media=tuple(media),
            title=self._words([self.element], "title"),
            copyright=self._words([self.element], "copyright"),
            keywords=tuple(self._keywords()),
            categories=tuple(self._categories()),
            usage_terms=tuple(self._terms([self.element])),
            problems=tuple(self.problems),
        )

    def _media(self, contents: list[Element], around: list[Element]) -> list[item.Media]:
        """One picture or video, of which a group has several files."""
        renditions = []
        for content in contents:
            if address := self._address(content, "url"):
                renditions.append(self._rendition(content, address))
            else:
                player = next(iter(self._of(content, "player")), None)
                where = player.get("url", "") if player is not None else ""
                told = f" but in a player ({where[:100]})" if where else ""
                self.problems.append(f"Left out: media without an address{told}.")
        if not renditions:
            return []
        # A content first, then the group, then the item; of several contents of a group each may say something.
        sources = [*contents, *around]
        title = self._words(sources, "title")
        description = self._words(sources, "description")
        credits = self._credits(sources)
        return [
            item.Media(
                kind=_kind(contents, renditions),
                headline=title if description else "",
                caption=description or (title if around[:-1] or self._own(contents, "title") else ""),
                credit=", ".join(words for words, _ in credits),
                creator=", ".join(words for words, role in credits if role in _MAKERS),
                copyright=self._words(sources, "copyright"),
                usage_terms="\n".join(self._terms([*contents, *around[:-1]])),
                renditions=(*renditions, *self._small(sources if self.is_alone else sources[:-1])),
            )
        ]

    def _own(self, contents: list[Element], part: str) -> bool:
        return any(self._of(content, part) for content in contents)

    def _small(self, sources: list[Element]) -> list[item.Rendition]:
        found = []
        for source in sources:
            for one in self._of(source, "thumbnail"):
                if address := self._address(one, "url"):
                    found.append(self._rendition(one, address, role="thumbnail"))
        return found

    def _thumbnails(self, element: Element) -> list[item.Media]:
        """Many feeds have no more than this of a picture, in several sizes."""
        renditions = self._small([element])
        if not renditions:
            return []
        caption = self._words([element], "description")
        return [
            item.Media(
                caption=caption,
                credit=", ".join(words for words, _ in self._credits([element])),
                renditions=tuple(renditions),
            )
        ]

    def _enclosures(self) -> list[item.Media]:
        found = []
        for one in self.element:
            tag = xml.local(one).lower()
            is_link = tag == "link" and (one.get("rel") or "").lower() == "enclosure"
            if tag == "enclosure" or is_link:
                if address := self._address(one, "href" if is_link else "url"):
                    rendition = self._rendition(one, address)
                    title = xml.squeeze(one.get("title", "")) if is_link else ""
                    found.append(
                        item.Media(kind=_kind([one], [rendition]), caption=title, renditions=(rendition,))
                    )
                else:
                    self.problems.append("Left out: an enclosure without an address.")
        return found

    def _address(self, element: Element, attribute: str) -> str:
        said = (element.get(attribute) or "").strip()
        try:
            return urljoin(self.base, said) if said else ""
        except ValueError:
            return ""

    def _rendition(self, element: Element, address: str, role: str = "") -> item.Rendition:
        numbers = {}
        for name, attribute in (
            ("width", "width"),
            ("height", "height"),
            ("size", "fileSize"),
            ("length", "length"),
        ):
            said = element.get(attribute, "")
            numbers[name] = markup_media.number(said)
            if said.strip() and numbers[name] is None:
                self.problems.append(f"“{xml.squeeze(said)[:40]}” is no {name} of a file, and was left out.")
        return item.Rendition(
            address=address,
            media_type=xml.squeeze(element.get("type", "")),
            width=numbers["width"],
            height=numbers["height"],
            size=numbers["size"] or numbers["length"] or None,
            role=role or xml.squeeze(element.get("expression", "")),
        )

    def _words(self, sources: list[Element], part: str) -> str:
        """What the nearest element says, as plain text."""
        for source in sources:
            for one in self._of(source, part):
                if words := _plain(one):
                    return words
        return ""

    def _credits(self, sources: list[Element]) -> list[tuple[str, str]]:
        for source in sources:
            found = [
                (words, one.get("role", "").lower())
                for one in self._of(source, "credit")
                if (words := _plain(one))
            ]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _keywords(self) -> list[str]:
        found: list[str] = []
        for one in self.element.iter():
            if _part(one) == "keywords":
                found += [word.strip() for word in xml.text(one).split(",")]
            elif _part(one) == "category":
                found.append(xml.squeeze(one.get("label", "")) or xml.text(one))
        return [word for word in found if word]

    def _categories(self) -> list[item.Subject]:
        found = []
        for one in self.element.iter():
            if _part(one) == "category" and (words := xml.text(one)):
                label = xml.squeeze(one.get("label", "")) or words
                scheme = one.get("scheme", "") or _SCHEME
                found.append(item.Subject(name=label, code=words, scheme=scheme, kind="category"))
        return found

    def _terms(self, sources: list[Element]) -> list[str]:
        found = []
        for source in sources:
            for one in source:
                if _part(one) == "restriction":
                    said = filter(None, (one.get("relationship", ""), one.get("type", ""), xml.text(one)))
                    found.append(f"Restriction: {' '.join(said)}")
                elif _part(one) == "copyright" and one.get("url"):
                    found.append(f"Terms: {one.get('url', '')}")
                elif _part(one) == "license" and (words := one.get("href") or xml.text(one)):
                    found.append(f"Licence: {words}")
        return found


def _plain(element: Element) -> str:
    words = xml.text(element)
    if "html" in (element.get("type") or "").lower() and re.search(r"[<&]", words):
        return words_of(words)
    return words


def words_of(html: str) -> str:
    """The words of a title or caption that is written as HTML, without those of scripts in it."""
    return " ".join(body.plain_text(hypertext.read(html).body).split())


def _kind(elements: list[Element], renditions: list[item.Rendition]) -> item.Kind:
    for element, rendition in zip(elements, renditions, strict=False):
        said = (element.get("medium") or "").lower(), rendition.media_type.lower().partition("/")[0]
        for word in said:
            if word in _KINDS:
                return _KINDS[word]
    suffix = renditions[0].address.partition("?")[0].rpartition(".")[2].lower()
    return _SUFFIXES.get(suffix, item.Kind.OTHER)
