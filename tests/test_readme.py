"""README and docs/settings.md keep to what is there: every setting, every file, every command."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.management import get_commands

README = (settings.BASE_DIR / "README.md").read_text()
SETTINGS = (settings.BASE_DIR / "docs" / "settings.md").read_text()
DECISIONS = settings.BASE_DIR / "docs" / "decisions"


def test_the_page_of_settings_has_every_setting_once_and_no_other() -> None:
    read = set(
        re.findall(
            r'\bread(?:\.\w+\(|,)\s*"([A-Z0-9_]+)"', (settings.BASE_DIR / "newsroom/settings.py").read_text()
        )
    )
    listed = re.findall(r"^\| `([A-Z0-9_]+)` \|", SETTINGS, re.MULTILINE)
    assert sorted(listed) == sorted(read)
    assert "SITE_URL" in read


def test_what_it_links_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", README)
    assert linked != []
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {f"#{heading.lower().replace(' ', '-')}" for heading in headings}
    pages = [path for path in linked if path not in anchors]
    assert [path for path in pages if not (settings.BASE_DIR / path).is_file()] == []


def test_its_pictures_are_light() -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert [path for path in shown if (settings.BASE_DIR / path).stat().st_size > 200_000] == []


def test_its_commands_exist() -> None:
    named = set(re.findall(r"manage\.py (\w+)", README))
    assert named - set(get_commands()) == set()
    targets = set(re.findall(r"(?:`|^    )make ([\w-]+)", README, re.MULTILINE))
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    assert {name for name in targets if f"\n{name}:" not in makefile} == set()


def test_every_decision_is_in_the_list() -> None:
    listed = re.findall(r"\| \[\d{4}\]\(([^)]+)\) \|", (DECISIONS / "README.md").read_text())
    assert listed == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
