"""What the blocks of one text share while they are written for readers: levels and ids of headings, and what the
page around the text shows of pictures, videos and stories."""

from collections import Counter
from collections.abc import Callable, Iterable

from django.utils.text import slugify

from .markup import escape, quoted, write_runs
from .schema import TEXT, Node, text_of
from .uses import PictureUse, VideoUse

# The level of the heading that a text stands under: the headline of a story, or of an entry in one.
STORY, ENTRY = 1, 3


class Page:
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
        """Whether there was a heading yet. A subheading may come without one, and no level is left out."""
        self.picture = picture
        self.related = related
        self.video = video
        self.ids: set[str] = set()
        self.same: Counter[str] = Counter()

    def all(self, nodes: Iterable[Node]) -> str:
        # An empty paragraph only holds a place for the editor.
        return "".join(
            node.kind.render(node, self) for node in nodes if node.runs or node.kind.content != TEXT
        )

    def words(self, node: Node) -> str:
        """The text of a node with its marks."""
        return write_runs(node.runs, _link_attrs)

    def framed(self, node: Node) -> str:
        """The node in the tag and with the attributes that it is stored with."""
        kind = node.kind
        content = self.words(node) if kind.content == TEXT else self.all(node.children)
        attrs = "".join(quoted(name, value) for name, value in node.attrs) if node.attrs else ""
        return f"<{kind.tag}{attrs}>{content}</{kind.tag}>"

    @property
    def level(self) -> int:
        """The level of what stands below a heading of the text."""
        return self.above + (2 if self.is_divided else 1)

    def heading(self, node: Node, level: int, name: str = "") -> str:
        attrs = (quoted("class", name) if name else "") + quoted("id", self._id(text_of(node)))
        return f"<h{level}{attrs}>{self.words(node)}</h{level}>"

    def title(self, text: str, name: str) -> str:
        """The title of a box or a gallery; nothing where it has none."""
        return f'<h{self.level} class="{name}">{escape(text)}</h{self.level}>' if text else ""

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


def _link_attrs(href: str) -> str:
    return "" if href.lower().startswith(("mailto:", "tel:")) else ' rel="noopener"'
