"""What stands in the components of an item of NewsML 1: lines, texts, pictures, and other items that are named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape

from articles import body

from . import hypertext, item, markup, markup_media, xml
from .xml import Element

_SUFFIXES = {
    item.Kind.PICTURE: (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp"),
    item.Kind.VIDEO: (".mp4", ".mov", ".mpg", ".mpeg", ".flv", ".wmv", ".m3u8", ".3gp"),
    item.Kind.AUDIO: (".mp3", ".wav", ".m4a", ".ogg"),
    item.Kind.GRAPHIC: (".svg", ".eps", ".ai", ".swf"),
}
_MEDIA_TYPES = {
    "photo": item.Kind.PICTURE,
    "picture": item.Kind.PICTURE,
    "image": item.Kind.PICTURE,
    "graphic": item.Kind.GRAPHIC,
    "animation": item.Kind.GRAPHIC,
    "video": item.Kind.VIDEO,
    "complexdata": item.Kind.OTHER,
    "audio": item.Kind.AUDIO,
}
_UNSEEN = frozenset({"stylesheet", "style sheet", "css", "metadata"})
_CAPTIONS = frozenset({"caption", "legend"})
_DEEPEST = 20
# Of one text in several forms, the one with most marks is read.
_RICHEST = ("nitf", "html", "plain")


@dataclass
class Lines:
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    dateline: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    slugline: str = ""
    keywords: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_correction: bool = False


@dataclass
class Found:
    lines: Lines = field(default_factory=Lines)
    body: str = ""
    word_count: int = 0
    media: tuple[item.Media, ...] = ()
    links: tuple[item.Link, ...] = ()
    problems: tuple[str, ...] = ()


def _path(path: str) -> str:
    steps = ("" if step == "" else step if step == "." else f"{{*}}{step}" for step in path.split("/"))
    return "/".join(steps)


def find(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(_path(path))


def find_all(element: Element | None, path: str) -> list[Element]:
    return [] if element is None else element.findall(_path(path))


def formal(element: Element | None) -> str:
    return "" if element is None else xml.squeeze(element.get("FormalName", ""))


def said(element: Element, path: str, attribute: str) -> str:
    found = find(element, path)
    return "" if found is None else found.get(attribute, "")


def read(components: list[Element]) -> Found:
    reader = _Reader()
    for component in components:
        reader.component(component)
    return reader.found()


class _Reader:
    def __init__(self) -> None:
        self.lines = Lines()
        self.copies: list[tuple[str, markup.Copy]] = []  # each with the headline of its component
        self.media: list[item.Media] = []
        self.links: list[item.Link] = []
        self.problems: list[str] = []
        # Asked again on each level above, and slow to tell.
        self.kinds: dict[Element, item.Kind] = {}
        self.roles: dict[Element | None, str] = {}

    def kind(self, content: Element) -> item.Kind:
        if content not in self.kinds:
            self.kinds[content] = _kind(content)
        return self.kinds[content]

    def role(self, component: Element | None) -> str:
        if component not in self.roles:
            self.roles[component] = formal(find(component, "Role"))
        return self.roles[component]

    def component(self, component: Element, depth: int = 0) -> None:
        """Walk a component. Parts that only show a picture in several sizes are one picture."""
        if depth > _DEEPEST:
            raise item.Refused(f"components stand more than {_DEEPEST} deep in one another")
        if self.role(component).lower() in _UNSEEN:
            return
        if self._is_of_one_picture(component):
            self._picture(component)
            return
        inner = [one for one in component if xml.local(one) == "NewsComponent"]
        inner = self._of_one_language(inner)
        self._read_lines(component)
        for one in component:
            if xml.local(one) in ("NewsItemRef", "NewsItem"):
                self._member(one)
        contents = [one for one in component if xml.local(one) == "ContentItem"]
        self._contents(component, contents)
        for one in inner:
            self.component(one, depth + 1)

    def _of_one_language(self, components: list[Element]) -> list[Element]:
        """Where components are the same in several languages, the first."""
        spoken = [_own_language(one) for one in components]
        if len(components) < 2 or not all(spoken) or len(set(spoken)) < len(spoken):
            return components
        self.problems.append(f"The item comes in {', '.join(spoken)}; only {spoken[0]} was taken.")
        return components[:1]

    def _member(self, element: Element) -> None:
        if xml.local(element) == "NewsItem":
            uri = xml.text(find(element, "Identification/NewsIdentifier/PublicIdentifier"))
        else:
            uri = element.get("NewsItem", "")
        if uri:
            self.links.append(item.Link(uri=uri, rel="member", headline=xml.text(find(element, "Comment"))))

    # Lines

    def _read_lines(self, component: Element) -> None:
        lines = find(component, "NewsLines")
        into = self.lines
        for one in lines if lines is not None else ():
            tag, words = xml.local(one), xml.text(one)
            if tag == "NewsLine":
                self._read_other_line(one)
            elif tag == "HeadLine":
                into.headline = into.headline or words
            elif tag == "SubHeadLine":
                into.standfirst = into.standfirst or words
            elif tag == "ByLine":
                into.byline = into.byline or re.sub(r"^by\s+", "", words, flags=re.I)
            elif tag == "DateLine":
                into.dateline = into.dateline or words
            elif tag == "CreditLine":
                into.credit = into.credit or words
            elif tag == "CopyrightLine":
                into.copyright = into.copyright or words
            elif tag == "RightsLine":
                into.usage_terms = "\n".join(filter(None, (into.usage_terms, words)))
            elif tag == "SlugLine":
                into.slugline = into.slugline or words
            elif tag == "KeywordLine" and words:
                into.keywords.append(words)

    def _read_other_line(self, line: Element) -> None:
        kind = formal(find(line, "NewsLineType"))
        words = " ".join(filter(None, (xml.text(one) for one in find_all(line, "NewsLineText"))))
        if not words:
            return
        self.lines.is_correction |= kind.lower().startswith("correction")
        is_plain = kind.lower() in ("advisoryline", "productline", "")
        self.lines.notes.append(words if is_plain else f"{kind}: {words}")

    # Texts

    def _contents(self, component: Element, contents: list[Element]) -> None:
        texts: dict[str, list[Element]] = {}
        for content in contents:
            kind = self.kind(content)
            if kind is item.Kind.TEXT:
                texts.setdefault(_form(content), []).append(content)
            elif kind is item.Kind.OTHER:
                told = formal(find(content, "MimeType")) or formal(find(content, "Format")) or "unknown"
                self.problems.append(f"Left out: content of the type “{told[:60]}”.")
            else:
                self._picture(component, [content])
        for form in _RICHEST:
            if form in texts:
                copies = [self._copy(content, form) for content in texts[form]]
                self._place(component, copies)
                break

    def _copy(self, content: Element, form: str) -> markup.Copy:
        data = find(content, "DataContent")
        if data is None:
            address = content.get("Href", "")
            self.problems.append(f"The text stands in another file ({address[:100] or 'not named'}).")
            return markup.Copy()
        if (data.get("Notation") or said(content, "Encoding", "Notation")).lower() == "base64":
            self.problems.append("Left out: a text in Base64.")
            return markup.Copy()
        if form == "nitf":
            self._lines_of_nitf(data)
            return markup.read(*data.iter("{*}body.content"))
        if len(data):
            bodies = [*data.iter("{*}body")] or list(data)
            return markup.read(*bodies)
        if form == "html":
            return hypertext.read(data.text or "")
        return markup.plain(data.text or "")

    def _lines_of_nitf(self, data: Element) -> None:
        for tag, name in (("hl1", "headline"), ("byline", "byline"), ("abstract", "standfirst")):
            for one in data.iter(f"{{*}}{tag}"):
                if not getattr(self.lines, name):
                    setattr(self.lines, name, xml.text(one))

    def _place(self, component: Element, copies: list[markup.Copy]) -> None:
        """Where the words of a component go: into the text, the standfirst, or to the desk."""
        role = self.role(component).lower()
        for copy in copies:
            self.problems += copy.problems
            self.lines.notes += copy.notes
            words = "\n".join(filter(None, body.plain_text(copy.body).split("\n")))
            if role in ("headline", "hedline"):
                self.lines.headline = self.lines.headline or " ".join(words.split())
            elif role in ("subheadline", "abstract", "summary", "synopsis"):
                self.lines.standfirst = self.lines.standfirst or words
            elif role in ("contact", "contacts", "advisory"):
                self.lines.notes.append(f"{role.capitalize()}: {words}")
            else:
                own = xml.text(find(component, "NewsLines/HeadLine"))
                self.copies.append((own, copy))
                self.media += copy.media

    # Pictures

    def _picture(self, component: Element, contents: list[Element] | None = None) -> None:
        contents = contents or [
            one
            for one in component.iter("{*}ContentItem")
            if self.kind(one) not in (item.Kind.TEXT, item.Kind.OTHER)
        ]
        renditions, problems = [], []
        for content in contents:
            if address := (content.get("Href") or "").strip():
                renditions.append(self._rendition(content, address))
            else:
                problems.append("Left out: a picture that stands in the file itself.")
        self.problems += problems
        caption = self._caption(component)
        headline = xml.text(find(component, "NewsLines/HeadLine"))
        if not self.copies and not self.lines.headline and self.role(component).lower() in ("", "main"):
            self._read_lines(component)  # the item is the picture
        elif not caption:
            caption, headline = headline, ""
        if renditions:
            self.media.append(
                item.Media(
                    kind=self.kind(contents[0]),
                    headline=headline if caption else "",
                    caption=caption,
                    credit=xml.text(find(component, "NewsLines/CreditLine")),
                    creator=formal(find(component, "AdministrativeMetadata/Creator/Party")),
                    copyright=xml.text(find(component, "NewsLines/CopyrightLine")),
                    usage_terms=xml.text(find(component, "NewsLines/RightsLine")),
                    renditions=tuple(renditions),
                )
            )

    def _is_of_one_picture(self, component: Element) -> bool:
        """Whether all that it holds is one picture in several sizes, with its caption."""
        contents = list(component.iter("{*}ContentItem"))
        pictures = [one for one in contents if self.kind(one) not in (item.Kind.TEXT, item.Kind.OTHER)]
        if not pictures:
            return False
        texts = [one for one in contents if self.kind(one) is item.Kind.TEXT]
        if any(
            self.role(parent).lower() not in _CAPTIONS
            for one in texts
            if (parent := one.getparent()) is not None
        ):
            return False
        if any(
            self.role(child).lower() in _CAPTIONS
            for child in component
            if xml.local(child) == "NewsComponent"
        ):
            return True
        return len({_sizes_of(one, component) for one in pictures}) == 1

    def _caption(self, component: Element) -> str:
        for content in component.iter("{*}ContentItem"):
            parent = content.getparent()
            if self.role(parent).lower() in _CAPTIONS:
                data = find(content, "DataContent")
                inner = (
                    next(iter(data.iter("{*}body", "{*}body.content")), data) if data is not None else None
                )
                if words := xml.text(inner):
                    return words
        return ""

    def _rendition(self, content: Element, address: str) -> item.Rendition:
        facts = {
            formal(one): one.get("Value", "")
            for one in find_all(content, "Characteristics/Property")
            if formal(one)
        }
        above = self.role(content.getparent())
        return item.Rendition(
            address=address,
            media_type=formal(find(content, "MimeType")),
            width=markup_media.number(facts.get("PixelWidth") or facts.get("Width")),
            height=markup_media.number(facts.get("PixelHeight") or facts.get("Height")),
            size=markup_media.number(xml.text(find(content, "Characteristics/SizeInBytes"))),
            role=facts.get("ImageUse", "")
            or ("" if above.lower() in ("photo", "logo", "picture") else above),
        )

    def found(self) -> Found:
        html = ""
        for headline, copy in self.copies:
            if copy.body and headline and headline != self.lines.headline:
                html += f"<h2>{escape(headline)}</h2>"
            html += copy.body
        try:
            html = body.clean(html).html if len(self.copies) > 1 else html
        except body.BodyTooLarge as error:
            raise item.Refused(f"the text is too long: {error}") from None
        words = body.word_count(html) if html else 0
        media = _each_once(self.media)
        return Found(self.lines, html, words, media, tuple(self.links), tuple(self.problems))


def _each_once(media: list[item.Media]) -> tuple[item.Media, ...]:
    """The pictures; one in the text that a component has shown too lends it its alternative text and is left out."""
    kept: list[item.Media] = []
    places: dict[str, int] = {}
    for one in media:
        at = places.get(one.renditions[0].address) if one.renditions else None
        if at is None:
            places |= {file.address: len(kept) for file in one.renditions}
            kept.append(one)
        else:
            known = kept[at]
            kept[at] = replace(known, alt=known.alt or one.alt, caption=known.caption or one.caption)
    return tuple(kept)


def _own_language(component: Element) -> str:
    language = find(component, "DescriptiveMetadata/Language")
    return formal(language) or component.get(xml.LANG, "")


def _sizes_of(content: Element, within: Element) -> Element | None:
    """The component in which all that a picture stands with is the same picture."""
    around = content.getparent()
    for above in content.iterancestors():
        if above.get("Equivalents", "").lower() == "yes":
            around = above
        if above is within:
            break
    return around


def _kind(content: Element) -> item.Kind:
    mime = formal(find(content, "MimeType")).lower()
    named = formal(find(content, "Format")).lower()
    said_type = formal(find(content, "MediaType")).lower()
    for kind, beginning in (
        (item.Kind.PICTURE, "image/"),
        (item.Kind.VIDEO, "video/"),
        (item.Kind.AUDIO, "audio/"),
        (item.Kind.TEXT, "text/"),
    ):
        if mime.startswith(beginning) and "css" not in mime:
            return kind
    if said_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[said_type]
    if said_type == "text" or any(form in named for form in ("nitf", "html", "plain", "text")):
        return item.Kind.TEXT
    address = content.get("Href", "").lower().partition("?")[0]
    for kind, suffixes in _SUFFIXES.items():
        if address.endswith(suffixes):
            return kind
    if "jpeg" in named or "tiff" in named:
        return item.Kind.PICTURE
    if not mime and not named and not said_type and find(content, "DataContent") is not None:
        return item.Kind.TEXT
    return item.Kind.OTHER


def _form(content: Element) -> str:
    data = find(content, "DataContent")
    if data is not None and next(data.iter("{*}nitf", "{*}body.content"), None) is not None:
        return "nitf"
    named = f"{formal(find(content, 'MimeType'))} {formal(find(content, 'Format'))}".lower()
    return "html" if "html" in named or (data is not None and len(data)) else "plain"
