"""What README, docs, decisions and the comments of the settings name is there: modules, files, commands, settings."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

BASE = Path(settings.BASE_DIR)
TEXTS = sorted(
    path.relative_to(BASE).as_posix()
    for path in (BASE / "README.md", *BASE.glob("docs/**/*.md"), BASE / "newsroom/settings.py")
)
PACKAGES = ("newsroom", "articles", "media")
# Written by the newsroom or its operator, not part of it.
ELSEWHERE = re.compile(
    r"var/|VAR_DIR/|newsroom\.(env|dump|sqlite3)|\.venv/|originals/|renditions/|public/|private/|uv\.lock|/"
)


def named_in(text: str) -> str:
    """Of a Python file its comments and docstrings, of a page all of it."""
    source = (BASE / text).read_text()
    if text.endswith(".py"):
        return "\n".join([*re.findall(r"#.*", source), *re.findall(r'""".*?"""', source, re.DOTALL)])
    return source


def words_of(text: str) -> set[str]:
    """What stands in backticks, in pages; every word, in comments."""
    source = named_in(text)
    if text.endswith(".py"):
        return {word.strip(".,:;()`") for word in source.split()}
    return {word.strip(".,:;()") for code in re.findall(r"`([^`\n]+)`", source) for word in code.split()}


def ours() -> dict[str, Path]:
    """Every file and folder of the project by its path, without what is installed, collected or left by tools."""
    found: dict[str, Path] = {}
    for folder, folders, files in os.walk(BASE):
        folders[:] = [
            name for name in folders if name not in {".git", ".venv", "var", "node_modules", "__pycache__"}
        ]
        for name in [*files, *(f"{name}/" for name in folders)]:
            found[f"/{(Path(folder) / name).relative_to(BASE).as_posix()}{'/' * name.endswith('/')}"] = (
                Path(folder) / name
            )
    return found


OURS = ours()
CODE = "\n".join(path.read_text() for name, path in OURS.items() if name.endswith(".py"))


def is_there(path: str) -> bool:
    """By its path, or by the end of it: `saving.py` in a paragraph about articles/."""
    return any(name.endswith(f"/{path}") for name in OURS)


@pytest.mark.parametrize("text", TEXTS)
def test_files_that_are_named_exist(text: str) -> None:
    paths = {
        word
        for word in words_of(text)
        if re.fullmatch(r"[\w./-]+(\.(py|md|toml|lock|css|js|html)|/)", word) and not ELSEWHERE.match(word)
    }
    assert {path for path in paths if not is_there(path)} == set()


@pytest.mark.parametrize("text", TEXTS)
def test_modules_that_are_named_exist(text: str) -> None:
    """`media.shelves.buckets`, and `outbox.put` of a package where a module of that name is."""
    dotted = {word for word in words_of(text) if re.fullmatch(rf"({'|'.join(PACKAGES)})(\.[a-z_]+)+", word)}

    def exists(name: str) -> bool:
        module, _, attribute = name.rpartition(".")
        try:
            return find_spec(name) is not None
        except ModuleNotFoundError:
            return (
                find_spec(module) is not None
                and attribute in Path(find_spec(module).origin or "").read_text()
            )

    known = {name for name in dotted if not name.endswith((".sqlite3", ".dump", ".env", ".py", ".json"))}
    assert {name for name in known if not exists(name)} == set()


@pytest.mark.parametrize("text", TEXTS)
def test_commands_and_targets_that_are_named_exist(text: str) -> None:
    source = named_in(text)
    assert set(re.findall(r"manage\.py (\w+)", source)) - set(get_commands()) == set()
    makefile = (BASE / "Makefile").read_text()
    targets = set(re.findall(r"(?:`|^    )make ([\w-]+)", source, re.MULTILINE))
    assert {name for name in targets if f"\n{name}:" not in makefile} == set()


@pytest.mark.parametrize("text", TEXTS)
def test_settings_that_are_named_exist(text: str) -> None:
    source = (BASE / "newsroom/settings.py").read_text()
    ours = set(re.findall(r'read\.\w+\(\s*"([A-Z0-9_]+)"', source)) | set(
        re.findall(r"^([A-Z_0-9]+)\b", source, re.M)
    )
    named = {
        word.partition("=")[0]
        for word in words_of(text)
        if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+(=.*)?", word)
    }
    in_code = {name for name in named if name in CODE}
    assert named - ours - in_code - NOT_OURS == set()


# Said of others, or of what is refused.
NOT_OURS = {"DATABSE_URL", "S3_ENDPOINT_URL", "ALLOWED_HOST", "CACHES_URL"}


@pytest.mark.parametrize("text", TEXTS)
def test_links_lead_somewhere(text: str) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", (BASE / text).read_text())
    assert [path for path in linked if not ((BASE / text).parent / path).exists()] == []


def test_every_decision_is_on_the_list_and_is_headed_by_its_number() -> None:
    folder = BASE / "docs" / "decisions"
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \|", (folder / "README.md").read_text(), re.MULTILINE)
    pages = sorted(path.name for path in folder.glob("0*.md"))
    assert [name for _, name in listed] == pages
    for number, name in listed:
        assert name.startswith(f"{number}-")
        assert (folder / name).read_text().startswith(f"# {number}: ")


DESK = "\n".join(
    path.read_text()
    for pattern in ("articles/**/*.py", "media/**/*.py", "templates/**/*.html", "static/desk/**/*.js")
    for path in sorted(BASE.glob(pattern))
    if "migrations" not in path.parts
)


def test_the_handbook_names_buttons_and_fields_as_the_desk_does() -> None:
    named = re.findall(r"\*\*(.+?)\*\*", (BASE / "docs/editors.md").read_text(), re.DOTALL)
    said = {" ".join(words.split()).rstrip(".:") for words in named}
    assert len(said) > 80
    assert sorted(words for words in said if words.lower() not in DESK.lower()) == []
