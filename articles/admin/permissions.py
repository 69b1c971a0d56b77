"""The admin asks the policy about each row. Django's own admin asks only about the model."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles import policy
from house.suggesting import SuggestsRows


class AsksThePolicy(SuggestsRows):
    """A base for model admins and inlines."""

    def _ask(self, request: HttpRequest, action: str, obj: Any = None) -> bool:
        # Not `has_perm`: Django answers that for a superuser before it asks anybody.
        return policy.permits(request.user, f"{self.opts.app_label}.{action}_{self.opts.model_name}", obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._ask(request, "view", obj) or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return self._ask(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._ask(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._ask(request, "delete", obj)
