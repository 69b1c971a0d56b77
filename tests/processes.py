"""What a process is made of that serves readers alone, or the desk alone, as such a process itself says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.test import override_settings

WHAT_RUNS = """
import json, sys
from pathlib import Path
from newsroom import wsgi
from django.conf import settings
from django.template import TemplateDoesNotExist, loader
from django.urls import URLPattern, get_resolver

def addresses(resolver, before=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{before}{entry.pattern}", entry.callback.__module__, entry.name
        else:
            yield from addresses(entry, f"{before}{entry.pattern}")

def can_be_made(name):
    try:
        return bool(loader.get_template(name))
    except TemplateDoesNotExist:
        return False

folder = settings.BASE_DIR / "templates"
templates = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.html"))]
made_of = {
    "settings": {name: getattr(settings, name) for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES")},
    "addresses": list(addresses(get_resolver())),
    "templates": [name for name in templates if can_be_made(name)],
    "modules": sorted(sys.modules),
}
print(json.dumps(made_of, default=str))
"""


@dataclass(frozen=True)
class Process:
    settings: dict[str, Any]
    addresses: list[tuple[str, str, str]]
    """The pattern, the module of the view, and the name."""
    templates: list[str]
    """Those of our own that can be made."""
    modules: list[str]

    def here(self) -> override_settings:
        """Clients within this have its addresses, middleware and templates."""
        return override_settings(**self.settings)


@cache
def process(kind: str) -> Process:
    given = {
        "NEWSROOM_PROCESS": kind,
        "VAR_DIR": str(settings.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"sqlite:///{settings.VAR_DIR}/nobody-asks.sqlite3",
        "SECRET_KEY": "only-for-tests-" * 5,
        "SITE_URL": "http://testserver",
        "HTTPS_ONLY": "false",
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", WHAT_RUNS],
        env=kept | given,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return Process(**json.loads(done.stdout))
