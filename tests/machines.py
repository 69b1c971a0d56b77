"""What a page says to machines, and the rules that they publish.

The properties of each type are those of schema.org; what must be there makes a page eligible for a rich result.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

THING = {
    "@id",
    "@type",
    "@context",
    "name",
    "url",
    "image",
    "description",
    "mainEntityOfPage",
    "potentialAction",
    "sameAs",
}
WORK = THING | {
    "headline",
    "inLanguage",
    "keywords",
    "datePublished",
    "dateModified",
    "author",
    "editor",
    "translator",
    "video",
    "translationOfWork",
    "workTranslation",
    "publisher",
    "isAccessibleForFree",
    "creditText",
    "creator",
    "copyrightNotice",
    "license",
    "acquireLicensePage",
    "digitalSourceType",
    "genre",
    "contributor",
    "isBasedOn",
    "provider",
    "correction",
    "hasPart",
    "comment",
    "locationCreated",
    "isPartOf",
    "mainEntity",
    "text",
}
ARTICLE = WORK | {"articleSection", "articleBody", "wordCount"}
MEDIA = WORK | {"contentUrl", "width", "height", "encodingFormat", "uploadDate", "thumbnailUrl"}
PROPERTIES = {
    "NewsArticle": ARTICLE | {"dateline"},
    "AnalysisNewsArticle": ARTICLE | {"dateline"},
    "BackgroundNewsArticle": ARTICLE | {"dateline"},
    "OpinionNewsArticle": ARTICLE | {"dateline"},
    "LiveBlogPosting": ARTICLE | {"coverageStartTime", "coverageEndTime", "liveBlogUpdate"},
    "BlogPosting": ARTICLE,
    "ImageObject": MEDIA | {"caption"},
    "VideoObject": MEDIA | {"caption"},
    "CreativeWork": WORK,
    "Comment": WORK,
    "CorrectionComment": WORK,
    "WebPage": WORK,
    "CollectionPage": WORK,
    "ProfilePage": WORK,
    "AboutPage": WORK,
    "ContactPage": WORK,
    "Place": THING,
    "Person": THING | {"jobTitle", "email", "worksFor"},
    "Organization": THING | {"logo"},
    "NewsMediaOrganization": THING
    | {"logo", "slogan", "publishingPrinciples", "correctionsPolicy", "masthead", "contactPoint"},
    "ContactPoint": THING | {"contactType"},
    "WebSite": WORK,
    "SearchAction": THING | {"target", "query-input"},
    "EntryPoint": THING | {"urlTemplate"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ListItem": THING | {"position", "item"},
}
OF_A_STORY = {"headline", "datePublished", "dateModified", "author", "publisher", "url", "mainEntityOfPage"}
NEEDED = {
    **dict.fromkeys(
        ("NewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle"), OF_A_STORY
    ),
    "LiveBlogPosting": OF_A_STORY | {"coverageStartTime", "liveBlogUpdate"},
    "BlogPosting": {"headline", "datePublished", "articleBody"},
    "ImageObject": {"url", "width", "height"},
    "VideoObject": {"name", "uploadDate", "contentUrl"},
    "NewsMediaOrganization": {"name", "url", "logo"},
    "CorrectionComment": {"name", "text", "datePublished"},
    "Comment": {"name", "text", "datePublished"},
    "CreativeWork": {"provider"},
    "CollectionPage": {"name", "url", "isPartOf"},
    "ProfilePage": {"name", "url", "mainEntity"},
    "WebSite": {"name", "url"},
    "Person": {"name"},
    "Organization": {"name"},
    "ListItem": {"position", "name", "item"},
}
ADDRESSES = {
    "url", "contentUrl", "item", "mainEntityOfPage", "license", "acquireLicensePage", "publishingPrinciples",
    "correctionsPolicy", "masthead", "thumbnailUrl", "urlTemplate", "@id",
}  # fmt: skip
# All that is said of a story on the page of another.
ELSEWHERE = {"@type", "@id", "url", "inLanguage"}
# What Open Graph says once for each value.
LISTS = {"og:locale:alternate", "article:author", "article:tag"}
TIMES = {"datePublished", "dateModified", "uploadDate", "coverageStartTime", "coverageEndTime"}


def structured(page: str) -> list[dict[str, Any]]:
    return [json.loads(it) for it in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


def keep_the_rules(thing: Any) -> None:
    for one in thing if isinstance(thing, list) else [thing]:
        if not isinstance(one, dict) or set(one) in ({"@id"}, ELSEWHERE):
            continue
        kind = one["@type"]
        assert set(one) <= PROPERTIES[kind], kind
        assert set(one) >= NEEDED.get(kind, set()), kind
        for name, value in one.items():
            assert value not in ("", None, []), name
            if name in ADDRESSES and isinstance(value, str):
                assert urlsplit(value).scheme in {"http", "https"}, (name, value)
            if name in TIMES:
                assert datetime.fromisoformat(value).utcoffset() is not None, (name, value)
            keep_the_rules(value)


def meta(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)"', page)
    names = [name for name, _ in found if name not in {"theme-color", *LISTS}]
    assert len(names) == len(set(names)), "said twice"
    return dict(found)
