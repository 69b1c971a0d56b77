"""A story in schema.org's words: NewsArticle and its kinds, live coverage with its entries, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from articles.composing import story_parts as parts
from articles.composing.facts import of_picture
from articles.composing.times import iso
from articles.languages import say, spoken
from articles.models.published import PublishedArticle, PublishedChange
from articles.models.published_live import PublishedEntry
from articles.models.story import ArticleType, BylineRole, SourceUse
from articles.models.taxonomy import Section
from articles.site.live import CoverageOnPage, line, permalink, plain
from articles.site.told import paper
from articles.site.told.pictures import image_object, video_object
from articles.site.told.scripts import known
from house.web import absolute

# The names of the types for search engines; all others are news.
TYPES: dict[str, str] = {
    ArticleType.ANALYSIS: "AnalysisNewsArticle",
    ArticleType.EXPLAINER: "BackgroundNewsArticle",
    ArticleType.OPINION: "OpinionNewsArticle",
}
# A note of the editors corrects nothing.
CORRECTING = (PublishedChange.Kind.CORRECTION, PublishedChange.Kind.CLARIFICATION)


def news_article(
    story: PublishedArticle, section: Section | None, coverage: CoverageOnPage | None = None
) -> dict[str, Any]:
    """The story as NewsArticle, made from the one row that its page has read."""
    address = absolute(story.path) if story.path else None
    language = spoken(story.language)
    published = iso(story.published_at) if story.published_at else None
    # As the page says “Updated”: a small change moves neither.
    updated = iso(story.updated_at) if story.updated_at else published
    corrections, notes = comments(story.history, language)
    lead = of_picture(story.picture) if story.picture else None
    facts: dict[str, Any] = {
        "@type": TYPES.get(story.article_type, "NewsArticle"),
        "@id": address,
        "headline": story.headline,
        "description": story.search_description or story.standfirst,
        "inLanguage": story.language,
        "genre": say(language, story.type_in_words) if story.type_in_words else None,
        "articleSection": section.name if section else None,
        "keywords": [topic["name"] for topic in story.tagged],
        "wordCount": story.word_count or None,
        "datePublished": published,
        "dateModified": updated,
        "dateline": story.dateline_place,
        "url": address,
        "mainEntityOfPage": address,
        "author": authors(story),
        "editor": people(story, BylineRole.EDITED),
        "contributor": people(story, BylineRole.PHOTOGRAPHS),
        "translator": people(story, BylineRole.TRANSLATED),
        "creditText": story.agency_line,
        "isBasedOn": [based_on(row) for row in story.agencies],
        "image": image_object(lead) if lead else None,
        "hasPart": pictures_of_the_text(story),
        "video": [video_object(it, within=story.headline, published=published) for it in story.videos],
        "correction": corrections,
        "comment": notes,
        "translationOfWork": next(works(story, original=True), None),
        "workTranslation": [] if story.translation_of_id else list(works(story, original=False)),
        "publisher": paper.publisher(),
        "isAccessibleForFree": True,
    }
    return known(facts | (as_live_coverage(story, coverage) if coverage is not None and published else {}))


def as_live_coverage(story: PublishedArticle, coverage: CoverageOnPage) -> dict[str, Any]:
    """What is said otherwise of a story that is told entry by entry."""
    place = story.dateline_place
    return {
        "@type": "LiveBlogPosting",
        "genre": None,
        # schema.org's NewsArticle has this property, live coverage has not.
        "dateline": None,
        "locationCreated": {"@type": "Place", "name": place} if place else None,
        "coverageStartTime": iso(story.published_at),
        "coverageEndTime": iso(story.coverage_ended_at) if story.coverage_ended_at else None,
        "liveBlogUpdate": [blog_posting(story, row) for row in coverage.shown if not row.is_removed],
    }


def blog_posting(story: PublishedArticle, row: PublishedEntry) -> dict[str, Any]:
    language = spoken(story.language)
    corrections, notes = comments(row.corrections, language)
    author = {"name": row.author, "path": row.author_path}
    facts = {
        "@type": "BlogPosting",
        "headline": line(row, language),
        "articleBody": plain(row.text),
        "url": absolute(permalink(story, row.number)),
        "datePublished": iso(row.published_at),
        "dateModified": iso(row.updated_at) if row.updated_at else None,
        "author": person(author) if row.author else None,
        "correction": corrections,
        "comment": notes,
    }
    return known(facts)


def pictures_of_the_text(story: PublishedArticle) -> list[dict[str, Any]]:
    """Each once, however often it is shown with the same words."""
    each = {(row["url"], row["caption"], row["credit"]): row for row in story.images}
    return [image_object(row) for row in each.values()]


def authors(story: PublishedArticle) -> list[dict[str, Any]]:
    """Who told the story, as its page has them; if nobody is named, the agency whose text it is, or the paper."""
    named = [one for role in parts.TELLERS for one in people(story, role)]
    return (
        named
        or [organization(row["name"]) for row in story.agencies if row["use"] == SourceUse.FULL]
        or [paper.publisher()]
    )


def people(story: PublishedArticle, role: BylineRole) -> list[dict[str, Any]]:
    """Those who are named in this role."""
    return [person(row) for row in story.credited if row["role"] == role]


def person(row: dict[str, Any]) -> dict[str, Any]:
    """A name without a page counts as an organisation."""
    if not row["path"]:
        return organization(row["name"])
    return {"@type": "Person", "name": row["name"], "url": absolute(row["path"])}


def organization(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}


def based_on(agency: dict[str, Any]) -> dict[str, Any]:
    """The text of an agency that the story is, or was made of. Readers are told no more of it than the name."""
    return {"@type": "CreativeWork", "provider": organization(agency["name"])}


def comments(
    changes: Iterable[dict[str, Any]], language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was corrected, and the notes of the editors, in the order of the page."""
    corrections: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for change in changes:
        if change["kind"] not in PublishedChange.CORRECTIONS:
            continue
        is_correction = change["kind"] in CORRECTING
        (corrections if is_correction else notes).append(
            {
                "@type": "CorrectionComment" if is_correction else "Comment",
                "name": say(language, parts.KINDS[change["kind"]]),
                "text": change["text"],
                "datePublished": iso(datetime.fromisoformat(change["at"])),
            }
        )
    return corrections, notes


def works(story: PublishedArticle, *, original: bool) -> Iterator[dict[str, Any]]:
    """The story in other languages."""
    for row in story.translations:
        if row["original"] == original:
            address = absolute(row["path"])
            yield {"@type": "NewsArticle", "@id": address, "url": address, "inLanguage": row["language"]}
