"""The body of a story: one HTML field, one schema.

What editors save passes `clean`; what is stored is canonical, and everything else is read from it.

| in the newsroom | stored as                                                             | holds         |
| --------------- | --------------------------------------------------------------------- | ------------- |
| paragraph       | <p>                                                                   | text          |
| subheadings     | <h2>, <h3> (h1 becomes h2; h4 to h6 become h3)                        | text          |
| list, numbered  | <ul>, <ol [start]> of <li>                                            | p, then ul ol |
| quote           | <blockquote>                                                          | p             |
| rule            | <hr>                                                                  |               |
| table           | <table><tbody><tr><th>, <td> [colspan] [rowspan]                      | p             |
| pull quote      | <aside data-pullquote="" [data-by="Name, role"]>                      | p             |
| fact box        | <aside data-factbox="" [data-title="…"]>                              | p, ul, ol, h3 |
| related story   | <aside data-related="34"></aside>                                     |               |
| picture         | <figure data-picture="12" [what this use says]></figure>              |               |
| gallery         | <div data-gallery="" [data-title="…"]>                                | pictures      |
| video           | <figure data-video="https://…" [its poster, captions and words]>      |               |
| embed           | <figure data-embed="https://…"></figure>                              |               |

What a use of a picture says, where the library says otherwise or nothing: data-caption, data-alt, data-credit,
data-decorative="decorative" (it needs no alt text), data-crop="left,top,width,height" in thousandths of the picture.

Of a video: data-poster="12" is a picture of the library, data-captions the address of a WebVTT file in the language
data-captions-language; data-caption and data-credit. Both files come over https, by the name of a host.

Text holds <a href> (http, https, mailto, tel), <strong>, <em>, <sup> or <sub>, nested in this order, and <br>.
It is escaped as in a browser's innerHTML. Attributes that say nothing (empty captions, a span of one) are not
written; a cell or a titled box without text holds an empty <p></p>.

    schema.py     the table above as data, and how a node is written
    meaning.py    what tags and styles of other programs mean for the text in them
    spaces.py     which spaces may not break a line
    raised.py     ⁶ and ₂: what stands higher or lower, in plain text
    tokens.py     HTML of any quality cut into tags and text
    reading.py    tags and text put into nodes of the schema
    cleaning.py   the way in: clean, blocks
    contents.py   plain text, word count, what is used
    frames.py     what is somebody else's: its provider, and the frame it can be shown in
    rendering.py  the way out to readers
"""

from .cleaning import (
    MAX_BYTES,
    BodyTooLarge,
    Cleaned,
    blocks,
    clean,
    refuse_if_too_large,
    without_pictures,
)
from .contents import (
    PictureUse,
    VideoUse,
    embeds,
    links,
    pictures,
    plain_text,
    related,
    videos,
    word_count,
)
from .rendering import render

__all__ = [
    "MAX_BYTES",
    "BodyTooLarge",
    "Cleaned",
    "PictureUse",
    "VideoUse",
    "blocks",
    "clean",
    "embeds",
    "links",
    "pictures",
    "plain_text",
    "refuse_if_too_large",
    "related",
    "render",
    "videos",
    "without_pictures",
    "word_count",
]
