"""robots.txt, ads.txt and security.txt: what the desk may write, who may, and what programs get."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import SiteFile, SiteFileVersion
from articles.policy import Role
from articles.writing import site_file_rules, site_files
from tests import factories
from tests.desk_forms import at_the_desk

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SITEMAPS = "Sitemap: http://testserver/sitemap.xml\nSitemap: http://testserver/news-sitemap.xml\n"
GOOD = {
    "robots": "# ours\nUser-agent: GPTBot\nUser-agent: CCBot # both\nDisallow: /\n\nuser-agent: *\nAllow: /\n"
    "Disallow:\nDisallow: /search/\nCrawl-delay: 1.5\nSitemap: https://other.example.org/map.xml",
    "ads": "contact=ads@example.org\nOWNERDOMAIN=example.org\nMANAGERDOMAIN=ads.example, PT\n# bought\n"
    "google.com, pub-123, DIRECT, f08c47fec0942fa0\nads.example,7,reseller;note\n"
    "placeholder.example.com, placeholder, DIRECT, placeholder",
    "security": "Contact: mailto:security@example.org\nContact: https://example.org/report#here\n"
    "Expires: 2027-06-01T00:00:00Z\nPreferred-Languages: en, pt-PT\nEncryption: dns:x.example.org?type=OPENPGPKEY",
}


def found(file: str, text: str) -> list[str]:
    return site_file_rules.problems(file, text, NOW)


@pytest.mark.parametrize("file", GOOD)
def test_a_right_file_is_taken_with_any_ends_of_lines(file: str) -> None:
    assert (
        found(file, GOOD[file]) == found(file, GOOD[file].replace("\n", "\r\n")) == found(file, " \n") == []
    )


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        (
            "robots",
            "User-agent: *\nDissallow: /x",
            "Line 2: “Dissallow” is not known here. Do you mean Disallow?",
        ),
        (
            "robots",
            "Disallow: /x",
            "Line 1: Say first whom this is for: a line such as “User-agent: *” goes before it.",
        ),
        ("robots", "User-agent: *\n\nDisallow: x/", "Line 3: Begin the path with a slash: /x/"),
        ("robots", "User-agent:", "Line 1: Name one robot, such as GPTBot, or * for all."),
        ("robots", "Sitemap: /map.xml", "Line 1: Write the whole address of the sitemap, with https://."),
        (
            "robots",
            "User-agent: *\nAllow: /desk/",
            "Line 2: Take this line out. The desk asks search engines itself not to list it, and those that may not "
            "fetch a page never learn that.",
        ),
        ("robots", "User-agent: *\nCrawl-delay: soon", "Line 2: Write a number of seconds."),
        (
            "ads",
            "google.com, pub-1",
            "Line 1: Write the seller’s domain, your account there, and DIRECT or RESELLER, with commas between.",
        ),
        ("ads", "#\ngoogle.com, pub-1, BOTH", "Line 2: The third part is DIRECT or RESELLER."),
        (
            "ads",
            "https://google.com, 1, DIRECT",
            "Line 1: Begin with the domain of the seller, such as google.com, without https://.",
        ),
        (
            "ads",
            "OWNERDOMAIN=https://x.org/",
            "Line 1: Write a domain such as example.com, without https:// and without a path.",
        ),
        ("ads", "OWNERDOMAIN=x.org\nownerdomain=y.org", "OWNERDOMAIN may stand in the file once."),
        (
            "ads",
            "WHO=x.org",
            "Line 1: “WHO” is not known here. These are: CONTACT, SUBDOMAIN, INVENTORYPARTNERDOMAIN, OWNERDOMAIN, "
            "MANAGERDOMAIN.",
        ),
        (
            "security",
            "Contact: mailto:a@b.org",
            "Say until when this holds, within a year: a line such as “Expires: 2027-10-25T12:00:00Z”.",
        ),
        (
            "security",
            "Expires: 2027-06-01T00:00:00Z",
            "Say how you can be reached: a line such as “Contact: mailto:security@example.com”.",
        ),
        (
            "security",
            "Contact: a@b.org\nExpires: 2027-06-01T00:00:00Z",
            "Line 1: Write an address that begins with https://, mailto: or tel:.",
        ),
        (
            "security",
            "Contact: tel:+351-1\nExpires: 2027-06-01",
            "Line 2: Write day, hour and zone, such as 2027-10-25T12:00:00Z.",
        ),
        (
            "security",
            "Contact: tel:+351-1\nExpires: 2026-06-01T00:00:00Z",
            "Line 2: This time is past: whoever reads the file then takes nothing in it for true. Write a later one.",
        ),
        (
            "security",
            "Contact: tel:+351-1\nExpires: 2028-06-01T00:00:00Z",
            "Line 2: This is more than a year away: write a day within a year, and look after the file then.",
        ),
        (
            "security",
            f"{GOOD['security']}\nExpires: 2027-06-01T00:00:00Z",
            "Expires may stand in the file once.",
        ),
    ],
)
def test_each_mistake_is_named_with_its_line_and_what_to_do(file: str, text: str, words: str) -> None:
    assert found(file, text) == [words]


def test_a_signed_security_file_is_read_within_its_signature() -> None:
    signed = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{GOOD['security']}\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQIz=\n-----END PGP SIGNATURE-----"
    )
    assert found("security", signed) == []


def test_what_ends_soon_and_what_closes_the_paper_is_said() -> None:
    def said(days: int) -> str:
        return site_file_rules.warning(
            "security", f"Expires: {NOW + timedelta(days=days):%Y-%m-%dT00:00:00Z}", NOW
        )

    assert (said(40), said(20)) == ("", "It ends on 2026-12-19. Write a later day before.")
    assert said(-1).startswith("It ended on 2026-11-28: programs take nothing in it for true.")
    closed = "It asks all robots to stay away from the whole paper: no search engine will list it."
    for text, words in {
        "User-agent: *\nDisallow: /": closed,
        "User-agent: *\nUser-agent: x\nDisallow: /": closed,
        "User-agent: x\nDisallow: /\nUser-agent: *\nDisallow:": "",
    }.items():
        assert site_file_rules.warning("robots", text, NOW) == words, text


def file(name: str) -> SiteFile:
    return SiteFile.objects.get_or_create(name=name)[0]


def sent(path: str) -> str:
    response = Client().get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    return response.content.decode()


@pytest.mark.django_db
def test_programs_get_what_the_desk_wrote_and_always_where_the_sitemaps_are() -> None:
    assert sent("/robots.txt") == f"User-agent: *\nAllow: /\n\n{SITEMAPS}"
    for path in ("/ads.txt", "/.well-known/security.txt"):
        assert Client().get(path).status_code == 404
    chief = factories.chief()
    for name, text in GOOD.items():
        site_files.change(file(name), text=f"{text}\r\n\r\n", by=chief)
    assert sent("/robots.txt") == f"{GOOD['robots']}\n\n{SITEMAPS}"
    assert sent("/ads.txt") == f"{GOOD['ads']}\n"
    assert sent("/.well-known/security.txt") == f"{GOOD['security']}\n"
    ours, _, theirs = SITEMAPS.partition("\n")
    site_files.change(file("robots"), text=f"User-agent: *\nAllow: /\n{ours}", by=chief)
    assert sent("/robots.txt") == f"User-agent: *\nAllow: /\n{ours}\n\n{theirs}"


@pytest.mark.django_db
def test_the_desk_changes_a_file_by_its_form_and_every_version_is_on_record() -> None:
    client = at_the_desk(chief := factories.chief())
    ads = file("ads")
    change = reverse("admin:articles_sitefile_change", args=[ads.pk])
    refused = client.post(change, {"text": "google.com\nx", "began_from": ""}).content.decode()
    assert "Line 1: Write the seller’s domain" in refused
    assert "Line 2: Write the seller’s domain" in refused
    assert SiteFileVersion.objects.count() == 0
    assert client.post(change, {"text": GOOD["ads"], "began_from": ""}).status_code == 302
    # Somebody who had it open from before is told, and what they typed stays.
    late = client.post(change, {"text": "CONTACT=late@example.org", "began_from": ""}).content.decode()
    assert "changed this file while you had it open" in late
    assert "CONTACT=late@example.org" in late
    version = SiteFileVersion.objects.get()
    assert (version.text, version.by) == (GOOD["ads"], chief)
    assert site_files.change(file("ads"), text=GOOD["ads"], by=chief) is None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SiteFileVersion.objects.update(text="")
    history = client.get(reverse("admin:articles_sitefile_history", args=[ads.pk])).content.decode()
    assert "google.com, pub-123" in history
    assert Client().get("/ads.txt").status_code == 200


@pytest.mark.django_db
def test_the_list_says_what_is_to_be_seen_to_and_only_chiefs_and_admins_open_it() -> None:
    ends = timezone.now() + timedelta(days=3)
    SiteFile.objects.update_or_create(
        name="security", defaults={"text": f"Contact: tel:1\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}"}
    )
    address = reverse("admin:articles_sitefile_changelist")
    page = at_the_desk(factories.user(Role.ADMIN)).get(address).content.decode()
    assert f"It ends on {ends:%Y-%m-%d}. Write a later day before." in page
    first = at_the_desk(factories.user(Role.ADMIN)).get(reverse("admin:index")).content.decode()
    assert first.count(f"It ends on {ends:%Y-%m-%d}. Write a later day before.") == 1
    for role in (Role.REPORTER, Role.SECTION_EDITOR):
        assert at_the_desk(factories.user(role)).get(address).status_code == 403


@pytest.mark.django_db
def test_the_desk_asks_search_engines_not_to_list_it_and_the_paper_does_not() -> None:
    for path in ("/desk/", "/desk/login/", "/desk/nothing/"):
        assert Client().get(path).headers["X-Robots-Tag"] == "noindex", path
    assert "X-Robots-Tag" not in Client().get("/").headers
