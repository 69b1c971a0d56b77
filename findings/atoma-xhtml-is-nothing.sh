#!/bin/bash
# atoma 0.0.17, seen on 2026-11-30: of an Atom entry whose content or title is of type "xhtml" (RFC 4287, section 3.1.1.3), `content`
# and `title` are None, as if the entry had neither. The same words as "html" are read. There is no error.
#
# In a newsroom: stories of a feed that writes its text as XHTML arrive without their text, and whoever falls back on the summary
# then publishes two lines.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "atoma==0.0.17"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import atoma

FEED = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<id>tag:courier.example,2026:news</id><updated>2026-03-03T10:00:00Z</updated><author><name>The Courier</name></author>
<entry><id>tag:courier.example,2026:1</id><updated>2026-03-03T10:00:00Z</updated>{}</entry></feed>"""
HTML = '<title type="html">A &lt;em>late&lt;/em> boat</title><content type="html">&lt;p>It came.&lt;/p></content>'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
XHTML = (
    f'<title type="xhtml">{DIV.format("A <em>late</em> boat")}</title>'
    f'<content type="xhtml">{DIV.format("<p>It came.</p>")}</content>'
)


def read(entry: str) -> tuple[str | None, str | None]:
    (found,) = atoma.parse_atom_bytes(FEED.format(entry).encode()).entries
    return found.title and found.title.value, found.content and found.content.value


html, xhtml = read(HTML), read(XHTML)
print("html: ", html)
print("xhtml:", xhtml)
sys.exit((html, xhtml) != (("A <em>late</em> boat", "<p>It came.</p>"), (None, None)))
PYTHON
"$folder/venv/bin/python" try.py
