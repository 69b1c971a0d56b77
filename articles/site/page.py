"""The story page, made from rows that the caller hands in: live rows for readers, unsaved ones for a preview.

Nothing here asks the database for a part of the story, so a preview cannot show what is live by mistake.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString

from articles.composing import frame
from articles.composing import story_parts as parts
from articles.composing.navigation import Navigation
from articles.composing.pictures import with_pictures
from articles.languages import attributes, marked, spoken
from articles.models import page_keys
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.taxonomy import Section
from articles.site import advertisements, oembed
from articles.site.caching import shows
from articles.site.further import Further, further
from articles.site.live import CoverageOnPage
from articles.site.told.pages import breadcrumb_list
from articles.site.told.scripts import as_scripts
from articles.site.told.stories import news_article
from house.web import absolute

TEMPLATE = "site/story.html"
# The picture that links to the story show: 1200 × 630; until that is made, the story's own.
SOCIAL = "social"


def story_page(
    request: HttpRequest,
    *,
    story: PublishedArticle,
    coverage: CoverageOnPage | None = None,
    preview: str | None = None,
    recipient: str = "",
    navigation: Navigation | None = None,
    now: datetime | None = None,
) -> HttpResponse:
    """The page of one story. `preview` is shown in a bar on top, and keeps the page out of every cache.

    An empty one is shown in a frame of the desk: without a bar, and without scripts, which do not run there.
    `recipient` is who got a link to a preview: their name stands over the page, on screens and on paper.
    """
    now = now or timezone.now()
    with_pictures([story], now)
    navigation = navigation or Navigation.read()
    section = navigation.by_id.get(story.section_id) if story.section_id else None
    beside = further(story, navigation, now)
    found = parts_of(story, beside, coverage, section, now, is_preview=preview is not None)
    text = advertisements.in_story(story, now)
    found["text"] = parts.safe(text.text)
    if preview is None:
        response = HttpResponse(frame.page(TEMPLATE, navigation, section, found))
    else:
        if not preview:
            found["sheets_and_scripts"] = sheets(coverage)
        if recipient:
            found["share"] = parts.safe()  # nobody else may have it
        around = {"navigation": navigation, "section": section, "preview": preview, "recipient": recipient}
        response = render(request, TEMPLATE, {**found, **around})
    shows(response, beside.keys, text.keys, page_keys.story(story.story_id))
    return for_the_desk_alone(response, preview)


def for_the_desk_alone(response: HttpResponse, preview: str | None) -> HttpResponse:
    """Keep a preview out of every cache."""
    if preview is not None:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def parts_of(
    story: PublishedArticle,
    beside: Further,
    coverage: CoverageOnPage | None,
    section: Section | None,
    now: datetime,
    *,
    is_preview: bool = False,
) -> dict[str, str]:
    places = parts.trail(section)
    # What the paper says inside the story, and what it says around it.
    language = spoken(story.language)
    return {
        "title": story.search_title or story.headline,
        "about_the_page": parts.head(story, section, social_picture(story.picture), is_preview=is_preview),
        "structured_data": as_scripts(news_article(story, section, coverage), breadcrumb_list(places)),
        "embedding": oembed.links(story) if story.path else parts.safe(),
        "sheets_and_scripts": sheets_and_scripts(story, coverage, is_preview=is_preview),
        "article_type": story.article_type,
        "in_its_language": attributes(story.language),
        "in_our_language": parts.language_of_the_paper(story),
        "as_spoken": marked(language, within=story.language),
        "breadcrumb": parts.breadcrumb(places),
        "kicker": parts.kicker(story, language),
        "headline": story.headline,
        "standfirst": parts.paragraph("standfirst", story.standfirst),
        "bylines": parts.bylines(story, now, language),
        "when": parts.when(story, language),
        "also_in": parts.also_in(story.translations, language),
        "sensitive": parts.sensitive(story, language),
        "serious_corrections": parts.corrections(story.history, language, serious=True),
        "lead": parts.lead(story.picture, language),
        "dateline": parts.paragraph("dateline", story.dateline_place and f"{story.dateline_place} —"),
        "coverage": coverage.html if coverage else "",
        "agency_line": parts.paragraph("agency-line", story.agency_line),
        "corrections": parts.corrections(story.history, language, serious=False),
        "reporters": parts.reporters(story, now, language),
        "topics": parts.topics(story.tagged, language),
        "share": parts.share(story.headline, absolute(story.path), language),
        "history": parts.history(story.history, language),
        "report": parts.report(story, language) if story.path and not is_preview else "",
        "afterwards": parts.afterwards(parts.related(beside.related), parts.more(beside.more, section)),
    }


def sheets_and_scripts(
    story: PublishedArticle, coverage: CoverageOnPage | None, *, is_preview: bool
) -> SafeString:
    """What live coverage and frames of other sites need besides."""
    goes_on = coverage is not None and coverage.is_open and not is_preview
    has_frames = ' data-frame="' in story.rendered_body or (coverage is not None and coverage.has_frames)
    scripts = ["site/live.js"] * goes_on + ["site/embeds.js"] * (goes_on or has_frames)
    return parts.safe(
        sheets(coverage),
        *(f'<script type="module" src="{static(name)}"></script>\n' for name in scripts),
    )


def sheets(coverage: CoverageOnPage | None) -> SafeString:
    return parts.safe(f'<link rel="stylesheet" href="{static("site/live.css")}">\n' if coverage else "")


def social_picture(picture: PublishedPicture | None) -> dict[str, Any] | None:
    """The picture that others show when they link to the story."""
    if picture is None or not (files := picture.files(SOCIAL)):
        return None
    file = files["jpeg"][-1]
    return {**file, "url": absolute(file["url"]), "alt": picture.alt}
