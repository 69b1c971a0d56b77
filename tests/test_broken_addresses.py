"""Addresses that no link of ours ever had are refused before anything trips over them."""

import logging

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/city/2026/05/23/\0",
        "/static/%00.css",
        "/desk/%00",
        "/?page=%00",
        "/?%00=1",
        "/?q=caf%E9",  # Latin-1
        "/?q=%ED%A0%80",  # a lone surrogate
        "/healthz?q=%C3",  # a letter cut in half
    ],
)
def test_a_broken_address_is_refused(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert response.content == b"Bad request: this address is broken.\n"


@pytest.mark.parametrize(
    "address", ["/healthz?q=caf%C3%A9", "/healthz?q=café", "/healthz?q=100%", "/healthz?"]
)
@pytest.mark.django_db
def test_an_unusual_address_is_not(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/caf%E9/", "/%FF", "/%ED%A0%80/"])
@pytest.mark.django_db
def test_a_path_in_another_encoding_leads_nowhere(client: Client, address: str) -> None:
    assert client.get(address, follow=True).status_code == 404


@pytest.mark.parametrize(
    "host", ["203.0.113.7", "203.0.113.7:443", "[2001:db8::7]", "evil.example", "a\x1b[2Jb", ""]
)
@pytest.mark.parametrize("path", ["/", "/desk/login/", "/healthz"])
def test_who_asks_for_another_host_gets_400_and_one_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, host: str, path: str
) -> None:
    assert client.get(path, HTTP_HOST=host).status_code == 400
    (record,), written = caplog.records, host.encode("unicode_escape").decode()
    assert (record.levelno, record.exc_info) == (logging.WARNING, None)
    assert record.getMessage() == f"Refused: the host “{written}” is not in ALLOWED_HOSTS."


@pytest.mark.django_db
def test_an_editor_whose_cookies_were_lost_on_the_way_is_told_of_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The server hands over an empty header for one with an accent in it, from whichever program of this host."""
    client.get("/desk/login/", HTTP_COOKIE="")
    (record,) = caplog.records
    assert "cookies could not be read at /desk/login/" in record.getMessage()
    caplog.clear()
    client.get("/desk/login/")
    client.get("/", HTTP_COOKIE="")  # readers have no cookie to lose
    client.get("/desk/login/", HTTP_COOKIE="csrftoken=x")
    assert caplog.records == []
