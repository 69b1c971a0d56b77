"""A WordPress export as records: who is who, what stands where, and where readers had it.

The file is read twice: first for what posts name (people, terms, pictures, blocks that several share), then for the
posts. What is kept of the first reading are keys and addresses, so that a large archive needs little memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from articles import body
from articles.moving_in import record, wordpress_addresses, wordpress_file, wordpress_members
from articles.moving_in import wordpress_words as words
from articles.moving_in.record import (
    Byline,
    LeftOut,
    Person,
    Picture,
    Record,
    Refused,
    Section,
    Standing,
    Topic,
)
from articles.moving_in.wordpress_body import Around, convert
from articles.moving_in.wordpress_file import Element
from articles.moving_in.wordpress_pictures import SitePictures, without_lead
from articles.moving_in.wordpress_rules import Rules
from house import letters
from house.lines import one_line

SEARCH_TITLES = ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title")
SEARCH_DESCRIPTIONS = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description")
SOCIAL_TITLES = ("_yoast_wpseo_opengraph-title", "rank_math_facebook_title")
SOCIAL_DESCRIPTIONS = ("_yoast_wpseo_opengraph-description", "rank_math_facebook_description")
MAIN_CATEGORY = ("_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_category")
STANDING = {
    "publish": Standing.PUBLISHED,
    "future": Standing.SCHEDULED,
    "pending": Standing.SUBMITTED,
    "draft": Standing.DRAFT,
    "private": Standing.DRAFT,
}
MENUS = {"nav_menu", "post_format", "link_category", "author", "wp_theme", "wp_template_part_area"}


class WordPress:
    """One file, opened. See `record.Archive`."""

    def __init__(
        self, file: Path, *, zone: ZoneInfo, closed: Iterable[str] = (), must_decide: bool = False
    ) -> None:
        """`closed`: what members alone could read. `must_decide`: where the file cannot say, it is refused."""
        self.file, self.zone, self.closed, self.must_decide = file, zone, closed, must_decide
        self.name = file.name
        channel = next(iter(wordpress_file.read(file)))
        self.title = words.plain(channel.get("title"))
        self.language = channel.get("language")
        self.base = channel.get("base_blog_url") or channel.get("link") or channel.get("base_site_url")
        self.system = f"wordpress {words.site_of(self.base) or self.title or file.stem}"[:200]
        self.people: dict[str, str] = {}
        """Log-ins and slugs of people → their keys."""
        self.categories: dict[str, tuple[str, str]] = {}
        """Slug → the slug of the one around it, and its number."""
        self.pictures = SitePictures(self.base)
        self.creators: dict[str, None] = {}
        """Log-ins of those who wrote posts, in order: old exports have no list of people."""
        self.reused: dict[str, str] = {}
        self.topics: set[str] = set()
        self.paths: dict[str, tuple[str, str]] = {}
        """Pages: number → slug and the page above."""

    def count(self) -> int:
        rules, items = self._looked_through
        if self.must_decide and (open_question := rules.open_question()):
            raise Refused(open_question, name=self.name)
        return items

    @property
    def rules(self) -> Rules:
        return self._looked_through[0]

    @cached_property
    def _looked_through(self) -> tuple[Rules, int]:
        """What closes posts from outside, and how many elements there are."""
        rules, items = Rules(self.closed), 0
        for element in wordpress_file.read(self.file):
            rules.note(element)
            items += element.tag != "end"
        rules.settle()
        return rules, items

    def records(self) -> Iterator[Record]:
        yield from self.rules.told()
        yield from self._named()
        for element in wordpress_file.read(self.file):
            if element.tag == "item":
                yield from self._item(element)
            elif element.tag == "end" and element.get("mended") != "0":
                why = "They are no letters of any language, and XML forbids them."
                yield LeftOut(what="broken signs", why=why, title=element.get("mended"))
        for line in sorted(self.rules.unused):
            why = "Nothing in the file is called so."
            yield LeftOut(what="line of --closed", why=why, title=self.rules.asked[line])

    # What posts name

    def _named(self) -> Iterator[Record]:
        """People, sections, topics and pictures, in this order; children behind what is around them."""
        people: list[Person] = []
        sections: dict[str, Section] = {}
        topics: list[Topic] = []
        others: Counter[str] = Counter()
        together: set[tuple[tuple[str, ...], str]] = set()
        for element in wordpress_file.read(self.file):
            match element.tag:
                case "author":
                    people.append(self._author(element))
                case "category":
                    self._category(element, "category_nicename", "cat_name", "category_parent", sections)
                case "tag":
                    topics.append(self._topic(element.get("tag_slug"), element.get("tag_name"), element))
                case "term":
                    taxonomy = element.get("term_taxonomy")
                    if taxonomy == "category":
                        self._category(element, "term_slug", "term_name", "term_parent", sections)
                    elif taxonomy == "post_tag":
                        topics.append(
                            self._topic(element.get("term_slug"), element.get("term_name"), element)
                        )
                    elif taxonomy not in MENUS:
                        others[taxonomy] += 1
                case "item":
                    self._note_terms(element, sections, topics)
                    if element.get("post_type") in {"post", "page"}:
                        together.add((_categories(element), element.meta(*MAIN_CATEGORY).strip()))
                    match element.get("post_type"):
                        case "guest-author":
                            people.append(self._guest(element))
                        case "wp_block":
                            self._note_reused(element)
                        case "page":
                            self.paths[element.get("post_id")] = (
                                element.get("post_name"),
                                element.get("post_parent"),
                            )
                        case "attachment":
                            self.pictures.note(element)
        yield from {one.key: one for one in people}.values()
        for log_in in [one for one in self.creators if one not in self.people]:
            self.people[log_in] = f"author:{log_in}"
            name = _name_of(log_in)
            yield Person(key=f"author:{log_in}", name=name, slug=letters.slug(name, most=120), log_in=log_in)
        orders = [self._in_order(some, main) for some, main in together]
        # A file without posts was made to bring lists in.
        used = {slug for order in orders for slug in order[:1]} or set(sections)
        made = {one.slug: one for one in _parents_first(sections, used)}
        yield from made.values()
        for one in (one for slug, one in sections.items() if slug not in made):
            yield LeftOut(what="category", why="No post stands in it.", key=one.key, title=one.name)
        beside = {slug for order in orders for slug in order[1:]}
        topics += [self._topic(slug, sections[slug].name) for slug in sorted(beside - self.topics)]
        yield from {one.key: one for one in topics}.values()
        for taxonomy, count in others.items():
            why = f"{count} terms: only categories and tags come in."
            yield LeftOut(what="taxonomy", why=why, title=taxonomy)
        for element in wordpress_file.read(self.file):
            if element.tag == "item" and element.get("post_type") == "attachment":
                yield self.pictures.record_of(element)

    def _note_reused(self, block: Element) -> None:
        """A block that several posts share. WordPress shows one that is no longer published in none of them."""
        is_open = block.get("status") == "publish" and not block.get("post_password")
        if is_open and not wordpress_members.why(block):
            self.reused[block.get("post_id")] = block.get("content")

    def _author(self, element: Element) -> Person:
        log_in = element.get("author_login")
        key = f"author:{log_in}"
        self.people.setdefault(log_in, key)
        whole = f"{element.get('author_first_name')} {element.get('author_last_name')}".strip()
        name = words.plain(element.get("author_display_name")) or words.plain(whole) or _name_of(log_in)
        return Person(
            key=key,
            name=name,
            slug=letters.slug(name, most=120),
            email=element.get("author_email"),
            log_in=log_in,
        )

    def _guest(self, element: Element) -> Person:
        """A guest of Co-Authors Plus; one who is linked to an account is that person."""
        log_in = element.meta("cap-user_login") or element.get("post_name").removeprefix("cap-")
        linked = element.meta("cap-linked_account")
        key = self.people.get(linked, "") or f"author:{log_in}"
        for name in (log_in, element.get("post_name"), f"cap-{log_in}"):
            self.people[name] = key
        name = words.plain(element.meta("cap-display_name") or element.get("title")) or log_in
        return Person(
            key=key,
            name=name,
            slug=letters.slug(name, most=120),
            biography=words.plain(element.meta("cap-description")),
            email=element.meta("cap-user_email"),
            public_contact=element.meta("cap-website"),
            log_in=linked or log_in,
        )

    def _category(
        self, element: Element, slug: str, name: str, parent: str, found: dict[str, Section]
    ) -> None:
        called, around = words.slug_of(element.get(slug)), words.slug_of(element.get(parent))
        self.categories.setdefault(called, (around, element.get("term_id")))
        found.setdefault(
            called,
            Section(
                key=f"category:{called}",
                name=words.plain(element.get(name)) or called,
                slug=called,
                parent=f"category:{around}" if around else "",
                description=words.plain(
                    element.get("category_description") or element.get("term_description")
                ),
            ),
        )

    def _topic(self, slug: str, name: str, element: Element | None = None) -> Topic:
        called = words.slug_of(slug or name)
        self.topics.add(called)
        about = element.get("tag_description") or element.get("term_description") if element else ""
        return Topic(
            key=f"tag:{called}", name=words.plain(name) or called, slug=called, description=words.plain(about)
        )

    def _note_terms(self, item: Element, sections: dict[str, Section], topics: list[Topic]) -> None:
        """Terms that only the posts name: old exports, and parts of a site, leave out their list."""
        for taxonomy, slug, name in item.terms:
            called = words.slug_of(slug or name)
            if taxonomy == "category" and called not in sections:
                self.categories.setdefault(called, ("", ""))
                sections[called] = Section(
                    key=f"category:{called}", name=words.plain(name) or called, slug=called
                )
            elif taxonomy in {"post_tag", "tag"} and called not in self.topics:
                topics.append(self._topic(called, name))
        if item.get("post_type") == "post" and (creator := _creator(item)):
            self.creators.setdefault(creator)

    # Posts and pages

    def _item(self, item: Element) -> Iterator[Record]:
        kind, status = item.get("post_type") or "post", item.get("status")
        key, title = f"{kind}:{item.get('post_id')}", words.plain(item.get("title"))
        if kind not in {"post", "page"}:
            if kind not in {"attachment", "guest-author", "wp_block"}:
                yield LeftOut(
                    what=kind, why="Only posts and pages come in.", key=key, title=title, line=item.line
                )
            return
        if not item.get("post_id").isdigit():
            why = "It has no number, by which another run would know it."
            yield LeftOut(what=kind, why=why, title=title, line=item.line)
            return
        if status not in STANDING:
            yield LeftOut(what=kind, why=f"Its status is “{status}”.", key=key, title=title, line=item.line)
            return
        if item.comments:
            yield LeftOut(
                what="comments", why=f"{item.comments} of them.", key=key, title=title, line=item.line
            )
        found: list[Picture] = []
        number = item.get("post_id")
        around = Around(
            picture=lambda pk, address: self.pictures.key_of(pk, address, found),
            children=lambda post: self.pictures.children(post or number),
            base=self.base,
            reused=self.reused,
        )
        try:
            converted = convert(item.get("content"), around)
        except body.BodyTooLarge as too_large:
            yield LeftOut(what=kind, why=str(too_large), key=key, title=title, line=item.line)
            return
        closed = wordpress_members.why(item) or self.rules.why(item)
        if kind == "page" and status == "publish" and not item.get("post_password") and not closed:
            yield self._page(item, key, title, converted.html, converted.problems)
        else:
            story = self._story(
                item, key, title, converted.html, tuple(converted.pictures), converted.problems, closed
            )
            yield from found
            yield story

    def _page(self, item: Element, key: str, title: str, html: str, problems: list[str]) -> record.Page:
        if body.pictures(html) or body.videos(html):
            problems.append("It had pictures: plain pages hold words only.")
        return record.Page(
            key=key,
            title=title,
            slug=letters.slug(unquote(item.get("post_name")), most=80),
            body=html,
            modified_at=self._time(item, "post_modified", []) or self._time(item, "post_date", []),
            old_paths=wordpress_addresses.old_paths(item, self.base),
            line=item.line,
            problems=tuple(problems),
        )

    def _story(
        self,
        item: Element,
        key: str,
        title: str,
        html: str,
        pictures: tuple[str, ...],
        problems: list[str],
        closed: str,
    ) -> record.Story:
        standing = STANDING[item.get("status")]
        notes: list[str] = []
        if item.get("post_password"):
            standing = Standing.DRAFT
            problems.append("It had a password, and comes in as a draft.")
            notes.append("Readers needed a password for it.")
        elif item.get("status") == "private":
            problems.append("It was private, and comes in as a draft.")
            notes.append("It was private: only those who were logged in could read it.")
        elif closed:
            standing = Standing.DRAFT if standing == Standing.PUBLISHED else standing
            problems.append(f"Not everybody could read all of it ({closed}), and it comes in as a draft.")
            notes.append(f"Not everybody could read all of it: {closed} says so.")
        if item.get("post_type") == "page":
            problems.append("It was a page that readers did not have, and comes in as a draft of a story.")
        if item.get("is_sticky") == "1":
            problems.append("It stood on top of the front page: place it on a front if it still should.")
        old_paths = wordpress_addresses.old_paths(item, self.base)
        if standing != Standing.PUBLISHED and item.get("status") == "publish":
            notes.append(f"It stood at {old_paths[0]}.")
        section, topics = self._places(item)
        lead = self.pictures.by_number.get(item.meta("_thumbnail_id"), "")
        if item.meta("_thumbnail_id").strip() not in {"", "0"} and not lead:
            problems.append("Its featured picture is not in the file.")
        caption = alt = ""
        if lead and lead in pictures[:1]:
            html, caption, alt = without_lead(html)
        return record.Story(
            key=key,
            headline=one_line(title),
            body=html,
            standing=standing,
            published_at=self._time(item, "post_date", problems),
            modified_at=self._time(item, "post_modified", []),
            language=self.language,
            standfirst=one_line(words.plain(item.get("excerpt"))),
            slug=letters.slug(unquote(item.get("post_name")), most=90),
            section=section,
            topics=topics,
            bylines=self._bylines(item),
            pictures=pictures,
            lead_picture=lead,
            lead_caption=caption,
            lead_alt=alt,
            search_title=_written(item, SEARCH_TITLES),
            search_description=_written(item, SEARCH_DESCRIPTIONS),
            social_title=_written(item, SOCIAL_TITLES),
            social_description=_written(item, SOCIAL_DESCRIPTIONS),
            desk_note="\n".join(notes),
            old_paths=old_paths if standing == Standing.PUBLISHED else (),
            line=item.line,
            problems=tuple(problems),
        )

    def _bylines(self, item: Element) -> tuple[Byline, ...]:
        """Co-authors in their order, whose log-in is the text of a term; or else whoever wrote it."""
        named = [(slug, name) for taxonomy, slug, name in item.terms if taxonomy == "author"]
        keys = [self.people.get(name) or self.people.get(slug) or f"author:{name}" for slug, name in named]
        if not keys and (creator := _creator(item)):
            keys = [self.people.get(creator, f"author:{creator}")]
        return tuple(Byline(person=key, name="") for key in dict.fromkeys(keys))

    def _places(self, item: Element) -> tuple[str, tuple[str, ...]]:
        """The section, and the topics: tags, and the categories that are not the section.

        A main category that somebody chose is the section; or else the top category; the first of several.
        """
        ordered = self._in_order(_categories(item), item.meta(*MAIN_CATEGORY).strip())
        tags = [
            words.slug_of(slug or name)
            for taxonomy, slug, name in item.terms
            if taxonomy in {"post_tag", "tag"}
        ]
        named = dict.fromkeys(f"tag:{one}" for one in (*tags, *ordered[1:]))
        return (f"category:{ordered[0]}" if ordered else ""), tuple(named)

    def _in_order(self, categories: tuple[str, ...], main: str) -> list[str]:
        """The category that is the section first."""
        chosen = [one for one in categories if main and self.categories.get(one, ("", ""))[1] == main]
        return list(dict.fromkeys([*chosen, *sorted(categories, key=self._depth)]))

    def _depth(self, category: str) -> int:
        depth, seen = 0, {category}
        while (above := self.categories.get(category, ("", ""))[0]) and above not in seen:
            seen.add(above)
            category, depth = above, depth + 1
        return depth

    def _time(self, item: Element, name: str, problems: list[str]) -> datetime | None:
        """GMT where the file says it; or else the site's own clock, whose zone is told."""
        if at := words.time_of(item.get(f"{name}_gmt")):
            return at.replace(tzinfo=UTC)
        if name == "post_date" and (published := words.published_at(item.get("pubDate"))):
            return published
        if at := words.time_of(item.get(name)):
            problems.append(f"Its time says no zone: {at:%Y-%m-%d %H:%M} was read as {self.zone.key}.")
            return at.replace(tzinfo=self.zone).astimezone(UTC)
        return None


def _name_of(log_in: str) -> str:
    """Whoever logs in by an e-mail address does not have it shown to readers."""
    return log_in.partition("@")[0] or log_in


def _creator(item: Element) -> str:
    return (item.get("creator") or item.get("author")).strip("<> ")


def _categories(item: Element) -> tuple[str, ...]:
    return tuple(words.slug_of(slug or name) for taxonomy, slug, name in item.terms if taxonomy == "category")


def _parents_first(sections: dict[str, Section], used: set[str]) -> Iterator[Section]:
    """Those in which something stands, and what is around them: nobody needs a section with nothing in it."""
    done: set[str] = set()

    def with_those_above(slug: str, below: frozenset[str]) -> Iterator[Section]:
        if slug in done or slug in below or slug not in sections:
            return
        yield from with_those_above(sections[slug].parent.removeprefix("category:"), below | {slug})
        done.add(slug)
        yield sections[slug]

    for slug in [slug for slug in sections if slug in used]:
        yield from with_those_above(slug, frozenset())


def _written(item: Element, names: tuple[str, ...]) -> str:
    """What somebody wrote for search engines. A pattern of a plugin, such as %%title%%, is nothing written."""
    text = one_line(words.plain(item.meta(*names)))
    return "" if "%%" in text or re.search(r"%\w+%|#\w+_\w+", text) else text
