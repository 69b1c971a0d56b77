"""For benches: somebody who uploads pictures at the desk, and what that costs in time and memory."""

from __future__ import annotations

import http.client
import os
import re
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class UploadingDesk:
    """Somebody at the desk, over the network."""

    def __init__(self, origin: str, session: str) -> None:
        self.place = urlsplit(origin).netloc
        self.cookies = {"desk": session}
        page = self.get("/desk/password_change/")
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.token = found[1].decode() if found else ""

    def get(self, path: str) -> bytes:
        status, body = self._ask("GET", path, b"", {})
        if status != 200:
            sys.exit(f"{path} answered {status}")
        return body

    def upload(self, data: bytes) -> int:
        edge = uuid.uuid4().hex
        body = (
            (
                f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{edge}.jpg"\r\n'
                "Content-Type: image/jpeg\r\n\r\n"
            ).encode()
            + data
            + f"\r\n--{edge}--\r\n".encode()
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "X-CSRFToken": self.token}
        return self._ask("POST", "/desk/media/image/upload/", body, headers)[0]

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.place, timeout=120)
        try:
            sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            for set_cookie in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = set_cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read()
        finally:
            connection.close()


class Sampled(list[float]):
    def take(self, ask: Any) -> None:
        began = time.perf_counter()
        ask()
        self.append((time.perf_counter() - began) * 1000)

    @property
    def middle(self) -> float:
        return statistics.median(self)

    @property
    def high(self) -> float:
        return sorted(self)[int(len(self) * 0.95)]


def timed(act: Callable[[bytes], Any], data: bytes) -> float:
    began = time.perf_counter()
    act(data)
    return (time.perf_counter() - began) * 1000


def most_of_a_process() -> float:
    """The most memory that any process which this one started, or one of theirs, has had, in millions of bytes."""
    parents, peaks = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            words = status.read_text()
            pid = int(status.parent.name)
            # Linux writes this line for every process.
            parents[pid] = int(re.search(r"PPid:\s+(\d+)", words)[1])  # type: ignore[index]
            peak = re.search(r"VmHWM:\s+(\d+) kB", words)
            peaks[pid] = int(peak[1]) * 1024 / 1e6 if peak else 0

    def is_ours(pid: int) -> bool:
        while pid := parents.get(pid, 0):
            if pid == os.getpid():
                return True
        return False

    return max(peak for pid, peak in peaks.items() if is_ours(pid))
