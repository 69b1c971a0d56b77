"""Writes the row by which a live story is found, in the transaction that publishes the story.

It is deleted with the story's own row, so a story that is withdrawn or killed is not found from that moment on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from html import unescape

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Greatest, Length, Trim
from django.utils import timezone
from django.utils.html import strip_tags

from articles import body
from articles.body.raised import out_of_tags
from articles.models.published import PublishedArticle, PublishedByline, PublishedPicture, PublishedTopic
from articles.models.published_live import PublishedEntry
from articles.models.search import SearchRow, SearchWord
from articles.models.taxonomy import Topic
from articles.search import words

LONGEST_TEXT = 200_000  # characters; PostgreSQL knows no places beyond the 16,383rd word
SHORTEST_WORD = 4  # shorter words are not offered as “Did you mean”
AT_ONCE = 500
LONGEST_PUBLICATION = timedelta(minutes=10)
BETWEEN = "\n\n"  # the parts of what a story says


def index(
    story: PublishedArticle,
    bylines: Iterable[PublishedByline],
    topics: Iterable[PublishedTopic],
    pictures: Iterable[PublishedPicture],
    entries: Iterable[PublishedEntry] = (),
    *,
    is_new: bool = False,
) -> set[str]:
    """Write the search row of a story; `is_new` says that readers did not have the story before.

    Returns its words, which are learnt after the commit.
    """
    row = row_of(story, bylines, topics, pictures, entries)
    # The row keeps its number, so that on the whole the numbers grow with the time of stories.
    if is_new or not _write_over(row):
        row.save(force_insert=True)
    return set(vocabulary(story, row.said))


def add(story: PublishedArticle, entry: PublishedEntry) -> bool:
    """Make a live story findable by an entry that was added behind the others; False where it has no room for it."""
    said = _without_nul(said_in(entry))
    stemmed = stems(words.base(story.language), said)
    rows = SearchRow.objects.annotate(
        long=Greatest(Length("said") + len(said) + len(BETWEEN), Length("text") + len(stemmed) + 1)
    )
    added = rows.filter(story=story.pk, long__lte=LONGEST_TEXT).update(
        said=Concat("said", Value(BETWEEN + said)), text=Trim(Concat("text", Value(f" {stemmed}")))
    )
    if added:
        found = known_by(said)
        transaction.on_commit(lambda: learn(found), robust=True)
    return bool(added)


def _write_over(row: SearchRow) -> bool:
    """Overwrite the story's row. Returns whether there is one."""
    said = {
        column.attname: getattr(row, column.attname)
        for column in SearchRow._meta.concrete_fields
        if column.name not in {"id", "story"}
    }
    return bool(SearchRow.objects.filter(story=row.story_id).update(**said))


def row_of(
    story: PublishedArticle,
    bylines: Iterable[PublishedByline],
    topics: Iterable[PublishedTopic],
    pictures: Iterable[PublishedPicture],
    entries: Iterable[PublishedEntry] = (),
) -> SearchRow:
    language = words.base(story.language)
    # Pictures of entries stand in the texts of these, and a new entry comes last.
    own = {story.lead_picture_id, *(use.image_id for use in body.pictures(story.body))}
    captions = [row.caption for row in pictures if row.caption and row.image_id in own]
    posted = [said_in(row) for row in entries if not row.is_removed]
    said = _without_nul(BETWEEN.join([body.plain_text(story.body), *captions, *posted])[:LONGEST_TEXT])
    return SearchRow(
        story=story,
        published_at=story.published_at,
        section=story.section,
        root_section=story.root_section,
        article_type=story.article_type,
        language=language,
        headline=stems(language, story.headline),
        standfirst=stems(language, story.standfirst),
        names=names(language, story, bylines, topics),
        text=stems(language, said)[:LONGEST_TEXT],
        said=said,
    )


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


def said_in(entry: PublishedEntry) -> str:
    """The text of an entry of live coverage, as plain text."""
    text = unescape(strip_tags(out_of_tags(entry.text).replace("<", " <")))
    return f"{entry.headline}\n{' '.join(text.split())}".strip()


def stems(language: str, *texts: str) -> str:
    return " ".join(words.stems("\n".join(texts), language))


def names(
    language: str,
    story: PublishedArticle,
    bylines: Iterable[PublishedByline],
    topics: Iterable[PublishedTopic],
) -> str:
    people = (row.name for row in bylines)
    return stems(language, story.kicker, story.dateline_place, *people, *(row.topic.name for row in topics))


def rename(topic: Topic) -> None:
    """A topic got another name, by which its stories are found from now on."""
    rows = SearchRow.objects.filter(story__topic_rows__topic=topic).select_related("story")
    rows = rows.only("language", "story__kicker", "story__dateline_place")
    numbers = list(rows.values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONCE):
        some = list(
            rows.filter(pk__in=numbers[start : start + AT_ONCE]).prefetch_related(
                "story__bylines", "story__topic_rows__topic"
            )
        )
        for row in some:
            row.names = names(row.language, row.story, row.story.bylines.all(), row.story.topic_rows.all())
        SearchRow.objects.bulk_update(some, ["names"])


def vocabulary(story: PublishedArticle, said: str) -> list[str]:
    return known_by(story.headline, story.standfirst, story.kicker, said)


def known_by(*texts: str) -> list[str]:
    """The words that anybody may be told they may have meant."""
    found = set(words.of("\n".join(texts)))
    return sorted(word for word in found if len(word) >= SHORTEST_WORD and not word.isdigit())


def learn_after(found: Iterable[str]) -> None:
    """Keep these words after the commit. Before, two who bring the same one would wait for each other."""
    if new := sorted(found):
        transaction.on_commit(lambda: learn(new), robust=True)


def learn(found: Sequence[str]) -> None:
    """Keep the words that are new, in one order for everybody who does.

    By one statement, which needs no transaction around it; `bulk_create` would begin and end one.
    """
    for start in range(0, len(found), AT_ONCE):
        rows = [(word, word[:2], word[-2:], len(word)) for word in found[start : start + AT_ONCE]]
        places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                # Only the name of a table and places for values are put in.
                f'INSERT INTO {SearchWord._meta.db_table} (word, start, "end", length) '  # noqa: S608
                f"VALUES {places} ON CONFLICT DO NOTHING",
                [value for row in rows for value in row],
            )


def unlearned(found: Sequence[str]) -> list[str]:
    """The words that are not kept, since a process died between a publication and the learning of its words."""
    missing = set(found)
    for start in range(0, len(found), AT_ONCE):
        known = SearchWord.objects.filter(word__in=found[start : start + AT_ONCE])
        missing -= set(known.values_list("word", flat=True))
    return sorted(missing)


def forget_unused() -> int:
    """Delete words that no live story has any more. Returns how many."""
    used: set[str] = set()
    began = timezone.now()
    fields = ("said", "story__headline", "story__standfirst", "story__kicker")
    rows = SearchRow.objects.select_related("story").only(*fields)
    for row in rows.iterator(chunk_size=200):
        used.update(vocabulary(row.story, row.said))
    unused = sorted(set(SearchWord.objects.values_list("word", flat=True).iterator()) - used)
    for start in range(0, len(unused), AT_ONCE):
        SearchWord.objects.filter(word__in=unused[start : start + AT_ONCE]).delete()
    # Whoever published meanwhile found such a word known, and did not bring it.
    for row in rows.filter(story__modified_at__gte=began - LONGEST_PUBLICATION).iterator(chunk_size=200):
        learn(vocabulary(row.story, row.said))
    return len(unused)
