"""RSS 0.9 to 2.0, Atom and their like: items of a feed by feedparser, which gets well-formed XML only.

feedparser knows how each format says title, link, text and category. Identity, dates, authors, rights and media it
reads wrongly in cases that agencies do send; these are read from the XML here, and media are taken out before
feedparser sees the feed, as it would make the caption of a picture the text of the item.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html.entities import name2codepoint
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree

from . import embargo_words, feed_dates, feed_media, hypertext, item, markup, tombstones, xml
from .xml import Element

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_ATOM = ("{http://www.w3.org/2005/Atom}", "{http://purl.org/atom/ns#}")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_ITEMS = frozenset({"item", "entry"})
# Modules that feeds of all formats use; an <item> of theirs is none of the feed's.
_OWN = re.compile(
    r"|http://(?:backend\.userland\.com/rss|blogs\.law\.harvard\.edu/tech/rss|purl\.org/(?:rss/1\.0/$|net/rss1|atom/ns)"
    r"|my\.netscape\.com/rdf/|channel\.netscape\.com/rdf/|www\.w3\.org/2005/atom|example\.com/newformat)\S*",
    re.I,
)
_FORMATS = {"rss": "RSS", "atom": "Atom", "cdf": "CDF"}
_MODIFIED = (
    "updated",
    "modified",
    f"{_TERMS}modified",
    "pubdate",
    "issued",
    "published",
    f"{_DC}date",
    f"{_TERMS}issued",
)
_CREATED = ("published", "issued", "pubdate", f"{_TERMS}issued", f"{_TERMS}created", "created", f"{_DC}date")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
# feedparser is slow: of the worst that a feed can hold it reads half a megabyte a second.
MAX_BYTES = 5_000_000
MAX_PARTS = 1_000  # children of one element
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})""", re.I)
# me@example.com (Jane Roe), Jane Roe (me@example.com), Jane Roe <me@example.com>
_NAMES = re.compile(
    r"[^<(@\s]*@[^\s<(]*\s*\((?P<behind>[^)]*)\)|(?P<before>[^<(]*)(?:<[^>@]*@[^>]*>|\([^)@]*@[^)]*\))"
)


def parse(data: bytes, *, name: str = "", address: str = "", content_type: str = "") -> item.Parcel:
    """The items of a feed. `address` is where it was fetched, for relative links; `content_type` what was said there.

    A feed that is not well-formed is refused: half of one would read as if the rest had been deleted.
    """
    root, told = _read(data, content_type, name)
    kind = xml.local(root).lower()
    if kind == "redirect":
        where = xml.text(root)[:200]
        raise item.Refused(f"the feed has moved to {where or 'another address'}; follow it there", name=name)
    if kind not in _ROOTS:
        raise item.Refused(f"the file is no feed: it begins with <{xml.local(root)}>", name=name, line=1)
    deleted, refused = tombstones.take_out(root, format="Atom", name=name)
    elements = _items(root)
    for element in (root, *elements, *root):
        # feedparser compares each category with all before it.
        if len(element) - sum(_is_item(one) for one in element) > MAX_PARTS:
            reason = f"something in the feed has more than {MAX_PARTS:,} parts"
            raise item.Refused(reason, name=name, line=xml.line_of(element))
    media = [feed_media.read(element, _base(element, address)) for element in elements]
    parsed = _parsed(root, address)
    if len(parsed.entries) != len(elements):
        raise item.Refused("items stand where a feed has none, so that they cannot be told apart", name=name)
    feed = _Feed(root, parsed, address, told)
    items = []
    for element, entry, shown in zip(elements, parsed.entries, media, strict=True):
        try:
            items.append(feed.item(element, entry, shown))
        except item.Refused as error:
            refused.append(str(item.Refused(error.reason, name=name, line=xml.line_of(element))))
    return item.Parcel(items=(*deleted, *_each_once_told(items)), refused=tuple(refused))


def _read(data: bytes, content_type: str, name: str) -> tuple[Element, tuple[str, ...]]:
    if len(data) > MAX_BYTES:
        most = f"at most {MAX_BYTES // 1_000_000} MB are read; ask for shorter feeds"
        raise item.Refused(f"the feed has {len(data) / 1e6:.1f} MB, and {most}", name=name)
    data = data.lstrip(b" \t\r\n")
    if charset := _CHARSET.search(content_type):
        data = _of_charset(data, charset[1])
    try:
        return xml.parse(data, name=name), ()
    except item.Refused as error:
        named = _NAMED.sub(_numbered, data)
        if named == data:
            raise
        try:
            root = xml.parse(named, name=name)
        except item.Refused:
            raise error from None
    return root, (
        "The feed uses letters by name (such as &nbsp;) that it does not declare; read as in HTML.",
    )


def _of_charset(data: bytes, charset: str) -> bytes:
    """What was said over HTTP goes before what the file says, if the file is in it."""
    if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data
    try:
        text = data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data
    return re.sub(r"^<\?xml[^>]{0,200}\?>", "", text, count=1).encode("utf-8", "replace")


def _numbered(found: re.Match[bytes]) -> bytes:
    known = found[1].decode("ascii")
    return found[0] if known in _OF_XML or known not in name2codepoint else b"&#%d;" % name2codepoint[known]


def _items(root: Element) -> list[Element]:
    """The items in order; what is called so within one, such as in its text, is none."""
    found: list[Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _is_item(element) and element is not root:
            found.append(element)
        else:
            waiting += reversed(element)
    return found


def _is_item(element: Element) -> bool:
    return xml.local(element).lower() in _ITEMS and _is_own(element)


def _is_own(element: Element) -> bool:
    return element.prefix is None or bool(_OWN.fullmatch(etree.QName(element).namespace or ""))


def _parsed(root: Element, address: str) -> Any:
    """What feedparser makes of the feed. It gets a file of bytes: a text might be an address that it would fetch."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    if address:
        headers["content-location"] = address
    # What is hostile in it goes when the text becomes a body: feedparser's own cleaning is not relied upon.
    return feedparser.parse(
        io.BytesIO(etree.tostring(root, encoding="utf-8")), response_headers=headers, sanitize_html=False
    )


def _base(element: Element, address: str) -> str:
    """The address that relative ones stand to; what is not of the web is passed over."""
    base = address
    for one in reversed([element, *element.iterancestors()]):
        if said := one.get(_BASE, "") or (one.get("BASE", "") if xml.local(one) == "CHANNEL" else ""):
            base = _joined(base, said)
    return base


def _joined(base: str, said: str) -> str:
    try:
        joined = urljoin(base, said.strip())
        return joined if urlsplit(joined).scheme in ("http", "https", "") else base
    except ValueError:
        return base


class _Feed:
    def __init__(self, root: Element, parsed: Any, address: str, told: tuple[str, ...]) -> None:
        version = str(parsed.version or xml.local(root).lower())
        letters = version.rstrip("0123456789")
        digits = version[len(letters) :]
        number = {"1": "1.0", "10": "1.0", "20": "2.0"}.get(digits, ".".join(digits) if digits else "")
        self.format = f"{_FORMATS.get(letters, 'RSS')} {number}".strip()
        self.feed, self.address, self.told = parsed.feed, address, told
        self.title = _line(parsed.feed, "title")
        top = next((one for one in root.iter() if xml.local(one).lower() == "channel"), root)
        self.language = _said(top, f"{_DC}language", "language") or root.get(xml.LANG, "")
        self.authors = _authors(top) if letters == "atom" else []
        self.rights = _line(parsed.feed, "rights")

    def item(self, element: Element, entry: Any, shown: feed_media.Shown) -> item.Item:
        problems = [*self.told, *shown.problems]
        base = _base(element, self.address)
        headline = _line(entry, "title") or shown.title
        copy, standfirst = _texts(entry, problems)
        links = _links(entry, base)
        media = _each_once((*shown.media, *copy.media), base)
        uri = _identity(element, links, headline, copy.body, problems)
        if not (headline or copy.body or standfirst or media):
            raise item.Refused("the item has neither title, text nor media")
        if not headline:
            problems.append("The item has no title.")
        updated = _moment(element, _MODIFIED, problems)
        embargo = feed_dates.embargo(element, problems) or embargo_words.in_notes([headline], problems)
        return item.Item(
            uri=uri,
            format=self.format,
            provider=self.title,
            kind=media[0].kind if media and not copy.body and not standfirst else item.Kind.TEXT,
            created_at=_moment(element, _CREATED, problems),
            versioned_at=updated,
            embargo=embargo,
            headline=headline,
            standfirst=standfirst,
            byline=", ".join(_authors(element) or self.authors),
            language=_said(element, f"{_DC}language", "language")
            or element.get(xml.LANG, "")
            or self.language,
            body=copy.body,
            word_count=copy.word_count,
            credit=self.title,
            copyright=_line(entry, "rights") or shown.copyright or self.rights,
            usage_terms="\n".join(_terms(element, entry, shown)),
            keywords=_keywords(entry, shown),
            subjects=tuple(dict.fromkeys([*_subjects(entry), *shown.categories])),
            media=media,
            links=links,
            problems=tuple(dict.fromkeys([*problems, *copy.problems])),
        )


def _line(of: Any, key: str) -> str:
    """A title or line of rights as plain text, whatever it was written as."""
    value = str(of.get(key) or "")
    detail = of.get(f"{key}_detail") or {}
    if detail.get("type") == "text/plain" or not re.search(r"[<&]", value):
        return xml.squeeze(value)
    return feed_media.words_of(value)


def _said(element: Element, *tags: str) -> str:
    """The words of the first child of these names, in any of the feed's own namespaces."""
    return next((words for _, words in _children(element, tags) if words), "")


def _children(element: Element, tags: tuple[str, ...]) -> list[tuple[Element, str]]:
    found = []
    for tag in tags:
        for child in element:
            is_it = (
                child.tag == tag
                if tag.startswith("{")
                else xml.local(child).lower() == tag and _is_own(child)
            )
            if is_it:
                found.append((child, xml.text(child)))
    return found


def _identity(
    element: Element, links: tuple[item.Link, ...], headline: str, body: str, problems: list[str]
) -> str:
    """As the feed says it, to the letter. feedparser would make a relative one depend on where it was fetched."""
    if said := _said(element, "guid", "id", f"{_DC}identifier") or element.get(_ABOUT, "").strip():
        return said
    if links and links[0].rel == "alternate":
        problems.append("The item has no identity (guid); its link stands for it.")
        return links[0].uri
    problems.append(
        "The item has neither identity (guid) nor link: a digest of its words stands for it, and a changed item"
        " counts as another."
    )
    words = "\n".join((headline, body))
    return f"digest:{sha256(words.encode()).hexdigest()[:40]}"


def _each_once_told(items: list[item.Item]) -> list[item.Item]:
    twice = {uri for uri, times in Counter(one.uri for one in items).items() if times > 1}
    told = "Another item of the feed has the same identity; they count as versions of one."
    return [replace(one, problems=(*one.problems, told)) if one.uri in twice else one for one in items]


def _texts(entry: Any, problems: list[str]) -> tuple[markup.Copy, str]:
    """The text of an item, and the standfirst where there is a summary beside the text."""
    summary, kind = str(entry.get("summary") or ""), (entry.get("summary_detail") or {}).get("type", "")
    texts = []
    for content in entry.get("content") or ():
        value = str(content.get("value") or "")
        if content.get("src"):
            problems.append(f"The text stands at another address ({str(content['src'])[:100]}).")
        if not re.match(r"text/|application/(?:xhtml|xml|octet)|$", content.get("type") or ""):
            problems.append(f"Left out: content of the type “{str(content.get('type'))[:60]}”.")
        elif value.strip():
            texts.append((value, content.get("type") or ""))
    if not texts:
        return (_copy(summary, kind) if summary.strip() else markup.Copy()), ""
    # Several are the same in other forms.
    value, content_kind = next((one for one in texts if "html" in one[1]), texts[0])
    copy = _copy(value, content_kind)
    standfirst = _standfirst(summary, kind)
    return copy, "" if summary.strip() == value.strip() else standfirst


def _standfirst(summary: str, kind: str) -> str:
    return xml.squeeze(summary) if kind == "text/plain" else feed_media.words_of(summary)


def _copy(value: str, kind: str) -> markup.Copy:
    if kind == "text/plain":
        return markup.plain(value)
    return hypertext.read(value)


def _links(entry: Any, base: str) -> tuple[item.Link, ...]:
    found: dict[str, str] = {}
    for link in entry.get("links") or ():
        rel, href = str(link.get("rel") or "alternate"), str(link.get("href") or "").strip()
        if rel in ("alternate", "related", "via") and href:
            found.setdefault(_joined(base, href) or href, rel)
    # A guid that is an address counts as link where there is no other.
    if not found and str(entry.get("link") or "").startswith(("http://", "https://")):
        found[str(entry["link"])] = "alternate"
    ordered = sorted(found.items(), key=lambda link: link[1] != "alternate")
    return tuple(item.Link(uri=uri, rel=rel) for uri, rel in ordered if _is_of_web(uri))


def _is_of_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https", "")
    except ValueError:
        return False


def _authors(element: Element) -> list[str]:
    """All authors by name. Where RSS has an address of mail with the name in brackets, the name."""
    found = [words for _, words in _children(element, (f"{_DC}creator", f"{_DC}author"))]
    for author, words in _children(element, ("author", "itunes:author")):
        named = _said(author, "name")
        found.append(named or (words if not len(author) else _said(author, "email", "uri", "url")))
    return list(dict.fromkeys(filter(None, map(_name, found))))


def _name(words: str) -> str:
    found = _NAMES.fullmatch(words[:300])
    return ((found["behind"] or found["before"] or "").strip() if found else "") or words


def _terms(element: Element, entry: Any, shown: feed_media.Shown) -> list[str]:
    licences = [str(entry.get("license") or "")]
    licences += [
        str(link.get("href") or "") for link in entry.get("links") or () if link.get("rel") == "license"
    ]
    found = [f"Licence: {licence}" for licence in dict.fromkeys(licences) if licence]
    if expires := _said(element, "expirationdate"):
        found.append(f"Not to be used after {expires}")
    return [*found, *shown.usage_terms]


def _keywords(entry: Any, shown: feed_media.Shown) -> tuple[str, ...]:
    found = [xml.squeeze(str(tag.get("label") or tag.get("term") or "")) for tag in entry.get("tags") or ()]
    return tuple(dict.fromkeys(filter(None, [*found, *shown.keywords])))


def _subjects(entry: Any) -> list[item.Subject]:
    found = []
    for tag in entry.get("tags") or ():
        term, scheme = xml.squeeze(str(tag.get("term") or "")), str(tag.get("scheme") or "")
        if term and scheme:
            label = xml.squeeze(str(tag.get("label") or "")) or term
            found.append(item.Subject(name=label, code=term, scheme=scheme, kind="category"))
    return found


def _moment(element: Element, tags: tuple[str, ...], problems: list[str]) -> datetime | None:
    said = [words for _, words in _children(element, tags) if words]
    if not said and (words := element.get("LASTMOD", "")):
        said = [words]
    return feed_dates.first(said, "Time of the item", problems)


def _each_once(media: tuple[item.Media, ...], base: str) -> tuple[item.Media, ...]:
    """Media with whole addresses, each once: feeds name the same picture as enclosure, as media and in the text."""
    kept: list[item.Media] = []
    places: dict[str, int] = {}
    for one in media:
        renditions = tuple(replace(file, address=_joined(base, file.address)) for file in one.renditions)
        renditions = tuple(file for file in renditions if _is_of_web(file.address))
        if not renditions:
            continue
        at = next((places[file.address] for file in renditions if file.address in places), None)
        if at is None:
            places |= {file.address: len(kept) for file in renditions}
            kept.append(replace(one, renditions=renditions))
        else:
            known = kept[at]
            kept[at] = replace(known, alt=known.alt or one.alt, caption=known.caption or one.caption)
    return tuple(kept)
