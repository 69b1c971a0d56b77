"""Which stories and pictures a partner may have, and which it wants. What nobody has allowed is not passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from articles.languages import base
from articles.models import (
    Agency,
    ArticleType,
    Partner,
    PublishedArticle,
    PublishedPicture,
    Revision,
    Section,
)
from articles.models.story import SourceUse
from media.clearance import rights
from media.models import Credit, Image
from media.terms.credits import CreditKind


@dataclass(frozen=True)
class Terms:
    """What is agreed with a partner, read once for many stories."""

    sections: frozenset[int]
    """With those inside them; empty for all."""
    topics: frozenset[int]
    languages: frozenset[str]
    text_agencies: frozenset[int]
    picture_agencies: frozenset[int]
    own_pictures: bool
    other_pictures: bool

    @classmethod
    def of(cls, partner: Partner) -> Terms:
        chosen = set(partner.sections.values_list("pk", flat=True))
        inside = Section.objects.filter(parent__in=chosen).values_list("pk", flat=True)
        return cls(
            sections=frozenset(chosen | set(inside)),
            topics=frozenset(partner.topics.values_list("pk", flat=True)),
            languages=frozenset(map(base, partner.languages.replace(",", " ").split())),
            text_agencies=frozenset(partner.text_agencies.values_list("pk", flat=True)),
            picture_agencies=frozenset(partner.picture_agencies.values_list("pk", flat=True)),
            own_pictures=partner.own_pictures,
            other_pictures=partner.other_pictures,
        )

    def want(self, story: PublishedArticle) -> bool:
        """Whether the partner has asked for such stories."""
        topics = {one["topic"] for one in story.tagged}
        return (
            (not self.sections or story.section_id in self.sections)
            and (not self.topics or bool(self.topics & topics))
            and (not self.languages or base(story.language) in self.languages)
        )

    def why_withheld(self, story: PublishedArticle, revision: Revision) -> str:
        """Why the partner may not have this story, in words for the desk; empty if it may."""
        if story.article_type == ArticleType.LIVE:
            return _("Live coverage is not passed on: it changes with every entry.")
        used = {row["agency"] for row in revision.sources if row["use"] != SourceUse.BACKGROUND}
        if not (closed := used - self.text_agencies):
            return ""
        names = Agency.objects.filter(pk__in=closed).order_by("name").values_list("name", flat=True)
        return _("Our terms with them do not allow text of {agencies}.").format(agencies=", ".join(names))

    def allowed(self, pictures: Sequence[PublishedPicture], now: datetime) -> list[PublishedPicture]:
        """The pictures that the partner may have."""
        numbers = {one.image_id for one in pictures}
        library = Image.objects.with_rights().in_bulk(numbers) if numbers else {}
        return [
            one for one in pictures if not one.has_ended(now) and self._allows(library, one.image_id, now)
        ]

    def _allows(self, library: Mapping[int, Image], number: int, now: datetime) -> bool:
        image = library.get(number)
        # What was agreed for a time, or for some countries, was agreed for us.
        if image is None or image.only_in or image.leases.all() or rights.problems(image, now):
            return False
        return all(map(self._allows_credit, image.credits.all()))

    def _allows_credit(self, credit: Credit) -> bool:
        if credit.guessed:
            return False
        if credit.agency_id is not None:
            return credit.agency_id in self.picture_agencies
        if credit.reporter_id is not None or credit.kind == CreditKind.STAFF:
            return self.own_pictures
        return self.other_pictures


def left_out(pictures: Iterable[PublishedPicture], allowed: Iterable[PublishedPicture]) -> int:
    """How many pictures of a story the partner does not get."""
    return len({one.image_id for one in pictures} - {one.image_id for one in allowed})
