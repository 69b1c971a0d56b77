#!/bin/bash
# pyphen 0.18.1, seen on 2026-11-30: the German dictionary says by NOHYPHEN that words are not broken beside a hyphen or an
# apostrophe, as LibreOffice, for which it is made, has it. pyphen leaves the line out of account: it breaks before the hyphen,
# where it puts another, and after it. In English, whose dictionary has no such line, it breaks before an apostrophe.
#
# In a newsroom: in a PDF or a narrow column of it a line ends with "Ministerpräsidenten-" and the next begins with "-Wahl".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "pyphen==0.18.1"
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from pathlib import Path

import pyphen

EXPECTED = {
    ("de_DE", "Ministerpräsidenten-Wahl"): ("Ministerpräsidenten-", "-Wahl"),
    ("de_DE", "Covid-19"): ("Covid-", "-19"),
    ("en_GB", "reporter's"): ("reporter-", "'s"),
}
dictionary = Path(pyphen.__file__).parent / "dictionaries" / "hyph_de_DE.dic"
rule = next(line for line in dictionary.read_text("latin-1").splitlines() if line.startswith("NOHYPHEN"))
print("the dictionary:", rule)
seen = {}
for (language, word), wanted in EXPECTED.items():
    # Of a word that is broken, whoever prints it puts a hyphen behind the first part.
    breaks = [(f"{before}-", after) for before, after in pyphen.Pyphen(lang=language).iterate(word)]
    seen[language, word] = wanted if wanted in breaks else ("", "")
    print(f"{language} {word}: {' / '.join(seen[language, word])}")
sys.exit(seen != EXPECTED or "-" not in rule)
PYTHON
PYTHONIOENCODING=utf-8 "$folder/venv/bin/python" try.py
