"""What the search knows of live stories. Site tables, written by `articles.search.indexing` with the public rows.

Behind `SearchRow` each database keeps an index of its own; see `articles.search.tables`.
"""

from __future__ import annotations

from django.db import models

from articles.models.published import PublishedArticle
from articles.models.story import ArticleType


class SearchRow(models.Model):
    """A live story as the search reads it.

    The columns that narrow a search are here too, since the story's own row is wide.
    """

    story = models.OneToOneField(PublishedArticle, on_delete=models.CASCADE, related_name="search_row")
    published_at = models.DateTimeField()
    section = models.ForeignKey(
        "articles.Section", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    root_section = models.ForeignKey(
        "articles.Section", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    article_type = models.CharField(max_length=12, choices=ArticleType)
    language = models.CharField(max_length=12, help_text="Without its country: pt, not pt-br.")
    headline = models.TextField(help_text="Stems, as in the three that follow.")
    standfirst = models.TextField()
    names = models.TextField(help_text="Of reporters and topics; kicker and dateline.")
    text = models.TextField()
    said = models.TextField(help_text="The text as readers see it, for passages with the words marked.")

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-story"], name="search_row_newest")]

    def __str__(self) -> str:
        return f"Search row of story {self.story_id}"


class SearchWord(models.Model):
    """A word in a live story, for “Did you mean”. It is found by how it begins or ends."""

    word = models.CharField(max_length=64, primary_key=True)
    start = models.CharField(max_length=2)
    end = models.CharField(max_length=2)
    length = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["start", "length"], name="word_by_start"),
            models.Index(fields=["end", "length"], name="word_by_end"),
        ]

    def __str__(self) -> str:
        return self.word
