"""What goes to a partner of a story as it stands now, in its format, with the pictures that the terms allow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from lxml import etree

from articles.composing import facts, rendered_text
from articles.composing.pictures import without_thumbnails
from articles.exchange import newsml_g2, ninjs, rss, wrapping
from articles.exchange.newsml_g2 import Status
from articles.languages import spoken
from articles.models import Edition, GonePath, Partner, PublishedArticle, PublishedPicture, Section
from articles.models.edition import TAKES_DOWN
from articles.partners.terms import Terms, left_out

Format = Partner.Format


@dataclass(frozen=True)
class Parcel:
    story: int
    version: int
    status: Status
    format: str
    document: str
    at: datetime
    words: str = ""
    """What the ledger says besides: why it is withheld, or what was left out."""
    pictures: tuple[str, ...] = ()
    """The names of pictures that are items of their own beside the story."""

    @property
    def body(self) -> bytes:
        """The whole file, as it is sent."""
        if self.format == Format.NINJS:
            return self.document.encode()
        return wrapping.wrapped(self.format, [self.document], at=self.at).encode()


@dataclass(frozen=True)
class NotForThem:
    """The partner gets nothing."""

    is_withheld: bool
    why: str


def parcel_for(
    partner: Partner, edition: Edition, *, has_it: bool, now: datetime, had: Collection[str] = ()
) -> Parcel | NotForThem:
    """What the partner is to get now of the story of this edition.

    `has_it` says whether it may have got anything of it before. Whoever has a story is told of all that becomes of
    it, also where it would not get it any more. `had` are the pictures that it may have got as items of their own:
    those that the story does not have any more are taken back.
    """
    with _one_moment():
        parcel = _parcel_for(partner, edition, has_it=has_it, now=now)
    if isinstance(parcel, NotForThem) or not (gone := sorted(set(had) - set(parcel.pictures))):
        return parcel
    status: Status = "canceled" if parcel.status == "usable" else parcel.status
    items = (
        newsml_g2.picture_taken_back(
            name,
            parcel.story,
            parcel.version,
            at=parcel.at,
            status=status,
            language=edition.revision.language,
        )
        for name in gone
    )
    return replace(parcel, document=parcel.document + "".join(map(_xml, items)))


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read in it is read as it was at one moment: the text, what it is made of, pictures and rights."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _parcel_for(partner: Partner, edition: Edition, *, has_it: bool, now: datetime) -> Parcel | NotForThem:
    story = edition.article_id
    row = PublishedArticle.objects.select_related("section", "section__parent").filter(story_id=story).first()
    if row is None or edition.kind in TAKES_DOWN:
        if not has_it:
            return NotForThem(is_withheld=False, why=_("They never had it."))
        note = GonePath.objects.filter(story_id=story).values_list("note", flat=True).first() or ""
        return taken_back(partner, edition, "canceled", note=note, at=edition.at)
    terms = Terms.of(partner)
    # The text is that of the row, which may be newer than the edition that was to be delivered.
    shown = Edition.objects.select_related("revision").get(article=story, number=row.edition_number)
    why = terms.why_withheld(row, shown.revision)
    if why and has_it:
        return taken_back(partner, shown, "withheld", note="", at=now, words=why)
    if not partner.is_active:
        return NotForThem(is_withheld=False, why=_("Nothing new goes to them: they are not active."))
    if not has_it and not terms.want(row):
        return NotForThem(is_withheld=False, why=_("It is not among what they asked for."))
    if why:
        return NotForThem(is_withheld=True, why=why)
    return whole(partner, terms, row, now)


def whole(partner: Partner, terms: Terms, row: PublishedArticle, now: datetime) -> Parcel:
    pictures = list(row.pictures.all())
    allowed = terms.allowed(pictures, now)
    videos = len(row.videos)
    keep_to(row, terms, pictures, allowed)
    sections = [one for one in (row.section, row.section.parent if row.section else None) if one is not None]
    words = _what_was_left_out(left_out(pictures, allowed), videos - len(row.videos))
    document = _document(partner.format, row, allowed, sections, now)
    names = (
        tuple(newsml_g2.picture_name(row, one) for one in allowed) if partner.format == Format.NEWSML else ()
    )
    return Parcel(
        row.story_id, row.edition_number, "usable", partner.format, document, now, words, pictures=names
    )


def _what_was_left_out(pictures: int, videos: int) -> str:
    said = []
    if pictures:
        said.append(
            ngettext(
                "%(count)s picture was left out: the terms do not allow it.",
                "%(count)s pictures were left out: the terms do not allow them.",
                pictures,
            )
            % {"count": pictures}
        )
    if videos:
        said.append(
            ngettext(
                "%(count)s video was left out: the terms do not allow it.",
                "%(count)s videos were left out: the terms do not allow them.",
                videos,
            )
            % {"count": videos}
        )
    return " ".join(said)


def keep_to(
    row: PublishedArticle,
    terms: Terms,
    pictures: Sequence[PublishedPicture],
    allowed: Sequence[PublishedPicture],
) -> None:
    """Make the text of the row, which is not saved, show these pictures alone, and the videos that they may have.

    Cards of our other stories and places for advertisements are left out.
    """
    facts.leave_out_what_is_broken(row)
    closed = {one.image_id for one in pictures} - {one.image_id for one in allowed}
    may_have = {credit: terms.allows_video(credit) for credit in {one["credit"] for one in row.videos}}
    shown = [one for one in row.videos if may_have[one["credit"]]]
    row.videos = without_thumbnails(shown, closed)
    in_text = [one for one in allowed if one.use == PublishedPicture.Use.BODY]
    with override(spoken(row.language)):
        row.rendered_body = rendered_text.text_of(
            row.body,
            in_text,
            {},
            language=row.language,
            may_play=lambda use: may_have.get(use.credit, False),
        ).html


def _document(
    format: str,
    row: PublishedArticle,
    pictures: Sequence[PublishedPicture],
    sections: Sequence[Section],
    now: datetime,
) -> str:
    if format == Format.NINJS:
        return _json(ninjs.story(row, pictures=pictures, sections=sections, now=now))
    if format == Format.NEWSML:
        return "".join(map(_xml, newsml_g2.story(row, pictures=pictures, sections=sections)))
    return _xml(rss.story(row, pictures=pictures, sections=sections))


def taken_back(
    partner: Partner, edition: Edition, status: Status, *, note: str, at: datetime, words: str = ""
) -> Parcel:
    """That the partner has to take the story away, with the note that readers get at its address."""
    story, version = edition.article_id, edition.number
    if partner.format == Format.NINJS:
        document = _json(
            ninjs.tombstone(story, at=at, note=note) | {"version": str(version), "pubStatus": status}
        )
    elif partner.format == Format.NEWSML:
        language = edition.revision.language
        document = _xml(
            newsml_g2.taken_back(story, version, at=at, status=status, language=language, note=note)
        )
    else:
        document = _xml(rss.taken_back(story, at=at, status=status, note=note))
    return Parcel(story, version, status, partner.format, document, at, words)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _xml(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode")
