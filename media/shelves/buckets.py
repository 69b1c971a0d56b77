"""The two shelves as buckets of an S3-compatible store, for newspapers with more than one machine.

This module needs django-storages[s3], which is not always installed. So no module imports it; the settings name its
classes where buckets are configured.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from media.shelves import storage


class Bucket(S3Storage):
    """A failure raises OSError, as with a folder. Objects get no ACL of their own: the bucket's policy decides."""

    # Larger files are kept on the disk while they are read.
    max_memory_size = 5 * 1024 * 1024

    def __init__(self, **options: Any) -> None:
        with_endpoint = bool(options.get("endpoint_url"))
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 3},
            # Only Amazon surely knows buckets as host names, and checksums at the end of a request.
            s3={"addressing_style": "path" if with_endpoint else "auto"},
            request_checksum_calculation="when_required" if with_endpoint else "when_supported",
            response_checksum_validation="when_required" if with_endpoint else "when_supported",
        )
        super().__init__(client_config=config, file_overwrite=True, default_acl=None, gzip=False, **options)

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return {"ContentType": storage.content_type(name)}

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_error():
            file = super()._open(name, mode)
            _ = file.file  # fetched now: if it failed later, the answer to the reader would be cut off
            return file

    def _save(self, name: str, content: IO[bytes]) -> str:
        with _as_os_error():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_os_error():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return bool(super().exists(name))

    def walk(self) -> Iterator[tuple[str, datetime]]:
        """The name of every object and the time at which it was written."""
        with _as_os_error():
            for entry in self.bucket.objects.all():
                yield entry.key, entry.last_modified


class PublicBucket(Bucket):
    """Renditions in published stories. The bucket's policy and PICTURES_URL decide if readers fetch them here."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return super().get_object_parameters(name) | {"CacheControl": storage.FOR_EVER}


class PrivateBucket(Bucket):
    """All other files. Only our keys can read them, so their addresses are of no use to anybody."""

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise ValueError("What is private has no address.")


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as problem:
        raise storage.ShelfAway(errno.EIO, f"the store says: {problem}") from problem
