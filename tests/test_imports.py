"""Imports go newsroom → articles → media → mail, never back, and what readers see is made without desk records.

The second rule is what keeps a draft from leaking: code that cannot name a draft cannot show one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models

import articles.models

PACKAGES = ("newsroom", "articles", "media", "mail")
ABOVE = {package: PACKAGES[:floor] for floor, package in enumerate(PACKAGES)}

PUBLIC_CODE = (
    "articles/site/**/*.py",
    "articles/search/**/*.py",
    "articles/feeds/**/*.py",
    "articles/fronts/arrangement.py",
    "articles/fronts/planning.py",
    "articles/models/published.py",
    "articles/models/published_front.py",
    "articles/models/published_live.py",
    "articles/models/search.py",
    "articles/models/taxonomy.py",
    "articles/models/people.py",
    "articles/models/plain.py",
    "articles/models/redirect.py",
)
DESK_MODULES = (
    "articles.admin",
    "articles.composing",
    "articles.content",
    "articles.models.agency",
    "articles.models.article",
    "articles.models.autosave",
    "articles.models.correction",
    "articles.fronts.going_live",
    "articles.fronts.releasing",
    "articles.fronts.versions",
    "articles.models.edition",
    "articles.live",
    "articles.models.front",
    "articles.models.live",
    "articles.models.report",
    "articles.models.revision",
    "articles.models.staff",
    "articles.models.statechange",
    "articles.policy",
    "articles.publishing",
    "articles.saving",
    "articles.workflow",
    "django.contrib.admin",
    "django.contrib.auth",
    "mail",
    "media.models",
)
# Desk records, by whichever name articles.models offers them.
DESK_RECORDS = {
    f"articles.models.{name}"
    for name, record in vars(articles.models).items()
    if isinstance(record, type)
    and issubclass(record, models.Model)
    and not record._meta.abstract
    and record not in articles.models.SITE_MODELS
}
# What readers send is put into a desk table by the one module that takes it in.
LETTERBOX = ("articles.site.report", "articles.models.ErrorReport")
# With one of these in hand everything below it can be reached, so public code takes names out of them.
WHOLE_PACKAGES = {"articles", "articles.models", "articles.models.*", "articles.*", "media", "media.*"}
# Ways to a model or module by its name in a string.
BY_NAME = {"import_module", "__import__", "import_string", "get_model", "get_models", "ContentType"}


def imports(source: str, module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything the source imports, inside functions too."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
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


def lies_in(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def upward_imports(source: str, module: str, *, is_package: bool = False) -> list[tuple[int, str]]:
    above = (*ABOVE[module.split(".")[0]], "tests")
    found = [*imports(source, module, is_package=is_package), *looked_up_by_name(source)]
    return [(line, name) for line, name in found if lies_in(str(name), above)]


def desk_imports(source: str, module: str, *, is_package: bool = False) -> list[tuple[int, str]]:
    return [
        (line, name)
        for line, name in imports(source, module, is_package=is_package)
        if (module, name) != LETTERBOX
        and (name in DESK_RECORDS or name in WHOLE_PACKAGES or lies_in(name, DESK_MODULES))
    ] + list(looked_up_by_name(source))


def python_files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in settings.BASE_DIR.glob(pattern))


def violations(check: object, paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        name = path.relative_to(settings.BASE_DIR)
        module = ".".join(name.with_suffix("").parts)
        is_package = path.stem == "__init__"
        module = module.removesuffix(".__init__")
        for line, imported in check(path.read_text(), module, is_package=is_package):
            found.append(f"{name}:{line}: {imported or 'looked up by name'}")
    return found


def test_imports_go_downwards_only() -> None:
    paths = python_files(*(f"{package}/**/*.py" for package in PACKAGES))
    assert {path.relative_to(settings.BASE_DIR).parts[0] for path in paths} == set(PACKAGES)
    assert violations(upward_imports, paths) == []


def test_public_code_knows_no_desk_record() -> None:
    paths = python_files(*PUBLIC_CODE)
    assert {"published.py", "taxonomy.py", "people.py", "redirect.py", "views.py", "finding.py"} <= {
        path.name for path in paths
    }
    assert violations(desk_imports, paths) == []


def test_drafts_revisions_and_the_ledger_count_as_desk_records() -> None:
    for name in ("Article", "Revision", "Edition", "Autosave", "Correction", "Front", "FrontVersion"):
        assert f"articles.models.{name}" in DESK_RECORDS
    assert "articles.models.PublishedArticle" not in DESK_RECORDS


@pytest.mark.parametrize(
    "source",
    [
        "from articles.models import Article",
        "from articles.models import PublishedArticle, Revision as R",
        "from articles.models.article import Article",
        "from articles.models import article",
        "from articles import models",
        "from articles.models import *",
        "import articles.models",
        "import articles.models as m",
        "import articles",
        "from ..models import Article",
        "from .. import models",
        "from articles import workflow",
        "from articles.publishing import publish",
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
        ("media.rights", "from articles.models import Agency"),
        ("media.rights", "import articles.models.people"),
        ("media.rights", "from newsroom import settings"),
        ("media.rights", "from django.apps import apps\napps.get_model('articles.Agency')"),
        ("articles.publishing", "from newsroom.desk import Desk"),
        ("articles.admin.article", "def desk():\n    import newsroom.desk"),
        ("newsroom.desk", "from tests import factories"),
    ],
)
def test_an_import_upwards_is_noticed(module: str, source: str) -> None:
    assert len(upward_imports(source, module)) == 1


def test_an_import_downwards_is_fine() -> None:
    assert upward_imports("from articles.models import Article", "newsroom.desk") == []
    assert upward_imports("from media.models import Image", "articles.publishing") == []
