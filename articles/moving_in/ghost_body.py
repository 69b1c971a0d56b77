"""What Ghost's editors keep, as HTML: mobiledoc and Lexical. It is read where an export has no HTML of a post.

Both are JSON: sections or nodes with text and marks, and cards for everything else. A card that is not known here is
left out and told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

DEEPEST = 60
# Bits of a Lexical text, with the tag that each becomes.
FORMATS = ((1, "strong"), (2, "em"), (4, "del"), (32, "sub"), (64, "sup"))
CLOSED = "<!--kg-gated-block:begin nonMember:false -->{}<!--kg-gated-block:end-->"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

Tell = Callable[[str], None]


def html_of(mobiledoc: str, lexical: str, tell: Tell) -> str:
    for text, written in ((lexical, _of_lexical), (mobiledoc, _of_mobiledoc)):
        if text.strip():
            try:
                document = json.loads(text)
                return "".join(written(document, tell))
            except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
                tell("What its editor kept cannot be read: its text was left out.")
    return ""


# Mobiledoc


def _of_mobiledoc(document: dict[str, Any], tell: Tell) -> Iterator[str]:
    for section in document["sections"]:
        match section[0]:
            case 1:
                tag = section[1] if section[1] in {*HEADINGS, "blockquote"} else "p"
                yield f"<{tag}>{_marked(section[2], document)}</{tag}>"
            case 2:
                yield _picture({"src": section[1]})
            case 3:
                items = "".join(f"<li>{_marked(item, document)}</li>" for item in section[2])
                tag = "ol" if section[1] == "ol" else "ul"
                yield f"<{tag}>{items}</{tag}>"
            case 10:
                name, facts = document["cards"][section[1]][:2]
                yield _card(str(name).removeprefix("card-"), facts or {}, tell)


def _marked(markers: list[Any], document: dict[str, Any]) -> str:
    made, open_tags = [], []
    for kind, opened, closed, value in markers:
        for number in opened:
            tag, *values = document["markups"][number]
            address = (
                dict(zip(values[0][::2], values[0][1::2], strict=False)).get("href", "") if values else ""
            )
            made.append(f'<a href="{escape(address)}">' if tag == "a" else f"<{_known(tag)}>")
            open_tags.append("a" if tag == "a" else _known(tag))
        if kind == 0:
            made.append(escape(value, quote=False))
        else:
            atom = document["atoms"][value]
            made.append("<br>" if atom[0] == "soft-return" else escape(str(atom[1]), quote=False))
        made.extend(f"</{open_tags.pop()}>" for _ in range(min(closed, len(open_tags))))
    return "".join(made) + "".join(f"</{tag}>" for tag in reversed(open_tags))


def _known(tag: str) -> str:
    return tag if tag in {"strong", "b", "em", "i", "s", "sub", "sup", "code"} else "span"


# Lexical


def _of_lexical(document: dict[str, Any], tell: Tell) -> Iterator[str]:
    yield from _nodes(document["root"], tell, 0)


def _nodes(node: dict[str, Any], tell: Tell, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    for child in node.get("children") or ():
        yield _node(child, tell, depth + 1)


def _node(node: dict[str, Any], tell: Tell, depth: int) -> str:
    kind = str(node.get("type", "")).removeprefix("extended-")
    inside = "".join(_nodes(node, tell, depth))
    match kind:
        case "text":
            return _text(node)
        case "linebreak":
            return "<br>"
        case "paragraph":
            return f"<p>{inside}</p>"
        case "heading":
            tag = node.get("tag") if node.get("tag") in HEADINGS else "h2"
            return f"<{tag}>{inside}</{tag}>"
        case "quote" | "aside":
            return f"<blockquote><p>{inside}</p></blockquote>"
        case "list":
            tag = "ol" if node.get("listType") == "number" else "ul"
            return f"<{tag}>{inside}</{tag}>"
        case "listitem":
            return f"<li>{inside}</li>"
        case "link" | "autolink":
            return f'<a href="{escape(str(node.get("url") or ""))}">{inside}</a>'
        case "at-link" | "tk" | "zwnj":
            return inside or escape(str(node.get("text") or ""), quote=False)
    return _card(kind, node, tell)


def _text(node: dict[str, Any]) -> str:
    text = escape(str(node.get("text") or ""), quote=False)
    bits = node.get("format") or 0
    for bit, tag in FORMATS:
        if isinstance(bits, int) and bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


# Cards, which both editors have


def _card(name: str, facts: dict[str, Any], tell: Tell) -> str:
    """The card; one that members alone get with the marks that Ghost puts around it in a page."""
    made = _shown(name, facts, tell)
    return made if _is_for_all(facts.get("visibility")) else CLOSED.format(made)


def _is_for_all(visibility: Any) -> bool:
    if not isinstance(visibility, dict):
        return True
    web = visibility.get("web")
    in_old_words = visibility.get("showOnWeb", True)
    return in_old_words is True and (not isinstance(web, dict) or web.get("nonMember", True) is True)


def _shown(name: str, facts: dict[str, Any], tell: Tell) -> str:
    said = {key: str(value) for key, value in facts.items() if isinstance(value, (str, int))}
    match name:
        case "image":
            return _picture(said)
        case "gallery":
            pictures = "".join(_picture({**it}) for it in facts.get("images") or () if isinstance(it, dict))
            caption = said.get("caption", "")
            return (
                f'<figure class="kg-gallery-card"><div>{pictures}</div>'
                f"<figcaption>{caption}</figcaption></figure>"
            )
        case "html":
            return said.get("html", "")
        case "markdown":
            tell("A part of it was written in Markdown, and its signs stand in the text: look at it.")
            parts = said.get("markdown", "").replace("\r\n", "\n").split("\n\n")
            return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts if part.strip())
        case "code" | "codeblock":
            return f"<pre>{escape(said.get('code', ''), quote=False)}</pre>"
        case "embed":
            return f'<nr-embed data-url="{escape(said.get("url", ""))}"></nr-embed>'
        case "hr" | "horizontalrule":
            return "<hr>"
        case "bookmark":
            return _bookmark(said.get("url", ""), facts.get("metadata"))
        case "button":
            return _link(said.get("buttonUrl", ""), said.get("buttonText", ""))
        case "callout":
            return f"<p>{said.get('calloutEmoji', '')} {said.get('calloutText', '')}</p>"
        case "toggle":
            return f"<p><strong>{said.get('heading', '')}</strong></p>{said.get('content', '')}"
        case "header":
            return f"<h2>{said.get('header', '')}</h2><p>{said.get('subheader', '')}</p>"
        case "file" | "audio" | "video":
            address, title = said.get("src", ""), said.get("title") or said.get("fileTitle") or ""
            return _link(address, title or address.rpartition("/")[2])
        case "paywall":
            return ""
    tell(f"A card was left out: {name[:40]}.")
    return ""


def _picture(said: dict[str, Any]) -> str:
    source, alt = escape(str(said.get("src") or "")), escape(str(said.get("alt") or ""))
    return (
        f'<figure class="kg-image-card"><img src="{source}" alt="{alt}">'
        f"<figcaption>{said.get('caption') or ''}</figcaption></figure>"
    )


def _bookmark(address: str, metadata: Any) -> str:
    title = metadata.get("title") if isinstance(metadata, dict) else None
    return _link(address, str(title or address))


def _link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words, quote=False)}</a></p>'
