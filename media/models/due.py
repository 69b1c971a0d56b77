"""Pictures whose renditions somebody has to look at, or to take from readers."""

from __future__ import annotations

from django.db import models


class Due(models.Model):
    """A picture that readers are shown, and of which renditions may be missing or out of date.

    Whoever takes it on moves `at` ahead first: if they die over it, another takes it from then on.
    """

    image = models.OneToOneField(
        "media.Image", on_delete=models.CASCADE, primary_key=True, related_name="due"
    )
    at = models.DateTimeField(db_index=True, help_text="Not before.")

    def __str__(self) -> str:
        return f"Picture {self.image_id} at {self.at:%Y-%m-%d %H:%M:%S}"


class Hiding(models.Model):
    """A picture that pages do not show any more, and whose files readers may still be able to fetch.

    Written in the transaction that took it off the last page, deleted by whoever has taken the files away: it is
    here for longer than an instant only where a process died in between.
    """

    image = models.OneToOneField(
        "media.Image", on_delete=models.CASCADE, primary_key=True, related_name="hiding"
    )
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Picture {self.image_id} since {self.since:%Y-%m-%d %H:%M:%S}"
