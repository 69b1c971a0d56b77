#!/bin/bash
# ultimate-sitemap-parser 1.8.1, seen on 2026-11-30: `lastmod` may be a month or a year alone (sitemaps.org names W3C Datetime). What is
# missing is taken from the day on which the sitemap is read: "2019-05" read on the 30th is the 30th of May, and "2019" is today's
# day and month of 2019, tomorrow the next. In an Atom feed the page of an entry is its first link, also where that is a sound
# file (rel="enclosure") and the story stands in the second.
#
# In a newsroom: an archive whose pages are dated by the month looks changed each day to whoever follows it, and the podcast of a
# story is collected in place of the story.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "ultimate-sitemap-parser==1.8.1"
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from calendar import monthrange
from datetime import date

from usp.tree import sitemap_from_str

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://courier.example/a</loc><lastmod>2019-05-01</lastmod></url>
<url><loc>https://courier.example/b</loc><lastmod>2019-05</lastmod></url>
<url><loc>https://courier.example/c</loc><lastmod>2019</lastmod></url></urlset>"""
FEED = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<id>tag:courier.example,2019:news</id><updated>2019-05-01T00:00:00Z</updated><entry><title>Ferry</title>
<id>tag:courier.example,2019:1</id><updated>2019-05-01T00:00:00Z</updated>
<link rel="enclosure" type="audio/mpeg" href="https://courier.example/ferry.mp3"/>
<link rel="alternate" type="text/html" href="https://courier.example/ferry/"/></entry></feed>"""

today = date.today()
days = monthrange(2019, today.month)[1]
expected = [date(2019, 5, 1), date(2019, 5, today.day), date(2019, today.month, min(today.day, days))]
read = [page.last_modified.date() for page in sitemap_from_str(SITEMAP).all_pages()]
for said, found in zip(("2019-05-01", "2019-05", "2019"), read):
    print(f"{said:10} is {found}")
pages = [page.url for page in sitemap_from_str(FEED).all_pages()]
print("the page of the entry:", *pages)
sys.exit((read, pages) != (expected, ["https://courier.example/ferry.mp3"]))
PYTHON
"$folder/venv/bin/python" try.py
