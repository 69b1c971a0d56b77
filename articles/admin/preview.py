"""A story as readers will get it, made by the same code that publishes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.acts import form_address
from articles.admin.arguments import RevisionNumber, StoryHere
from articles.composing import story_rows
from articles.models import Article, ChangeKind, Edition, Revision, Section
from articles.site.live import CoverageOnPage, has_coverage
from articles.site.page import story_page
from house.doors import door


@door("GET")
def preview(request: HttpRequest, article: StoryHere, *, revision: RevisionNumber = None) -> HttpResponse:
    """The newest revision, or the one that `?revision=` names."""
    if revision is not None:
        chosen = get_object_or_404(article.revisions.select_related("section__parent"), number=revision)
    else:
        chosen = get_object_or_404(Revision.objects.select_related("section__parent"), pk=article.revision_id)
    return page_of(request, article, chosen)


def page_of(request: HttpRequest, article: Article, revision: Revision) -> HttpResponse:
    if revision.section is None:
        revision.section = Section(name="No section yet", slug="no-section")
        revision.section.pk = 0
    composition = story_rows.compose(
        revision, editions_with_next(article, revision), article.corrections.all(), for_preview=True
    )
    is_live = article.live_edition is not None and article.live_edition.revision_id == revision.pk
    return story_page(
        request,
        story=composition.story,
        coverage=coverage_of(composition),
        preview=format_html(
            '<a href="{}">Back to the desk</a> · Revision {} · {}',
            form_address(article),
            revision.number,
            "as readers have it" if is_live else "not public",
        ),
    )


def coverage_of(composition: story_rows.Composition) -> CoverageOnPage | None:
    """The live coverage as readers would get it, without drafts."""
    story = composition.story
    return CoverageOnPage(story, composition.entries[::-1]) if has_coverage(story) else None


def editions_with_next(article: Article, revision: Revision) -> list[Edition]:
    """The ledger as it would be if this revision were published now."""
    editions = list(article.editions.all())
    if article.live_edition and article.live_edition.revision_id == revision.pk:
        return editions
    kind = ChangeKind.UPDATE if editions else ChangeKind.FIRST
    number = editions[0].number + 1 if editions else 1
    return [
        *editions,
        Edition(article=article, revision=revision, number=number, kind=kind, at=timezone.now()),
    ]
