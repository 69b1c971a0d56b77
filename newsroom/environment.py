"""Reads settings from the environment. A wrong or missing value stops the start with one line.

Every reader knows in words what it expects. So the line says which setting is wrong and what it should look like, and
there is no traceback from inside a parser.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import parse_qs, quote, urlsplit

from django.conf.locale import LANG_INFO
from environs import Env, EnvError, EnvNotSetError

from house.typography import dash_of, quotes_of

T = TypeVar("T")

HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]|\*")
HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?")
# A host with a port, or a token and what it is for; `api` is for tests and for proxies that calls must go through.
PURGED = re.compile(
    r"(varnish|purge)://(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}"
    r"|(fastly|cloudflare)://[A-Za-z0-9._~-]+@[A-Za-z0-9]+(\?api=https?://[A-Za-z0-9.:\[\]/-]+)?"
)
DATABASES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
CACHES = {
    "locmem": "django.core.cache.backends.locmem.LocMemCache",
    "redis": "django.core.cache.backends.redis.RedisCache",
    "rediss": "django.core.cache.backends.redis.RedisCache",
    "unix": "django.core.cache.backends.redis.RedisCache",
}
# As `articles.policy.Role` has them, which settings cannot ask.
ROLES = (
    "Reporter",
    "Copy editor",
    "Picture editor",
    "Section editor",
    "Editor-in-chief",
    "Wire desk",
    "Admin",
)
# A user's name or a password in an address: signs that have a meaning there must be encoded.
ENCODED = re.compile(r"(?:[^@/?#\[\]%\s]|%[0-9A-Fa-f]{2})*")
HOW_TO_ENCODE = "with each of @ / ? # % in a user's name or password percent-encoded (@ is %40)"
# How similar a name must be to one of ours: one letter too few or too many, two swapped, or another ending.
LIKE_OURS = 0.85


def shared_pages() -> dict[str, Any]:
    """Of Redis where processes share pages: nobody waits for it, or asks it twice."""
    # A process without Redis does not load its library, which is larger than the paper.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_connect_timeout": 0.2,
        "socket_timeout": 0.2,
        "retry": Retry(NoBackoff(), 0),
        "serializer": "newsroom.pagecache.shared.Bytes",
    }


class Environment:
    def __init__(self, env: Env) -> None:
        self.env = env
        self.names: set[str] = set()

    def read(self, reader: Callable[..., T], name: str, expected: str, **options: Any) -> T:
        self.names.add(name)
        try:
            return reader(name, **options)
        except EnvNotSetError:
            stop(name, "is not set", expected)
        except (EnvError, ValueError):
            # The line does not repeat the value, which may hold a password.
            stop(name, "cannot be read", expected)

    def text(self, name: str, expected: str, **options: Any) -> str:
        value = self.read(self.env.str, name, expected, **options).strip()
        if not value:
            stop(name, "is empty", expected)
        return value

    def optional_text(self, name: str) -> str:
        return self.read(self.env.str, name, "a line of text", default="").strip()

    def flag(self, name: str, when: str, *, default: bool) -> bool:
        """Yes or no. `when` says when to set the opposite of the default."""
        expected = f"{'false' if default else 'true'} {when}, otherwise {'true' if default else 'false'}"
        said = self.optional_text(name)
        try:
            return self.env.bool(name, default=default)
        except EnvError:
            stop(name, f"is {said!r}", expected)

    def one_of(self, name: str, words: tuple[str, ...]) -> str:
        """One of a few words; the first if nothing is set."""
        value = (self.optional_text(name) or words[0]).lower()
        if value not in words:
            stop(name, f"is {value!r}", f"{', '.join(words[:-1])} or {words[-1]}")
        return value

    def number(self, name: str, expected: str, *, default: int) -> int:
        return self.amount(name, expected, default=default, least=1)

    def amount(self, name: str, expected: str, *, default: int, least: int = 0) -> int:
        value = self.read(self.env.int, name, expected, default=default)
        if value < least:
            stop(name, f"is {value}", expected)
        return int(value)

    def secret(self, name: str, *, strict: bool) -> str:
        """A key that is long and varied enough to sign with; any text while debugging."""
        expected = "50 or more random characters"
        value = self.text(name, expected)
        if strict and len(value) < 50:
            stop(name, f"has only {len(value)} characters", expected)
        if strict and (len(set(value)) < 5 or value.startswith("django-insecure-")):
            stop(name, "is easy to guess", expected)
        return value

    def secrets(self, name: str, *, strict: bool) -> list[str]:
        """Keys that are no longer signed with, separated by spaces."""
        expected = "former values of SECRET_KEY, separated by spaces, or nothing"
        keys = self.optional_text(name).split()
        if strict and any(len(key) < 50 for key in keys):
            stop(name, "has a key of fewer than 50 characters", expected)
        return keys

    def roles(self, name: str) -> list[str]:
        """Names of roles, separated by commas."""
        known = {role.casefold(): role for role in ROLES}
        names = [role.strip() for role in self.optional_text(name).split(",") if role.strip()]
        for role in names:
            if role.casefold() not in known:
                stop(name, f"has {role!r}", f"{', '.join(ROLES[:-1])} or {ROLES[-1]}, separated by commas")
        return [known[role.casefold()] for role in names]

    def zone(self, name: str, *, default: str) -> str:
        expected = "an IANA zone such as Europe/Lisbon or Asia/Kolkata"
        value = self.text(name, expected, default=default)
        if value not in zoneinfo.available_timezones():
            stop(name, f"is {value!r}", expected)
        return value

    def language(self, name: str, *, default: str) -> str:
        expected = "a language code such as en, en-gb or pt"
        value = self.text(name, expected, default=default).lower()
        if value.split("-")[0] not in LANG_INFO:
            stop(name, f"is {value!r}", expected)
        return value

    def languages(self, name: str, *, default: str) -> list[str]:
        """Codes of languages; the newspaper's own if nothing is set."""
        expected = "codes of languages such as en pt ar"
        codes = (self.optional_text(name) or default).replace(",", " ").lower().split()
        for code in codes:
            if code.split("-")[0] not in LANG_INFO:
                stop(name, f"has {code!r}", expected)
        return list(dict.fromkeys(codes))

    def quotes(self, name: str, *, language: str) -> tuple[str, ...]:
        """Four quotation marks: opening, closing, and the same two inside a quotation; none if they stay as typed."""
        expected = "four signs such as “”‘’ or «»“”, or off"
        value = "".join(self.read(self.env.str, name, expected, default="").split())
        if value.lower() == "off":
            return ()
        if value and (len(value) != 4 or value.isalnum()):
            stop(name, f"is {value!r}", expected)
        return tuple(value) or quotes_of(language)

    def dash(self, name: str, *, language: str) -> str:
        expected = "– or —"
        value = self.text(name, expected, default=dash_of(language))
        if value not in {"–", "—"}:
            stop(name, f"is {value!r}", expected)
        return value

    def address(self, name: str, *, secure: bool) -> str:
        """A web address without path or trailing slash, such as https://www.example.org."""
        expected = f"the site's own address, such as http{'s' * secure}://www.example.org"
        value = self.text(name, expected).rstrip("/").lower()
        host = host_of(value)
        if not re.fullmatch(r"https?://[^/?#@]+", value) or not HOST.fullmatch(host) or host == "*":
            stop(name, f"is {value!r}", expected)
        if secure and not value.startswith("https://"):
            stop(name, f"is {value!r}", f"{expected}, because HTTPS_ONLY is true")
        return value

    def optional_address(self, name: str, *, secure: bool) -> str:
        """A web address that may have a path, without trailing slash; empty if it is not set."""
        expected = f"an address such as http{'s' * secure}://pictures.example.org, or nothing"
        value = self.optional_text(name).rstrip("/")
        if not value:
            return ""
        # Signs that could break the header of the content security policy are refused too.
        if not re.fullmatch(r"https?://[^\s/?#@;,'\"]+(/[\w.~/%-]*)?", value) or not HOST.fullmatch(
            host_of(value)
        ):
            stop(name, "is no such address", expected)
        if secure and not value.startswith("https://"):
            stop(name, f"is {value!r}", f"{expected}, because HTTPS_ONLY is true")
        return value

    def token(self, name: str) -> str:
        """A secret that a program sends; nothing if there is none."""
        value = self.optional_text(name)
        if value and not re.fullmatch(r"[A-Za-z0-9._~+/=-]{20,}", value, re.ASCII):
            stop(name, "is no such secret", "20 or more random letters and digits, or nothing")
        return value

    def header(self, name: str, *, trusted: bool) -> str:
        """The name of a header that only a proxy may set; nothing if there is none."""
        expected = "the name of a header that the proxy sets, such as X-Request-ID, or nothing"
        value = self.optional_text(name)
        if value and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", value, re.ASCII):
            stop(name, f"is {value!r}", expected)
        if value and not trusted:
            stop(name, "is set, but BEHIND_PROXY is not true: anybody could send this header", expected)
        return value

    def purge_addresses(self, name: str) -> tuple[str, ...]:
        """The caches that are told of changes, separated by spaces. The line of a mistake repeats no token."""
        expected = (
            "addresses such as varnish://127.0.0.1:6081, purge://127.0.0.1:8080, fastly://token@service or "
            "cloudflare://token@zone, separated by spaces, or nothing"
        )
        addresses = tuple(dict.fromkeys(self.optional_text(name).split()))
        for number, address in enumerate(addresses, start=1):
            if not PURGED.fullmatch(address) or not host_of(address):
                stop(name, f"has something else in place {number}", expected)
        return addresses

    def countries(self, name: str) -> tuple[str, ...]:
        """Codes of countries, separated by spaces or commas."""
        codes = tuple(self.optional_text(name).upper().replace(",", " ").split())
        for code in codes:
            if not re.fullmatch(r"[A-Z]{2}", code):
                stop(name, f"has {code!r}", "codes of countries such as PT ES, or nothing")
        return codes

    def host_names(self, name: str) -> tuple[str, ...]:
        """Names of hosts, separated by spaces or commas, without ports, paths or stars."""
        hosts = tuple(dict.fromkeys(self.optional_text(name).lower().replace(",", " ").split()))
        for host in hosts:
            if not HOST_NAME.fullmatch(host):
                stop(name, f"has {host!r}", "names of hosts such as videos.example.org, or nothing")
        return hosts

    def refuse_lookalikes(self, environ: Mapping[str, str]) -> None:
        """Stop at a name that is probably a mistake for one of ours: its value would be ignored silently.

        Call this after all settings were read. Most names in an environment are not for us. So a name must be very
        like ours, or have all words of a name of ours that is not set: S3_SECRET_ACCESS_KEY, NEWSROOM_SITE_NAME.
        """
        for name in sorted(environ.keys() - self.names):
            # An empty value, or a name in small letters, which other programs set: "debug", "container".
            if not environ[name] or re.fullmatch(r"[a-z]+", name):
                continue
            close = get_close_matches(name.upper(), self.names, n=1, cutoff=LIKE_OURS)
            meant = close or [
                ours for ours in sorted(self.names - environ.keys()) if has_words_of(ours, name)
            ]
            if meant:
                stop(name, "is none of ours, and would be ignored", f"{' or '.join(meant)}, or no {name}")

    def bucket(self, name: str, *, beside: str | None = None) -> str:
        """The name of a bucket, or nothing. `beside` is the other bucket: both are set or none, and they differ."""
        expected = "the names of two buckets, one public and one private, or of none"
        value = self.optional_text(name)
        if value and not re.fullmatch(r"[A-Za-z0-9][\w.-]{1,61}[A-Za-z0-9]", value, re.ASCII):
            stop(name, f"is {value!r}", expected)
        if beside is not None and bool(value) != bool(beside):
            stop(name, "is set alone" if value else "is not set", expected)
        if value and value == beside:
            stop(name, "is the private bucket too", expected)
        if value and not (find_spec("storages") and find_spec("boto3")):
            # This project is on no package index. The package "newsroom" there belongs to somebody else.
            stop(
                name,
                "needs django-storages, which is not installed",
                "pip install --require-hashes -r requirements-s3.lock first, a file of this project",
            )
        return value

    def mail(self, name: str, *, default: str) -> dict[str, Any]:
        """Django's EMAIL_ settings."""
        expected = (
            "submission://user:password@mail.example.org:587, smtp://localhost:25 or console:, "
            + HOW_TO_ENCODE
        )
        self.refuse_bare_signs(name, expected)
        read: Callable[..., dict[str, Any]] = self.env.dj_email_url
        config = self.read(read, name, expected, default=default)
        if "EMAIL_BACKEND" not in config:
            stop(name, "names no way to send mail", expected)
        # A mail server that does not answer must not block the worker for ever.
        return config | {"EMAIL_TIMEOUT": config["EMAIL_TIMEOUT"] or 10}

    def sender(self, name: str, *, host: str) -> str:
        """The sender of mail; the newsroom at the site's own host if it is not set."""
        value = self.optional_text(name) or f"newsroom@{host}"
        address = parseaddr(value)[1]
        if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) or "\n" in value:
            stop(name, f"is {value!r}", "an address such as Newsroom <newsroom@example.org>")
        return value

    def hosts(self, name: str, *, site_url: str, strict: bool) -> list[str]:
        """The host names that the site answers to. "*" is refused: it would let a forged Host header into links."""
        own = host_of(site_url)
        expected = f"host names separated by commas, {own} among them"
        values = [host.strip().lower() for host in self.read(self.env.list, name, expected, default=[own])]
        if not any(values):
            stop(name, "is empty", expected)
        for host in values:
            if not HOST.fullmatch(host) or (strict and host == "*"):
                stop(name, f"has {host!r}", expected)
        if not {own, "*", *(f".{parent}" for parent in parents(own))} & set(values):
            stop(name, f"lacks {own}, the host of SITE_URL", expected)
        return values

    def folder(self, name: str, *, default: Path) -> Path:
        """A folder, which is made if it does not exist."""
        expected = "a folder for the database and the pictures"
        path = default.parent / self.text(name, expected, default=str(default))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            stop(name, f"cannot be used ({path}: {problem.strerror})", expected)
        return path

    def database(self, name: str, *, default: Path) -> dict[str, Any]:
        expected = (
            "sqlite:////path/to/newsroom.sqlite3 or postgres://user:password@host:5432/name, " + HOW_TO_ENCODE
        )
        self.refuse_bare_signs(name, expected)
        read: Callable[..., dict[str, Any]] = self.env.dj_db_url
        config = self.read(read, name, expected, default=f"sqlite:///{quote(str(default))}")
        if config["ENGINE"] not in DATABASES or config["NAME"] in {"", ":memory:"}:
            stop(name, "names no SQLite or PostgreSQL database", expected)
        if config["ENGINE"].endswith("sqlite3") and not Path(config["NAME"]).parent.is_dir():
            stop(name, f"points into {Path(config['NAME']).parent}, which is no folder", expected)
        return dict(config)

    def optional_database(self, name: str) -> dict[str, Any] | None:
        """A PostgreSQL database, or none: a database of its own is for another role or a replica."""
        if not self.optional_text(name):
            return None
        expected = "postgres://user:password@host:5432/name, or nothing, " + HOW_TO_ENCODE
        self.refuse_bare_signs(name, expected)
        read: Callable[..., dict[str, Any]] = self.env.dj_db_url
        config = self.read(read, name, expected)
        if config["ENGINE"] != "django.db.backends.postgresql" or not config["NAME"]:
            stop(name, "names no PostgreSQL database", expected)
        return dict(config)

    def cache(self, name: str, *, default: str) -> dict[str, Any]:
        """Django's setting for the cache. The Redis client gets the address as it is.

        The number of the database is checked here: the client would take a wrong one for 0, where the keys of another
        program may be.
        """
        expected = (
            "locmem://newsroom, redis://user:password@host:6379/0 or unix:///path/to/redis.sock?db=0, "
            + HOW_TO_ENCODE
        )
        self.refuse_bare_signs(name, expected)
        value = self.text(name, expected, default=default)
        scheme, _, rest = value.partition("://")
        if scheme not in CACHES or not rest:
            stop(name, "names no cache we know", expected)
        if scheme == "locmem":
            return {"BACKEND": CACHES[scheme], "LOCATION": rest}
        parts = urlsplit(value)
        number = parse_qs(parts.query).get("db", ["0"])[0]
        if scheme != "unix":
            number = parts.path.removeprefix("/") or number
            if not host_of(value):
                stop(name, "names no host, or a port that is no number", expected)
        if not re.fullmatch(r"[0-9]{1,5}", number, re.ASCII):
            stop(name, f"names the database {number!r}, which is no number", expected)
        # The cache is not necessary, so it is not waited for.
        patience = {"socket_connect_timeout": 2, "socket_timeout": 2}
        return {"BACKEND": CACHES[scheme], "LOCATION": value, "OPTIONS": patience}

    def refuse_bare_signs(self, name: str, expected: str) -> None:
        """Stop if a name or password in an address has a sign that would end it too soon: pa/ss, pa#ss."""
        _, found, rest = self.optional_text(name).partition("://")
        who, at, _ = rest.rpartition("@")
        if found and ((at and not ENCODED.fullmatch(who)) or "#" in rest):
            stop(name, "has a sign in it that has to be percent-encoded", expected)


def close_to_others(folder: Path) -> None:
    """Make a folder that other users of this machine cannot read, whatever the umask.

    The process for readers may run as another user. It needs nothing in this folder, and cannot change its mode.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def close_file_to_others(path: Path) -> None:
    """Make a file that other users cannot read. SQLite would make its file readable, and it has every draft."""
    with suppress(OSError):
        path.touch(mode=0o600, exist_ok=False)


def host_of(address: str) -> str:
    """The host of an address as ALLOWED_HOSTS spells it: no port, brackets around IPv6."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"[{host}]" if ":" in host else host


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, without its path."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def has_words_of(ours: str, name: str) -> bool:
    """Does a name have all words of `ours`, a name of two words or more, in the same order with others between?"""
    words, theirs = ours.split("_"), name.upper().removeprefix("NEWSROOM_").removeprefix("DJANGO_").split("_")
    left = iter(theirs)
    return len(words) > 1 and words[0] == theirs[0] and all(word in left for word in words)


def parents(host: str) -> list[str]:
    """The host and the domains in which it lies. An entry of ALLOWED_HOSTS with a leading dot covers all of them."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def stop(name: str, reason: str, expected: str) -> NoReturn:
    raise SystemExit(f"Setting {name} {reason}. Expected: {expected}. docs/settings.md lists all settings.")
