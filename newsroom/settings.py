"""All settings, read from the environment. The defaults are the safe ones; docs/settings.md lists them."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from environs import Env
from whitenoise.compress import Compressor

from newsroom import outside_settings
from newsroom.environment import (
    Environment,
    close_file_to_others,
    close_to_others,
    host_of,
    origin_of,
    shared_pages,
)

BASE_DIR = Path(__file__).resolve().parent.parent
read = Environment(Env())

# These two can make the site unsafe, for demonstrations and development. By default it is safe.
DEBUG = read.flag("DEBUG", "where nobody else can reach it", default=False)
HTTPS_ONLY = read.flag("HTTPS_ONLY", "where there is no TLS", default=True)

# During work on the database everybody is asked to come back later; only /healthz, /readyz and static files answer.
MAINTENANCE = read.flag("MAINTENANCE", "while nobody may be let in", default=False)

# Who we are
SITE_NAME = read.text("SITE_NAME", "the name of the newspaper", default="Newsroom")
SITE_TAGLINE = read.optional_text("SITE_TAGLINE")
SITE_URL = read.address("SITE_URL", secure=HTTPS_ONLY)
LANGUAGE_CODE = read.language("LANGUAGE_CODE", default="en")
# The languages in which the search knows the endings of words.
STORY_LANGUAGES = read.languages("STORY_LANGUAGES", default=LANGUAGE_CODE)
# Where the paper is read, for pictures whose rights hold in some countries only; nothing means everywhere.
PUBLISHES_IN = read.countries("PUBLISHES_IN")
TIME_ZONE = read.zone("TIME_ZONE", default="UTC")
# What straight quotation marks and two hyphens become while somebody types at the desk.
QUOTES = read.quotes("QUOTES", language=LANGUAGE_CODE)
DASH = read.dash("DASH", language=LANGUAGE_CODE)
# Whether a hyphen and a space at the start of a paragraph begin a list there.
DASH_LISTS = read.flag("DASH_LISTS", "where dialogue begins with a hyphen", default=True)

# Whether one editor may let out another spelling of what two people have approved and readers have.
SPELLING_BY_ONE_PERSON = read.flag("SPELLING_BY_ONE_PERSON", "where spelling waits for nobody", default=False)

# Safety
SECRET_KEY = read.secret("SECRET_KEY", strict=not DEBUG)
# Keys of before: what they signed still holds, and secrets that they locked still open.
SECRET_KEY_FALLBACKS = read.secrets("SECRET_KEY_FALLBACKS", strict=not DEBUG)
ALLOWED_HOSTS = read.hosts("ALLOWED_HOSTS", site_url=SITE_URL, strict=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS_ONLY
# A load balancer and a monitor ask these over plain HTTP, from the inside.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
# Browsers remember this for a year, so a newspaper with plain-HTTP subdomains must be able to say no.
HSTS_SUBDOMAINS = read.flag("HSTS_SUBDOMAINS", "where a subdomain still needs plain HTTP", default=True)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY and HSTS_SUBDOMAINS
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
# The proxy also tells the readers' addresses, by which they are limited; see articles/site/report.py.
BEHIND_PROXY = read.flag("BEHIND_PROXY", "where a proxy sets X-Forwarded-Proto", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Only the proxy may number requests: what anybody sends would let two of them look like one.
REQUEST_ID_HEADER = read.header("REQUEST_ID_HEADER", trusted=BEHIND_PROXY)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# The desk's cookies never reach the public pages.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/desk/"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
AUTHENTICATION_BACKENDS = ["articles.policy.PolicyBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# How long the link for a forgotten password works. The letter in newsroom/passwords.py says “two hours”.
PASSWORD_RESET_TIMEOUT = 2 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The roles that log in with a second factor, or not at all; see newsroom/people/gate.py.
SECOND_FACTOR_FOR = read.roles("SECOND_FACTOR_FOR")
# What django-allauth knows of second factors. Guesses are counted in the database by newsroom/log_in.py, by the
# address that the proxy tells: allauth would count them in a cache that processes need not share.
MFA_ADAPTER = "newsroom.people.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
# Where readers fetch pictures, if not from the site: a host in front of it, or in front of the public bucket.
PICTURES_URL = read.optional_address("PICTURES_URL", secure=HTTPS_ONLY)
PICTURES_ORIGIN = [origin_of(PICTURES_URL)] if PICTURES_URL else []
# Hosts whose video files the site plays. Browsers are told so, and fetch from no other.
VIDEO_HOSTS = read.host_names("VIDEO_HOSTS")
# Hosts whose frames a story may show after a reader asked for one; see articles/body/frames.py.
FRAME_HOSTS = ["www.youtube-nocookie.com", "player.vimeo.com", "www.tiktok.com", "datawrapper.dwcdn.net"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *PICTURES_ORIGIN],
        "media-src": [f"https://{host}" for host in VIDEO_HOSTS] or [NONE],
        # Of our own: advertisements of others, each in a page that may do less; see articles/site/advertisements.py.
        "frame-src": [SELF, *(f"https://{host}" for host in FRAME_HOSTS)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# Other sites whose scripts may read the Content API in a browser; * is all of them, as anybody may read the paper.
API_ALLOWED_ORIGINS = outside_settings.origins(read, "API_ALLOWED_ORIGINS", default="*")

# What runs: pages for readers, the desk, or both; docs/decisions/0041-site-and-desk-apart.md says what follows.
PROCESS = read.one_of("NEWSROOM_PROCESS", ("all", "site", "desk"))
ADDRESSES = {"all": "newsroom.urls", "site": "newsroom.addresses.site", "desk": "newsroom.addresses.desk"}
ROOT_URLCONF = ADDRESSES[PROCESS]
WSGI_APPLICATION = "newsroom.wsgi.application"
INSTALLED_APPS = [
    "newsroom.desk_app.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_prose_editor",
    "js_asset",
    "allauth.account",
    "allauth.mfa",
    "articles.apps.ArticlesConfig",
    "media.apps.MediaConfig",
    "newsroom.apps.NewsroomConfig",
]
DESK_APPS = {
    "newsroom.desk_app.DeskConfig",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_prose_editor",
    "js_asset",
    "allauth.account",
    "allauth.mfa",
}
MIDDLEWARE = [
    "newsroom.watching.each_request.watch",
    "newsroom.middleware.keep_no_desk_page",
    "newsroom.middleware.have_the_rest_asked_for_each_time",
    "newsroom.middleware.refuse_strange_hosts",
    "django.middleware.security.SecurityMiddleware",
    "newsroom.middleware.say_what_pages_may_do",
    "newsroom.middleware.send_nothing_with_304",
    # Before WhiteNoise, which may look for the path on the disk; a NUL byte would break that.
    "newsroom.middleware.refuse_broken_addresses",
    "newsroom.middleware.refuse_long_lines",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.ContentPolicy",
    "newsroom.middleware.closed_for_maintenance",
    "articles.site.keys.answer_by_rate",
    "newsroom.middleware.desk_only_where_it_works",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.people.gate.look_at_who_asks",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DESK_MIDDLEWARE = {
    "newsroom.middleware.desk_only_where_it_works",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.people.gate.look_at_who_asks",
}
FORM_RENDERER = "newsroom.rendering.Renderer"
APPEND_SLASH = True
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.context.newspaper",
            ],
            "libraries": {"desk": "articles.desk.tags"},
        },
    }
]
if PROCESS == "site":
    # Its models name accounts, so these are known there. Nobody can log in, and nothing of the desk can be made.
    INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in DESK_APPS]
    MIDDLEWARE = [one for one in MIDDLEWARE if one not in DESK_MIDDLEWARE]
    TEMPLATES[0] |= {
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["newsroom.templates.TemplatesForReaders"])
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "newsroom.context.newspaper",
            ],
        },
    }
else:
    CSRF_FAILURE_VIEW = "newsroom.desk.refuse_unchecked_form"

# Where things are kept
VAR_DIR = read.folder("VAR_DIR", default=BASE_DIR / "var")
DATABASES: dict[str, dict[str, Any]] = {
    "default": read.database("DATABASE_URL", default=VAR_DIR / "newsroom.sqlite3")
}
# A process for readers may have a role of its own, or a replica. What readers send then goes to the primary.
SITE_DATABASE = read.optional_database("SITE_DATABASE_URL")
REPORTS_DATABASE = read.optional_database("REPORTS_DATABASE_URL")
if PROCESS == "site" and SITE_DATABASE:
    DATABASES["default"] = SITE_DATABASE
if PROCESS != "site" and SITE_DATABASE:
    # The worker asks it what it has, see articles/purging/replica.py.
    DATABASES["site"] = SITE_DATABASE
if PROCESS == "site" and REPORTS_DATABASE:
    DATABASES["reports"] = REPORTS_DATABASE
    DATABASE_ROUTERS = ["newsroom.routing.WhatReadersSend"]
for database in DATABASES.values():
    # Opening a connection takes as long as a page does; how it is checked is in newsroom/connections.py.
    database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if database["ENGINE"].endswith("sqlite3"):
        close_file_to_others(Path(database["NAME"]))
        database["OPTIONS"] = {
            # Writers wait at BEGIN. Otherwise they could fail half-way, when a reader becomes a writer.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            # Otherwise INSERT OR REPLACE would delete rows without running the triggers that forbid it.
            "PRAGMA recursive_triggers=ON;",
        }
    else:
        # A database host that does not answer, or is gone, must not keep anybody waiting for minutes.
        database["OPTIONS"] = {
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,
        } | database.get("OPTIONS", {})
# How long one query to PostgreSQL may take while somebody waits for a page; see newsroom/patience.py.
DATABASE_SECONDS = read.number("DATABASE_SECONDS", "a number of seconds, 1 or more", default=15)
# How many pages are made at once in one process, each with a database connection; see newsroom/serving.py.
PAGES_AT_ONCE = read.number("PAGES_AT_ONCE", "a number of pages, 1 or more", default=4)
# How many bytes of finished pages each process keeps; see docs/serving.md. 0 keeps none.
PAGE_CACHE_BYTES = read.amount("PAGE_CACHE_BYTES", "a number of bytes, or 0", default=20 * 1024 * 1024)
# How many requests a minute the API for readers answers to one network without a key; 0 is any number. What is kept
# finished is not counted. Ten a second are more than any reader's app needs, and no more than one process can make.
API_RATE = read.amount("API_RATE", "a number of requests, or 0", default=600)
# Caches in front of us that are told which pages have changed; see docs/serving.md.
PURGE_URLS = read.purge_addresses("PURGE_URLS")
# WebSub hubs that feeds name, and that are told of what is new in them.
WEBSUB_HUBS = outside_settings.hubs(read, "WEBSUB_HUBS")
CACHES = {"default": read.cache("CACHE_URL", default="locmem://newsroom")}
# Where that is Redis, processes share finished pages there, and wait for none; see newsroom/pagecache/shared.py.
CACHES["pages"] = CACHES["default"] | {"KEY_PREFIX": "pages"}
if CACHES["pages"]["BACKEND"].endswith("RedisCache"):
    CACHES["pages"]["OPTIONS"] = shared_pages()
# Others whom we ask: at which ports, and which of them may be on our own network; see house/outside/.
OUTSIDE_PORTS = outside_settings.ports(read, "OUTSIDE_PORTS", default="80 443")
OUTSIDE_ALLOWED_HOSTS = outside_settings.hosts(read, "OUTSIDE_ALLOWED_HOSTS")
# Whether pages that stories link to are asked whether they are there; see articles/links/.
CHECK_LINKS = read.flag("CHECK_LINKS", "where nobody outside may be asked", default=True)
# Search engines that are told of stories by IndexNow; they look for the key in a file of the site.
INDEXNOW_KEY = outside_settings.key(read, "INDEXNOW_KEY")
INDEXNOW_ENDPOINT = (
    read.optional_address("INDEXNOW_ENDPOINT", secure=False) or "https://api.indexnow.org/indexnow"
)
# The folder in which each feed of files has one of its own; see articles/incoming/folders.py.
WIRE_FOLDER = outside_settings.wire_folder(read, "WIRE_FOLDER")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
# The page that describes the API is made by scripts that come with django-ninja. It is only looked for here, and
# loaded when the API is asked for the first time.
if ninja := find_spec("ninja"):
    STATICFILES_DIRS.append(("ninja", Path(str(ninja.origin)).parent / "static" / "ninja"))
STATICFILES_FINDERS = [
    "newsroom.storage.FilesInFolders",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = VAR_DIR / "public"
STORAGES: dict[str, dict[str, Any]] = {
    # Renditions of pictures in published stories; their names hold a hash of the content.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "public",
            "base_url": "/pictures/",
            # These hold whatever the umask, because the process for readers may run as another user.
            "file_permissions_mode": 0o644,
            "directory_permissions_mode": 0o755,
        },
    },
    # Originals, and renditions of unpublished pictures. These have no public address.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "private",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "newsroom.storage.HashedFiles"},
}
# The same two shelves in an S3-compatible store.
S3_PRIVATE_BUCKET = read.bucket("S3_PRIVATE_BUCKET")
S3_BUCKET = read.bucket("S3_BUCKET", beside=S3_PRIVATE_BUCKET)
store = {
    "endpoint_url": read.optional_address("S3_ENDPOINT", secure=False) or None,
    "region_name": read.optional_text("S3_REGION") or None,
    "access_key": read.optional_text("S3_ACCESS_KEY") or None,
    "secret_key": read.optional_text("S3_SECRET_KEY") or None,
}
if not S3_BUCKET:
    close_to_others(VAR_DIR / "private")
else:
    public, private = {"bucket_name": S3_BUCKET, **store}, {"bucket_name": S3_PRIVATE_BUCKET, **store}
    STORAGES["default"] = {"BACKEND": "media.shelves.buckets.PublicBucket", "OPTIONS": public}
    STORAGES["private"] = {"BACKEND": "media.shelves.buckets.PrivateBucket", "OPTIONS": private}
WHITENOISE_MAX_AGE = 3600
# Source maps are half of what there is to compress, and no reader ever asks for one.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# Limits of what the desk accepts. A text of 20 MB is refused and shown again, so it has to arrive first.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
PICTURE_MAX_BYTES = read.number("PICTURE_MAX_BYTES", "a number of bytes, 1 or more", default=60 * 1024 * 1024)
PICTURE_MAX_PIXELS = read.number("PICTURE_MAX_PIXELS", "a number of pixels, 1 or more", default=120_000_000)

# Who may be trusted to sign content credentials of pictures (certificates as PEM), and whether readers see these.
CONTENT_CREDENTIALS_SIGNERS = read.optional_text("CONTENT_CREDENTIALS_SIGNERS")
CONTENT_CREDENTIALS_SHOWN = read.flag(
    "CONTENT_CREDENTIALS_SHOWN", "to show readers the content credentials of pictures", default=False
)

# Mail, which articles/records/outbox.py sends. Unless a server is named it is printed, not sent.
vars().update(read.mail("EMAIL_URL", default="console:"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read.sender("MAIL_FROM", host=host_of(SITE_URL))

# The file to which the worker adds the head of the history every day.
HISTORY_HEADS = read.optional_text("HISTORY_HEADS")

USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["newsroom.formats"]
USE_TZ = True
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# What Prometheus has to send to be told by /metrics how this server does; without it there is no such address.
METRICS_TOKEN = read.token("METRICS_TOKEN")

# For people, or for programs that collect logs; the second get a line for each page that is made, too.
LOG_FORMAT = read.one_of("LOG_FORMAT", ("line", "json"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "newsroom.watching.log_lines.PlainLines"},
        "json": {"()": "newsroom.watching.log_lines.JsonLines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": LOG_FORMAT}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's logger has no handlers of its own: with them every line would be written twice while debugging.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}
if LOG_FORMAT == "json":
    # The line of the request says the same of an answer 404, without the path.
    LOGGING["loggers"]["django.request"] = {"level": "ERROR"}

read.refuse_lookalikes(os.environ)
