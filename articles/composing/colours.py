"""Legible colours of sections: of the colour that a newsroom picks, the nearest for light and for dark pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from articles.models.taxonomy import Section

# The two backgrounds of static/shared/tokens.css, and the contrast that small letters need on them (WCAG AA and a
# little more).
PAPER, NIGHT_PAPER = "#fdfbf7", "#161513"
CONTRAST = 4.6

Rgb = tuple[int, int, int]


def stylesheet(sections: Iterable[Section]) -> str:
    return "".join(map(rule, sections))


def rule(section: Section) -> str:
    """The style rule of a section; none if its value is not a colour: then the section gets the paper's own."""
    try:
        return f".section-{section.slug}{{--section:{pair(section.colour)}}}\n"
    except ValueError:
        return ""


@lru_cache(maxsize=512)
def pair(colour: str) -> str:
    return f"light-dark({legible(colour, PAPER)},{legible(colour, NIGHT_PAPER)})"


def legible(colour: str, paper: str) -> str:
    """The colour, darkened or lightened just far enough to be legible on this background."""
    start, ground = rgb(colour), rgb(paper)
    ink = (0, 0, 0) if luminance(ground) > 0.5 else (255, 255, 255)
    for step in range(51):
        share = step / 50
        mixed = tuple(round(a + (b - a) * share) for a, b in zip(start, ink, strict=True))
        found = (mixed[0], mixed[1], mixed[2])
        if contrast(found, ground) >= CONTRAST:
            break
    return "#{:02x}{:02x}{:02x}".format(*found)


def rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: Rgb) -> float:
    channels = [value / 255 for value in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
