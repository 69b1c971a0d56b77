"""A published story as ninjs 3, IPTC's news in JSON: https://iptc.org/standards/ninjs/ .

The schema allows no property of ours. So what it has no place for is said in its own terms: a correction, an entry of
live coverage, a translation is an association, and `rel` says which. Names of roles are lower case with hyphens.

A story is told by its number at the desk: its `uri` stays when headline, slug, section or address change, and answers
with this document. docs/api.md lists everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.encoding import iri_to_uri

from articles.composing import facts
from articles.composing.pictures import BETTER, without, without_thumbnails
from articles.composing.times import in_newsroom, iso
from articles.exchange.outside import text_for_others
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.published_live import PublishedEntry
from articles.models.story import ArticleType
from articles.models.taxonomy import Section
from house.web import absolute
from media.terms import source_types

Ninjs = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
PLAIN, HTML = "text/plain", "text/html"
USABLE, CANCELED = "usable", "canceled"
# IPTC's names for our types, where it has one: http://cv.iptc.org/newscodes/genre/
GENRES: dict[str, str] = {
    ArticleType.NEWS: "Current",
    ArticleType.ANALYSIS: "Analysis",
    ArticleType.OPINION: "Opinion",
    ArticleType.EXPLAINER: "Background",
    ArticleType.INTERVIEW: "Interview",
    ArticleType.OBITUARY: "Obituary",
}
GENRE = "http://cv.iptc.org/newscodes/genre/"
MEDIA_TYPES = {**BETTER, "jpeg": "image/jpeg"}
SOCIAL = "social"


def uri_of(story: int) -> str:
    """The name of a story among machines, by its number at the desk. It is also where the API answers with it."""
    return absolute(f"/api/v1/stories/{story}")


def copyright_of(at: datetime) -> str:
    """With the year that it was in the newsroom."""
    return f"© {in_newsroom(at).year} {settings.SITE_NAME}"


def story(
    row: PublishedArticle,
    *,
    pictures: Iterable[PublishedPicture],
    sections: Sequence[Section],
    entries: Iterable[PublishedEntry] = (),
    now: datetime,
) -> Ninjs:
    """The whole story. `sections` are that of the story and the one above it, `entries` those of live coverage."""
    facts.leave_out_what_is_broken(row)
    uri, pictures = uri_of(row.story_id), list(pictures)
    ended = [one.image_id for one in pictures if one.has_ended(now)]
    shown = [one for one in pictures if not one.has_ended(now)]
    made = {
        "uri": uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "full",
        "version": f"{row.edition_number}.{row.live_change}" if row.live_change else str(row.edition_number),
        "firstCreated": iso(row.published_at),
        "versionCreated": iso(row.modified_at),
        "contentCreated": iso(row.updated_at or row.published_at),
        "pubStatus": USABLE,
        "language": row.language,
        "copyrightHolder": settings.SITE_NAME,
        "copyrightNotice": copyright_of(row.published_at),
        "slugline": row.slug,
        "located": row.dateline_place,
        "by": row.byline_line,
        "headlines": said(("main", row.headline), ("kicker", row.kicker), ("social", row.social_title)),
        "descriptions": said(
            ("standfirst", row.standfirst), ("search", row.search_description), ("agencies", row.agency_line)
        ),
        "bodies": [
            {
                "role": "main",
                "contentType": HTML,
                "wordCount": row.word_count,
                "value": text_for_others(without(row.rendered_body, ended)),
            }
        ],
        "people": [person(one) for one in row.credited if one["path"]],
        "organisations": [
            {"name": one["name"], "rel": one["role"]} for one in row.credited if not one["path"]
        ],
        "subjects": [*map(about_section, sections), *map(about_topic, row.tagged)],
        "genres": [genre(row)],
        "altIds": [{"role": "story", "value": str(row.story_id)}],
        "renditions": [page_at(row.path)],
        "associations": [
            *(picture(one, uri) for one in shown),
            *videos(row, uri, ended),
            *changes(row.history, uri),
            *translations(row),
            *(entry(one, row, ended) for one in entries),
        ],
    }
    return {name: value for name, value in made.items() if value}


def tombstone(story: int, *, at: datetime, note: str = "") -> Ninjs:
    """What is left of a story that was taken away: whoever has it takes it away too."""
    made = {
        "uri": uri_of(story),
        "standard": STANDARD,
        "type": "text",
        "representationType": "partial",
        "versionCreated": iso(at),
        "pubStatus": CANCELED,
        "altIds": [{"role": "story", "value": str(story)}],
    }
    return made | {"edNote": note} if note else made


def said(*texts: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "contentType": PLAIN, "value": text} for role, text in texts if text]


def person(credited: dict[str, Any]) -> dict[str, str]:
    return {"name": credited["name"], "rel": credited["role"], "uri": absolute(credited["path"])}


def about_section(section: Section) -> dict[str, str]:
    address = absolute(section.get_absolute_url())
    return {"name": section.name, "rel": "section", "uri": address, "literal": section.slug}


def about_topic(topic: dict[str, Any]) -> dict[str, str]:
    slug = topic["path"].strip("/").rpartition("/")[2]
    return {"name": topic["name"], "rel": "topic", "uri": absolute(topic["path"]), "literal": slug}


def genre(row: PublishedArticle) -> dict[str, str]:
    known = GENRES.get(row.article_type)
    made = {"name": str(ArticleType(row.article_type).label), "literal": row.article_type}
    return made | {"uri": f"{GENRE}{known}"} if known else made


def page_at(path: str) -> dict[str, str]:
    """The page for readers."""
    return {"name": "page", "href": absolute(path), "contentType": HTML}


def picture(row: PublishedPicture, uri: str) -> Ninjs:
    """One use of a picture: with its own caption and credit, its rights, and the files for readers."""
    name = f"{row.use}-{row.position}"
    made: Ninjs = {
        "name": name,
        "rel": row.use,
        "uri": f"{uri}#picture-{name}",
        "type": "picture",
        "pubStatus": USABLE,
        "by": row.credit_line,
        "descriptions": said(("caption", row.caption), ("alt", row.alt)),
        "copyrightNotice": row.copyright_notice,
        "usageTerms": f"Licences: {row.acquire_licence_url}" if row.acquire_licence_url else "",
        "expires": iso(row.rights_end) if row.rights_end else "",
        "altIds": [{"role": "picture", "value": str(row.image_id)}],
        "people": creators(row, "Person"),
        "organisations": creators(row, "Organization"),
        "renditions": list(files_of(row)),
    }
    if row.licence_url:
        made["rightsInfo"] = {"linkedRights": iri_to_uri(row.licence_url)}
    if row.made_by_ai:
        term = source_types.address(row.made_by_ai)
        made["digitalSourceType"] = {"name": source_types.words(row.made_by_ai), "uri": term}
    return {key: value for key, value in made.items() if value}


def creators(row: PublishedPicture, kind: str) -> list[dict[str, str]]:
    found = facts.readable(row.creators, facts.CREATOR)
    return [{"name": one["name"], "rel": "creator"} for one in found if one["type"] == kind]


def files_of(row: PublishedPicture) -> Iterator[dict[str, Any]]:
    """The JPEG of each width, which everybody can read, and the crop for links."""
    for file in row.files().get("jpeg", ()):
        yield rendition(f"{file['width']}", file, "jpeg")
    if any(one.get("shape") == SOCIAL for one in row.renditions):
        for file in row.files(SOCIAL).get("jpeg", ()):
            yield rendition(SOCIAL, file, "jpeg")


def rendition(name: str, file: Any, kind: str) -> dict[str, Any]:
    return {
        "name": name,
        "href": absolute(file["url"]),
        "contentType": MEDIA_TYPES[kind],
        "width": file["width"],
        "height": file["height"],
    }


def videos(row: PublishedArticle, uri: str, ended: Sequence[int]) -> Iterator[Ninjs]:
    for number, video in enumerate(without_thumbnails(row.videos, ended), start=1):
        files = [{"name": "video", "href": iri_to_uri(video["address"]), "contentType": video["type"]}]
        if video["thumbnail"]:
            thumbnail = absolute(video["thumbnail"])
            files.append({"name": "poster", "href": thumbnail, "contentType": MEDIA_TYPES["jpeg"]})
        made = {
            "name": f"video-{number}",
            "rel": "video",
            "uri": f"{uri}#video-{number}",
            "type": "video",
            "by": video["credit"],
            "descriptions": said(("caption", video["caption"])),
            "renditions": files,
        }
        yield {key: value for key, value in made.items() if value}


def changes(history: Sequence[dict[str, Any]], uri: str) -> Iterator[Ninjs]:
    """What readers are told of the changes of a story, newest first. `rel` says whether it is a correction."""
    for number, change in zip(range(len(history), 0, -1), history, strict=True):
        made = {
            "name": f"change-{number}",
            "rel": change["kind"],
            "uri": f"{uri}#change-{number}",
            "type": "text",
            "versionCreated": iso(datetime.fromisoformat(change["at"])),
            "bodies": said(("note", change["text"])),
            "profile": "serious" if change["serious"] else "",
        }
        yield {key: value for key, value in made.items() if value}


def translations(row: PublishedArticle) -> Iterator[Ninjs]:
    for other in row.translations:
        yield {
            "name": f"translation-{other['language']}-{other['story']}",
            "rel": "original" if other["original"] else "translation",
            "uri": uri_of(other["story"]),
            "type": "text",
            "representationType": "partial",
            "language": other["language"],
            "renditions": [page_at(other["path"])],
        }


def entry(row: PublishedEntry, story: PublishedArticle, ended: Sequence[int]) -> Ninjs:
    """An entry of live coverage. One that was removed says so, and why."""
    uri = f"{uri_of(story.story_id)}#entry-{row.number}"
    credited: list[dict[str, str]] = []
    if row.author and row.author_path:
        credited = [{"name": row.author, "rel": "reported", "uri": absolute(row.author_path)}]
    made = {
        "name": f"entry-{row.number}",
        "rel": "entry",
        "uri": uri,
        "type": "text",
        "pubStatus": CANCELED if row.is_removed else USABLE,
        "firstCreated": iso(row.published_at),
        "versionCreated": iso(row.updated_at or row.published_at),
        "by": row.author,
        "people": credited,
        "headlines": said(("main", row.headline)),
        "associations": list(changes(facts.changes(row.corrections), uri)),
        "bodies": [{"role": "main", "contentType": HTML, "value": text_for_others(without(row.text, ended))}],
    }
    return {key: value for key, value in made.items() if value}
