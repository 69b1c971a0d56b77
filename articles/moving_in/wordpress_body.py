"""The HTML of a post as a body of ours: pictures by their numbers, galleries, embeds, quotes, tables.

The post is read into a tree and written anew in few tags; `articles.body.clean` has the last word, and says what it
left out. What only sets (classes, colours, columns) goes without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from articles import body
from articles.body import frames
from articles.moving_in import blocks, shortcodes
from articles.moving_in import wordpress_tree as tree
from house.lines import one_line

DEEPEST = 180
KEPT = {
    "strong",
    "b",
    "em",
    "i",
    "sup",
    "sub",
    "q",
    "del",
    "s",
    "strike",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
KEPT |= {"ul", "ol", "li", "table", "tbody", "thead", "tfoot", "tr", "td", "th"}
VALUES = {"ol": ("start",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan")}
FORMS = {"form", "input", "button", "select", "textarea", "fieldset", "datalist", "optgroup", "option"}
STRANGE = {"svg", "canvas", "math", "applet", "marquee"}
BREAKING = {
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "center",
    "address",
    "figure",
}
BREAKING |= {"dl", "dd", "details", "figcaption", "caption", "hgroup"}
POSTS = {
    "twitter-tweet": "",
    "instagram-media": "data-instgrm-permalink",
    "tiktok-embed": "cite",
    "fb-post": "data-href",
}
NUMBER_IN_CLASS = re.compile(r"\bwp-image-(\d+)\b")
NUMBER_OF_CAPTION = re.compile(r"attachment_(\d+)")
BACKGROUND = re.compile(r"""background(?:-image)?\s*:[^;]*url\(\s*['"]?([^'")]+)""")
SMILEY = re.compile(r"\b(?:wp-smiley|emoji)\b")
ELSEWHERE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)


@dataclass
class Around:
    """What a post's text is read with."""

    picture: Callable[[str, str], str]
    """The key of a picture, by its number in WordPress (or nothing) and its address; nothing if it cannot be one."""
    children: Callable[[str], list[str]]
    """The numbers of the pictures that belong to a post: those of a gallery which names none."""
    base: str
    """The address of the site, to which short addresses lead."""
    reused: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Converted:
    html: str
    pictures: list[str]
    """Their keys, in the order of their numbers in the text, from one."""
    problems: list[str]


def convert(content: str, around: Around) -> Converted:
    """The post's text. Raises body.BodyTooLarge."""
    body.refuse_if_too_large(content)
    writer = Writer(around)
    if blocks.is_of_blocks(content):
        text = shortcodes.expand(blocks.unfold(content, around.reused, writer.note), writer.note)
    else:
        text = shortcodes.paragraphs(shortcodes.expand(content, writer.note))
    written = writer.write(text)
    cleaned = body.clean(written)
    problems = [*writer.problems, *(f"Left out of the text: {one}." for one in cleaned.removed)]
    return Converted(cleaned.html, writer.pictures, problems)


class Writer:
    def __init__(self, around: Around) -> None:
        self.around = around
        self.pictures: list[str] = []
        self.problems: list[str] = []
        self.out: list[str] = []

    def note(self, said: str) -> None:
        if said not in self.problems:
            self.problems.append(said)

    def write(self, text: str) -> str:
        if text.rfind("<!--") > text.rfind("-->"):
            self.note(
                "A comment in its HTML never ends: what stands behind it was not shown, and is left out."
            )
        if "<" not in text:
            return f"<p>{text}</p>" if text.strip() else ""
        try:
            root = lxml_html.fragment_fromstring(text, create_parent="div")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return text
        if tree.depth(root) >= DEEPEST:
            self.note("Its HTML is nested so deeply that its pictures were not looked for.")
            return text
        self.inside(root)
        return "".join(self.out)

    # What stands in an element

    def inside(self, element: Any, *, but: Iterable[Any] = ()) -> None:
        skipped = set(but)
        self.text(element.text)
        for child in element:
            if child not in skipped:
                self.element(child)
            self.text(child.tail)

    def text(self, text: str | None) -> None:
        if text:
            self.out.append(escape(text, quote=False))

    def element(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in tree.DROPPED:
            return  # comments too
        if (special := SPECIAL.get(tag)) is not None:
            special(self, element)
        elif tag in FORMS:
            self.note("A form was left out; its words stay.")
            self.inside(element)
        elif tag in STRANGE:
            self.note(f"<{tag}> was left out.")
        elif tree.is_gallery(element):
            self.gallery(tree.images(element), "")
        elif tag in KEPT:
            values = "".join(
                f' {name}="{escape(element.get(name))}"' for name in VALUES.get(tag, ()) if element.get(name)
            )
            self.around_it(tag, element, values)
        elif tag in BREAKING:
            self.background(element)
            self.around_it("p", element)
        else:
            self.inside(element)

    def around_it(self, tag: str, element: Any, values: str = "") -> None:
        self.out.append(f"<{tag}{values}>")
        self.inside(element)
        self.out.append(f"</{tag}>")

    def background(self, element: Any) -> None:
        if found := BACKGROUND.search(element.get("style") or ""):
            self.one_picture(found[1], "", "", "")

    # Pictures

    def image(self, element: Any, caption: str = "", number: str = "") -> None:
        address = tree.address_of(element)
        said = element.get("class") or ""
        if SMILEY.search(said) or "/images/core/emoji/" in address or "/smilies/" in address:
            self.text(element.get("alt"))
            return
        if element.get("width") == "1" and element.get("height") == "1":
            return  # counts readers
        found = NUMBER_IN_CLASS.search(said)
        number = (found[1] if found else "") or element.get("data-id") or number
        self.one_picture(address, number, element.get("alt") or "", caption)

    def one_picture(self, address: str, number: str, alt: str, caption: str) -> None:
        if address.startswith("data:"):
            self.note("A picture that stands in the text itself was left out.")
            return
        key = self.around.picture(number, self._full(address))
        if not key:
            self.note(f"A picture without a usable address was left out: {address[:200]}")
            if caption:
                self.out.append(f"<p>{escape(caption, quote=False)}</p>")
            return
        if key not in self.pictures:
            self.pictures.append(key)
        place = self.pictures.index(key) + 1
        values = "".join(
            f' {name}="{escape(one_line(words))}"'
            for name, words in (("data-caption", caption), ("data-alt", alt))
            if words.strip()
        )
        self.out.append(f'<figure data-picture="{place}"{values}></figure>')

    def gallery(self, images: list[tuple[Any, str]], title: str) -> None:
        named = f' data-title="{escape(one_line(title))}"' if title.strip() else ""
        self.out.append(f'<div data-gallery=""{named}>')
        for image, caption in images:
            self.image(image, caption)
        self.out.append("</div>")

    def gallery_by_numbers(self, element: Any) -> None:
        numbers = [one for one in (element.get("data-ids") or "").split(",") if one]
        numbers = numbers or self.around.children(element.get("data-post") or "")
        if not numbers:
            self.note("A gallery was left out: its pictures are not in the file.")
            return
        self.out.append('<div data-gallery="">')
        for number in numbers:
            self.one_picture("", number, "", "")
        self.out.append("</div>")

    def figure(self, element: Any) -> None:
        said = element.get("class") or ""
        captions = [child for child in element if child.tag == "figcaption"]
        caption = " ".join(one_line(tree.words(child)) for child in captions).strip()
        images = tree.images(element)
        if "wp-block-embed" in said or "wp-block-core-embed" in said:
            self.block_embed(element, captions, caption)
        elif tree.is_gallery(element):
            self.gallery(images, caption)
        elif element.find(".//blockquote") is not None and "pullquote" in said:
            self.pull_quote(element.find(".//blockquote"))
        elif len(images) == 1 and not tree.words(element, but=captions).strip():
            number = NUMBER_OF_CAPTION.search(element.get("id") or "")
            self.link_of_picture(element)
            self.image(images[0][0], caption, number[1] if number else "")
            if any(child.find(".//a") is not None for child in captions):
                self.note(f"A link in a caption was left out, its words stay: “{caption[:60]}”")
        else:
            self.inside(element, but=captions)
            if caption:
                self.out.append(f"<p><em>{escape(caption, quote=False)}</em></p>")

    def link_of_picture(self, element: Any) -> None:
        for link in element.iter("a"):
            self.tell_link(link)

    def tell_link(self, link: Any) -> None:
        to = self._full(link.get("href") or "")
        if link.find(".//img") is not None and to and not ELSEWHERE.search(to) and not self._is_ours(to):
            self.note(f"A picture led to {to[:200]}.")

    def _is_ours(self, address: str) -> bool:
        return urlsplit(address).hostname == urlsplit(self.around.base).hostname

    # Quotes, links

    def pull_quote(self, quote: Any) -> None:
        cites = list(quote.iter("cite"))
        by = " ".join(one_line(tree.words(cite)) for cite in cites).strip()
        self.out.append(
            f'<aside data-pullquote=""{f" data-by={chr(34)}{escape(by)}{chr(34)}" if by else ""}>'
        )
        self.inside_but(quote, cites)
        self.out.append("</aside>")

    def quote(self, element: Any) -> None:
        said = element.get("class") or ""
        for name, where in POSTS.items():
            if name in said.split():
                links = [link.get("href") or "" for link in element.iter("a")]
                address = (element.get(where) if where else None) or (links[-1] if links else "")
                if address.startswith("http"):
                    self.embed(address)
                    return
        if "wp-block-pullquote" in said:
            self.pull_quote(element)
            return
        cites = [child for child in element if child.tag in {"cite", "footer"}]
        self.out.append("<blockquote>")
        self.inside_but(element, cites)
        for cite in cites:
            self.out.append("<p>— ")
            self.inside(cite)
            self.out.append("</p>")
        self.out.append("</blockquote>")

    def inside_but(self, element: Any, others: list[Any]) -> None:
        for one in others:
            one.drop_tree()  # what stands behind it stays
        self.inside(element)

    def link(self, element: Any) -> None:
        address = self._full(element.get("href") or "")
        if not address or not tree.words(element).strip():
            self.inside(element)  # a place in the page, or a picture
            self.tell_link(element)
            return
        if "wp-block-file__button" in (element.get("class") or ""):
            return
        self.out.append(f'<a href="{escape(address)}">')
        self.inside(element)
        self.out.append("</a>")

    def _full(self, address: str) -> str:
        address = address.strip()
        if not address or address.startswith(("#", "javascript:", "data:")):
            return ""
        try:
            return urljoin(f"{self.around.base}/", address)
        except ValueError:
            return ""

    # Of others

    def embed(self, address: str) -> None:
        self.out.append(f'<figure data-embed="{escape(self._full(address))}"></figure>')

    def known_embed(self, element: Any) -> None:
        self.embed(element.get("data-url") or "")

    def block_embed(self, element: Any, captions: list[Any], caption: str) -> None:
        found = shortcodes.ADDRESS.search(tree.words(element, but=captions))
        frame = element.find(".//iframe")
        if found or (frame is not None and frame.get("src")):
            self.embed(found[0] if found else frame.get("src"))
        else:
            self.inside(element, but=captions)
        if caption:
            self.out.append(f"<p><em>{escape(caption, quote=False)}</em></p>")

    def frame(self, element: Any) -> None:
        address = self._full(element.get("src") or element.get("data-src") or "")
        if not address:
            return
        if not frames.frame(address):
            self.note(f"What was framed from {frames.host_of(address)} is a link now.")
        self.embed(address)

    def file(self, element: Any) -> None:
        """Sound and films: a link to where they are. They stay on the old site until somebody moves them."""
        kind = element.get("data-kind") or element.tag
        sources = [element, *element.iter("source")]
        found = [element.get("data-url"), *(one.get("src") for one in sources), element.get("data")]
        address = next((self._full(one) for one in found if one), "")
        if not address:
            self.note(f"<{kind}> without an address was left out.")
            return
        self.note(f"A file is a link to where it was ({kind}): {address[:200]}")
        name = urlsplit(address).path.rpartition("/")[2] or address
        self.out.append(f'<p><a href="{escape(address)}">{escape(name)}</a></p>')

    def term(self, element: Any) -> None:
        self.out.append("<p><strong>")
        self.inside(element)
        self.out.append("</strong></p>")

    def preformatted(self, element: Any) -> None:
        """Lines stay lines. Their spaces have no place in a text."""
        for end in element.iter("br"):
            end.tail = f"\n{end.tail or ''}"
        self.out.append("<p>")
        for number, line in enumerate(tree.words(element).strip("\n").split("\n")):
            self.out.append(("<br>" if number else "") + escape(line, quote=False))
        self.out.append("</p>")

    def said_of_a_work(self, element: Any) -> None:
        self.around_it("em", element)

    def rule(self, element: Any) -> None:
        self.out.append("<hr>")

    def line_end(self, element: Any) -> None:
        self.out.append("<br>")


SPECIAL: dict[str, Callable[[Writer, Any], None]] = {
    "img": Writer.image,
    "figure": Writer.figure,
    "blockquote": Writer.quote,
    "a": Writer.link,
    "iframe": Writer.frame,
    "audio": Writer.file,
    "video": Writer.file,
    "object": Writer.file,
    "embed": Writer.file,
    "nr-file": Writer.file,
    "nr-embed": Writer.known_embed,
    "nr-gallery": Writer.gallery_by_numbers,
    "dt": Writer.term,
    "pre": Writer.preformatted,
    "cite": Writer.said_of_a_work,
    "dfn": Writer.said_of_a_work,
    "summary": Writer.term,
    "hr": Writer.rule,
    "br": Writer.line_end,
}
