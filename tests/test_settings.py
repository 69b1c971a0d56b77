"""An operator who mistypes a setting is told in one line which one and what it should look like."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from environs import Env

from newsroom import environment, outside_settings, storage
from newsroom.environment import Environment

GOOD = {
    "SITE_URL": "https://www.example.org",
    "SECRET_KEY": "0123456789" * 5,
}
SITE_URL = GOOD["SITE_URL"]
SETTINGS = (settings.BASE_DIR / "docs/settings.md").read_text()
VAR = Path("/var/lib/newsroom")

read = Environment(Env())


def start(tmp_path: Path, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Start the newsroom as an operator would, with nothing in the environment but what is given."""
    environment = GOOD | {"VAR_DIR": str(tmp_path)} | changes
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env={name: value for name, value in environment.items() if value != "unset"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"SECRET_KEY": "unset"},
            "Setting SECRET_KEY is not set. Expected: 50 or more random characters.",
        ),
        (
            {"SITE_URL": "www.example.org"},
            "Setting SITE_URL is 'www.example.org'. "
            "Expected: the site's own address, such as https://www.example.org.",
        ),
        (
            {"DATABASE_URL": "postgres://desk:pass#word@db/newsroom"},
            "Setting DATABASE_URL has a sign in it that has to be percent-encoded. "
            "Expected: sqlite:////path/to/newsroom.sqlite3 or postgres://user:password@host:5432/name, "
            "with each of @ / ? # % in a user's name or password percent-encoded (@ is %40).",
        ),
        (
            {"BEHIND_PROXY": "ja"},
            "Setting BEHIND_PROXY is 'ja'. "
            "Expected: true where a proxy sets X-Forwarded-Proto, otherwise false.",
        ),
        (
            {"NEWSROOM_PROCESS": "worker"},
            "Setting NEWSROOM_PROCESS is 'worker'. Expected: all, site or desk.",
        ),
        (
            {"SITE_DATABASE_URL": "sqlite:////var/newsroom.sqlite3"},
            "Setting SITE_DATABASE_URL names no PostgreSQL database. "
            "Expected: postgres://user:password@host:5432/name, or nothing, "
            "with each of @ / ? # % in a user's name or password percent-encoded (@ is %40).",
        ),
        (
            {"DATABSE_URL": "postgres://db/newsroom"},
            "Setting DATABSE_URL is none of ours, and would be ignored. "
            "Expected: DATABASE_URL, or no DATABSE_URL.",
        ),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(
    tmp_path: Path, changes: dict[str, str], line: str
) -> None:
    result = start(tmp_path, "check", **changes)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == f"{line} docs/settings.md lists all settings.\n"


def test_production_needs_only_an_address_and_a_key_and_is_safe(tmp_path: Path) -> None:
    names = {name: name for name in storage.to_collect()}
    (tmp_path / "static").mkdir()
    (tmp_path / "static/staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": names, "hash": ""})
    )
    result = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert result.stderr == ""
    assert result.stdout == "System check identified no issues (0 silenced).\n"


flag = partial(read.flag, "SETTING", "where there is no TLS", default=True)
number = partial(read.number, "SETTING", "a number of bytes", default=5)
text = partial(read.text, "SETTING", "the name of the newspaper")
secret = partial(read.secret, "SETTING", strict=True)
zone = partial(read.zone, "SETTING", default="UTC")
language = partial(read.language, "SETTING", default="en")
address = partial(read.address, "SETTING", secure=False)
safe_address = partial(read.address, "SETTING", secure=True)
hosts = partial(read.hosts, "SETTING", site_url=SITE_URL, strict=True)
database = partial(read.database, "SETTING", default=VAR / "newsroom.sqlite3")
cache = partial(read.cache, "SETTING", default="locmem://desk")
folder = partial(read.folder, "SETTING", default=VAR)
quotes = partial(read.quotes, "SETTING", language="en-gb")
pictures_url = partial(read.optional_address, "SETTING", secure=True)
countries = partial(read.countries, "SETTING")
video_hosts = partial(read.host_names, "SETTING")
purge_addresses = partial(read.purge_addresses, "SETTING")
outside_hosts = partial(outside_settings.hosts, read, "SETTING")
outside_ports = partial(outside_settings.ports, read, "SETTING", default="80 443")
origins = partial(outside_settings.origins, read, "SETTING", default="*")
hubs = partial(outside_settings.hubs, read, "SETTING")
index_key = partial(outside_settings.key, read, "SETTING")
bucket = partial(read.bucket, "SETTING", beside="originals")
mail = partial(read.mail, "SETTING", default="console:")
sender = partial(read.sender, "SETTING", host="www.example.org")
dash = partial(read.dash, "SETTING", language="en-gb")
header = partial(read.header, "SETTING", trusted=True)
open_header = partial(read.header, "SETTING", trusted=False)
log_format = partial(read.one_of, "SETTING", ("line", "json"))


BARE = "has a sign in it that has to be percent-encoded"


@pytest.mark.parametrize(
    ("ask", "value", "reason"),
    [
        (flag, "ja", "is 'ja'"),
        (flag, "2", "is '2'"),
        (flag, "", "is ''"),
        (number, "60 MB", "cannot be read"),
        (number, "0", "is 0"),
        (text, " ", "is empty"),
        (secret, "s3cret", "has only 6 characters"),
        (secret, "abc" * 20, "is easy to guess"),
        (secret, "django-insecure-" + "0123456789" * 5, "is easy to guess"),
        (zone, "IST", "is 'IST'"),
        (zone, "../etc/passwd", "is '../etc/passwd'"),
        (language, "english", "is 'english'"),
        (header, "X Request", "is 'X Request'"),
        (open_header, "X-Request-ID", "is set, but BEHIND_PROXY is not true: anybody could send this header"),
        (log_format, "xml", "is 'xml'"),
        (safe_address, "http://example.org", "is 'http://example.org'"),
        (address, "ftp://example.org", "is 'ftp://example.org'"),
        (address, "https://", "is 'https:'"),
        (address, "https://*", "is 'https://*'"),
        (address, "https://a.org/news", "is 'https://a.org/news'"),
        (address, "https://a.org?q=1", "is 'https://a.org?q=1'"),
        (address, "https://me@a.org", "is 'https://me@a.org'"),
        (address, "https://a.org:http", "is 'https://a.org:http'"),
        (address, "https://[::1", "is 'https://[::1'"),
        (hosts, "", "is empty"),
        (hosts, " , ", "is empty"),
        (hosts, "*", "has '*'"),
        (hosts, "www.example.org:443", "has 'www.example.org:443'"),
        (hosts, "https://www.example.org", "has 'https://www.example.org'"),
        (hosts, "example.org", "lacks www.example.org, the host of SITE_URL"),
        (database, "newsroom.sqlite3", "cannot be read"),
        (database, "mysql://db/newsroom", "names no SQLite or PostgreSQL database"),
        (database, "postgres://db/", "names no SQLite or PostgreSQL database"),
        (database, "sqlite://:memory:", "names no SQLite or PostgreSQL database"),
        (database, "sqlite:////nowhere/desk.sqlite3", "points into /nowhere, which is no folder"),
        (video_hosts, "https://videos.example.org", "has 'https://videos.example.org'"),
        (video_hosts, "videos.example.org:8443", "has 'videos.example.org:8443'"),
        (video_hosts, "videos.example.org/films", "has 'videos.example.org/films'"),
        (video_hosts, "*.example.org", "has '*.example.org'"),
        (video_hosts, "videos.example.org; script-src", "has 'videos.example.org;'"),
        (video_hosts, "localhost", "has 'localhost'"),
        (video_hosts, "192.0.2.7", "has '192.0.2.7'"),
        (cache, "memcached://cache", "names no cache we know"),
        (cache, "redis", "names no cache we know"),
        (cache, "redis://cache:6379/abc", "names the database 'abc', which is no number"),
        (cache, "redis://cache:6379/0/1", "names the database '0/1', which is no number"),
        (cache, "redis://cache:6379/-1", "names the database '-1', which is no number"),
        (cache, "redis://cache?db=one", "names the database 'one', which is no number"),
        (cache, "unix:///run/redis.sock?db=one", "names the database 'one', which is no number"),
        (cache, "redis://cache:port/0", "names no host, or a port that is no number"),
        (cache, "rediss:///0", "names no host, or a port that is no number"),
        (cache, "redis://:hu@sh@cache/0", BARE),
        (database, "postgres://desk:hu@sh@db/newsroom", BARE),
        (database, "postgres://desk:hu/sh@db/newsroom", BARE),
        (database, "postgres://desk:hu%sh@db/newsroom", BARE),
        (database, "postgres://desk:12/4@db/newsroom", BARE),  # would be port 12 of a host called desk
        (database, "postgres://desk:12?4@db/newsroom", BARE),
        (database, "sqlite:////var/lib/news#1.sqlite3", BARE),
        (mail, "submission://desk@example.org:hush@mail.example.org", BARE),
        (mail, "smtp://desk:12#4@mail.example.org", BARE),
        (quotes, "“”", "is '“”'"),
        (quotes, "none", "is 'none'"),
        (dash, "--", "is '--'"),
        (pictures_url, "http://pictures.example.org", "is 'http://pictures.example.org'"),
        (pictures_url, "https://pictures.example.org; script-src *", "is no such address"),
        (pictures_url, "//pictures.example.org", "is no such address"),
        (countries, "PT Spain", "has 'SPAIN'"),
        (purge_addresses, "varnish://127.0.0.1", "has something else in place 1"),
        (purge_addresses, "purge://127.0.0.1:80 fastly://s3cret", "has something else in place 2"),
        (purge_addresses, "varnish://127.0.0.1:99999", "has something else in place 1"),
        (purge_addresses, "memcached://127.0.0.1:11211", "has something else in place 1"),
        (outside_hosts, "https://hub.example.org", "has 'https://hub.example.org'"),
        (outside_hosts, "hub.example.org 10.0.0.0/8", "has '10.0.0.0/8'"),
        (outside_hosts, "*.example.org", "has '*.example.org'"),
        (outside_ports, "443 0", "has '0'"),
        (outside_ports, "65536", "has '65536'"),
        (hubs, "https://hub.example.org/ hub.example.org", "has something else in place 2"),
        (hubs, "https://me:hush@hub.example.org/", "has something else in place 1"),
        (origins, "app.example", "has something else"),
        (origins, "https://app.example/", "has something else"),
        (origins, "* https://app.example", "has something else"),
        (origins, "https://*.example", "has something else"),
        (index_key, "short", "is no such key"),
        (index_key, "../../etc/passwd-and-more", "is no such key"),
        (bucket, "", "is not set"),
        (bucket, "a b", "is 'a b'"),
        (bucket, "originals", "is the private bucket too"),
        (partial(read.bucket, "SETTING", beside=""), "pictures", "is set alone"),
        (mail, "pigeon://loft", "names no way to send mail"),
        (mail, "smtp://mail.example.org:post", "cannot be read"),
        (sender, "newsroom", "is 'newsroom'"),
        (folder, "/dev/null/var", "cannot be used (/dev/null/var: Not a directory)"),
    ],
)
def test_each_setting_says_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object], value: str, reason: str
) -> None:
    monkeypatch.setenv("SETTING", value)
    with pytest.raises(SystemExit) as stopped:
        ask()
    line = str(stopped.value)
    assert line.startswith(f"Setting SETTING {reason}. Expected: ")
    assert "\n" not in line


def test_sites_that_may_read_the_api_are_named_as_browsers_send_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTING", "https://app.example, http://localhost:8000 https://app.example")
    assert origins() == ("https://app.example", "http://localhost:8000")
    for said, found in (("*", ("*",)), ("", ("*",)), ("none", ())):
        monkeypatch.setenv("SETTING", said)
        assert origins() == found


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    with pytest.raises(SystemExit, match=r"^Setting SETTING is not set\. Expected: the site's own address"):
        safe_address()


def test_a_password_in_a_wrong_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    for ask, value in (
        (database, "postgres://desk:hush@db:port/newsroom"),
        (database, "postgres://desk:hush#@db/newsroom"),
        (database, "mysql://desk:hush@db/newsroom"),
        (cache, "redis://desk:hush@cache/abc"),
        (cache, "redis://desk:hush@/0"),
        (mail, "smtp://desk:hush/@mail"),
    ):
        monkeypatch.setenv("SETTING", value)
        with pytest.raises(SystemExit) as stopped:
            ask()
        assert "hush" not in str(stopped.value)
        assert "percent-encoded" in str(stopped.value)


# What else is in an environment, by who puts it there.
USUAL = {
    "a shell": """HOME PATH PWD OLDPWD SHLVL TERM LANG LANGUAGE LC_ALL LC_TIME USER LOGNAME SHELL MAIL MAILCHECK
        EDITOR VISUAL PAGER DISPLAY TZ HOSTNAME TMPDIR LS_COLORS BASH BASH_ENV PS1 HISTSIZE COLORTERM SSH_TTY
        SSH_AUTH_SOCK XDG_RUNTIME_DIR XDG_DATA_DIRS XDG_CACHE_HOME DBUS_SESSION_BUS_ADDRESS EMAIL DEBEMAIL""",
    "systemd": """INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET LISTEN_FDS LISTEN_PID MAINPID MANAGERPID WATCHDOG_USEC
        SYSTEMD_EXEC_PID RUNTIME_DIRECTORY STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY
        CREDENTIALS_DIRECTORY MEMORY_PRESSURE_WATCH""",
    "CI": """CI CI_COMMIT_SHA CI_DEBUG_TRACE CI_SITE_URL GITHUB_SHA GITHUB_SERVER_URL RUNNER_DEBUG GITLAB_CI
        BUILD_NUMBER JOB_NAME NODE_NAME WORKSPACE DATABASE_CLEANER""",
    "containers": """container KUBERNETES_SERVICE_HOST KUBERNETES_PORT SITE_PORT SITE_SERVICE_HOST CACHE_PORT
        CACHE_SERVICE_HOST DATABASE_PORT DATABASE_SERVICE_HOST DB_PORT_5432_TCP S3_PORT S3_SERVICE_HOST DYNO PORT
        POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_URL REDIS_URL""",
    "PostgreSQL": """PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSSLMODE PGTZ PGDATESTYLE PGSERVICE
        PGAPPNAME PGOPTIONS PGCONNECT_TIMEOUT""",
    "Amazon": """AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE
        AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3 AWS_CA_BUNDLE AWS_S3_BUCKET AWS_ROLE_ARN""",
    "proxies and Python": """http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY PYTHONPATH
        PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE VIRTUAL_ENV PIP_INDEX_URL UV_INDEX_URL SSL_CERT_FILE SSL_CERT_DIR
        REQUESTS_CA_BUNDLE DJANGO_SETTINGS_MODULE GRANIAN_HOST GRANIAN_PORT WEB_CONCURRENCY SENTRY_DSN debug""",
}
OURS = dict.fromkeys(re.findall(r"^\| `([A-Z0-9_]+)` \|", SETTINGS, re.MULTILINE), "x")


def all_read() -> Environment:
    """An environment from which every setting has been read."""
    reading = Environment(Env())
    reading.names.update(OURS)
    return reading


@pytest.mark.parametrize("who", USUAL)
@pytest.mark.parametrize("given", [OURS, {}], ids=["all settings given", "none given"])
def test_what_others_put_into_the_environment_is_let_be(who: str, given: dict[str, str]) -> None:
    all_read().refuse_lookalikes(given | dict.fromkeys(USUAL[who].split(), "1"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("database_url", "DATABASE_URL"),
        ("NEWSROOM_DATABASE_URL", "DATABASE_URL"),
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("DJANGO_ALLOWED_HOSTS", "ALLOWED_HOSTS"),
        ("BEHIND_A_PROXY", "BEHIND_PROXY"),
        ("HTTP_ONLY", "HTTPS_ONLY"),
        ("TIMEZONE", "TIME_ZONE"),
        ("MAINTAINANCE", "MAINTENANCE"),
        ("EMAIL_FROM", "MAIL_FROM"),
        ("PICTURE_URL", "PICTURES_URL"),
        ("S3_ENDPOINT_URL", "S3_ENDPOINT"),
        ("S3_BUCKET_NAME", "S3_BUCKET"),
        ("S3_SECRET_ACCESS_KEY", "S3_ACCESS_KEY or S3_SECRET_KEY"),
        ("VARDIR", "VAR_DIR"),
    ],
)
def test_a_misspelt_setting_is_not_ignored(name: str, meant: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        all_read().refuse_lookalikes({name: "1"})
    assert str(stopped.value).startswith(
        f"Setting {name} is none of ours, and would be ignored. Expected: {meant}, or no {name}."
    )


def test_an_empty_name_is_nobody_s_mistake() -> None:
    all_read().refuse_lookalikes({"TIMEZONE": ""})


def test_good_values_are_read_as_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTING", "https://News.Example.org:8443/")
    assert safe_address() == "https://news.example.org:8443"

    monkeypatch.setenv("SETTING", ".Example.org, [::1]")
    assert hosts() == [".example.org", "[::1]"]

    monkeypatch.setenv("SETTING", "redis://desk:p%40ss@cache:6380/2")
    assert cache() == {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://desk:p%40ss@cache:6380/2",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }

    monkeypatch.setenv("SETTING", "postgres://desk:p%40ss@db:5433/newsroom?sslmode=require")
    config = database()
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["PASSWORD"]) == ("desk", "p@ss")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db", 5433, "newsroom")
    assert config["OPTIONS"] == {"sslmode": "require"}


def test_quotation_marks_and_dash_are_those_of_the_language_unless_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert (quotes(), dash()) == (("“", "”", "‘", "’"), "–")
    assert read.quotes("SETTING", language="de-at") == ("„", "“", "‚", "‘")
    assert read.quotes("SETTING", language="fr") == ("«\u202f", "\u202f»", "“", "”")
    assert (read.dash("SETTING", language="en-us"), read.dash("SETTING", language="ru")) == ("—", "—")
    monkeypatch.setenv("SETTING", "‘’ “”")
    assert quotes() == ("‘", "’", "“", "”")
    monkeypatch.setenv("SETTING", "off")
    assert quotes() == ()
    monkeypatch.setenv("SETTING", "—")
    assert dash() == "—"


def test_where_the_paper_is_read_and_its_pictures_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert (countries(), pictures_url()) == ((), "")
    monkeypatch.setenv("SETTING", "pt, es AD")
    assert countries() == ("PT", "ES", "AD")
    monkeypatch.setenv("SETTING", "https://cdn.example.org:8443/courier/")
    assert pictures_url() == "https://cdn.example.org:8443/courier"


def test_whom_the_newsroom_asks_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert (outside_hosts(), outside_ports(), hubs()) == ((), (80, 443), ())
    monkeypatch.setenv("SETTING", "Hub.example.org, [::1]:8080")
    assert outside_hosts() == ("hub.example.org", "[::1]:8080")
    monkeypatch.setenv(
        "SETTING", "https://hub.example.org/Publish?key=A https://hub.example.org/Publish?key=A"
    )
    assert hubs() == ("https://hub.example.org/Publish?key=A",)


def test_mail_goes_to_the_server_that_is_named_and_is_printed_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert mail()["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"
    assert sender() == "newsroom@www.example.org"
    monkeypatch.setenv("SETTING", "submission://desk:p%40ss@mail.example.org")
    config = mail()
    assert config["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (config["EMAIL_HOST"], config["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert (config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"]) == ("desk", "p@ss")
    assert (config["EMAIL_USE_TLS"], config["EMAIL_TIMEOUT"]) == (True, 10)
    monkeypatch.setenv("SETTING", "The Courier <desk@example.org>")
    assert sender() == "The Courier <desk@example.org>"


def test_a_newspaper_keeps_its_pictures_where_it_says(tmp_path: Path) -> None:
    ask = """
from django.conf import settings
from media.shelves import storage
for shelf in (storage.public(), storage.private()):
    print(type(shelf).__name__, shelf.bucket_name, shelf.endpoint_url, shelf.access_key, shelf.region_name)
print(storage.address("0123456789abcdef-640.avif"))
print(*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"])
"""
    result = start(
        tmp_path,
        "shell",
        "--no-imports",
        "--command",
        ask,
        S3_BUCKET="pictures",
        S3_PRIVATE_BUCKET="originals",
        S3_ENDPOINT="https://s3.example.org/",
        S3_ACCESS_KEY="the-key",
        S3_SECRET_KEY="hush",
        PICTURES_URL="https://pictures.example.org/courier/",
    )
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "PublicBucket pictures https://s3.example.org the-key None",
        "PrivateBucket originals https://s3.example.org the-key None",
        "https://pictures.example.org/courier/0123456789abcdef-640.avif",
        "'self' data: https://pictures.example.org",
    ]


def test_videos_are_played_from_nowhere_until_hosts_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = """
from django.conf import settings
print(*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"])
"""
    for changes, sources in (
        ({}, "'none'"),
        (
            {"VIDEO_HOSTS": "Videos.example.org, cdn.example.net  videos.example.org"},
            "https://videos.example.org https://cdn.example.net",
        ),
    ):
        result = start(tmp_path, "shell", "--no-imports", "--command", ask, **changes)
        assert result.stderr == ""
        assert result.stdout == f"{sources}\n"
    monkeypatch.setenv("SETTING", "")
    assert video_hosts() == ()


def test_buckets_need_what_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTING", "pictures")
    assert bucket() == "pictures"
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(
        SystemExit,
        match=r"^Setting SETTING needs django-storages, which is not installed\. .* requirements-s3\.lock",
    ):
        bucket()


def locked(name: str) -> dict[str, str]:
    """Package → version of a lock file, in which each has a hash."""
    text = (settings.BASE_DIR / name).read_text()
    entries = re.findall(
        r"^([\w.-]+)==([\w.]+)(?: ; [^\n]*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE
    )
    assert len(entries) == len(re.findall(r"^[^\s#]", text, re.MULTILINE))
    return dict(entries)


def test_what_reads_buckets_is_locked_in_the_versions_that_are_tested() -> None:
    runs, with_buckets, tested = (locked(f"requirements{which}.lock") for which in ("", "-s3", "-dev"))
    assert {"django-storages", "boto3"} <= with_buckets.keys() - runs.keys()
    assert runs.items() <= with_buckets.items() <= tested.items()


def test_the_host_of_the_site_is_allowed_without_being_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SETTING", raising=False)
    assert read.hosts("SETTING", site_url="http://[::1]:8000", strict=True) == ["[::1]"]
    assert read.hosts("SETTING", site_url="https://example.org:8443", strict=True) == ["example.org"]


def test_the_folder_for_uploads_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    new = tmp_path / "50% off?" / "var"
    monkeypatch.setenv("SETTING", str(new))
    assert folder() == new
    assert new.is_dir()

    monkeypatch.delenv("SETTING")
    assert read.database("SETTING", default=new / "desk.sqlite3")["NAME"] == str(new / "desk.sqlite3")


@pytest.mark.redis
def test_the_cache_address_leads_to_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETTING", os.environ["REDIS_URL"])
    config = cache()
    redis = import_string(config["BACKEND"])(config["LOCATION"], {"KEY_PREFIX": "test_settings"})
    redis.set("headline", "Ferry runs aground")
    assert redis.get("headline") == "Ferry runs aground"
    redis.delete("headline")


@pytest.mark.parametrize("umask", [0o022, 0o000, 0o077])
def test_originals_and_drafts_are_for_nobody_else_on_the_machine(tmp_path: Path, umask: int) -> None:
    """Whatever the umask; and a folder that was open before is closed."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private").chmod(0o755)
    ask = f"""
import io, os
os.umask({umask})
from media.shelves import storage
for shelf in (storage.private(), storage.public()):
    storage.put(shelf, "originals/ab/abc.jpg", io.BytesIO(b"x"))
"""
    result = start(tmp_path, "shell", "--no-imports", "--command", ask)
    assert (result.stdout, result.stderr) == ("", "")
    assert oct((tmp_path / "newsroom.sqlite3").stat().st_mode & 0o777) == "0o600"
    parts = ("", "/originals", "/originals/ab", "/originals/ab/abc.jpg")
    modes = {
        shelf: [oct((tmp_path / f"{shelf}{part}").stat().st_mode & 0o777) for part in parts]
        for shelf in ("private", "public")
    }
    assert modes == {
        "private": ["0o700", "0o700", "0o700", "0o600"],
        "public": ["0o755", "0o755", "0o755", "0o644"],
    }
