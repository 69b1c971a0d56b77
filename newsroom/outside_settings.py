"""Settings that say whom the newsroom asks outside, who may ask it from there, and where.

A wrong one stops the start with one line.
"""

from __future__ import annotations

import re
from pathlib import Path

from newsroom.environment import Environment, host_of, stop

# Signs that would end the address in a header are refused.
HUB = re.compile(r"https?://[^\s/?#@;,'\"<>\\]+(/[\w.~/%?&=-]*)?", re.ASCII)
# As browsers send it.
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
# With the port, if it is to be another than the usual.
HOST_AND_PORT = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
HIGHEST_PORT = 65535
# As long that no other file of the site has such a name.
KEY = re.compile(r"[A-Za-z0-9-]{16,128}", re.ASCII)


def hubs(read: Environment, name: str) -> tuple[str, ...]:
    """Web addresses, separated by spaces."""
    addresses = tuple(dict.fromkeys(read.optional_text(name).split()))
    for number, address in enumerate(addresses, start=1):
        if not HUB.fullmatch(address) or not host_of(address):
            stop(
                name,
                f"has something else in place {number}",
                "addresses of WebSub hubs such as https://hub.example.org/, separated by spaces, or nothing",
            )
    return addresses


def origins(read: Environment, name: str, *, default: str) -> tuple[str, ...]:
    """Other sites, separated by spaces or commas. A star is all of them, and “none” is none."""
    given = _parts(read.optional_text(name) or default)
    if given == ("none",):
        return ()
    if given != ("*",) and not all(map(ORIGIN.fullmatch, given)):
        stop(
            name,
            "has something else",
            "origins such as https://app.example.org, or * for all of them, or none",
        )
    return given


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


def wire_folder(read: Environment, name: str) -> Path | None:
    """A folder by its whole path. It may come later than the newsroom: another machine's disk is there or is not."""
    value = read.optional_text(name)
    if value and not Path(value).is_absolute():
        stop(name, f"is {value!r}", "a folder by its whole path, such as /srv/wires, or nothing")
    return Path(value) if value else None
