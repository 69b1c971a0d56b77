"""Stories as ninjs, many at once: one question for their rows, one for pictures, one for live entries.

What was made is kept as bytes under the number of the story's newest change: whatever is said of a story gives it
another number (`articles.records.public_changes`). So a list asks which stories it has, and makes those that changed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from pydantic_core import to_json

from articles.composing.navigation import Navigation
from articles.exchange import ninjs
from articles.models.published import PublishedArticle, PublishedPicture
from articles.models.published_live import PublishedEntry
from articles.models.taxonomy import Section
from articles.site.prepared import PreparedByNumber

# What a story's document is made of: a row has fifty columns, and some of them are long.
OF_A_STORY = (
    *("id", "story_id", "path", "slug", "article_type", "language", "section", "headline", "kicker"),
    *("standfirst", "dateline_place", "social_title", "search_description", "rendered_body", "word_count"),
    *("byline_line", "agency_line", "credited", "tagged", "history", "videos", "translations"),
    *("published_at", "updated_at", "modified_at", "edition_number", "live_change", "entry_count"),
)
OF_A_PICTURE = (
    *(
        "id",
        "story",
        "use",
        "position",
        "image_id",
        "caption",
        "alt",
        "credit_line",
        "creators",
        "made_by_ai",
    ),
    *("copyright_notice", "licence_url", "acquire_licence_url", "renditions", "rights_end"),
)
STORIES = PreparedByNumber(PublishedArticle.objects.order_by(), by="story_id", only=OF_A_STORY)
PICTURES = PreparedByNumber(
    PublishedPicture.objects.order_by("-use", "position"), by="story", only=OF_A_PICTURE
)
MOST_BYTES = 3 * 1024 * 1024
BESIDE = 400  # bytes that Python needs to hold one

Version = tuple[int, datetime] | None
"""Number and time of the newest change of a story; None within the transaction that changes it.

A database that was put back to an earlier state gives numbers anew, at another time.
"""


class Document(NamedTuple):
    version: Version
    until: datetime | None
    """From then on a picture may not be shown any more."""
    text: bytes


class KeptDocuments:
    """So many bytes of them, for one state of the sections. Those that nobody asked for longest go first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.bytes = most, 0
        self.context: Any = None
        self.lock = threading.Lock()
        self.documents: OrderedDict[int, Document] = OrderedDict()

    def found(self, versions: Mapping[int, Version], context: Any, now: datetime) -> dict[int, bytes]:
        with self.lock:
            if context != self.context:
                self.context, self.bytes = context, 0
                self.documents.clear()
            found = {}
            for number, version in versions.items():
                one = self.documents.get(number)
                if one is None or version is None or one.version != version:
                    continue
                if one.until is None or now < one.until:
                    self.documents.move_to_end(number)
                    found[number] = one.text
            return found

    def keep_nothing(self) -> None:
        with self.lock:
            self.context, self.bytes = None, 0
            self.documents.clear()

    def keep(self, made: Mapping[int, Document], context: Any) -> None:
        with self.lock:
            if context != self.context:
                return
            for number, document in made.items():
                if document.version is not None:
                    self._drop(number)
                    self.documents[number] = document
                    self.bytes += len(document.text) + BESIDE
            while self.bytes > self.most:
                self._drop(next(iter(self.documents)))

    def _drop(self, number: int) -> None:
        if (old := self.documents.pop(number, None)) is not None:
            self.bytes -= len(old.text) + BESIDE


kept = KeptDocuments()


def of(versions: Mapping[int, Version], navigation: Navigation, now: datetime) -> dict[int, bytes]:
    """Those of these stories that are live, by their numbers at the desk and in this order."""
    # Everything beside the story that its document says.
    context = (navigation, settings.SITE_URL, settings.SITE_NAME)
    found = kept.found(versions, context, now)
    if wanted := [number for number in versions if number not in found]:
        made = {
            number: Document(versions[number], until, as_json(document))
            for number, until, document in composed(wanted, navigation, now)
        }
        kept.keep(made, context)
        found |= {number: document.text for number, document in made.items()}
    return {number: found[number] for number in versions if number in found}


def composed(
    numbers: Iterable[int], navigation: Navigation, now: datetime
) -> Iterable[tuple[int, datetime | None, ninjs.Ninjs]]:
    stories = STORIES.get(list(numbers))
    pictures, entries = defaultdict(list), defaultdict(list)
    for picture in PICTURES.get([row.pk for row in stories]):
        pictures[picture.story_id].append(picture)
    if covered := [row.pk for row in stories if row.entry_count]:
        for entry in PublishedEntry.objects.filter(story__in=covered):
            entries[entry.story_id].append(entry)
    for row in stories:
        ends = [it.rights_end for it in pictures[row.pk] if it.rights_end is not None and it.rights_end > now]
        document = ninjs.story(
            row,
            pictures=pictures[row.pk],
            sections=trail(row, navigation),
            entries=entries[row.pk],
            now=now,
        )
        yield row.story_id, min(ends, default=None), document


def trail(row: PublishedArticle, navigation: Navigation) -> list[Section]:
    """The section of the story, and before it the one it is inside of."""
    section = navigation.by_id.get(row.section_id) if row.section_id else None
    return [one for one in (section.parent, section) if one is not None] if section else []


def version(number: int | None, at: datetime | None) -> Version:
    return None if number is None or at is None else (number, at)


def as_json(document: Any) -> bytes:
    return to_json(document)


def as_list(name: str, items: Iterable[bytes], **facts: Any) -> bytes:
    """An object with a list of what is JSON already, and what else there is to say."""
    return b'{"%s":[%s],%s' % (name.encode(), b",".join(items), as_json(facts)[1:])
