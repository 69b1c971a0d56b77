"""What every test stands on: an empty newsroom, and the tools that some tests need.

Tests that need PostgreSQL, Redis or a browser are left out where there is none, and the first lines of
the run say so. Under CI nothing may be missing and nothing may be skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.core.cache import cache
from django.db import connections
from django.http import FileResponse, HttpRequest
from django.test import TransactionTestCase
from playwright.sync_api import Playwright, expect
from pytest_django import DjangoDbBlocker

from articles.site.caching import FOR_EVER
from newsroom.middleware import may_log_people_in
from tests import chromium, clusters, databases

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

XKEY = list(Path("/usr/lib").glob("*/varnish/vmods/libvmod_xkey.so"))

# Their assertions are worth reading, too.
pytest.register_assert_rewrite(
    "tests.browsing",
    "tests.desk_forms",
    "tests.factories",
    "tests.image_files",
    "tests.machines",
    "tests.pages",
)

# Playwright keeps an event loop running beside the test, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=chromium.PATIENCE * 1000)
# A slow example is no failure; a found one is worth printing as one can use it.
hypothesis.settings.register_profile("newsroom", deadline=None, print_blob=True)
hypothesis.settings.load_profile("newsroom")


def missing_tools() -> dict[str, str]:
    """Marker → why the tests that carry it cannot run here."""
    missing = {}
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        missing["postgresql"] = "DATABASE_URL names no PostgreSQL database"
    if not os.environ.get("REDIS_URL"):
        missing["redis"] = "REDIS_URL is not set"
    if not os.access(chromium.PROGRAM, os.X_OK):
        missing["browser"] = (
            f"no Chromium at {chromium.PROGRAM or '/usr/bin/chromium'}; CHROMIUM names another"
        )
    if not shutil.which("exiftool"):
        missing["exiftool"] = "exiftool is not installed (Debian: libimage-exiftool-perl)"
    if not os.access("/usr/sbin/nginx", os.X_OK):
        missing["nginx"] = "nginx is not installed (Debian: nginx-light)"
    if not os.access("/usr/sbin/varnishd", os.X_OK) or not XKEY:
        missing["varnish"] = "Varnish with vmod xkey is not installed (Debian: varnish, varnish-modules)"
    if why := clusters.why_none():
        missing["cluster"] = why
    return missing


def pytest_report_header() -> list[str]:
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    left_out = [f"LEFT OUT: tests that need {tool}: {why}" for tool, why in missing_tools().items()]
    return [f"database: {engine}", *left_out]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--asks-the-database",
        action="store_true",
        help="leave out tests that use no database, and those of looks: for the second turn of whoever runs the"
        " suite on both",
    )


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test, or a process that it starts, uses the database of this run, and is about more than looks."""
    if item.get_closest_marker("looks"):
        return False
    if item.get_closest_marker("django_db") or item.get_closest_marker("processes"):
        return True
    return bool({"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


def pytest_configure() -> None:
    # Whoever asks for the whole suite runs it twice, so SQLite's turn may do without PostgreSQL.
    lacking = [why for tool, why in missing_tools().items() if tool != "postgresql"]
    if CI and lacking:
        pytest.exit(f"CI runs every test, and cannot here: {'; '.join(lacking)}", returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = missing_tools()
    kept, left_out = [], []
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        is_told = config.getoption("--asks-the-database") and not asks_the_database(item)
        is_lacking = any(item.get_closest_marker(tool) for tool in missing)
        (left_out if is_told or is_lacking else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    # What takes long begins first, so that no process ends with it alone while the others have nothing left.
    items[:] = sorted(kept, key=how_late)


def how_late(item: pytest.Item) -> int:
    return next((place for place, name in enumerate(("long", "browser")) if item.get_closest_marker(name)), 2)


def pytest_xdist_auto_num_workers() -> int:
    """One process more than processors: a test in a browser mostly waits, for the page or for a clock."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.ensure_newline()
        reporter.write_line("FAILED: tests were skipped, and CI skips none.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """In place of pytest-django's, which would migrate in every process."""
    folder = tmp_path_factory.getbasetemp()
    is_shared = hasattr(request.config, "workerinput")
    if is_shared:
        folder = folder.parent
    with django_db_blocker.unblock():
        databases.create(folder, is_shared=is_shared)
        # Asked once for a process, and not within the questions that a test counts.
        may_log_people_in()
    yield
    with django_db_blocker.unblock():
        databases.destroy(folder)


TransactionTestCase._fixture_teardown = lambda test_case: databases.put_back()


def serve_for_ever(handler: StaticFilesHandler, request: HttpRequest) -> FileResponse:
    """A browser keeps our own files through the run, as a reader's does: no test changes one."""
    response: FileResponse = serve(request, handler.file_path(request.path), insecure=True)
    response.headers["Cache-Control"] = FOR_EVER
    return response


StaticFilesHandler.serve = serve_for_ever


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Neither the cache nor a file of one test is seen by the next."""
    yield
    cache.clear()
    databases.put_files_back()


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Beside Playwright's event loop Django has connections of their own, which only we can close."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Whatever a page asks of others is not found: no test depends on them, or reaches them."""
    nobody_else = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    flags = [*chromium.FLAGS, nobody_else]
    return {**browser_type_launch_args, "executable_path": chromium.PROGRAM, "args": flags}
