"""The stories that doors of the desk hand to their functions: found by the address, for whoever asks."""

from __future__ import annotations

from typing import Annotated

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from articles import policy
from articles.admin.acts import visible_article
from articles.models import Article
from house.doors import Found


def story_to_write(request: HttpRequest, pk: int) -> Article:
    """A story that this person sees and may change, if only its pictures."""
    article = visible_article(request, pk)
    if reason := policy.why_not(request.user, "edit_pictures", article):
        raise PermissionDenied(reason)
    return article


StoryHere = Annotated[Article, Found(visible_article)]
StoryToWrite = Annotated[Article, Found(story_to_write)]
