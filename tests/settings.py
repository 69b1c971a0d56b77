"""Settings of the test run: the real ones, with the few values a newsroom must give.

Every process of the run has a folder of its own for uploads and for the SQLite file, gone when it ends.
"""

import atexit
import os
import shutil
import sys
import tempfile

if "pytest" in sys.modules:  # mypy reads these settings too, and leaves without tidying up
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="newsroom-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

os.environ |= {
    "DEBUG": "false",
    "NEWSROOM_PROCESS": "all",
    "SECRET_KEY": "only-for-tests-" * 5,
    "SITE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "SITE_NAME": "The Test Courier",
    "SITE_TAGLINE": "",
    "LANGUAGE_CODE": "en",
    "STORY_LANGUAGES": "en pt ar ja",
    "TIME_ZONE": "Asia/Kolkata",
    "HTTPS_ONLY": "false",
    "BEHIND_PROXY": "false",
    "MAINTENANCE": "false",
    "CACHE_URL": "locmem://tests",
    "PUBLISHES_IN": "",
    "PICTURES_URL": "",
    "VIDEO_HOSTS": "videos.example.org",
    "METRICS_TOKEN": "",
    "API_RATE": "0",
    "REQUEST_ID_HEADER": "",
    "LOG_FORMAT": "line",
    "PURGE_URLS": "",
    "CHECK_LINKS": "false",
    "WEBSUB_HUBS": "",
    "INDEXNOW_KEY": "",
    "INDEXNOW_ENDPOINT": "",
    "OUTSIDE_ALLOWED_HOSTS": "",
    "OUTSIDE_PORTS": "",
    "S3_BUCKET": "",
    "S3_PRIVATE_BUCKET": "",
    "EMAIL_URL": "memory:",
    "MAIL_FROM": "",
}

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: two connections to a database in memory do not queue for it as they do in earnest.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # What a test wrote need not survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# Hashing a password slowly and compressing static files prove nothing in a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(exist_ok=True)
