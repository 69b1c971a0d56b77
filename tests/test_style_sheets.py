"""Style sheets are written in parts, one for each part of a page, and reach browsers as one file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage, Storage

from newsroom.storage import HashedFiles

MADE_OF_PARTS = ["site/site.css", "desk/desk.css", "desk/editor/editor.css", "media/library.css"]
LONGEST = 450


def source(name: str) -> Path:
    return Path(str(finders.find(name)))


def parts_of(name: str) -> list[str]:
    return re.findall(r'^@import url\("(.+)"\);$', source(name).read_text(), re.MULTILINE)


def address(sheet: str, part: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(sheet), part))


def collected(at: Mapping[str, tuple[Storage, str]], folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What collectstatic makes of these files: their hashed names and their texts."""
    storage: Any = HashedFiles(location=folder)
    for name, (whence, path) in at.items():
        with whence.open(path) as file:
            storage.save(name, file)
    list(storage.post_process(at))
    names = {name: storage.hashed_files[name] for name in at}
    return names, {name: (folder / hashed).read_text() for name, hashed in names.items()}


@pytest.mark.parametrize("name", MADE_OF_PARTS)
def test_a_sheet_made_of_parts_reaches_browsers_as_one_file_in_its_order(name: str, tmp_path: Path) -> None:
    ours = {path: (storage, path) for finder in finders.get_finders() for path, storage in finder.list([])}
    parts = [address(name, part) for part in parts_of(name)]
    _, texts = collected({path: ours[path] for path in (name, *parts)}, tmp_path)
    whole = texts[name]
    assert "@import" not in whole
    rules = [re.sub(r"/\*.*?\*/\s*", "", source(part).read_text(), flags=re.DOTALL) for part in parts]
    places = [whole.index(text) for text in rules]
    assert len(places) > 1
    assert places == sorted(places)


def test_a_change_in_a_part_changes_the_address_of_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "sheet.css").write_text('@import url("part.css");\n')
    at = FileSystemStorage(tmp_path)
    addresses = set()
    for colour in ("red", "green"):
        (tmp_path / "part.css").write_text(f"p {{ color: {colour} }}\n")
        names, _ = collected({name: (at, name) for name in ("sheet.css", "part.css")}, tmp_path / colour)
        addresses.add(names["sheet.css"])
    assert len(addresses) == 2


def test_what_a_sheet_takes_into_a_layer_stays_an_import(tmp_path: Path) -> None:
    """The desk's forms take a sheet of Django's into a layer: joined, its rules would outweigh the desk's."""
    (tmp_path / "forms.css").write_text('@import url("../admin/widgets.css") layer(django);\n')
    (tmp_path / "widgets.css").write_text("p { color: red }\n")
    at = FileSystemStorage(tmp_path)
    files = {"desk/forms.css": (at, "forms.css"), "admin/widgets.css": (at, "widgets.css")}
    _, texts = collected(files, tmp_path / "collected")
    assert re.fullmatch(
        r'@import url\("\.\./admin/widgets\.\w+\.css"\) layer\(django\);\n', texts["desk/forms.css"]
    )


def test_no_sheet_and_no_script_is_longer_than_somebody_reads(settings: Any) -> None:
    ours = [path for folder in ("static", "media/static") for path in (settings.BASE_DIR / folder).rglob("*")]
    long = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in ours
        if path.suffix in {".css", ".js"} and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_every_part_is_there_and_no_part_of_one_folder_is_sent_twice() -> None:
    """What lies in shared/ is for readers and for the desk: no page has both."""
    named = [address(name, part) for name in MADE_OF_PARTS for part in parts_of(name)]
    assert [name for name in named if not finders.find(name)] == []
    own = [name for name in named if not name.startswith("shared/")]
    assert sorted(set(own)) == sorted(own)
