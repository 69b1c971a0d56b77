#!/bin/bash
# Python 3.11 to 3.14 with zoneinfo (tzdata 2025.2), seen on 2026-11-28: two times of the same zone are compared, and
# subtracted, by what the clock shows, and `fold` is ignored. When clocks are put back, the first and the second 01:30 are equal,
# and an hour that passed is no time at all. The same two moments in UTC are an hour apart.
#
# In a newsroom: an embargo until the second 01:30 is over an hour early for code that compares local times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "tzdata==2025.2"
cd "$folder"
cat > try.py <<'PYTHON'
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

london = ZoneInfo("Europe/London")
first = datetime(2027, 10, 31, 1, 30, tzinfo=london, fold=0)
second = datetime(2027, 10, 31, 1, 30, tzinfo=london, fold=1)
print(f"{first.isoformat()} {first.tzname()} == {second.isoformat()} {second.tzname()}: {first == second}")
print(f"second - first: {second - first}")
print(f"in UTC, second - first: {second.astimezone(UTC) - first.astimezone(UTC)}")
as_said = (
    first == second
    and second - first == timedelta(0)
    and second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
)
sys.exit(not as_said)
PYTHON
PYTHONTZPATH= "$folder/venv/bin/python" try.py
