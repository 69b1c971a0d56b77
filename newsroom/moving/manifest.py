"""What a folder says of itself: of which newsroom it is, in which shape, and how much of everything."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.moving import folder as folders
from newsroom.moving import tables
from newsroom.moving.folder import MANIFEST, Refused

FORMAT, FORMAT_VERSION = "newsroom-export", 1
MOST_BYTES = 4 * 1024 * 1024


@dataclass
class Manifest:
    made_at: str = ""
    newsroom: str = ""
    site_name: str = ""
    site_url: str = ""
    database: str = ""
    schema: dict[str, list[str]] = field(default_factory=dict)
    """The last migrations of each app: only a newsroom with the same has the same tables."""
    tables: dict[str, int] = field(default_factory=dict)
    next_numbers: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    history_head: str = ""
    """Of `verify_history --head`: it stands for all records there are."""
    lost: list[str] = field(default_factory=list)
    """Files that the newsroom named and did not have."""
    stories: int = 0
    files: int = 0
    size: int = 0
    """In bytes."""
    files_sha256: str = ""
    """Of the list of all files."""

    def written(self) -> bytes:
        said = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def begun(made_at: str) -> Manifest:
    """Raises Refused where the database does not have the tables of this program."""
    return Manifest(
        made_at=made_at,
        newsroom=_version(),
        site_name=settings.SITE_NAME,
        site_url=settings.SITE_URL,
        database=connection.vendor,
        schema=schema(),
    )


def schema() -> dict[str, list[str]]:
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    if executor.migration_plan(graph.leaf_nodes()):
        raise Refused("The database is not that of this program yet. Run migrate first.")
    apps = {label.split(".")[0] for label in (*tables.TAKEN, *tables.LEFT_OUT)}
    found: dict[str, list[str]] = {}
    for app, name in sorted(graph.leaf_nodes()):
        if app in apps:
            found.setdefault(app, []).append(name)
    return found


def is_there(root: Path) -> bool:
    return root.is_dir() and (root / MANIFEST).exists()


def read(root: Path) -> Manifest:
    """Raises Refused where it is no manifest, or one of another shape than ours."""
    with folders.opened(root, MANIFEST) as file:
        data = file.read(MOST_BYTES + 1)
    try:
        said = json.loads(data) if len(data) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.pop("format", "") != FORMAT:
        raise Refused(f"{MANIFEST} is not that of an export of Newsroom.")
    if said.pop("format_version", 0) != FORMAT_VERSION:
        raise Refused(
            "This export was made by another version of Newsroom, in a shape that this one cannot read."
        )
    like = asdict(Manifest())
    if said.keys() != like.keys() or any(type(said[key]) is not type(like[key]) for key in like):
        raise Refused(f"{MANIFEST} was changed or is damaged: it does not say what a manifest says.")
    if not (_counts(said["tables"]) and _counts(said["next_numbers"])):
        raise Refused(f"{MANIFEST} was changed or is damaged: its numbers are none.")
    return Manifest(**said)


def _counts(said: dict[str, Any]) -> bool:
    return all(type(number) is int and 0 <= number < 2**62 for number in said.values())


def hold_against_this(manifest: Manifest) -> None:
    """Raises Refused where the tables there are not those here."""
    here = schema()
    if manifest.schema == here:
        return
    unlike = sorted(app for app in {*manifest.schema, *here} if manifest.schema.get(app) != here.get(app))
    there = "; ".join(f"{app}: {', '.join(map(str, manifest.schema.get(app) or ['none']))}" for app in unlike)
    raise Refused(
        f"The export was made by Newsroom {manifest.newsroom} with other tables than this one has ({there}). Install "
        "that version, run migrate and import_ninjs there, and then install the newer one."
    )


def _version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
