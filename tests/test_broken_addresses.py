"""Addresses that no link of ours ever had are refused before anything trips over them."""

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
