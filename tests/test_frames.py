"""What stands in a text of somebody else's: the frame of the very thing that the address names, or a plain link.

One table for what readers get and for what the desk says while an address is typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from articles.body import frames

YOUTUBE = "https://www.youtube-nocookie.com/embed"
VIMEO = "https://player.vimeo.com/video"
FILM = "dQw4w9WgXcQ"
LIST = "PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf"

# The address, the service that it is recognised as, and the frame that shows it.
CASES = [
    # From where it begins, up to where it ends
    (f"https://youtu.be/{FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://youtu.be/{FILM}?t=90", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1&start=90"),
    (f"https://youtu.be/{FILM}?si=x&t=90s", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1&start=90"),
    (f"https://www.youtube.com/watch?v={FILM}&t=1m30s", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1&start=90"),
    (
        f"https://www.youtube.com/watch?v={FILM}&t=1h2m3s",
        "YouTube",
        f"{YOUTUBE}/{FILM}?autoplay=1&start=3723",
    ),
    (f"https://www.youtube.com/watch?v={FILM}#t=2m", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1&start=120"),
    (f"https://www.youtube.com/watch?v={FILM}&t=soon", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://www.youtube.com/watch?v={FILM}&t=0", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (
        f"https://www.youtube.com/embed/{FILM}?start=5&end=20",
        "YouTube",
        f"{YOUTUBE}/{FILM}?autoplay=1&start=5&end=20",
    ),
    # One film, however it is addressed
    (f"https://m.youtube.com/watch?v={FILM}&feature=share", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://music.youtube.com/watch?v={FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://www.youtube.com/shorts/{FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://www.youtube.com/live/{FILM}?si=x", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://www.youtube.com/v/{FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"{YOUTUBE}/{FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    # Playlists and channels
    (
        f"https://www.youtube.com/playlist?list={LIST}",
        "YouTube",
        f"{YOUTUBE}/videoseries?autoplay=1&list={LIST}",
    ),
    (
        f"https://www.youtube.com/embed/videoseries?list={LIST}",
        "YouTube",
        f"{YOUTUBE}/videoseries?autoplay=1&list={LIST}",
    ),
    (
        f"https://www.youtube.com/watch?v={FILM}&list={LIST}&index=3",
        "YouTube",
        f"{YOUTUBE}/{FILM}?autoplay=1&list={LIST}",
    ),
    # Of the editor who pasted it: readers have other ones of that name
    (f"https://www.youtube.com/watch?v={FILM}&list=WL", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    (f"https://www.youtube.com/watch?v={FILM}&list=RD{FILM}", "YouTube", f"{YOUTUBE}/{FILM}?autoplay=1"),
    ("https://www.youtube.com/playlist?list=WL", "YouTube", ""),
    ("https://www.youtube.com/playlist", "YouTube", ""),
    ("https://www.youtube.com/embed/videoseries", "YouTube", ""),
    ("https://www.youtube.com/embed/live_stream", "YouTube", ""),
    (
        "https://www.youtube.com/embed/live_stream?channel=UC4R8DWoMoI7CAwX8_LjQHig",
        "YouTube",
        f"{YOUTUBE}/live_stream?autoplay=1&channel=UC4R8DWoMoI7CAwX8_LjQHig",
    ),
    ("https://www.youtube.com/@somebody", "YouTube", ""),
    ("https://www.youtube.com/@somebody/live", "YouTube", ""),
    ("https://www.youtube.com/channel/UC4R8DWoMoI7CAwX8_LjQHig", "YouTube", ""),
    ("https://www.youtube.com/clip/UgkxABC", "YouTube", ""),
    ("https://www.youtube.com/results?search_query=harbour", "YouTube", ""),
    (f"https://www.youtube.com/watch?v={FILM}&v=another", "YouTube", ""),
    ("https://www.youtube.com/watch?v=%22%3E", "YouTube", ""),
    ("https://www.youtube.com/watch", "YouTube", ""),
    (f"https://studio.youtube.com/video/{FILM}/edit", "YouTube", ""),
    # Vimeo: the number alone is not always the film
    ("https://vimeo.com/123456789", "Vimeo", f"{VIMEO}/123456789?dnt=1"),
    ("https://www.vimeo.com/123456789?share=copy", "Vimeo", f"{VIMEO}/123456789?dnt=1"),
    ("https://vimeo.com/123456789/abcdef1234", "Vimeo", f"{VIMEO}/123456789?h=abcdef1234&dnt=1"),
    ("https://vimeo.com/123456789/abcdef1234?share=copy", "Vimeo", f"{VIMEO}/123456789?h=abcdef1234&dnt=1"),
    ("https://vimeo.com/123456789/1234567890", "Vimeo", f"{VIMEO}/123456789?h=1234567890&dnt=1"),
    ("https://player.vimeo.com/video/1?h=abc123", "Vimeo", f"{VIMEO}/1?h=abc123&dnt=1"),
    ("https://player.vimeo.com/video/1?h=abc", "Vimeo", f"{VIMEO}/1?h=abc&dnt=1"),
    ("https://vimeo.com/123456789/settings", "Vimeo", ""),
    ("https://vimeo.com/123456789/likes", "Vimeo", ""),
    ("https://player.vimeo.com/video/1", "Vimeo", f"{VIMEO}/1?dnt=1"),
    ("https://vimeo.com/123456789#t=1m30s", "Vimeo", f"{VIMEO}/123456789?dnt=1#t=90s"),
    ("https://vimeo.com/channels/staffpicks/123", "Vimeo", f"{VIMEO}/123?dnt=1"),
    ("https://vimeo.com/groups/shortfilms/videos/123", "Vimeo", f"{VIMEO}/123?dnt=1"),
    ("https://vimeo.com/showcase/99/video/123", "Vimeo", f"{VIMEO}/123?dnt=1"),
    ("https://vimeo.com/album/99/video/123", "Vimeo", f"{VIMEO}/123?dnt=1"),
    ("https://vimeo.com/event/123456", "Vimeo", ""),
    ("https://vimeo.com/event/123456/embed", "Vimeo", ""),
    ("https://vimeo.com/showcase/99", "Vimeo", ""),
    ("https://vimeo.com/album/99", "Vimeo", ""),
    ("https://vimeo.com/ondemand/films/123", "Vimeo", ""),
    ("https://vimeo.com/manage/videos/123", "Vimeo", ""),
    ("https://vimeo.com/user123", "Vimeo", ""),
    ("https://vimeo.com/123456789?h=%22%3E", "Vimeo", ""),
    ("https://player.vimeo.com/external/123.hd.mp4", "Vimeo", ""),
    ("https://vimeo.com/١٢٣", "Vimeo", ""),
    # The others
    ("https://www.tiktok.com/@a/video/7", "TikTok", "https://www.tiktok.com/player/v1/7"),
    ("https://www.tiktok.com/player/v1/7", "TikTok", "https://www.tiktok.com/player/v1/7"),
    ("https://www.tiktok.com/@a/photo/7", "TikTok", ""),
    ("https://www.tiktok.com/tag/video/7", "TikTok", ""),
    ("https://vm.tiktok.com/ZMabc/", "TikTok", ""),
    ("https://datawrapper.dwcdn.net/aBc12/3/", "Datawrapper", "https://datawrapper.dwcdn.net/aBc12/"),
    ("https://www.datawrapper.de/_/aBc12/", "Datawrapper", "https://datawrapper.dwcdn.net/aBc12/"),
    ("https://app.datawrapper.de/chart/aBc12/edit", "Datawrapper", ""),
    ("https://x.com/a/status/1", "X", ""),
    ("https://fb.watch/abc/", "Facebook", ""),
    # Nobody's
    (f"https://youtube.com.example.org/watch?v={FILM}", "", ""),
    (f"https://notyoutube.com/watch?v={FILM}", "", ""),
    (f"https://youtube.com@example.org/watch?v={FILM}", "", ""),
    ("https://www.example.org/1", "", ""),
]


@pytest.mark.parametrize(("address", "service", "shown"), CASES)
def test_an_embed_shows_the_very_thing_that_its_address_names(address: str, service: str, shown: str) -> None:
    assert frames.frame(address) == shown
    of = frames.provider(address).name
    assert of == service or (service == "" and of == frames.host_of(address))
    assert not shown or urlsplit(shown).hostname in settings.FRAME_HOSTS


def test_the_desk_names_the_same_services(page: Any) -> None:
    module = Path(settings.BASE_DIR, "static/desk/editor/providers.js").read_text()
    named = page.evaluate(
        """async ([module, addresses]) => {
            const { serviceOf } = await import(URL.createObjectURL(new Blob([module], { type: "text/javascript" })));
            return addresses.map(serviceOf);
        }""",
        [module, [address for address, _, _ in CASES]],
    )
    assert named == [service for _, service, _ in CASES]
