"""How the paper writes times and places pictures: “May 23rd, 2022 at 06:01 IST”, always in the newsroom's zone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models.story import ArticleType
from articles.site import pictures

if TYPE_CHECKING:
    from articles.models.published import PublishedArticle, PublishedPicture
    from articles.models.taxonomy import Section

register = template.Library()

# Scripts written from right to left, by the first part of a language's code.
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def in_newsroom(moment: datetime) -> datetime:
    # Not the zone of whoever is asking: the paper has one clock.
    return timezone.localtime(moment, timezone.get_default_timezone())


def zone_name(local: datetime) -> str:
    """IST, CET, … Some zones have no letters of their own, only an offset such as -03."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


@register.filter
def newspaper_date(moment: datetime) -> str:
    """May 23rd, 2022"""
    return dateformat.format(in_newsroom(moment), "F jS, Y")


@register.filter
def newspaper_hour(moment: datetime) -> str:
    """06:01 IST"""
    local = in_newsroom(moment)
    return f"{local:%H:%M} {zone_name(local)}"


@register.filter
def newspaper_time(moment: datetime) -> str:
    """May 23rd, 2022 at 06:01 IST"""
    return f"{newspaper_date(moment)} at {newspaper_hour(moment)}"


@register.filter
def masthead_date(moment: datetime) -> str:
    """Monday, May 23rd, 2022"""
    return dateformat.format(in_newsroom(moment), "l, F jS, Y")


@register.filter
def iso(moment: datetime) -> str:
    """For the datetime attribute of <time>."""
    return in_newsroom(moment).isoformat(timespec="seconds")


@register.simple_tag
def full_time(moment: datetime) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(moment), newspaper_time(moment))


@register.simple_tag
def kicker(story: PublishedArticle, within: Section | str = "") -> list[str]:
    """What stands above a headline in a list: the type where it is not news, and the kicker or else the section.

    Nothing that the name of the list, `within`, says already.
    """
    kind = "" if story.article_type == ArticleType.NEWS else story.get_article_type_display()
    place = story.kicker or ("" if kind or story.section is None else story.section.name)
    said = {"", within.name.lower() if within else ""}  # type: ignore[union-attr]
    words = []
    for word in (kind, place):
        if word.lower() not in said:
            said.add(word.lower())
            words.append(word)
    return words


@register.filter
def direction(language: str) -> str:
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


@register.filter
def absolute(path: str) -> str:
    """An address that also means something outside our pages."""
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"


@register.simple_tag
def image(picture: PublishedPicture, shape: str, sizes: str, first: bool | str = False) -> SafeString:
    return pictures.element(picture, shape=shape, sizes=sizes, first=bool(first))
