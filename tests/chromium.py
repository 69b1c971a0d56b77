"""Which Chromium is driven, and how: by the tests, the benches, the checks of the site and the screenshots."""

from __future__ import annotations

import os
import shutil

# The first is a page and nothing around it; in the others every window is drawn by a page of its own.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
PROGRAM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A slow machine is no failure: what a page is expected to show is waited for this many seconds, and so is a press.
PATIENCE = 20
