#!/bin/bash
# lxml 6.1.3 with libxml2 2.14.6, seen on 2026-11-29: its HTML parser reads elements that stand up to 256 deep in one another.
# At the 257th it stops and returns what it has, without an error: the text inside is gone, and all that follows it as well.
# Only `parser.error_log` says so, or `recover=False`; with `huge_tree=True` everything is read.
#
# In a newsroom: a story that an agency's system wraps in many <div> arrives as half a story, or empty, and nobody is told.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "lxml==6.1.3"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import lxml.html

deep = "<div>" * 260 + "<p>The minister denied it.</p>" + "</div>" * 260
story = f"<article><h1>Minister denies</h1>{deep}<p>She will resign.</p></article>"
parser = lxml.html.HTMLParser()
read = lxml.html.fromstring(story, parser=parser).text_content()
whole = lxml.html.fromstring(story, parser=lxml.html.HTMLParser(huge_tree=True)).text_content()
print("read:           ", repr(read))
print("with huge_tree: ", repr(whole))
print("the log:        ", parser.error_log.last_error.message)
sys.exit((read, whole) != ("Minister denies", "Minister deniesThe minister denied it.She will resign."))
PYTHON
"$folder/venv/bin/python" try.py
