#!/bin/bash
# newspaper4k 0.9.6 with Python 3.11, seen on 2026-11-29: `article:author` of Open Graph holds the address of a profile, as
# ogp.me defines it, and once for each author. The address is taken for names: its host and the last part of its path are
# authors beside those that JSON-LD names. Without the property the authors are right.
#
# In a newsroom: an aggregator built on it credits a story to “courier.example” and “ines-caldera” besides its reporters.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "newspaper4k==0.9.6"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import newspaper

ADDRESS = "https://courier.example/city/2026/05/01/ferry/"
PROPERTY = '<meta property="article:author" content="https://courier.example/reporters/ines-caldera/">'
PAGE = """<!doctype html><html lang="en"><head><title>Ferry to run all night</title>
<meta property="og:type" content="article">{}
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Ferry to run all night","author":[{{"@type":"Person","name":"Ines Caldera",
"url":"https://courier.example/reporters/ines-caldera/"}}]}}</script></head>
<body><article><h1>Ferry to run all night</h1><p>The last boat will no longer be the last.</p></article></body></html>"""


def authors(page: str) -> list[str]:
    article = newspaper.Article(ADDRESS)
    article.download(input_html=page)
    article.parse()
    return sorted(article.authors)


without, with_it = authors(PAGE.format("")), authors(PAGE.format(PROPERTY))
print("without article:author:", without)
print("with article:author:   ", with_it)
sys.exit((without, with_it) != (["Ines Caldera"], ["Ines Caldera", "courier.example", "ines-caldera"]))
PYTHON
"$folder/venv/bin/python" -W ignore try.py
