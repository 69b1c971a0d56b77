"""A text for those who show it elsewhere: with whole addresses, without our own marks and what XML cannot hold."""

from __future__ import annotations

import re

from house.web import absolute

# What stands in a text for our own page only. Nobody can type these: in what is typed, "<" is escaped.
OURS = re.compile(
    r'<aside class="advertisement".*?</aside>\n?|<!--/?picture[^>]*-->|<!--place [0-9]+-->|<svg [^>]*></svg>',
    re.DOTALL,
)
MARKS = ('<aside class="advertisement"', "<!--", "<svg ")
# Addresses on this site, in attributes that hold one, and in those that hold several. They begin with a letter that
# is looked for at once, and texts have few of them.
ONE = re.compile(r' (href|src|poster)="(/[^/"][^"]*)"')
SEVERAL = re.compile(r' srcset="([^"]*)"')
ITS_ADDRESS = re.compile(r"(^|, )(?=/[^/])")
# XML cannot hold these signs, not even escaped. What is pasted into a headline, a caption or a note may have them.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_for_others(rendered: str) -> str:
    """The text as another site, a reader of feeds or an app shows it."""
    here = absolute("")
    text = OURS.sub("", rendered) if any(mark in rendered for mark in MARKS) else rendered
    if '="/' in text:
        text = ONE.sub(rf' \g<1>="{here}\g<2>"', text)
    if " srcset=" not in text:
        return text

    def whole(found: re.Match[str]) -> str:
        listed = ITS_ADDRESS.sub(rf"\g<1>{here}", found[1])
        return f' srcset="{listed}"'

    return SEVERAL.sub(whole, text)


def for_xml(text: str) -> str:
    return NOT_IN_XML.sub("", text)
