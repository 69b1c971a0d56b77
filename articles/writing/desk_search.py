"""The desk's own search finds stories in any state by their text and by the names on them.

It reads words as the site's search does. They stand in two columns of the working copy, since most saves change no
name. Columns that are empty, after a reporter got another name or after an upgrade, are written by the worker.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from articles import body
from articles.models import Agency, Article, Byline, Reporter, StorySource, Topic, content
from articles.models.content import RELATIONS, Content
from house import folded

if TYPE_CHECKING:
    from articles.models.article import ArticleQuerySet

INDEX = folded.Index("article_words", "words_vector")
EACH_STORY = folded.Index("", "words_vector")
"""The vectors themselves, which no index covers."""
LOOKED_AT = 40
FIELDS = ("headline", "kicker", "standfirst", "dateline_place", "lead_caption")
AT_ONCE = 100


def matching(stories: QuerySet[Article], asked: str) -> ArticleQuerySet:
    """The stories that have, for each word asked for, a word that begins with it.

    The index would read all stories with a common word before the newest are known: of such a word the stories are
    looked at in the order of the list, until there are enough.
    """
    return having(stories, asked, is_common=is_common(asked))


def having(stories: QuerySet[Article], asked: str, *, is_common: bool) -> ArticleQuerySet:
    """The same, for those who know already whether most stories have these words."""
    return _having(stories, asked, EACH_STORY if is_common else INDEX)


def is_common(asked: str) -> bool:
    """Whether most stories have these words: three in four, of the newest and the oldest together. One query.

    A word that only today's stories have is none: whoever looked at story after story for it would read them all.
    """
    if not asked.strip() or connections[Article.objects.db].vendor != "postgresql":
        return False
    newest, oldest = (
        Article.objects.order_by(*order) for order in (("-touched_at", "-pk"), ("touched_at", "pk"))
    )
    both = newest.values("pk")[:LOOKED_AT].union(oldest.values("pk")[:LOOKED_AT])
    return _having(Article.objects.filter(pk__in=both), asked, EACH_STORY).count() * 2 >= LOOKED_AT * 3


def _having(stories: QuerySet[Article], asked: str, index: folded.Index) -> ArticleQuerySet:
    # `folded` returns the same kind of query set that it gets; the stubs know only the plain one.
    return folded.matching(stories, asked, "words", "name_words", index=index)  # type: ignore[return-value]


def write(article: Article, before: Content | None, after: Content) -> list[str]:
    """Bring the words up to date with the working copy. Returns the names of the columns to save."""
    article.words = words_of(article.slugline, after)
    if before is not None and all(getattr(before, name) == getattr(after, name) for name in RELATIONS):
        return ["words"]
    article.name_words = names_of(after)
    return ["words", "name_words"]


def words_of(slugline: str, said: Content) -> str:
    fields = (said.fields[name] for name in FIELDS)
    return folded.column_of(slugline, *fields, body.plain_text(said.fields["body"]))


def names_of(said: Content) -> str:
    """The names that are to be searched. One query."""
    reporters = Reporter.objects.filter(pk__in=[row["reporter"] for row in said.bylines if row["reporter"]])
    agencies = Agency.objects.filter(pk__in=[row["agency"] for row in said.sources])
    topics = Topic.objects.filter(pk__in=said.topics)
    both = Concat(F("name"), Value(" "), F("credit_name"), output_field=TextField())
    named = (
        reporters.order_by()
        .values_list("name")
        .union(topics.order_by().values_list("name"), agencies.order_by().values_list(both))
    )
    typed = (part for row in said.bylines for part in (row["name"], row["organisation"]))
    return folded.column_of(*(name for (name,) in named), *typed)


def column_of_names(*names: str) -> str:
    """The same of names that the caller knows."""
    return folded.column_of(*names)


def forget_names(renamed: Reporter | Topic | Agency) -> None:
    """Empty the words of stories with this name: the worker writes them anew.

    Call it before anything else is written for the new name: stories are locked before all other rows, by number.
    """
    match renamed:
        case Reporter():
            stories: Any = Byline.objects.filter(reporter=renamed).values("article")
        case Agency():
            stories = StorySource.objects.filter(agency=renamed).values("article")
        case Topic():
            stories = Article.topics.through.objects.filter(topic=renamed).values("article")
    rows = Article.objects.select_for_update(no_key=True).filter(pk__in=stories).order_by("pk")
    Article.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(name_words="")


def without_words(now: datetime) -> ArticleQuerySet:
    """Stories that the desk's search does not find yet, whatever the time."""
    return Article.objects.filter(Q(words="") | Q(name_words=""))


@transaction.atomic
def catch_up() -> int:
    """A duty: write the words of stories that have none. Returns how many; may be called again at any time."""
    unwritten = without_words(timezone.now()).order_by("pk")
    stories = list(unwritten.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    for story in stories:
        said = content.of_article(story)
        story.words, story.name_words = words_of(story.slugline, said), names_of(said)
    Article.objects.bulk_update(stories, ["words", "name_words"])
    return len(stories)
