"""Requests made so that a kept page would be another one for whoever asks next: by host, headers, method, range and
parameters. Each is the first to ask for its page, of a real server."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.servers import database_url, redis_server, serving

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.django_db(transaction=True)]

# The first line with {path}, and headers; HOST stands for our own.
HOST = "Host: 127.0.0.1"
GET = "GET {path} HTTP/1.1"
ATTEMPTS: list[tuple[str, ...]] = [
    (GET, "Host: evil.example"),
    (GET, HOST, "Host: evil.example"),
    (GET, "Host: 127.0.0.1:1"),
    (GET, "Host: 127.0.0.1@evil.example"),
    ("GET http://evil.example{path} HTTP/1.1", HOST),
    ("GET http://127.0.0.1{path} HTTP/1.1", "Host: evil.example"),
    (GET, HOST, "X-Forwarded-Host: evil.example", "X-Forwarded-Port: 1", "X-Forwarded-Server: evil.example"),
    (GET, HOST, "Forwarded: for=1.2.3.4;host=evil.example;proto=https"),
    (GET, HOST, "X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "X-Forwarded-Scheme: https"),
    (GET, HOST, "X-Original-URL: /evil/", "X-Rewrite-URL: /evil/", "X-Forwarded-Prefix: /evil"),
    (GET, HOST, "Script-Name: /evil", "Script_Name: /evil", "Path-Info: /evil/"),
    (GET, HOST, "X-HTTP-Method-Override: POST", "X-HTTP-Method: HEAD", "X-Method-Override: DELETE"),
    ("HEAD {path} HTTP/1.1", HOST),
    *(
        (f"{method} {{path}} HTTP/1.1", HOST)
        for method in ("OPTIONS", "POST", "PUT", "DELETE", "PURGE", "get")
    ),
    (GET, HOST, "Range: bytes=0-9"),
    (GET, HOST, "Range: bytes=0-9,20-29", "If-Range: evil"),
    (GET, HOST, "If-None-Match: *"),
    (GET, HOST, "If-Match: evil"),
    (GET, HOST, "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT"),
    (GET, HOST, "Accept-Encoding: gzip;q=0, evil"),
    (GET, HOST, "Accept-Encoding: br, gzip"),
    (
        GET,
        HOST,
        "Accept: application/json",
        "Accept-Language: ar",
        "Content-Type: evil",
        "Origin: http://evil",
    ),
    (GET, HOST, "Cookie: desk=evil; messages=evil", "Authorization: Basic ZXZpbDpldmls"),
    (GET, HOST, "X-Request-ID: evil"),
    (GET, HOST, "Content-Length: 4"),
    *(
        (f"GET {{path}}?{query} HTTP/1.1", HOST)
        for query in (
            "evil=1",
            "utm_source=evil",
            "before=evil",
            "entry=evil",
            "%00",
            "a;utm_source=evil",
            "?",
        )
    ),
    ("GET {path}?utm_source=x&before=2030-01-01T00:00:00.000000Z.5 HTTP/1.1", HOST),
    ("GET /{path} HTTP/1.1", HOST),
    ("GET /evil/..{path} HTTP/1.1", HOST),
    ("GET {path}#evil HTTP/1.1", HOST),
]


def send(port: int, line: str, *headers: str) -> None:
    """Whatever the answer is."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as there:
        there.sendall("\r\n".join([line, *headers, "Connection: close", "", "evil"]).encode())
        while there.recv(65536):
            pass


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    asking: Any = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asking.request("GET", path, headers={"Host": "127.0.0.1", "Connection": "close", **headers})
    said = asking.getresponse()
    changing = {"date", "x-request-id"}
    return (
        said.status,
        {it: what for it, what in said.headers.items() if it.lower() not in changing},
        said.read(),
    )


def test_whatever_somebody_sends_first_the_next_reader_gets_the_page_as_it_is(tmp_path: Path) -> None:
    section = factories.section()
    paths = [
        factories.published_story(slug=f"story-{number}", section=section, root_section=section).path
        for number in range(len(ATTEMPTS))
    ]
    poisoned = []
    with (
        redis_server() as (redis, _),
        serving(tmp_path, DATABASE_URL=database_url(), CACHE_URL=redis) as site,
    ):
        for (line, *headers), path in zip(ATTEMPTS, paths, strict=True):
            send(site.port, line.format(path=path), *headers)
            kept = get(site.port, path)
            # A page that is asked for so is made for this request alone.
            true = get(site.port, path, **{"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"})
            if not get(site.port, path) == kept == true or kept[0] != 200 or b"evil" in kept[2]:
                poisoned.append((line, headers, kept, true))
    assert poisoned == []
