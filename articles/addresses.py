"""Where a story lives: its path, fixed by the section and the day of its first publication."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from articles.models import Edition, GonePath, PublishedArticle, Redirect, Revision


def slug_of(revision: Revision) -> str:
    """The slug as given, or made from the headline; a headline in another script gives the story's number."""
    return revision.slug or slugify(revision.headline)[:90].strip("-") or f"story-{revision.article_id}"


def path_of(revision: Revision, *, first_published: datetime) -> str:
    """`/section/2026/11/22/slug/`: the section of the first level, the day in the newsroom's zone."""
    if revision.section is None:
        raise ValueError("a story without a section has no address")
    return PublishedArticle.path_for(
        root_section_slug=revision.section.root.slug,
        date=timezone.localtime(first_published).strftime("%Y/%m/%d"),
        slug=slug_of(revision),
    )


def first_published(article_id: int) -> datetime | None:
    first = Edition.objects.filter(article=article_id, kind="first").first()
    return first.reader_time if first else None


def why_taken(revision: Revision, now: datetime) -> str | None:
    """Why this story cannot have the address it would get, in words for the editor; None if it can."""
    path = path_of(revision, first_published=first_published(revision.article_id) or now)
    story = revision.article_id
    if other := PublishedArticle.objects.filter(path=path).exclude(story_id=story).first():
        return f"The address {path} belongs to “{other.headline}”: change the slug."
    if Redirect.objects.filter(old_path=path).exclude(story__story_id=story).exists():
        return f"The address {path} leads to another story that once had it: change the slug."
    if GonePath.objects.filter(path=path).exclude(story_id=story).exists():
        return f"The address {path} belonged to a story that was taken down: change the slug."
    return None
