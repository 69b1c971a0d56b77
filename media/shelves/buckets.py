"""The two shelves in an S3-compatible store, for newspapers of more than one machine.

Needs django-storages[s3]. The settings name these classes only where buckets are named, so nothing else may
import this module.
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
    """What fails is an OSError, as it is with a folder. No object is given an ACL: the bucket's policy rules."""

    # Larger ones wait on the disk while they are read.
    max_memory_size = 5 * 1024 * 1024

    def __init__(self, **options: Any) -> None:
        with_endpoint = bool(options.get("endpoint_url"))
        config = Config(
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "max_attempts": 3},
            # Buckets as host names and checksums in trailers are Amazon's; others may know neither.
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
            _ = file.file  # fetched now: a body that fails half-way would be an answer cut off
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
        """Every object, with the time at which it was put there."""
        with _as_os_error():
            for entry in self.bucket.objects.all():
                yield entry.key, entry.last_modified


class PublicBucket(Bucket):
    """Renditions in live stories. Whether readers fetch them here is the bucket's policy and PICTURES_URL."""

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return super().get_object_parameters(name) | {"CacheControl": storage.FOR_EVER}


class PrivateBucket(Bucket):
    """Everything else. It is read with our keys, and an address of it would be of no use to anybody."""

    def url(self, *args: Any, **kwargs: Any) -> str:
        raise ValueError("What is private has no address.")


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as problem:
        raise storage.ShelfAway(errno.EIO, f"the store says: {problem}") from problem
