"""A story as readers will get it, made by the same code that publishes it: by itself, and in frames of the desk."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from js_asset import ImportMap, Media, Script

from articles import body, policy
from articles.admin.acts import admin_context, form_address
from articles.admin.arguments import RevisionNumber, StoryHere
from articles.composing import names_in_stories, story_rows
from articles.composing.story_rows import Composition, KnownOfStory
from articles.desk import typed_story
from articles.desk.fields import media_with_nonce
from articles.models import Article, ChangeKind, Edition, Revision, Section, Sitting
from articles.site.live import CoverageOnPage, has_coverage
from articles.site.page import story_page
from house.doors import By, Conflict, door

View = Callable[..., Any]
# As composing looks for the section of a story that has none yet.
NO_SECTION = 0
SCRIPTS = Media(
    importmap=ImportMap({"desk/framed": "desk/framed.js"}), js=[Script("desk/screens.js", type="module")]
)


def addresses(wrapped: Callable[[View], View]) -> list[URLPattern]:
    return [
        path("<int:pk>/preview/", wrapped(preview), name="articles_article_preview"),
        path("<int:pk>/preview/screens/", wrapped(screens), name="articles_article_screens"),
    ]


@door("GET")
def preview(
    request: HttpRequest,
    article: StoryHere,
    by: By,
    *,
    revision: RevisionNumber = None,
    sitting: uuid.UUID | None = None,
    framed: bool = False,
) -> HttpResponse:
    """The newest revision, the one that `?revision=` names, or what this person has typed in a sitting.

    `framed` is the page for a frame of the desk: what readers get, without a bar over it.
    """
    typed = as_typed(article, by, sitting) if sitting is not None and revision is None else None
    return page_of(request, article, typed or chosen(article, revision), framed=framed)


@door("GET")
def screens(request: HttpRequest, article: StoryHere, *, revision: RevisionNumber = None) -> HttpResponse:
    """The page on a phone, a tablet and a computer, by day and by night: a frame as wide as each."""
    shown = chosen(article, revision)
    context = {
        **admin_context(request),
        "title": _("Preview"),
        "article": article,
        "revision": shown,
        "is_newest": shown.pk == article.revision_id,
        "is_live": is_live(article, shown),
        "page_media": media_with_nonce(SCRIPTS, request),
        "may_share": policy.may(request.user, "share", article),
    }
    response = TemplateResponse(request, "admin/articles/article/screens.html", context)
    return showing_frames(response)


def chosen(article: Article, number: int | None) -> Revision:
    """The revision of this number, or the newest."""
    if number is not None:
        return get_object_or_404(article.revisions.select_related("section__parent"), number=number)
    return get_object_or_404(Revision.objects.select_related("section__parent"), pk=article.revision_id)


def as_typed(article: Article, user: User, sitting: uuid.UUID) -> Revision | None:
    """What this person has typed in a sitting, as the revision that saving would make of it; None if that was made.

    Nothing is merged or stored.
    """
    found = Sitting.objects.open().filter(pk=sitting, article=article, user=user).first()
    last = found.autosaves.first() if found else None
    if last is None:
        if article.revision_id is None:
            raise Http404("Nothing has been typed yet.")
        return None
    # As saving would, the form looks whose turn it is, and holds the story for that.
    with transaction.atomic():
        read = typed_story.read_typed(article, user, last.typed)
    if read is None:
        raise Conflict(_("A field needs another look before this can be shown."))
    newest = article.revision.number if article.revision else 0
    return Revision(
        article=article,
        number=newest + 1,
        author=user,
        at=last.at,
        word_count=body.word_count(read.content.fields["body"]),
        **read.content.as_json(),
    )


def page_of(
    request: HttpRequest, article: Article, revision: Revision, *, framed: bool = False
) -> HttpResponse:
    composition = composed(article, revision)
    said = format_html(
        '<a href="{}">{}</a> · {} · {}',
        form_address(article),
        _("Back to the desk"),
        _("Revision {number}").format(number=revision.number),
        _("as readers have it") if is_live(article, revision) else _("not public"),
    )
    # Around the story the page speaks the paper's language, and not that of somebody's desk.
    with override(settings.LANGUAGE_CODE):
        response = story_page(
            request,
            story=composition.story,
            coverage=coverage_of(composition),
            preview="" if framed else said,
        )
    return for_a_frame(response) if framed else response


def composed(article: Article, revision: Revision, **how: Any) -> Composition:
    """The rows of a story as they would be if this revision were published now."""
    if revision.section is None:
        known = names_in_stories.of(revision)
        nowhere = Section(pk=NO_SECTION, name=_("No section yet"), slug="no-section")
        how["known"] = KnownOfStory(names=replace(known, sections={NO_SECTION: nowhere}))
    editions = editions_with_next(article, revision)
    return story_rows.compose(revision, editions, article.corrections.all(), for_preview=True, **how)


def is_live(article: Article, revision: Revision) -> bool:
    return article.live_edition is not None and article.live_edition.revision_id == revision.pk


def for_a_frame(response: HttpResponse) -> HttpResponse:
    """Let pages of ours show this one in a frame. No page for readers may have a frame of ours."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined] # django-csp's
    return response


def showing_frames(response: HttpResponse) -> HttpResponse:
    """Let this page have frames of ours, besides those of others."""
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined] # django-csp's
    return response


def coverage_of(composition: Composition) -> CoverageOnPage | None:
    """The live coverage as readers would get it, without drafts."""
    story = composition.story
    return CoverageOnPage(story, composition.entries[::-1]) if has_coverage(story) else None


def editions_with_next(article: Article, revision: Revision) -> list[Edition]:
    """The ledger as it would be if this revision were published now."""
    editions = list(article.editions.all())
    if is_live(article, revision):
        return editions
    kind = ChangeKind.UPDATE if editions else ChangeKind.FIRST
    number = editions[0].number + 1 if editions else 1
    return [
        *editions,
        Edition(article=article, revision=revision, number=number, kind=kind, at=timezone.now()),
    ]
