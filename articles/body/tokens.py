"""Cuts HTML of any quality into text, tags and attributes: one pass, no recursion, never an error.

Safety does not rest on this module: whatever it makes of hostile input, only what the schema knows is written out
again, escaped. In doubt it keeps text that a browser would hide.
"""

import re
from html import unescape
from typing import Protocol

from django.utils.translation import gettext_noop

# Gone with everything in them. The others lose their tags and keep their text.
_WITH_CONTENT = frozenset(
    {"script", "style", "iframe", "object", "applet", "noembed", "noframes", "template", "title", "svg"}
    | {"audio", "video", "canvas", "annotation", "annotation-xml", "rp"}
)
# A browser takes all that follows as code when these are never closed.
_CODE = frozenset({"script", "style"})

# Not legal in HTML or XML, and able to split "java\x01script:" for a filter but not for a browser.
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")

_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.S)
_DECLARATION = re.compile(r"<[!?][^>]*>|</>")
_TAG = re.compile(r"<(/?)([a-zA-Z][^ \t\n/>]*)")
# Nearly all of a story is blocks of text alone, one behind the other.
_PLAIN_BLOCK = r"<(?:(p)>([^<]*)(?:</p>[ \t\n]*|(?=<p>))|(h[23])>([^<]*)</\3>[ \t\n]*)"
_PLAIN = re.compile(_PLAIN_BLOCK)
_PLAIN_STRETCH = re.compile(f"(?:{_PLAIN_BLOCK})+")
# A long paragraph is line breaks, and tags around a word or two, each with the text behind it.
_A_PIECE = r"<(?:br|(sup|sub|strong|em|b|i|del|s|q)>([^<]+)</\1)>([^<]*)"
_PIECE = re.compile(_A_PIECE)
# No more at once: what lives long is looked at again and again by the garbage collector.
_PIECES = re.compile(f"(?:{_A_PIECE}){{1,500}}")
_ATTRIBUTE = re.compile(
    r"""
    [ \t\n/]*
    (?: (>)
      | ([^ \t\n/>][^ \t\n/>=]*)
        (?: [ \t\n]*=[ \t\n]* (?: "([^"]*)" | '([^']*)' | ([^ \t\n>"'][^ \t\n>]*)? ) )?
    )
    """,
    re.X,
)
_REFERENCE = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{0,31};)")
_LEADING_ZEROS = re.compile(r"&#(?:0+(?=[0-9])|([xX])0+(?=[0-9a-fA-F]))")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")


class Handler(Protocol):
    @property
    def is_at_rest(self) -> bool:
        """Nothing is open that could change what the next block is."""
        ...

    def plain_blocks(self, blocks: list[tuple[str, str]]) -> None: ...
    def pieces(self, pieces: list[tuple[str, str, str]]) -> None:
        """Tags without attributes around some text, or "" for a line break; the text in it, and behind it."""
        ...

    def text(self, text: str) -> None: ...
    def opened(self, tag: str, attrs: dict[str, str]) -> None: ...
    def closed(self, tag: str) -> None: ...
    def left_out(self, tag: str, attrs: dict[str, str]) -> None: ...
    def report(self, words: str) -> None: ...


def scan(html: str, to: Handler) -> None:
    kept = legal(html)
    if len(kept) != len(html) and _ILLEGAL.search(html):
        to.report(gettext_noop("invisible control characters"))
    html = kept
    never_closed: set[str] = set()
    at = 0
    while (bracket := html.find("<", at)) >= 0:
        if bracket > at:
            to.text(_decoded(html[at:bracket]))
        if to.is_at_rest and (plain := _PLAIN_STRETCH.match(html, bracket)):
            at = plain.end()
            found = _PLAIN.findall(html, bracket, at + len("<p>"))  # the next tag ends a paragraph left open
            to.plain_blocks([(p or h, _decoded(words or heading)) for p, words, h, heading in found])
            continue
        if pieces := _PIECES.match(html, bracket):
            at = pieces.end()
            found = _PIECE.findall(html, bracket, at)
            if "&" in pieces[0]:
                found = [(tag, _decoded(within), _decoded(behind)) for tag, within, behind in found]
            to.pieces(found)
            continue
        tag = _TAG.match(html, bracket)
        if not tag:
            behind = _untagged(html, bracket, to)
            if behind is None:
                break  # it never ends, nor does anything behind it
            at = behind
            continue
        at = tag.end()
        attrs: dict[str, str] = {}
        if html.startswith(">", at):  # nearly always
            at += 1
        elif read := _attributes(html, at):
            at, attrs = read
        else:
            break
        name = tag[2].lower()
        if tag[1]:
            to.closed(name)
        elif name in _WITH_CONTENT:
            to.left_out(name, attrs)
            end = None
            if name not in never_closed:
                end = re.compile(rf"</{name}(?=[ \t\n/>])", re.I | re.A).search(html, at)
            if end:
                at = end.start()
            elif name in _CODE:
                return
            else:
                never_closed.add(name)
        else:
            to.opened(name, attrs)
    else:
        bracket = at
    # What is left holds no complete tag. It was typed, so it stays, as text.
    if html.startswith("<", bracket):
        to.report(gettext_noop("unfinished tag, kept as text"))
    to.text(_decoded(html[bracket:]))


def _untagged(html: str, bracket: int, to: Handler) -> int | None:
    """Tell of a bracket that begins no tag, and say where the reading goes on; None if it goes on nowhere."""
    if comment := _COMMENT.match(html, bracket):
        to.report(gettext_noop("hidden comment"))
        return comment.end()
    if html.startswith(("<!", "<?", "</>"), bracket):
        declaration = _DECLARATION.match(html, bracket)
        if not declaration:
            return None
        to.report(gettext_noop("formatting"))
        return declaration.end()
    to.text("<")
    return bracket + 1


def _attributes(html: str, at: int) -> tuple[int, dict[str, str]] | None:
    """The attributes from there on and where the tag ends; None if it never does."""
    attrs: dict[str, str] = {}
    while match := _ATTRIBUTE.match(html, at):
        at = match.end()
        if match[1]:
            return at, attrs
        value = match[3] or match[4] or match[5] or ""
        attrs.setdefault(match[2].lower(), _decoded_attribute(value) if "&" in value else value)
    return None


def legal(text: str) -> str:
    """Text without what HTML and XML cannot hold."""
    return _LINE_ENDS.sub("\n", _ILLEGAL.sub("", text))


def _decoded(text: str) -> str:
    if "&" not in text:
        return text
    usual = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\xa0").replace("&quot;", '"')
    if usual.count("&") == usual.count("&amp;"):  # nearly always
        return usual.replace("&amp;", "&")
    if "&#" in text:  # Python refuses to read a number of thousands of digits
        text = _LEADING_ZEROS.sub(r"&#\1", text)
        text = _LONG_NUMBER.sub("\ufffd", text)
    return legal(unescape(text))


def _decoded_attribute(value: str) -> str:
    # In an address "&copy=1" is a parameter, not a sign: only complete references are read.
    return _REFERENCE.sub(lambda match: _decoded(match[0]), value)
