#!/bin/bash
# trafilatura 2.3.1 with Python 3.11, seen on 2026-11-29: of a LiveBlogPosting that has entries it reads the entries alone. The
# author of an entry is the author of the whole coverage, and where a page has no `og:title`, the headline of an entry is its
# title. Without entries the title is the coverage's own.
#
# In a newsroom: whoever collects stories with it credits the coverage to those who wrote the entries shown just then, and not to
# those who lead it. A page should say `og:title` as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "trafilatura==2.3.1" "lxml_html_clean==0.4.6"
cd "$folder"
cat > try.py <<'PYTHON'
import json
import sys

import trafilatura

OWN = "Storm at sea, as it happens"
ENTRY = {
    "@type": "BlogPosting",
    "headline": "The gates are closed",
    "datePublished": "2026-05-02T06:01:00+05:30",
    "author": {"@type": "Person", "name": "Rui Sol"},
}
PAGE = """<!doctype html><html lang="en"><head><title>Storm at sea</title>{}
<script type="application/ld+json">{}</script></head><body><article><h1>Storm at sea, as it happens</h1>
<p>The harbour master closes the gates at nine.</p></article></body></html>"""


def read(entries: list[dict[str, object]], tag: str = "") -> tuple[str | None, str | None]:
    coverage = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": OWN,
        "author": {"@type": "Person", "name": "Ines Caldera"},
        "liveBlogUpdate": entries,
    }
    found = trafilatura.extract_metadata(PAGE.format(tag, json.dumps(coverage)))
    return found.title, found.author


bare, told = read([]), read([ENTRY])
named = read([ENTRY], f'<meta property="og:title" content="{OWN}">')
print("without entries:           ", bare)
print("with one:                  ", told)
print("with one, and og:title:    ", named)
sys.exit((bare[0], told, named) != (OWN, ("The gates are closed", "Rui Sol"), (OWN, "Rui Sol")))
PYTHON
"$folder/venv/bin/python" try.py
