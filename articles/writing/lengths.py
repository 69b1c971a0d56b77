"""How long the texts of a story may be when readers get it.

A story keeps texts of any length. The guards name those that are too long before the story goes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from articles import body
from articles.models.story import (
    ALT_LENGTH,
    CAPTION_LENGTH,
    CREDIT_LENGTH,
    LENGTHS,
    NAME_LENGTH,
    PICTURE_CREDIT_LENGTH,
    too_long,
)

if TYPE_CHECKING:
    from articles.models import Revision


FIELDS = {
    "kicker": gettext_noop("The kicker"),
    "headline": gettext_noop("The headline"),
    "slug": gettext_noop("The slug"),
    "standfirst": gettext_noop("The standfirst"),
    "dateline_place": gettext_noop("The dateline"),
    "lead_caption": gettext_noop("The lead caption"),
    "lead_alt": gettext_noop("The alt text"),
    "lead_credit": gettext_noop("The credit of the lead picture"),
    "search_title": gettext_noop("The search title"),
    "search_description": gettext_noop("The search description"),
    "social_title": gettext_noop("The social title"),
    "social_description": gettext_noop("The social description"),
}


def problems(story: Revision) -> list[str]:
    """The parts of a story that are too long for readers, in sentences."""
    return [reason for said in _texts(story) if (reason := too_long(*said))]


def _texts(story: Revision) -> Iterator[tuple[str, str, int]]:
    for name, most in LENGTHS.items():
        yield _(FIELDS[name]), getattr(story, name), most
    for row in story.bylines:
        yield _("The name of a byline"), row.get("organisation") or row["name"], NAME_LENGTH
    for row in story.sources:
        yield _("The credit line of a source"), row["credit_line"], CREDIT_LENGTH
    for use in body.pictures(story.body):
        yield _("The caption of a picture"), use.caption, CAPTION_LENGTH
        yield _("The alt text of a picture"), use.alt, ALT_LENGTH
        yield _("The credit of a picture"), use.credit, PICTURE_CREDIT_LENGTH
    for film in body.videos(story.body):
        yield _("The caption of a video"), film.caption, CAPTION_LENGTH
        yield _("The credit of a video"), film.credit, PICTURE_CREDIT_LENGTH


def take_all(fields: Mapping[str, forms.Field], most: Mapping[str, int]) -> None:
    """Give these fields a length to show instead of `maxlength`, at which a browser would cut what is pasted."""
    for name, field in fields.items():
        attributes: dict[str, Any] = field.widget.attrs
        attributes.pop("maxlength", None)
        if name in most:
            attributes["data-most"] = most[name]
