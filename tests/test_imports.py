"""Imports go down from floor to floor, never up or round, and what readers see is made without desk records.

The table of floors is the plan of the house. The second rule is what keeps a draft from leaking: code that cannot
name a draft cannot show one. So it is a list of what may be imported, all of which is held to the same list; what
nobody thought of is not on it.
"""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.db import models

import articles.models

# From the ground up. A room may import what stands on a floor below, and its own modules; of two rooms of one floor
# neither knows the other.
FLOORS = (
    ("house",),
    ("media.signals", "media.terms"),
    ("media.metadata", "media.shelves"),
    ("media.models", "media.pixels"),
    ("media.library",),
    ("media.clearance",),
    ("media.files",),
    ("media.intake",),
    ("media.admin", "media.apps", "media.migrations", "media.urls"),
    ("articles.body", "articles.languages"),
    ("articles.models",),
    ("articles.policy",),
    ("articles.records", "articles.search"),
    ("articles.messages", "articles.purging", "articles.writing"),
    ("articles.announcing", "articles.links", "articles.wire"),
    ("articles.composing",),
    ("articles.publishing",),
    ("articles.acts",),
    (
        "articles.advertising",
        "articles.advice",
        "articles.assigning",
        "articles.corrections",
        "articles.exchange",
        "articles.fronts",
        "articles.live",
        "articles.sharing",
    ),
    ("articles.incoming", "articles.moving_in", "articles.partners", "articles.schedule"),
    ("articles.desk", "articles.site", "articles.templatetags"),
    ("articles.api", "articles.filing", "articles.listing", "articles.planning"),
    ("articles.admin", "articles.apps", "articles.helping", "articles.management", "articles.migrations"),
    ("newsroom.watching",),
    (
        *(
            "newsroom.clock",
            "newsroom.connections",
            "newsroom.context",
            "newsroom.environment",
            "newsroom.formats",
            "newsroom.lists",
            "newsroom.middleware",
        ),
        *(
            "newsroom.models",
            "newsroom.patience",
            "newsroom.rendering",
            "newsroom.routing",
            "newsroom.server",
            "newsroom.serving",
            "newsroom.storage",
            "newsroom.templates",
        ),
    ),
    ("newsroom.heartbeat", "newsroom.outside_settings"),
    (
        *("newsroom.archive", "newsroom.checks", "newsroom.demo", "newsroom.log_in", "newsroom.health"),
        *("newsroom.migrations", "newsroom.settings"),
    ),
    ("newsroom.doctor", "newsroom.metrics", "newsroom.moving", "newsroom.people"),
    ("newsroom.addresses", "newsroom.apps", "newsroom.desk_app", "newsroom.pagecache", "newsroom.passwords"),
    ("newsroom.wsgi",),
    ("newsroom.desk", "newsroom.duties", "newsroom.urls"),
    ("newsroom.management",),
    ("tests",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PACKAGES = ("newsroom", "articles", "media", "house")

# What readers get is made by these, and these may import one another.
PUBLIC_CODE = (
    "articles/api/**/*.py",
    "articles/exchange/ninjs.py",
    "articles/exchange/outside.py",
    "articles/exchange/wrapping.py",
    "articles/site/**/*.py",
    "articles/search/**/*.py",
    "articles/composing/advertisements.py",
    "articles/composing/arrangement.py",
    "articles/composing/cards.py",
    "articles/composing/colours.py",
    "articles/composing/content_credentials.py",
    "articles/composing/frame.py",
    "articles/composing/navigation.py",
    "articles/composing/pictures.py",
    "articles/composing/story_parts.py",
    "articles/composing/times.py",
    "articles/composing/zones.py",
    "articles/fronts/available.py",
    "articles/fronts/planning.py",
    "articles/models/advertisement.py",
    "articles/models/keyset.py",
    "articles/models/page_keys.py",
    "articles/models/public_change.py",
    "articles/models/partner_item.py",
    "articles/models/published.py",
    "articles/models/published_front.py",
    "articles/models/published_live.py",
    "articles/models/search.py",
    "articles/models/taxonomy.py",
    "articles/models/people.py",
    "articles/models/plain.py",
    "articles/models/site_file.py",
    "articles/models/redirect.py",
    "articles/templatetags/newspaper.py",
)
# What it may take from elsewhere in the project, all of which is held to the same rule.
SHARED_CODE = (
    "articles/body/**/*.py",
    "articles/composing/facts.py",
    "articles/composing/lines.py",
    "articles/languages.py",
    "articles/models/story.py",
    "house/folded.py",
    "house/keys.py",
    "house/letters.py",
    "house/lines.py",
    "house/web.py",
    "media/shelves/storage.py",
    "media/terms/crops.py",
    "media/terms/provenance.py",
    "media/terms/source_types.py",
)
# And from outside, beside what comes with Python.
OUTSIDE = (
    "brotli",
    "django.conf",
    "django.core.cache",
    "django.core.exceptions",
    "django.core.files",
    "django.core.validators",
    "django.db",
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.templatetags",
    "django.urls",
    "django.utils",
    "django.views",
    "django_filters",
    "nh3",
    "ninja",
    "pydantic",
    "pydantic_core",
    "snowballstemmer",
)
# What readers send is put into a desk table by the one module that takes it in.
LETTERBOX = ("articles.site.report", "articles.models.ErrorReport")
MISSING = object()
# Ways to a model or module by its name in a string.
BY_NAME = {"import_module", "__import__", "import_string", "get_model", "get_models", "ContentType"}


def imports(source: str, module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything the source imports, inside functions too."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            # Without a name of its own, the uppermost package is what one has in hand.
            yield from ((node.lineno, name.name if name.asname else top_of(name.name)) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{name.name}") for name in node.names)


def looked_up_by_name(source: str) -> Iterator[tuple[int, str]]:
    """Line and first text of every call such as import_module("articles.models")."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", None) or getattr(function, "id", None)
            if name in BY_NAME:
                first = node.args[0] if node.args else None
                yield node.lineno, first.value if isinstance(first, ast.Constant) else ""


def top_of(name: str) -> str:
    return name.partition(".")[0]


def lies_in(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def room_of(name: str) -> str | None:
    """The room that a module, or a name in one, stands in."""
    parts = name.split(".")
    return next((room for n in (2, 1) if (room := ".".join(parts[:n])) in FLOOR_OF), None)


def upward_imports(source: str, module: str, *, is_package: bool = False) -> list[tuple[int, str]]:
    """What a module takes from its own floor or from above."""
    own = room_of(module)
    assert own, f"{module} stands in no room: give it one in FLOORS"
    found = [*imports(source, module, is_package=is_package), *looked_up_by_name(source)]
    rooms = [(line, str(name), room_of(str(name))) for line, name in found]
    return [
        (line, name)
        for line, name, room in rooms
        if room != own and (FLOOR_OF[room] if room else ground_of(name)) >= FLOOR_OF[own]
    ]


def ground_of(name: str) -> int:
    """The lowest floor of one of our packages, as whoever has it has all its rooms; -1 for names of others."""
    return min((floor for room, floor in FLOOR_OF.items() if top_of(room) == top_of(name)), default=-1)


def circles(arrows: dict[str, set[str]]) -> list[set[str]]:
    """The modules that reach themselves by their imports, together with those on the way."""
    reached: dict[str, set[str]] = {}
    for module in arrows:
        seen: set[str] = set()
        ahead = list(arrows[module])
        while ahead:
            if (one := ahead.pop()) not in seen:
                seen.add(one)
                ahead += arrows.get(one, ())
        reached[module] = seen
    found = [{one for one in reached[module] if module in reached.get(one, ())} for module in arrows]
    return [circle for number, circle in enumerate(found) if circle and circle not in found[:number]]


def arrows_of(paths: list[Path]) -> dict[str, set[str]]:
    """Which module imports which."""
    modules = {module_at(path): path for path in paths}
    arrows: dict[str, set[str]] = {}
    for module, path in modules.items():
        named = imports(path.read_text(), module, is_package=path.stem == "__init__")
        taken = {name if name in modules else name.rpartition(".")[0] for _, name in named}
        arrows[module] = (taken & set(modules)) - {module}
    return arrows


def desk_imports(source: str, module: str, *, is_package: bool = False) -> list[tuple[int, str]]:
    """What public code imports and may not."""
    return [
        (line, name)
        for line, name in imports(source, module, is_package=is_package)
        if (module, name) != LETTERBOX and not may_be_imported(name)
    ] + list(looked_up_by_name(source))


def may_be_imported(name: str) -> bool:
    if top_of(name) not in PACKAGES:
        return top_of(name) in sys.stdlib_module_names - {"importlib"} or lies_in(name, OUTSIDE)
    origin, _, taken = name.rpartition(".")
    if name in allowed() or origin not in {*allowed(), "articles.models"}:
        return name in allowed()
    # Whoever offers it, it must be made by a module on the list: nothing comes through a second hand.
    found = getattr(import_module(origin), taken, MISSING)
    if isinstance(found, ModuleType):
        return found.__name__ in allowed() or (
            top_of(found.__name__) not in PACKAGES and may_be_imported(found.__name__)
        )
    if isinstance(found, type) and issubclass(found, models.Model) and not found._meta.abstract:
        return found in articles.models.SITE_MODELS
    made_in = getattr(found, "__module__", origin)
    return found is not MISSING and (
        made_in in allowed() or (top_of(made_in) not in PACKAGES and origin in allowed())
    )


@cache
def allowed() -> frozenset[str]:
    """The modules of the project that code for readers is made of."""
    return frozenset(map(module_at, python_files(*PUBLIC_CODE, *SHARED_CODE)))


def module_at(path: Path) -> str:
    return ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts).removesuffix(".__init__")


def python_files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in settings.BASE_DIR.glob(pattern))


def violations(check: object, paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        name, is_package = path.relative_to(settings.BASE_DIR), path.stem == "__init__"
        for line, imported in check(path.read_text(), module_at(path), is_package=is_package):
            found.append(f"{name}:{line}: {imported or 'looked up by name'}")
    return found


def test_imports_go_downwards_only() -> None:
    paths = python_files(*(f"{package}/**/*.py" for package in PACKAGES))
    assert {path.relative_to(settings.BASE_DIR).parts[0] for path in paths} == set(PACKAGES)
    rooms = [path for path in paths if module_at(path) not in PACKAGES]
    assert violations(upward_imports, rooms) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(arrows_of(python_files(*(f"{package}/**/*.py" for package in PACKAGES)))) == []


def test_a_circle_is_noticed() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


def test_whatever_the_table_of_floors_names_is_there() -> None:
    assert [room for room in FLOOR_OF if find_spec(room) is None] == []


def test_articles_has_no_loose_modules_but_those_that_are_no_room() -> None:
    loose = {path.stem for path in python_files("articles/*.py")}
    assert loose == {"__init__", "apps", "languages", "policy"}


def test_media_has_no_loose_modules_but_those_that_are_no_room() -> None:
    loose = {path.stem for path in python_files("media/*.py")}
    assert loose == {"__init__", "apps", "signals", "urls"}


def test_public_code_imports_only_what_is_on_the_list() -> None:
    paths = python_files(*PUBLIC_CODE, *SHARED_CODE)
    assert {"published.py", "taxonomy.py", "people.py", "redirect.py", "views.py", "finding.py"} <= {
        path.name for path in paths
    }
    assert violations(desk_imports, paths) == []


@pytest.mark.parametrize("pattern", [*PUBLIC_CODE, *SHARED_CODE])
def test_whatever_the_list_names_is_there(pattern: str) -> None:
    """A name of a module that was moved would let its successor through, or nothing."""
    assert python_files(pattern) != []


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_it_names_of_others_is_installed(name: str) -> None:
    assert find_spec(name) is not None


def test_the_list_lets_nothing_in_that_nobody_takes() -> None:
    taken: set[str] = set()
    for path in python_files(*PUBLIC_CODE, *SHARED_CODE):
        for _, name in imports(path.read_text(), module_at(path), is_package=path.stem == "__init__"):
            taken |= {name, name.rpartition(".")[0]}
    unused = [
        path for path in SHARED_CODE if "*" not in path and module_at(settings.BASE_DIR / path) not in taken
    ]
    assert unused == []
    assert [name for name in OUTSIDE if not any(lies_in(one, (name,)) for one in taken)] == []


def test_drafts_revisions_and_the_ledger_are_not_on_it() -> None:
    for name in (
        "Article",
        "Revision",
        "Edition",
        "Autosave",
        "Correction",
        "Front",
        "FrontVersion",
        "State",
    ):
        assert hasattr(articles.models, name)
        assert not may_be_imported(f"articles.models.{name}")
    assert may_be_imported("articles.models.PublishedArticle")


@pytest.mark.parametrize(
    "source",
    [
        "from articles.models import Article",
        "from articles.models import PublishedArticle, Revision as R",
        "from articles.models.article import Article",
        "from articles.models.sitting import Autosave",
        "from articles import forms",
        "from articles.desk.forms import ArticleForm",
        "from articles.desk.sittings import settle",
        "import articles.desk.sittings as s",
        "from articles.desk.waiting import waiting_for",
        "from articles.models.nothing import Whatever",
        "from articles.models import State",
        "from articles.models import SITE_MODELS",
        "from articles.site.report import ErrorReport",
        "from articles.composing.facts import saving",
        "import articles.composing.cards",
        "from media.clearance import rights",
        "from newsroom.models import LogInAttempt",
        "from articles.records.outbox import put",
        "from django.apps import apps",
        "from django.core.management import call_command",
        "import django",
        "import importlib",
        "import requests",
        "from sqlite3 import connect\nfrom psycopg import connect",
        "from articles.models import article",
        "from articles import models",
        "from articles.models import *",
        "import articles.models",
        "import articles.models as m",
        "import articles",
        "from ..models import Article",
        "from .. import models",
        "from articles import workflow",
        "from articles.acts.publish import publish",
        "from media.models import Image",
        "from media import models",
        "import media",
        "from django.contrib.auth import get_user_model",
        "from django.contrib.auth.models import User",
        "def view(request):\n    from articles.models import Article",
        "from django.apps import apps\napps.get_model('articles', 'Article')",
        "import importlib\nimportlib.import_module('articles.models')",
        "name = 'articles.models'\n__import__(name)",
    ],
)
def test_a_desk_record_in_public_code_is_noticed(source: str) -> None:
    assert desk_imports(source, "articles.site.views") != []


def test_only_the_form_for_reports_may_name_what_readers_send() -> None:
    source = "from articles.models import ErrorReport"
    assert desk_imports(source, "articles.site.report") == []
    assert desk_imports(source, "articles.site.views") != []


@pytest.mark.parametrize(
    "source",
    [
        "from articles.models import ArticleType, PublishedArticle, Section",
        "from articles.models.published import PublishedArticle",
        "from articles.body import plain_text",
        "from articles.site import feeds, views as v",
        "import json, xml.sax.saxutils",
        "from ..models import PublishedArticle",
        "from . import feeds",
        "from django.shortcuts import get_object_or_404",
    ],
)
def test_published_records_are_free_for_public_code(source: str) -> None:
    assert desk_imports(source, "articles.site.views") == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("media.clearance.rights", "from articles.models import Agency"),
        ("media.clearance.rights", "import articles.models.people"),
        ("media.clearance.rights", "from newsroom import settings"),
        ("media.clearance.rights", "from django.apps import apps\napps.get_model('articles.Agency')"),
        ("articles.acts.publish", "from newsroom.desk import Desk"),
        ("articles.admin.article", "def desk():\n    import newsroom.desk"),
        ("newsroom.desk", "from tests import factories"),
        ("articles.composing.cards", "from articles.site import views"),
        ("articles.writing.saving", "from articles.acts import moving"),
        ("articles.fronts.planning", "from articles.live import posting"),
        ("media.models.image", "from media.clearance import rights"),
    ],
)
def test_an_import_upwards_is_noticed(module: str, source: str) -> None:
    assert len(upward_imports(source, module)) == 1


def test_an_import_downwards_is_fine() -> None:
    assert upward_imports("from articles.models import Article", "newsroom.desk") == []
    assert upward_imports("from media.models import Image", "articles.acts.publish") == []
