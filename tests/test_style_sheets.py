"""Style sheets are written in parts, one for each part of a page, and reach browsers as one file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from newsroom.storage import HashedFiles

MADE_OF_PARTS = ["site/site.css", "desk/desk.css", "desk/editor/editor.css", "media/library.css"]
LONGEST = 450


def source(name: str) -> Path:
    return Path(str(finders.find(name)))


def parts_of(name: str) -> list[str]:
    return re.findall(r'^@import url\("(.+)"\);$', source(name).read_text(), re.MULTILINE)


def collected(files: dict[str, Path], folder: Path) -> dict[str, str]:
    """What collectstatic makes of these files: the text under each hashed name, by the name it was asked for."""
    storage = HashedFiles(location=folder)
    at = {name: (FileSystemStorage(path.parent), path.name) for name, path in files.items()}
    for name, (whence, path) in at.items():
        with whence.open(path) as file:
            storage.save(name, file)
    list(storage.post_process(at))
    return {name: (folder / storage.hashed_files[name]).read_text() for name in files}


@pytest.mark.parametrize("name", MADE_OF_PARTS)
def test_a_sheet_made_of_parts_reaches_browsers_as_one_file_in_its_order(name: str, tmp_path: Path) -> None:
    files = {name: source(name)} | {
        name.replace(source(name).name, part): source(name).parent / part for part in parts_of(name)
    }
    whole = collected(files, tmp_path)[name]
    assert "@import" not in whole
    rules = {
        part: re.sub(r"/\*.*?\*/\s*", "", path.read_text(), flags=re.DOTALL) for part, path in files.items()
    }
    places = [whole.index(text) for part, text in rules.items() if part != name]
    assert len(places) > 1
    assert places == sorted(places)


def test_a_change_in_a_part_changes_the_address_of_the_sheet(tmp_path: Path) -> None:
    sheet, part = tmp_path / "sheet.css", tmp_path / "part.css"
    sheet.write_text('@import url("part.css");\n')
    addresses = []
    for number, colour in enumerate(("red", "green")):
        part.write_text(f"p {{ color: {colour} }}\n")
        storage: Any = HashedFiles(location=tmp_path / str(number))
        at = FileSystemStorage(tmp_path)
        for name in ("sheet.css", "part.css"):
            with at.open(name) as file:
                storage.save(name, file)
        list(storage.post_process({"sheet.css": (at, "sheet.css"), "part.css": (at, "part.css")}))
        addresses.append(storage.hashed_files["sheet.css"])
    assert len(set(addresses)) == 2


def test_what_a_sheet_takes_from_elsewhere_stays_an_import(tmp_path: Path) -> None:
    """The desk's forms take a sheet of Django's into a layer: joined, its rules would outweigh the desk's."""
    forms, theirs = tmp_path / "forms.css", tmp_path / "widgets.css"
    forms.write_text('@import url("../admin/widgets.css") layer(django);\n')
    theirs.write_text("p { color: red }\n")
    found = collected({"desk/forms.css": forms, "admin/widgets.css": theirs}, tmp_path / "collected")
    assert re.fullmatch(
        r'@import url\("\.\./admin/widgets\.\w+\.css"\) layer\(django\);\n', found["desk/forms.css"]
    )


def test_no_sheet_and_no_script_is_longer_than_somebody_reads(settings: Any) -> None:
    ours = [path for folder in ("static", "media/static") for path in (settings.BASE_DIR / folder).rglob("*")]
    long = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in ours
        if path.suffix in {".css", ".js"} and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_every_part_belongs_to_one_sheet(settings: Any) -> None:
    """A part that no sheet names is never seen; one that two name is sent twice."""
    named = [f"{name.rpartition('/')[0]}/{part}" for name in MADE_OF_PARTS for part in parts_of(name)]
    assert sorted(set(named)) == sorted(named)
    assert [name for name in named if not finders.find(name)] == []
