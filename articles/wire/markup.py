"""The text of XHTML, NITF and plain text as a canonical body; pictures, videos and sounds in it are taken out.

Only names that stand in the tables below are written, and of attributes only addresses of links, spans of cells and
the start of a list: nothing that an agency writes can name a picture or a story of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html import escape, unescape

import lxml.html

from articles import body
from articles.body.left import names

from . import markup_media, xml
from .item import Media, Refused
from .xml import Element

# What each element becomes; the rules of articles.body mend what stands where it may not.
_BREAK = ("<p>", "<p>")  # the element goes, and what is in it begins a paragraph, as does what follows
_BLOCKS = {
    "p": ("<p>", "</p>"),
    "hl1": ("<h2>", "</h2>"),
    "hl2": ("<h2>", "</h2>"),
    "h1": ("<h2>", "</h2>"),
    "h2": ("<h2>", "</h2>"),
    "h3": ("<h3>", "</h3>"),
    "h4": ("<h3>", "</h3>"),
    "h5": ("<h3>", "</h3>"),
    "h6": ("<h3>", "</h3>"),
    "ul": ("<ul>", "</ul>"),
    "ol": ("<ol>", "</ol>"),
    "li": ("<li>", "</li>"),
    "dt": ("<p><strong>", "</strong></p>"),
    "dd": ("<p>", "</p>"),
    "bq": ("<blockquote>", "</blockquote>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "table": ("<table>", "</table>"),
    "tbody": ("", ""),
    "thead": ("", ""),
    "tfoot": ("", ""),
    "colgroup": ("", ""),
    "col": ("", ""),
    "tr": ("<tr>", "</tr>"),
    "td": ("<td>", "</td>"),
    "th": ("<th>", "</th>"),
    "hr": ("<hr>", ""),
    **dict.fromkeys(
        names(
            "abstract article aside block body body.content body.end bibliography byline caption center copyrite"
            " credit datasource dateline details dl div figcaption figure fn footer form header hedline main nav"
            " nitf-table note section summary tagline"
        ),
        _BREAK,
    ),
}
_OF_TEXT = names("p hl1 hl2 h1 h2 h3 h4 h5 h6 dd")
_INLINE = {
    "em": ("<em>", "</em>"),
    "i": ("<em>", "</em>"),
    "strong": ("<strong>", "</strong>"),
    "b": ("<strong>", "</strong>"),
    "sub": ("<sub>", "</sub>"),
    "sup": ("<sup>", "</sup>"),
    "q": ("<q>", "</q>"),
    # articles.body leaves struck words out and says so: readers must not get "not guilty" for "guilty".
    "del": ("<del>", "</del>"),
    "s": ("<del>", "</del>"),
    "strike": ("<del>", "</del>"),
    "ruby": ("<ruby>", "</ruby>"),
    "rt": ("<rt>", "</rt>"),
    "rp": ("<rp>", "</rp>"),
    "br": ("<br>", ""),
}
_UNSEEN = names("alt-code base head link meta nitf-table-metadata noscript script style template title")
_LEFT_OUT = names("applet canvas custom-table embed iframe object svg")
_KEPT_ATTRIBUTES = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",)}

_SAYS_NOTHING = ("", "<p>")

_DEEPEST = 200  # further down only the words are taken
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\u2028\u2029]")
# What XML cannot hold and plain text of old systems does.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WIDE = 100  # signs of a line that nobody broke by hand


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What a text holds."""

    body: str = ""
    word_count: int = 0
    media: tuple[Media, ...] = ()
    notes: tuple[str, ...] = ()  # what stood in the text for editors and not for print
    problems: tuple[str, ...] = ()


@dataclass
class _Writing:
    written: list[str | tuple[str, str]] = field(
        default_factory=list
    )  # HTML, or a tag and the plain text in it
    media: list[Media] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)


def read(*elements: Element, name: str = "") -> Copy:
    """The text of elements one behind the other, such as <body.content> and <tagline>, or <html>."""
    writing = _Writing()
    for element in elements:
        _write(element, writing, 0)
    return _copy(writing, elements[0] if elements else None, name)


def html(text: str, *, name: str = "") -> Copy:
    """HTML of any quality. Unlike articles.body.clean alone it lets nothing name a picture or a story of ours."""
    text = _CONTROLS.sub("", text)
    if not text.strip():
        return Copy()
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    page = f"<html><body>{text}".encode("utf-8", "replace")
    root = lxml.html.document_fromstring(page, parser=parser)
    if any(one.type_name == "ERR_RESOURCE_LIMIT" for one in parser.error_log):
        # The parser drops what stands deeper, and half a text must not be taken for a whole one.
        raise Refused("elements of the text stand deeper in one another than is read", name=name)
    return read(root, name=name)


def plain(text: str, *, name: str = "") -> Copy:
    """Plain text: empty lines part paragraphs, or indented lines do, or each long line is one."""
    writing = _Writing()
    writing.written += _paragraphs(text)
    return _copy(writing, None, name)


def without_headline(copy: Copy, headline: str) -> Copy:
    """A text that begins with its own headline, without that."""
    first = f"<h2>{escape(headline, quote=False)}</h2>"
    if not headline or not copy.body.startswith(first):
        return copy
    rest = copy.body[len(first) :]
    return replace(copy, body=rest, word_count=body.word_count(rest))


def _copy(writing: _Writing, where: Element | None, name: str) -> Copy:
    try:
        html, removed = _cleaned(writing.written)
    except body.BodyTooLarge as error:
        line = xml.line_of(where) if where is not None else None
        raise Refused(f"the text is too long: {error}", name=name, line=line) from None
    problems = [f"Left out of the text: {what}." for what in (*writing.left_out, *removed)]
    return Copy(
        body=html,
        word_count=body.word_count(html) if html else 0,
        media=tuple(writing.media),
        notes=tuple(writing.notes),
        problems=tuple(problems),
    )


def _cleaned(written: list[str | tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """The canonical form of what was written, and what was left out of it."""
    plain = [part for part in written if isinstance(part, tuple)]
    # Nearly all copy is plain paragraphs, between which a break says nothing, nor does what became of <html>: "".
    if all(part in _SAYS_NOTHING for part in written if isinstance(part, str)):
        return body.of_plain_text(plain), ()
    html = "".join(
        part if isinstance(part, str) else f"<{part[0]}>{_escaped(part[1])}</{part[0]}>" for part in written
    )
    cleaned = body.clean(html)
    return cleaned.html, cleaned.removed


def _write(element: Element, writing: _Writing, depth: int) -> None:
    tag = xml.local(element)
    written = writing.written
    if not tag:  # an entity that somebody left unresolved; of comments and instructions nothing is said
        if (element.text or "").startswith("&"):
            written.append(escape(unescape(element.text or ""), quote=False))
        return
    block = _BLOCKS.get(tag)
    if block and tag in _OF_TEXT and not len(element):
        if element.text:
            written.append((block[0][1:-1], xml.squeeze(element.text)))
        return
    if _is_taken_out(element, tag, writing):
        return
    opening, closing = block or _INLINE.get(tag, ("", ""))
    if tag == "a":
        opening, closing = _link(element)
    elif tag in _KEPT_ATTRIBUTES:
        opening = f"<{tag}{_attributes(element, _KEPT_ATTRIBUTES[tag])}>"
    written.append(opening)
    if depth > _DEEPEST:
        written.append(_escaped("".join(str(part) for part in element.itertext())))
    else:
        _write_inside(element, writing, depth, is_block=block is not None)
    if tag == "frac-num" and (behind := element.getnext()) is not None and xml.local(behind) == "frac-den":
        closing = "/"
    written.append(closing)


def _write_inside(element: Element, writing: _Writing, depth: int, *, is_block: bool) -> None:
    written = writing.written
    text = element.text
    if text and not (is_block and text.isspace()):
        written.append(_escaped(text))
    for child in element:
        _write(child, writing, depth + 1)
        tail = child.tail
        # White space behind a block is how the file was laid out.
        if tail and not (tail.isspace() and xml.local(child) in _BLOCKS):
            written.append(_escaped(tail))


def _is_taken_out(element: Element, tag: str, writing: _Writing) -> bool:
    """Whether an element is written elsewhere, or not at all."""
    if tag == "figure" and not markup_media.shows(element):
        return False  # the frame of a table or a quotation, as WordPress writes it
    if tag in markup_media.TAGS:
        media, left_out = markup_media.read(element)
        writing.media += media
        writing.left_out.update(dict.fromkeys(left_out))
        if tag not in ("img", "picture"):  # these stand within a line of text
            writing.written.append("<p>")
    elif tag in _LEFT_OUT:
        address = element.get("src") or element.get("data") or ""
        writing.left_out[f"{tag} {address[:100]}".strip()] = None
    elif tag == "pre":
        writing.written += _paragraphs("".join(_text_of_pre(element)))
    elif tag == "note" and element.get("type") == "npa":
        writing.notes.append(xml.lines(element))
    elif tag not in _UNSEEN:
        return False
    return True


def _text_of_pre(element: Element) -> list[str]:
    found = [element.text or ""]
    for child in element:
        found += ["\n"] if xml.local(child) == "br" else [str(part) for part in child.itertext()]
        found.append(child.tail or "")
    return found


def _link(element: Element) -> tuple[str, str]:
    href = (element.get("href") or "").strip()
    # A name within the agency's page, and a relative address, lead nowhere from here.
    if not href or href.startswith("#"):
        return "", ""
    return f'<a href="{escape(href)}">', "</a>"


def _attributes(element: Element, names: tuple[str, ...]) -> str:
    found = ((name, element.get(name)) for name in names)
    return "".join(f' {name}="{escape(value)}"' for name, value in found if value)


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        return escape(text, quote=False)
    return text


def _paragraphs(text: str) -> list[str | tuple[str, str]]:
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).strip("\n")
    if not text.strip():
        return []
    if _EMPTY_LINES.search(text):
        parts = _EMPTY_LINES.split(text)
    elif re.search(r"^(?:\t|  )[ \t]*\S", text, re.M):
        parts = re.split(r"\n(?=\t|  )", text)
    elif any(len(line) > _WIDE for line in text.split("\n")):
        parts = text.split("\n")
    else:
        lines = (_escaped(line.strip()) for line in text.split("\n"))
        return [f"<p>{'<br>'.join(lines)}</p>"]
    return [("p", part) for part in parts if part.strip()]
