"""The whole text of a story for programs that show it away from its page: feeds, and what is embedded elsewhere.

It is made from the HTML that was stored when the story was published, by taking tags out and completing addresses.
Nobody can type a tag into that HTML, and no value of an attribute in it has a bare "<" or ">".
"""

from __future__ import annotations

import re
from html import escape

from django.conf import settings

from articles.composing import cards
from articles.composing import story_parts as parts
from articles.languages import spoken
from articles.models.published import PublishedArticle, PublishedPicture
from house.web import absolute

# What is not for others: places of advertisements, marks of ours, and what lets a browser choose among files.
TAGS = re.compile(
    r'<aside class="advertisement[^>]*>.*?</aside>\n?'
    r"|<!--.*?-->"
    r'|<span class="frame">.*?(?P<image><img [^>]*>)</picture></span>'
    r"|<(?:a|img|video|source|track) [^>]*>",
    re.DOTALL,
)
OF_A_BROWSER = re.compile(r' (?:srcset|sizes|loading|fetchpriority|decoding|data-[a-z]+)="[^"]*"')
OURS = re.compile(r' (href|src|poster)="(?=/(?!/))')
WITHIN_THE_PAGE = ' href="#'


def whole_text(story: PublishedArticle) -> str:
    """As HTML: warning, serious corrections, picture, text, agency line and corrections, in the order of the page."""
    language = spoken(story.language)
    return "".join(
        [
            parts.sensitive(story, language),
            parts.corrections(story.history, language, serious=True),
            figure(story.picture, language),
            parts.paragraph("dateline", story.dateline_place and f"{story.dateline_place} —"),
            for_others(story.rendered_body, absolute(story.path)),
            parts.paragraph("agency-line", story.agency_line),
            parts.corrections(story.history, language, serious=False),
        ]
    )


def figure(picture: PublishedPicture | None, language: str) -> str:
    """A picture as one file, with caption and credit."""
    if picture is None or (file := picture.largest) is None:
        return ""
    caption = f"{escape(picture.caption)} " if picture.caption else ""
    return (
        f'<figure><img src="{escape(absolute(file["url"]))}" width="{file["width"]}" height="{file["height"]}"'
        f' alt="{escape(picture.alt)}"><figcaption>{caption}<span class="credit">'
        f"{cards.credit(picture, language)}</span></figcaption></figure>\n"
    )


def for_others(text: str, address: str) -> str:
    """The stored text of a story with whole addresses, one file for each picture, and nothing that is ours alone."""
    site = rf' \1="{settings.SITE_URL}'
    within = f' href="{escape(address)}#'

    def told(found: re.Match[str]) -> str:
        tag = found["image"] or found[0]
        if tag.startswith(("<aside", "<!--")):
            return ""
        if tag.startswith("<a "):
            return OURS.sub(site, tag).replace(WITHIN_THE_PAGE, within)
        return OURS.sub(site, OF_A_BROWSER.sub("", tag))

    return TAGS.sub(told, text)
