"""What every test stands on: an empty newsroom, and the tools that some tests need.

Tests that need PostgreSQL, Redis or a browser are left out where there is none, and the first lines of
the run say so. Under CI nothing may be missing and nothing may be skipped.
"""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.test import TransactionTestCase
from playwright.sync_api import Playwright
from pytest_django import DjangoDbBlocker

from articles.records import append_only
from newsroom.middleware import may_log_people_in
from tests import chromium

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}

# Their assertions are worth reading, too.
pytest.register_assert_rewrite(
    "tests.browsing", "tests.desk_forms", "tests.factories", "tests.image_files", "tests.pages"
)

# Playwright keeps an event loop running beside the test, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# A slow machine is no failure; a found example is worth printing as one can use it.
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
    return missing


def pytest_report_header() -> list[str]:
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[1]
    left_out = [f"LEFT OUT: tests that need {tool}: {why}" for tool, why in missing_tools().items()]
    return [f"database: {engine}", *left_out]


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
        (left_out if any(item.get_closest_marker(tool) for tool in missing) else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.ensure_newline()
        reporter.write_line("FAILED: tests were skipped, and CI skips none.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# What migrations made, such as roles: the rows of every table, by database.
migrated: dict[str, list[Model]] = {}
flush = TransactionTestCase._fixture_teardown


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        for alias in connections:
            tables = apps.get_models(include_auto_created=True)
            migrated[alias] = [row for model in tables for row in model._base_manager.using(alias).all()]
        # Asked once for a process, and not within the questions that a test counts.
        may_log_people_in()


def leave_as_migrated(test_case: TransactionTestCase) -> None:
    """Empty the tables after a test that committed, then put back what migrations made.

    The ledger's triggers stand in the way of any deletion, as they should; only here are they put aside.
    """
    databases = [connections[alias] for alias in test_case._databases_names(include_mirrors=False)]
    with ExitStack() as triggers_aside:
        for connection in databases:
            # Tells Django not to make permissions anew, with other numbers.
            test_case.serialized_rollback, connection._test_serialized_contents = True, ""
            triggers_aside.enter_context(append_only.suspended(connection))
        flush(test_case)
    for connection in databases:
        put_back(connection)


def put_back(connection: BaseDatabaseWrapper) -> None:
    """The very rows, a query for each table. Django would ask twice for each row, and cut its times to milliseconds,
    which the history notices.
    """
    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        for model, rows in groupby(migrated[connection.alias], key=type):
            model._base_manager.using(connection.alias).bulk_create([copy.copy(row) for row in rows])
    connection.check_constraints()


TransactionTestCase._fixture_teardown = leave_as_migrated


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Neither the cache nor a file of one test is seen by the next."""
    yield
    cache.clear()
    for folder in ("public", "private"):
        shutil.rmtree(Path(settings.VAR_DIR) / folder, ignore_errors=True)


@pytest.fixture(scope="session")
def playwright(playwright: Playwright) -> Iterator[Playwright]:
    """Beside Playwright's event loop Django has connections of their own, which only we can close."""
    yield playwright
    connections.close_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.PROGRAM, "args": chromium.FLAGS}
