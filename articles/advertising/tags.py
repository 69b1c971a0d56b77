"""Whether somebody else's tag may be put into a frame: what it says openly about where it loads from.

What its scripts do is not looked at, and need not be: the frame keeps them in, and the browser lets them reach the
named hosts alone.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles.models.advertisement import LONGEST_TAG

HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z"
)
MOST_HOSTS = 20
LOADS = {"src", "srcset", "href", "data", "poster", "action", "formaction"}
# Where a reader goes by pressing needs no leave to load.
LINKS = {("a", "href"), ("area", "href")}
NOT_IN_A_TAG = {"base", "meta", "form", "object", "embed", "html", "head", "body", "frameset"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def hosts_in(text: str) -> list[str]:
    """One a line, each once."""
    return list(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))


def wrong_with_hosts(text: str) -> list[str]:
    found = [
        _(
            "“{host}” is no name of a machine. Write it as ads.example.com, without https:// or a path."
        ).format(host=host)
        for host in hosts_in(text)
        if not HOST.match(host)
    ]
    if len(hosts_in(text)) > MOST_HOSTS:
        found.append(_("{most} machines at most.").format(most=MOST_HOSTS))
    return found


def wrong_with_tag(tag: str, hosts: str) -> list[str]:
    """What has to be put right, in sentences."""
    if CONTROL.search(tag):
        return [_("The tag has signs that no text has. Copy it anew from its sender.")]
    if len(tag) > LONGEST_TAG:
        return [_("The tag is too long: {most} signs at most.").format(most=LONGEST_TAG)]
    reading = TagReading()
    reading.feed(tag)
    reading.close()
    found = [
        _("<{name}> cannot stand in a tag: the frame would not let it do anything.").format(name=name)
        for name in dict.fromkeys(reading.refused)
    ]
    known = set(hosts_in(hosts))
    for address in dict.fromkeys(reading.loaded):
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            found.append(_("“{address}” is no address.").format(address=address[:100]))
            continue
        if address.startswith("data:"):
            continue
        if parts.scheme not in {"", "https"} or not host or parts.port not in {None, 443}:
            found.append(_("“{address}” has to begin with https://.").format(address=address[:100]))
        elif host not in known:
            found.append(
                _("The tag loads from {host}, which is not among its hosts: add it there.").format(host=host)
            )
    return list(dict.fromkeys(found))


class TagReading(HTMLParser):
    """What a tag loads, and elements that no tag may have."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_IN_A_TAG:
            self.refused.append(tag)
            return
        for name, value in attrs:
            if name not in LOADS or (tag, name) in LINKS or not value:
                continue
            several = value.split(",") if name == "srcset" else [value]
            self.loaded += [one.split()[0] for one in several if one.strip()]
