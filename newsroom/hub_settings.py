"""WEBSUB_HUBS: the hubs that feeds name, read from the environment."""

from __future__ import annotations

import re

from newsroom.environment import Environment, host_of, stop

# Signs that would end the address in a header are refused.
HUB = re.compile(r"https?://[^\s/?#@;,'\"<>\\]+(/[\w.~/%?&=-]*)?", re.ASCII)


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
