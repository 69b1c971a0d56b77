"""The Nu HTML checker, over pages as they were served."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

CHECKER = Path(__file__).resolve().parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors(pages: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong with each page, by its name; the checker starts once for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html)
            names[file.name] = name
        done = subprocess.run(
            ["java", "-Xss2m", "-jar", CHECKER, "--format", "json", "--errors-only", *Path(folder).iterdir()],
            capture_output=True,
            check=False,  # it ends with 1 where it finds something
            timeout=300,
        )
        try:
            messages = json.loads(done.stderr)["messages"]
        except ValueError:
            raise SystemExit(f"The HTML checker did not run: {done.stderr.decode()[-2000:]}") from None
    found = defaultdict(list)
    for it in messages:
        place = f"line {it.get('lastLine')}: {it['message']} {it.get('extract', '').strip()[:120]}"
        found[names.get(Path(it.get("url", "")).name, "the checker itself")].append(place)
    return found
