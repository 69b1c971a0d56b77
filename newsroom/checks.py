"""What `manage.py check --deploy` looks at besides Django's own list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error, Warning

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


def signers_of_credentials_can_be_read(app_configs: Any, **_: Any) -> list[CheckMessage]:
    name = settings.CONTENT_CREDENTIALS_SIGNERS
    if not name:
        return []
    from cryptography import x509  # only here: the site does without it

    try:
        x509.load_pem_x509_certificates(Path(name).read_bytes())
    except (OSError, ValueError) as problem:
        return [
            Error(
                f"CONTENT_CREDENTIALS_SIGNERS names {name}, which cannot be read: {problem}.",
                hint="Name a file with one or more certificates in PEM, or leave the setting empty.",
                id="newsroom.E001",
            )
        ]
    return []
