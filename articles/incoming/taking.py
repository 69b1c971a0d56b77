"""Taking wire copy into a story, a new one or one that is there: as its full text, as inputs or as background.

The text goes the way of every save, and the state of a story stays as it is. Sources, embargo, language and what the
agency asks for come along; `WireUse` keeps which paragraphs of which version were taken.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import body, policy
from articles.acts import presses
from articles.acts.act import Refused
from articles.body import fingerprints
from articles.incoming import embargoes, pictures
from articles.incoming.pictures import BroughtPicture
from articles.models import (
    Article,
    Section,
    SourceUse,
    WireAlarm,
    WireItem,
    WireStatus,
    WireUse,
    WireVersion,
    content,
    wire_line,
)
from articles.models.content import Content
from articles.models.story import MOST
from articles.models.wire_use import IN_TEXT
from articles.policy import Role
from articles.writing import saving
from house.lines import one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from media.models import Image

# The more of an agency's words readers get, the further in front.
BY_WEIGHT = (SourceUse.BACKGROUND, SourceUse.INPUTS, SourceUse.FULL)

# What a story says of its lead picture.
OF_LEAD = ("lead_caption", "lead_alt", "lead_decorative", "lead_credit", "lead_crop")


@dataclass(frozen=True)
class Taking:
    """What somebody takes of which version. Without numbers of paragraphs, all of them."""

    version: WireVersion
    use: SourceUse
    paragraphs: frozenset[int] | None = None
    pictures: tuple[BroughtPicture, ...] = ()

    @property
    def item(self) -> WireItem:
        return self.version.item

    @property
    def agency_name(self) -> str:
        agency = self.item.agency
        return agency.wire_name or agency.name

    def fact(self, name: str) -> str:
        """A word that the version says of itself, in one line."""
        said = self.version.facts.get(name)
        return one_line(said)[:MOST] if isinstance(said, str) else ""

    def blocks(self) -> list[str]:
        """The paragraphs that go into the text. Of background, none."""
        if self.use == SourceUse.BACKGROUND:
            return []
        every = body.blocks(self.version.body)
        wanted = self.paragraphs
        return [one for number, one in enumerate(every) if wanted is None or number in wanted]


def why_not(version: WireVersion) -> str | None:
    """Why nothing may be taken of this version; None if it may."""
    item = version.item
    if item.newest_id != version.pk:
        return _("A newer version has come: take that one.")
    if wire_line.is_killed(version):
        return _("The agency has taken it back: nothing of it may be used.")
    if item.head_id is not None:
        return _("Another item has taken its place: take that one.")
    if version.status == WireStatus.WITHHELD:
        return _("The agency withholds it: nothing of it may be used until it is released.")
    return None


def hold(item: WireItem) -> None:
    """Lock the item until the transaction ends, and bring up to date what is known of it.

    Items are locked before stories, as they are where a version arrives. So no version comes between the look at the
    newest one and the row that says which one was taken: its alarm would never ring.
    """
    rows = WireItem.objects.select_for_update(no_key=True).only("newest", "status", "signal", "head")
    now = rows.get(pk=item.pk)
    item.newest_id, item.status, item.signal, item.head_id = (
        now.newest_id,
        now.status,
        now.signal,
        now.head_id,
    )


@transaction.atomic
def begin(
    taking: Taking, *, by: User, key: uuid.UUID, section: Section | None = None, now: datetime | None = None
) -> Article:
    """Begin a story with it. The same key begins the same story, however often it is sent. Raises Refused."""
    if not policy.may_take_wires(by):
        raise Refused(_("Your role takes no wire copy."))
    if section is not None and not policy.sections_for(by).filter(pk=section.pk).exists():
        raise Refused(_("You may not put stories into {section}.").format(section=section))
    hold(taking.item)
    is_whole = taking.use == SourceUse.FULL
    from_wire = is_whole or policy.person(by).roles == {Role.WIRE_DESK}
    begun, is_new = Article.objects.get_or_create(
        created_by=by, begun_with=key, defaults={"from_wire": from_wire}
    )
    if not is_new:
        _refuse_another(WireUse.objects.filter(key=key).first(), taking, begun)
        return begun
    refuse_unless_fit(taking)
    story = saving.locked(begun.pk)
    fields = dict(content.EMPTY.fields) | {
        "section_id": section.pk if section else None,
        "language": taking.fact("language")[:12] or content.EMPTY.fields["language"],
    }
    if taking.use in IN_TEXT:
        fields |= _words(taking)
    said = Content(fields, bylines=_bylines(taking, by), sources=_sources((), taking))
    slugline = taking.fact("slugline") or taking.fact("headline")[:80]
    desk = {"slugline": ("", slugline), "desk_note": ("", _note_for_the_desk(taking))}
    _write(story, said, taking, desk, by=by, key=key, now=now or timezone.now())
    begun.refresh_from_db()
    return begun


@transaction.atomic
def into(
    article: Article, taking: Taking, *, by: User, key: uuid.UUID, now: datetime | None = None
) -> WireUse:
    """Take it into a story that is there: its paragraphs come last. Raises Refused."""
    if not policy.may_take_wires(by):
        raise Refused(_("Your role takes no wire copy."))
    hold(taking.item)
    story = saving.locked(article.pk)
    if done := WireUse.objects.filter(key=key).first():
        _refuse_another(done, taking, story)
        return done
    if reason := policy.why_not(by, "edit", story):
        raise Refused(reason)
    refuse_unless_fit(taking)
    before = content.of_article(story)
    fields = dict(before.fields)
    if taking.use in IN_TEXT:
        found = set(fingerprints.marks_of(fields["body"]))
        new = [block for block in taking.blocks() if fingerprints.mark_of(block) not in found]
        words = _words(taking) if taking.use == SourceUse.FULL else {}
        fields |= {name: value for name, value in words.items() if not fields[name] and name != "body"}
        fields["body"] = "".join([fields["body"], *new])
    said = replace(before, fields=fields, sources=_sources(before.sources, taking))
    note = _note_for_the_desk(taking)
    is_noted = not note or note in story.desk_note
    whole = "\n\n".join(part for part in (story.desk_note, note) if part)
    desk = {} if is_noted else {"desk_note": (story.desk_note, whole)}
    return _write(story, said, taking, desk, by=by, key=key, now=now or timezone.now())


def _write(
    story: Article,
    said: Content,
    taking: Taking,
    desk: Mapping[str, tuple[Any, Any]],
    *,
    by: User,
    key: uuid.UUID,
    now: datetime,
) -> WireUse:
    held = embargoes.strengthened(story, taking.version, taking.agency_name, now)
    changed = {**desk, **(held if taking.use in IN_TEXT else {})}
    base = story.revision.number if story.revision else None
    with pictures.kept(taking.pictures, taking.version, by=by, now=now) as images:
        whole = _with_images(said, images)
        write_text(story, whole, base=base, by=by, desk=changed, note=_in_words(taking), now=now)
    marks = [mark for block in taking.blocks() if (mark := fingerprints.mark_of(block))]
    return use_now(story, taking, marks, by=by, key=key, now=now)


def _with_images(said: Content, images: Sequence[tuple[BroughtPicture, Image]]) -> Content:
    """With the pictures where they were wanted; all that is said of them is the library's."""
    fields = dict(said.fields)
    for one, image in images:
        if one.wish.is_lead:
            fields |= {name: content.EMPTY.fields[name] for name in OF_LEAD} | {"lead_picture_id": image.pk}
        else:
            fields["body"] += f'<figure data-picture="{image.pk}"></figure>'
    return replace(said, fields=fields)


def write_text(
    story: Article,
    said: Content,
    *,
    base: int | None,
    by: User,
    note: str,
    now: datetime,
    desk: Mapping[str, tuple[Any, Any]] | None = None,
) -> saving.Saved:
    """As every save. The caller holds the lock. Raises Refused where the text does not fit."""
    try:
        clean = body.clean(said.fields["body"]).html
        whole = replace(said, fields={**said.fields, "body": clean})
        return saving.write(story, whole, base=base, by=by, desk=desk, note=note, now=now)
    except (body.BodyTooLarge, saving.Unfit, saving.Collision) as problem:
        raise Refused(str(problem)) from None


def use_now(
    story: Article, taking: Taking, marks: list[str], *, by: User, key: uuid.UUID, now: datetime
) -> WireUse:
    """Note what the story uses from now on of this item. What was taken of it before counts too.

    Alarms about the item are closed: the story has been brought to its newest version. The caller holds the lock.
    """
    before = WireUse.objects.current().filter(article=story, item=taking.item).first()
    use = taking.use
    if before is not None:
        use = max(SourceUse(before.use), use, key=BY_WEIGHT.index)
        marks = list(dict.fromkeys([*before.paragraphs, *marks]))
        WireUse.objects.filter(pk=before.pk).update(is_current=False)
    # Those of uses that the story had given up, too: what it takes now is the newest.
    about = WireAlarm.objects.open().filter(article=story, item=taking.item)
    about.update(closed_at=now, by=by, how=WireAlarm.How.TAKEN)
    made = WireUse.objects.create(
        article=story,
        item=taking.item,
        version=taking.version,
        use=use,
        paragraphs=marks,
        by=by,
        at=now,
        key=key,
    )
    if not story.uses_wire:
        # For good: guards and pages ask only of such stories what they use.
        story.uses_wire = True
        story.save(update_fields=["uses_wire"])
    return made


# What is taken


def _words(taking: Taking) -> dict[str, Any]:
    """Headline and the like as the agency has them, for a new story."""
    return {
        "headline": taking.fact("headline"),
        "standfirst": taking.fact("standfirst"),
        "dateline_place": _place(taking.fact("dateline")),
        "body": "".join(taking.blocks()),
    }


def _place(dateline: str) -> str:
    """The place of “PORTO, Portugal, March 3 (MP) -”. What follows is the agency's own mark and a day."""
    place = dateline.split("(")[0].strip(" -–—,")
    return place if len(place) <= 60 else ""


def _bylines(taking: Taking, by: User) -> tuple[Mapping[str, Any], ...]:
    """The agency for its own text; otherwise whoever writes the story."""
    if taking.use == SourceUse.FULL:
        return ({"role": "reported", "reporter": None, "organisation": taking.agency_name, "name": ""},)
    reporter = policy.person(by).reporter_id
    return ({"role": "reported", "reporter": reporter, "organisation": "", "name": ""},) if reporter else ()


def _sources(before: tuple[Mapping[str, Any], ...], taking: Taking) -> tuple[Mapping[str, Any], ...]:
    """The agency once, with the most that the story has of it."""
    agency, use = taking.item.agency_id, taking.use
    own = [row for row in before if row["agency"] == agency]
    if own:
        heaviest = max([use, *(SourceUse(row["use"]) for row in own)], key=BY_WEIGHT.index)
        kept = {**own[0], "use": heaviest.value}
        return tuple(kept if row is own[0] else row for row in before if row is own[0] or row not in own)
    return (*before, {"agency": agency, "use": use.value, "credit_line": ""})


def _note_for_the_desk(taking: Taking) -> str:
    """What the agency asks of those who use it."""
    said = [one_line(str(taking.version.facts.get("ednote") or "")), one_line(taking.version.usage_terms)]
    said += [one_line(one.offered.said.usage_terms) for one in taking.pictures]
    return "\n".join(f"{taking.agency_name}: {words}" for words in dict.fromkeys(said) if words)


def _in_words(taking: Taking) -> str:
    """What the history says of the revision."""
    told = {
        SourceUse.FULL: _("Full text of {agency}: {headline}"),
        SourceUse.INPUTS: _("Inputs from {agency}: {headline}"),
        SourceUse.BACKGROUND: _("Background from {agency}: {headline}"),
    }[taking.use]
    words = told.format(agency=taking.agency_name, headline=str(taking.item))
    if count := len(taking.pictures):
        pictured = ngettext("{count} picture came along.", "{count} pictures came along.", count)
        return f"{words}. {pictured.format(count=count)}"
    return words


def refuse_unless_fit(taking: Taking) -> None:
    if reason := why_not(taking.version):
        raise Refused(reason)
    if taking.use in IN_TEXT and not taking.blocks():
        raise Refused(_("There is no text to take: choose paragraphs, or take it as background."))


def _refuse_another(done: WireUse | None, taking: Taking, story: Article) -> None:
    """The same press twice is one; a key that did something else is no press of this button."""
    if done is None or (done.article_id, done.version_id) != (story.pk, taking.version.pk):
        raise Refused(presses.USED_FOR_ANOTHER)
