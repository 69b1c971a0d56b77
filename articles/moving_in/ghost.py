"""An export of Ghost as records: “Settings, Migration tools, Export” gives its JSON.

The file is read twice, row by row: first for what posts name (people, tags, who wrote what), then for the posts. It
does not say where the site was, so whoever brings it in does. What members alone could read is never published here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from articles import body
from articles.moving_in import ghost_body, ghost_cards, json_rows, record
from articles.moving_in import wordpress_words as words
from articles.moving_in.record import Byline, LeftOut, Person, Picture, Record, Section, Standing, Topic
from articles.moving_in.wordpress_body import Around, Writer
from house import letters
from house.lines import one_line

HERE = "__GHOST_URL__"
IMAGES = re.compile(r"/content/images/(?:size/w\d+(?:h\d+)?/)?(?:format/\w+/)?(.+)$")
STANDING = {
    "published": Standing.PUBLISHED,
    "scheduled": Standing.SCHEDULED,
    "draft": Standing.DRAFT,
    "sent": Standing.DRAFT,
}
# Tables with something in them that has no place here. Others are Ghost's own affairs.
NO_PLACE = {"comments", "members", "newsletters", "snippets", "products", "offers", "recommendations"}
Text = dict[str, str]


@dataclass
class Named:
    """What posts name, by Ghost's numbers."""

    people: dict[str, Text] = field(default_factory=dict)
    tags: dict[str, Text] = field(default_factory=dict)
    posts_tags: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    posts_authors: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    meta: dict[str, Text] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    posts: int = 0
    is_private: bool = False
    """Whether readers needed a password for the whole site."""
    others: Counter[str] = field(default_factory=Counter)


class Ghost:
    """One file, opened. See `record.Archive`."""

    def __init__(self, file: Path, *, address: str, permalink: str = "/{slug}/") -> None:
        self.file, self.base, self.permalink = file, address.rstrip("/"), permalink
        self.name = file.name
        self.path = self._where_tables_are()
        self.title = self.named.title or (urlsplit(self.base).hostname or "")
        self.system = f"ghost {words.site_of(self.base)}"[:200]
        self.told: set[str] = set()

    def count(self) -> int:
        return self.named.posts + len(self.named.people) + len(self.named.tags)

    def records(self) -> Iterator[Record]:
        yield from self._people()
        yield from self._tags()
        for table, count in sorted(self.named.others.items()):
            yield LeftOut(what=table, why=f"{count} of them: there is no place for them here.")
        for row in self._rows():
            if row.table == "posts":
                yield from self._post(json_rows.texts(row.values), row.line)

    def _where_tables_are(self) -> tuple[str, ...]:
        """Old exports lack the outermost object."""
        try:
            next(json_rows.read(self.file, path=("db", "data")), None)
        except record.Refused as refused:
            if "“db”" not in refused.reason:
                raise
            return ("data",)
        return ("db", "data")

    def _rows(self) -> Iterator[json_rows.Row]:
        return json_rows.read(self.file, path=self.path)

    @cached_property
    def named(self) -> Named:
        found = Named()
        for table, values, _line in self._rows():
            row = json_rows.texts(values)
            match table:
                case "posts":
                    found.posts += 1
                case "users":
                    found.people[row.get("id", "")] = row
                case "tags":
                    found.tags[row.get("id", "")] = row
                case "posts_tags":
                    found.posts_tags[row.get("post_id", "")].append((_number(row), row.get("tag_id", "")))
                case "posts_authors":
                    found.posts_authors[row.get("post_id", "")].append(
                        (_number(row), row.get("author_id", ""))
                    )
                case "posts_meta":
                    kept = {name: text for name, text in row.items() if text and name != "id"}
                    found.meta[row.get("post_id", "")] = kept
                case "settings" if row.get("key") == "is_private":
                    found.is_private = row.get("value") in {"1", "true"}
                case "settings" if row.get("key") == "title":
                    found.title = row.get("value", "")
                case "settings" if row.get("key") in {"locale", "lang", "default_locale"}:
                    found.language = row.get("value", "")
                case "settings" if row.get("key") in {"timezone", "active_timezone"}:
                    found.zone = _zone(row.get("value", ""))
                case other if other in NO_PLACE:
                    found.others[other] += 1
        if not found.posts:
            raise record.Refused("it has no posts: this is no export of Ghost.", name=self.name)
        if found.is_private:
            why = (
                "the whole site was private, so that nothing says what readers may have. Make it public in "
                "Ghost, and export it anew."
            )
            raise record.Refused(why, name=self.name)
        return found

    def _people(self) -> Iterator[Person]:
        for number, row in self.named.people.items():
            yield Person(
                key=f"user:{number}",
                name=one_line(row.get("name", "")) or row.get("slug", ""),
                slug=words.slug_of(row.get("slug", "")),
                biography=one_line(row.get("bio", "")),
                email=row.get("email", ""),
                log_in=row.get("slug", ""),
                is_active=row.get("status", "active") not in {"inactive", "locked"},
            )

    def _tags(self) -> Iterator[Record]:
        """The first tag of a post is what Ghost's themes show it under: it becomes the section, and others topics."""
        first = {tags[0] for tags in map(self._tags_of, self.named.posts_tags) if tags}
        beside = {tag for tags in map(self._tags_of, self.named.posts_tags) for tag in tags[1:]}
        for number, row in self.named.tags.items():
            slug, name = words.slug_of(row.get("slug", "")), one_line(row.get("name", ""))
            about = one_line(row.get("description", ""))
            if self._is_internal(number):
                why = "It is an internal tag, which readers did not see."
                yield LeftOut(what="tag", why=why, key=f"tag:{number}", title=name)
                continue
            if number in first:
                yield Section(key=f"category:{number}", name=name or slug, slug=slug, description=about)
            if number in beside or number not in first:
                yield Topic(key=f"tag:{number}", name=name or slug, slug=slug, description=about)

    def _is_internal(self, number: str) -> bool:
        row = self.named.tags.get(number, {})
        return row.get("visibility") == "internal" or row.get("name", "").startswith("#")

    def _tags_of(self, post: str) -> list[str]:
        tags = [number for _, number in sorted(self.named.posts_tags.get(post, ()))]
        return [
            number
            for number in dict.fromkeys(tags)
            if number in self.named.tags and not self._is_internal(number)
        ]

    # Posts

    def _post(self, row: Text, line: int) -> Iterator[Record]:
        key, title = f"post:{row.get('id', '')}", one_line(words.plain(row.get("title", "")))
        is_page = row.get("type") == "page" or row.get("page") in {"1", "true"}
        if not row.get("id"):
            why = "It has no number, by which another run would know it."
            yield LeftOut(what="post", why=why, title=title, line=line)
            return
        if row.get("status") not in STANDING:
            why = f"Its status is “{row.get('status', '')[:40]}”."
            yield LeftOut(what="post", why=why, key=key, title=title, line=line)
            return
        found: list[Picture] = []
        around = Around(
            picture=lambda _, address: self._picture(address, found), children=lambda _: [], base=self.base
        )
        writer, closed = Writer(around), list[str]()
        try:
            html = self._html(row, writer, closed)
        except body.BodyTooLarge as too_large:
            yield LeftOut(what="post", why=str(too_large), key=key, title=title, line=line)
            return
        if is_page and row["status"] == "published" and _is_open(row):
            yield self._page(row, key, title, html, writer.problems, line)
            return
        if is_page:
            writer.note("It was a page that not everybody could read, and comes in as a draft of a story.")
        story = self._story(row, key, title, html, writer, found, line, closed, is_page=is_page)
        yield from found
        yield story

    def _html(self, row: Text, writer: Writer, closed: list[str]) -> str:
        """The text. Of a post that all could read, what members alone got in it goes into `closed`."""
        html = row.get("html", "").strip()
        if not html:
            html = ghost_body.html_of(row.get("mobiledoc", ""), row.get("lexical", ""), writer.note)
        body.refuse_if_too_large(html)
        if _is_open(row):
            html = ghost_cards.without_closed_parts(html, closed)
        if closed:
            writer.note(
                "A part of it was for members alone: it was left out, and a story's notes have its words."
            )
        made_plain = ghost_cards.plain(html.replace(HERE, self.base), writer.note)
        cleaned = body.clean(writer.write(made_plain))
        for removed in cleaned.removed:
            writer.note(f"Left out of the text: {removed}.")
        return str(cleaned.html)

    def _page(
        self, row: Text, key: str, title: str, html: str, problems: list[str], line: int
    ) -> record.Page:
        if body.pictures(html) or body.videos(html):
            problems.append("It had pictures: plain pages hold words only.")
        slug = letters.slug(unquote(row.get("slug", "")), most=80)
        return record.Page(
            key=key,
            title=title,
            slug=slug,
            body=html,
            modified_at=time_of(row.get("updated_at", "")),
            old_paths=(f"/{slug}/",) if slug else (),
            line=line,
            problems=tuple(problems),
        )

    def _story(
        self,
        row: Text,
        key: str,
        title: str,
        html: str,
        writer: Writer,
        found: list[Picture],
        line: int,
        closed: list[str],
        *,
        is_page: bool,
    ) -> record.Story:
        number, meta = row["id"], {**row, **self.named.meta.get(row["id"], {})}
        standing, notes = self._standing(row, meta, writer)
        notes += [f"For members alone: {one_line(words.plain(part))}" for part in closed]
        if is_page:
            standing = Standing.DRAFT
        published_at = time_of(row.get("published_at", ""))
        lead = self._picture(self._whole(meta.get("feature_image") or meta.get("image") or ""), found)
        tags = self._tags_of(number)
        return record.Story(
            key=key,
            headline="" if title == "(Untitled)" else title,
            body=html,
            standing=standing,
            published_at=published_at,
            created_at=time_of(row.get("created_at", "")),
            modified_at=time_of(row.get("updated_at", "")),
            language=row.get("locale") or self.named.language,
            standfirst=one_line(words.plain(meta.get("custom_excerpt", ""))),
            slug=letters.slug(unquote(row.get("slug", "")), most=90),
            section=f"category:{tags[0]}" if tags else "",
            topics=tuple(f"tag:{tag}" for tag in tags[1:]),
            bylines=tuple(Byline(person=f"user:{one}") for one in self._authors_of(row)),
            pictures=tuple(writer.pictures),
            lead_picture=lead,
            lead_caption=one_line(words.plain(meta.get("feature_image_caption", ""))),
            lead_alt=one_line(meta.get("feature_image_alt", "")),
            search_title=one_line(meta.get("meta_title", "")),
            search_description=one_line(meta.get("meta_description", "")),
            social_title=one_line(meta.get("og_title", "")),
            social_description=one_line(meta.get("og_description", "")),
            desk_note="\n".join(notes),
            old_paths=self._old_paths(row, published_at, tags) if standing == Standing.PUBLISHED else (),
            line=line,
            problems=tuple(writer.problems),
        )

    def _standing(self, row: Text, meta: Text, writer: Writer) -> tuple[Standing, list[str]]:
        standing, notes = STANDING[row["status"]], []
        if not _is_open(row):
            notes.append(f"Readers needed to be members for it ({row.get('visibility', '')[:80]}).")
            if standing != Standing.DRAFT:
                writer.note("Members alone could read it, and it comes in as a draft.")
            standing = Standing.DRAFT
        if row["status"] == "sent" or meta.get("email_only") in {"1", "true"}:
            notes.append("It was sent by mail, and was on no page.")
            writer.note("It was sent by mail only, and comes in as a draft.")
            standing = Standing.DRAFT
        if row.get("featured") in {"1", "true"}:
            writer.note("It was featured: place it on a front if it still should be.")
        if row.get("codeinjection_head") or row.get("codeinjection_foot"):
            writer.note("Code that was put into its page was left out.")
        if canonical := meta.get("canonical_url"):
            notes.append(f"It stood first at {self._whole(canonical)[:300]}")
        return standing, notes

    def _authors_of(self, row: Text) -> list[str]:
        listed = [number for _, number in sorted(self.named.posts_authors.get(row["id"], ()))]
        found = listed or [row.get("author_id") or row.get("primary_author_id") or row.get("author") or ""]
        return [number for number in dict.fromkeys(found) if number in self.named.people]

    def _old_paths(self, row: Text, at: datetime | None, tags: list[str]) -> tuple[str, ...]:
        authors = self._authors_of(row)
        at = at.astimezone(self.named.zone) if at else None
        facts = {
            "slug": unquote(row.get("slug", "")),
            "id": row["id"],
            "year": f"{at:%Y}" if at else "",
            "month": f"{at:%m}" if at else "",
            "day": f"{at:%d}" if at else "",
            "primary_tag": self.named.tags[tags[0]].get("slug", "") if tags else "all",
            "primary_author": self.named.people[authors[0]].get("slug", "") if authors else "all",
        }
        path = re.sub(r"\{(\w+)\}", lambda found: facts.get(found[1], ""), self.permalink)
        return (path,) if facts["slug"] else ()

    # Pictures

    def _whole(self, address: str) -> str:
        address = address.strip().replace(HERE, self.base)
        return (
            f"{self.base}{address}" if address.startswith("/") and not address.startswith("//") else address
        )

    def _picture(self, address: str, found: list[Picture]) -> str:
        """The key of a picture. The first who names it brings it along."""
        if not address.startswith(("http://", "https://")):
            return ""
        own = IMAGES.search(words.split(address).path) if self._is_ours(address) else None
        key = _short(f"image:{unquote(own[1])}" if own else f"image:{address}")
        if key not in self.told:
            self.told.add(key)
            found.append(
                Picture(
                    key=key,
                    path=unquote(own[1]) if own else "",
                    address=f"{self.base}/content/images/{own[1]}" if own else address,
                    filename=unquote(words.split(address).path.rpartition("/")[2])[:100],
                )
            )
        return key

    def _is_ours(self, address: str) -> bool:
        host = (words.split(address).hostname or "").removeprefix("www.")
        return host == (urlsplit(self.base).hostname or "").removeprefix("www.")


def _is_open(row: Text) -> bool:
    """Whether everybody could read it. Old exports have no such column; what is not known here is not open."""
    return row.get("visibility", "") in {"", "public"}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def _number(row: Text) -> int:
    text = row.get("sort_order", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _short(key: str) -> str:
    return key if len(key) <= 200 else f"image:{hashlib.sha256(key.encode()).hexdigest()}"


def time_of(text: str) -> datetime | None:
    """UTC: as ISO writes it, with a space, or in milliseconds since 1970."""
    if text.isdecimal() and 11 <= len(text) <= 14:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1 < at.year < 9999:  # which no other zone can say
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
