#!/bin/bash
# Python 3.11.7, seen on 2026-11-29: `email.utils.parsedate_to_datetime` reads the zones AST and ADT, which no standard of mail
# names (RFC 5322, section 4.3: any other name is to count as unknown), as those of the Atlantic. CET and BST it does not
# read: their times come without a zone, and without an error.
#
# In a newsroom: a letter or feed from the Gulf that says 10:00 AST (Arabia, +03:00) is dated seven hours late, so that its
# correction, dated with an offset, looks older and is thrown away. A time "10:00 CET" is compared as if it were local.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from datetime import timedelta
from email.utils import parsedate_to_datetime

read = {zone: parsedate_to_datetime(f"Mon, 05 Jan 2026 10:00:00 {zone}").utcoffset() for zone in ("EST", "AST", "CET")}
for zone, offset in read.items():
    print(zone, "is", "no zone" if offset is None else f"{offset / timedelta(hours=1):+.0f} hours")
sys.exit(read != {"EST": timedelta(hours=-5), "AST": timedelta(hours=-4), "CET": None})
PYTHON
python3 try.py
