"""Composes the public rows of pictures: of stories, portraits and sections. Nothing is stored here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles import body
from articles.models import PublishedArticle, PublishedPicture, Reporter, Revision, Section
from media.clearance import rights
from media.files import renditions
from media.models import Credit, Image
from media.pixels import drawing
from media.terms import credits, source_types
from media.terms.categories import Licence
from media.terms.credits import CreditKind
from media.terms.crops import STORY, Box
from media.terms.provenance import ACTIONS, HOLDS


def may_be_shown(library: dict[int, Image], now: datetime) -> dict[int, Image]:
    return {pk: image for pk, image in library.items() if not rights.problems(image, now)}


def section_picture(section: Section) -> PublishedPicture | None:
    """The picture shown where a lead picture has no rights: that of the section, or of the section above."""
    rows = PublishedPicture.objects.filter(section__in=[section.pk, section.parent_id])
    return min(rows, key=lambda row: row.section_id != section.pk, default=None)


def of_story(
    revision: Revision, story: PublishedArticle, library: dict[int, Image], now: datetime
) -> list[PublishedPicture]:
    rows = []
    if lead := library.get(revision.lead_picture_id or 0):
        rows.append(
            picture_row(
                lead,
                PublishedPicture.Use.LEAD,
                caption=revision.lead_caption,
                alt=revision.lead_alt,
                credit=revision.lead_credit,
                is_decorative=revision.lead_decorative,
                within=Box.stored(revision.lead_crop),
                story=story,
                now=now,
            )
        )
    return rows + in_text(revision.body, library, story, now)


def in_text(
    text: str, library: dict[int, Image], story: PublishedArticle, now: datetime, *, first: int = 0
) -> list[PublishedPicture]:
    """The pictures of a text in its order, without those that `library` does not have."""
    return [
        picture_row(
            library[use.image_id],
            PublishedPicture.Use.BODY,
            caption=use.caption,
            alt=use.alt,
            credit=use.credit,
            is_decorative=use.decorative,
            within=Box.read(use.crop),
            story=story,
            position=position,
            now=now,
        )
        for position, use in enumerate(body.pictures(text), start=first)
        if use.image_id in library
    ]


def picture_row(
    image: Image,
    use: PublishedPicture.Use,
    *,
    caption: str = "",
    alt: str = "",
    credit: str = "",
    is_decorative: bool = False,
    within: Box | None = None,
    story: PublishedArticle | None = None,
    reporter: Reporter | None = None,
    section: Section | None = None,
    position: int = 0,
    now: datetime | None = None,
) -> PublishedPicture:
    """The public copy of one use of a picture. Words that the use does not have come from the library."""
    files = renditions.rows(image, within)
    if within and not any((row["shape"], row["format"]) == (STORY.name, drawing.JPEG) for row in files):
        # The crop is still being made: until then readers get the whole picture.
        files, within = renditions.rows(image), None
    row = PublishedPicture(
        story=story,
        reporter=reporter,
        section=section,
        use=use,
        position=position,
        image_id=image.pk,
        caption=caption or image.caption,
        alt="" if is_decorative else alt or image.alt_text,
        is_decorative=is_decorative,
        credit_line=credit or image.credit_line,
        creators=list(map(_creator, image.credits.all())),
        copyright_notice=image.copyright_notice,
        licence_url=Licence(image.licence).url if image.licence else image.web_statement,
        acquire_licence_url=image.licensor_url,
        made_by_ai=image.digital_source if source_types.made_by_ai(image.digital_source) else "",
        credentials=_credentials(image),
        tone=image.tone,
        width=image.width,
        height=image.height,
        renditions=files,
        rights_end=rights.ends(image, now or timezone.now()),
    )
    row.crop = str(renditions.shapes_of(image, within)[STORY.name] or "")
    return row


def _credentials(image: Image) -> dict[str, Any]:
    """What readers are told of the picture's content credentials, if these hold and the paper shows them."""
    said = image.credentials
    if not settings.CONTENT_CREDENTIALS_SHOWN or said.get("state") not in HOLDS:
        return {}
    done = [one["action"] for one in said["actions"]]
    return {
        **{name: said[name] for name in ("state", "signer", "signed_at", "tool")},
        "actions": [action for action in dict.fromkeys(done) if action in ACTIONS],
    }


def _creator(credit: Credit) -> dict[str, str]:
    """A credited party as schema.org knows it. “Self” is the newspaper."""
    name = credit.party.name
    is_person = credit.agency is None and credit.kind not in {CreditKind.AGENCY, CreditKind.HANDOUT}
    if name == credits.OURS:
        return {"type": "Organization", "name": settings.SITE_NAME}
    return {"type": "Person" if is_person else "Organization", "name": name}
