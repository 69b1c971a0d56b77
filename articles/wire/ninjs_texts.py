"""Which of the texts of a ninjs item is its headline, its standfirst, its body.

ninjs 1 puts the form of a text into its name (`body_text`, `body_xhtml`, `headline`), ninjs 2 and 3 have lists whose
entries say `role` and `contentType`. A role may be any word. Some agencies write there what the text is for ("main",
"caption"), others in which form it is ("xhtml", "text"); IPTC's own examples do both.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from . import hypertext, markup, xml
from .item import Refused

Fields = dict[str, Any]

MAX_LINE = 2_000  # characters of a headline; of a standfirst and a caption five times that

# Words for the form of a text, which say nothing about what it is for.
_FORMS = ("html", "xhtml", "richtext", "rich", "text", "plain", "plaintext", "nitf", "markdown")
_BODIES = ("main", "", *_FORMS, "body", "full", "article", "bodytext", "content", "story")
_HEADLINES = ("main", "", "headline", *_FORMS, "simple", "title", "hl1")
_STANDFIRSTS = (
    *("standfirst", "lead", "lede", "intro", "preamble", "abstract", "summary", "subheadline", "deck", "dek"),
    *("", "main", "description", *_FORMS),
)
_CAPTIONS = ("caption", "", "main", "description", *_FORMS)
_CREDITS = ("creditline", "credit", "credit line")
_ALTS = ("alt", "alttext", "alt text", "accessibility")
_MARKUP = re.compile(
    r"<(p|div|br|h[1-6]|ul|ol|table|section|article|body|html|strong|em|b|i|a)\b[^<>]*>", re.I
)


class Text(NamedTuple):
    """One text of an item as it was sent."""

    role: str
    form: str  # html, nitf, plain, or the words of the agency
    value: str


def texts(item: Fields, listed: str, single: str) -> list[Text]:
    """All headlines ("headlines", "headline"), bodies or descriptions of an item, of whichever version it is."""
    found = [Text("", "plain", item[single])] if single in item else []
    for name, value in item.items():
        if name.startswith(f"{single}_"):
            word = name.removeprefix(f"{single}_")
            found.append(Text(word, _form(word, ""), value))
    for one in item.get(listed, ()):
        role = one.get("role", "").strip().lower()
        form = _form(role, one.get("contenttype", ""))
        # Where nobody says what it is, as in one of IPTC's examples, the text itself does.
        if role not in _FORMS and not one.get("contenttype") and _MARKUP.search(one["value"]):
            form = "html"
        found.append(Text(role, form, one["value"]))
    return [one for one in found if one.value.strip()]


def headline(item: Fields, problems: list[str]) -> str:
    found = _best(texts(item, "headlines", "headline"), _HEADLINES, any_role=True)
    return _line(found.value, found.form, MAX_LINE, "headline", problems) if found else ""


def title(item: Fields, problems: list[str]) -> str:
    return _line(item.get("title", ""), "plain", MAX_LINE, "title", problems)


def standfirst(item: Fields, problems: list[str]) -> str:
    found = _best(texts(item, "descriptions", "description"), _STANDFIRSTS)
    return _line(found.value, found.form, 5 * MAX_LINE, "description", problems) if found else ""


def caption(item: Fields, problems: list[str]) -> str:
    found = _best(
        [one for one in texts(item, "descriptions", "description") if one.role not in (*_CREDITS, *_ALTS)],
        _CAPTIONS,
        any_role=True,
    )
    return _line(found.value, found.form, 5 * MAX_LINE, "caption", problems) if found else ""


def alt(item: Fields, problems: list[str]) -> str:
    """What a picture shows, for who cannot see it. Superdesk writes it where a story has its text."""
    found = _best(texts(item, "descriptions", "description"), _ALTS)
    said = found or next(iter(texts(item, "bodies", "body")), None)
    return _line(said.value, said.form, 5 * MAX_LINE, "alt text", problems) if said else ""


def credit(item: Fields, problems: list[str]) -> str:
    found = _best(texts(item, "descriptions", "description"), _CREDITS)
    return _line(found.value, found.form, MAX_LINE, "credit line", problems) if found else ""


def body(item: Fields, problems: list[str]) -> markup.Copy:
    """The body, by its role first: a teaser in HTML is not better than the story in plain text."""
    bodies = texts(item, "bodies", "body")
    if not bodies:
        return markup.Copy()
    known = [one for one in bodies if one.role in _BODIES]
    if known:
        known.sort(key=lambda one: (_rank_of_form(one.form), _BODIES.index(one.role)))
    else:
        known = sorted(bodies, key=lambda one: (_rank_of_form(one.form), -len(one.value)))[:1]
        problems.append(f"None of the texts is the main one; that called “{known[0].role[:60]}” was taken.")
    others = sorted({one.role[:60] for one in bodies if one.role not in (*_BODIES, known[0].role)})
    if others:
        problems.append(f"Texts of the item that were left out: {', '.join(others)}.")
    return _first_that_can_be_read(known, problems)


def _first_that_can_be_read(bodies: list[Text], problems: list[str]) -> markup.Copy:
    """The text in HTML or NITF may be broken and the same one in plain text not."""
    for at, one in enumerate(bodies):
        try:
            return _copy(one)
        except Refused as refused:
            if at + 1 == len(bodies):
                raise
            problems.append(f"The text “{one.role[:60] or one.form}” was left out for another one: {refused}")
    return markup.Copy()


def _copy(chosen: Text) -> markup.Copy:
    if chosen.form == "nitf":
        return markup.read(_body_of_nitf(xml.parse(chosen.value.encode())))
    return hypertext.read(chosen.value) if chosen.form == "html" else markup.plain(chosen.value)


def _body_of_nitf(root: xml.Element) -> xml.Element:
    found = root.find(".//{*}body.content")
    return root if found is None else found


def _form(word: str, content_type: str) -> str:
    # What is written as a type need not be one: IPTC's example has "body_xhtml".
    said = (content_type or word).lower()
    if "nitf" in said:
        return "nitf"
    if "html" in said or said in ("richtext", "rich"):
        return "html"
    return "plain" if not content_type or said.startswith("text/") or said in _FORMS else said


def _rank_of_form(form: str) -> int:
    return {"html": 0, "nitf": 1, "plain": 2}.get(form, 3)


def _best(found: list[Text], roles: tuple[str, ...], *, any_role: bool = False) -> Text | None:
    """The text whose role comes first in `roles`; of two with one role that in plain text."""
    known = [one for one in found if one.role in roles]
    if not known and any_role:
        known = found
    places = {role: at for at, role in enumerate(roles)}
    return min(known, key=lambda one: (places.get(one.role, 0), one.form != "plain"), default=None)


def _line(value: str, form: str, most: int, what: str, problems: list[str]) -> str:
    line = hypertext.one_line(value) if form == "html" else " ".join(value.split())
    if len(line) > most:
        problems.append(f"The {what} has {len(line):,} characters, and was cut to {most:,}.")
        line = f"{line[: most - 1].rstrip()}…"
    return line
