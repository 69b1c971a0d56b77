"""For benches: the desk served as it is run in earnest, and a browser in front of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from _databases import ROOT
from _figures import free_port, stop

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def served() -> Iterator[str]:
    """The desk as it is run in earnest, on a free port of this machine."""
    port = free_port()
    words = (
        f"--interface wsgi --host 127.0.0.1 --port {port} --no-ws --blocking-threads 4 --log-level warning"
    )
    granian = [str(Path(sys.executable).with_name("granian")), *words.split(), "newsroom.wsgi:application"]
    running = subprocess.Popen(granian, cwd=ROOT, start_new_session=True)
    try:
        for _ in range(200):
            with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(running)


@contextmanager
def browser(origin: str, session: str) -> Iterator[Page]:
    """A browser that has never been here before, with somebody logged in."""
    from playwright.sync_api import sync_playwright

    from tests import chromium

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PROGRAM, args=chromium.FLAGS)
        context = launched.new_context(base_url=origin, viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "desk", "value": session, "domain": "127.0.0.1", "path": "/desk/"}])
        yield context.new_page()
        launched.close()


def visit(page: Page, where: str) -> list[tuple[str, int]]:
    """Kind and bytes, heads included, of all that goes over the line until the page is at rest."""
    network = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    loaded: list[tuple[str, int]] = []

    def begins(event: dict[str, Any]) -> None:
        if not event["response"].get("fromDiskCache"):
            kinds[event["requestId"]] = event["type"].lower()

    def ends(event: dict[str, Any]) -> None:
        if event["requestId"] in kinds and event["encodedDataLength"]:
            loaded.append((kinds[event["requestId"]], int(event["encodedDataLength"])))

    network.on("Network.responseReceived", begins)
    network.on("Network.loadingFinished", ends)
    network.send("Network.enable")
    page.goto(where, wait_until="networkidle")
    page.locator(".ProseMirror").wait_for()
    page.wait_for_timeout(2000)
    network.detach()
    return loaded
