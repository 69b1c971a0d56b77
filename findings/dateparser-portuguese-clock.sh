#!/bin/bash
# dateparser 1.5.0, seen on 2026-11-30: a time as it is written in Portuguese and Spanish, "18h30", is read in French only. In the
# others it counts as "18 hours ago", and the minutes are dropped: at noon it gives six in the evening of the day before, and
# "amanhã 10h30" (tomorrow at 10:30) gives ten in the evening. There is no error. "18:30" is read in each of them.
#
# In a newsroom: the hour of an event, an embargo or a first report out of a Portuguese release is wrong by many hours, and
# looks like any other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "dateparser==1.5.0" "tzdata==2025.2"
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from datetime import datetime

import dateparser

NOON = {"RELATIVE_BASE": datetime(2026, 3, 3, 12), "TIMEZONE": "UTC"}
EXPECTED = {
    ("18h30", "fr"): "2026-03-03 18:30",
    ("18h30", "pt"): "2026-03-02 18:00",
    ("18h30", "es"): "2026-03-02 18:00",
    ("18:30", "pt"): "2026-03-03 18:30",
    ("amanhã 10:30", "pt"): "2026-03-04 10:30",
    ("amanhã 10h30", "pt"): "2026-03-04 22:00",
}


def read(text: str, language: str) -> str:
    found = dateparser.parse(text, languages=[language], settings=NOON)
    return f"{found:%Y-%m-%d %H:%M}" if found else "nothing"


seen = {asked: read(*asked) for asked in EXPECTED}
print("It is noon of 2026-03-03.")
for (text, language), found in seen.items():
    print(f"{language} {text:14} {found}")
sys.exit(seen != EXPECTED)
PYTHON
PYTHONIOENCODING=utf-8 "$folder/venv/bin/python" -W ignore try.py
