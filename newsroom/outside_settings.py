"""Settings that say whom the newsroom asks outside, and where. A wrong one stops the start with one line."""

from __future__ import annotations

import re

from newsroom.environment import Environment, host_of, stop

# With the port, if it is to be another than the usual.
HOST_AND_PORT = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
ADDRESS = re.compile(r"https?://[^\s/?#@;,'\"\\]+(/[^\s,#'\"\\]*)?")
PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
HIGHEST_PORT = 65535


def hosts(read: Environment, name: str) -> tuple[str, ...]:
    """Hosts that may be asked on whatever network they are, separated by spaces or commas."""
    given = _parts(read.optional_text(name).lower())
    for host in given:
        if not HOST_AND_PORT.fullmatch(host) or not host_of(f"http://{host}"):
            stop(name, f"has {host!r}", "hosts such as hub.example.org or 10.0.0.5:8080, or nothing")
    return given


def ports(read: Environment, name: str, *, default: str) -> tuple[int, ...]:
    """Numbers of ports, separated by spaces or commas."""
    given = _parts(read.optional_text(name) or default)
    for port in given:
        if not PORT.fullmatch(port) or int(port) > HIGHEST_PORT:
            stop(name, f"has {port!r}", f"numbers of ports such as {default}")
    return tuple(map(int, given))


def addresses(read: Environment, name: str) -> tuple[str, ...]:
    """Addresses on the web, separated by spaces or commas. The line of a mistake repeats none: one may hold a key."""
    given = _parts(read.optional_text(name))
    for number, address in enumerate(given, start=1):
        if not ADDRESS.fullmatch(address) or not host_of(address):
            expected = "addresses such as https://hub.example.org/, separated by spaces, or nothing"
            stop(name, f"has something else in place {number}", expected)
    return given


def _parts(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.replace(",", " ").split()))
