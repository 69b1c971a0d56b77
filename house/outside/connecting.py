"""A name is looked up once, by us. What was looked up and found good is connected to, and nothing else.

If the name were given to a library instead, that would look it up again, and could get another answer than the one we
checked. All waiting, from the first question to the last byte, ends at one time: a server that sends a byte each
second would otherwise be listened to for ever.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from functools import cache
from typing import Any

from house.outside.addresses import AddressRefused, NoAnswer, Target, UnknownName
from house.outside.networks import why_closed

# Of the numbers of one name, so many are tried, each so long.
TRIED = 3
SECONDS_TO_CONNECT = 4.0
# What looks names up cannot be interrupted: those that hang are waited for by so many threads and no more.
LOOKING_UP = threading.BoundedSemaphore(20)


class Deadline:
    """When all waiting ends."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError if none are."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not within {self.seconds:g} seconds")
        return left


class TimedReader(io.RawIOBase):
    """What a socket receives until the deadline."""

    def __init__(self, channel: socket.socket, deadline: Deadline) -> None:
        self.channel, self.deadline = channel, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.channel.settimeout(self.deadline.left())
        return self.channel.recv_into(buffer)


class TimedSocket:
    """As much of a socket as http.client uses. Whoever has opened the channel closes it."""

    def __init__(self, channel: socket.socket, deadline: Deadline) -> None:
        self.channel, self.deadline = channel, deadline

    def sendall(self, data: Any) -> None:
        rest = memoryview(data).cast("B")
        while rest:
            self.channel.settimeout(self.deadline.left())
            rest = rest[self.channel.send(rest) :]

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        return io.BufferedReader(TimedReader(self.channel, self.deadline))

    def close(self) -> None:
        pass


def look_up(host: str, port: int) -> list[str]:
    """The numbers of a name, as the machine's resolver has them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def numbers_of(target: Target, deadline: Deadline, *, is_allowed: bool) -> list[str]:
    """The numbers to connect to, after all that the name has were looked at.

    Raises AddressRefused for one that is not on the open internet, unless the operator has allowed this host.
    """
    found = _looked_up(target, deadline)
    for number in found:
        if not is_allowed and (whose := why_closed(number)):
            raise AddressRefused(target.place, f"leads to {number}, which belongs to {whose}")
    return found[:TRIED]


def _looked_up(target: Target, deadline: Deadline) -> list[str]:
    said: list[list[str] | Exception] = []
    over = threading.Event()

    def ask() -> None:
        try:
            said.append(look_up(target.host, target.port))
        except (OSError, UnicodeError) as problem:
            said.append(problem)
        finally:
            LOOKING_UP.release()
            over.set()

    if not LOOKING_UP.acquire(timeout=deadline.left()):
        raise NoAnswer(target.place, "could not be looked up: too many names are being looked up")
    threading.Thread(target=ask, name="looking up a name", daemon=True).start()
    over.wait(deadline.left())
    if not said:
        raise NoAnswer(target.place, f"could not be looked up within {deadline.seconds:g} seconds")
    if isinstance(answer := said[0], socket.gaierror) and answer.errno != socket.EAI_AGAIN:
        raise UnknownName(target.place, "is a name that nobody has")
    if isinstance(answer, Exception) or not answer:
        raise NoAnswer(target.place, "could not be looked up: the name server does not answer")
    return answer


def connect(number: str, port: int, seconds: float) -> socket.socket:
    """A connection to exactly this machine."""
    return socket.create_connection((number, port), timeout=seconds)


def channel_to(target: Target, deadline: Deadline, *, is_allowed: bool) -> socket.socket:
    """A connection to what the name was found to mean, with TLS for this name where the address says https."""
    numbers = numbers_of(target, deadline, is_allowed=is_allowed)
    for number in numbers:
        try:
            plain = connect(number, target.port, min(deadline.left(), SECONDS_TO_CONNECT))
            break
        except OSError:
            if number == numbers[-1]:
                raise
    if target.scheme == "http":
        return plain
    try:
        return _with_tls(plain, target.host.rstrip("."), deadline)
    except BaseException:
        plain.close()
        raise


def _with_tls(plain: socket.socket, host: str, deadline: Deadline) -> ssl.SSLSocket:
    channel = trust().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    channel.settimeout(deadline.left())
    channel.do_handshake()
    return channel


@cache
def trust() -> ssl.SSLContext:
    """Certificates are checked, for the name that was asked for."""
    return ssl.create_default_context()
