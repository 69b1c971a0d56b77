"""Servers on loopback that behave as badly as some outside do, and a name server that says what a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

import pytest

from house.outside import connecting

Behaviour = Callable[[socket.socket, bytes], None]
"""What is done with a connection, after the head of the request has come by it."""


class Outside:
    """A server that writes down the head of each request, and then does as it is told. Use as a context."""

    def __init__(self, behaviour: Behaviour | bytes, *, tls: ssl.SSLContext | None = None) -> None:
        self.behaviour, self.tls = behaviour, tls
        self.asked: list[str] = []
        self.bodies: list[bytes] = []
        self.leaving = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        self.place = f"127.0.0.1:{self.port}"
        self.address = f"http://{self.place}"

    def __enter__(self) -> Outside:
        self.threads = [threading.Thread(target=self.serve, daemon=True)]
        self.threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        self.leaving.set()
        # Whoever waits for a connection in another thread is not woken by closing it.
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in self.threads:
            thread.join(5)

    def serve(self) -> None:
        while True:
            try:
                channel, _ = self.listening.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self.answer, args=[channel], daemon=True))
            self.threads[-1].start()

    def answer(self, channel: socket.socket) -> None:
        with suppress(OSError), channel:
            if self.tls is not None:
                channel = self.tls.wrap_socket(channel, server_side=True)
            with channel:
                head, body = read_request(channel)
                self.asked.append(head)
                self.bodies.append(body)
                if isinstance(self.behaviour, bytes):
                    channel.sendall(self.behaviour)
                else:
                    self.behaviour(channel, head.encode("latin-1"))

    @property
    def lines(self) -> list[str]:
        """The first line of each request."""
        return [head.splitlines()[0] for head in self.asked]

    def hang(self, channel: socket.socket, head: bytes) -> None:
        self.leaving.wait(20)

    def drip(self, channel: socket.socket, head: bytes) -> None:
        """A letter at a time, so that there is always news before anybody's patience ends."""
        channel.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.leaving.wait(0.05):
            channel.sendall(b"a")


def read_request(channel: socket.socket) -> tuple[str, bytes]:
    said = b""
    while b"\r\n\r\n" not in said:
        piece = channel.recv(65536)
        if not piece:
            break
        said += piece
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += channel.recv(65536)
    return head.decode("latin-1"), body


def answering(status: str, body: bytes = b"", **headers: str) -> bytes:
    named = {"Content-Length": str(len(body)), "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


class Names:
    """In place of the machine's resolver and its network: what names mean, and whom a connection was made to.

    A connection to a number outside is made to the port on loopback, so that no test reaches anybody.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.meant: dict[str, list[list[str]]] = {}
        self.looked_up: list[str] = []
        self.connected: list[str] = []
        monkeypatch.setattr(connecting, "look_up", self.look_up)
        monkeypatch.setattr(connecting, "connect", self.connect)

    def mean(self, name: str, *answers: list[str]) -> None:
        """What is answered at the first question, at the second, and so on."""
        self.meant[name] = list(answers)

    def look_up(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        if host not in self.meant:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.meant[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def connect(self, number: str, port: int, seconds: float) -> Any:
        self.connected.append(number)
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)
