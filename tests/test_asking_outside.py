"""Others are asked by one door, which leads to nobody's inner rooms and waits for nobody longer than it said."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from house import outside
from house.outside import connecting
from house.outside.networks import why_closed
from tests.outside import Names, Outside, answering

OPEN = "93.184.215.14"
HELLO = answering("200 OK", b"hello")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def allow(settings: Any, *servers: Outside) -> None:
    settings.OUTSIDE_ALLOWED_HOSTS = tuple(server.place for server in servers)


def test_an_answer_comes_with_who_asked_and_for_what(settings: Any) -> None:
    settings.SITE_NAME = "Der Bote (für Köln)\r\nX-Evil: 1"
    with Outside(answering("201 Made", b"well", X_Kind="a")) as server:
        allow(settings, server)
        answer = outside.ask(
            f"{server.address}/a b?q=é#part",
            method="POST",
            headers={"Content-Type": "text/plain", "Host": "evil.example", "user-agent": "another"},
            body=b"news",
        )
    assert (answer.status, answer.reason, answer.body, answer.is_cut) == (201, "Made", b"well", False)
    assert (answer.headers["X-Kind"], answer.is_well) == ("a", True)
    assert server.bodies == [b"news"]
    assert set(server.asked[0].split("\r\n")) == {
        "POST /a%20b?q=%C3%A9 HTTP/1.1",
        f"Host: {server.place}",
        "User-Agent: Der Bote fr KlnX-Evil 1 (Newsroom; +http://testserver)",
        "Accept-Encoding: gzip",
        "Connection: close",
        "Content-Type: text/plain",
        "Content-Length: 4",
    }


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://example.org/", "ftp://example.org is no address of the web"),
        ("file:///etc/passwd", "What was given is no address of the web"),
        ("//example.org/", "is no address of the web"),
        ("https://me:hush@example.org/", "https://example.org is an address with a user's name or password"),
        ("https://example.org@127.0.0.1/", "is an address with a user's name or password"),
        ("https://example.org:22/", "https://example.org:22 is at a port that OUTSIDE_PORTS does not name"),
        ("https://example.org:0/", "is at a port that OUTSIDE_PORTS does not name"),
        ("https://example.org:99999/", "is no address"),
        ("https://example.org/\r\nHost: evil", "with signs that no address has"),
        ("https://example.org\\@127.0.0.1/", "with signs that no address has"),
        ("https:///path", "without the name of a host"),
        ("https://[fe80::1%25eth0]/", "without the name of a host"),
        ("https://[v1.a]/", "is no address"),
        ("https://exam ple.org/", "without the name of a host"),
        ("https://-.-/", "without the name of a host"),
        (f"https://{'a.' * 127}org/", "without the name of a host"),
        (f"https://example.org/{'a' * 2000}", "is an address of more than 2000 letters"),
    ],
)
def test_what_is_no_address_of_the_web_is_not_looked_up(names: Names, address: str, why: str) -> None:
    with pytest.raises(outside.AddressRefused) as refused:
        outside.ask(address)
    assert why in str(refused.value)
    assert "hush" not in str(refused.value)
    assert (names.looked_up, names.connected) == ([], [])


CLOSED = """0.0.0.0 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.0.1 169.254.169.254 172.31.0.1 192.0.0.192
    192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
    168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::1
    100::1 2001::1 2001:2::1 2001:db8::1 2002:a00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254
    fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1 not-a-number"""


def test_only_machines_of_the_open_internet_are_asked(names: Names) -> None:
    assert [number for number in CLOSED.split() if not why_closed(number)] == []
    open_ones = ["1.1.1.1", OPEN, "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]
    assert [why_closed(number) for number in open_ones] == [""] * 5
    names.mean("rebound.example", [OPEN, "10.0.0.7"])
    with pytest.raises(outside.AddressRefused) as refused:
        outside.ask("https://rebound.example/secret?token=1")
    assert str(refused.value) == (
        "https://rebound.example leads to 10.0.0.7, which belongs to a private network"
    )
    assert names.connected == []


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:7f00:1]", "１２７.０.０.１"]
)
def test_no_way_of_writing_this_machine_leads_to_it(host: str) -> None:
    with pytest.raises(outside.OutsideProblem) as refused:
        outside.ask(f"http://{host}/")
    assert not isinstance(refused.value, outside.NoAnswer) or isinstance(refused.value, outside.UnknownName)


def test_a_name_is_looked_up_once_and_what_was_found_good_is_connected_to(
    names: Names, settings: Any
) -> None:
    """A name server that answers otherwise the second time is not asked a second time."""
    with Outside(HELLO) as server:
        settings.OUTSIDE_PORTS = (server.port,)
        names.mean("rebinding.example", [OPEN], ["127.0.0.1"])
        answer = outside.ask(f"http://rebinding.example:{server.port}/")
    assert answer.body == b"hello"
    assert names.looked_up == ["rebinding.example"]
    assert names.connected == [OPEN]
    assert f"Host: rebinding.example:{server.port}\r\n" in server.asked[0]


def test_a_host_that_the_operator_names_may_be_within_and_is_no_way_for_others(
    names: Names, settings: Any
) -> None:
    with Outside(HELLO) as hub, Outside(answering("302 Found", Location=f"{hub.address}/")) as evil:
        settings.OUTSIDE_PORTS = (evil.port, hub.port)
        settings.OUTSIDE_ALLOWED_HOSTS = (hub.place,)
        names.mean("127.0.0.1", ["127.0.0.1"])
        names.mean("evil.example", [OPEN])
        assert outside.ask(hub.address).body == b"hello"
        with pytest.raises(outside.AddressRefused, match=r"127\.0\.0\.1, which belongs to this machine$"):
            outside.ask(f"http://evil.example:{evil.port}/")
    assert len(hub.asked) == 1


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://169.254.169.254/latest/", r"169\.254\.169\.254, which belongs to the link"),
        ("https://inside.example/", r"leads to 192\.168\.0\.1, which belongs to a private network"),
        ("ftp://example.org/", "is no address of the web"),
        ("http://me:hush@example.org/", "is an address with a user's name"),
        ("http://[broken/", "is no address"),
        ("http://example.org:6379/", "is at a port that OUTSIDE_PORTS does not name"),
    ],
)
def test_where_we_are_sent_on_to_is_looked_at_as_any_address(
    names: Names, settings: Any, to: str, why: str
) -> None:
    names.mean("127.0.0.1", ["127.0.0.1"])
    names.mean("169.254.169.254", ["169.254.169.254"])
    names.mean("inside.example", ["192.168.0.1"])
    with Outside(answering("301 Moved", Location=to)) as server:
        allow(settings, server)
        with pytest.raises(outside.AddressRefused, match=why):
            outside.ask(server.address)
    assert names.connected == ["127.0.0.1"]


def test_redirects_are_followed_three_times_when_nothing_is_sent(settings: Any) -> None:
    with Outside(HELLO) as last, Outside(b"") as first:
        allow(settings, first, last)

        def lead_on(channel: Any, head: bytes) -> None:
            step = int(head.split()[1].rpartition(b"/")[2])
            to = f"/{step - 1}" if step > 1 else f"{last.address}/ça"
            channel.sendall(answering("307 There", Location=to.encode().decode("latin-1")))

        first.behaviour = lead_on
        headers = {"Authorization": "Bearer hush", "Accept": "text/html"}
        answer = outside.ask(f"{first.address}/3", headers=headers)
        assert (answer.status, answer.address) == (200, f"{last.address}/%C3%A7a")
        assert first.lines == ["GET /3 HTTP/1.1", "GET /2 HTTP/1.1", "GET /1 HTTP/1.1"]
        assert all("Authorization: Bearer hush" in head for head in first.asked)
        # To another host goes nothing that was meant for this one.
        assert "Accept: text/html" in last.asked[0]
        assert "hush" not in last.asked[0]
        with pytest.raises(outside.NoAnswer, match="more than 3 redirects"):
            outside.ask(f"{first.address}/9", method="HEAD")
        assert outside.ask(f"{first.address}/1", method="POST", body=b"news").status == 307
        assert len(last.asked) == 1


def test_who_hangs_or_drips_is_left_in_time(settings: Any) -> None:
    with Outside(b"") as server:
        allow(settings, server)
        for behaviour in (server.hang, server.drip):
            server.behaviour = behaviour
            began = time.monotonic()
            with pytest.raises(outside.NoAnswer, match=r"did not answer in time$"):
                outside.ask(server.address, seconds=0.4)
            assert time.monotonic() - began < 5
    assert len(server.asked) == 2


def test_a_name_server_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "look_up", lambda *_: time.sleep(1))
    with pytest.raises(outside.NoAnswer, match=r"could not be looked up within 0\.1 seconds$"):
        outside.ask("https://slow.example/", seconds=0.1)


def test_who_is_not_there_is_told_apart(names: Names, settings: Any) -> None:
    with pytest.raises(outside.UnknownName, match=r"^https://nobody\.example is a name that nobody has$"):
        outside.ask("https://nobody.example/")
    with Outside(b"nonsense\r\n\r\n") as server:
        allow(settings, server)
        names.mean("127.0.0.1", ["127.0.0.1"])
        with pytest.raises(outside.NoAnswer, match="does not answer"):
            outside.ask(server.address)
    with pytest.raises(outside.NoAnswer, match="does not answer"):
        outside.ask(server.address)


def test_of_an_endless_body_as_much_is_read_as_was_wanted(settings: Any) -> None:
    def for_ever(channel: Any, head: bytes) -> None:
        channel.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            channel.sendall(b"400\r\n" + b"a" * 1024 + b"\r\n")

    with Outside(for_ever) as server:
        allow(settings, server)
        answer = outside.ask(server.address, most_bytes=50_000)
        assert (len(answer.body), answer.is_cut) == (50_000, True)
        assert outside.ask(server.address, most_bytes=0).status == 200


def test_what_is_packed_is_unpacked_no_further_than_was_wanted(settings: Any) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    with Outside(answering("200 OK", bomb, Content_Encoding="gzip")) as server:
        allow(settings, server)
        answer = outside.ask(server.address, most_bytes=1000)
        assert (answer.body, answer.is_cut) == (b"\0" * 1000, True)
        server.behaviour = answering("200 OK", gzip.compress(b"whole"), Content_Encoding="GZIP")
        answer = outside.ask(server.address, most_bytes=1000)
        assert (answer.body, answer.is_cut) == (b"whole", False)
        for broken in (
            answering("200 OK", b"no gzip", Content_Encoding="gzip"),
            answering("200 OK", b"x", Content_Encoding="br"),
        ):
            server.behaviour = broken
            with pytest.raises(outside.NoAnswer):
                outside.ask(server.address)


def test_no_proxy_of_the_environment_hears_of_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with Outside(HELLO) as server:
        allow(settings, server)
        assert outside.ask(server.address).body == b"hello"


def certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate for these names, and whoever trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A hub")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.IPAddress(ipaddress.ip_address(one)) if one[0].isdigit() else x509.DNSName(one)
                    for one in names
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "hub.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cafile=str(file))


def test_a_certificate_is_checked_for_the_name_that_was_asked_for(
    names: Names, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serving, trusting = certificate(tmp_path, "hub.example")
    asked_for: list[str | None] = []
    serving.sni_callback = lambda _, name, __: asked_for.append(name)
    for name in ("hub.example", "another.example"):
        names.mean(name, [OPEN])
    with Outside(HELLO, tls=serving) as server:
        settings.OUTSIDE_PORTS = (server.port,)
        # As long as nobody trusts it, nothing is sent to it.
        with pytest.raises(outside.NoAnswer, match=r"has no certificate that holds for it \(self"):
            outside.ask(f"https://hub.example:{server.port}/")
        monkeypatch.setattr(connecting, "trust", lambda: trusting)
        assert outside.ask(f"https://hub.example:{server.port}/").body == b"hello"
        with pytest.raises(outside.NoAnswer, match=r"has no certificate that holds for it .*another"):
            outside.ask(f"https://another.example:{server.port}/")
    assert asked_for == ["hub.example", "hub.example", "another.example"]
    assert names.connected == [OPEN] * 3
    assert len(server.asked) == 1
