"""What stands in square brackets in a post, such as [caption] and [gallery], as HTML; paragraphs of classic posts.

Writers use brackets too: [sic] stays. A word in brackets is a shortcode if it is known, has values, or is closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from articles.body.frames import PROVIDERS
from articles.moving_in import wordpress_words as words

OPENED = re.compile(r"\[(/?)([A-Za-z][\w-]{0,40})(?=[\s=/\]])([^\[\]]{0,4000})\]")
ESCAPED = re.compile(r"\[(\[[A-Za-z][\w-]{0,40}[^\[\]]{0,4000}\])\]")
VALUE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|([^\s"']+)""")
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
IMAGE_WITH_LINK = re.compile(r"(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"\[\]]{4,1900}")
ALONE = re.compile(r"(?m)^[ \t]*(https?://[^\s<>\"\[\]]{4,1900})[ \t]*$")
# Of services that have a shortcode of their own: the address stands in it.
SERVICES = {
    "youtube",
    "vimeo",
    "tweet",
    "twitter",
    "instagram",
    "facebook",
    "soundcloud",
    "spotify",
    "tiktok",
    "ted",
}
FILES = {"audio", "video", "playlist", "wpvideo"}
# Without values, and of no meaning for the text.
KNOWN = {"gallery", "more", "toc", "contact-form", "contact-form-7", "embed", "caption", "wp_caption"}
KNOWN |= FILES | SERVICES

BLOCKS = {
    *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt"),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
    ),
    *(
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ),
}
VERBATIM = {"pre", "script", "style", "textarea"}
TAG = re.compile(r"(<!--(?:(?!<!--).)*?-->|<[^<>]*>)", re.DOTALL)
NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")

Note = Callable[[str], object]


def values(text: str) -> tuple[dict[str, str], list[str]]:
    """The values of a shortcode by their names, and those without a name."""
    named: dict[str, str] = {}
    others = []
    # [youtube=https://…]
    for found in VALUE.finditer(unescape(text.removeprefix("=").rstrip("/"))):
        name, *given = found.groups()
        said = next((one for one in given if one is not None), "")
        if name:
            named[name.lower()] = said
        else:
            others.append(said)
    return named, others


def expand(text: str, note: Note) -> str:
    """The text with its shortcodes as HTML. `note` is told what was left out."""
    if "[" not in text:
        return text
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\ue000{len(kept) - 1}\ue001"

    written = _expanded(ESCAPED.sub(keep, text.replace("\ue000", "").replace("\ue001", "")), note, 0)
    return re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found[1])], written)


def _expanded(text: str, note: Note, depth: int) -> str:
    out, at = [], 0
    unclosed: set[str] = set()
    while found := OPENED.search(text, at):
        closes, name, said = found[1], found[2], found[3]
        start, end = found.span()
        inside = None
        if not closes and not said.endswith("/") and name not in unclosed:
            close = text.find(f"[/{name}]", end)
            if close < 0:
                unclosed.add(name)
            else:
                inside = text[end:close]
        if not _is_shortcode(name.lower(), said, inside is not None or bool(closes)):
            out.append(text[at:end])
            at = end
            continue
        out.append(text[at:start])
        at = end if inside is None else end + len(inside) + len(name) + 3
        if not closes:
            if inside is not None and depth < 5:
                inside = _expanded(inside, note, depth + 1)
            out.append(_written(name.lower(), said, inside, note))
    out.append(text[at:])
    return "".join(out)


def _is_shortcode(name: str, said: str, is_closed: bool) -> bool:
    return is_closed or name in KNOWN or "=" in said


def _written(name: str, said: str, inside: str | None, note: Note) -> str:
    named, others = values(said)
    match name:
        case "caption" | "wp_caption":
            return _caption(named, inside or "")
        case "gallery":
            ids = named.get("ids") or named.get("include") or ""
            numbers = ",".join(re.findall(r"\d+", ids))
            return f'\n\n<nr-gallery data-ids="{numbers}" data-post="{escape(named.get("id", ""))}"></nr-gallery>\n\n'
        case "embed":
            return _embed(inside or (others[0] if others else named.get("src", "")))
        case "more" | "toc":
            return ""
    if name in SERVICES:
        address = next(
            (one for one in (inside or "", *named.values(), *others) if ADDRESS.match(one.strip())), ""
        )
        if address:
            return _embed(address)
    if name in FILES:
        addresses = [one for one in (inside or "", *named.values(), *others) if ADDRESS.match(one.strip())]
        return "".join(
            f'\n\n<nr-file data-kind="{name}" data-url="{escape(one)}"></nr-file>\n\n'
            for one in addresses[:1]
        )
    note(f"The shortcode [{name}] was left out{', its text stays' if inside and inside.strip() else ''}.")
    return inside or ""


def _caption(named: dict[str, str], inside: str) -> str:
    picture = IMAGE_WITH_LINK.search(inside) or IMAGE.search(inside)
    if picture is None:
        return inside
    rest = inside[: picture.start()] + inside[picture.end() :]
    words = (rest.strip() or escape(unescape(named.get("caption", "")))).replace("\n", " ")
    key = escape(named.get("id", ""))
    return f'\n\n<figure id="{key}">{picture[0]}<figcaption>{words}</figcaption></figure>\n\n'


def _embed(address: str) -> str:
    found = ADDRESS.search(unescape(re.sub(r"<[^<>]*>", "", address)))
    return f'\n\n<nr-embed data-url="{escape(found[0])}"></nr-embed>\n\n' if found else ""


def paragraphs(text: str) -> str:
    """The text of a classic post, which has empty lines for paragraphs and line ends for line breaks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = ALONE.sub(_alone, text)
    out: list[str] = []
    pieces = TAG.split(text)
    verbatim = ""
    for number, piece in enumerate(pieces):
        if number % 2:
            name = NAME.match(piece)
            called = name[1].lower() if name else ""
            if called in VERBATIM:
                verbatim = "" if piece.startswith("</") else (verbatim or called)
            out.append(piece)
        elif verbatim or "\n" not in piece:
            out.append(piece)
        else:
            before = pieces[number - 1] if number else "<p>"
            after = pieces[number + 1] if number + 1 < len(pieces) else "<p>"
            out.append(_broken(piece, _is_block(before), _is_block(after)))
    return "".join(out)


def _broken(text: str, begins: bool, ends: bool) -> str:
    text = text.lstrip("\n \t") if begins else text
    text = text.rstrip("\n \t") if ends else text
    # A blank line parts paragraphs even where all around it is marked.
    return re.sub(r"[ \t]*\n", "<br>", re.sub(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*", "<p>", text))


def _is_block(tag: str) -> bool:
    name = NAME.match(tag)
    return bool(name and (name[1].lower() in BLOCKS or tag.startswith(("<nr-", "</nr-"))))


def _alone(found: re.Match[str]) -> str:
    """An address on a line of its own is shown as what it leads to, where we know how."""
    address = found[1]
    host = (words.split(address).hostname or "").removeprefix("www.")
    if any(host == name or host.endswith(f".{name}") for name in PROVIDERS):
        return f'<nr-embed data-url="{escape(address)}"></nr-embed>'
    return f'<a href="{escape(address)}">{escape(address)}</a>'
