"""Rules of plugins for members that stand outside the posts that they close.

Some are in the file: MemberPress keeps its rules as items of their own, others keep theirs as fields of categories.
Some are not: Paid Memberships Pro and its like keep them in tables and options, which no export has. Such a plugin
leaves traces, so that whoever moves is asked first; `--closed` then names what it closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from articles.moving_in import wordpress_members
from articles.moving_in import wordpress_words as words
from articles.moving_in.record import LeftOut
from articles.moving_in.wordpress_file import Element

MEMBERPRESS = "MemberPress"
RULE = "memberpressrule"
# What the names of shortcodes and blocks of a plugin begin with, of its items, and of its fields.
PLUGINS = {
    "pmpro": "Paid Memberships Pro",
    "mepr": MEMBERPRESS,
    "memberpress": MEMBERPRESS,
    "swpm": "Simple Membership",
    "wlm": "WishList Member",
    "s2if": "s2Member",
    "s2member": "s2Member",
    "mm": "MemberMouse",
    "wcm": "WooCommerce Memberships",
    "leaky_paywall": "Leaky Paywall",
}
IN_TEXT = re.compile(
    r"\[/?((pmpro|mepr|swpm|wlm|mm|wcm|leaky_paywall|s2if|s2member)(?:[-_]|(?<=s2if)|(?<=s2member))[\w-]{0,60})"
    r"|<!-- wp:((pmpro|memberpress|mepr)/[\w-]{0,60})",
    re.IGNORECASE,
)
KINDS = {
    "memberpress": MEMBERPRESS,
    "pmpro_": "Paid Memberships Pro",
    "wc_membership_plan": "WooCommerce Memberships",
    "wc_user_membership": "WooCommerce Memberships",
    "np_content_gate": "Newspack",
    "np_memberships_gate": "Newspack",
    "wsm_access_group": "SureMembers",
    "cc_restriction": "Content Control",
}
FIELDS = {
    "_mepr_": MEMBERPRESS,
    "pmpro_": "Paid Memberships Pro",
    "_wc_memberships_": "WooCommerce Memberships",
    "_issuem_leaky_paywall_": "Leaky Paywall",
}
ALL, OF_TERMS = (
    re.compile(r"all(?:_(posts|pages))?"),
    re.compile(r"(?:all_)?tax_([\w-]+?)(?:\|\|cpt_([\w-]+))?"),
)
PARTS = {"partial"}
"""Their shortcodes stand around the parts, where `wordpress_members` finds them."""


@dataclass(frozen=True)
class Trace:
    """Where a plugin shows itself."""

    sign: str
    key: str
    title: str
    line: int | None


class Rules:
    """What is closed by something else than the post itself. Every element of the file is noted first."""

    def __init__(self, closed: Iterable[str] = ()) -> None:
        self.traces: dict[str, Trace] = {}
        self.asked = {_as_called(one): one for one in closed}
        """Lines of `--closed`, by how items and terms are called here."""
        self.unused = set(self.asked)
        self.everything: dict[str, str] = {}
        """Kind of items → the rule that closes all of them."""
        self.posts: dict[str, str] = {}
        self.below: dict[str, str] = {}
        """Of pages, those around: number → the rule."""
        self.terms: dict[tuple[str, str], str] = {}
        """Taxonomy and slug → the rule."""
        self.addresses: dict[str, str] = {}
        """What addresses begin with → the rule."""
        self.kinds: set[str] = set()
        self._around: dict[str, str] = {}
        self._slugs: dict[tuple[str, str], str] = {}
        self._rules: list[tuple[str, str, str, bool]] = []

    def note(self, element: Element) -> None:
        match element.tag:
            case "category":
                self._note_term(element, "category", element.get("category_nicename"))
            case "tag":
                self._note_term(element, "post_tag", element.get("tag_slug"))
            case "term":
                self._note_term(element, element.get("term_taxonomy"), element.get("term_slug"))
            case "item":
                self._note_item(element)

    def settle(self) -> None:
        """After the last element: rules name terms by numbers, which may stand behind them."""
        for name, kind, about, is_pattern in self._rules:
            self._close(name, kind, about, is_pattern)
        if self._rules:
            self.traces.pop(MEMBERPRESS, None)

    def open_question(self) -> str:
        """What has to be said before anything comes in; nothing if the file says it all."""
        if not self.traces:
            return ""
        told = "; ".join(f"{plugin} ({_place(trace)})" for plugin, trace in self.traces.items())
        return (
            f"The site used {told}, and what that closed to readers is not in the file. Say by --closed FILE what it "
            "was, or --as-drafts."
        )

    def told(self) -> Iterator[LeftOut]:
        """For the report, a dry run's too."""
        for plugin, trace in self.traces.items():
            why = (
                f"The site used {plugin} ({trace.sign} says so). What it closed to readers is not in the file: "
                "--closed FILE says it, or --as-drafts lets nothing out."
            )
            yield LeftOut(
                what="rules for members", why=why, key=trace.key, title=trace.title, line=trace.line
            )

    @property
    def are_of_posts_alone(self) -> bool:
        """Such a file has none of the items and pages by which plugins show themselves."""
        return self.kinds == {"post"}

    def why(self, item: Element) -> str:
        """What closes the item; nothing if no rule does."""
        kind, number = item.get("post_type") or "post", item.get("post_id")
        if found := self.everything.get(kind) or self.posts.get(number) or self._by_those_around(number):
            return found
        for taxonomy, slug, name in item.terms:
            taxonomy = "post_tag" if taxonomy == "tag" else taxonomy
            called = words.slug_of(slug or name)
            if found := self.terms.get((taxonomy, called), ""):
                return found
            if asked := self._asked(f"{'tag' if taxonomy == 'post_tag' else taxonomy}:{called}"):
                return asked
        path = _path(item.get("link"))
        begun = (rule for begins, rule in self.addresses.items() if f"{path}/".startswith(begins))
        return next(begun, "") or self._asked(number) or self._asked(path)

    def _asked(self, name: str) -> str:
        if not name or name not in self.asked:
            return ""
        self.unused.discard(name)
        return "--closed"

    def _by_those_around(self, number: str) -> str:
        seen: set[str] = set()
        while (number := self._around.get(number, "")) and number not in seen:
            if number in self.below:
                return self.below[number]
            seen.add(number)
        return ""

    def _note_term(self, element: Element, taxonomy: str, slug: str) -> None:
        called = words.slug_of(slug)
        for name in (element.get("term_id"), slug, called):
            self._slugs[taxonomy, name] = called
        if field := wordpress_members.in_fields(element):
            self.terms[taxonomy, called] = f"{field} of its {taxonomy.removeprefix('post_')}"

    def _note_item(self, item: Element) -> None:
        kind = item.get("post_type") or "post"
        if item.get("status") in {"trash", "auto-draft"}:
            return
        self.kinds.add(kind)
        self._around[item.get("post_id")] = item.get("post_parent")
        if kind == RULE:
            if item.get("status") == "publish":
                name = f"the rule “{words.plain(item.get('title'))}” of {MEMBERPRESS}"
                is_pattern = item.meta("_is_mepr_rules_content_regexp").strip() not in {"", "0"}
                about = item.meta("_mepr_rules_content").strip()
                self._rules.append((name, item.meta("_mepr_rules_type").strip(), about, is_pattern))
            return
        for name, plugin in KINDS.items():
            if kind.startswith(name):
                self._trace(plugin, f"“{kind}”", item)
        if kind not in {"post", "page"}:
            return
        for field in item.metas:
            for name, plugin in FIELDS.items():
                if field.startswith(name):
                    self._trace(plugin, field, item)
        for found in IN_TEXT.finditer(item.get("content")):
            sign = f"[{found[1]}]" if found[1] else f"the block “{found[3]}”"
            self._trace(PLUGINS[(found[2] or found[4]).lower()], sign, item)

    def _trace(self, plugin: str, sign: str, item: Element) -> None:
        key = f"{item.get('post_type') or 'post'}:{item.get('post_id')}"
        self.traces.setdefault(plugin, Trace(sign, key, words.plain(item.get("title")), item.line))

    def _close(self, name: str, kind: str, about: str, is_pattern: bool) -> None:
        """What a rule of MemberPress closes. One that nobody here understands closes everything."""
        if kind in PARTS:
            return
        if found := ALL.fullmatch(kind):
            for one in {"posts": ("post",), "pages": ("page",)}.get(found[1] or "", ("post", "page")):
                self.everything.setdefault(one, name)
        elif kind.startswith("single_") and about.isdigit():
            self.posts[about] = name
        elif kind.startswith("parent_") and about.isdigit():
            self.below[about] = name
        elif (term := self._term(kind, about)) is not None:
            self.terms[term] = name
        elif kind == "custom" and not is_pattern and about.startswith("/"):
            self.addresses[about] = name
        else:
            self.everything |= dict.fromkeys(("post", "page"), name)

    def _term(self, kind: str, about: str) -> tuple[str, str] | None:
        found = OF_TERMS.fullmatch(kind)
        taxonomy = {"category": "category", "tag": "post_tag"}.get(kind) or (found[1] if found else "")
        slug = self._slugs.get((taxonomy, about), "") if about else ""
        return (taxonomy, slug) if slug else None


def _place(trace: Trace) -> str:
    return f"{trace.sign} in {trace.key}, line {trace.line}" if trace.line else f"{trace.sign} in {trace.key}"


def _path(address: str) -> str:
    return unquote(words.split(address).path).rstrip("/")


def _as_called(line: str) -> str:
    if line.isdigit():
        return str(int(line))
    taxonomy, colon, slug = line.partition(":")
    if colon and taxonomy in {"category", "tag"}:
        return f"{taxonomy}:{words.slug_of(slug)}"
    return _path(line)
