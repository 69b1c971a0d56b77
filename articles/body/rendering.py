"""The body as readers get it. Nothing in it is fetched from third parties unasked: an embed is a link."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.text import slugify
from django.utils.translation import gettext

from ..advertising import slots
from .contents import PictureUse, VideoUse, picture_use, text_of, video_use
from .frames import frame, provider
from .reading import parse
from .schema import TEXT, Node, escape, quoted, write_runs

# A part of a page has a heading of its own above these.
# The level of the heading that a text stands under: the headline of a story, or of an entry in one.
STORY, ENTRY = 1, 3


def render(
    html: str,
    *,
    picture: Callable[[PictureUse], str],
    related: Callable[[int], str],
    video: Callable[[VideoUse], str],
    advertisement: Callable[[int], str] | None = None,
    within: str = "",
) -> str:
    """Safe HTML for the page, whatever is passed in.

    `picture`, `related` and `video` give the safe HTML of one use, or "" to leave it out; `advertisement` that of
    slot 1, 2, 3, … as placed by articles.advertising. A text that is only a part of a page says `within` which: its
    headings stand lower, and their ids begin with it.
    """
    page = _Page(picture, related, video, within)
    shown = [(node.kind.name, written) for node in parse(html)[0] if (written := page.block(node))]
    out = [written for _, written in shown]
    if advertisement is not None:
        for slot, index in enumerate(slots([name for name, _ in shown]), start=1):
            out[index] += advertisement(slot)
    return "".join(out)


class _Page:
    def __init__(
        self,
        picture: Callable[[PictureUse], str],
        related: Callable[[int], str],
        video: Callable[[VideoUse], str],
        within: str,
    ) -> None:
        self.within = within
        self.above = ENTRY if within else STORY
        self.is_divided = False
        """Whether there was a heading yet. What stands below one may come without it, and no level is left out."""
        self.picture = picture
        self.related = related
        self.video = video
        self.ids: set[str] = set()
        self.same: Counter[str] = Counter()

    def block(self, node: Node) -> str:
        kind = node.kind
        match kind.name:
            case "picture":
                return self.picture(picture_use(node))
            case "related":
                return self.related(int(node.attr("data-related")))
            case "video":
                return self.video(video_use(node))
            case "embed":
                return _embed(node.attr("data-embed"))
            case "rule":
                return "<hr>"
            case "heading":
                self.is_divided = True
                return self._heading(node, self.above + 1)
            case "subheading":
                return self._heading(node, self._level, "subheading" if not self.is_divided else "")
            case "pullquote":
                return self._pullquote(node)
            case "factbox":
                return self._factbox(node)
            case "gallery":
                return self._gallery(node)
            case "table":
                label = quoted("aria-label", gettext("Table"))
                return (
                    f'<div class="table-scroll" role="region"{label} tabindex="0">'
                    f"<table><tbody>{self._all(node.children)}</tbody></table></div>"
                )
        content = write_runs(node.runs, _link_attrs) if kind.content == TEXT else self._all(node.children)
        attrs = "".join(quoted(name, value) for name, value in node.attrs)
        return f"<{kind.tag}{attrs}>{content}</{kind.tag}>"

    def _all(self, nodes: Iterable[Node]) -> str:
        # An empty paragraph only holds a place for the editor.
        return "".join(self.block(node) for node in nodes if node.runs or node.kind.content != TEXT)

    @property
    def _level(self) -> int:
        """Of what stands below a heading."""
        return self.above + (2 if self.is_divided else 1)

    def _heading(self, node: Node, level: int, name: str = "") -> str:
        attrs = (quoted("class", name) if name else "") + quoted("id", self._id(text_of(node)))
        return f"<h{level}{attrs}>{write_runs(node.runs, _link_attrs)}</h{level}>"

    def _title(self, text: str, name: str) -> str:
        return f'<h{self._level} class="{name}">{escape(text)}</h{self._level}>' if text else ""

    def _id(self, text: str) -> str:
        """The text as an id: the same on every rendering, and no other heading's."""
        slug = slugify(text, allow_unicode=True)[:80] or "section"
        slug = f"{self.within}-{slug}" if self.within else slug
        found = slug
        while found in self.ids:
            self.same[slug] += 1
            found = f"{slug}-{self.same[slug] + 1}"
        self.ids.add(found)
        return found

    def _pullquote(self, node: Node) -> str:
        quote = self._all(node.children)
        if not quote:
            return ""
        by = node.attr("data-by")
        by = f'<p class="pullquote-by">{escape(by)}</p>' if by else ""
        return f'<aside class="pullquote"><blockquote>{quote}</blockquote>{by}</aside>'

    def _gallery(self, node: Node) -> str:
        """Pictures one after the other, each with its caption: to set them in rows is a matter of style."""
        uses = list(map(picture_use, node.children))
        if len(uses) % 2:
            uses[0] = replace(uses[0], wide=True)
        inside = "".join(map(self.picture, uses))
        if not inside:
            return ""
        title = node.attr("data-title")
        shown = self._title(title, "gallery-title")
        label = quoted("aria-label", title or gettext("Gallery"))
        return f'<div class="gallery" role="group"{label}>{shown}{inside}</div>'

    def _factbox(self, node: Node) -> str:
        title = node.attr("data-title")
        if not title:
            return f'<aside class="factbox">{self._all(node.children)}</aside>'
        # Subheadings stand one level below the title.
        inside = "".join(
            self._heading(child, self._level + 1) if child.kind.name == "subheading" else self._all([child])
            for child in node.children
        )
        shown = self._title(title, "factbox-title")
        return f'<aside class="factbox"{quoted("aria-label", title)}>{shown}{inside}</aside>'


def _embed(address: str) -> str:
    """A link, and where we know its frame, a block that a module of the page may put the frame into."""
    of = provider(address)
    link = (
        f'<a{quoted("href", address)} rel="noopener">{escape(gettext(of.verb) % {"provider": of.name})}</a>'
    )
    shown = frame(address)
    if not shown:
        return f'<p class="embed">{link}</p>'
    told = gettext("%(provider)s learns of your visit only then.") % {"provider": of.name}
    note = f'<span class="embed-note">{escape(told)}</span>'
    return (
        f'<div class="embed embed-framed"{quoted("data-frame", shown)}>'
        f'<p class="embed-poster">{link} {note}</p></div>'
    )


def _link_attrs(href: str) -> str:
    return "" if href.lower().startswith(("mailto:", "tel:")) else ' rel="noopener"'
