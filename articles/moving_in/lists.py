"""People, sections and topics of an archive: rows that are there already are taken, others are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from articles.models import MovedIn, PlainPage, Reporter, Section, StaffRecord, Topic
from articles.models.taxonomy import RESERVED_SLUGS
from articles.moving_in import record
from articles.moving_in.known import Known
from house import letters
from house.lines import one_line

Kind = MovedIn.Kind
FALLBACK = "From the archive"
TOPIC = "topic"
"""What a map of sections may say instead of a section: its category becomes a topic."""


class Lists:
    """Makes the rows of one archive's lists, once each.

    `sections` maps keys or slugs of the archive to slugs of our sections, or to `topic`. With `into`, whatever it
    does not name becomes a topic, and its stories stand in this section.
    """

    def __init__(self, known: Known, *, sections: Mapping[str, str], into: Section | None) -> None:
        self.known = known
        self.map = sections
        self.into = into
        self.names: dict[int, str] = {}
        """Of reporters and topics, for the desk's search: topics have negative numbers here."""
        self.as_topics: dict[str, str] = {}
        self.depth: dict[str, int] = {}
        """How deep a section of the archive lies, from 0."""

    def person(self, said: record.Person, now: datetime) -> bool:
        """Whether a row was made."""
        if said.key in self.known.few:
            return False
        name = one_line(said.name)[:120] or said.slug or said.key
        with transaction.atomic():
            found = Reporter.objects.filter(name__iexact=name).order_by("pk").first()
            is_new = found is None
            if found is None:
                found = Reporter.objects.create(
                    name=name,
                    slug=free_slug(Reporter, said.slug or name, most=120, otherwise="reporter"),
                    job_title=said.job_title[:120],
                    biography=said.biography[:2000],
                    public_contact=said.public_contact[:200],
                    active=said.is_active,
                )
                if said.email:
                    StaffRecord.objects.create(reporter=found, email=said.email[:254])
            self.known.keep(said.key, Kind.PERSON, found.pk, now)
        return is_new

    def section(self, said: record.Section, now: datetime) -> str:
        """What it becomes: “section”, “topic”, or nothing where it is there already."""
        self.depth[said.key] = self.depth.get(said.parent, -1) + 1
        mapped = self.map.get(said.key, self.map.get(said.slug, TOPIC if self.into is not None else ""))
        if mapped == TOPIC:
            self.as_topics[said.key] = key = f"{said.key} as topic"
            made = self.topic(record.Topic(key=key, name=said.name, slug=said.slug), now)
            return "topic" if made else ""
        if said.key in self.known.few:
            return ""
        with transaction.atomic():
            found = Section.objects.get(slug=mapped) if mapped else self._section_called(said)
            is_new = found is None
            if found is None:
                found = self._new_section(said)
            self.known.keep(said.key, Kind.SECTION, found.pk, now)
        return "section" if is_new else ""

    @staticmethod
    def _section_called(said: record.Section) -> Section | None:
        return (
            Section.objects.filter(slug=said.slug).first()
            or Section.objects.filter(name__iexact=one_line(said.name)).first()
        )

    def _new_section(self, said: record.Section) -> Section:
        parent = Section.objects.filter(pk=self.known.few.get(said.parent, 0)).first()
        name = one_line(said.name)[:60] or said.slug[:60]
        last = Section.objects.order_by("-position").values_list("position", flat=True).first() or 0
        return Section.objects.create(
            name=name,
            slug=free_slug(Section, said.slug or name, most=60, otherwise="section"),
            # There are two levels.
            parent=parent.root if parent is not None else None,
            position=min(last + 1, 32_000),
            description=one_line(said.description)[:200],
        )

    def fallback(self, now: datetime) -> int:
        """The section of stories that have none."""
        if self.into is not None:
            return self.into.pk
        key = "section of the rest"
        if key not in self.known.few:
            with transaction.atomic():
                found = Section.objects.filter(name=FALLBACK).first() or self._new_section(
                    record.Section(key=key, name=FALLBACK, slug="from-the-archive")
                )
                self.known.keep(key, Kind.SECTION, found.pk, now)
        return self.known.few[key]

    def topic(self, said: record.Topic, now: datetime) -> bool:
        """Whether a row was made."""
        if said.key in self.known.few:
            return False
        name = one_line(said.name)[:80] or said.slug[:80] or said.key[:80]
        with transaction.atomic():
            found = Topic.objects.filter(name__iexact=name).first()
            is_new = found is None
            if found is None:
                found = Topic.objects.create(
                    name=name,
                    slug=free_slug(Topic, said.slug or name, most=80, otherwise="topic"),
                    description=one_line(said.description)[:300],
                )
            self.known.keep(said.key, Kind.TOPIC, found.pk, now)
        return is_new


def free_slug(model: type[Reporter | Section | Topic], text: str, *, most: int, otherwise: str) -> str:
    """An address that nobody has: made of the text, with a number behind it if need be."""
    made = letters.slug(text, most=most - 12) or otherwise
    if model is Section and made in RESERVED_SLUGS:
        made = f"{made}-section"
    slug, again = made, 2
    while _is_taken(model, slug):
        slug, again = f"{made}-{again}", again + 1
    return slug


def _is_taken(model: type[Reporter | Section | Topic], slug: str) -> bool:
    if model.objects.filter(slug=slug).exists():
        return True
    # Plain pages of archives stand where sections could.
    return model is Section and PlainPage.objects.filter(slug=slug).exists()
