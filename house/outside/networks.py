"""Which machines may be asked by whoever types an address: those on the open internet, and no others.

IPv6 is a list of what is open, as most of it is nobody's. Networks in which an IPv4 address is hidden are closed: a
router on the way may take it out. The lists are IANA's, here and not only in `ipaddress`, which knew fewer of them in
older releases of Python.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

OPEN_IPV6 = ip_network("2000::/3")
CLOSED = [
    (ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this machine"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a network inside a provider's"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "the link, where clouds tell their secrets"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "special uses"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "a way from IPv6 to IPv4"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "measurements"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "many machines at once"),
        ("240.0.0.0/4", "nobody"),
        # Open by its number, and inside each virtual machine of Azure the host's own service.
        ("168.63.129.16/32", "a cloud's own service"),
        ("::/128", "this machine"),
        ("::1/128", "this machine"),
        ("::ffff:0:0/96", "an IPv4 address in disguise"),
        ("::/96", "an IPv4 address in disguise"),
        ("64:ff9b::/96", "a way from IPv6 to IPv4"),
        ("64:ff9b:1::/48", "a way from IPv6 to IPv4"),
        ("2001::/32", "a way from IPv6 to IPv4"),
        ("2001::/23", "special uses"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "a way from IPv6 to IPv4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "the link"),
        ("fec0::/10", "a private network"),
        ("ff00::/8", "many machines at once"),
    )
]


def why_closed(number: str) -> str:
    """To whom or what the address belongs, if it is not one of the open internet; else nothing."""
    try:
        ip = ip_address(number)
    except ValueError:
        return "nobody"
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        return "the link"
    for network, why in CLOSED:
        if ip.version == network.version and ip in network:
            return why
    return "" if _is_open(ip) else "special uses"


def _is_open(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in OPEN_IPV6:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_private)
