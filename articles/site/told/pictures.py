"""Pictures and videos in schema.org's words: whose they are, and where a licence can be had."""

from __future__ import annotations

from typing import Any

from articles.composing.facts import CREATOR, readable
from articles.site.told.scripts import known
from house.web import absolute


def image_object(picture: dict[str, Any]) -> dict[str, Any]:
    """A picture as ImageObject, from the facts that `facts.of_picture` gives."""
    address = absolute(picture["url"])
    facts = {
        "@type": "ImageObject",
        "url": address,
        "contentUrl": address,
        "width": picture["width"],
        "height": picture["height"],
        "caption": picture["caption"],
        "creditText": picture["credit"],
        "creator": [
            {"@type": row["type"], "name": row["name"]} for row in readable(picture["creators"], CREATOR)
        ],
        "copyrightNotice": picture["copyright"],
        "license": picture["licence"],
        "acquireLicensePage": picture["acquire"],
        "digitalSourceType": source_type(picture["made_by_ai"]),
    }
    return known(facts)


def video_object(video: dict[str, Any], *, within: str, published: str | None) -> dict[str, Any]:
    """A video of a text as VideoObject. `within` is the headline above it, for one that has no caption."""
    facts = {
        "@type": "VideoObject",
        "name": video["caption"] or within,
        "thumbnailUrl": video["thumbnail"] and absolute(video["thumbnail"]),
        "contentUrl": video["address"],
        "encodingFormat": video["type"],
        "uploadDate": published,
        "creditText": video["credit"],
    }
    return known(facts)


def source_type(term: str) -> str:
    """The name that schema.org gives to one of IPTC's digital source types."""
    return f"https://schema.org/{term[0].upper()}{term[1:]}DigitalSource" if term else ""
