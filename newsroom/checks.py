"""What `manage.py check --deploy` looks at besides Django's own list."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Warning

from newsroom.storage import HashedFiles


def static_files_are_collected(app_configs: Any, **_: Any) -> list[CheckMessage]:
    lacking = staticfiles_storage.lacking() if isinstance(staticfiles_storage, HashedFiles) else []
    if not lacking:
        return []
    return [
        Warning(
            f"{len(lacking)} static files are not collected, such as {lacking[0]}: no page can be made.",
            hint="Run manage.py collectstatic --no-input with the same settings, then start the newsroom anew.",
            id="newsroom.W001",
        )
    ]
