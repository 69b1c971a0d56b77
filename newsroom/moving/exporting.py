"""Writes everything that the newsroom owns into a folder, as it was at one moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db import models
from django.db.models import Max

from articles.models import HistoryLink
from articles.records import heads
from media.models import Image, Rendition
from newsroom.moving import beside, manifest, numbers, pictures, rows, snapshot, stories, tables
from newsroom.moving.folder import Folder
from newsroom.moving.manifest import Manifest

Told = Callable[[str, int, int], None]
"""What is being written, how many of how many."""


@dataclass
class Export:
    manifest: Manifest
    troubles: list[str] = field(default_factory=list)


def table_at(model: type[models.Model]) -> str:
    return f"tables/{model._meta.db_table}.jsonl"


def export(target: Path, *, now: datetime, tell: Told = lambda *_: None) -> Export:
    """Raises Refused, or OSError where the disk does not take it; then nothing is left."""
    with Folder(target) as folder, snapshot.one_moment():
        done = Export(manifest.begun(now.isoformat()))
        said = done.manifest
        _tables(folder, said, tell)
        _pictures(folder, done, tell)
        total = said.tables["articles.Article"]
        with closing(stories.write(folder, now)) as written:
            for said.stories, _number in enumerate(written, start=1):
                tell("stories", said.stories, total)
        beside.write(folder)
        newest = HistoryLink.objects.aggregate(newest=Max("pk"))["newest"] or 0
        said.history_head = str(heads.head(newest))
        folder.put("README.txt", beside.readme(said).encode())
        said.files, said.size, said.files_sha256 = folder.files, folder.bytes, folder.whole.hexdigest()
        folder.finish(said.written())
    return done


def _tables(folder: Folder, said: Manifest, tell: Told) -> None:
    taken = list(tables.taken())
    said.next_numbers = numbers.next_ones(taken)
    for place, model in enumerate(taken, start=1):
        count = 0
        with folder.file(table_at(model)) as file, closing(rows.lines(model)) as lines:
            for line in lines:
                file.write(line)
                count += 1
        said.tables[model._meta.label] = count
        tell("tables", place, len(taken))
    left = (apps.get_model(label) for label in tables.LEFT_OUT)
    said.left_out = {model._meta.label: model._base_manager.count() for model in left}


def _pictures(folder: Folder, done: Export, tell: Told) -> None:
    total = Image.objects.count() + Rendition.objects.count()
    with closing(pictures.write(folder)) as written:
        for place, trouble in enumerate(written, start=1):
            tell("pictures", place, total)
            if trouble is not None:
                done.troubles.append(trouble.words)
                if trouble.is_lost:
                    done.manifest.lost.append(trouble.name)
