"""Which addresses are asked at all, and what is said of those that are not.

A problem names scheme and host and no more of an address, since problems are kept and shown, and the rest may hold a
secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
LONGEST = 2000
# Names of machines, with the underscore that some have.
NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9_-]{0,62}\.?", re.ASCII)
BROKEN = re.compile(r"[\x00-\x1f\x7f\\]")


class OutsideProblem(Exception):
    """No answer came from outside: from where, and why, in one line."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place} {why}")
        self.place, self.why = place, why


class AddressRefused(OutsideProblem):
    """We do not ask there, today or tomorrow."""


class NoAnswer(OutsideProblem):
    """It was asked, or looked for. Another time it may answer."""


class UnknownName(NoAnswer):
    """Nobody has this name."""


@dataclass(frozen=True)
class Target:
    """What is asked, taken apart."""

    scheme: str
    host: str
    """A name in ASCII, or a number without brackets."""
    port: int
    path: str
    """And the query; without what browsers keep to themselves."""

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def place(self) -> str:
        return f"{self.scheme}://{self.host_header}"

    @property
    def address(self) -> str:
        return f"{self.place}{self.path}"

    @property
    def is_named(self) -> bool:
        """Whether the operator has named this host, which may then be on any network."""
        host, named = self.host.rstrip("."), settings.OUTSIDE_ALLOWED_HOSTS
        host = f"[{host}]" if ":" in host else host
        return f"{host}:{self.port}" in named or (host in named and self.port in settings.OUTSIDE_PORTS)


def target_of(address: str) -> Target:
    """The address taken apart. Raises AddressRefused if it is none that we ask."""
    where = place_in(address)
    if len(address) > LONGEST:
        raise AddressRefused(where, f"is an address of more than {LONGEST} letters")
    if BROKEN.search(address):
        raise AddressRefused(where, "is an address with signs that no address has")
    try:
        parts = urlsplit(address.strip())
        scheme, name, port = parts.scheme, parts.hostname or "", parts.port
        if "[" in parts.netloc and ":" not in name:
            raise ValueError(name)
    except ValueError:
        raise AddressRefused(where, "is no address") from None
    if scheme not in PORTS:
        raise AddressRefused(where, "is no address of the web: it must begin with http:// or https://")
    if "@" in parts.netloc:
        raise AddressRefused(where, "is an address with a user's name or password in it")
    host = host_of(name)
    if host is None:
        raise AddressRefused(where, "is an address without the name of a host")
    path = iri_to_uri(parts.path).replace("#", "%23") or "/"
    query = f"?{iri_to_uri(parts.query)}" if parts.query else ""
    target = Target(scheme, host, PORTS[scheme] if port is None else port, f"{path}{query}")
    if not target.is_named and target.port not in settings.OUTSIDE_PORTS:
        raise AddressRefused(target.place, "is at a port that OUTSIDE_PORTS does not name")
    return target


def is_named(address: str) -> bool:
    """Whether the operator has named the host of this address."""
    try:
        return target_of(address).is_named
    except AddressRefused:
        return False


def host_of(name: str) -> str | None:
    """A name as machines look it up, or the number that it is; None if it is neither."""
    if ":" in name:
        try:
            return str(IPv6Address(name)) if "%" not in name else None
        except AddressValueError:
            return None
    try:
        # Longer names have nobody, and take this encoding a long time.
        host = name.encode("idna").decode("ascii").lower() if len(name) < 254 else ""
    except UnicodeError:
        return None
    return host if NAME.fullmatch(host) else None


def place_in(address: str) -> str:
    """Scheme and host of whatever was given, for people to read."""
    try:
        parts = urlsplit(address.strip())
        named = f"{parts.scheme}://{parts.hostname}" if parts.hostname else ""
    except ValueError:
        named = ""
    return "".join(sign for sign in named if sign.isprintable())[:120] or "What was given"
