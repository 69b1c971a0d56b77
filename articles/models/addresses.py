"""The address of a story: its first publication fixes the section and the day in it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import ChangeKind, Edition, GonePath, PublishedArticle, Redirect, Revision, Section
from house import letters


def first_edition(article_id: int) -> Edition | None:
    return Edition.objects.filter(article=article_id, kind=ChangeKind.FIRST).first()


def slug_of(revision: Revision, first: Edition | None) -> str:
    """The slug that was given; or the one of the first publication; or one made from the headline.

    If the headline's script gives no slug, it is the number of the story.
    """
    published_as = first.path.strip("/").rpartition("/")[2] if first else ""
    made = letters.slug(revision.headline, most=90)
    return revision.slug or published_as or made or f"story-{revision.article_id}"


def path_of(
    revision: Revision, *, first: Edition | None, now: datetime, section: Section | None = None
) -> str:
    """`/section/2026/11/22/slug/`: the section of the first level, the day in the newsroom's zone.

    `first` is the story's first edition, whose day is kept: the newsroom's zone may be another one since. Where there
    is none yet, it would be `now`. A caller that has read the section of the revision anew passes it.
    """
    if (section := section or revision.section) is None:
        raise ValueError("a story without a section has no address")
    return PublishedArticle.path_for(
        root_section_slug=section.root.slug,
        # The preview of a story that was never published has a first edition without an address.
        date=PublishedArticle.day_in(first.path)
        if first and first.path
        else f"{timezone.localtime(now):%Y/%m/%d}",
        slug=slug_of(revision, first),
    )


def why_taken(path: str, story: int) -> str | None:
    """Why this story cannot have the address, in words for the editor; None if it can."""
    live = PublishedArticle.objects.filter(path=path).exclude(story_id=story)
    once_had_it = Redirect.objects.filter(old_path=path).exclude(story__story_id=story)
    gone = GonePath.objects.filter(path=path).exclude(story_id=story)
    # One query for all tables, since every form of a story asks it. The first letter says which one has it.
    holders = live.values_list(Concat(Value("L"), "headline")).union(
        once_had_it.values_list(Value("O")), gone.values_list(Value("G"))
    )
    return next((_why_taken(path, holder) for (holder,) in holders), None)


def _why_taken(path: str, holder: str) -> str:
    match holder[:1]:
        case "L":
            words = _("The address {path} belongs to “{headline}”: change the slug.")
        case "O":
            words = _("The address {path} leads to another story that once had it: change the slug.")
        case _other:
            words = _("The address {path} belonged to a story that was taken down: change the slug.")
    return words.format(path=path, headline=holder[1:])
