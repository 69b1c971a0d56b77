"""Settings that say whom the newsroom asks outside, and where. A wrong one stops the start with one line."""

from __future__ import annotations

import re

from newsroom.environment import Environment, host_of, stop

# With the port, if it is to be another than the usual.
HOST_AND_PORT = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
HIGHEST_PORT = 65535
# As long that no other file of the site has such a name.
KEY = re.compile(r"[A-Za-z0-9-]{16,128}", re.ASCII)


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


def key(read: Environment, name: str) -> str:
    """A key that search engines find in a file of the site; nothing if there is none."""
    value = read.optional_text(name)
    if value and not KEY.fullmatch(value):
        stop(name, "is no such key", "16 to 128 random letters and digits, or nothing")
    return value


def _parts(said: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.replace(",", " ").split()))
