"""The times that the desk says: by the newsroom's clock, in one way, on the server and in the browser."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as desk_settings
from django.test import Client

from articles.policy import Role
from house import clock
from tests import factories

SHOW = """async ([module, zone, now, moments]) => {
    document.head.innerHTML = `<meta name="newsroom-zone" content="${zone}">`;
    const true_date = Date;
    globalThis.Date = class extends true_date { constructor(...given) { super(...(given.length ? given : [now])); } };
    const { clock } = await import(URL.createObjectURL(new Blob([module], { type: "text/javascript" })));
    const shown = moments.map((moment) => [clock(moment), clock(moment, { seconds: true })]);
    globalThis.Date = true_date;
    return shown;
}"""


@pytest.mark.parametrize(
    ("zone", "now", "moment", "day"),
    [
        # Before clocks went forward, and after.
        ("Europe/London", "2027-03-28T12:00:00", "2027-03-27T23:30:00", "27 Mar "),
        ("Europe/London", "2027-03-28T12:00:00", "2027-03-28T00:59:00", ""),
        ("Europe/London", "2027-10-31T12:00:00", "2027-10-30T23:30:05", "30 Oct "),
        ("Europe/London", "2027-10-31T12:00:00", "2027-10-31T02:30:00", ""),
        ("America/Sao_Paulo", "2027-01-01T00:10:00", "2026-12-31T23:59:59", "31 Dec 2026 "),
        ("Asia/Kolkata", "2026-09-05T09:00:00", "2026-09-05T00:00:00", ""),
        ("Asia/Kolkata", "2026-09-05T09:00:00", "2025-09-05T09:00:00", "5 Sep 2025 "),
        ("Australia/Lord_Howe", "2026-10-05T09:00:00", "2026-10-04T01:45:00", "4 Oct "),  # half an hour
        ("UTC", "2026-11-28T20:00:00", "2026-05-03T07:08:09", "3 May "),
    ],
)
def test_a_note_says_the_hour_that_the_newsroom_s_clock_showed(
    page: Any, settings: Any, zone: str, now: str, moment: str, day: str
) -> None:
    settings.TIME_ZONE = zone
    there, here = (datetime.fromisoformat(it).replace(tzinfo=ZoneInfo(zone)) for it in (moment, now))
    module = Path(desk_settings.BASE_DIR, "static/desk/clock.js").read_text()
    said = page.evaluate(SHOW, [module, zone, here.timestamp() * 1000, [there.timestamp() * 1000]])
    assert said == [[f"{day}{there:%H:%M}", f"{day}{there:%H:%M:%S}"]]
    assert said == [[clock.said(there, now=here), clock.said(there, now=here, seconds=True)]]


@pytest.mark.django_db
def test_pages_of_the_desk_say_which_zone_the_newsroom_keeps() -> None:
    desk = Client()
    desk.force_login(factories.user(Role.REPORTER))
    page = desk.get("/desk/").content.decode()
    assert '<meta name="newsroom-zone" content="Asia/Kolkata">' in page


def test_a_letter_says_the_day_and_the_zone_of_a_time(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Kolkata"
    moment = datetime(2026, 11, 21, 20, 35, tzinfo=UTC)
    assert clock.in_full(moment) == "22 Nov 2026 02:05 IST"
    assert (clock.day(moment), clock.day(moment.date())) == ("22 Nov 2026", "21 Nov 2026")
    assert clock.weekday(moment) == "Sunday 22 Nov 2026"
