"""Tags and filters of the paper's templates: times, directions of writing, pictures, cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import to_locale

from articles import languages
from articles.composing import cards, content_credentials, frame, pictures, times
from house.web import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from articles.composing.navigation import Navigation
    from articles.models.published import PublishedPicture
    from articles.models.taxonomy import Section

register = template.Library()

for write in (
    times.newspaper_date,
    times.newspaper_hour,
    times.newspaper_time,
    times.on,
    times.weekday_on,
    times.month_of,
    times.iso,
    languages.direction,
    languages.own_name,
    absolute,
):
    register.filter(write)

# As Open Graph names a language: pt_BR.
register.filter("locale", to_locale)

register.simple_tag(times.full_time)


@register.simple_tag
def menu(sections: Navigation, section: Section | None) -> SafeString:
    return sections.menu(section)


@register.simple_tag(takes_context=True)
def frame_part(context: template.Context, name: str, section: Section | None = None) -> SafeString:
    """What stands around the page. A page that has no section gives an empty text for it."""
    is_search, is_bare = bool(context.get("orders")), bool(context.get("bare"))
    return frame.part(name, context.get("navigation"), section, is_search=is_search, is_bare=is_bare)


@register.simple_tag
def image(picture: PublishedPicture, shape: str, sizes: str, first: bool | str = False) -> SafeString:
    return pictures.element(picture, shape=shape, sizes=sizes, first=bool(first))


@register.simple_tag
def river(stories: Iterable[cards.Card], within: Section | None = None) -> SafeString:
    return cards.river(stories, within)


register.filter("content_credentials", content_credentials.told)


@register.filter
def credit(picture: PublishedPicture, language: str = "") -> SafeString:
    return cards.credit(picture, language)
