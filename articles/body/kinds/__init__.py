"""The kinds of blocks that a body may hold: the table of their records, each file with one kind and its parts.

A new kind is a file here, a file of the same name in static/desk/editor/kinds/ with what the editor has to know, its
rules in static/shared/kinds.css, and a word in the table below.

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
| timeline        | <ol data-timeline="" [data-title="…"]> of <li>                        | h3, then p    |
| related story   | <aside data-related="34"></aside>                                     |               |
| picture         | <figure data-picture="12" [what this use says]></figure>              |               |
| gallery         | <div data-gallery="" [data-title="…"]>                                | pictures      |
| video           | <figure data-video="https://…" [its poster, captions and words]>      |               |
| embed           | <figure data-embed="https://…"></figure>                              |               |
"""

from ..schema import TEXT, Kind
from . import embed, factbox, lists, pictures, quotes, related, rule, tables, text, timeline, video

# The desk offers them in this order.
_FILES = (text, lists, quotes, factbox, pictures, video, timeline, tables, embed, related, rule)

FILES = tuple(file.__name__.rpartition(".")[2] for file in _FILES)
KINDS: dict[str, Kind] = {kind.name: kind for file in _FILES for kind in file.KINDS}
# What may stand in a body by itself.
TOP = tuple(kind.name for kind in KINDS.values() if kind.stands != "in others")
# Blocks of nothing but text, by their tags.
TEXTS = {kind.tag: kind for kind in KINDS.values() if kind.content == TEXT and not kind.marker}

# The kinds of each tag, those with a marker first.
_BY_TAG = {
    tag: tuple(sorted((kind for kind in KINDS.values() if kind.tag == tag), key=lambda kind: not kind.marker))
    for tag in {kind.tag for kind in KINDS.values()}
}


def kind_of(tag: str, attrs: dict[str, str]) -> Kind | None:
    for kind in _BY_TAG.get(tag, ()):
        if not kind.marker or kind.marker in attrs:
            return kind
    return None
