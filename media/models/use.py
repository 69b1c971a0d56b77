"""Where pictures are used. It is an index that the stories fill, and that can be made anew from them at any time."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now as current_time
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy


class Use(models.Model):
    """A picture in the working copy of a story, or in its published copy."""

    class Place(models.TextChoices):
        LEAD = "lead", _lazy("Lead picture")
        BODY = "body", _lazy("In the text")

    image = models.ForeignKey("media.Image", on_delete=models.PROTECT, related_name="uses")
    story = models.BigIntegerField(help_text="The story's number at the desk.")
    section = models.BigIntegerField(null=True, help_text="The number of the section it stands in.")
    place = models.CharField(max_length=4, choices=Place)
    is_live = models.BooleanField(help_text="Readers see it; otherwise it is in the working copy.")
    since = models.DateTimeField(default=current_time)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "is_live", "place", "image"], name="use_told_once"),
        ]
        indexes = [models.Index(fields=["section", "image"], name="used_in_section")]

    def __str__(self) -> str:
        return _("{place} of story {story}").format(place=self.get_place_display(), story=self.story)
