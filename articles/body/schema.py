"""What a body may hold: one table of kinds, from which reading, cleaning, text and rendering all derive."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from house.lines import one_line
from media.terms.crops import Box

TEXT = ("text",)
LONGEST_FILE_ADDRESS = 1000
_HOST_NAME = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?"
BREAK = "\n"  # the text of a run that is a line break; other runs never hold a newline


# A reader of an attribute takes its value as written and returns the canonical one: "" is as good as absent,
# None cannot be used.
Read = Callable[[str], str | None]


def flag(value: str) -> str | None:
    return ""


def line(value: str) -> str | None:
    return one_line(value)


def decorative(value: str) -> str | None:
    """A switch, written in the one way that also reads well where versions are compared."""
    return "decorative" if value.strip() else ""


def crop(value: str) -> str | None:
    """A part of a picture; the whole of it is not written."""
    try:
        box = Box.read(value.strip())
    except ValueError:
        return None
    return str(box) if box else ""


def number(value: str) -> str | None:
    """A positive row number that fits the database's integers."""
    match = re.fullmatch(r"\s*0*([1-9][0-9]{0,17})\s*", value)
    return match[1] if match else None


def count(value: str) -> str | None:
    """The number that a list begins at; one is the default and not written."""
    match = re.fullmatch(r"\s*\+?0*([0-9]{1,9})\s*", value, re.ASCII)
    return None if match is None else "" if match[1] == "1" else match[1]


def span(value: str) -> str | None:
    """How many columns or rows a cell covers; one is the default and not written."""
    read = number(value)
    if read is None or int(read) > 1000:
        return None
    return "" if read == "1" else read


def web_address(value: str) -> str | None:
    value = _squeeze(value)
    if not re.fullmatch(r"(?i:https?)://[^\s/?#\\@<>^|%\"]+([/?#]\S*)?", value):
        return None
    try:
        parts = urlsplit(value)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a broken IPv6 host, a port that is none
        return None
    return value if usable else None


def link(value: str) -> str | None:
    value = _squeeze(value)
    if re.fullmatch(r"(?i:mailto):[^\s:]\S*", value):
        return value
    return telephone(value) or web_address(value)


def telephone(value: str) -> str | None:
    """A number that a phone dials at a touch: the line of a police station, or for people in need."""
    value = re.sub(r"%20|\s", "", value)
    return value if re.fullmatch(r"(?i:tel):\+?[0-9*#().-]{2,40}(;ext=[0-9]{1,10})?", value) else None


def film(value: str) -> str | None:
    """The address of a video file; whether our pages may play it from there is for `articles.videos` to say."""
    return _file(value, "mp4|m4v|webm")


def captions(value: str) -> str | None:
    return _file(value, "vtt")


def _file(value: str, endings: str) -> str | None:
    value = _squeeze(value)
    if len(value) > LONGEST_FILE_ADDRESS:
        return None
    # Names only, as the content security policy is given them: no log-in, no port, no number of a machine.
    # Printable ASCII but for quotes, brackets, # and \, as addresses are copied.
    match = re.fullmatch(
        rf"https://({_HOST_NAME})(/[!$-;=@-\[\]-~]*\.(?:{endings})(?:\?[!$-;=?-\[\]-~]*)?)",
        value,
        re.ASCII | re.IGNORECASE,
    )
    return f"https://{match[1].lower()}{match[2]}" if match else None


def language(value: str) -> str | None:
    """A language's code, such as pt or pt-br."""
    value = value.strip().lower()
    return value if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}", value) else None


def _squeeze(value: str) -> str:
    # Browsers drop tabs and newlines inside an address, so a scheme could hide behind them. What nobody sees in
    # it was copied with it: with a soft hyphen it leads nowhere.
    value = re.sub(r"[\t\n\u00ad\u200b\u2060\ufeff]", "", value)
    return value.strip().replace(" ", "%20")


@dataclass(frozen=True, eq=False)
class Kind:
    name: str
    tag: str
    word: str  # what an editor calls it
    content: tuple[str, ...] = ()  # the kinds it holds; TEXT for inline text; nothing for an atom
    inner: str = ""  # a tag written inside, around all content
    marker: str = ""  # the attribute that tells it from others of the same tag
    marked: Read = flag  # reads the marker's value
    attrs: tuple[tuple[str, Read], ...] = ()
    lifted: bool = False  # in the wrong place it moves behind the outermost block, else only its text stays

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of its attributes, the marker among them."""
        return frozenset({self.marker, *(name for name, _ in self.attrs)})

    @property
    def is_atom(self) -> bool:
        return not self.content


_LISTS = ("bullets", "numbers")
_SPANS = (("colspan", span), ("rowspan", span))

KINDS = {
    kind.name: kind
    for kind in (
        Kind("paragraph", "p", "paragraph", TEXT),
        Kind("heading", "h2", "subheading", TEXT),
        Kind("subheading", "h3", "subheading", TEXT),
        Kind("bullets", "ul", "list", ("item",)),
        Kind("numbers", "ol", "numbered list", ("item",), attrs=(("start", count),)),
        Kind("item", "li", "list item", ("paragraph", *_LISTS)),
        Kind("quote", "blockquote", "quote", ("paragraph",)),
        Kind("rule", "hr", "rule", lifted=True),
        Kind("table", "table", "table", ("row",), inner="tbody", lifted=True),
        Kind("row", "tr", "table row", ("header", "cell")),
        Kind("header", "th", "table cell", ("paragraph",), attrs=_SPANS),
        Kind("cell", "td", "table cell", ("paragraph",), attrs=_SPANS),
        Kind(
            "pullquote",
            "aside",
            "pull quote",
            ("paragraph",),
            marker="data-pullquote",
            attrs=(("data-by", line),),
            lifted=True,
        ),
        Kind(
            "factbox",
            "aside",
            "fact box",
            ("paragraph", *_LISTS, "subheading"),
            marker="data-factbox",
            attrs=(("data-title", line),),
            lifted=True,
        ),
        Kind("related", "aside", "related story", marker="data-related", marked=number, lifted=True),
        Kind(
            "picture",
            "figure",
            "picture",
            marker="data-picture",
            marked=number,
            attrs=(
                ("data-caption", line),
                ("data-alt", line),
                ("data-credit", line),
                ("data-decorative", decorative),
                ("data-crop", crop),
            ),
            lifted=True,
        ),
        Kind(
            "gallery",
            "div",
            "gallery",
            ("picture",),
            marker="data-gallery",
            attrs=(("data-title", line),),
            lifted=True,
        ),
        Kind(
            "video",
            "figure",
            "video",
            marker="data-video",
            marked=film,
            attrs=(
                ("data-poster", number),
                ("data-captions", captions),
                ("data-captions-language", language),
                ("data-caption", line),
                ("data-credit", line),
            ),
            lifted=True,
        ),
        Kind("embed", "figure", "embed", marker="data-embed", marked=web_address, lifted=True),
    )
}
TOP = tuple(name for name in KINDS if name not in ("item", "row", "header", "cell"))


class Marks(NamedTuple):
    """What a run of text is, outermost first."""

    href: str = ""
    strong: bool = False
    em: bool = False
    raised: str = ""
    """sup or sub, where it stands higher or lower than the line"""


UNMARKED = Marks()


class Run(NamedTuple):
    text: str
    marks: Marks


class Node(NamedTuple):
    kind: Kind
    attrs: tuple[tuple[str, str], ...] = ()
    children: "tuple[Node, ...]" = ()
    runs: tuple[Run, ...] = ()

    def attr(self, name: str) -> str:
        for known, value in self.attrs:
            if known == name:
                return value
        return ""


def kind_of(tag: str, attrs: dict[str, str]) -> Kind | None:
    for kind in _BY_TAG.get(tag, ()):
        if not kind.marker or kind.marker in attrs:
            return kind
    return None


_BY_TAG: dict[str, tuple[Kind, ...]] = {
    tag: tuple(kind for kind in KINDS.values() if kind.tag == tag)
    for tag in {kind.tag for kind in KINDS.values()}
}


# Writing. The escapes are those of a browser's innerHTML, so that the editor's own text compares equal.


_ESCAPED = re.compile("[&<>\xa0]")


def escape(text: str) -> str:
    if not _ESCAPED.search(text):  # nearly always
        return text
    text = text.replace("&", "&amp;").replace("\xa0", "&nbsp;")
    return text.replace("<", "&lt;").replace(">", "&gt;")


def quoted(name: str, value: str) -> str:
    return f' {name}="{escape(value).replace(chr(34), "&quot;")}"'


def write_runs(runs: tuple[Run, ...], link_attrs: Callable[[str], str] = lambda href: "") -> str:
    """Inline text, with as few tags as its marks allow."""
    if len(runs) == 1 and not any(runs[0].marks):  # nearly always
        return "<br>" if runs[0].text == BREAK else escape(runs[0].text)
    out: list[str] = []
    marks = UNMARKED
    between: dict[tuple[Marks, Marks], str] = {}  # a long paragraph has few marks, in turns
    for text, wanted in (*runs, Run("", UNMARKED)):
        if wanted is not marks and wanted != marks:
            tags = between.get((marks, wanted))
            if tags is None:
                tags = between[marks, wanted] = _tags_between(marks, wanted, link_attrs)
            out.append(tags)
            marks = wanted
        out.append("<br>" if text == BREAK else escape(text))
    return "".join(out)


def _tags_between(before: Marks, after: Marks, link_attrs: Callable[[str], str]) -> str:
    """What ends the marks of one run and begins those of the next."""
    opened, wanted = _tags(before), _tags(after)
    shared = 0
    while shared < min(len(opened), len(wanted)) and opened[shared] == wanted[shared]:
        shared += 1
    ends = [f"</{tag}>" for tag, _ in reversed(opened[shared:])]
    starts = [
        f"<a{quoted('href', value)}{link_attrs(value)}>" if tag == "a" else f"<{tag}>"
        for tag, value in wanted[shared:]
    ]
    return "".join(ends + starts)


def _tags(marks: Marks) -> list[tuple[str, str]]:
    """Outermost first."""
    tags = (
        ("a", marks.href),
        ("strong", "on" * marks.strong),
        ("em", "on" * marks.em),
        (marks.raised, marks.raised),
    )
    return [tag for tag in tags if tag[1]]


def write(node: Node) -> str:
    """The canonical HTML of a node."""
    kind, _, _, runs = node
    if len(runs) == 1 and runs[0].marks is UNMARKED:  # nearly always
        return f"<{kind.tag}>{escape(runs[0].text)}</{kind.tag}>"
    attrs = "".join(quoted(name, value) for name, value in node.attrs)
    if kind.name == "rule":
        return "<hr>"
    content = write_runs(node.runs) + "".join(write(child) for child in node.children)
    if kind.inner:
        content = f"<{kind.inner}>{content}</{kind.inner}>"
    elif kind.content and kind.content != TEXT and not node.children:
        content = "<p></p>"  # as the editor fills an empty cell
    return f"<{kind.tag}{attrs}>{content}</{kind.tag}>"
