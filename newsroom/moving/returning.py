"""Takes a folder that `export` made into a newsroom that has nothing in it yet: all of it, or nothing.

The folder is read twice. First each file is held against its digest, while nothing is written; then the rows come in
within one transaction, and are checked once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import Error, connection, models, transaction
from django.db.models import Max

from articles.models import HistoryLink, PlainPageVersion
from articles.records import append_only, heads, verifying
from media.files import publicity
from media.models import Image, Rendition
from newsroom.archive import putting
from newsroom.moving import exporting, folder, manifest, numbers, pictures, rows, tables, weighing
from newsroom.moving.folder import Refused
from newsroom.moving.manifest import Manifest

Told = Callable[[str, int, int], None]
SHOWN = 5


def take_back(
    root: Path, *, even_unverified: bool = False, tell: Told = lambda *_: None
) -> tuple[Manifest, list[str]]:
    """What came in, and what went wrong with files for readers. Raises Refused, and OSError from the shelves."""
    said = manifest.read(root)
    manifest.hold_against_this(said)
    if said.tables.keys() != set(tables.TAKEN):
        raise Refused("The manifest was changed or is damaged: it does not name the tables that there are.")
    hold_empty()
    digests = check_files(root, said, tell)
    with transaction.atomic():
        make_room()
        for place, model in enumerate(tables.taken(), start=1):
            _take_table(root, model, said, digests)
            tell("tables", place, len(said.tables))
        numbers.go_on(said.next_numbers, list(tables.taken()))
        _check_rows(said, even_unverified)
        _take_pictures(root, said, tell)
    return said, list(show_pictures(said, tell))


def hold_empty() -> None:
    """Raises Refused where somebody has begun to work here. Migrations leave some rows, which make room."""
    found = []
    for model in tables.taken():
        rows_there = model._base_manager.all()
        if model._meta.label in {"auth.Group", "articles.PublicChange"}:
            continue
        if model is HistoryLink:
            rows_there = rows_there.exclude(record="pageversion")
        elif model is PlainPageVersion:
            rows_there = rows_there.filter(by__isnull=False)
        elif model._meta.label in tables.FOUNDED:
            continue
        if count := rows_there.count():
            found.append(f"{model._meta.label} ({count})")
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise Refused(
            f"This newsroom is not empty: {', '.join(found[:SHOWN])}{more}. An export comes back into a new "
            "database, after migrate and before anybody is given a log-in. Nothing was written."
        )


def check_files(root: Path, said: Manifest, tell: Told) -> dict[str, str]:
    """Hold all files against their digests. Returns those of the tables."""
    with folder.opened(root, folder.FILES) as file:
        if folder.digest(file) != said.files_sha256:
            raise Refused(f"{folder.FILES} is not the list that the manifest names: one of them was changed.")
    kept = {}
    for place, (name, sha256) in enumerate(folder.listed(root), start=1):
        with folder.opened(root, name) as file:
            if folder.digest(file) != sha256:
                raise Refused(f"{name} was changed or is damaged: it is not what was exported.")
        if name.startswith("tables/"):
            kept[name] = sha256
        tell("files checked", place, said.files)
    return kept


def make_room() -> None:
    """Take away what migrations put in, records too. Only in a newsroom that is empty otherwise."""
    models_founded = [model for model in tables.taken() if model._meta.label in tables.FOUNDED]
    order = sorted(models_founded, key=lambda model: tables.FOUNDED.index(model._meta.label))
    guarded = [model._meta.db_table for model in order if model._meta.db_table in append_only.TABLES]
    append_only.run(connection, append_only.reverse_statements(connection.vendor, guarded))
    for model in order:
        model._base_manager.all()._raw_delete(connection.alias)
    # PostgreSQL puts no trigger on a table of which something waits to be checked.
    connection.check_constraints()
    append_only.run(connection, append_only.statements(connection.vendor, guarded))


def _take_table(root: Path, model: type[models.Model], said: Manifest, digests: dict[str, str]) -> None:
    name = exporting.table_at(model)
    if name not in digests:
        raise Refused(f"{name} is missing from the folder.")
    if model._meta.label in tables.WRITTEN_BY_TRIGGERS:
        model._base_manager.all()._raw_delete(connection.alias)
    count = 0
    for some in weighing.pieces(_rows_of(root, name, model)):
        first, count = count + 1, count + len(some)
        try:
            _put(model, some)
        except (Error, ValueError, TypeError, OverflowError) as problem:
            why = str(problem).partition("\n")[0]
            raise Refused(
                f"{name}, lines {first} to {count}: the database does not take them: {why}"
            ) from problem
    if count != said.tables[model._meta.label]:
        raise Refused(f"{name} has {count} rows, and the manifest says {said.tables[model._meta.label]}.")


def _rows_of(root: Path, name: str, model: type[models.Model]) -> Iterator[tuple[rows.Values, int]]:
    """Each row, and how long its line is."""
    reader = rows.Reader(model)
    with folder.opened(root, name) as file:
        for number, line in enumerate(file, start=1):
            try:
                yield reader.read(line), len(line)
            except rows.BadRow as problem:
                raise Refused(f"{name}, line {number}: {problem}.") from problem


def _put(model: type[models.Model], some: list[rows.Values]) -> None:
    if model._meta.label in tables.BY_NAME:
        for values in some:
            model._base_manager.get_or_create(
                **{name: values[name] for name in tables.BY_NAME[model._meta.label]}
            )
        return
    # A savepoint, so that what the database refuses can be told.
    with transaction.atomic():
        putting.put(model, some)


def _check_rows(said: Manifest, even_unverified: bool) -> None:
    try:
        connection.check_constraints()
    except Error as problem:
        why = str(problem).partition("\n")[0]
        raise Refused(f"A row names another that is not there: {why}") from problem
    newest = HistoryLink.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if str(heads.head(newest)) != said.history_head:
        raise Refused("The history is not the one that the manifest stands for: one of them was changed.")
    if not even_unverified and (found := next(verifying.problems(), None)) is not None:
        raise Refused(
            f"{found}. The history does not verify, and did not where it was exported, unless the folder was "
            "changed. --even-unverified takes it in as it is. Nothing was written."
        )


def _take_pictures(root: Path, said: Manifest, tell: Told) -> None:
    originals: Any = Image.objects.order_by("pk").values_list("pk", "original").iterator()
    made: Any = Rendition.objects.order_by("name").values_list("name", flat=True).iterator()
    total = said.tables["media.Image"] + said.tables["media.Rendition"]
    with closing(originals), closing(made):
        for place, _ in enumerate(pictures.put_back(root, originals, made, set(said.lost)), start=1):
            tell("pictures", place, total)


def show_pictures(said: Manifest, tell: Told) -> Iterator[str]:
    """Put the files of pictures that pages show where readers fetch them. Gives a sentence for each that fails."""
    done = 0
    numbers_there = Image.objects.order_by("pk").values_list("pk", flat=True).iterator()
    for some in rows.batches(numbers_there):
        for pk in sorted(publicity.shown(some)):
            try:
                publicity.expose([pk])
            except publicity.NotExposed as problem:
                yield f"Picture {pk}: {problem} rebuild_published tries again."
        done += len(some)
        tell("pictures for readers", done, said.tables["media.Image"])
