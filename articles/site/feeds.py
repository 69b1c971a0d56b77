"""RSS: the newest stories of the paper or of a section, with standfirst, picture and videos.

Feed readers take a description for HTML, so what was typed is escaped as HTML before it becomes XML. They look at a
story again when its description or its time of update differs: a correction changes both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed, rfc3339_date
from django.utils.html import escape, linebreaks
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.composing import facts
from articles.composing.pictures import with_pictures
from articles.composing.times import in_newsroom
from articles.languages import say, spoken
from articles.models.published import (
    PublishedArticle,
    PublishedArticleQuerySet,
    PublishedChange,
    PublishedPicture,
)
from articles.models.redirect import GonePath
from articles.models.taxonomy import Section
from articles.site.answers import for_readers
from house.web import absolute

LENGTH = 30

# When the paper last published something, and when it last took something away. The whole paper counts, so that the
# time never goes back, whichever story leaves a feed.
LAST_CHANGE = Subquery(PublishedArticle.objects.order_by("-modified_at").values("modified_at")[:1])
LAST_WITHDRAWAL = Subquery(GonePath.objects.order_by("-since").values("since")[:1])

# XML cannot hold these signs, not even escaped. One of them would break the whole feed.
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
    rows = stories.newest_first().select_related("section__parent", "lead").defer("body", "rendered_body")
    changed = rows.annotate(last_change=LAST_CHANGE, last_withdrawal=LAST_WITHDRAWAL)
    found = with_pictures(changed[:LENGTH])
    changed_at = last_changed(found)
    out = Feed(
        title=writable(title),
        link=absolute(page),
        description=escape(writable(description)),
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(own),
        changed_at=in_newsroom(changed_at),
    )
    for story in found:
        section = story.section
        out.add_item(
            title=writable(story.headline),
            link=absolute(story.get_absolute_url()),
            description=described(story),
            unique_id=lasting_id(story),
            unique_id_is_permalink=False,
            pubdate=in_newsroom(story.published_at),
            updateddate=in_newsroom(story.modified_at),
            author_name=writable(story.byline_line) or None,
            categories=[writable(it.name) for it in (section and section.parent, section) if it],
            picture=story.picture,
            videos=facts.readable(story.videos, facts.VIDEO),
        )
    response = HttpResponse(out.writeString("utf-8"), content_type=out.content_type)
    response.headers["Last-Modified"] = http_date(changed_at.timestamp())
    return response


def last_changed(stories: Sequence[PublishedArticle]) -> datetime:
    """The latest time at which something in this feed can have changed."""
    if stories:
        moments = [stories[0].last_change, stories[0].last_withdrawal]  # type: ignore[attr-defined] # annotated
    else:
        changes = PublishedArticle.objects.order_by("-modified_at").values_list("modified_at", flat=True)
        withdrawals = GonePath.objects.order_by("-since").values_list("since", flat=True)
        moments = [changes.first(), withdrawals.first()]
    return max((at for at in moments if at), default=timezone.now())


def described(story: PublishedArticle) -> str:
    """As HTML: the standfirst, then the corrections, so that those who have read the story learn of them."""
    standfirst = escape(writable(story.standfirst))
    language = spoken(story.language)
    corrections = [
        linebreaks(
            f"{say(language, PublishedChange.Kind(row['kind']).label)}: {writable(row['text'])}",
            autoescape=True,
        )
        for row in facts.changes(story.history)
        if row["kind"] in PublishedChange.CORRECTIONS
    ]
    return "".join([f"<p>{standfirst}</p>", *corrections]) if corrections else standfirst


class Feed(Rss201rev2Feed):
    """A feed with pictures and videos as Media RSS has them, since <enclosure> has no place for a credit.

    The time of an item's update is Atom's, since RSS has none.
    """

    def latest_post_date(self) -> datetime:
        changed_at: datetime = self.feed["changed_at"]
        return changed_at

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))
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
    """An id that stays when headline, section, slug or zone change: otherwise readers get a story twice.

    RFC 4151 asks for a day on which the host was ours: the day in the story's address never changes.
    """
    host = urlsplit(settings.SITE_URL).hostname
    day = PublishedArticle.day_in(story.path).replace("/", "-")
    return f"tag:{host},{day}:story-{story.story_id}"


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)
