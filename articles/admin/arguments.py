"""Arguments of the desk's doors that are about a story: the story itself, and the numbers of its revisions."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from articles import policy
from articles.models import Article
from house.arguments import LARGEST_VERSION, Named, Number
from house.doors import FoundBy


def visible_article(request: HttpRequest, pk: int) -> Article:
    rows = policy.visible_articles(request.user).without_words().with_past().with_schedule()
    if policy.person(request.user).reporter_id:
        rows = rows.prefetch_related("bylines")  # which tell whether the story is theirs
    along = ("revision__author", "revision__section__parent", "approved_revision__section__parent")
    having = (
        "live_edition__revision",
        "section",
        "assignment__to",
        "assignment__by",
        "assigned_desk__parent",
        "assignee",
    )
    return get_object_or_404(rows.select_related(*along, *having), pk=pk)


def story_to_write(request: HttpRequest, pk: int) -> Article:
    """A story that this person sees and may change, even if only its pictures."""
    article = visible_article(request, pk)
    if reason := policy.why_not(request.user, "edit_pictures", article):
        raise PermissionDenied(reason)
    return article


StoryHere = Annotated[Article, FoundBy(visible_article)]
StoryToWrite = Annotated[Article, FoundBy(story_to_write)]
# The number of the revision with which a page was opened, or None if the story had not been saved.
Base = Annotated[int | None, Number(1, LARGEST_VERSION, lenient=True)]
RevisionNumber = Annotated[int | None, Named("This story has no such revision.")]
