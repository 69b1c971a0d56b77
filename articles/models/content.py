"""The content of a story as a plain record, apart from any row: what revisions keep and saves compare.

Working copy, revision and public row all have the fields of `Story`. Bylines, topics and sources are rows at the desk
and JSON in a revision. This module knows how the two correspond.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from articles import body
from articles.body.differing import spans
from articles.models.story import CONTENT_FIELDS, Story

if TYPE_CHECKING:
    from articles.models import Article, Revision

RELATIONS = ("bylines", "topics", "sources")
# What fields and rows are called. Revisions keep these words as they are here, and pages say them in the language of
# whoever is served.
WORDS = {
    "article_type": gettext_noop("type"),
    "language": gettext_noop("language"),
    "kicker": gettext_noop("kicker"),
    "headline": gettext_noop("headline"),
    "slug": gettext_noop("slug"),
    "standfirst": gettext_noop("standfirst"),
    "dateline_place": gettext_noop("dateline"),
    "section_id": gettext_noop("section"),
    "translation_of_id": gettext_noop("original"),
    "body": gettext_noop("body"),
    "lead_picture_id": gettext_noop("lead picture"),
    "lead_caption": gettext_noop("lead caption"),
    "lead_alt": gettext_noop("alt text"),
    "lead_decorative": gettext_noop("alt text"),
    "lead_credit": gettext_noop("credit of the lead picture"),
    "lead_crop": gettext_noop("crop of the lead picture"),
    "no_advertisements": gettext_noop("advertisements"),
    "is_sensitive": gettext_noop("sensitivity"),
    "search_title": gettext_noop("search title"),
    "search_description": gettext_noop("search description"),
    "social_title": gettext_noop("social title"),
    "social_description": gettext_noop("social description"),
    "bylines": gettext_noop("bylines"),
    "topics": gettext_noop("topics"),
    "sources": gettext_noop("sources"),
}
FIRST_VERSION = gettext_noop("first version")
PARAGRAPHS = re.compile(r"(\d+) paragraphs?")


# The fields with words for readers, and what else readers are shown; see `says_something_else`.
SAID = (
    "kicker",
    "headline",
    "standfirst",
    "dateline_place",
    "lead_caption",
    "lead_alt",
    "lead_credit",
    "search_title",
    "search_description",
    "social_title",
    "social_description",
)
SHOWN = ("article_type", "language", "lead_picture_id")
PUNCTUATION = f"{string.punctuation}“”‘’„‚«»‹›–—…·•¡¿、。，؛؟"


@dataclass(frozen=True)
class Content:
    """`fields` maps the names in `CONTENT_FIELDS` to values; the rows are plain dictionaries, in order."""

    fields: Mapping[str, Any]
    bylines: tuple[Mapping[str, Any], ...] = ()
    topics: tuple[int, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return dict(self.fields) | {
            "bylines": [dict(row) for row in self.bylines],
            "topics": list(self.topics),
            "sources": [dict(row) for row in self.sources],
        }

    def chained_hash(self, previous: str, facts: Mapping[str, Any]) -> str:
        """SHA-256 (hexadecimal) over this content, the facts of its saving and the hash before it."""
        # Fields that are as in an empty story are left out, so that a field which is added later does not change old
        # hashes.
        empty = EMPTY.as_json()
        said = {name: value for name, value in self.as_json().items() if value != empty[name]}
        record = {"previous": previous, "content": said, **facts}
        text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


EMPTY = Content(
    {field.attname: None if field.null else field.get_default() for field in Story._meta.local_fields}
)
"""A story before anybody typed a word."""


# The form of a new story fills these in by itself: they say where it belongs, not what it tells.
SAID_BY_ITSELF = frozenset({"article_type", "language", "section_id", "no_advertisements", "is_sensitive"})


def says_nothing(content: Content) -> bool:
    """Whether nobody has written a word of it. The form fills in the first byline by itself."""
    written = (name for name in content.fields if name not in SAID_BY_ITSELF)
    return not (content.topics or content.sources) and all(
        content.fields[name] == EMPTY.fields[name] for name in written
    )


def of_article(article: Article) -> Content:
    """What the working copy holds now. Three queries."""
    return Content(
        fields={name: getattr(article, name) for name in CONTENT_FIELDS},
        bylines=bylines_of(article),
        topics=topics_of(article),
        sources=sources_of(article),
    )


def bylines_of(article: Article) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            "role": row.role,
            "reporter": row.reporter_id,
            "organisation": row.organisation,
            "name": row.name_as_published,
        }
        for row in article.bylines.all()
    )


def topics_of(article: Article) -> tuple[int, ...]:
    return tuple(article.topics.order_by("name").values_list("pk", flat=True))


def sources_of(article: Article) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"agency": row.agency_id, "use": row.use, "credit_line": row.credit_line}
        for row in article.sources.all()
    )


def of_revision(revision: Revision) -> Content:
    return Content(
        fields={name: getattr(revision, name) for name in CONTENT_FIELDS},
        bylines=tuple(revision.bylines),
        topics=tuple(revision.topics),
        sources=tuple(revision.sources),
    )


def write_to(article: Article, content: Content, *, before: Content | None) -> Content:
    """Make the working copy hold this content, where it differs from `before`. Returns what the copy holds then.

    The caller holds the row's lock, and saves the article's own fields.
    """
    from articles.models import Byline, StorySource, Topic

    for name, value in content.fields.items():
        setattr(article, name, value)
    if before is None or content.bylines != before.bylines:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(
                article=article,
                position=position,
                role=row["role"],
                reporter_id=row["reporter"],
                organisation=row["organisation"],
                name_as_published=row["name"],
            )
            for position, row in enumerate(content.bylines)
        )
    if before is None or content.topics != before.topics:
        # An old version may name a topic that has been deleted since.
        article.topics.set(Topic.objects.filter(pk__in=content.topics))
        content = replace(content, topics=topics_of(article))  # in the order of their names
    if before is None or content.sources != before.sources:
        article.sources.all().delete()
        StorySource.objects.bulk_create(
            StorySource(
                article=article,
                position=position,
                agency_id=row["agency"],
                use=row["use"],
                credit_line=row["credit_line"],
            )
            for position, row in enumerate(content.sources)
        )
    return content


def unfit(content: Content) -> dict[str, str]:
    """What no story may hold, whichever way it came: field → why. The guards ask about lengths before publication.

    A form checks what it shows. What is forged, restored or imported is checked only here.
    """
    found = {}
    for field in Story._meta.local_fields:
        value = content.fields[field.attname]
        if value in field.empty_values or field.is_relation:
            continue
        try:
            if field.choices and value not in dict(field.flatchoices):
                raise ValidationError(_("There is no such choice."))
            for validate in field.validators:
                if not isinstance(validate, MaxLengthValidator):
                    validate(value)
        except ValidationError as problem:
            found[field.attname] = " ".join(problem.messages)
    return found


def says_something_else(before: Content, after: Content) -> bool:
    """Whether a change is substantial: readers would read other words, or be shown other things.

    Spaces, capitals, and punctuation at the edge of a word do not count. Punctuation inside a word does: 1,5 is not
    15. Readers are shown pictures, videos, embeds, links, names, the type and the language. The address, topics and
    crops are not substantial.
    """
    return _said(before) != _said(after)


def _said(content: Content) -> tuple[Any, ...]:
    fields = content.fields
    words = [_words(fields[name]) for name in CONTENT_FIELDS if name in SAID]
    shown = [_words(value) for value in re.findall(r'="([^"]*)"', fields["body"])]
    others = [fields[name] for name in SHOWN]
    return words, _words(body.plain_text(fields["body"])), shown, others, content.bylines, content.sources


def _words(text: str) -> list[str]:
    bare = (word.strip(PUNCTUATION) for word in text.casefold().split())
    return [word for word in bare if word]


def changes(before: Content | None, after: Content) -> list[str]:
    """What differs, in the words of the history: ["headline", "2 paragraphs"]."""
    if before is None:
        return [FIRST_VERSION]
    words = [
        WORDS.get(name, name.replace("_", " "))
        for name in CONTENT_FIELDS
        if name != "body" and before.fields[name] != after.fields[name]
    ]
    words += [name for name in RELATIONS if getattr(before, name) != getattr(after, name)]
    if before.fields["body"] != after.fields["body"]:
        words.append(_changed_blocks(before.fields["body"], after.fields["body"]))
    return words


def word_for(name: str) -> str:
    """What a field is called, in the language of whoever is served."""
    return _(WORDS.get(name, name.replace("_", " ")))


def paragraphs(count: int) -> str:
    """The same of a number of paragraphs."""
    return ngettext("%(count)s paragraph", "%(count)s paragraphs", count) % {"count": count}


def said(changed: Iterable[str]) -> list[str]:
    """What a revision keeps of its changes, in the language of whoever is served."""
    return [
        paragraphs(int(counted[1])) if (counted := PARAGRAPHS.fullmatch(words)) else _(words)
        for words in changed
    ]


def _changed_blocks(before: str, after: str) -> str:
    changed = [span for span in spans(body.blocks(before), body.blocks(after)) if not span.equal]
    count = sum(max(span.b - span.a, span.d - span.c) for span in changed)
    return f"{count} paragraph{'' if count == 1 else 's'}"


def in_words(name: str, value: Any) -> str:
    """A value of a field, or a row of bylines or sources, as an editor would say it. May ask the database."""
    from articles.models import Agency, BylineRole, PublishedArticle, Reporter, Section, SourceUse
    from media.models import Image

    if name == "section_id":
        return str(Section.objects.select_related("parent").filter(pk=value).first() or "")
    if name == "translation_of_id":
        # Of a story that this person may not see, no more is said than readers are told.
        return str(
            PublishedArticle.objects.filter(story_id=value).first()
            or _("Story {number}").format(number=value)
        )
    if name == "lead_picture_id":
        return str(Image.objects.filter(pk=value).first() or _("a picture that is gone"))
    if name == "bylines":
        row = json.loads(value) if isinstance(value, str) else value
        reporter = Reporter.objects.filter(pk=row["reporter"]).first()
        return f"{_(BylineRole(row['role']).label)}: {row['name'] or reporter or row['organisation']}"
    if name == "sources":
        row = json.loads(value) if isinstance(value, str) else value
        return f"{Agency.objects.filter(pk=row['agency']).first()} ({SourceUse(row['use']).label})"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
