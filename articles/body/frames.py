"""What stands in a text of somebody else's: who its provider is, and the frame it can be shown in.

A page fetches nothing of it. It has a link; a press on it may put the frame there instead, where we know one.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from django.utils.translation import gettext_noop

# With the name of the provider.
WATCH, SEE = gettext_noop("Watch on %(provider)s"), gettext_noop("See on %(provider)s")


class Provider(NamedTuple):
    name: str
    verb: str


PROVIDERS = {
    "youtube.com": Provider("YouTube", WATCH),
    "youtube-nocookie.com": Provider("YouTube", WATCH),
    "youtu.be": Provider("YouTube", WATCH),
    "vimeo.com": Provider("Vimeo", WATCH),
    "tiktok.com": Provider("TikTok", WATCH),
    "x.com": Provider("X", SEE),
    "twitter.com": Provider("X", SEE),
    "instagram.com": Provider("Instagram", SEE),
    "facebook.com": Provider("Facebook", SEE),
    "fb.watch": Provider("Facebook", WATCH),
    "datawrapper.de": Provider("Datawrapper", SEE),
    "dwcdn.net": Provider("Datawrapper", SEE),
}
# Names of what is shown, as these providers make them: nothing that could end an address.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def provider(address: str) -> Provider:
    host = host_of(address)
    known = (found for name, found in PROVIDERS.items() if host == name or host.endswith(f".{name}"))
    return next(known, Provider(host, SEE))


def frame(address: str) -> str:
    """The address of the frame that shows it, at one of FRAME_HOSTS; nothing where it can only be followed."""
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    match provider(address).name, steps:
        case "YouTube", ["watch"]:
            return _youtube(parse_qs(parts.query).get("v", [""])[0])
        case "YouTube", ["shorts" | "embed" | "live", name]:
            return _youtube(name)
        case "YouTube", [name] if host_of(address) == "youtu.be":
            return _youtube(name)
        case "Vimeo", [*_, name] if name.isdecimal():
            return f"https://player.vimeo.com/video/{quote(name)}?dnt=1"
        case "TikTok", [_, "video", name] if name.isdecimal():
            return f"https://www.tiktok.com/player/v1/{quote(name)}"
        case "Datawrapper", [name, *_] if host_of(address) == "datawrapper.dwcdn.net" and NAME.fullmatch(
            name
        ):
            return f"https://datawrapper.dwcdn.net/{name}/"
    return ""


def _youtube(name: str) -> str:
    return f"https://www.youtube-nocookie.com/embed/{name}?autoplay=1" if NAME.fullmatch(name) else ""
