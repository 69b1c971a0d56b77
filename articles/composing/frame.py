"""What is the same on many pages. It is made once from a template, and again when a section changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from articles.composing.navigation import Navigation
from articles.models.taxonomy import Section

# Between the pieces of a pattern: no text of a template, a section or a setting has it.
MARK = "\0"


def part(
    name: str,
    navigation: Navigation | None,
    section: Section | None,
    *,
    is_search: bool = False,
    is_bare: bool = False,
) -> SafeString:
    """One of the templates that base.html names. `section` is that of the page; a bare page has no static files."""
    number = section.pk if section else None
    return _part(name, navigation, number, is_search, is_bare, _about())


def page(template: str, navigation: Navigation, section: Section | None, parts: Mapping[str, str]) -> str:
    """A whole page. The template is a pattern: it says where parts stand, and asks of none but whether it is given.

    A part that is no safe string is escaped, as templates do it.
    """
    pieces = _pattern(template, navigation, section.pk if section else None, tuple(parts), _about()).copy()
    pieces[1::2] = [conditional_escape(parts[name]) for name in pieces[1::2]]
    return "".join(pieces)


@lru_cache(maxsize=256)
def _pattern(
    template: str,
    navigation: Navigation,
    section: int | None,
    names: tuple[str, ...],
    about: tuple[str, str, str, str],
) -> list[str]:
    """Pieces of text, and between any two the name of the part that stands there."""
    marked = {name: mark_safe(f"{MARK}{name}{MARK}") for name in names}  # noqa: S308 # a name of ours
    return _rendered(template, navigation, section, about, **marked).split(MARK)


@lru_cache(maxsize=256)
def _part(
    name: str,
    navigation: Navigation | None,
    section: int | None,
    is_search: bool,
    is_bare: bool,
    about: tuple[str, str, str, str],
) -> SafeString:
    template = f"site/_{name}.html"
    return _rendered(template, navigation, section, about, is_search=is_search, is_bare=is_bare)


def _about() -> tuple[str, str, str, str]:
    """All settings that these templates may name."""
    return settings.SITE_NAME, settings.SITE_TAGLINE, settings.SITE_URL, settings.LANGUAGE_CODE


def _rendered(
    template: str,
    navigation: Navigation | None,
    section: int | None,
    about: tuple[str, str, str, str],
    **more: str | bool,
) -> SafeString:
    names = ("SITE_NAME", "SITE_TAGLINE", "SITE_URL", "SITE_LANGUAGE")
    here = navigation.by_id.get(section) if navigation and section else None
    around = {
        "navigation": navigation,
        "section": here,
        "inside": navigation.inside(here) if navigation and here else [],
    }
    with override(about[-1]):
        return render_to_string(template, {**dict(zip(names, about, strict=True)), **around, **more})
