"""Which stories and pictures a partner may have, and which it wants. What nobody has allowed is not passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from articles.languages import base
from articles.models import (
    Agency,
    ArticleType,
    Partner,
    PublishedArticle,
    PublishedPicture,
    Reporter,
    Revision,
    Section,
)
from articles.models.story import SourceUse
from house import letters
from media.clearance import rights
from media.models import Credit, Image
from media.terms.categories import Category
from media.terms.credits import CreditKind

# Whoever took a picture of another category, it is not ours to pass on.
OURS = (Category.STAFF, Category.ILLUSTRATION)


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
            one
            for one in pictures
            # Where it is used, another credit may be typed than the library has.
            if not one.has_ended(now)
            and self._allows(library, one.image_id, now)
            and not self.is_closed(one.credit_line)
        ]

    def _allows(self, library: Mapping[int, Image], number: int, now: datetime) -> bool:
        image = library.get(number)
        # What was agreed for a time, or for some countries, was agreed for us.
        if image is None or image.only_in or image.leases.all() or rights.problems(image, now):
            return False
        credits = list(image.credits.all())
        if any(one.guessed for one in credits) or not all(map(self._allows_credit, credits)):
            return False
        return self._allows_category(image, credits)

    def _allows_credit(self, credit: Credit) -> bool:
        if credit.agency_id is not None:
            return credit.agency_id in self.picture_agencies
        if credit.kind == CreditKind.AGENCY:
            return False  # nobody has said which
        if credit.reporter_id is not None or credit.kind == CreditKind.STAFF:
            return self.own_pictures
        return self.other_pictures and not self.is_closed(credit.name)

    def _allows_category(self, image: Image, credits: Sequence[Credit]) -> bool:
        """Under what right we show it may say more than whoever is credited."""
        category = rights.category_of(image)
        if category == Category.AGENCY:
            return any(one.agency_id is not None for one in credits)
        return category in OURS or self.other_pictures

    def allows_video(self, credit: str) -> bool:
        """Whether they may have a video with this credit, which is a text: nobody chose a party from a list."""
        if named := self._agencies_in(credit):
            return named <= self.picture_agencies
        ours = [settings.SITE_NAME, *Reporter.objects.values_list("name", flat=True)]
        is_ours = any(_says(credit, name) for name in ours)
        return self.own_pictures if is_ours else self.other_pictures

    def is_closed(self, credit: str) -> bool:
        """Whether this credit, which somebody typed, names an agency whose pictures they may not have."""
        return not self._agencies_in(credit) <= self.picture_agencies

    def _agencies_in(self, credit: str) -> set[int]:
        return {pk for pk, *names in self._agencies if any(_says(credit, name) for name in names)}

    @cached_property
    def _agencies(self) -> list[tuple[int, str, str, str]]:
        return list(Agency.objects.values_list("pk", "name", "credit_name", "wire_name"))


def _says(credit: str, name: str) -> bool:
    """Whether the words of the name stand in the credit, one after the other."""
    there, wanted = letters.words(credit), letters.words(name)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(there)} "


def left_out(pictures: Iterable[PublishedPicture], allowed: Iterable[PublishedPicture]) -> int:
    """How many pictures of a story the partner does not get."""
    return len({one.image_id for one in pictures} - {one.image_id for one in allowed})
