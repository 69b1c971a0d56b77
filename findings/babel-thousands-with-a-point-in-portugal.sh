#!/bin/bash
# babel 2.19.0, seen on 2026-11-30: people in Portugal write 1234 as "1 234" and also as "1.234". For `pt_PT`, and for `fr`, which
# part thousands with a space, `parse_decimal("1.234")` is one and a bit: a point is no sign of that locale, and it passes as the
# decimal point of Python, also with `strict=True`. Two points are refused. `pt_BR`, `pt`, `es` and `de` read 1234.
#
# In a newsroom: of a table of results typed by hand, "987" stays 987 and "1.234" votes become 1.234, and a chart is drawn of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "babel==2.19.0"
cd "$folder"
cat > try.py <<'PYTHON'
import sys

from babel.numbers import NumberFormatError, parse_decimal

EXPECTED = {
    ("pt_PT", "987"): "987",
    ("pt_PT", "1.234"): "1.234",
    ("pt_PT", "1.234.567"): "refused",
    ("fr", "1.234"): "1.234",
    ("pt_BR", "1.234"): "1234",
    ("es", "1.234"): "1234",
}


def read(locale: str, text: str) -> str:
    try:
        return str(parse_decimal(text, locale=locale, strict=True))
    except NumberFormatError:
        return "refused"


seen = {asked: read(*asked) for asked in EXPECTED}
for (locale, text), found in seen.items():
    print(f"{locale:6} {text:10} {found}")
sys.exit(seen != EXPECTED)
PYTHON
"$folder/venv/bin/python" try.py
