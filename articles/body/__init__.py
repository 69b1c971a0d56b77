"""The body of a story: one HTML field, one schema.

What editors save passes `clean`; what is stored is canonical, and everything else is read from it.

Which blocks there are, how each is stored and all else that is known of it stands in `kinds`, one file a kind.

Text holds <a href> (http, https, mailto, tel), <strong>, <em>, <sup> or <sub>, nested in this order, and <br>.
Attributes that say nothing (empty captions, a span of one) are not written.

    schema.py      what a kind, a node and a run of text are
    attributes.py  what attributes may say
    kinds/         the record of each kind of block
    uses.py        the pictures, videos, stories and pages that blocks name
    markup.py      nodes and text as HTML
    meaning.py     what tags and styles of other programs mean for the text in them
    spaces.py      which spaces may not break a line
    raised.py      ⁶ and ₂: what stands higher or lower, in plain text
    tokens.py      HTML of any quality cut into tags and text
    passages.py    text and its marks read into runs
    runs.py        the runs of one paragraph in the one form in which they are stored
    reading.py     passages put into nodes of the schema
    left.py        what was left out meanwhile, in an editor's words
    cleaning.py    the way in: clean, blocks
    contents.py    plain text, word count, what is used
    frames.py      what is somebody else's: its provider, and the frame it can be shown in
    page.py        what blocks share while they are written for readers
    rendering.py   the way out to readers
    advertising.py where advertisements stand
    fingerprints.py  paragraphs known by the digest of their words
    differing.py   where two lists of blocks, rows or words differ
"""

from .cleaning import (
    MAX_BYTES,
    BodyTooLarge,
    Cleaned,
    blocks,
    clean,
    of_plain_text,
    refuse_if_too_large,
    without_pictures,
)
from .contents import (
    MARKS_OF_PICTURES,
    embeds,
    known_by,
    linked,
    links,
    pictures,
    plain_text,
    related,
    videos,
    word_count,
)
from .rendering import render
from .uses import PictureUse, VideoUse

__all__ = [
    "MARKS_OF_PICTURES",
    "MAX_BYTES",
    "BodyTooLarge",
    "Cleaned",
    "PictureUse",
    "VideoUse",
    "blocks",
    "clean",
    "embeds",
    "known_by",
    "linked",
    "links",
    "of_plain_text",
    "pictures",
    "plain_text",
    "refuse_if_too_large",
    "related",
    "render",
    "videos",
    "without_pictures",
    "word_count",
]
