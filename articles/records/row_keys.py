"""Which keys of pages each row of a site table stands for, as SQL: what a page reads, it carries the key of.

A page that shows a story has the key of the story; one that lists stories has the key of the list, which changes only
when a story comes into it, leaves it or stands elsewhere in it. docs/decisions/0045 weighs this against other ways.
"""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import (
    AdvertisingRule,
    GonePath,
    NextFront,
    PlainPage,
    PublishedAdvertisement,
    PublishedArticle,
    PublishedByline,
    PublishedChange,
    PublishedEntry,
    PublishedFront,
    PublishedPicture,
    PublishedRelation,
    PublishedTopic,
    Redirect,
    Reporter,
    Section,
    SiteFile,
    Topic,
)
from articles.models import page_keys as keys

STORY_ROWS = PublishedArticle._meta.db_table
FRONT_ROWS = PublishedFront._meta.db_table


@dataclass(frozen=True)
class KeySQL:
    """A key as an SQL expression; `{row}` is the row. NULL is no key."""

    sql: str

    def of(self, row: str) -> str:
        return self.sql.format(row=row)


@dataclass(frozen=True)
class RowKeys:
    """`own` change with whatever is written in a row, `lists` when it comes, goes or is `placed_by` other values."""

    own: tuple[KeySQL, ...]
    lists: tuple[KeySQL, ...] = ()
    placed_by: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[KeySQL, ...]:
        return self.own + self.lists


def by_number(key: str, number: str) -> KeySQL:
    """`key` is the key of number 0, as `articles.models.page_keys` spells it."""
    return KeySQL(f"'{key.removesuffix('0')}' || {number}")


def fixed(key: str) -> KeySQL:
    return KeySQL(f"'{key}'")


def only_if(column: str, key: KeySQL) -> KeySQL:
    return KeySQL(f"CASE WHEN {{row}}.{column} IS NOT NULL THEN {key.sql} END")


ITS_STORY = by_number(
    keys.story(0),
    f"(SELECT whose.story_id FROM {STORY_ROWS} whose WHERE whose.id = {{row}}.story_id)",  # noqa: S608 # our own names
)
OF_STORY = RowKeys((ITS_STORY,))
ITS_FRONT = by_number(
    keys.front(0),
    f"(SELECT COALESCE(whose.section_id, 0) FROM {FRONT_ROWS} whose WHERE whose.id = {{row}}.front_id)",  # noqa: S608 # only names of ours are put in
)

# Not those of the search: no page of it is kept. Redirects are not kept either, but where they led may be.
KEYS: dict[str, RowKeys] = {
    model._meta.db_table: row_keys
    for model, row_keys in {
        PublishedArticle: RowKeys(
            (by_number(keys.story(0), "{row}.story_id"),),
            lists=(
                by_number(keys.section(0), "{row}.section_id"),
                by_number(keys.section(0), "{row}.root_section_id"),
                fixed(keys.STORIES),
            ),
            placed_by=("story_id", "section_id", "root_section_id", "published_at", "article_type"),
        ),
        PublishedByline: RowKeys((ITS_STORY, by_number(keys.reporter(0), "{row}.reporter_id"))),
        PublishedTopic: RowKeys((ITS_STORY, by_number(keys.topic(0), "{row}.topic_id"), fixed(keys.TOPICS))),
        PublishedPicture: RowKeys(
            (
                ITS_STORY,
                by_number(keys.reporter(0), "{row}.reporter_id"),
                only_if("reporter_id", fixed(keys.STAFF)),
                only_if("section_id", fixed(keys.EVERYTHING)),
            )
        ),
        PublishedChange: RowKeys((ITS_STORY, fixed(keys.CORRECTIONS))),
        PublishedEntry: OF_STORY,
        PublishedRelation: OF_STORY,
        Redirect: OF_STORY,
        GonePath: RowKeys((by_number(keys.story(0), "{row}.story_id"),)),
        PublishedFront: RowKeys((by_number(keys.front(0), "COALESCE({row}.section_id, 0)"),)),
        NextFront: RowKeys((ITS_FRONT,)),
        Section: RowKeys((fixed(keys.EVERYTHING),)),
        Topic: RowKeys((by_number(keys.topic(0), "{row}.id"), fixed(keys.TOPICS))),
        Reporter: RowKeys((by_number(keys.reporter(0), "{row}.id"), fixed(keys.STAFF))),
        PublishedAdvertisement: RowKeys(
            (by_number(keys.advertisement(0), "{row}.advertisement_id"),),
            lists=(by_number(keys.advertisements(None), "COALESCE({row}.section_id, 0)"),),
            placed_by=("advertisement_id", "section_id", "place", "weight"),
        ),
        AdvertisingRule: RowKeys((fixed(keys.advertisements(None)),)),
        PlainPage: RowKeys((KeySQL(f"'{keys.plain('')}' || {{row}}.slug"),)),
        SiteFile: RowKeys((KeySQL(f"'{keys.site_file('')}' || {{row}}.name"),)),
    }.items()
}
