"""The page that compares two revisions of a story: the live one and the newest, or any two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import policy
from articles.admin.acts import admin_context
from articles.admin.arguments import RevisionNumber
from articles.admin.history import StoryWithoutTexts
from articles.models import Agency, Article, Reporter, Revision, Section, Topic, content
from articles.writing import comparing, saving
from articles.writing.comparing import NamesOfNumbers, Picture
from house.doors import door
from media.models import Image


@door("GET")
def compare(
    request: HttpRequest,
    article: StoryWithoutTexts,
    *,
    a: RevisionNumber = None,
    b: RevisionNumber = None,
) -> HttpResponse:
    """`?a=` and `?b=` name revisions by number; left out, they are the live one and the newest."""
    old, new = sides(article, a, b)
    before, after = content.of_revision(old), content.of_revision(new)
    names = names_for(request.user, comparing.mentioned(before, after))
    context = {
        **admin_context(request),
        "title": _("What changed"),
        "article": article,
        "old": old,
        "new": new,
        "comparison": comparing.compare(before, after, names),
        "editions": editions_of(article, old, new),
        "may_restore": old.number < newest_of(article) and policy.may(request.user, "edit", article),
        # What a restore has changed is taken back by restoring once more.
        "is_undone": new.pk == article.revision_id
        and saving.is_restored(new)
        and old.number == new.number - 1,
    }
    return TemplateResponse(request, "admin/articles/article/compare.html", context)


def sides(article: Article, a: int | None, b: int | None) -> tuple[Revision, Revision]:
    """The two revisions asked for, the older first."""
    newest = article.revision
    if newest is None:
        raise Http404("This story has never been saved: there is nothing to compare.")
    live = article.live_edition.revision.number if article.live_edition else None
    first = live if live not in (None, newest.number) else max(newest.number - 1, 1)
    numbers = sorted((first or 1 if a is None else a, newest.number if b is None else b))
    found = {
        row.number: row
        for row in article.revisions.filter(number__in=numbers).select_related("author").order_by("number")
    }
    if not found.keys() >= set(numbers):
        raise Http404("This story has no such revision.")
    return found[numbers[0]], found[numbers[1]]


def newest_of(article: Article) -> int:
    return article.revision.number if article.revision else 0


def editions_of(article: Article, *revisions: Revision) -> dict[int, list[int]]:
    """The numbers of the editions that each revision became, oldest first, by the number of the revision."""
    rows = article.editions.filter(revision__in=revisions).exclude(kind__in=("withdrawal", "kill"))
    found: dict[int, list[int]] = {}
    for revision, edition in rows.order_by("number").values_list("revision__number", "number"):
        found.setdefault(revision, []).append(edition)
    return found


def names_for(user: AbstractBaseUser | AnonymousUser, numbers: dict[str, set[int]]) -> NamesOfNumbers:
    """The names behind these numbers.

    All are known to the whole desk, except headlines: a story that this person may not see is left without a name.
    """
    found: dict[str, Any] = asdict(NamesOfNumbers())
    ways: dict[str, Any] = {
        "sections": Section.objects.select_related("parent"),
        "reporters": Reporter.objects.only("name"),
        "topics": Topic.objects.only("name"),
        "agencies": Agency.objects.only("name"),
        "stories": policy.visible_articles(user).only("headline", "slugline"),
        "pictures": Image.objects.with_jpegs(),
    }
    for name, wanted in numbers.items():
        if wanted:
            rows = ways[name].filter(pk__in=wanted)
            found[name] = {row.pk: picture(row) if name == "pictures" else str(row) for row in rows}
    return NamesOfNumbers(**found)


def picture(image: Image) -> Picture:
    smallest = next(iter(image.jpegs), None)
    if smallest is None:
        return Picture(str(image))
    address = reverse("admin:media_image_rendition", args=[image.pk, smallest.width])
    return Picture(str(image), address, smallest.width, smallest.height)
