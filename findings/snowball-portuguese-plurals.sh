#!/bin/bash
# snowballstemmer 3.1.1, seen on 2026-11-30: the Portuguese stemmer of Snowball, which databases and search engines use too,
# gives singular and plural different stems where the plural is no mere -s: eleição and eleições, hospital and hospitais, lei
# and leis, homem and homens. Of words in -ção it joins those in -ação alone (publicação, publicações). The Spanish one joins
# elección and elecciones.
#
# In a newsroom: whoever searches for "eleição" does not find "eleições", and a saved search or alert misses stories.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "snowballstemmer==3.1.1"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

import snowballstemmer

PAIRS = {
    "portuguese": {
        ("ministro", "ministros"): True,
        ("publicação", "publicações"): True,
        ("eleição", "eleições"): False,
        ("decisão", "decisões"): False,
        ("hospital", "hospitais"): False,
        ("lei", "leis"): False,
        ("homem", "homens"): False,
    },
    "spanish": {("elección", "elecciones"): True, ("hospital", "hospitales"): True, ("ley", "leyes"): True},
}
is_so = True
for language, pairs in PAIRS.items():
    stemmer = snowballstemmer.stemmer(language)
    for pair, are_one in pairs.items():
        one, many = map(stemmer.stemWord, pair)
        is_so &= (one == many) == are_one
        print(f"{language:10} {', '.join(pair):26} {one if one == many else f'{one} and {many}'}")
sys.exit(not is_so)
PYTHON
PYTHONIOENCODING=utf-8 "$folder/venv/bin/python" try.py
