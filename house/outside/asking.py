"""A request to the outside with its redirects, and as much of the answer as is wanted."""

from __future__ import annotations

import re
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from django.conf import settings

from house.outside.addresses import AddressRefused, NoAnswer, Target, target_of
from house.outside.connecting import Deadline, TimedSocket, channel_to

SECONDS = 10.0
MOST_BYTES = 64 * 1024
MOST_REDIRECTS = 3
ELSEWHERE = (301, 302, 303, 307, 308)
READING = ("GET", "HEAD")
A_PIECE = 16 * 1024
# What may go to another host than the one that it was meant for.
FOR_ANYBODY = {"accept", "accept-language"}
PACKED = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True)
class OutsideAnswer:
    status: int
    reason: str
    headers: Message
    body: bytes
    is_cut: bool
    """Whether there was more of the body than was wanted."""
    address: str
    """Where it came from in the end."""
    is_half: bool = False
    """Whether the body ended before all of it had come that was promised."""

    @property
    def is_well(self) -> bool:
        return 200 <= self.status < 300


def ask(
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
) -> OutsideAnswer:
    """Ask an address, and follow where it leads on, if nothing but reading is asked for.

    All of it ends within `seconds`. Of the body come at most `most_bytes`, unpacked; with 0 none is waited for.
    Whatever the answer's status is, it is an answer. Raises AddressRefused or NoAnswer, which are OutsideProblem.
    """
    target, given, deadline = target_of(address), dict(headers or {}), Deadline(seconds)
    was_named = target.is_named
    for _ in range(MOST_REDIRECTS + 1):
        # What others lead us to may be within only if we began there.
        answer = _ask_once(
            target, method, given, body, deadline, most_bytes, is_allowed=was_named and target.is_named
        )
        further = _led_to(answer, target) if method in READING else None
        if further is None:
            return answer
        if further.place != target.place:
            given = {name: value for name, value in given.items() if name.lower() in FOR_ANYBODY}
        target = further
    raise NoAnswer(
        target.place, f"was the end of more than {MOST_REDIRECTS} redirects, which are not followed"
    )


def user_agent() -> str:
    """Who we are. Of the paper's name only what a header can hold."""
    name = " ".join(re.sub(r"[^A-Za-z0-9 ._-]", "", settings.SITE_NAME).split())
    return f"{name} (Newsroom; +{settings.SITE_URL})".lstrip()


def _led_to(answer: OutsideAnswer, target: Target) -> Target | None:
    """Where an answer sends us, if anywhere. The address is looked at as any other."""
    to = answer.headers.get("Location", "").strip()
    if answer.status not in ELSEWHERE or not to:
        return None
    # Many write it in UTF-8, which http.client reads as Latin-1.
    to = to.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        further = urljoin(target.address, to)
    except ValueError:
        raise AddressRefused(target.place, "leads on to what is no address") from None
    return target_of(further)


def _ask_once(
    target: Target,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    deadline: Deadline,
    most_bytes: int,
    *,
    is_allowed: bool,
) -> OutsideAnswer:
    try:
        channel = channel_to(target, deadline, is_allowed=is_allowed)
        with channel:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = TimedSocket(channel, deadline)  # as much as it uses of one
            connection.request(method, target.path, body or None, _sent(target, headers))
            response = connection.getresponse()
            found, is_cut, is_half = _body(response, most_bytes) if most_bytes else (b"", False, False)
    except ssl.SSLCertVerificationError as problem:
        raise NoAnswer(
            target.place, f"has no certificate that holds for it ({problem.verify_message})"
        ) from problem
    except TimeoutError as problem:
        raise NoAnswer(target.place, "did not answer in time") from problem
    except zlib.error as problem:
        raise NoAnswer(target.place, "sent what cannot be unpacked") from problem
    except (OSError, HTTPException, ValueError) as problem:
        raise NoAnswer(target.place, f"does not answer ({_in_a_line(problem)})") from problem
    reason = "".join(sign for sign in response.reason if sign.isprintable())[:100]
    return OutsideAnswer(response.status, reason, response.headers, found, is_cut, target.address, is_half)


def _sent(target: Target, headers: Mapping[str, str]) -> dict[str, str]:
    ours = {
        "Host": target.host_header,
        "User-Agent": user_agent(),
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    taken = {name.lower() for name in ours}
    return ours | {name: value for name, value in headers.items() if name.lower() not in taken}


def _body(response: HTTPResponse, most: int) -> tuple[bytes, bool, bool]:
    """As much of the body as is wanted, unpacked piece by piece; whether there was more, or less than promised."""
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    unpacker = zlib.decompressobj(PACKED[packed]) if packed in PACKED else None
    if unpacker is None and packed not in {"", "identity"}:
        raise ValueError("it packs its answers in a way that nobody asked for")
    found = bytearray()
    while len(found) <= most:
        piece = response.read(A_PIECE)
        if not piece:
            break
        while piece and len(found) <= most:
            if unpacker is None:
                found += piece
                break
            found += unpacker.decompress(piece, most + 1 - len(found))
            piece = unpacker.unconsumed_tail
        if unpacker is not None and unpacker.eof:
            break
    is_cut = len(found) > most
    # What is packed says itself where it ends. Of the rest `http.client` counts what is still to come.
    is_half = bool(response.length) if unpacker is None else bool(found) and not unpacker.eof
    return bytes(found[:most]), is_cut, is_half and not is_cut


def _in_a_line(problem: Exception) -> str:
    return " ".join(str(problem).split())[:150] or type(problem).__name__
