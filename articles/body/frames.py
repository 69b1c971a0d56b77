"""Embeds: who the provider of an address is, and the frame that can show it.

A page fetches nothing from a provider by itself. It has a link; where a frame is known, a press on the link puts the
frame in its place.
"""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

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
# The names that these providers give to films and charts. No sign in them could end an address.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
NUMBER = re.compile(r"[0-9]{1,20}")
# The key of a Vimeo film that is not listed. “settings” and “review” in the same place open a page about the film.
KEY = re.compile(r"[0-9a-f]{3,40}")
# 90, 90s or 1h2m3s.
MOMENT = re.compile(r"(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?")
# Playlists of a person, a channel or an album, which everybody sees alike. Others are made for whoever asks.
PLAYLIST = re.compile(r"(?:PL|UU|OLAK5uy_)[A-Za-z0-9_-]{1,60}")
CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{1,40}")
# Players of YouTube that stand where the name of a film would.
NO_FILM = {"videoseries", "live_stream"}


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def provider(address: str) -> Provider:
    host = host_of(address)
    known = (found for name, found in PROVIDERS.items() if host == name or host.endswith(f".{name}"))
    return next(known, Provider(host, SEE))


def frame(address: str) -> str:
    """The address of the frame that shows the page, at one of FRAME_HOSTS; nothing where there is only the link.

    An address that is not understood to its end has no frame: a link is never wrong, and a frame of another film is.
    """
    parts = urlsplit(address)
    steps = [step for step in parts.path.split("/") if step]
    asked = _asked(parts.query)
    if asked is None:
        return ""
    match provider(address).name:
        case "YouTube":
            return _youtube(host_of(address), steps, asked | (_asked(parts.fragment) or {}))
        case "Vimeo":
            return _vimeo(host_of(address), steps, asked, _asked(parts.fragment) or {})
        case "TikTok":
            return _tiktok(steps)
        case "Datawrapper":
            return _datawrapper(host_of(address), steps)
    return ""


def _asked(query: str) -> dict[str, str] | None:
    """The values of a query by their names; None where a name stands in it twice."""
    values = parse_qs(query)
    return (
        {name: of[0] for name, of in values.items()} if all(len(of) == 1 for of in values.values()) else None
    )


def _youtube(host: str, steps: list[str], asked: dict[str, str]) -> str:
    match steps:
        case ["watch"]:
            film = asked.get("v", "")
        case ["shorts" | "embed" | "live" | "v" | "e", film]:
            pass
        case [film] if host == "youtu.be":
            pass
        case ["playlist"]:
            film = "videoseries"
        case _:
            return ""
    playlist, channel = asked.get("list", ""), asked.get("channel", "")
    options = {"autoplay": "1"}
    if PLAYLIST.fullmatch(playlist):
        options["list"] = playlist
    if film in NO_FILM:
        if film == "live_stream" and CHANNEL.fullmatch(channel):
            options = {"autoplay": "1", "channel": channel}
        elif film == "live_stream" or "list" not in options:
            return ""
    elif not NAME.fullmatch(film):
        return ""
    begins = asked.get("t") or asked.get("start") or asked.get("time_continue") or ""
    if start := _seconds(begins):
        options["start"] = str(start)
    if end := _seconds(asked.get("end", "")):
        options["end"] = str(end)
    return f"https://www.youtube-nocookie.com/embed/{film}?{urlencode(options)}"


def _vimeo(host: str, steps: list[str], asked: dict[str, str], after: dict[str, str]) -> str:
    key = asked.get("h", "")
    match steps:
        case ["video", film] if host == "player.vimeo.com":
            pass
        case _ if host != "vimeo.com":
            return ""
        case [film, key] if KEY.fullmatch(key):
            pass
        case [film] | ["channels", _, film] | ["groups", _, "videos", film]:
            pass
        case ["album" | "showcase", _, "video", film]:
            pass
        case _:
            return ""
    if not NUMBER.fullmatch(film) or (key and not KEY.fullmatch(key)):
        return ""
    options = ({"h": key} if key else {}) | {"dnt": "1"}
    start = _seconds(after.get("t", ""))
    return f"https://player.vimeo.com/video/{film}?{urlencode(options)}{f'#t={start}s' if start else ''}"


def _tiktok(steps: list[str]) -> str:
    match steps:
        case [person, "video", film] if person.startswith("@") and NUMBER.fullmatch(film):
            return f"https://www.tiktok.com/player/v1/{film}"
        case ["player", "v1", film] | ["embed", "v2", film] if NUMBER.fullmatch(film):
            return f"https://www.tiktok.com/player/v1/{film}"
    return ""


def _datawrapper(host: str, steps: list[str]) -> str:
    match steps:
        case [name, *_] if host == "datawrapper.dwcdn.net" and NAME.fullmatch(name):
            return f"https://datawrapper.dwcdn.net/{name}/"
        case ["_", name] if host == "datawrapper.de" and NAME.fullmatch(name):
            return f"https://datawrapper.dwcdn.net/{name}/"
    return ""


def _seconds(moment: str) -> int:
    """0 where it says none, or nothing that can be read."""
    found = MOMENT.fullmatch(moment)
    if found is None:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
