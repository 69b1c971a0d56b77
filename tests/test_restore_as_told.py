"""The README's steps for a backup and after a restore are all there is to it: played here, line by line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

README = (settings.BASE_DIR / "README.md").read_text()
ROLE = "newsroom_site_restored"


def told(after: str, before: str) -> list[list[str]]:
    """The blocks of commands that the README gives between two of its sentences."""
    part = README.partition(after)[2].partition(before)[0]
    assert part
    blocks = re.findall(r"(?:^    .+\n)+", part, re.MULTILINE)
    return [[line.strip() for line in block.splitlines()] for block in blocks]


def play(lines: list[str], folder: Path, **changes: str) -> str:
    given = {
        name: str(getattr(settings, name)) for name in ("SECRET_KEY", "SITE_URL", "SITE_NAME", "TIME_ZONE")
    }
    words = {
        ".venv/bin/python": sys.executable,
        "manage.py": str(settings.BASE_DIR / "manage.py"),
        "newsroom_site": ROLE,
    }
    script = "\n".join(["set -e", *lines])
    for word, ours in words.items():
        script = script.replace(word, ours)
    result = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ | given | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"} | changes,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database that was just made, with the role of the site beside it."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        cursor.execute(f"DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object THEN END $$")
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def old_newsroom(tmp_path: Path) -> Path:
    """A newsroom with a live story and its picture, as its VAR_DIR."""
    factories.live_story(headline="The ferry is back", lead_picture=factories.picture(), lead_alt="Boats")
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "private").symlink_to(settings.VAR_DIR / "private")
    return folder


def is_whole(said: str, folder: Path) -> None:
    assert "0 live stories made anew, 1 agreed already; 0 rows removed" in said
    assert said.splitlines()[-1] == "1 live stories agree with the ledger."
    assert (folder / "static/staticfiles.json").is_file()
    assert len(list((folder / "public").iterdir())) >= 1
    assert oct((folder / "private").stat().st_mode & 0o777) == "0o700"


@pytest.mark.long
def test_a_newsroom_is_restored_as_told(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    backup, copy = told("**Backups.**", "**Restoring.**")
    restore, put_back, then = told("**Restoring.**", "**Proof of the history.**")
    old, new = old_newsroom(tmp_path), tmp_path / "new"
    new.mkdir()
    if connection.vendor == "postgresql":
        here = (
            urlsplit(os.environ["DATABASE_URL"])
            ._replace(path=f"/{connection.settings_dict['NAME']}")
            .geturl()
        )
        there = request.getfixturevalue("empty_database")
        play(backup, tmp_path, DATABASE_URL=here, VAR_DIR=str(old))
        is_whole(play([*restore, *then], tmp_path, DATABASE_URL=there, VAR_DIR=str(new)), new)
        the_site_reads_what_is_published(there)
    else:
        (old / "newsroom.sqlite3").symlink_to(connection.settings_dict["NAME"])
        umask, _, originals = backup
        play([umask, *copy, originals], tmp_path, VAR_DIR=str(old))
        then = [line for line in then if "grant_site_role" not in line]  # "where there is one"
        is_whole(play([*put_back, *then], tmp_path, VAR_DIR=str(new)), new)


def the_site_reads_what_is_published(address: str) -> None:
    with psycopg.connect(address) as opened:
        may = opened.execute(
            f"SELECT has_table_privilege('{ROLE}', 'articles_publishedarticle', 'SELECT'),"
            f" has_table_privilege('{ROLE}', 'articles_article', 'SELECT')"
        )
        assert may.fetchone() == (True, False)
