"""Arguments of the desk's doors that are about a story: the story itself, and the numbers of its revisions."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles import policy
from articles.admin.acts import visible_article
from articles.models import Article
from house.arguments import LARGEST_VERSION, Named, Number
from house.doors import FoundBy


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
