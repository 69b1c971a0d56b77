"""RSS: the newest stories of the paper or of one section, with their standfirst, their picture and their videos."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles import facts
from articles.models.published import PublishedArticle, PublishedArticleQuerySet, PublishedPicture
from articles.models.taxonomy import Section
from articles.site.answers import for_readers
from articles.site.pictures import with_pictures
from articles.site.times import in_newsroom
from articles.templatetags.newspaper import absolute

LENGTH = 30

# XML has no way to write these, not even escaped, and one of them would cost readers the whole feed.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@for_readers
def newest(request: HttpRequest) -> HttpResponse:
    return feed(
        PublishedArticle.objects.all(),
        title=settings.SITE_NAME,
        description=settings.SITE_TAGLINE or settings.SITE_NAME,
        page=reverse("site:home"),
        own=reverse("site:feed"),
    )


@for_readers
def newest_in_section(request: HttpRequest, section: str) -> HttpResponse:
    found = Section.objects.select_related("parent").filter(slug=section).first()
    if found is None:
        raise Http404
    return feed(
        PublishedArticle.objects.in_section(found),
        title=f"{settings.SITE_NAME}: {found.name}",
        description=found.description or found.name,
        page=found.get_absolute_url(),
        own=reverse("site:section_feed", args=[found.slug]),
    )


def feed(
    stories: PublishedArticleQuerySet, *, title: str, description: str, page: str, own: str
) -> HttpResponse:
    out = Feed(
        title=title,
        link=absolute(page),
        description=description,
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(own),
    )
    rows = stories.newest_first().select_related("section__parent", "lead").defer("body", "rendered_body")
    for story in with_pictures(rows[:LENGTH]):
        section = story.section
        out.add_item(
            title=writable(story.headline),
            link=absolute(story.get_absolute_url()),
            description=writable(story.standfirst),
            unique_id=lasting_id(story),
            unique_id_is_permalink=False,
            pubdate=in_newsroom(story.published_at),
            author_name=writable(story.byline_line) or None,
            categories=[it.name for it in (section and section.parent, section) if it],
            picture=story.picture,
            videos=facts.readable(story.videos, facts.VIDEO),
        )
    return HttpResponse(out.writeString("utf-8"), content_type=out.content_type)


class Feed(Rss201rev2Feed):
    """With pictures and videos as Media RSS has them: an <enclosure> has no place for a credit."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        self.add_picture(handler, item["picture"])
        for video in item["videos"]:
            address = {"url": video["address"], "type": video["type"], "medium": "video"}
            handler.startElement("media:content", AttributesImpl(address))
            handler.addQuickElement("media:credit", writable(video["credit"]))
            if video["caption"]:
                handler.addQuickElement("media:description", writable(video["caption"]), {"type": "plain"})
            handler.endElement("media:content")

    def add_picture(self, handler: SimplerXMLGenerator, picture: PublishedPicture | None) -> None:
        if picture is None or (file := picture.largest) is None:
            return
        size = {"width": str(file["width"]), "height": str(file["height"])}
        address = {"url": absolute(file["url"]), "type": "image/jpeg", "medium": "image"}
        handler.startElement("media:content", AttributesImpl(address | size))
        credit = " | ".join(filter(None, (picture.credit_line, picture.origin)))
        handler.addQuickElement("media:credit", writable(credit))
        if picture.alt:
            handler.addQuickElement("media:description", writable(picture.alt), {"type": "plain"})
        handler.endElement("media:content")


def lasting_id(story: PublishedArticle) -> str:
    """The same when the headline, the section, the slug or the newsroom's zone change, or readers are told twice.

    RFC 4151 asks for a day on which the host was ours: the one in the story's address never moves.
    """
    host = urlsplit(settings.SITE_URL).hostname
    day = PublishedArticle.day_in(story.path).replace("/", "-")
    return f"tag:{host},{day}:story-{story.story_id}"


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
