"""A program with a key, as the writing API meets it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from articles.filing import keys
from articles.filing.keys import KeyWish
from articles.policy import Role
from tests import factories

V1 = "/api/desk/v1"


def section_editor() -> User:
    """Of the section City."""
    return factories.user(Role.SECTION_EDITOR, sections=(factories.section("City"),))


class Program:
    def __init__(self, user: User | None, *scopes: str, name: str = "AP wire", **wish: Any) -> None:
        options: dict[str, Any] = {"recipient": "The agency", "rate": 600, "days": 30} | wish
        self.key, self.secret = keys.make(
            KeyWish(name=name, scopes=scopes or ("write", "act"), user=user, **options), by=factories.chief()
        )

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> Any:
        """Whatever is no text is sent as JSON."""
        given = {"authorization": f"Bearer {self.secret}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        kind = given.pop("content-type", "application/json")
        body = sent if isinstance(sent, bytes | str) else json.dumps(sent)
        client = Client(enforce_csrf_checks=True)
        return client.generic(method, f"{V1}{path}", "" if method == "GET" else body, kind, headers=given)

    def begin(self, key: str = "story-number-1", **fields: Any) -> Any:
        return self.ask("POST", "/stories", fields, idempotency_key=key)

    def save(self, story: int, **fields: Any) -> Any:
        return self.ask("PATCH", f"/stories/{story}", fields)

    def act(self, story: int, act: str, key: str = "", **wanted: Any) -> Any:
        return self.ask("POST", f"/stories/{story}/acts/{act}", wanted, idempotency_key=key or f"press-{act}")
