"""The demo newspaper as it would run in earnest: settled, collected and served over TLS, on this machine alone.

Over TLS because browsers speak HTTP/2 over nothing else, and a newspaper without it would be measured slower and
less safe than it is. The certificate is made for this run, so whoever asks has to put up with it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


def ahead_of_others() -> list[str]:
    """What a command begins with to be served before everything else on this machine, if we may ask for that.

    What is measured is how long the page takes, not what else this machine does meanwhile.
    """
    command = ["chrt", "--rr", "1"]
    try:
        allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    return command if allowed else []


@contextmanager
def demo(folder: Path | None = None) -> Iterator[str]:
    """The address of a demo that runs meanwhile. In `folder` it stays for the next time, else nothing of it does."""
    with ExitStack() as undone:
        place = folder or Path(undone.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-")))
        place.mkdir(parents=True, exist_ok=True)
        port = free_port()
        address = f"https://127.0.0.1:{port}"
        os.environ |= {
            "VAR_DIR": str(place),
            "DATABASE_URL": f"sqlite:///{place}/newsroom.sqlite3",
            "SITE_URL": address,
            "HTTPS_ONLY": "true",
            # The only certificate that is good for us is our own.
            "SSL_CERT_FILE": str(place / "cert.pem"),
        }
        prepare(place)
        server = undone.enter_context(serving(place, port))
        wait_for(address, server)
        yield address


def prepare(place: Path) -> None:
    manage("collectstatic", "--no-input", "--verbosity", "0")
    manage("migrate", "--verbosity", "0")
    manage("demo")
    # Without it stories would show plain JPEGs, and none at the size that fits.
    manage("worker", "--once")
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
            ),
            *(
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                place / "key.pem",
                "-out",
                place / "cert.pem",
            ),
        ],
        check=True,
        capture_output=True,
    )


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(place: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(
        [
            *ahead_of_others(),
            *(BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
            *("--blocking-threads", "4", "--log-level", "warning"),
            *("--ssl-certificate", place / "cert.pem", "--ssl-keyfile", place / "key.pem"),
            "newsroom.wsgi:application",
        ],
        cwd=ROOT,
    )
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The demo does not answer.")


def read(address: str) -> tuple[int, str]:
    """What is answered there, whatever it is."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
