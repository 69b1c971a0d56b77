#!/bin/bash
# Django 5.2.19, seen on 2026-11-28: what `transaction.on_commit(..., robust=True)` runs may fail without an error to the
# caller, unless it is a functools.partial: the line for the log asks it for `__qualname__`, which a partial does not have,
# and the AttributeError goes up to the caller after the commit.
#
# In a newsroom: a kill is committed, its editor gets an error page, and the hooks behind the failed one are not run.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "django==5.2.19"
cd "$folder"
cat > try.py <<'PYTHON'
import functools
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
import django
django.setup()
from django.db import transaction


def fails(name):
    raise OSError(name)


def committed(hook):
    try:
        with transaction.atomic():
            transaction.on_commit(hook, robust=True)
    except Exception as raised:
        return f"{type(raised).__name__}: {raised}"
    return "nothing"


plain = committed(lambda: fails("files"))
partial = committed(functools.partial(fails, "files"))
print("a function that fails gives its caller:", plain)
print("a partial that fails gives its caller:", partial)
raise SystemExit(0 if plain == "nothing" and partial.startswith("AttributeError") else 1)
PYTHON
"$folder/venv/bin/python" try.py 2>/dev/null
