"""What the worker has to do for a picture: complete its renditions, or take its files from readers."""

from __future__ import annotations

from django.db import models


class Due(models.Model):
    """A picture that readers see and whose renditions may be missing or out of date.

    A worker that takes it on first moves `at` ahead. If that worker dies, another takes it from then on.
    """

    image = models.OneToOneField(
        "media.Image", on_delete=models.CASCADE, primary_key=True, related_name="due"
    )
    at = models.DateTimeField(db_index=True, help_text="Not before.")

    def __str__(self) -> str:
        return f"Picture {self.image_id} at {self.at:%Y-%m-%d %H:%M:%S}"


class Hiding(models.Model):
    """A picture that pages do not show any more, while readers may still be able to fetch its files.

    The row is written in the transaction that takes the picture off the last page, and deleted after the files are
    taken away. It stays for longer than an instant only where a process died in between.
    """

    image = models.OneToOneField(
        "media.Image", on_delete=models.CASCADE, primary_key=True, related_name="hiding"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Picture {self.image_id} since {self.since:%Y-%m-%d %H:%M:%S}"
