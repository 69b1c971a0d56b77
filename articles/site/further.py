"""What to read after a story: others on its topics, and news of its section. No story twice, nor itself."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from articles.composing import cards
from articles.composing.cards import Card
from articles.composing.navigation import Navigation
from articles.models import page_keys
from articles.models.published import PublishedArticle, PublishedTopic

RELATED, MORE = 4, 5
SPARE = 2  # for stories that the text points to
CANDIDATES = 12
TOPICS = 6
# Only names of ours and numbers are put into these.
ON_A_TOPIC = f"""
    SELECT * FROM (
        SELECT 1, story_id, published_at FROM {PublishedTopic._meta.db_table} WHERE topic_id = %s
        ORDER BY published_at DESC, story_id DESC LIMIT {CANDIDATES}
    ) AS topic_{{}}"""  # noqa: S608 # only names of ours are put in
IN_A_SECTION = f"""
    SELECT * FROM (
        SELECT 0, id, published_at FROM {PublishedArticle._meta.db_table} WHERE section_id = %s
        ORDER BY published_at DESC, story_id DESC LIMIT {CANDIDATES}
    ) AS in_section"""  # noqa: S608 # only names of ours are put in


class Further(NamedTuple):
    """Stories on the same topics, the newest of the section, and the keys of all that these were chosen from."""

    related: list[Card]
    more: list[Card]
    keys: set[str]


def further(story: PublishedArticle, navigation: Navigation, now: datetime) -> Further:
    """Two queries, and a third for a preview: its story has no row, but may be live."""
    on_topics, in_section = _candidates(story, navigation)
    related = on_topics[: RELATED + SPARE]
    more = [pk for pk in in_section if pk not in related][: MORE + SPARE]
    found = cards.read(cards.rows_of([*related, *more]), navigation, now)
    # The page shows the stories that the text points to already, and links to the story in other languages.
    here = {told["story"] for told in story.translations}
    fresh = {
        pk: card
        for pk, card in found.items()
        if card.number not in here and f'href="{card.path}"' not in story.rendered_body
    }
    return Further(
        [fresh[pk] for pk in related if pk in fresh][:RELATED],
        [fresh[pk] for pk in more if pk in fresh][:MORE],
        page_keys.stories(card.number for card in found.values()) | _keys_of_lists(story),
    )


def _topics(story: PublishedArticle) -> list[int]:
    return [row["topic"] for row in story.tagged][:TOPICS]


def _keys_of_lists(story: PublishedArticle) -> set[str]:
    in_section = {page_keys.section(story.section_id)} if story.section_id else set()
    return in_section | {page_keys.topic(pk) for pk in _topics(story)}


def _candidates(story: PublishedArticle, navigation: Navigation) -> tuple[list[int], list[int]]:
    """Numbers of rows: first those that share most topics, newest first; then the newest of the section.

    Each part reads the beginning of an index. A query set cannot do this: SQLite allows a limit inside a union only
    in a query of its own.
    """
    parameters: list[Any] = [*_topics(story)]
    parts = [ON_A_TOPIC.format(number) for number in range(len(parameters))]
    if story.section_id in navigation.by_id:
        parts.append(IN_A_SECTION)
        parameters.append(story.section_id)
    if not parts:
        return [], []
    own = (
        story.pk
        or PublishedArticle.objects.filter(story_id=story.story_id).values_list("pk", flat=True).first()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        found = [(is_on_topic, pk, at) for is_on_topic, pk, at in cursor.fetchall() if pk != own]
    shared = Counter((at, pk) for is_on_topic, pk, at in found if is_on_topic)
    return _ranked(shared), [pk for is_on_topic, pk, _ in found if not is_on_topic]


def _ranked(shared: Counter[tuple[Any, int]]) -> list[int]:
    return [pk for (_, pk) in sorted(shared, key=lambda row: (shared[row], row), reverse=True)]
