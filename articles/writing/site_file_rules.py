"""What robots.txt, ads.txt and security.txt may say: each mistake with its line, and what to do about it.

Programs read these files and nobody tells us what they made of them: a misspelt rule is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from difflib import get_close_matches

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.models import SiteFile

# RFC 9309 asks robots to read no more than this; the field of the desk takes a fifth.
ROBOTS = ("User-agent", "Allow", "Disallow", "Sitemap", "Crawl-delay", "Content-Signal")
ROBOT = re.compile(r"\*|[A-Za-z][\w.-]*", re.ASCII)
DESK = "/desk"
ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")

ADS_VARIABLES = ("CONTACT", "SUBDOMAIN", "INVENTORYPARTNERDOMAIN", "OWNERDOMAIN", "MANAGERDOMAIN")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
KINDS_OF_SELLERS = ("DIRECT", "RESELLER")

SECURITY = (
    *("Acknowledgments", "Canonical", "Contact", "Encryption", "Expires", "Hiring", "Policy"),
    "Preferred-Languages",
)
ONCE = ("Expires", "Preferred-Languages")
SAFE_ADDRESS = re.compile(r"(https://[^\s/]+(/\S*)?|mailto:\S+@\S+|tel:\+?[0-9().-]+)")
KEY_ADDRESS = re.compile(r"(https://[^\s/]+(/\S*)?|dns:\S+|openpgp4fpr:[0-9A-Fa-f]+)")
LANGUAGES = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*(\s*,\s*[A-Za-z]{2,3}(-[A-Za-z0-9]+)*)*")
SOON = timedelta(days=30)
LONG = timedelta(days=366)

Lines = list[tuple[int, str]]


def problems(file: str, text: str, now: datetime) -> list[str]:
    """What is wrong with a text, in sentences; nothing if there is nothing. An empty text is right for any file."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    if not text.strip():
        return []
    return list(RULES[SiteFile.Name(file)](lines, now))


def robots(lines: Lines, now: datetime) -> Iterator[str]:
    has_group = False
    for number, line in uncommented(lines):
        name, separator, value = (part.strip() for part in line.partition(":"))
        known = known_as(name, ROBOTS)
        if not separator or known is None:
            yield unknown(number, name, ROBOTS)
        elif known == "User-agent":
            has_group = True
            if not ROBOT.fullmatch(value):
                yield said(number, _("Name one robot, such as GPTBot, or * for all."))
        elif known == "Sitemap":
            if not ADDRESS.fullmatch(value):
                yield said(number, _("Write the whole address of the sitemap, with https://."))
        elif not has_group:
            yield said(
                number, _("Say first whom this is for: a line such as “User-agent: *” goes before it.")
            )
        elif known in {"Allow", "Disallow"} and value and value[0] not in "/*":
            yield said(number, _("Begin the path with a slash: /{path}").format(path=value))
        elif known in {"Allow", "Disallow"} and value.startswith(DESK):
            yield said(
                number,
                _(
                    "Take this line out. The desk asks search engines itself not to list it, and those that may "
                    "not fetch a page never learn that."
                ),
            )
        elif known == "Crawl-delay" and not re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
            yield said(number, _("Write a number of seconds."))


def ads(lines: Lines, now: datetime) -> Iterator[str]:
    owners = 0
    for number, line in uncommented(lines):
        name, separator, value = (part.strip() for part in line.partition("="))
        if separator and "," not in name:
            known = known_as(name, ADS_VARIABLES)
            owners += known == "OWNERDOMAIN"
            if known is None:
                yield unknown(number, name, ADS_VARIABLES)
            elif known != "CONTACT" and not DOMAIN.fullmatch(value.partition(",")[0].strip()):
                yield said(
                    number, _("Write a domain such as example.com, without https:// and without a path.")
                )
            elif not value:
                yield said(number, _("Write an address or a telephone number behind the sign =."))
            continue
        fields = [field.strip() for field in line.partition(";")[0].split(",")]
        if len(fields) not in {3, 4} or not all(fields[:3]):
            yield said(
                number,
                _(
                    "Write the seller’s domain, your account there, and DIRECT or RESELLER, with commas between."
                ),
            )
        elif not DOMAIN.fullmatch(fields[0]):
            yield said(
                number, _("Begin with the domain of the seller, such as google.com, without https://.")
            )
        elif fields[2].upper() not in KINDS_OF_SELLERS:
            yield said(number, _("The third part is DIRECT or RESELLER."))
    if owners > 1:
        yield _("OWNERDOMAIN may stand in the file once.")


def security(lines: Lines, now: datetime) -> Iterator[str]:
    found: dict[str, int] = {}
    for number, line in unsigned(uncommented(lines, only_whole=True)):
        name, separator, value = (part.strip() for part in line.partition(":"))
        known = known_as(name, SECURITY)
        if not separator or known is None:
            yield unknown(number, name, SECURITY)
            continue
        found[known] = found.get(known, 0) + 1
        if known == "Expires":
            yield from (said(number, words) for words in wrong_end(value, now))
        elif known == "Preferred-Languages":
            if not LANGUAGES.fullmatch(value):
                yield said(number, _("Write codes of languages with commas between, such as en, pt."))
        elif known == "Encryption":
            if not KEY_ADDRESS.fullmatch(value):
                yield said(
                    number, _("Write where the key is: an address with https://, dns: or openpgp4fpr:.")
                )
        elif not SAFE_ADDRESS.fullmatch(value):
            yield said(number, _("Write an address that begins with https://, mailto: or tel:."))
    if "Contact" not in found:
        yield _("Say how you can be reached: a line such as “Contact: mailto:security@example.com”.")
    if "Expires" not in found:
        yield _(
            "Say until when this holds, within a year: a line such as “Expires: {day}T12:00:00Z”."
        ).format(day=(now + timedelta(days=330)).date().isoformat())
    for name in ONCE:
        if found.get(name, 0) > 1:
            yield _("{name} may stand in the file once.").format(name=name)


RULES: dict[str, Callable[[Lines, datetime], Iterator[str]]] = {
    SiteFile.Name.ROBOTS: robots,
    SiteFile.Name.ADS: ads,
    SiteFile.Name.SECURITY: security,
}


def wrong_end(value: str, now: datetime) -> Iterator[str]:
    at = time_of(value)
    if at is None:
        yield _("Write day, hour and zone, such as {example}.").format(
            example=(now + timedelta(days=330)).strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    elif at <= now:
        yield _(
            "This time is past: whoever reads the file then takes nothing in it for true. Write a later one."
        )
    elif at > now + LONG:
        yield _("This is more than a year away: write a day within a year, and look after the file then.")


def time_of(value: str) -> datetime | None:
    try:
        at = parse_datetime(value.strip())
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def ends(text: str) -> datetime | None:
    """Until when a security.txt holds; None where it does not say."""
    found = re.search(r"^[ \t]*Expires[ \t]*:(.*)$", text, re.IGNORECASE | re.MULTILINE)
    return time_of(found[1]) if found else None


def warning(file: str, text: str, now: datetime) -> str:
    """What somebody should see to, though the file is right; nothing if there is nothing."""
    if file == SiteFile.Name.SECURITY and (at := ends(text)) is not None:
        if at <= now:
            return _("It ended on {day}: programs take nothing in it for true. Write a later day.").format(
                day=f"{at:%Y-%m-%d}"
            )
        if at <= now + SOON:
            return _("It ends on {day}. Write a later day before.").format(day=f"{at:%Y-%m-%d}")
    if file == SiteFile.Name.ROBOTS and closes_the_paper(text):
        return _("It asks all robots to stay away from the whole paper: no search engine will list it.")
    return ""


def closes_the_paper(text: str) -> bool:
    """Whether the group for all robots has “Disallow: /”."""
    is_for_all = is_in_group = False
    for _number, line in uncommented([(0, line.strip()) for line in text.splitlines()]):
        name, _separator, value = (part.strip() for part in line.partition(":"))
        if name.lower() == "user-agent":
            is_for_all = (is_for_all and not is_in_group) or value == "*"
            is_in_group = False
        else:
            is_in_group = True
            if is_for_all and name.lower() == "disallow" and value in {"/", "/*"}:
                return True
    return False


def uncommented(lines: Lines, *, only_whole: bool = False) -> Lines:
    """The lines that say something. In security.txt a sign # within a line belongs to it."""
    cut = lines if only_whole else [(number, line.partition("#")[0].strip()) for number, line in lines]
    return [(number, line) for number, line in cut if line and not line.startswith("#")]


def unsigned(lines: Lines) -> Lines:
    """Without the armour of a signature around the text."""
    words = [line for _number, line in lines]
    if not words or words[0] != "-----BEGIN PGP SIGNED MESSAGE-----":
        return lines
    end = words.index("-----BEGIN PGP SIGNATURE-----") if "-----BEGIN PGP SIGNATURE-----" in words else None
    return [(number, line) for number, line in lines[1:end] if not line.startswith("Hash:")]


def known_as(name: str, names: tuple[str, ...]) -> str | None:
    """Capitals do not matter in any of these files."""
    return next((it for it in names if it.lower() == name.lower()), None)


def unknown(number: int, name: str, names: tuple[str, ...]) -> str:
    close = get_close_matches(name.capitalize(), names, n=1) or get_close_matches(name.upper(), names, n=1)
    if close:
        return said(
            number, _("“{name}” is not known here. Do you mean {meant}?").format(name=name, meant=close[0])
        )
    return said(
        number, _("“{name}” is not known here. These are: {names}.").format(name=name, names=", ".join(names))
    )


def said(number: int, words: str) -> str:
    return _("Line {number}: {words}").format(number=number, words=words)
